import NIOPosix
import Synchronization

/// A few threads for blocking work, and a limit to how much may wait for them.
final class BoundedPool: Sendable {
    private let pool: NIOThreadPool
    private let limit: Int
    private let waiting = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)

    init(threads: Int, limit: Int) {
        self.limit = limit
        pool = NIOThreadPool(numberOfThreads: max(1, threads))
        pool.start()
    }

    /// Work that waits or runs.
    var count: Int { waiting.load(ordering: .relaxed) }

    /// - Throws: `StorageError.overloaded` when too much waits already.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard waiting.add(1, ordering: .relaxed).newValue <= limit else {
            waiting.subtract(1, ordering: .relaxed)
            throw StorageError.overloaded
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        do {
            return try await pool.runIfActive(body)
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw StorageError.lostConnection("It has been closed.")
        } catch is CancellationError where isClosed.load(ordering: .acquiring) {
            // So the pool calls work that was still waiting when it was closed.
            throw StorageError.lostConnection("It has been closed.")
        }
    }

    func close() {
        isClosed.store(true, ordering: .releasing)
        pool.shutdownGracefully { _ in }
    }
}
