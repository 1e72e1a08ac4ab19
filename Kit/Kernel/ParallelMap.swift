import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of each element, in their order, worked out on all processors.
    ///
    /// For work that only reckons: it must not block, since every processor is taken.
    /// - Parameter width: how many neighbours one thread takes at a time.
    /// - Throws: what `transform` threw, for the first element of those for which it did.
    public func mapInParallel<Made: Sendable>(width: Int, _ transform: @Sendable (Element) throws -> Made) throws -> [Made] {
        let width = Swift.max(1, width)
        let pieces = (count + width - 1) / width
        guard pieces > 1 else { return try map(transform) }
        let finished = Mutex<[Int: Result<[Made], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let start = piece * width
            let result = Result { try self[start..<Swift.min(start + width, count)].map(transform) }
            finished.withLock { $0[piece] = result }
        }
        let results = finished.withLock { $0 }
        var all: [Made] = []
        all.reserveCapacity(count)
        for piece in 0..<pieces { if let result = results[piece] { all += try result.get() } }
        return all
    }
}
