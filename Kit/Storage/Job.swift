import Kernel

/// Work in the background: an import, a report.
public struct Job: Sendable, Hashable {
    /// The message of a job whose server stopped in the middle of it. Known to pages, which say it in the reader's language.
    public static let lost = "The server stopped while this was running."

    public enum State: String, Sendable, CaseIterable {
        case queued, running, done, failed, cancelled

        /// Whether something may still come of it.
        public var isActive: Bool { self == .queued || self == .running }
    }

    public let id: JobID
    public let office: OfficeID?
    /// Which handler does it: `import-partners`.
    public let kind: String
    /// What the person who waits for it calls it.
    public let title: String
    /// JSON.
    public let payload: String
    public let state: State
    public private(set) var done: Int
    /// Nil while it is not known how much there is to do.
    public private(set) var total: Int?
    /// What it is at, or why it failed, in words for the person who waits.
    public private(set) var message: String?
    /// JSON; what the handler returned.
    public let result: String?
    public let createdBy: UserID?
    public let createdAt: Instant
    public let startedAt: Instant?
    public let finishedAt: Instant?
    public let attempts: Int
    public private(set) var isCancelRequested: Bool

    func with(isCancelRequested: Bool) -> Job {
        var job = self
        job.isCancelRequested = isCancelRequested
        return job
    }

    func with(done: Int, total: Int?, message: String?, isCancelRequested: Bool) -> Job {
        var job = with(isCancelRequested: isCancelRequested)
        (job.done, job.total, job.message) = (done, total, message)
        return job
    }

    /// The payload as a value.
    public func payload<Value: Decodable>(as type: Value.Type) throws -> Value { try JSON.value(payload, as: type) }
    /// The result as a value; nil while there is none.
    public func result<Value: Decodable>(as type: Value.Type) throws -> Value? { try result.map { try JSON.value($0, as: type) } }
}

/// The jobs, in this transaction.
public struct Jobs {
    let connection: Connection

    /// Puts a job into the queue. It starts after commit.
    /// - Parameters:
    ///   - payload: JSON.
    ///   - dedupe: while a job with this key waits or runs, no second one is made: a double click starts one.
    /// - Returns: the job, or the one with this key that is active already.
    @discardableResult
    public func enqueue(kind: String, title: String, payload: String, office: OfficeID?, by actor: Actor, at instant: Instant, dedupe: String? = nil)
        throws -> JobID
    {
        var random = SystemRandomNumberGenerator()
        let id = JobID.new(at: instant, random: &random)
        let added = try connection.run(
            """
            INSERT INTO job (id, office_id, kind, title, payload, dedupe_key, state, created_by, created_at)
            VALUES (\(id), \(office), \(kind), \(title), \(payload), \(dedupe), \(Job.State.queued), \(actor.user), \(instant))
            ON CONFLICT (dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING
            """)
        if added == 0 {
            guard let active: JobID = try connection.value("SELECT id FROM job WHERE dedupe_key = \(dedupe) AND state IN ('queued', 'running')")
            else {
                throw StorageError.busy
            }
            return active
        }
        if let bell = connection.bells?.jobs { connection.afterCommit { bell.ring() } }
        return id
    }

    /// Puts a job into the queue, its payload a value written as JSON.
    @discardableResult
    public func enqueue(
        kind: String, title: String, payload: some Encodable, office: OfficeID?, by actor: Actor, at instant: Instant, dedupe: String? = nil
    ) throws -> JobID {
        try enqueue(kind: kind, title: title, payload: try JSON.text(payload), office: office, by: actor, at: instant, dedupe: dedupe)
    }

    /// Ends the lease of every running job: for a server that has just begun and is alone with its database, so that whoever had them is gone.
    public func endLeases() throws { try connection.run("UPDATE job SET lease_until = 0 WHERE state = 'running'") }

    /// The job as it is at this moment, also while its own transaction keeps that from being written down.
    public func find(_ id: JobID) throws -> Job? {
        try connection.first("\(Self.select) WHERE id = \(id)", Job.init(row:)).map(now)
    }

    /// The job while something may still come of it.
    /// - Parameter id: nil where none was begun.
    public func active(_ id: JobID?) throws -> Job? {
        guard let id, let job = try find(id), job.state.isActive else { return nil }
        return job
    }

    private func now(_ job: Job) -> Job { connection.bells?.running.now(job) ?? job }

    /// The newest first, older than `before` (the last one seen) where given. Nil for the office means those that belong to none.
    public func list(office: OfficeID?, before: JobID? = nil, limit: Int = 50) throws -> [Job] {
        let older: SQL = before.map { "AND id < \($0)" } ?? ""
        return try connection.rows(
            "\(Self.select) WHERE office_id IS NOT DISTINCT FROM \(office) \(older) ORDER BY id DESC LIMIT \(max(0, limit))", Job.init(row:)
        ).map(now)
    }

    /// Writes down that a job is to end: one that waits is cancelled at once, one that runs when its worker reads it. A person who asks
    /// goes by `Database.cancelJob`, which does not wait for a writer.
    /// - Returns: whether it was active.
    @discardableResult
    public func requestCancel(_ id: JobID, at instant: Instant) throws -> Bool {
        let ended = try connection.run(
            "UPDATE job SET state = 'cancelled', cancel_requested = 1, finished_at = \(instant) WHERE id = \(id) AND state = 'queued'")
        if ended > 0 {
            if let running = connection.bells?.running { connection.afterCommit { running.forget(id) } }
            return true
        }
        return try connection.run("UPDATE job SET cancel_requested = 1 WHERE id = \(id) AND state = 'running'") > 0
    }

    static let select: SQL = """
        SELECT id, office_id, kind, title, payload, state, done_count, total_count, message, result, created_by, created_at,
               started_at, finished_at, attempts, cancel_requested FROM job
        """
}

extension Connection {
    /// The jobs, in this transaction.
    public final var jobs: Jobs { Jobs(connection: self) }
}

extension Job {
    init(row: Row) throws {
        id = try row["id"]
        office = try row["office_id"]
        kind = try row["kind"]
        title = try row["title"]
        payload = try row["payload"]
        state = try row["state"]
        done = try row["done_count"]
        total = try row["total_count"]
        message = try row["message"]
        result = try row["result"]
        createdBy = try row["created_by"]
        createdAt = try row["created_at"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
        attempts = try row["attempts"]
        isCancelRequested = try row["cancel_requested"]
    }
}
