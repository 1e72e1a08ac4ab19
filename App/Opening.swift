import Foundation
import Gazetteer
import Kernel
import Logging
import Storage
import Web

/// Where a command finds its data, and how it opens it.
struct Opening {
    let data: URL
    let url: DatabaseURL

    /// - Parameters:
    ///   - data: the data folder; made when it is not there.
    ///   - database: a PostgreSQL address or a path; nil for `proxenia.sqlite` in the data folder.
    init(data: String, database: String?) throws {
        self.data = URL(fileURLWithPath: data, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: self.data, withIntermediateDirectories: true)
        } catch {
            throw AppError.invalid("The data folder \(data) cannot be made or written: choose another with --data.")
        }
        let address = database ?? ProcessInfo.processInfo.environment["PROXENIA_DATABASE"]
        url =
            try address.flatMap { $0.isEmpty ? nil : try DatabaseURL($0) } ?? .sqlite(path: self.data.appendingPathComponent("proxenia.sqlite").path)
    }

    /// The places of the world; built on first use, which takes up to a minute and says how far it is.
    func gazetteer() throws -> Gazetteer {
        let last = Once()
        return try Gazetteer.open(directory: data) { share, words in
            let percent = Int(share * 100)
            if last.isNew(percent / 10) { Console.note("Places of the world: \(words) \(percent) %") }
        }
    }

    /// The database as it is, for commands that keep it safe: none is made where there is none.
    func existingDatabase() throws -> Database {
        if url.dialect == .sqlite, !FileManager.default.fileExists(atPath: url.description) {
            throw AppError.invalid("There is no database at \(url). Name the data folder with --data, or the database with --database.")
        }
        return try Database.open(url)
    }

    /// The database with every migration applied.
    /// - Parameters:
    ///   - lock: nobody else may serve this file meanwhile.
    ///   - opensSecret: whether the server's secret must fit; not so where it is about to be replaced.
    func database(_ features: [Feature], lock: Bool, opensSecret: Bool = true) throws -> Database {
        let database = try Database.open(url)
        if lock { try database.lockForServing() }
        let applied = try Migrator(Composition.migrations(features), version: Version.text).migrate(database)
        database.setReactions(features.flatMap(\.reactions))
        if opensSecret {
            let secret = try SecretFile.named()?.secret
            database.setSecret(try database.writeSync { try ServerSecret.open($0, named: secret) }.bytes)
        }
        if !applied.isEmpty { Console.note("Database: \(applied.count) migrations applied.") }
        return database
    }
}

/// Remembers the last step told, so that progress is a few lines and not hundreds.
private final class Once: @unchecked Sendable {
    private let lock = NSLock()
    private var last = -1
    func isNew(_ step: Int) -> Bool {
        lock.withLock {
            defer { last = max(last, step) }
            return step > last
        }
    }
}

/// Words for the person at the keyboard. `print` holds lines back in a pipe; these come at once.
enum Console {
    static func say(_ text: String) { write(text, to: .standardOutput) }
    static func note(_ text: String) { write(text, to: .standardError) }

    /// Where nobody listens (a closed pipe, a full disk) the words are lost, and the work goes on.
    private static func write(_ text: String, to handle: FileHandle) {
        do { try handle.write(contentsOf: Data((text + "\n").utf8)) } catch {}
    }
}

/// The version of the product.
public enum Version {
    public static let text = "0.1.0"
}
