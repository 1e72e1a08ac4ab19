import Kernel
import Synchronization

/// The jobs that run in this process, and who was asked to end.
///
/// A long import holds the one writer of SQLite from its first row to its last: how far it is could not be written down meanwhile, and a wish
/// to stop it would wait for its end. So both are known here first. The database has what it can be told, for other servers and after a restart.
final class RunningJobs: Sendable {
    private struct State {
        var running: [JobID: JobProgress] = [:]
        /// Those asked to end before they began; each leaves with its beginning.
        var asked: Set<JobID> = []
    }
    private let state = Mutex(State())

    /// A job begins.
    /// - Returns: false when it was asked to end before that.
    func enter(_ id: JobID, _ progress: JobProgress) -> Bool {
        let isAsked = state.withLock { state in
            state.running[id] = progress
            return state.asked.remove(id) != nil
        }
        if isAsked { progress.cancel() }
        return !isAsked
    }

    func leave(_ id: JobID) { state.withLock { _ = $0.running.removeValue(forKey: id) } }

    /// Asks a job to end; it hears of it at its next step.
    /// - Returns: whether it runs here.
    func cancel(_ id: JobID) -> Bool {
        guard let progress = state.withLock({ $0.running[id] }) else { return false }
        progress.cancel()
        return true
    }

    /// Asks a job to end that waits for its turn in this process.
    func cancelBeforeItBegins(_ id: JobID) {
        let running = state.withLock { state -> JobProgress? in
            if let progress = state.running[id] { return progress }
            state.asked.insert(id)
            return nil
        }
        running?.cancel()
    }

    /// It has ended without ever beginning.
    func forget(_ id: JobID) { state.withLock { _ = $0.asked.remove(id) } }

    /// The job as it is at this moment: what the database says of it, and what is known here.
    func now(_ job: Job) -> Job {
        guard job.state.isActive else { return job }
        let (progress, isAsked) = state.withLock { ($0.running[job.id], $0.asked.contains(job.id)) }
        guard let progress, job.state == .running else { return job.with(isCancelRequested: job.isCancelRequested || isAsked) }
        let now = progress.state.withLock { $0 }
        return job.with(
            done: now.done, total: now.total, message: now.message, isCancelRequested: job.isCancelRequested || isAsked || now.isCancelRequested)
    }
}

extension Database {
    /// Asks a job to end, and does not wait for it: one that waits is cancelled, one that runs ends at its next step, in the middle of its
    /// transaction if need be. Answers also while a job holds the database's only writer.
    /// - Returns: whether it was active.
    public func cancelJob(_ id: JobID, at instant: Instant) async throws -> Bool {
        guard let job = try await read({ try $0.jobs.find(id) }), job.state.isActive else { return false }
        let isWriterTaken = kind == .sqlite && waiting.writes > 0
        let isHere = bells.running.cancel(id)
        // Written down for other servers, and in case that this one ends before the job.
        let written = Task { [self] in
            do { return try await write { try $0.jobs.requestCancel(id, at: instant) } } catch {
                // It was heard all the same where it runs.
                guard isHere else { throw error }
                options.logger.warning("The wish to end job \(id) could not be written down: \(ErrorKind(error))")
                return true
            }
        }
        if isHere { return true }
        // Its turn comes after the one that holds the writer now, and nobody waits for that.
        if isWriterTaken {
            bells.running.cancelBeforeItBegins(id)
            return true
        }
        return try await written.value
    }
}
