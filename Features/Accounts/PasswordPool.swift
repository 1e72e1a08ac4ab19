import Foundation
import Storage
import Synchronization

/// Hashes passwords for the running server: two at a time and few waiting, so that a flood of sign-ins holds up nobody else
/// and takes little memory (32 MB each).
public final class PasswordPool: Sendable {
    static let atOnce = 2
    /// A second's worth of waiting. Whoever comes after is asked to try again.
    static let mostWaiting = 32

    let cost: PasswordCost
    private let nobody: PasswordHash
    private let queue: OperationQueue
    private let inside = Mutex(0)

    public init(cost: PasswordCost = .standard) {
        self.cost = cost
        nobody = PasswordHash.ofNobody(cost: cost)
        queue = OperationQueue()
        queue.maxConcurrentOperationCount = Self.atOnce
        queue.name = "proxenia.passwords"
    }

    /// Whether one more would be taken now. Asked before anything is written for an attempt that would only be turned away.
    var hasRoom: Bool { inside.withLock { $0 < Self.atOnce + Self.mostWaiting } }

    /// - Throws: `StorageError.overloaded` when too many wait already.
    public func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await run { try PasswordHash.make(password, cost: cost) }
    }

    /// Whether it is the password. Without a hash (nobody has such an address) it is not, which takes as long to find out.
    func accepts(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let compared = hash ?? nobody
        let isRight = try await run { try compared.accepts(password) }
        return isRight && hash != nil
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isIn = inside.withLock { count in
            guard count < Self.atOnce + Self.mostWaiting else { return false }
            count += 1
            return true
        }
        guard isIn else { throw StorageError.overloaded }
        defer { inside.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try work() }) }
        }
    }
}
