import Foundation
import Gazetteer
import Kernel
import Markup
import Sheets
import Storage

extension PeopleFeature {
    /// Imports people from the command line: who is new is entered, who is here already or cannot be read is reported with the line.
    ///
    /// All of it is one transaction; a dry run does the same and takes it back, so that what it reports is what would be done.
    /// - Parameters:
    ///   - name: what the file is called; its ending says nothing, its bytes do.
    ///   - report: told a line of plain English at a time.
    /// - Throws: `AppError.invalid` with what is wrong with the file.
    public static func importPeople(
        file: URL, name: String, office: OfficeID, by actor: Actor, dryRun: Bool, database: Database, gazetteer: Gazetteer, w: Words,
        report: (String) -> Void
    ) throws {
        let reading: DraftReading
        var options = SheetOptions()
        options.limits.fileBytes = 512 << 20
        do { reading = try DraftReading(file: file, name: name, options) } catch let failure as DraftReading.Failure {
            switch failure {
            case .tooMany: throw AppError.invalid("\(name): at most \(DraftReading.mostRows) people are imported at a time. Split the file.")
            case .empty: throw AppError.invalid("\(name): there is nobody in it.")
            case .unreadable, .noName: throw AppError.invalid("\(name): this is neither a table (CSV, XLSX) nor a file of cards (VCF).")
            }
        } catch let error as SheetError { throw AppError.invalid("\(name): \(error.message)") }
        guard let review = Instant.now().day?.adding(months: 24) else { throw AppError.invalid("The clock is beyond the calendar.") }
        var lines: [String] = []
        do {
            try database.writeSync { connection in
                let now = Instant.now()
                let store = PeopleImportStore(connection: connection, office: office)
                let id = try store.add(reading, named: name, by: actor, at: now)
                let record = try store.find(id)
                try PersonPlanning(connection: connection, record: record, gazetteer: gazetteer, w: w).run(by: actor, at: now)
                lines = try store.rows(record, .outcome(.refused), limit: DraftReading.mostRows).map { "Line \($0.line): \($0.remark ?? "")" }
                lines += try store.rows(record, .outcome(.same), limit: DraftReading.mostRows).map {
                    "Line \($0.line): is here already, left as it is."
                }
                lines += try store.rows(record, .outcome(.new), limit: DraftReading.mostRows).compactMap { row in
                    row.remark.map { "Line \(row.line): entered. \($0)" }
                }
                var choices = PersonApplying.Choices(basis: .publicTask, review: review, entersOrganisations: true)
                choices.others = .skip
                try PersonApplying(connection: connection, record: try store.find(id), gazetteer: gazetteer, actor: actor, now: now).apply(choices)
                let done = try store.find(id)
                lines.append("\(done.entered) people \(dryRun ? "would be entered" : "entered"), \(done.leftOut) left out.")
                if dryRun { throw DryRun() }
            }
        } catch is DryRun {
            lines.append("Dry run: nothing was written.")
        }
        lines.forEach(report)
    }

    private struct DryRun: Error {}
}
