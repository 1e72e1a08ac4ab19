import Foundation
import Kernel
import Logging
import NIOPosix
import Synchronization

/// Where the database is.
public struct DatabaseURL: Sendable, Hashable, CustomStringConvertible {
    enum Place: Sendable, Hashable {
        case sqlite(path: String)
        case postgres(String)
    }
    let place: Place

    /// Reads `postgres://…` and `postgresql://…` (several hosts, separated by commas, may stand in it), `sqlite:PATH`, or the path of a file.
    /// - Throws: `StorageError.cannotOpen` for an empty text or another kind of address.
    public init(_ text: String) throws {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            place = .postgres(text)
        } else if text.hasPrefix("sqlite:") {
            var path = Substring(text).dropFirst("sqlite:".count)
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            guard !path.isEmpty else { throw StorageError.cannotOpen("“\(text)” names no file.") }
            place = .sqlite(path: String(path))
        } else if text.contains("://") {
            throw StorageError.cannotOpen(
                "“\(text.prefix(while: { $0 != ":" }))” is not a kind of database Proxenia knows; write a path or postgres://…")
        } else {
            guard !text.isEmpty, !text.utf8.contains(0) else { throw StorageError.cannotOpen("The address of the database is empty.") }
            place = .sqlite(path: text)
        }
    }

    /// An SQLite file.
    public static func sqlite(path: String) -> DatabaseURL { DatabaseURL(place: .sqlite(path: path)) }
    private init(place: Place) { self.place = place }

    public var dialect: Dialect {
        switch place {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// The address without its password.
    public var description: String {
        switch place {
        case .sqlite(let path): path
        case .postgres(let text): Self.withoutPassword(text)
        }
    }

    private static func withoutPassword(_ text: String) -> String {
        guard let start = text.range(of: "://")?.upperBound else { return text }
        let authority = text[start...].prefix { $0 != "/" && $0 != "?" }
        let rest = text[authority.endIndex...].prefix { $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return String(text[..<authority.endIndex] + rest) }
        let user = authority[..<at].prefix { $0 != ":" }
        return String(text[..<start] + user + authority[at...] + rest)
    }
}

/// How a database is used. The defaults are good.
public struct DatabaseOptions: Sendable {
    /// Threads, and connections, for reading: at least 4, twice the cores.
    public var readers = max(4, 2 * ProcessInfo.processInfo.activeProcessorCount)
    /// Threads, and connections, for writing on PostgreSQL. SQLite has one writer.
    public var writers = 4
    /// How many requests may wait for a thread before new ones are turned away.
    public var queueLimit = 2_000
    /// How long one statement may take.
    public var statementLimit: Duration = .seconds(30)
    /// How long to wait for somebody else's lock.
    public var lockLimit: Duration = .seconds(10)
    /// Statements slower than this are reported.
    public var slowLimit: Duration = .milliseconds(200)
    public var logger = Logger(label: "proxenia.storage")
    /// Told of slow statements, with their text but not their values. Nil: they are logged.
    public var onSlowStatement: (@Sendable (_ text: String, _ took: Duration) -> Void)?

    public init() {}

    var slow: SlowStatements {
        SlowStatements(
            limit: slowLimit,
            report: onSlowStatement ?? { [logger] text, took in
                logger.warning("A statement took \(took.formatted(.units(allowed: [.seconds, .milliseconds]))): \(text)")
            })
    }
}

/// The database: reads and writes are closures, each one transaction, run on a bounded number of threads of their own.
///
/// A closure may be run again (after a lost connection, or on PostgreSQL when concurrent changes collide), so it does nothing
/// but speak with its connection. What is to happen afterwards goes into `Connection.afterCommit` or the outbox.
public final class Database: Sendable {
    public let url: DatabaseURL
    /// The engine behind it.
    public var kind: Dialect { url.dialect }
    let options: DatabaseOptions
    let engine: any StorageEngine
    private let readPool: BoundedPool
    private let writePool: BoundedPool
    private let servingLock = Mutex<ServingLock?>(nil)
    private let written = Mutex(0)
    /// Rung after a job was enqueued, or something was put into the outbox, in this process.
    let bells: Bells

    /// Opens the database; an SQLite file is created where there is none.
    /// - Throws: `StorageError.cannotOpen`, `.damaged`, `.lostConnection`.
    public static func open(_ url: DatabaseURL, options: DatabaseOptions = DatabaseOptions()) throws -> Database {
        let bells = Bells()
        let engine: any StorageEngine =
            switch url.place {
            case .sqlite(let path): try SQLiteEngine(path: path, options: options, bells: bells)
            case .postgres(let address): try PostgresEngine(address: address, options: options, bells: bells)
            }
        return Database(url: url, options: options, engine: engine, bells: bells)
    }

    private init(url: DatabaseURL, options: DatabaseOptions, engine: any StorageEngine, bells: Bells) {
        (self.url, self.options, self.engine, self.bells) = (url, options, engine, bells)
        readPool = BoundedPool(threads: options.readers, limit: options.queueLimit)
        writePool = BoundedPool(threads: url.dialect == .sqlite ? 1 : options.writers, limit: options.queueLimit)
    }

    /// Reads from one unchanging picture of the database.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await readPool.run { [engine] in try engine.read(body) }
    }

    /// Changes the database: all of it or, when the closure throws, nothing. Writes behave as if they ran one after the other.
    @discardableResult
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        defer { written.withLock { $0 &+= 1 } }
        return try await writePool.run { [engine] in try engine.write(body) }
    }

    /// Reads on the calling thread, which it blocks: for the command line, and for code on a worker thread already.
    public func readSync<Value>(_ body: (Connection) throws -> Value) throws -> Value { try engine.read(body) }

    /// Writes on the calling thread, which it blocks.
    @discardableResult
    public func writeSync<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        defer { written.withLock { $0 &+= 1 } }
        return try engine.write(body)
    }

    /// Grows with every write of this process: what was worked out at a number is still true while the number stands, but for what
    /// other processes write.
    public var generation: Int { written.withLock { $0 } }

    /// A short write that takes a row nobody else has (`FOR UPDATE SKIP LOCKED` on PostgreSQL): queues, where standing in each other's way would be the rule.
    func claim<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await writePool.run { [engine] in try engine.claim(body) }
    }

    /// Requests that wait for, or have, a thread: for the metrics.
    public var waiting: (reads: Int, writes: Int) { (readPool.count, writePool.count) }

    /// Makes sure that no other server serves this database file. PostgreSQL may have several; there it does nothing.
    /// The lock is held until `close()` or the end of the process.
    /// - Throws: `StorageError.inUse` with a sentence for the person at the keyboard.
    public func lockForServing() throws {
        guard case .sqlite(let path) = url.place else { return }
        try servingLock.withLock { held in
            if held == nil { held = try ServingLock(database: path) }
        }
    }

    /// Ends all connections. What runs is finished first; what comes after is refused.
    public func close() {
        readPool.close()
        writePool.close()
        engine.close()
        servingLock.withLock { $0 = nil }
    }
}

/// What both engines do. A closure is one transaction.
protocol StorageEngine: Sendable {
    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value
    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value
    /// A write that locks what it reads by itself, and so needs no protection from collisions.
    func claim<Value>(_ body: (Connection) throws -> Value) throws -> Value
    /// A write that no other process does at the same time, without a time limit: for migrations.
    func writeAlone<Value>(_ body: (Connection) throws -> Value) throws -> Value
    func close()
}
