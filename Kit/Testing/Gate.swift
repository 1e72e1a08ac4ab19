import Foundation
import Storage
import Synchronization
import Web

/// Holds up a transaction in its middle: where a fact about something is written.
public final class Gate: Sendable {
    private let state = Mutex((facts: 0, isReached: false, isLate: false))
    private let way = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - kind: what the fact is about, as in `Fact.subjectKind`.
    ///   - number: which of these facts is held up, from 1.
    public init(in house: House, at kind: String, number: Int = 1) {
        let gate = Reaction(to: kind) { [self] _, _ in
            let isIt = state.withLock { state in
                state.facts += 1
                defer { if state.facts == number { state.isReached = true } }
                return state.facts == number
            }
            // A test that fails must end all the same.
            if isIt, way.wait(timeout: .now() + 60) == .timedOut { state.withLock { $0.isLate = true } }
        }
        house.database.setReactions(house.features.flatMap(\.reactions) + [gate])
    }

    /// Waits until the transaction stands at the gate.
    /// - Returns: whether it came.
    public func reached() async throws -> Bool {
        for _ in 0..<3000 where !state.withLock({ $0.isReached }) { try await Task.sleep(for: .milliseconds(10)) }
        return state.withLock { $0.isReached }
    }

    /// Lets it go on.
    /// - Returns: whether it had stood there until now; false when it had to go on because nobody came for a minute.
    public func open() -> Bool {
        way.signal()
        return !state.withLock { $0.isLate }
    }
}
