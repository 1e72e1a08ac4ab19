import ArgumentParser
import Foundation
import Gazetteer
import Kernel
import Storage
import Web

/// The schema of this version and the rules of its data.
private struct Schema {
    let migrator: Migrator
    let rules: [DataRule]
    private let encrypted: [EncryptedValues]

    init(_ opening: Opening) throws {
        let features = Composition.features(gazetteer: try opening.gazetteer())
        migrator = try Migrator(Composition.migrations(features), version: Version.text)
        rules = features.flatMap(\.rules)
        encrypted = features.flatMap(\.encrypted)
    }

    /// Everything that is looked at, from the file up to what is encrypted.
    func findings(_ database: Database) throws -> [Finding] {
        let named = try SecretFile.named()?.secret
        return try database.check(migrator, rules: rules)
            + database.readSync { connection in
                // Without this version's tables there is nothing to look at; the findings above say so.
                try migrator.missing(connection).isEmpty ? [try ServerSecret.finding(connection, named: named, values: encrypted)] : []
            }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write a backup into one file, while the server goes on serving.")
    @Argument(help: "The file to write; it must not be there yet.") var file: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        let began = ContinuousClock.now
        let about = try database.backUp(to: file, migrator: try Schema(opening).migrator, version: Version.text, at: .now()) {
            Console.note("\($0) …")
        }
        Console.say(
            "\(about.rows) rows of \(about.tables.count) tables are in \(file) (\(Self.seconds(since: began))). Keep it secret: it holds personal data."
        )
    }

    static func seconds(since began: ContinuousClock.Instant) -> String {
        (ContinuousClock.now - began).formatted(.units(allowed: [.minutes, .seconds], width: .narrow, fractionalPart: .show(length: 1)))
    }
}

struct RestoreBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Check a backup, put it into the place of the database, and keep what was there. Stop the server first.")
    @Argument(help: "The backup.") var file: String
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let schema = try Schema(opening)
        let report = try Restore(file, migrator: schema.migrator, at: .now()) { Console.note("\($0) …") }.run(into: opening.url)
        Console.say(
            "Restored the backup of \(report.about.madeAt.rfc3339): \(report.about.rows) rows of \(report.about.tables.count) tables, each compared.")
        if !report.migrated.isEmpty { Console.say("Brought to this version: \(report.migrated.count) migrations applied.") }
        if let replaced = report.replaced { Console.say("What was there before is kept as \(replaced).") }
        let database = try Database.open(opening.url)
        defer { database.close() }
        try Check.tell(try schema.findings(database))
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the database from end to end; exit code 1 when something is wrong.")
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let database = try opening.existingDatabase()
        defer { database.close() }
        let schema = try Schema(opening)
        try Self.tell(try schema.findings(database))
    }

    /// A line for each; an error when one of them is wrong.
    static func tell(_ findings: [Finding]) throws {
        for finding in findings { Console.say(finding.fault.map { "WRONG  \(finding.name): \($0)" } ?? "ok     \(finding.name)") }
        let wrong = findings.filter { $0.fault != nil }.count
        guard wrong == 0 else {
            throw AppError.invalid(
                "\(wrong) of \(findings.count) checks found something wrong. Do what the line says; where it says nothing, restore the last good backup."
            )
        }
    }
}
