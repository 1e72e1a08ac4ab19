import Foundation
import Markup
import Sheets
import Storage

/// The rows that cannot be taken, or not with all that stands in them, as they stood in the file, with the problem in a column at the end: to be corrected and imported again. Of a card the name, since a
/// card is corrected where it came from.
struct PeopleReport: Sendable {
    let record: PeopleImport
    let w: Words

    func write(to file: URL, _ database: Database) throws {
        let titles = record.kind == .sheet ? record.headings : [w("Name")]
        let writer = try CSVWriter(.file(file))
        try writer.begin(columns: (titles + ["problem"]).enumerated().map { SheetColumn(key: String($0.offset), title: $0.element) })
        var number = 0
        while true {
            let rows = try database.readSync {
                try PeopleImportStore(connection: $0, office: record.office).rows(record, from: number, .remarked, limit: 500)
            }
            guard let last = rows.last else { break }
            for row in rows { try writer.row(cells(row, width: titles.count)) }
            number = last.number + 1
        }
        try writer.finish()
    }

    /// What stood to the right of the table goes with the problem, so that nothing of the row is lost.
    private func cells(_ row: PeopleImport.Row, width: Int) -> [SheetCell] {
        let cells = row.cells ?? [row.draft?.name.full ?? ""]
        let shown = (0..<width).map { index -> SheetCell in
            index < cells.count && !cells[index].isEmpty ? .text(cells[index]) : .empty
        }
        let surplus = cells.dropFirst(width).filter { !$0.isEmpty }
        let problem = w("Line \(String(row.line)): \(row.remark ?? "")")
        return shown + [.text(([problem] + surplus).joined(separator: " | "))]
    }
}
