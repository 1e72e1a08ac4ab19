import Synchronization

/// Wakes those who wait for work. Rung after a commit in this process; other processes are noticed by looking from time to time.
final class Bell: Sendable {
    private let listeners = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])
    private let next = Atomic<Int>(0)

    func ring() {
        listeners.withLock { for listener in $0.values { listener.yield() } }
    }

    /// Somebody who waits for the bell. Not shared: each waiter has its own.
    func listen() -> Listener {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = next.add(1, ordering: .relaxed).newValue
        listeners.withLock { $0[number] = continuation }
        continuation.onTermination = { [weak self] _ in self?.forget(number) }
        return Listener(iterator: stream.makeAsyncIterator(), continuation: continuation)
    }

    private func forget(_ number: Int) {
        listeners.withLock { _ = $0.removeValue(forKey: number) }
    }

    struct Listener {
        var iterator: AsyncStream<Void>.AsyncIterator
        let continuation: AsyncStream<Void>.Continuation

        /// Returns when the bell rings (or rang since the last time), after `limit`, or when the task is cancelled.
        mutating func wait(atMost limit: Duration) async {
            let timer = Task { [continuation] in
                try await Task.sleep(for: limit)
                continuation.yield()
            }
            _ = await iterator.next()
            timer.cancel()
        }
    }
}

/// Who waits for what is written to one database.
struct Bells: Sendable {
    let secret = HeldSecret()
    let outbox = Bell()
    let jobs = Bell()
    let running = RunningJobs()
    let reactions = Reactions()
}
