import Foundation
import GRDBSQLite

/// One connection to the gazetteer's SQLite file with its prepared statements. Used by one thread at a time: the pool
/// hands it to one borrower, which is why it may cross threads unchecked.
final class Connection: @unchecked Sendable {
    private var database: OpaquePointer?
    private var statements: [String: Statement] = [:]
    private let path: String

    enum Purpose {
        case reading
        case building
    }

    init(path: String, purpose: Purpose) throws {
        self.path = path
        let status: Int32
        switch purpose {
        case .reading:
            var allowed = CharacterSet.urlPathAllowed
            allowed.remove(charactersIn: "?#%;")
            let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
            // Immutable: nobody ever writes to a finished file, so no locks and no journal are looked for.
            status = sqlite3_open_v2("file:\(escaped)?immutable=1", &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nil)
        case .building:
            status = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        }
        guard status == SQLITE_OK else { throw failure(status) }
        switch purpose {
        case .reading: try run("PRAGMA query_only = 1; PRAGMA cache_size = -512; PRAGMA mmap_size = 0;")
        case .building: try run("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;")
        }
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(database)
    }

    func close() throws {
        for statement in statements.values { statement.finish() }
        statements = [:]
        let status = sqlite3_close(database)
        guard status == SQLITE_OK else { throw failure(status) }
        database = nil
    }

    /// Runs statements that have no values.
    func run(_ sql: String) throws {
        let status = sqlite3_exec(database, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw failure(status) }
    }

    /// The statement for this text, prepared once.
    func statement(_ sql: String) throws -> Statement {
        if let known = statements[sql] { return known }
        var handle: OpaquePointer?
        let status = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard status == SQLITE_OK, let handle else { throw failure(status) }
        let statement = Statement(handle: handle, connection: self)
        statements[sql] = statement
        return statement
    }

    fileprivate func failure(_ status: Int32) -> GazetteerError {
        let reason = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(status))
        switch status & 0xFF {
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .fileDamaged(reason)
        default: return .fileUnavailable(path: path, reason: reason)
        }
    }
}

/// A prepared statement. Values are bound, never written into the text.
final class Statement {
    private var handle: OpaquePointer?
    private unowned let connection: Connection
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    fileprivate init(handle: OpaquePointer, connection: Connection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Lets go of the connection; the statement is of no use afterwards.
    fileprivate func finish() {
        sqlite3_finalize(handle)
        handle = nil
    }

    enum Value {
        case integer(Int)
        case real(Double)
        case text(String)
        case bytes(UnsafeBufferPointer<UInt8>)
        case null
    }

    /// Binds the values and calls the body with each row.
    func rows(_ values: [Value], _ body: (Statement) throws -> Void) throws {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (position, value) in values.enumerated() { bind(value, Int32(position + 1)) }
        while true {
            let status = sqlite3_step(handle)
            if status == SQLITE_ROW { try body(self) } else if status == SQLITE_DONE { return } else { throw connection.failure(status) }
        }
    }

    func execute(_ values: [Value]) throws { try rows(values) { _ in } }

    private func bind(_ value: Value, _ position: Int32) {
        switch value {
        case .integer(let number): sqlite3_bind_int64(handle, position, Int64(number))
        case .real(let number): sqlite3_bind_double(handle, position, number)
        case .text(let text): sqlite3_bind_text(handle, position, text, Int32(text.utf8.count), Self.transient)
        case .bytes(let bytes):
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(handle, position, characters.baseAddress, Int32(characters.count), Self.transient)
            }
        case .null: sqlite3_bind_null(handle, position)
        }
    }

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The UTF-8 of a text, valid until the next row.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        guard let start = sqlite3_column_text(handle, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// A fixed number of connections, opened at once, so that the file's name is never needed again while the process lives
/// (a newer version may have replaced it). Whoever finds none free waits; a question takes well under a millisecond.
final class ConnectionPool: Sendable {
    private let state: State

    /// The condition guards `idle`; nothing else is mutable.
    private final class State: @unchecked Sendable {
        let condition = NSCondition()
        var idle: [Connection]
        init(idle: [Connection]) { self.idle = idle }
    }

    init(path: String, count: Int) throws {
        state = State(idle: try (0..<max(1, count)).map { _ in try Connection(path: path, purpose: .reading) })
    }

    func read<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        let connection = borrow()
        defer { giveBack(connection) }
        return try body(connection)
    }

    private func borrow() -> Connection {
        state.condition.lock()
        defer { state.condition.unlock() }
        while true {
            if let connection = state.idle.popLast() { return connection }
            state.condition.wait()
        }
    }

    private func giveBack(_ connection: Connection) {
        state.condition.lock()
        state.idle.append(connection)
        state.condition.unlock()
        state.condition.signal()
    }
}
