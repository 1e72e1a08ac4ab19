import ArgumentParser
import Files
import Foundation
import Kernel
import Markup
import Partnerships
import Storage
import Web

/// The shared records of partnerships: checked, read anew.
struct Ledgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Verify the shared records of partnerships, read them anew from their entries, write one out, or change an office's key.",
        subcommands: [VerifyLedgers.self, RebuildLedgers.self, ExportLedger.self, RotateKey.self])
}

struct VerifyLedgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every entry, chain and signature, and what pages read of them; exit code 1 when something is wrong.")
    @Argument(help: "One partnership, by its identity; all without.") var partnership: String?
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        let only = try partnershipID(partnership)
        let report = try database.readSync { try RecordCheck($0).run(only, now: .now()) }
        for fault in report.faults { Console.say("WRONG  \(fault)") }
        guard report.faults.isEmpty else { throw AppError.invalid("\(report.faults.count) faults in \(report.records) records.") }
        guard only == nil || report.records == 1 else { throw AppError.invalid("There is no record of this partnership.") }
        Console.say("ok     \(report.entries) entries of \(report.records) records: chains, signatures and what pages read of them")
        if report.byGuests > 0 { Console.say("       \(report.byGuests) of them by guests, with keys that a partner's server keeps or kept") }
    }
}

struct RebuildLedgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Begin the records that are missing, fold every record from its entries again, and write what pages read. Changes no entry.")
    @Argument(help: "One partnership, by its identity; all without.") var partnership: String?
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        let only = try partnershipID(partnership)
        let begun = try begin(only, database)
        let result = try database.writeSync { try RecordCheck($0).rebuild(only) }
        if begun > 0 { Console.say("\(begun) records begun, of partnerships entered before there were any.") }
        Console.say("\(result.records) records read anew, \(result.mended) of them mended.")
    }

    /// What is begun is signed, and for that alone the server's secret is opened.
    private func begin(_ only: PartnershipID?, _ database: Database) throws -> Int {
        guard try database.readSync({ try RecordUpkeep.lacksRecords($0) }) else { return 0 }
        let named = try SecretFile.named()?.secret
        database.setSecret(try database.writeSync { try ServerSecret.open($0, named: named) }.bytes)
        return try database.writeSync { try RecordUpkeep.beginRecords(only, at: .now(), $0) }
    }
}

struct ExportLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write one record with its documents into a file that reads without a server and that anybody can verify.")
    @Argument(help: "The partnership, by its identity.") var partnership: String
    @Argument(help: "Where to; `-` for standard output.") var file = "-"
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        guard let id = try partnershipID(partnership) else { throw AppError.invalid("Name a partnership.") }
        guard file != "-" else { return try await write(id, database) { FileHandle.standardOutput.write(Data($0)) } }
        let half = file + ".part"
        do {
            guard FileManager.default.createFile(atPath: half, contents: nil) else { throw AppError.invalid("\(file) cannot be written.") }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: half))
            try await write(id, database) { try handle.write(contentsOf: Data($0)) }
            try handle.close()
            guard rename(half, file) == 0 else { throw AppError.invalid("\(file) cannot be written.") }
        } catch {
            unlink(half)
            throw error
        }
    }

    private func write(_ id: PartnershipID, _ database: Database, to sink: ([UInt8]) async throws -> Void) async throws {
        try await RecordArchive.write(id, Words(Composition.catalogue, .english), at: .now(), FilesFeature.documents, database, to: sink)
    }
}

struct RotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give an office another key, and write that into every record in which it has a part. A server may run meanwhile.")
    @Option(help: "The office, by the slug in its address. Not needed where there is one.") var office: String?
    @Flag(help: "Somebody else may have the key: revoke it instead.") var stolen = false
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.database(Composition.features(gazetteer: try opening.gazetteer()), lock: false)
        defer { database.close() }
        let (slug, cause, now) = (office, stolen ? KeyChange.Cause.stolen : .regular, Instant.now())
        let found = try await database.write { connection in
            let found = try OfficeChoice.find(slug, connection)
            try KeyChange.begin(found.id, cause, by: .system, at: now, connection)
            return found
        }
        let outcome = try await KeyChange.run(found.id, database, at: now)
        Console.say("\(found.name) signs with another key in \(outcome.changed) records now.")
        guard outcome.left.isEmpty else {
            throw AppError.invalid(
                "\(outcome.left.count) records still know the former key alone, since they are damaged or hold two histories of the office: \(outcome.left.prefix(5).map(\.text).joined(separator: ", ")). Mend them, then run this again."
            )
        }
    }
}

private func partnershipID(_ text: String?) throws -> PartnershipID? {
    guard let text else { return nil }
    guard let id = PartnershipID(text) else { throw AppError.invalid("“\(text)” is not the identity of a partnership.") }
    return id
}
