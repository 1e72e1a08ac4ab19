import Logging

/// The two engines.
public enum Dialect: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// One transaction on the database, good only inside the closure that was handed it.
///
/// Not Sendable: it belongs to one thread. Every method blocks until the engine has answered.
public class Connection {
    public let dialect: Dialect
    /// How many statements were run in this transaction so far. Tests count them, so that no page asks in a loop.
    public private(set) final var statements = 0
    /// Whether this transaction may change anything.
    public let writes: Bool

    final var isOpen = true
    /// Rung after commit when something was put into the outbox, or a job was enqueued.
    final var bells: Bells?
    final var afterCommit: [@Sendable () -> Void] = []
    /// What the engine refused first. The transaction can only be rolled back then (PostgreSQL wants it so, and both behave alike).
    final var failure: StorageError?
    /// Facts recorded in this transaction so far: their identities follow its order.
    final var facts = 0
    private final var attempts = 0
    private let slow: SlowStatements

    init(dialect: Dialect, writes: Bool, slow: SlowStatements) {
        (self.dialect, self.writes, self.slow) = (dialect, writes, slow)
    }

    // What an engine does. `body` answers whether it wants another row. An error of the engine is noted in `failure`.
    func step(_ sql: SQL, _ body: (Row) throws -> Bool) throws { throw StorageError.misuse("There is no engine.") }
    func execute(_ sql: SQL) throws -> Int { throw StorageError.misuse("There is no engine.") }
    func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws { throw StorageError.misuse("There is no engine.") }
    func executeCommand(_ text: String) throws { throw StorageError.misuse("There is no engine.") }
    func executeScript(_ text: String) throws { throw StorageError.misuse("There is no engine.") }
    /// The row as it can be kept after stepping on.
    func kept(_ row: Row, in rows: inout [Row]) throws { rows.append(row) }

    /// All rows.
    public final func rows(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        try timed(sql) {
            try step(sql) { row in
                try kept(row, in: &rows)
                return true
            }
        }
        return rows
    }

    /// All rows, each turned into a value as it arrives.
    public final func rows<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try timed(sql) {
            try step(sql) { row in
                values.append(try make(row))
                return true
            }
        }
        return values
    }

    /// The first row, if there is one.
    public final func first(_ sql: SQL) throws -> Row? {
        var rows: [Row] = []
        try timed(sql) {
            try step(sql) { row in
                try kept(row, in: &rows)
                return false
            }
        }
        return rows.first
    }

    /// The first row turned into a value, if there is one.
    public final func first<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> Value? {
        var found: Value?
        try timed(sql) {
            try step(sql) { row in
                found = try make(row)
                return false
            }
        }
        return found
    }

    /// The first column of the first row; nil when there is no row. Ask for an optional type where it may be NULL.
    public final func value<Value: SQLReadable>(_ sql: SQL) throws -> Value? {
        try first(sql) { row in try row[at: 0] }
    }

    /// Whether there is any row.
    public final func exists(_ sql: SQL) throws -> Bool {
        var found = false
        try timed(sql) {
            try step(sql) { _ in
                found = true
                return false
            }
        }
        return found
    }

    /// Every row in turn, in constant memory however many there are: for exports. Do not run other statements in `body`.
    public final func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try timed(sql) { try stream(sql, body) }
    }

    /// Runs a statement that changes something.
    /// - Returns: how many rows it changed.
    @discardableResult
    public final func run(_ sql: SQL) throws -> Int {
        try timed(sql) { try execute(sql) }
    }

    /// Runs several statements, separated by semicolons, as they stand: for migrations only.
    public final func script(_ text: String) throws {
        try check()
        statements += 1
        try executeScript(text)
    }

    /// Does something once the transaction is safely committed; not at all if it is rolled back. Runs on the database's thread, so be brief.
    public final func afterCommit(_ action: @escaping @Sendable () -> Void) { afterCommit.append(action) }

    /// Does something that may be refused, and can go on after it: what `body` changed is undone when it throws. Only for writes.
    /// Anywhere else a refused statement ends the transaction, even when its error is caught.
    @discardableResult
    public final func attempt<Value>(_ body: () throws -> Value) throws -> Value {
        try check()
        attempts += 1
        let number = attempts
        try executeCommand("SAVEPOINT attempt_\(number)")
        do {
            let value = try body()
            if let failure { throw failure }
            try executeCommand("RELEASE SAVEPOINT attempt_\(number)")
            return value
        } catch {
            failure = nil
            try executeCommand("ROLLBACK TO SAVEPOINT attempt_\(number)")
            try executeCommand("RELEASE SAVEPOINT attempt_\(number)")
            throw error
        }
    }

    private func check() throws {
        guard isOpen else { throw StorageError.misuse("A connection was used after its transaction had ended.") }
        if let failure {
            throw StorageError.misuse(
                "A statement was run after another had been refused. Let the failure end the transaction, or use “attempt”. It was: \(failure)")
        }
    }

    private func timed<Result>(_ sql: SQL, _ body: () throws -> Result) throws -> Result {
        try check()
        statements += 1
        let start = ContinuousClock.now
        defer { slow.note(sql, from: start) }
        return try body()
    }
}

@available(*, unavailable)
extension Connection: Sendable {}

/// Watches for statements that take long, and tells of them without their values.
struct SlowStatements: Sendable {
    let limit: Duration
    let report: @Sendable (_ text: String, _ took: Duration) -> Void

    func note(_ sql: SQL, from start: ContinuousClock.Instant) {
        let took = ContinuousClock.now - start
        if took > limit { report(sql.description, took) }
    }
}
