import Foundation
internal import GRDBSQLite

/// One connection to SQLite and the statements prepared on it. Used by one thread at a time: whoever holds GRDB's connection.
final class SQLiteSession: @unchecked Sendable {
    let handle: OpaquePointer
    /// How long a statement may take.
    var limit: Duration?
    private(set) var statements = StatementStore()
    var statistics = PlannerStatistics()
    /// When the present statement is to be stopped: nanoseconds of the monotonic clock, 0 for never.
    private var deadline: UInt64 = 0

    init(handle: OpaquePointer) {
        self.handle = handle
        // Asked every 20,000 steps of SQLite's machine, about a millisecond.
        sqlite3_progress_handler(
            handle, 20_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SQLiteSession>.fromOpaque(context).takeUnretainedValue().isLate ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { sqlite3_progress_handler(handle, 0, nil, nil) }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private var isLate: Bool { deadline != 0 && clock_gettime_nsec() > deadline }

    /// Starts the time of a statement, or starts it anew.
    func startClock() {
        deadline = limit.map { clock_gettime_nsec() &+ UInt64(clamping: $0.wholeMilliseconds) &* 1_000_000 } ?? 0
    }

    func stopClock() { deadline = 0 }

    /// A prepared statement; one that is being stepped is not given twice, so that the same text may be run again meanwhile.
    ///
    /// It is marked rather than removed from the store: removing moves its neighbours in the dictionary, and their texts may be long.
    func take(_ text: String) throws -> SQLiteStatement {
        let statement = try statements.free(text) ?? SQLiteStatement(text, session: self)
        statement.isTaken = true
        return statement
    }

    func putBack(_ statement: SQLiteStatement) {
        statement.reset()
        statement.isTaken = false
        statements.keep(statement)
    }

    /// `BEGIN`, `COMMIT` and their like.
    func command(_ text: String) throws {
        let statement = try take(text)
        defer { putBack(statement) }
        stopClock()
        _ = try statement.step()
    }

    /// The one whole number that a statement answers.
    func number(_ text: String) throws -> Int64 {
        let statement = try take(text)
        defer { putBack(statement) }
        stopClock()
        return try statement.step() ? statement.firstNumber : 0
    }

    func script(_ text: String) throws {
        startClock()
        defer { stopClock() }
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw lastError() }
        statements.forget()
    }

    func lastError() -> StorageError {
        Self.error(code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }

    /// SQLite's codes in our words.
    static func error(code: Int32, message: String) -> StorageError {
        switch code & 0xFF {
        case SQLITE_CONSTRAINT:
            // "UNIQUE constraint failed: office.slug", "… failed: index 'name'", "… failed: a CHECK's name or text".
            let detail = message.range(of: "constraint failed: ").map { String(message[$0.upperBound...]) } ?? ""
            switch code {
            case SQLITE_CONSTRAINT_UNIQUE_CODE, SQLITE_CONSTRAINT_PRIMARYKEY_CODE, SQLITE_CONSTRAINT_ROWID_CODE:
                return uniqueViolation(detail)
            case SQLITE_CONSTRAINT_FOREIGNKEY_CODE: return .foreignKey(constraint: nil)
            case SQLITE_CONSTRAINT_CHECK_CODE: return .check(detail)
            case SQLITE_CONSTRAINT_NOTNULL_CODE: return .notNull(column: detail.split(separator: ".").last.map(String.init) ?? detail)
            default: return .refused(code: "\(code)", message)
            }
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_FULL: return .diskFull
        case SQLITE_READONLY, SQLITE_PERM: return .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .damaged(message)
        case SQLITE_CANTOPEN: return .cannotOpen("The database cannot be opened: \(message).")
        case SQLITE_INTERRUPT: return .tooSlow
        case SQLITE_TOOBIG: return .value("It is too large.")
        default: return .refused(code: "\(code)", message)
        }
    }

    private static func uniqueViolation(_ detail: String) -> StorageError {
        if detail.hasPrefix("index '") {
            return .unique(table: "", columns: [], constraint: String(detail.dropFirst("index '".count).prefix { $0 != "'" }))
        }
        let names = detail.components(separatedBy: ", ").map { $0.split(separator: ".", maxSplits: 1).map(String.init) }
        return .unique(table: names.first?.first ?? "", columns: names.compactMap(\.last), constraint: nil)
    }

    // The extended codes are macros that Swift does not import.
    private static let SQLITE_CONSTRAINT_CHECK_CODE: Int32 = 275
    private static let SQLITE_CONSTRAINT_FOREIGNKEY_CODE: Int32 = 787
    private static let SQLITE_CONSTRAINT_NOTNULL_CODE: Int32 = 1299
    private static let SQLITE_CONSTRAINT_PRIMARYKEY_CODE: Int32 = 1555
    private static let SQLITE_CONSTRAINT_UNIQUE_CODE: Int32 = 2067
    private static let SQLITE_CONSTRAINT_ROWID_CODE: Int32 = 2579
}

private func clock_gettime_nsec() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
}
