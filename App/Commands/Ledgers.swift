import ArgumentParser
import Foundation
import Kernel
import Partnerships
import Storage

/// The shared records of partnerships: checked, read anew.
struct Ledgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Verify the shared records of partnerships, or read them anew from their entries.",
        subcommands: [VerifyLedgers.self, RebuildLedgers.self])
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
        let report = try database.readSync { try RecordCheck($0).run(only) }
        for fault in report.faults { Console.say("WRONG  \(fault)") }
        guard report.faults.isEmpty else { throw AppError.invalid("\(report.faults.count) faults in \(report.records) records.") }
        guard only == nil || report.records == 1 else { throw AppError.invalid("There is no record of this partnership.") }
        Console.say("ok     \(report.entries) entries of \(report.records) records: chains, signatures and what pages read of them")
    }
}

struct RebuildLedgers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Fold every record from its entries again, and write what pages read. Changes no entry.")
    @Argument(help: "One partnership, by its identity; all without.") var partnership: String?
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        let only = try partnershipID(partnership)
        let result = try database.writeSync { try RecordCheck($0).rebuild(only) }
        Console.say("\(result.records) records read anew, \(result.mended) of them mended.")
    }
}

private func partnershipID(_ text: String?) throws -> PartnershipID? {
    guard let text else { return nil }
    guard let id = PartnershipID(text) else { throw AppError.invalid("“\(text)” is not the identity of a partnership.") }
    return id
}
