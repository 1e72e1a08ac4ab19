import Directory
import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Sheets
import Storage

extension ImportFeature {
    /// Imports a spreadsheet from the command line: rows with a place beyond doubt are entered, the others reported line by line.
    ///
    /// All of it is one transaction; a dry run does the same and takes it back, so that what it reports is what would be done.
    /// - Parameters:
    ///   - name: what the file is called, in the register and in the list of imports.
    ///   - report: told a line of plain English at a time.
    /// - Throws: `AppError.invalid` with what is wrong with the file.
    public static func importPartnerships(
        file: URL, name: String, office: OfficeID, by actor: Actor, dryRun: Bool, database: Database, gazetteer: Gazetteer, reconciler: Reconciler,
        report: (String) -> Void
    ) async throws {
        let intake: SheetIntake
        let content: [UInt8]
        do {
            intake = try SheetIntake(file: file, name: name, options: SheetOptions())
            content = Array(try Data(contentsOf: file))
        } catch let error as SheetError {
            throw AppError.invalid("\(name): \(error.message)")
        } catch is SheetIntake.TooManyRows {
            throw AppError.invalid("\(name): at most \(ImportRecord.mostRows) rows are imported at a time. Split the file.")
        }
        guard intake.rows > 0 else { throw AppError.invalid("\(name): there is nothing below the headings.") }
        let columns = try ColumnGuess(gazetteer: gazetteer).columns(of: intake.guess)
        guard columns[.partner] != nil else { throw AppError.invalid("\(name): no column with the partners' names was found; head it “partner”.") }
        var lines: [String] = []
        do {
            try database.writeSync { connection in
                lines = try run(name, content, intake, columns, office, actor, connection, gazetteer, reconciler)
                if dryRun { throw DryRun() }
            }
        } catch is DryRun {
            lines.append("Dry run: nothing was written.")
        }
        lines.forEach(report)
    }

    private struct DryRun: Error {}

    private static func run(
        _ name: String, _ content: [UInt8], _ intake: SheetIntake, _ columns: ImportColumns, _ office: OfficeID, _ actor: Actor,
        _ connection: Connection,
        _ gazetteer: Gazetteer, _ reconciler: Reconciler
    ) throws -> [String] {
        let now = Instant.now()
        let store = ImportStore(connection, office: office)
        let id = try store.add(
            name: name, content: content, checksum: SheetIntake.checksum(content), intake: intake, mapping: columns, by: actor, at: now)
        try ImportJobs(gazetteer: gazetteer, reconciler: reconciler).match(id, office, actor, at: now, connection)
        var lines: [String] = []
        let rows = ImportRowStore(connection, id)
        var from = 0
        while true {
            let cases = try rows.names.cases(from: from, limit: 500)
            lines += cases.map { "Row \($0.firstRow)\($0.rows > 1 ? " and \($0.rows - 1) more" : ""): not imported. \($0.reason.sentence)" }
            guard cases.count == 500 else { break }
            from += cases.count
        }
        guard let outcome = try Applying(connection, try store.find(id), by: actor, at: now, gazetteer: gazetteer).apply() else {
            throw AppError.notFound
        }
        lines.append(
            "\(outcome.created) partnerships imported, \(outcome.untouched) rows needed nothing, \(outcome.leftOut) rows left out; \(outcome.organisations) new entries in the directory."
        )
        return lines
    }
}
