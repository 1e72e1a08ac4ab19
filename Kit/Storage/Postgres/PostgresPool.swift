import Dispatch
import Foundation
import Logging
import Synchronization

/// What came of a transaction, and whether its session can be used again.
struct Outcome<Value> {
    let isGood: Bool
    let result: Result<Value, any Error>
}

/// Connections to PostgreSQL, opened when wanted and kept, never more than `limit`.
final class PostgresPool: Sendable {
    private let address: String
    private let options: DatabaseOptions
    private let places: DispatchSemaphore
    private struct State {
        var idle: [PostgresSession] = []
        var isClosed = false
    }
    private let state = Mutex(State())

    init(address: String, options: DatabaseOptions, limit: Int) {
        (self.address, self.options) = (address, options)
        places = DispatchSemaphore(value: 0)
        for _ in 0..<max(1, limit) { places.signal() }
    }

    /// Lends a session. `body` says whether it can be used again.
    func with<Value>(_ body: (PostgresSession) throws -> Outcome<Value>) throws -> Outcome<Value> {
        guard places.wait(timeout: .now() + options.lockLimit.seconds) == .success else { throw StorageError.overloaded }
        defer { places.signal() }
        let kept: PostgresSession? = try state.withLock { state in
            guard !state.isClosed else { throw StorageError.lostConnection("It has been closed.") }
            return state.idle.popLast()
        }
        let session = try kept ?? connect()
        let outcome = try body(session)
        state.withLock { state in
            if outcome.isGood, !state.isClosed {
                state.idle.append(session)
            } else if !outcome.isGood {
                // Where one connection is gone, the others probably are: after a restart or a failover.
                state.idle.removeAll()
            }
        }
        return outcome
    }

    /// Lends a session of its own, which is closed at the end.
    func withFresh<Value>(_ body: (PostgresSession) throws -> Value) throws -> Value { try body(try connect()) }

    /// Waits a little for a server that is starting or failing over.
    private func connect() throws -> PostgresSession {
        var pauses: [UInt32] = [250_000, 1_000_000]
        while true {
            do {
                return try PostgresSession(address: address, options: options)
            } catch StorageError.lostConnection(let reason) {
                guard !pauses.isEmpty else { throw StorageError.lostConnection(reason) }
                usleep(pauses.removeFirst())
            } catch let failure as PostgresFailure {
                throw failure.storageError
            }
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle.removeAll()
        }
    }
}
