import Accounts
import ArgumentParser
import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Partnerships
import People
import Reconciliation
import Sheets
import Storage
import Web

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import a file: places, organisations, partnerships or people into an office; relations between cities into the directory.")
    @Argument(help: "places, organisations, partnerships, people or relations.") var kind: String
    @Argument(help: "The table, CSV or XLSX; for people also cards, VCF.") var file: String?
    @Option(help: "The office, by the slug in its address. Not needed where there is only one.") var office: String?
    @Flag(help: "Only say what would be done.") var dryRun = false
    @OptionGroup var relations: RelationOptions
    @OptionGroup var options: DataOptions

    func validate() throws {
        guard ["places", "organisations", "partnerships", "people", "relations"].contains(kind) else {
            throw ValidationError("What can be imported: places, organisations, partnerships, people, relations.")
        }
        guard kind == "relations" || relations.isEmpty else {
            throw ValidationError("--source, --out and --remove belong to relations.")
        }
        if relations.remove != nil {
            guard file == nil, relations.source == nil, relations.out == nil, !dryRun else { throw ValidationError("--remove stands alone.") }
        } else if file == nil {
            throw ValidationError("Name the file to import.")
        }
    }

    func run() async throws {
        if kind == "relations" { return try relations.run(file, dryRun: dryRun, options) }
        guard let file else { return }
        let url = URL(fileURLWithPath: file)
        guard FileManager.default.isReadableFile(atPath: file) else { throw AppError.invalid("The file \(file) does not exist, or may not be read.") }
        let opening = try options.opening()
        let gazetteer = try opening.gazetteer()
        let database = try opening.database(Composition.features(gazetteer: gazetteer), lock: false)
        defer { database.close() }
        let home = try await database.read { try OfficeChoice.find(office, $0) }
        let reconciler = Reconciler(gazetteer: gazetteer)
        if kind == "partnerships" {
            try await ImportFeature.importPartnerships(
                file: url, name: url.lastPathComponent, office: home.id, by: .system, dryRun: dryRun, database: database, gazetteer: gazetteer,
                reconciler: reconciler, report: { Console.say($0) })
            return
        }
        if kind == "people" {
            try PeopleFeature.importPeople(
                file: url, name: url.lastPathComponent, office: home.id, by: .system, dryRun: dryRun, database: database, gazetteer: gazetteer,
                w: Words(Composition.catalogue, .english), report: { Console.say($0) })
            return
        }
        if kind == "organisations" {
            try DirectoryFeature.importOrganisations(
                file: url, name: url.lastPathComponent, office: home.id, by: .system, dryRun: dryRun, database: database, gazetteer: gazetteer,
                reconciler: reconciler, w: Words(Composition.catalogue, .english), report: { Console.say($0) })
            return
        }
        try await places(try table(url), gazetteer, reconciler, database)
    }

    /// Every row as values by column name in small letters.
    private func table(_ url: URL) throws -> [[String: String]] {
        do {
            let reader = try SheetReader(file: url, name: url.lastPathComponent)
            let names = reader.guess.columns.map { $0.label.lowercased().trimmingCharacters(in: .whitespaces) }
            var rows: [[String: String]] = []
            try reader.forEachRow { row in
                if !row.repeatsHeader { rows.append(Dictionary(zip(names, row.cells)) { first, _ in first }) }
            }
            return rows
        } catch let error as SheetError { throw AppError.invalid("\(url.lastPathComponent): \(error.message)") }
    }

    private func places(_ rows: [[String: String]], _ gazetteer: Gazetteer, _ reconciler: Reconciler, _ database: Database) async throws {
        let verdicts = try reconciler.reconcile(
            rows.map { Written(name: $0["city"] ?? $0["place"] ?? $0["name"] ?? "", country: $0["country"], region: $0["region"]) })
        for (number, verdict) in verdicts.enumerated() where verdict.status != .matched {
            Console.say("Row \(number + 1): \(verdict.reason.sentence)")
        }
        let found = Set(verdicts.compactMap { $0.place?.id }).sorted()
        if !dryRun { try await database.write { try PlaceStore($0).keep(found, gazetteer: gazetteer) } }
        Console.say(
            "\(found.count) places \(dryRun ? "would be kept" : "kept"); \(verdicts.filter { $0.status != .matched }.count) of \(rows.count) rows are not certain."
        )
    }
}

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Export a list of an office: organisations, partnerships or people.")
    @Argument(help: "organisations, partnerships or people.") var kind: String
    @Option(help: "csv, xlsx or json.") var format = "csv"
    @Option(help: "The office, by the slug in its address. Not needed where there is only one.") var office: String?
    @Option(help: "Where to write; - for standard output.") var out = "-"
    @OptionGroup var options: DataOptions

    func validate() throws {
        guard ["organisations", "partnerships", "people"].contains(kind) else {
            throw ValidationError("What can be exported: organisations, partnerships, people.")
        }
        guard ["csv", "xlsx", "json"].contains(format) else { throw ValidationError("--format is csv, xlsx or json.") }
        guard format != "xlsx" || out != "-" else { throw ValidationError("A workbook is written to a file: name it with --out.") }
    }

    func run() async throws {
        let opening = try options.opening()
        let features = Composition.features(gazetteer: try opening.gazetteer())
        let database = try opening.database(features, lock: false)
        defer { database.close() }
        let home = try await database.read { try OfficeChoice.find(office, $0) }
        let actor = Actor(user: .new(), name: Actor.system.name, office: home.id, role: .director)
        let scope = ListScope(actor: actor, w: Words(Composition.catalogue, .english), now: .now(), extras: features.flatMap(\.extras))
        if kind == "organisations" {
            try await write(OrganisationList.current, scope, database)
        } else if kind == "people" {
            try await write(PersonList.current, scope, database)
        } else {
            try await write(PartnershipsFeature.register, scope, database)
        }
    }

    private func write<Item>(_ listing: Listing<Item>, _ scope: ListScope, _ database: Database) async throws {
        let query = listing.query(Parameters())
        guard out != "-" else {
            return try await listing.write(format, query, scope, database, to: ByteSink { FileHandle.standardOutput.write(Data($0)) })
        }
        let half = out + ".part"
        do {
            if format == "xlsx" {
                try await listing.writeWorkbook(URL(fileURLWithPath: half), query, scope, database)
            } else {
                guard FileManager.default.createFile(atPath: half, contents: nil) else { throw AppError.invalid("\(out) cannot be written.") }
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: half))
                try await listing.write(format, query, scope, database, to: ByteSink { try handle.write(contentsOf: Data($0)) })
                try handle.close()
            }
            guard rename(half, out) == 0 else { throw AppError.invalid("\(out) cannot be written.") }
        } catch {
            unlink(half)
            throw error
        }
    }
}

/// The office a command is about.
enum OfficeChoice {
    static func find(_ slug: String?, _ connection: Connection) throws -> Office {
        let all = try OfficeStore.all(on: connection)
        if let slug {
            guard let office = all.first(where: { $0.slug == slug }) else {
                throw AppError.invalid("There is no office “\(slug)”; there are: \(all.map(\.slug).joined(separator: ", ")).")
            }
            return office
        }
        guard let only = all.first else { throw AppError.invalid("There is no office yet: open the server's address and set up the first one.") }
        guard all.count == 1 else { throw AppError.invalid("Which office? Say --office with one of: \(all.map(\.slug).joined(separator: ", ")).") }
        return only
    }
}
