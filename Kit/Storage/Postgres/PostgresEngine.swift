import Dispatch
import Foundation
import Logging
import Synchronization

/// PostgreSQL through libpq: some connections for reading, some for writing, so that neither waits for the other's.
///
/// Why these isolation levels: docs/decisions/storage-isolation.md.
final class PostgresEngine: StorageEngine {
    private let readers: PostgresPool
    private let writers: PostgresPool
    private let options: DatabaseOptions
    private let bells: Bells
    private let slow: SlowStatements

    private static let beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    private static let beginWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE"
    private static let beginLocking = "BEGIN ISOLATION LEVEL READ COMMITTED"
    /// Advisory locks, known by number: one for migrations, one for writes that collided often ("PROX" and what it is for).
    private static let migrationLock = 0x5052_4F58_0001
    private static let collisionLock = 0x5052_4F58_0002
    private static let mostCollisions = 12

    init(address: String, options: DatabaseOptions, bells: Bells) throws {
        (self.options, self.bells) = (options, bells)
        slow = options.slow
        readers = PostgresPool(address: address, options: options, limit: options.readers + 2)
        writers = PostgresPool(address: address, options: options, limit: options.writers + 2)
        // A wrong address is told at once, not at the first request.
        _ = try readers.with { _ in Outcome(isGood: true, result: .success(())) }
    }

    func close() {
        readers.close()
        writers.close()
    }

    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try retrying { _ in
                try readers.with { session in
                    try session.tidy()
                    return try transaction(session, begin: Self.beginRead, writes: false, body)
                }
            }
        }
    }

    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try retrying { collisions in
                try writers.with { session in
                    try session.tidy()
                    // Those who collide again and again take turns.
                    let takesTurns = collisions >= 3
                    if takesTurns { try session.command("SELECT pg_advisory_lock(\(Self.collisionLock))") }
                    let outcome = try transaction(session, begin: Self.beginWrite, writes: true, body)
                    if takesTurns, outcome.isGood { try session.command("SELECT pg_advisory_unlock(\(Self.collisionLock))") }
                    return outcome
                }
            }
        }
    }

    func claim<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try retrying { _ in
                try writers.with { session in
                    try session.tidy()
                    return try transaction(session, begin: Self.beginLocking, writes: true, body)
                }
            }
        }
    }

    func writeAlone<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try Nesting.refuse(for: self) {
            try retrying { _ in
                // A session of its own, closed at the end: that lets go of the lock, however it ends.
                try writers.withFresh { session in
                    try session.command("SET statement_timeout = 0")
                    try session.command("SET lock_timeout = 0")
                    try session.command("SELECT pg_advisory_lock(\(Self.migrationLock))")
                    return try transaction(session, begin: Self.beginLocking, writes: true, body).result.get()
                }
            }
        }
    }

    /// Why a transaction is to be tried again.
    private enum Again: Error {
        case lost(StorageError)
        case collided
    }

    private func retrying<Value>(_ body: (_ collisions: Int) throws -> Outcome<Value>) throws -> Value {
        try retrying { collisions in try body(collisions).result.get() }
    }

    /// Runs it again after a lost connection (once) or a collision (often, with growing pauses).
    private func retrying<Value>(_ body: (_ collisions: Int) throws -> Value) throws -> Value {
        var collisions = 0
        var losses = 0
        while true {
            do {
                return try body(collisions)
            } catch Again.lost(let error) {
                losses += 1
                options.logger.warning("A transaction on PostgreSQL was cut off: \(error)\(losses > 1 ? "" : " It is run again.")")
                if losses > 1 { throw error }
            } catch Again.collided {
                collisions += 1
                if collisions > Self.mostCollisions { throw StorageError.busy }
                usleep(UInt32.random(in: 200...(1_000 * UInt32(collisions))))
            } catch let failure as PostgresFailure {
                // Outside a transaction: the lock, the tidying.
                guard failure.isLost, losses == 0 else { throw failure.storageError }
                losses += 1
            }
        }
    }

    private func transaction<Value>(_ session: PostgresSession, begin: String, writes: Bool, _ body: (Connection) throws -> Value) throws -> Outcome<
        Value
    > {
        let connection = PostgresConnection(session: session, writes: writes, begin: begin, slow: slow)
        connection.bells = bells
        defer { connection.isOpen = false }
        let value: Value
        do {
            value = try body(connection)
            if let failure = connection.failure { throw failure }
        } catch {
            return rollBack(session, connection, error)
        }
        if connection.hasBegun {
            do {
                if writes {
                    guard try session.command("COMMIT").status == "COMMIT" else { throw StorageError.refused(code: "", "It was rolled back.") }
                } else {
                    try session.commandLater("COMMIT")
                }
            } catch let failure as PostgresFailure {
                if failure.isCollision { return Outcome(isGood: true, result: .failure(Again.collided)) }
                if failure.isLost || session.isBroken {
                    // A read has all it wanted. Of a write nobody knows.
                    if writes { return Outcome(isGood: false, result: .failure(StorageError.unknownOutcome)) }
                    connection.afterCommit.forEach { $0() }
                    return Outcome(isGood: false, result: .success(value))
                }
                return Outcome(isGood: !session.isBroken, result: .failure(failure.storageError))
            }
        }
        for action in connection.afterCommit { action() }
        return Outcome(isGood: true, result: .success(value))
    }

    private func rollBack<Value>(_ session: PostgresSession, _ connection: PostgresConnection, _ error: any Error) -> Outcome<Value> {
        var isGood = !session.isBroken
        if isGood, connection.hasBegun {
            do { try session.command("ROLLBACK") } catch { isGood = false }
        }
        if let failure = connection.serverFailure {
            // A write refused as read-only has met a server that is no longer the primary; a read that writes is a mistake of ours.
            let isLost = failure.isLost && (connection.writes || failure.state != PostgresFailure.readOnlyState)
            if isLost || failure.isStale || session.isBroken { return Outcome(isGood: false, result: .failure(Again.lost(failure.storageError))) }
            if failure.isCollision { return Outcome(isGood: isGood, result: .failure(Again.collided)) }
        }
        return Outcome(isGood: isGood, result: .failure(error))
    }
}
