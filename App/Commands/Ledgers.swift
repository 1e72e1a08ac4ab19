import ArgumentParser
import Foundation
import Kernel
import Markup
import Partnerships
import Storage
import Web

/// The shared records of partnerships: checked, read anew.
struct Ledgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Verify the shared records of partnerships, read them anew from their entries, or write one out.",
        subcommands: [VerifyLedgers.self, RebuildLedgers.self, ExportLedger.self])
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
        commandName: "export", abstract: "Write one record into a file that reads without a server and that anybody can verify.")
    @Argument(help: "The partnership, by its identity.") var partnership: String
    @Argument(help: "Where to; `-` for standard output.") var file = "-"
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        guard let id = try partnershipID(partnership) else { throw AppError.invalid("Name a partnership.") }
        let words = Words(Composition.catalogue, .english)
        let text = try database.readSync { try RecordArchive.file(id, words, at: .now(), $0) }
        guard file != "-" else { return FileHandle.standardOutput.write(Data(text.utf8)) }
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic) } catch {
            throw AppError.invalid("\(file) cannot be written: \(error.localizedDescription)")
        }
    }
}

private func partnershipID(_ text: String?) throws -> PartnershipID? {
    guard let text else { return nil }
    guard let id = PartnershipID(text) else { throw AppError.invalid("“\(text)” is not the identity of a partnership.") }
    return id
}
