import ArgumentParser
import Foundation
import Kernel
import Storage
import Web

struct MoveSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Move the server's secret out of the database into a file, or from one file into another. Stop the server first.")
    @Argument(help: "The file. Where there is none, one with a new secret is made.") var file: String
    @Flag(help: "The secret so far is lost: give up what was encrypted with it. Second factors are switched off.") var lost = false
    @OptionGroup var options: DataOptions

    func run() async throws {
        let opening = try options.opening()
        let features = Composition.features(gazetteer: try opening.gazetteer())
        let database = try opening.database(features, lock: true, opensSecret: false)
        defer { database.close() }
        let isThere = FileManager.default.fileExists(atPath: file)
        let named = lost ? nil : try SecretFile.named()?.secret
        let target = isThere ? try SecretFile(reading: file) : try SecretFile.make(at: file)
        let moved = try database.writeSync { connection in
            try ServerSecret.move(to: target.secret, from: named, isLost: lost, values: features.flatMap(\.encrypted), connection)
        }
        if let warning = target.warning { Console.note(warning) }
        Console.say("The server's secret is the one in \(file) now. Values encrypted anew: \(moved.renewed); given up: \(moved.givenUp).")
        Console.say(
            "Start the server with PROXENIA_SECRET_FILE=\(file), readable for its account alone, and keep a copy of the file apart from the backups.")
    }
}

extension SecretFile {
    /// The one named in the environment; nil when none is.
    static func named() throws -> SecretFile? {
        guard let path = ProcessInfo.processInfo.environment["PROXENIA_SECRET_FILE"], !path.isEmpty else { return nil }
        return try SecretFile(reading: path)
    }
}
