import Foundation
import Storage

/// The two engines, as arguments of tests: `@Test(arguments: Engine.allCases)`.
public enum Engine: String, Sendable, CaseIterable {
    case sqlite, postgres

    /// Both; SQLite alone when the environment asks to do without PostgreSQL.
    public static var allCases: [Engine] {
        guard TemporaryPostgres.isSkipped else { return [.sqlite, .postgres] }
        print("PROXENIA_SKIP_POSTGRES=1: tests run on SQLite alone.")
        return [.sqlite]
    }

    /// Hands a fresh, migrated database to a test and removes it afterwards.
    @discardableResult
    public func withDatabase<Value>(
        _ migrations: [Migration] = [], options: DatabaseOptions = TestDatabase.options, _ body: (Database) async throws -> Value
    ) async throws -> Value {
        let database = try TestDatabase.fresh(self, migrations, options: options)
        do {
            let value = try await body(database)
            try TestDatabase.remove(database)
            return value
        } catch {
            try TestDatabase.remove(database)
            throw error
        }
    }
}

/// Fresh databases for tests. The migrations run once for each engine and set of migrations; each test gets a copy of the result.
public enum TestDatabase {
    /// Few threads: many tests run side by side.
    public static var options: DatabaseOptions {
        var options = DatabaseOptions()
        options.readers = 4
        return options
    }

    /// Runs a test on a fresh database of every engine, one after the other.
    public static func each(_ migrations: [Migration] = [], _ body: (Database) async throws -> Void) async throws {
        for engine in Engine.allCases { try await engine.withDatabase(migrations, body) }
    }

    /// A fresh database with these migrations and the storage's own. It goes with the test process, or with `remove`.
    public static func fresh(_ engine: Engine, _ migrations: [Migration] = [], options: DatabaseOptions = TestDatabase.options) throws -> Database {
        try Database.open(try address(engine, migrations), options: options)
    }

    /// Where such a database is, not yet opened.
    public static func address(_ engine: Engine, _ migrations: [Migration] = []) throws -> DatabaseURL {
        let template = try template(engine, migrations)
        let name = "test_\(unique())"
        switch engine {
        case .sqlite:
            let path = folder + "/\(name).db"
            try FileManager.default.copyItem(atPath: template, toPath: path)
            return .sqlite(path: path)
        case .postgres:
            return try DatabaseURL(try TemporaryPostgres.shared().create(name, from: template))
        }
    }

    /// Closes a database and removes it.
    public static func remove(_ database: Database) throws {
        database.close()
        switch database.kind {
        case .sqlite:
            for path in ["", "-wal", "-shm", ".lock"].map({ database.url.description + $0 }) where FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        case .postgres:
            guard let name = database.url.description.split(separator: "/").last else { return }
            try TemporaryPostgres.shared().drop(String(name))
        }
    }

    private static let lock = NSLock()
    nonisolated(unsafe) private static var templates: [String: Result<String, any Error>] = [:]

    /// The path or the name of a database to copy.
    private static func template(_ engine: Engine, _ migrations: [Migration]) throws -> String {
        lock.lock()
        defer { lock.unlock() }
        let migrator = try Migrator(migrations, version: "test")
        let key = engine.rawValue + migrator.migrations.map { $0.id + $0.checksum }.joined()
        if let known = templates[key] { return try known.get() }
        let made = Result { try makeTemplate(engine, migrator) }
        templates[key] = made
        return try made.get()
    }

    private static func makeTemplate(_ engine: Engine, _ migrator: Migrator) throws -> String {
        let name = "template_\(unique())"
        let database = try empty(engine, name: name)
        try migrator.migrate(database)
        database.close()
        return engine == .sqlite ? database.url.description : name
    }

    /// A database without any table. It goes with the test process, or with `remove`.
    public static func empty(_ engine: Engine) throws -> Database { try empty(engine, name: "test_\(unique())") }

    private static func empty(_ engine: Engine, name: String) throws -> Database {
        switch engine {
        case .sqlite: try Database.open(.sqlite(path: folder + "/\(name).db"), options: options)
        case .postgres: try Database.open(DatabaseURL(try TemporaryPostgres.shared().create(name)), options: options)
        }
    }

    private static func unique() -> String { UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased() }

    /// The SQLite files' folder, cleared when the process ends.
    public static let folder: String = {
        let path = NSTemporaryDirectory().appending("/proxenia-tests-\(ProcessInfo.processInfo.processIdentifier)")
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            print("No folder for the tests: \(error)")
        }
        atexit { TestDatabase.clear() }
        clearAfterTheDead()
        return path
    }()

    /// A process that crashed leaves its folder behind; the next one clears it.
    private static func clearAfterTheDead() {
        let all = NSTemporaryDirectory()
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: all) where name.hasPrefix("proxenia-tests-") {
                guard let process = pid_t(name.dropFirst("proxenia-tests-".count)), kill(process, 0) != 0, errno == ESRCH else { continue }
                try FileManager.default.removeItem(atPath: all + "/" + name)
            }
        } catch { print("An old folder of tests was not cleared: \(error)") }
    }

    private static func clear() {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("The tests' folder was not cleared: \(error)") }
    }
}
