import ArgumentParser
import Foundation
import Kernel
import Storage

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the platform. An empty data folder asks for the first office.")
    @OptionGroup var options: DataOptions
    @Option(help: "The port to listen on.") var port = 8080
    @Option(help: "The address to listen on; 0.0.0.0 for every one.") var host = "127.0.0.1"

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port is a number from 1 to 65535.") }
    }

    func run() async throws {
        let given = CommandLine.arguments.compactMap { word in word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : nil }
        try await Serving.run(try options.opening(), host: host, port: port, given: Set(given))
    }
}

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill an empty database with the demonstration office: invented people and events, marked so.")
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let gazetteer = try opening.gazetteer()
        let features = Composition.features(gazetteer: gazetteer)
        let database = try opening.database(features, lock: true)
        defer { database.close() }
        try await Demonstration.fill(database, gazetteer, data: opening.data)
        Console.say("The demonstration office is ready. `proxenia serve` shows it; sign in with\n\(DemonstrationAccounts.table)")
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database to this version, and say what was done.")
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let features = Composition.features(gazetteer: try opening.gazetteer())
        let database = try Database.open(opening.url)
        defer { database.close() }
        let applied = try Migrator(Composition.migrations(features), version: Version.text).migrate(database)
        Console.say(applied.isEmpty ? "The database is up to date." : applied.map { "applied \($0)" }.joined(separator: "\n"))
    }
}
