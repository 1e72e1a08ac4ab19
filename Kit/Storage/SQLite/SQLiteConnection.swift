internal import GRDBSQLite

/// A transaction on SQLite.
final class SQLiteConnection: Connection {
    private let session: SQLiteSession

    init(session: SQLiteSession, writes: Bool, slow: SlowStatements) {
        self.session = session
        super.init(dialect: .sqlite, writes: writes, slow: slow)
    }

    override func step(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        let statement = try noting { try session.take(sql.text) }
        defer {
            session.stopClock()
            session.putBack(statement)
        }
        try noting { try statement.bind(sql.parameters) }
        session.startClock()
        var source: SQLiteRows?
        while try noting(statement.step) {
            let rows = source ?? statement.rows()
            source = rows
            rows.step += 1
            guard try body(Row(source: rows, index: rows.step)) else { return }
        }
    }

    override func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        // The time one row takes to be used is not the database's: each row starts the clock anew.
        try step(sql) { row in
            try body(row)
            session.startClock()
            return true
        }
    }

    override func execute(_ sql: SQL) throws -> Int {
        let before = sqlite3_total_changes(session.handle)
        try step(sql) { _ in true }
        // A statement that is no INSERT, UPDATE or DELETE leaves the count of the one before it standing.
        return sqlite3_total_changes(session.handle) == before ? 0 : Int(sqlite3_changes(session.handle))
    }

    override func executeCommand(_ text: String) throws { try noting { try session.command(text) } }
    override func executeScript(_ text: String) throws { try noting { try session.script(text) } }

    private func noting<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as StorageError {
            failure = failure ?? error
            throw error
        }
    }

    override func kept(_ row: Row, in rows: inout [Row]) throws {
        let kept = rows.first?.source as? KeptRows ?? KeptRows(columns: row.source.columns)
        for column in row.source.columns.indices { kept.keep(try row.source.value(row: row.index, column: column)) }
        rows.append(Row(source: kept, index: rows.count))
    }
}
