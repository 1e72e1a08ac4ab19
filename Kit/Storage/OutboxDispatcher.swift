import Kernel
import Logging
import Synchronization

/// A delivery that failed. Thrown by a handler to say it in words, and whether trying again makes sense.
public struct DeliveryFailure: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// Nothing will come of trying again: the address does not exist.
    public let isFinal: Bool

    public init(_ description: String, isFinal: Bool = false) { (self.description, self.isFinal) = (description, isFinal) }
}

/// Delivers what is in the outbox, at least once each: a handler may see an item again (the server stopped between
/// delivering and noting it) and passes the item's key on, so that the other side can tell.
public final class OutboxDispatcher: Sendable {
    public typealias Handler = @Sendable (OutboxItem) async throws -> Void

    private let database: Database
    private let handlers: [String: Handler]
    private let clock: Clock
    private let logger: Logger
    private let loop: WorkLoop
    private let deliver: Delivery
    private let grace: Duration

    /// Pauses after the first, second, … failed attempt, in seconds; after the last one the item has failed.
    public static let pauses: [Int64] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 86_400]

    /// What was delivered stays readable for so long; it holds names and addresses.
    public static let daysKept: Int64 = 30

    /// - Parameters:
    ///   - handlers: by the kind of item. Kinds without a handler stay in the outbox.
    ///   - workers: how many items may be on their way at once.
    ///   - lease: after this time an item that was being sent is taken to be lost and sent again.
    ///   - grace: how long a delivery may go on after `stop()`; then its task is cancelled and the item waits as if it had not been begun.
    public init(
        _ database: Database, handlers: [String: Handler], workers: Int = 2, clock: Clock = .system,
        poll: Duration = .seconds(2), lease: Duration = .seconds(300), grace: Duration = .seconds(5)
    ) {
        (self.database, self.handlers, self.clock) = (database, handlers, clock)
        logger = database.options.logger
        let delivery = Delivery(database: database, handlers: handlers, clock: clock, lease: lease, logger: logger, underWay: UnderWay())
        (deliver, self.grace) = (delivery, grace)
        loop = WorkLoop(bell: database.bells.outbox, workers: workers, poll: poll) { await delivery.one() }
    }

    /// Works until `stop()` or cancellation; what is on its way has its grace.
    public func run() async {
        await withTaskCancellationHandler {
            await loop.run()
        } onCancel: {
            stop()
        }
    }

    /// Takes up nothing new; `run()` returns when what is on its way has been finished, or given up after its grace.
    public func stop() {
        loop.stop()
        Task { [deliver, grace] in
            try await Task.sleep(for: grace)
            deliver.underWay.giveUp()
        }
    }

    /// Delivers everything that is due now, and returns: for tests and the command line.
    public func drain() async { while await deliver.one() {} }
}

/// One delivery after another.
private struct Delivery: Sendable {
    let database: Database
    let handlers: [String: OutboxDispatcher.Handler]
    let clock: Clock
    let lease: Duration
    let logger: Logger
    let underWay: UnderWay

    /// Delivers the item that has been due longest.
    /// - Returns: whether there was one.
    func one() async -> Bool {
        do {
            guard let item = try await claim() else { return false }
            guard let handler = handlers[item.kind] else { return false }
            let failure: DeliveryFailure?
            do {
                try await underWay.finish(item.id, Task { try await handler(item) })
                failure = nil
            } catch let refused as DeliveryFailure {
                failure = refused
            } catch is CancellationError where underWay.isGivenUp {
                try await giveBack(item)
                return true
            } catch {
                failure = DeliveryFailure(String("\(error)".prefix(500)))
            }
            try await note(item, failure)
            return true
        } catch {
            logger.error("The outbox could not be read or written: \(ErrorKind(error))")
            return false
        }
    }

    private func claim() async throws -> OutboxItem? {
        let kinds = handlers.keys.sorted()
        let now = clock.now()
        let due: SQL = "state IN ('waiting', 'sending') AND due_at <= \(now) AND kind IN \(list: kinds)"
        guard try await database.read({ try $0.exists("SELECT 1 FROM outbox WHERE \(due) LIMIT 1") }) else { return nil }
        let until = now.adding(milliseconds: lease.wholeMilliseconds)
        return try await database.claim { connection in
            let skip: SQL = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
            guard let id: String = try connection.value("SELECT id FROM outbox WHERE \(due) ORDER BY due_at, id LIMIT 1 \(skip)") else { return nil }
            // While it is being sent, `due_at` is when it is taken to be lost.
            try connection.run("UPDATE outbox SET state = 'sending', attempts = attempts + 1, due_at = \(until) WHERE id = \(id)")
            return try connection.first("\(Outbox.select) WHERE id = \(id)", OutboxItem.init(row:))
        }
    }

    /// It waits as if nothing had been tried: that the server stopped says nothing of the item.
    private func giveBack(_ item: OutboxItem) async throws {
        _ = try await database.write { connection in
            try connection.run(
                """
                UPDATE outbox SET state = 'waiting', attempts = attempts - 1, due_at = \(clock.now())
                WHERE id = \(item.id) AND state = 'sending' AND attempts = \(item.attempts)
                """)
        }
    }

    private func note(_ item: OutboxItem, _ failure: DeliveryFailure?) async throws {
        let now = clock.now()
        let change: SQL
        if let failure {
            let pauses = OutboxDispatcher.pauses
            if failure.isFinal || item.attempts > pauses.count {
                logger.error("Outbox item \(item.id) (\(item.kind)) failed for good after \(item.attempts) attempts.")
                change = "state = 'failed', last_error = \(failure.description.storable), finished_at = \(now)"
            } else {
                let pause = pauses[min(max(0, item.attempts - 1), pauses.count - 1)]
                change = "state = 'waiting', last_error = \(failure.description.storable), due_at = \(now.adding(seconds: pause))"
            }
        } else {
            change = "state = 'done', last_error = NULL, finished_at = \(now), payload = CASE WHEN is_secret = 1 THEN '{}' ELSE payload END"
        }
        // Not if another worker has taken it over meanwhile: its attempt is the one that counts.
        _ = try await database.write { connection in
            try connection.run("UPDATE outbox SET \(change) WHERE id = \(item.id) AND state = 'sending' AND attempts = \(item.attempts)")
            try connection.outbox.forget(deliveredBefore: now.adding(days: -OutboxDispatcher.daysKept))
        }
    }
}

/// The deliveries that are on their way, so that they can be given up when the server stops.
private final class UnderWay: Sendable {
    private let state = Mutex((tasks: [String: Task<Void, any Error>](), isGivenUp: false))

    var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    func finish(_ id: String, _ task: Task<Void, any Error>) async throws {
        let isLate = state.withLock { state in
            state.tasks[id] = task
            return state.isGivenUp
        }
        if isLate { task.cancel() }
        defer { state.withLock { _ = $0.tasks.removeValue(forKey: id) } }
        try await task.value
    }

    func giveUp() {
        let tasks = state.withLock { state in
            state.isGivenUp = true
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
    }
}

extension String {
    /// Without NUL characters, which a message from elsewhere may hold and no column does.
    var storable: String { utf8.contains(0) ? replacing("\u{0}", with: "") : self }
}

extension Instant {
    func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds &+ more) }
}
