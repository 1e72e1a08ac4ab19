import Foundation
import Storage
import Synchronization
import Web

/// Holds up a transaction in its middle: where a fact about something is written.
public final class Gate: Sendable {
    private let state = Mutex((facts: 0, isReached: false, isLate: false))
    private let way = DispatchSemaphore(value: 0)
    private static let patience: Double = 900

    /// - Parameters:
    ///   - kind: what the fact is about, as in `Fact.subjectKind`.
    ///   - number: which of these facts is held up, from 1.
    public init(in house: House, at kind: String, number: Int = 1) {
        let gate = Reaction(to: kind) { [self] _, connection in
            let isIt = state.withLock { state in
                state.facts += 1
                defer { if state.facts == number { state.isReached = true } }
                return state.facts == number
            }
            guard isIt else { return }
            // A test that fails must end all the same; beside hundreds of others it may take long. PostgreSQL ends who says nothing for minutes.
            let end = ContinuousClock.now + .seconds(Self.patience)
            while way.wait(timeout: .now() + 5) == .timedOut {
                guard .now < end else { return state.withLock { $0.isLate = true } }
                _ = try connection.exists("SELECT 1")
            }
        }
        house.database.setReactions(house.features.flatMap(\.reactions) + [gate])
    }

    /// Waits until the transaction stands at the gate.
    /// - Returns: whether it came.
    public func reached() async throws -> Bool {
        let end = ContinuousClock.now + .seconds(Self.patience)
        while !state.withLock({ $0.isReached }), .now < end { try await Task.sleep(for: .milliseconds(10)) }
        return state.withLock { $0.isReached }
    }

    /// Lets it go on.
    /// - Returns: whether it had stood there until now; false when it had to go on because nobody came.
    public func open() -> Bool {
        way.signal()
        return !state.withLock { $0.isLate }
    }
}
