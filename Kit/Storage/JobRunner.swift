import Kernel
import Logging
import Synchronization

/// How jobs of one kind are done.
public struct JobHandler: Sendable {
    public let kind: String
    /// Whether the job may be done again from the start when the server stopped in the middle of it.
    public let restartable: Bool
    let run: @Sendable (JobContext) async throws -> String?

    /// - Parameter run: does the job. What it returns (JSON) becomes the job's result. It calls `context.progress.update` now and then,
    ///   which also ends it when somebody cancels. To fail in words for the person who waits, throw `AppError.invalid` or `.conflict`.
    public init(kind: String, restartable: Bool = false, run: @escaping @Sendable (JobContext) async throws -> String?) {
        (self.kind, self.restartable, self.run) = (kind, restartable, run)
    }

    /// The same with a value as result, written as JSON.
    public init<Value: Encodable & SendableMetatype>(
        kind: String, restartable: Bool = false, returning run: @escaping @Sendable (JobContext) async throws -> Value
    ) {
        self.init(kind: kind, restartable: restartable, run: { context -> String? in try JSON.text(try await run(context)) })
    }
}

/// What a handler is given.
public struct JobContext: Sendable {
    public let job: Job
    public let database: Database
    public let progress: JobProgress
    public let clock: Clock
}

/// How far a job is. It may be told as often as one likes, also from inside a write: it is written down about once a second.
public final class JobProgress: Sendable {
    struct State: Sendable {
        var done = 0
        var total: Int?
        var message: String?
        /// Somebody wants it to end.
        var isCancelRequested = false
        /// It has to end, for that reason or another.
        var isCancelled = false
        var isTold = true
    }
    let state = Mutex(State())
    /// Rung when somebody wants it to end, so that one who waits between its steps hears of it too.
    let asked = Bell()

    /// Says how far the job is; what is nil stays as it was.
    /// - Throws: `CancellationError` when somebody cancelled the job, or the server is stopping.
    public func update(done: Int, total: Int? = nil, message: String? = nil) throws {
        let isCancelled = state.withLock { state in
            state.done = done
            if let total { state.total = total }
            if let message { state.message = message }
            state.isTold = false
            return state.isCancelled
        }
        if isCancelled { throw CancellationError() }
    }

    /// Somebody wants it to end: its next step does.
    func cancel() {
        state.withLock { state in
            state.isCancelRequested = true
            state.isCancelled = true
        }
        asked.ring()
    }
}

/// Does the jobs: one at a time on SQLite; on PostgreSQL several servers share them, and no job is done by two.
///
/// A running job is leased to its worker, which renews the lease as long as it lives. When a worker died, the lease runs out, and the
/// job is done again, where its handler allows that, or has failed.
public final class JobRunner: Sendable {
    private let loop: WorkLoop
    private let work: JobWork

    /// - Parameters:
    ///   - workers: how many jobs this server does at once; on SQLite always one.
    ///   - name: of this worker, unique among all servers.
    ///   - lease: for how long a job stays with a worker that gives no sign of life.
    ///   - grace: how long a running job may go on after `stop()`.
    public init(
        _ database: Database, handlers: [JobHandler], workers: Int = 2, name: String = ID<JobHandler>.new().text, clock: Clock = .system,
        poll: Duration = .seconds(2), lease: Duration = .seconds(60), grace: Duration = .seconds(10), heartbeat: Duration = .milliseconds(700)
    ) {
        let stopping = StopSign()
        let work = JobWork(
            database: database, handlers: Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first }), name: name,
            clock: clock,
            lease: lease, grace: grace, heartbeat: heartbeat, logger: database.options.logger, stopping: stopping)
        self.work = work
        loop = WorkLoop(bell: database.bells.jobs, workers: database.kind == .sqlite ? 1 : workers, poll: poll) { await work.one() }
    }

    /// Works until `stop()` or until the calling task is cancelled; then the running jobs have their grace, and are given back or have failed.
    public func run() async {
        await withTaskCancellationHandler {
            await loop.run()
        } onCancel: {
            stop()
        }
    }

    public func stop() {
        work.stopping.stop()
        loop.stop()
    }

    /// Does everything that waits now, and returns: for tests and the command line.
    public func drain() async { while await work.one() {} }
}

/// Set once, when the server stops.
final class StopSign: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)
    func stop() { moment.withLock { $0 = $0 ?? .now } }
    /// How long ago it was set.
    var since: Duration? { moment.withLock { $0.map { .now - $0 } } }
}
