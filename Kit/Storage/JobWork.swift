import Kernel
import Logging

/// One job after another: claims it, keeps its lease, notes how it ended.
struct JobWork: Sendable {
    let database: Database
    let handlers: [String: JobHandler]
    let name: String
    let clock: Clock
    let lease: Duration
    let grace: Duration
    let heartbeat: Duration
    let logger: Logger
    let stopping: StopSign

    /// A job that was given back or lost its worker this often has failed: it may be what brings the server down.
    static let mostAttempts = 3

    /// Does the job that has waited longest.
    /// - Returns: whether there was one.
    func one() async -> Bool {
        do {
            guard let job = try await claim() else { return false }
            guard let handler = handlers[job.kind] else { return false }
            await perform(job, handler)
            return true
        } catch {
            logger.error("The jobs could not be read: \(ErrorKind(error))")
            return false
        }
    }

    private func claim() async throws -> Job? {
        let now = clock.now()
        let kinds: SQL = "kind IN \(list: handlers.keys.sorted())"
        let waits: SQL = "state = 'queued' AND \(kinds)"
        let lost: SQL = "state = 'running' AND lease_until < \(now) AND \(kinds)"
        guard try await database.read({ try $0.exists("SELECT 1 FROM job WHERE (\(waits)) OR (\(lost)) LIMIT 1") }) else { return nil }
        let until = now.adding(milliseconds: lease.wholeMilliseconds)
        return try await database.claim { connection in
            let skip: SQL = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
            for job in try connection.rows("\(Jobs.select) WHERE \(lost) ORDER BY id \(skip)", Job.init(row:)) {
                try giveUp(job, connection, at: now, words: Job.lost)
            }
            guard let id: JobID = try connection.value("SELECT id FROM job WHERE \(waits) ORDER BY created_at, id LIMIT 1 \(skip)") else {
                return nil
            }
            try connection.run(
                """
                UPDATE job SET state = 'running', worker = \(name), lease_until = \(until), attempts = attempts + 1,
                    started_at = \(now), done_count = 0, total_count = NULL, message = NULL
                WHERE id = \(id)
                """)
            return try connection.jobs.find(id)
        }
    }

    /// A job without its worker: again from the start where that is allowed, and failed otherwise.
    private func giveUp(_ job: Job, _ connection: Connection, at now: Instant, words: String) throws {
        let again = handlers[job.kind]?.restartable == true && job.attempts < Self.mostAttempts
        if job.isCancelRequested {
            try connection.run("UPDATE job SET state = 'cancelled', finished_at = \(now), worker = NULL, lease_until = NULL WHERE id = \(job.id)")
        } else if again {
            try connection.run("UPDATE job SET state = 'queued', worker = NULL, lease_until = NULL WHERE id = \(job.id)")
        } else {
            try connection.run(
                "UPDATE job SET state = 'failed', message = \(words), finished_at = \(now), worker = NULL, lease_until = NULL WHERE id = \(job.id)")
        }
    }

    private func perform(_ job: Job, _ handler: JobHandler) async {
        let progress = JobProgress()
        let running = database.bells.running
        let isWanted = running.enter(job.id, progress)
        defer { running.leave(job.id) }
        let context = JobContext(job: job, database: database, progress: progress, clock: clock)
        // A task of its own, so that it can be cancelled without us.
        let work = Task { () -> String? in
            guard isWanted else { throw CancellationError() }
            return try await handler.run(context)
        }
        let watcher = Task { await watch(progress, work) }
        let keeper = Task { await keep(job, progress, work) }
        let outcome = await work.result
        watcher.cancel()
        keeper.cancel()
        let reasons = [await keeper.value, await watcher.value]
        switch outcome {
        case .success(let result): await note(job, progress, ending: "state = 'done', result = \(result?.storable)")
        case .failure(let error): await note(job, progress, failure: error, reason: reasons.compactMap { $0 }.first)
        }
    }

    private enum Ending { case cancelled, stopped, lostLease }

    /// While the job runs: ends it when somebody wants that, or when the server stops. Never asks the database, whose writer the job may hold.
    private func watch(_ progress: JobProgress, _ work: Task<String?, any Error>) async -> Ending? {
        var asked = progress.asked.listen()
        while !Task.isCancelled {
            if progress.state.withLock({ $0.isCancelRequested }) { return end(.cancelled, progress, work) }
            if let since = stopping.since, since >= grace { return end(.stopped, progress, work) }
            await asked.wait(atMost: heartbeat)
        }
        return nil
    }

