import Foundation
import Markup
import Sheets
import Storage

/// The rows that could not be taken, as they stood in the file, with the problem in a column at the end: to be corrected and imported again.
struct OrganisationReport: Sendable {
    let record: OrganisationImport
    let w: Words

    func write(to file: URL, _ database: Database) throws {
        let headings = record.guess.columns.map { SheetColumn(key: $0.letter, title: $0.label) }
        let writer = try CSVWriter(.file(file))
        try writer.begin(columns: headings + [SheetColumn(key: "problem", title: "problem")])
        var last = -1
        while true {
            let rows = try database.readSync {
                try OrganisationImportRows($0, record.id).rows(after: last, outcome: OrganisationImport.Outcome.untaken)
            }
            guard let end = rows.last else { break }
            for row in rows { try writer.row(cells(row, width: headings.count)) }
            last = end.number
        }
        try writer.finish()
    }

    /// What stood to the right of the table goes with the problem, so that nothing of the row is lost.
    private func cells(_ row: OrganisationImport.Row, width: Int) -> [SheetCell] {
        let cells = row.cells ?? []
        let shown = (0..<width).map { index -> SheetCell in
            index < cells.count && !cells[index].isEmpty ? .text(cells[index]) : .empty
        }
        let surplus = cells.dropFirst(width).filter { !$0.isEmpty }
        let problem = w("Line \(String(row.line)): \(row.problem(w))")
        return shown + [.text(([problem] + surplus).joined(separator: " | "))]
    }
}

extension OrganisationImport.Row {
    /// Why the row is not taken.
    func problem(_ w: Words) -> String {
        switch outcome {
        case .double: w("The same organisation stands in line \(sameLine.map(String.init) ?? "") already.")
        case .out: w("Left out, because somebody said so of its city.")
        default: fault?.sentence(w) ?? ""
        }
    }
}
