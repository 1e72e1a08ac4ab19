import Kernel
import Storage
import Synchronization
import Testing
import Testing_

/// A clock that a test sets.
final class Watch: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_763_640_000_000))
    var clock: Clock { Clock { self.now } }
    var now: Instant { time.withLock { $0 } }
    func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

@Suite struct OutboxTests {
    @Test(arguments: Engine.allCases) func whatIsCommittedLeavesOnceAndOnlyThat(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let watch = Watch()
            let sent = Mutex<[String]>([])
            let dispatcher = OutboxDispatcher(database, handlers: ["mail": { item in sent.withLock { $0.append(item.key) } }], clock: watch.clock)
            try await database.write { connection in
                #expect(try connection.outbox.add(kind: "mail", payload: ["to": "a"], key: "one", due: watch.now))
                #expect(try connection.outbox.add(kind: "mail", payload: "{}", key: "one", due: watch.now) == false)
                try connection.outbox.add(kind: "mail", payload: "{}", key: "later", due: watch.now.adding(seconds: 60))
                try connection.outbox.add(kind: "unknown", payload: "{}", key: "nobody", due: watch.now)
            }
            await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.outbox.add(kind: "mail", payload: "{}", key: "rolled back", due: watch.now)
                    throw StorageError.busy
                }
            }
            await dispatcher.drain()
            #expect(sent.withLock { $0 } == ["one"])
            watch.pass(seconds: 60)
            await dispatcher.drain()
            await dispatcher.drain()
            #expect(sent.withLock { $0 } == ["one", "later"])
            #expect(try await database.read { try $0.outbox.counts() } == [.done: 2, .waiting: 1])
            #expect(try await database.write { try $0.outbox.forget(deliveredBefore: watch.now.adding(seconds: 1)) } == 2)
        }
    }

    @Test(arguments: Engine.allCases) func whoIsForgottenIsForgottenAlone(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { connection in
                for key in ["about/a/1", "about/a/20", "about/ab/1", "about/b/1", "abou"] {
                    try connection.outbox.add(kind: "mail", payload: "{}", key: key, due: .now())
                }
                try connection.run("UPDATE outbox SET state = 'failed', finished_at = 0 WHERE idempotency_key = 'about/a/20'")
                try connection.outbox.forget(keysBeginning: "about/a/")
            }
            let left = try await database.read {
                try $0.rows("SELECT idempotency_key FROM outbox ORDER BY id") { try $0["idempotency_key"] as String }
            }
            #expect(left.sorted() == ["abou", "about/ab/1", "about/b/1"])
        }
    }

    @Test(arguments: Engine.allCases) func failuresAreTriedAgainWithGrowingPausesAndThenShown(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let watch = Watch()
            let tries = Mutex<[Int]>([])
            let dispatcher = OutboxDispatcher(
                database,
                handlers: [
                    "mail": { item in
                        tries.withLock { $0.append(item.attempts) }
                        throw DeliveryFailure("no answer\u{0}")
                    }
                ], clock: watch.clock)
            try await database.write { try $0.outbox.add(kind: "mail", payload: "{}", key: "k", due: watch.now) }
            for pause in OutboxDispatcher.pauses {
                await dispatcher.drain()
                watch.pass(seconds: pause - 1)
                await dispatcher.drain()  // Too early: nothing.
                watch.pass(seconds: 1)
            }
            await dispatcher.drain()
            #expect(tries.withLock { $0 } == Array(1...10))
            let failed = try #require(try await database.read { try $0.outbox.failures() }.first)
            #expect(failed.lastError == "no answer" && failed.state == .failed)
            #expect(try await database.write { try $0.outbox.retry(failed.id, at: watch.now) })
            await dispatcher.drain()
            #expect(tries.withLock { $0.count } == 11)
        }
    }

    @Test(arguments: Engine.allCases) func whatWasLostOnTheWayIsSentAgain(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let watch = Watch()
            let sent = Mutex(0)
            try await database.write { connection in
                try connection.outbox.add(kind: "mail", payload: "{}", key: "k", due: watch.now)
                // As a server leaves it that dies while sending.
                try connection.run("UPDATE outbox SET state = 'sending', attempts = 1, due_at = \(watch.now.adding(seconds: 300))")
            }
            let dispatcher = OutboxDispatcher(database, handlers: ["mail": { _ in sent.withLock { $0 += 1 } }], clock: watch.clock)
            await dispatcher.drain()
            #expect(sent.withLock { $0 } == 0)
            watch.pass(seconds: 301)
            await dispatcher.drain()
            #expect(sent.withLock { $0 } == 1)
        }
    }

    /// A mail server that never answers.
    @Test(arguments: Engine.allCases) func whatIsOnItsWayIsGivenUpWhenTheServerStops(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let begun = Mutex(0)
            let dispatcher = OutboxDispatcher(
                database,
                handlers: [
                    "mail": { _ in
                        begun.withLock { $0 += 1 }
                        try await Task.sleep(for: .seconds(900))
                    }
                ], workers: 1, poll: .milliseconds(50), grace: .milliseconds(100))
            try await database.write { connection in
                for key in ["a", "b"] { try connection.outbox.add(kind: "mail", payload: "{}", key: key, due: .now()) }
            }
            let running = Task { await dispatcher.run() }
            for _ in 0..<20_000 where begun.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            dispatcher.stop()
            await running.value
            // The one as if nobody had tried, the other not even begun.
            #expect(begun.withLock { $0 } == 1)
            let left = try await database.read { connection in
                try connection.rows("SELECT state, attempts, last_error FROM outbox ORDER BY id") { row in
                    let error: String? = try row["last_error"]
                    return "\(try row["state"] as String) \(try row["attempts"] as Int) \(error ?? "")"
                }
            }
            #expect(left == ["waiting 0 ", "waiting 0 "])
        }
    }

    @Test(arguments: Engine.allCases) func severalDispatchersWakeAtOnceAndShare(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let sent = Mutex<[String: Int]>([:])
            let dispatchers = (0..<3).map { _ in
                OutboxDispatcher(database, handlers: ["mail": { item in sent.withLock { $0[item.key, default: 0] += 1 } }], poll: .seconds(60))
            }
            let running = dispatchers.map { dispatcher in Task { await dispatcher.run() } }
            try await Task.sleep(for: .milliseconds(100))
            for number in 0..<40 {
                try await database.write { try $0.outbox.add(kind: "mail", payload: "{}", key: "k\(number)", due: .now()) }
            }
            // They poll once a minute only: the bell has woken them.
            for _ in 0..<200 where sent.withLock({ $0.count }) < 40 { try await Task.sleep(for: .milliseconds(25)) }
            for dispatcher in dispatchers { dispatcher.stop() }
            for task in running { await task.value }
            #expect(sent.withLock { $0.count } == 40)
            #expect(sent.withLock { $0.values.allSatisfy { $0 == 1 } })
        }
    }
}