    /// While the job runs: hears whether another server was asked to end it, writes down how far it is, and renews its lease.
    private func keep(_ job: Job, _ progress: JobProgress, _ work: Task<String?, any Error>) async -> Ending? {
        var renewed = ContinuousClock.now
        while !Task.isCancelled {
            do { try await Task.sleep(for: heartbeat) } catch { return nil }
            do {
                let isDue = ContinuousClock.now - renewed > lease / 4
                switch try await lookAfter(job, progress, renew: isDue) {
                case .cancelled:
                    progress.cancel()
                    return end(.cancelled, progress, work)
                case .lostLease: return end(.lostLease, progress, work)
                default: if isDue { renewed = .now }
                }
            } catch is CancellationError {
                return nil
            } catch {
                // The job goes on; if the database stays away, the lease runs out.
                logger.warning("The progress of job \(job.id) could not be written: \(ErrorKind(error))")
            }
        }
        return nil
    }

    private func end(_ reason: Ending, _ progress: JobProgress, _ work: Task<String?, any Error>) -> Ending {
        progress.state.withLock { $0.isCancelled = true }
        work.cancel()
        return reason
    }

    private func lookAfter(_ job: Job, _ progress: JobProgress, renew: Bool) async throws -> Ending? {
        let mine: SQL = "id = \(job.id) AND state = 'running' AND worker = \(name) AND attempts = \(job.attempts)"
        // Reading first: writing may have to wait for the job itself.
        let isAsked = try await database.read { connection -> Bool? in try connection.value("SELECT cancel_requested FROM job WHERE \(mine)") }
        guard let isAsked else { return .lostLease }
        if isAsked { return .cancelled }
        let now = progress.state.withLock { state in
            defer { state.isTold = true }
            return state
        }
        guard renew || !now.isTold else { return nil }
        let until = clock.now().adding(milliseconds: lease.wholeMilliseconds)
        let kept = try await database.write { connection in
            try connection.run(
                """
                UPDATE job SET done_count = \(now.done), total_count = \(now.total), message = \(now.message?.storable), lease_until = \(until) WHERE \(mine)
                """)
        }
        return kept == 0 ? .lostLease : nil
    }

    private func note(_ job: Job, _ progress: JobProgress, failure: any Error, reason: Ending?) async {
        let isCancellation = failure is CancellationError
        switch reason {
        case .stopped where isCancellation:
            await insisting(job) { connection in
                guard let now = try connection.jobs.find(job.id), now.state == .running, now.attempts == job.attempts else { return }
                try giveUp(now, connection, at: clock.now(), words: "The server was stopped while this was running.")
            }
        case .lostLease: break
        default:
            if isCancellation {
                await note(job, progress, ending: "state = 'cancelled'")
            } else {
                // What is the request's own fault is no fault of the server's.
                logger.log(
                    level: failure is AppError ? .info : .error, "job failed",
                    metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "error": "\(ErrorKind(failure))"])
                progress.state.withLock { $0.message = Self.words(failure, job) }
                await note(job, progress, ending: "state = 'failed'")
            }
        }
    }

    /// What the person who waits is told: the handler's own words, or none of the internals.
    private static func words(_ failure: any Error, _ job: Job) -> String {
        switch failure {
        case AppError.invalid(let text), AppError.conflict(let text): text
        case AppError.notFound: "What this was about does not exist any more."
        case StorageError.diskFull: StorageError.diskFull.description
        default: "This did not work, and it is not your fault. The log has the reason under \(job.id)."
        }
    }

    private func note(_ job: Job, _ progress: JobProgress, ending: SQL) async {
        let state = progress.state.withLock { $0 }
        await insisting(job) { connection in
            try connection.run(
                """
                UPDATE job SET \(ending), done_count = \(state.done), total_count = \(state.total), message = \(state.message?.storable),
                    finished_at = \(clock.now()), worker = NULL, lease_until = NULL
                WHERE id = \(job.id) AND state = 'running' AND worker = \(name) AND attempts = \(job.attempts)
                """)
        }
    }

    /// Writes how a job ended, trying for a while: a job that was done should not be done again because of a moment's disturbance.
    private func insisting(_ job: Job, _ body: @escaping @Sendable (Connection) throws -> Void) async {
        for attempt in 1...5 {
            do { return try await database.write(body) } catch {
                logger.warning("The end of job \(job.id) could not be written (attempt \(attempt)): \(ErrorKind(error))")
                do { try await Task.sleep(for: .seconds(attempt)) } catch { return }
            }
        }
    }
}
