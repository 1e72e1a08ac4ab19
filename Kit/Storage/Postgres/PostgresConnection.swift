/// A transaction on PostgreSQL.
final class PostgresConnection: Connection {
    private let session: PostgresSession
    private let begin: String
    /// Whether `BEGIN` has been sent: it travels with the first statement.
    private(set) var hasBegun = false
    /// What the server refused, or that it is gone.
    private(set) var serverFailure: PostgresFailure?
    private var cursors = 0

    init(session: PostgresSession, writes: Bool, begin: String, slow: SlowStatements) {
        (self.session, self.begin) = (session, begin)
        super.init(dialect: .postgres, writes: writes, slow: slow)
    }

    private func leading() -> String? {
        defer { hasBegun = true }
        return hasBegun ? nil : begin
    }

    private func noting<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let refused as PostgresFailure {
            serverFailure = refused
            let error = refused.storageError
            failure = failure ?? error
            throw error
        } catch let error as StorageError {
            failure = failure ?? error
            throw error
        }
    }

    override func step(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        let rows = try noting { try session.run(sql, after: leading()) }
        for index in 0..<rows.count {
            guard try body(Row(source: rows, index: index)) else { return }
        }
    }

    override func execute(_ sql: SQL) throws -> Int {
        try noting { try session.run(sql, after: leading()).changed }
    }

    override func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        cursors += 1
        let name = "rows_\(cursors)"
        _ = try noting {
            try session.command("DECLARE \(name) NO SCROLL CURSOR FOR " + PostgresSession.numbered(sql), sql.parameters, after: leading())
        }
        while true {
            let rows = try noting { try session.command("FETCH 500 FROM \(name)") }
            for index in 0..<rows.count { try body(Row(source: rows, index: index)) }
            if rows.count < 500 { break }
        }
        _ = try noting { try session.command("CLOSE \(name)") }
    }

    override func executeCommand(_ text: String) throws {
        _ = try noting { try session.command(text, after: leading()) }
    }

    override func executeScript(_ text: String) throws {
        try noting {
            if let leading = leading() { try session.command(leading) }
            try session.script(text)
        }
    }
}
