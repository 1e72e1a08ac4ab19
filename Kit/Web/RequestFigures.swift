import Synchronization

/// How often a route was asked for, how it answered, how long it took.
public struct RequestFigures: Sendable {
    /// Upper bounds of the buckets, in seconds.
    public static let bounds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

    public var count = 0
    public var seconds = 0.0
    /// Answers within each bound that are not within the one before.
    public var buckets = [Int](repeating: 0, count: bounds.count)
    /// By the first digit of the status.
    public var statuses: [Int: Int] = [:]
}

/// The figures of all routes since the server started.
public final class Metrics: Sendable {
    private let figures = Mutex<[String: RequestFigures]>([:])

    func note(_ route: String, _ status: Int, _ took: Duration) {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        figures.withLock { all in
            var one = all[route] ?? RequestFigures()
            one.count += 1
            one.seconds += seconds
            if let bucket = RequestFigures.bounds.firstIndex(where: { seconds <= $0 }) { one.buckets[bucket] += 1 }
            one.statuses[status / 100, default: 0] += 1
            all[route] = one
        }
    }

    /// By route, in order.
    public func snapshot() -> [(route: String, figures: RequestFigures)] {
        figures.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
