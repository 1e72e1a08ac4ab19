import Foundation
internal import GRDB
internal import GRDBSQLite
import Synchronization

/// SQLite through GRDB's pool: one writer and several readers on one file in WAL mode.
///
/// GRDB opens, configures and hands out connections; statements are stepped through the C interface, which is several times
/// faster than decoding GRDB's rows.
final class SQLiteEngine: StorageEngine {
    private let pool: DatabasePool
    private let options: DatabaseOptions
    private let slow: SlowStatements
    private let bells: Bells
    /// What is kept for each of GRDB's connections, for as long as the pool lives (readers are persistent).
    private let sessions = Mutex<[ObjectIdentifier: SQLiteSession]?>([:])

    init(path: String, options: DatabaseOptions, bells: Bells) throws {
        (self.options, self.bells) = (options, bells)
        slow = options.slow
        try Self.prepareFile(path)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(options.lockLimit.seconds)
        configuration.maximumReaderCount = max(1, options.readers)
        configuration.persistentReadOnlyConnections = true
        configuration.label = "proxenia"
        configuration.prepareDatabase { database in
            // 4 MB of pages for each connection. Triggers fire for REPLACE too, so that nothing slips past the journal's.
            try database.execute(
                sql: """
                    PRAGMA cache_size = -4000;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA recursive_triggers = ON;
                    PRAGMA trusted_schema = OFF;
                    """)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB chooses NORMAL in WAL mode, which may lose the last commits in a power cut. What was acknowledged must stay.
            // The one writer has more pages at hand: an import that does not fit writes them out and reads them back again and again.
            try pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32000;")
            }
        } catch let error as DatabaseError {
            let reason = error.message ?? "unknown"
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw StorageError.damaged("“\(path)”: \(reason)")
            case .SQLITE_READONLY, .SQLITE_PERM: throw StorageError.readOnly
            case .SQLITE_FULL: throw StorageError.diskFull
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw StorageError.busy
            default: throw StorageError.cannotOpen("The database “\(path)” cannot be opened: \(reason).")
            }
        }
    }

    /// Makes a new file readable for its owner alone: it holds personal data. SQLite gives its companions the same rights.
    private static func prepareFile(_ path: String) throws {
        let descriptor = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError.cannotOpen("The database “\(path)” cannot be opened: \(String(cString: strerror(errno))).")
        }
        Foundation.close(descriptor)
    }

    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try translated {
                try pool.unsafeRead { database in
                    try transaction(database, begin: "BEGIN DEFERRED", writes: false, limit: options.statementLimit, body)
                }
            }
        }
    }

    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try translated {
                try pool.writeWithoutTransaction { database in
                    try transaction(database, begin: "BEGIN IMMEDIATE", writes: true, limit: options.statementLimit, body)
                }
            }
        }
    }

    func claim<Value>(_ body: (Connection) throws -> Value) throws -> Value { try write(body) }

    func writeAlone<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try translated {
                try pool.writeWithoutTransaction { database in
                    try transaction(database, begin: "BEGIN IMMEDIATE", writes: true, limit: nil, body)
                }
            }
        }
    }

    /// Copies the whole database of this moment into a file, while others go on reading and writing.
    func copy(to path: String) throws {
        try translated {
            let copy = try DatabaseQueue(path: path)
            try pool.backup(to: copy)
            try copy.close()
        }
    }

    deinit { close() }

    func close() {
        // Prepared statements go before the connection they belong to; from now on nobody prepares new ones.
        let wasOpen = sessions.withLock { sessions in
            defer { sessions = nil }
            return sessions != nil
        }
        guard wasOpen else { return }
        do {
            // The readers are closed last and cannot do this: afterwards everything is in the one file.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try pool.close()
        } catch { options.logger.warning("The database was not closed in order: \(error)") }
    }

    private func transaction<Value>(
        _ database: GRDB.Database, begin: String, writes: Bool, limit: Duration?, _ body: (Connection) throws -> Value
    ) throws -> Value {
        let session = try session(of: database)
        session.limit = limit
        let connection = SQLiteConnection(session: session, writes: writes, slow: slow)
        connection.bells = bells
        defer { connection.isOpen = false }
        try session.command(begin)
        let value: Value
        do {
            value = try body(connection)
            // A failure that the closure swallowed is one all the same.
            if let failure = connection.failure { throw failure }
            try session.command("COMMIT")
        } catch {
            // Some failures (a full disk) have rolled back already.
            if session.isInTransaction { try session.command("ROLLBACK") }
            throw error
        }
        for action in connection.afterCommit { action() }
        if writes { keepStatistics(session) }
        return value
    }

    /// What was written stands; that the planner's figures could not be brought up to date is no reason to say otherwise.
    private func keepStatistics(_ session: SQLiteSession) {
        do { try session.statistics.afterCommit(session) } catch {
            options.logger.warning("The planner's statistics could not be brought up to date: \(error)")
        }
    }

    private func session(of database: GRDB.Database) throws -> SQLiteSession {
        guard let handle = database.sqliteConnection else { throw StorageError.lostConnection("It has been closed.") }
        return try sessions.withLock { sessions in
            guard let known = sessions else { throw StorageError.lostConnection("It has been closed.") }
            if let session = known[ObjectIdentifier(database)] { return session }
            let session = SQLiteSession(handle: handle)
            sessions?[ObjectIdentifier(database)] = session
            return session
        }
    }

    /// GRDB's own errors, which come up when it opens one more connection or has been closed.
    private func translated<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLiteSession.error(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        }
    }
}

/// A transaction inside a transaction of the same database would wait for itself: it is refused instead.
enum Nesting {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    static func refuse<Value>(for engine: AnyObject, _ body: () throws -> Value) throws -> Value {
        let outer = pthread_getspecific(key)
        let mark = Unmanaged.passUnretained(engine).toOpaque()
        guard outer != mark else { throw StorageError.misuse("A transaction was begun inside another one.") }
        pthread_setspecific(key, mark)
        defer { pthread_setspecific(key, outer) }
        return try body()
    }
}

extension Duration {
    /// In seconds, as a floating-point number.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
