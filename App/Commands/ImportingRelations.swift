import ArgumentParser
import Directory
import Foundation
import Kernel
import Reconciliation
import Sheets
import Storage

/// `proxenia import relations`: what it takes besides the file, and what it does.
struct RelationOptions: ParsableArguments {
    @Option(help: "Relations: who says so, shown beside each; the file's name when left out.") var source: String?
    @Option(help: "Relations: a CSV file for the rows that were not taken, with the reasons.") var out: String?
    @Option(help: "Relations: take away all that a source, or one import by its number, has added.") var remove: String?

    var isEmpty: Bool { source == nil && out == nil && remove == nil }

    /// Rows told on the screen when no file was named for them.
    private static let mostTold = 20
    private static let told = 5000

    func run(_ file: String?, dryRun: Bool, _ options: DataOptions) throws {
        if let file, !FileManager.default.isReadableFile(atPath: file) {
            throw AppError.invalid("The file \(file) does not exist, or may not be read.")
        }
        let opening = try options.opening()
        let gazetteer = try opening.gazetteer()
        let database = try opening.database(Composition.features(gazetteer: gazetteer), lock: false)
        defer { database.close() }
        if let remove {
            let count = try database.writeSync { try RelationImport.remove(remove, by: .system, at: .now(), $0) }
            return Console.say("\(count) known relations removed.")
        }
        guard let file else { return }
        let url = URL(fileURLWithPath: file)
        let number = ImportID.new()
        func read(_ leftOut: (RelationImport.LeftOut) throws -> Void) throws -> RelationImport.Summary {
            try RelationImport.run(
                file: url, name: url.lastPathComponent, source: source, importID: number, by: .system, at: .now(), dryRun: dryRun, database: database,
                gazetteer: gazetteer, reconciler: Reconciler(gazetteer: gazetteer), leftOut: leftOut,
                progress: { if $0 % Self.told == 0 { Console.note("\($0) rows read") } })
        }
        say(try out.map { try writing($0, read) } ?? telling(read), number, dryRun: dryRun)
    }

    private typealias Reading = ((RelationImport.LeftOut) throws -> Void) throws -> RelationImport.Summary

    private func telling(_ read: Reading) rethrows -> RelationImport.Summary {
        var count = 0
        let summary = try read { row in
            count += 1
            if count <= Self.mostTold { Console.say("Row \(row.row): \(row.reason)") }
        }
        if count > Self.mostTold { Console.say("… and \(count - Self.mostTold) rows more. Name a file with --out to have them all.") }
        return summary
    }

    /// The rows left out as a table that can be corrected and imported in its turn.
    private func writing(_ file: String, _ read: Reading) throws -> RelationImport.Summary {
        var summary = RelationImport.Summary()
        try Spool.writing(file) { target in
            let writer = try CSVWriter(target)
            let names = ["row", "city1", "country1", "region1", "city2", "country2", "region2", "since", "kind", "verdict", "reason"]
            try writer.begin(columns: names.map { SheetColumn(key: $0, title: $0) })
            summary = try read { row in
                let cities = row.cities.flatMap { [$0.name, $0.country ?? "", $0.region ?? ""] }
                try writer.row(
                    [.integer(row.row)]
                        + (cities + [row.since ?? "", row.kind ?? "", row.isRefused ? "refused" : "unclear", row.reason]).map { .text($0) })
            }
            try writer.finish()
        }
        return summary
    }

    private func say(_ summary: RelationImport.Summary, _ number: ImportID, dryRun: Bool) {
        let completed = summary.completed > 0 ? "\(summary.completed) completed, " : ""
        Console.say(
            "\(summary.rows) rows: \(summary.taken) relations taken, \(completed)\(summary.known) known already, \(summary.unclear) unclear, \(summary.refused) refused."
        )
        if dryRun {
            Console.say("Dry run: nothing was written.")
        } else if summary.taken > 0 {
            Console.say("This import is \(number); --remove takes away what it has added.")
        }
    }
}
