import Foundation
import Kernel
import Markup
import Sheets
import Storage
import Web

/// The rows of an import that cannot be taken, as they stood in the file, with the problem in a column at the end: to be corrected and imported
/// again.
public struct ProblemsFile: Sendable {
    public struct Row: Sendable {
        let number: Int
        let line: Int
        let cells: [String]
        let problem: String

        /// - Parameters:
        ///   - number: counts the rows of the import.
        ///   - line: where it stands in the file.
        public init(_ number: Int, line: Int, _ cells: [String], problem: String) {
            (self.number, self.line, self.cells, self.problem) = (number, line, cells, problem)
        }
    }

    let headings: [String]
    let w: Words
    let next: @Sendable (Int, Connection) throws -> [Row]

    /// - Parameter next: some rows after one of that number, in their order; none when there are no more.
    public init(headings: [String], _ w: Words, next: @escaping @Sendable (_ after: Int, Connection) throws -> [Row]) {
        (self.headings, self.w, self.next) = (headings, w, next)
    }

    /// The file for whoever asks for it. It is written some rows at a time: memory stays the same however many there are.
    public func reply(_ id: ImportID, _ database: Database) async throws -> Reply {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-problems-\(UUID().uuidString).csv")
        try await OffThread.run { try write(to: file, database) }
        return Reply(body: .temporaryFile(file, type: "text/csv; charset=utf-8")).download("problems-\(id).csv")
    }

    private func write(to file: URL, _ database: Database) throws {
        let writer = try CSVWriter(.file(file))
        try writer.begin(columns: (headings + ["problem"]).enumerated().map { SheetColumn(key: String($0.offset), title: $0.element) })
        var last = -1
        while true {
            let rows = try database.readSync { try next(last, $0) }
            guard let end = rows.last else { break }
            for row in rows { try writer.row(cells(row)) }
            last = end.number
        }
        try writer.finish()
    }

    /// What stood to the right of the table goes with the problem, so that nothing of the row is lost.
    private func cells(_ row: Row) -> [SheetCell] {
        let shown = headings.indices.map { index -> SheetCell in
            index < row.cells.count && !row.cells[index].isEmpty ? .text(row.cells[index]) : .empty
        }
        let surplus = row.cells.dropFirst(headings.count).filter { !$0.isEmpty }
        let problem = w("Line \(String(row.line)): \(row.problem)")
        return shown + [.text(([problem] + surplus).joined(separator: " | "))]
    }
}
