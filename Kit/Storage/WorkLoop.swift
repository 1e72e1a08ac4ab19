import Synchronization

/// Workers that do one piece of work after another, sleep when there is none until a bell rings or a while has passed, and stop in order.
final class WorkLoop: Sendable {
    private let bell: Bell
    private let workers: Int
    private let poll: Duration
    private let step: @Sendable () async -> Bool
    private let stopping = Atomic<Bool>(false)

    /// - Parameter step: does one piece of work, if there is any, and answers whether there was. It never throws: it deals with its failures.
    init(bell: Bell, workers: Int, poll: Duration, step: @escaping @Sendable () async -> Bool) {
        (self.bell, self.workers, self.poll, self.step) = (bell, max(1, workers), poll, step)
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Works until `stop()` or until the calling task is cancelled, and returns when the last worker has finished its piece.
    func run() async {
        // Tasks of their own: a cancelled caller must not tear a worker out of the middle of its bookkeeping.
        let tasks = (0..<workers).map { _ in
            Task {
                var listener = bell.listen()
                while !isStopping {
                    if await !step(), !isStopping { await listener.wait(atMost: poll) }
                }
            }
        }
        await withTaskCancellationHandler {
            for task in tasks { await task.value }
        } onCancel: {
            stop()
        }
    }

    func stop() {
        stopping.store(true, ordering: .releasing)
        bell.ring()
    }
}
