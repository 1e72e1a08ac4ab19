internal import GRDBSQLite

/// A prepared statement of SQLite; as a source of rows it gives the row on which it stands.
final class SQLiteStatement {
    let text: String
    private unowned let session: SQLiteSession
    private let handle: OpaquePointer
    private var source: SQLiteRows?
    private var preparations: Int32 = 0
    /// Being stepped by somebody.
    var isTaken = false
    /// Bytes it takes while nobody steps it, its text included.
    private(set) lazy var size = Int(sqlite3_stmt_status(handle, Self.memoryUsed, 0)) + text.utf8.count

    init(_ text: String, session: SQLiteSession) throws {
        (self.text, self.session) = (text, session)
        var handle: OpaquePointer?
        var rest = ""
        let code = text.utf8CString.withUnsafeBufferPointer { bytes -> Int32 in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(session.handle, bytes.baseAddress, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else { throw session.lastError() }
        guard let handle else { throw StorageError.misuse("A statement has no text.") }
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            sqlite3_finalize(handle)
            throw StorageError.misuse("More than one statement was given where one is expected: \(text)")
        }
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    /// The first column of the present row, as a whole number.
    var firstNumber: Int64 { sqlite3_column_int64(handle, 0) }

    func bind(_ parameters: [SQLParameter]) throws {
        guard Int(sqlite3_bind_parameter_count(handle)) == parameters.count else {
            throw StorageError.misuse("The statement has a “?” of its own beside its values: \(text)")
        }
        for (index, parameter) in parameters.enumerated() {
            let place = Int32(index + 1)
            let code: Int32 =
                switch parameter.value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let number): sqlite3_bind_int64(handle, place, number)
                case .real(let number): try bind(number, at: place)
                case .text(let text): try bind(text, at: place)
                case .blob(let bytes):
                    bytes.withUnsafeBytes { bytes in
                        // A null pointer would be NULL; no bytes are not.
                        bytes.isEmpty
                            ? sqlite3_bind_zeroblob(handle, place, 0)
                            : sqlite3_bind_blob64(handle, place, bytes.baseAddress, UInt64(bytes.count), Self.copied)
                    }
                }
            guard code == SQLITE_OK else { throw session.lastError() }
        }
    }

    private func bind(_ text: String, at place: Int32) throws -> Int32 {
        var text = text
        return try text.withUTF8 { bytes in
            try Allowed.check(text: bytes)
            // A null pointer would be NULL; an empty text is not.
            guard !bytes.isEmpty else { return sqlite3_bind_text64(handle, place, "", 0, Self.copied, UInt8(SQLITE_UTF8)) }
            return bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text64(handle, place, $0.baseAddress, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private func bind(_ number: Double, at place: Int32) throws -> Int32 {
        try Allowed.check(number: number)
        return sqlite3_bind_double(handle, place, number)
    }

    /// Whether there is a row (now).
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = session.lastError()
            sqlite3_reset(handle)
            throw error
        }
    }

    /// The rows' source. Its columns are found anew when the schema changed and SQLite prepared the statement again.
    func rows() -> SQLiteRows {
        let now = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
        if let source, now == preparations { return source }
        let columns = (0..<sqlite3_column_count(handle)).map { index in
            sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
        }
        let fresh = SQLiteRows(columns: columns, handle: handle)
        (source, preparations) = (fresh, now)
        return fresh
    }

    func reset() {
        source?.step += 1
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // SQLITE_STMTSTATUS_MEMUSED
    private static let memoryUsed: Int32 = 99
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row on which a statement stands. A `Row` carries the number of its step, so that one kept too long is an error and not another row.
final class SQLiteRows: RowSource {
    private let handle: OpaquePointer
    var step = 0

    init(columns: [String], handle: OpaquePointer) {
        self.handle = handle
        super.init(columns: columns)
    }

    override func value(row: Int, column: Int) throws -> SQLValue {
        guard row == step else { throw StorageError.misuse("A row was used after its closure had ended.") }
        let column = Int32(truncatingIfNeeded: column)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, column) else { return .text("") }
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, column) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))))
        default: return .null
        }
    }
}

/// What neither engine may be given, since they would treat it differently.
enum Allowed {
    /// PostgreSQL has no NUL character in text; SQLite would keep it and show the text cut off.
    static func check(text bytes: UnsafeBufferPointer<UInt8>) throws {
        guard !bytes.contains(0) else { throw StorageError.value("A text contains a NUL character.") }
    }

    /// SQLite would turn what is not a number into NULL.
    static func check(number: Double) throws {
        guard !number.isNaN else { throw StorageError.value("“Not a number” is no number.") }
    }
}
