import Kernel

/// Something that is to leave the house after commit: a mail, a call to another server.
public struct OutboxItem: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        case waiting, sending, done, failed
    }

    public let id: String
    /// Which handler delivers it: `mail`.
    public let kind: String
    /// JSON, as it was put in.
    public let payload: String
    /// The same for every attempt: whoever receives it can tell a repetition.
    public let key: String
    public let state: State
    /// How often it was tried, this time included.
    public let attempts: Int
    public let lastError: String?
    public let createdAt: Instant
    public let dueAt: Instant

    /// What the page of the outbox says of it.
    public let label: Label
    /// When it was delivered or given up.
    public let finishedAt: Instant?

    /// Whose it is and what it is about.
    public struct Label: Sendable, Hashable {
        /// The office that sends it; nil for the server's own.
        public let office: OfficeID?
        public let recipient: String
        public let subject: String
        /// Holds a key that opens something: its payload is forgotten as soon as it is delivered, and nobody may read it here.
        public let isSecret: Bool

        public init(office: OfficeID? = nil, recipient: String = "", subject: String = "", isSecret: Bool = false) {
            (self.office, self.recipient, self.subject, self.isSecret) = (office, recipient, subject, isSecret)
        }
    }

    /// The payload as a value.
    public func payload<Value: Decodable>(as type: Value.Type) throws -> Value { try JSON.value(payload, as: type) }
}

/// What waits to leave the house. Put in with the change it belongs to, it leaves if and only if that is committed.
public struct Outbox {
    let connection: Connection

    /// Puts something in. A second one with the same key is not added.
    /// - Parameters:
    ///   - payload: JSON.
    ///   - key: names this very delivery: `invitation/ID`.
    ///   - due: not before this moment.
    /// - Returns: whether it was added.
    @discardableResult
    public func add(kind: String, payload: String, key: String, due: Instant, label: OutboxItem.Label = .init()) throws -> Bool {
        var random = SystemRandomNumberGenerator()
        let id = ID<OutboxItem>.new(at: due, random: &random)
        let added =
            try connection.run(
                """
                INSERT INTO outbox (id, kind, payload, idempotency_key, state, created_at, due_at, office_id, recipient, subject, is_secret)
                VALUES (\(id), \(kind), \(payload), \(key), \(OutboxItem.State.waiting), \(due), \(due), \(label.office), \(label.recipient.storable), \(label.subject.storable), \(label.isSecret))
                ON CONFLICT (idempotency_key) DO NOTHING
                """) == 1
        if added, let bell = connection.bells?.outbox { connection.afterCommit { bell.ring() } }
        return added
    }

    /// Puts a value in, written as JSON.
    @discardableResult
    public func add(kind: String, payload: some Encodable, key: String, due: Instant, label: OutboxItem.Label = .init()) throws -> Bool {
        try add(kind: kind, payload: try JSON.text(payload), key: key, due: due, label: label)
    }

    /// One item, whatever its state.
    public func find(_ id: String) throws -> OutboxItem? {
        try connection.first("\(Self.select) WHERE id = \(id)", OutboxItem.init(row:))
    }

    /// Takes something out that has not left.
    /// - Returns: whether it was still there and not on its way.
    @discardableResult
    public func discard(_ id: String) throws -> Bool {
        try connection.run("DELETE FROM outbox WHERE id = \(id) AND state IN ('waiting', 'failed')") == 1
    }

    /// What could not be delivered, the newest first: for the page on which somebody sees to it.
    public func failures(limit: Int = 50) throws -> [OutboxItem] {
        try connection.rows("\(Self.select) WHERE state = 'failed' ORDER BY id DESC LIMIT \(max(0, limit))", OutboxItem.init(row:))
    }

    /// How many there are in each state.
    public func counts() throws -> [OutboxItem.State: Int] {
        let counts = try connection.rows("SELECT state, COUNT(*) AS number FROM outbox GROUP BY state") { row in
            (try row["state"] as OutboxItem.State, try row["number"] as Int)
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// Tries one that failed, or waits for its next attempt, again at once and from the first pause on.
    /// - Returns: whether there was one.
    @discardableResult
    public func retry(_ id: String, at instant: Instant) throws -> Bool {
        let found =
            try connection.run(
                "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = \(instant), finished_at = NULL WHERE id = \(id) AND state IN ('failed', 'waiting')"
            )
            == 1
        if found, let bell = connection.bells?.outbox { connection.afterCommit { bell.ring() } }
        return found
    }

    /// Removes what was delivered before an instant: payloads hold addresses.
    @discardableResult
    public func forget(deliveredBefore instant: Instant) throws -> Int {
        try connection.run("DELETE FROM outbox WHERE state = 'done' AND finished_at < \(instant)")
    }

    /// Removes everything whose key begins so, whatever became of it: somebody is forgotten. What is on its way can no longer be called back.
    /// - Parameter start: in ASCII letters, `contact/ID/`.
    public func forget(keysBeginning start: String) throws {
        try connection.run("DELETE FROM outbox WHERE idempotency_key >= \(start) AND idempotency_key < \(start + "~")")
    }

    static let select: SQL = "SELECT \(OutboxItem.columns) FROM outbox"
}

extension Connection {
    /// The outbox, in this transaction.
    public final var outbox: Outbox { Outbox(connection: self) }
}

extension OutboxItem {
    /// What `init(row:)` reads.
    public static let columns: SQL = """
        id, kind, payload, idempotency_key, state, attempts, last_error, created_at, due_at, finished_at, office_id, recipient, subject, is_secret
        """

    public init(row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        payload = try row["payload"]
        key = try row["idempotency_key"]
        state = try row["state"]
        attempts = try row["attempts"]
        lastError = try row["last_error"]
        createdAt = try row["created_at"]
        dueAt = try row["due_at"]
        finishedAt = try row["finished_at"]
        label = Label(office: try row["office_id"], recipient: try row["recipient"], subject: try row["subject"], isSecret: try row["is_secret"])
    }
}
