import Foundation
import Kernel
import Storage
import Synchronization
import Testing
import Testing_

@Suite struct TransactionTests {
    struct Stop: Error {}

    @Test(arguments: Engine.allCases) func aThrowRollsBack(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            let rung = Mutex(0)
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.run("INSERT INTO sample (id) VALUES (1)")
                    connection.afterCommit { rung.withLock { $0 += 1 } }
                    throw Stop()
                }
            }
            #expect(try await database.read { try $0.exists("SELECT 1 FROM sample") } == false)
            #expect(rung.withLock { $0 } == 0)
            try await database.write { connection throws in
                #expect(try connection.run("INSERT INTO sample (id) VALUES (1), (2)") == 2)
                connection.afterCommit { rung.withLock { $0 += 1 } }
            }
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 2)
            #expect(rung.withLock { $0 } == 1)
        }
    }

    @Test(arguments: Engine.allCases) func runTellsHowManyRowsChanged(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { connection throws in
                #expect(try connection.run("INSERT INTO sample (id, i) VALUES (1, 1), (2, 2), (3, 3)") == 3)
                #expect(try connection.run("UPDATE sample SET i = 0 WHERE id > 1") == 2)
                #expect(try connection.run("UPDATE sample SET i = 0 WHERE id > 10") == 0)
                #expect(try connection.run("INSERT INTO sample (id) VALUES (1) ON CONFLICT (id) DO NOTHING") == 0)
                #expect(try connection.run("INSERT INTO sample (id, i) VALUES (1, 9) ON CONFLICT (id) DO UPDATE SET i = excluded.i") == 1)
                #expect(try connection.value("INSERT INTO sample (id, i) VALUES (5, 5) RETURNING i") == 5)
                #expect(try connection.run("DELETE FROM sample") == 4)
            }
        }
    }

    @Test(arguments: Engine.allCases) func whatIsRefusedIsNamed(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { connection in
                try connection.run("INSERT INTO sample (id) VALUES (1)")
                try connection.run("INSERT INTO child (id, sample_id, slug, size) VALUES ('a', 1, 'x', 1)")
            }
            func refusal(_ sql: SQL) async -> StorageError? {
                do {
                    _ = try await database.write { try $0.run(sql) }
                    return nil
                } catch { return error as? StorageError }
            }
            guard
                case .unique("child", ["sample_id", "slug"], _) = await refusal(
                    "INSERT INTO child (id, sample_id, slug, size) VALUES ('b', 1, 'x', 1)")
            else { Issue.record("No unique violation"); return }
            guard case .unique("child", ["id"], _) = await refusal("INSERT INTO child (id, sample_id, slug, size) VALUES ('a', 1, 'y', 1)") else {
                Issue.record("No violated primary key"); return
            }
            guard case .foreignKey = await refusal("INSERT INTO child (id, sample_id, slug, size) VALUES ('b', 7, 'x', 1)") else {
                Issue.record("No foreign key"); return
            }
            guard case .foreignKey = await refusal("DELETE FROM sample WHERE id = 1") else { Issue.record("No foreign key"); return }
            #expect(await refusal("INSERT INTO child (id, sample_id, slug, size) VALUES ('b', 1, 'z', 10)") == .check("size_is_small"))
            #expect(await refusal("INSERT INTO child (id, sample_id, size) VALUES ('b', 1, 1)") == .notNull(column: "slug"))
            guard case .refused = await refusal("INSERT INTO nothing VALUES (1)") else { Issue.record("No refusal"); return }
        }
    }

    @Test(arguments: Engine.allCases) func aRefusedStatementEndsTheTransactionUnlessAttempted(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            // Swallowing the error does not help: nothing is half written, on either engine.
            await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.run("INSERT INTO sample (id) VALUES (1)")
                    do { try connection.run("INSERT INTO sample (id) VALUES (1)") } catch is StorageError {}
                }
            }
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 0)
            // In an attempt it does.
            try await database.write { connection in
                try connection.run("INSERT INTO sample (id) VALUES (1)")
                var refused = false
                do {
                    try connection.attempt {
                        try connection.run("INSERT INTO sample (id) VALUES (2)")
                        try connection.run("INSERT INTO sample (id) VALUES (1)")
                    }
                } catch StorageError.unique { refused = true }
                #expect(refused)
                try connection.attempt { _ = try connection.run("INSERT INTO sample (id) VALUES (3)") }
            }
            let left: [Int] = try await database.read { try $0.rows("SELECT id FROM sample ORDER BY id") { try $0["id"] } }
            #expect(left == [1, 3])
        }
    }

    @Test(arguments: Engine.allCases) func statementsAreCounted(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            let count = try await database.read { connection in
                for _ in 0..<3 { _ = try connection.rows("SELECT id FROM sample") }
                _ = try connection.exists("SELECT 1")
                return connection.statements
            }
            #expect(count == 4)
            #expect(try await database.read { $0.statements } == 0)
        }
    }

    @Test(arguments: Engine.allCases) func aReadSeesOnePictureOfTheDatabase(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id) VALUES (1)") }
            let counts = try await database.read { connection in
                let before: Int? = try connection.value("SELECT COUNT(*) FROM sample")
                try Thread.detached { try database.writeSync { _ = try $0.run("INSERT INTO sample (id) VALUES (2)") } }
                let after: Int? = try connection.value("SELECT COUNT(*) FROM sample")
                return [before, after]
            }
            #expect(counts == [1, 1])
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 2)
        }
    }

    @Test(arguments: Engine.allCases) func readsDoNotWrite(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database throws in
            await #expect(throws: StorageError.readOnly) { try await database.read { try $0.run("INSERT INTO sample (id) VALUES (1)") } }
            #expect(try await database.read { try $0.exists("SELECT 1 FROM sample") } == false)
        }
    }

    @Test(arguments: Engine.allCases) func concurrentWritersLoseNothing(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id, i) VALUES (1, 0)") }
            // Read, think, write: lost updates unless writes behave as if one came after the other.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for turn in 0..<25 {
                            try await database.write { connection in
                                let now: Int = try connection.value("SELECT i FROM sample WHERE id = 1") ?? -1
                                try connection.run("UPDATE sample SET i = \(now + 1) WHERE id = 1")
                                try connection.run("INSERT INTO sample (id) VALUES (\(100 + worker * 100 + turn))")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.value("SELECT i FROM sample WHERE id = 1") } == 200)
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 201)
        }
    }

    @Test(arguments: Engine.allCases) func writeSkewIsImpossible(_ engine: Engine) async throws {
        // Two on call; each may leave when the other stays. Both must not leave at once.
        for _ in 0..<10 {
            try await engine.withDatabase([sample]) { database in
                try await database.write { try $0.run("INSERT INTO sample (id, i) VALUES (1, 1), (2, 1)") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for person in 1...2 {
                        group.addTask {
                            try await database.write { connection in
                                let onCall: Int = try connection.value("SELECT COUNT(*) FROM sample WHERE i = 1") ?? 0
                                usleep(3_000)
                                if onCall > 1 { try connection.run("UPDATE sample SET i = 0 WHERE id = \(person)") }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample WHERE i = 1") } == 1)
            }
        }
    }

    @Test(arguments: Engine.allCases) func aTransactionInsideAnotherIsRefused(_ engine: Engine) async throws {
        try await engine.withDatabase { database throws in
            await #expect(throws: StorageError.self) { try await database.read { _ in try database.readSync { _ in } } }
            await #expect(throws: StorageError.self) { try await database.write { _ in try database.readSync { _ in } } }
            try await database.read { _ in }
        }
    }

    @Test(arguments: Engine.allCases) func rowsOfAClosureAreNotKept(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id, t) VALUES (1, 'a'), (2, 'b')") }
            let texts: [String] = try await database.read { connection in
                let kept = try connection.rows("SELECT id, t FROM sample ORDER BY id")
                _ = try connection.rows("SELECT id, t FROM sample ORDER BY id DESC")
                return try kept.map { try $0["t"] }
            }
            #expect(texts == ["a", "b"])
            // A row smuggled out of its closure is an error, or still itself; never another row.
            try await database.read { connection in
                var smuggled: [Row] = []
                _ = try connection.rows("SELECT id, t FROM sample ORDER BY id") { smuggled.append($0) }
                for (number, row) in smuggled.enumerated() {
                    do {
                        let id: Int = try row["id"]
                        #expect(id == number + 1)
                    } catch StorageError.misuse {}
                }
            }
        }
    }

    @Test(arguments: Engine.allCases) func statementsMayBeNested(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id) VALUES (1), (2), (3)") }
            let pairs: [Int] = try await database.read { connection in
                try connection.rows("SELECT id FROM sample ORDER BY id") { outer in
                    let inner: [Int] = try connection.rows("SELECT id FROM sample ORDER BY id") { try $0["id"] }
                    return try (outer["id"] as Int) * 10 + inner.count
                }
            }
            #expect(pairs == [13, 23, 33])
        }
    }

    @Test(arguments: Engine.allCases) func everyRowOfManyComesByOnce(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            let sum = try await database.write { connection in
                for number in 0..<2_600 { try connection.run("INSERT INTO sample (id, i) VALUES (\(number), \(number))") }
                var sum = 0
                try connection.forEach("SELECT i FROM sample WHERE id >= \(100) ORDER BY id") { sum += try $0["i"] }
                return sum
            }
            #expect(sum == (100..<2_600).reduce(0, +))
        }
    }

    @Test(arguments: Engine.allCases) func aSlowStatementIsStoppedAndTold(_ engine: Engine) async throws {
        let told = Mutex<[String]>([])
        var options = TestDatabase.options
        options.statementLimit = .milliseconds(300)
        options.onSlowStatement = { text, _ in told.withLock { $0.append(text) } }
        try await engine.withDatabase(options: options) { database throws in
            await #expect(throws: StorageError.tooSlow) {
                try await database.read { connection in
                    let secret = 1_000_000_000_000
                    _ =
                        try connection.value(
                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(secret)) SELECT COUNT(*) FROM n") as Int?
                }
            }
            #expect(told.withLock { $0.count } == 1)
            #expect(told.withLock { $0.first?.contains("1000000000000") } == false)
            #expect(try await database.read { try $0.value("SELECT 1") } == 1)
        }
    }

    @Test(arguments: Engine.allCases) func tooManyRequestsAreTurnedAway(_ engine: Engine) async throws {
        var options = TestDatabase.options
        options.queueLimit = 6
        try await engine.withDatabase(options: options) { database in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<30 {
                    group.addTask {
                        do {
                            try await database.read { _ in _ = usleep(100_000) }
                            return true
                        } catch { return error as? StorageError != .overloaded }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 6)
            #expect(outcomes.filter { !$0 }.count == 24)
            try await database.read { _ in }
        }
    }

    @Test(arguments: Engine.allCases) func aClosedDatabaseAnswersWithAnError(_ engine: Engine) async throws {
        let database = try TestDatabase.fresh(engine)
        database.close()
        await #expect(throws: StorageError.self) { try await database.read { _ in } }
        #expect(throws: StorageError.self) { try database.writeSync { _ in } }
        try TestDatabase.remove(database)
    }
}

extension Thread {
    /// Runs something on another thread and waits for it.
    static func detached(_ body: @escaping @Sendable () throws -> Void) throws {
        let result = Mutex<Result<Void, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        try result.withLock { $0 }?.get()
    }
}
