import Foundation
import Kernel
import Storage
import Synchronization
import Testing
import Testing_

@Suite struct JobTests {
    let officer = Actor(user: UserID(stored: "u1"), name: "Ada Example", office: OfficeID(stored: "o1"), role: .officer)
    struct Outcome: Codable, Equatable { let rows: Int }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    private func enqueue(_ database: Database, _ kind: String = "count", payload: String = "{}", at: Instant = .now(), dedupe: String? = nil)
        async throws -> JobID
    {
        try await database.write {
            try $0.jobs.enqueue(kind: kind, title: "Counting", payload: payload, office: officer.office, by: officer, at: at, dedupe: dedupe)
        }
    }

    private func find(_ database: Database, _ id: JobID) async throws -> Job {
        try #require(try await database.read { try $0.jobs.find(id) })
    }

    @Test(arguments: Engine.allCases) func aJobIsDoneAndTellsHowFarItIs(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let runner = JobRunner(
                database,
                handlers: [
                    JobHandler(
                        kind: "count",
                        returning: { context -> Outcome in
                            #expect(try context.job.payload(as: [String: Int].self) == ["to": 3])
                            try context.progress.update(done: 2, total: 3, message: "two of three")
                            // Written down about as often as the heart beats; a busy machine may take longer.
                            let now = try await context.database.read { try $0.jobs.find(context.job.id) }
                            #expect(now?.done == 2 && now?.total == 3 && now?.message == "two of three" && now?.state == .running)
                            // What other servers read.
                            var written: [String] = []
                            for _ in 0..<200 where written.isEmpty {
                                try await Task.sleep(for: .milliseconds(50))
                                written = try await context.database.read {
                                    try $0.rows("SELECT message FROM job WHERE done_count = 2 AND total_count = 3") { try $0["message"] }
                                }
                            }
                            #expect(written == ["two of three"])
                            try context.progress.update(done: 3)
                            return Outcome(rows: 3)
                        })
                ], heartbeat: .milliseconds(50))
            let id = try await enqueue(database, payload: #"{"to":3}"#)
            let other = try await enqueue(database, "nobody does this")
            await runner.drain()
            let job = try await find(database, id)
            #expect(job.state == .done && job.done == 3 && job.total == 3 && job.createdBy == officer.user && job.finishedAt != nil)
            #expect(try job.result(as: Outcome.self) == Outcome(rows: 3))
            #expect(try await find(database, other).state == .queued)
            #expect(try await database.read { try $0.jobs.list(office: OfficeID(stored: "o1")) }.map(\.id).sorted() == [id, other].sorted())
            #expect(try await database.read { try $0.jobs.list(office: nil) }.isEmpty)
        }
    }

    @Test(arguments: Engine.allCases) func aFailureIsToldInWordsWithoutInternals(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let runner = JobRunner(
                database,
                handlers: [
                    JobHandler(kind: "count", run: { _ in throw AppError.invalid("The file has no header row.") }),
                    JobHandler(kind: "crash", run: { _ in throw StorageError.refused(code: "42", "secret table") }),
                ])
            let (one, two) = (try await enqueue(database), try await enqueue(database, "crash"))
            await runner.drain()
            #expect(try await find(database, one).message == "The file has no header row.")
            let crashed = try await find(database, two)
            #expect(crashed.state == .failed && crashed.message?.contains("secret") == false && crashed.message?.contains(two.text) == true)
        }
    }

    @Test(arguments: Engine.allCases) func aDoubleClickStartsOneJob(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
                for _ in 0..<8 { group.addTask { try await enqueue(database, dedupe: "import/1") } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            let runner = JobRunner(database, handlers: [JobHandler(kind: "count", run: { _ in nil })])
            await runner.drain()
            // It is over: the same may be started again.
            #expect(try await ids.contains(enqueue(database, dedupe: "import/1")) == false)
        }
    }

    /// By the database alone, as another server does it.
    @Test(arguments: Engine.allCases) func aJobCanBeCancelled(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let started = Mutex(false)
            let runner = JobRunner(
                database,
                handlers: [
                    JobHandler(
                        kind: "count",
                        run: { context in
                            started.withLock { $0 = true }
                            for number in 0..<10_000 {
                                try context.progress.update(done: number)
                                try await Task.sleep(for: .milliseconds(10))
                            }
                            return nil
                        })
                ], heartbeat: .milliseconds(50))
            let waiting = try await enqueue(database)
            #expect(try await database.write { try $0.jobs.requestCancel(waiting, at: .now()) })
            #expect(try await find(database, waiting).state == .cancelled)
            let id = try await enqueue(database)
            let running = Task { await runner.drain() }
            for _ in 0..<200 where !started.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await database.write { try $0.jobs.requestCancel(id, at: .now()) })
            await running.value
            #expect(try await find(database, id).state == .cancelled)
            #expect(try await database.write { try $0.jobs.requestCancel(id, at: .now()) } == false)
        }
    }

    /// A large import: it holds the only writer of SQLite from its first row to its last.
    private func holding(_ begun: Flag, restartable: Bool = false) -> JobHandler {
        JobHandler(kind: "hold", restartable: restartable) { context in
            try await context.database.write { connection in
                try connection.journal.record(Fact("held", "thing", "1", office: officer.office), by: .system, at: .now())
                try context.progress.update(done: 5, total: 10, message: "half of it")
                begun.set()
                // Without an end of its own before the test has given up; beside hundreds of others it may take long.
                let end = ContinuousClock.now + .seconds(900)
                while .now < end {
                    try context.progress.update(done: 5)
                    _ = try connection.exists("SELECT 1")
                    usleep(20_000)
                }
            }
            return nil
        }
    }

    @Test(arguments: Engine.allCases) func aJobIsSeenAndStoppedInTheMiddleOfItsTransaction(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let (begun, ran) = (Flag(), Flag())
            let next = JobHandler(kind: "count") { _ in
                ran.set()
                return nil
            }
            let runner = JobRunner(database, handlers: [holding(begun), next], heartbeat: .milliseconds(50))
            let id = try await enqueue(database, "hold")
            let waiting = try await enqueue(database)
            let running = Task { await runner.drain() }
            for _ in 0..<20_000 where !begun.isSet { try await Task.sleep(for: .milliseconds(10)) }
            let seen = try await find(database, id)
            #expect(seen.state == .running && seen.done == 5 && seen.total == 10 && seen.message == "half of it" && !seen.isCancelRequested)
            // The one behind it first: that the writer is taken must not matter to either.
            #expect(try await database.cancelJob(waiting, at: .now()))
            let asked = try await find(database, waiting)
            #expect(asked.isCancelRequested && (engine == .postgres) == (asked.state == .cancelled))
            #expect(try await database.cancelJob(id, at: .now()))
            #expect(try await find(database, id).isCancelRequested)
            await running.value
            for job in [id, waiting] { #expect(try await find(database, job).state == .cancelled) }
            #expect(!ran.isSet)
            #expect(try await database.read { try !$0.exists("SELECT 1 FROM journal WHERE subject_kind = 'thing'") })
            #expect(try await database.cancelJob(id, at: .now()) == false)
        }
    }

    @Test(arguments: Engine.allCases) func aStoppedServerEndsAJobInTheMiddleOfItsTransaction(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let begun = Flag()
            let runner = JobRunner(
                database, handlers: [holding(begun, restartable: true)], poll: .milliseconds(50), grace: .milliseconds(100),
                heartbeat: .milliseconds(30))
            let id = try await enqueue(database, "hold")
            let running = Task { await runner.run() }
            for _ in 0..<20_000 where !begun.isSet { try await Task.sleep(for: .milliseconds(10)) }
            runner.stop()
            await running.value
            #expect(try await find(database, id).state == .queued)
        }
    }

    @Test(arguments: Engine.allCases) func noJobIsDoneTwice(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let counts = Mutex<[JobID: Int]>([:])
            var ids: Set<JobID> = []
            for _ in 0..<30 { ids.insert(try await enqueue(database)) }
            let runners = (0..<3).map { _ in
                JobRunner(
                    database,
                    handlers: [
                        JobHandler(
                            kind: "count",
                            run: { context in
                                counts.withLock { $0[context.job.id, default: 0] += 1 }
                                try await Task.sleep(for: .milliseconds(2))
                                return nil
                            })
                    ], workers: 2, poll: .milliseconds(50))
            }
            let tasks = runners.map { runner in Task { await runner.run() } }
            for _ in 0..<2_400 where counts.withLock({ $0.count }) < 30 { try await Task.sleep(for: .milliseconds(25)) }
            for runner in runners { runner.stop() }
            for task in tasks { await task.value }
            #expect(Set(counts.withLock { $0.keys }) == ids)
            #expect(counts.withLock { $0.values.allSatisfy { $0 == 1 } })
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM job WHERE state = 'done'") } == 30)
        }
    }

    @Test(arguments: Engine.allCases) func aDeadWorkersJobIsDoneAgainOrHasFailed(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let watch = Watch()
            let again = try await enqueue(database, "again", at: watch.now)
            let once = try await enqueue(database, "once", at: watch.now)
            let cancelled = try await enqueue(database, "again", at: watch.now)
            try await database.write { connection in
                // As a server leaves them that was killed.
                try connection.run("UPDATE job SET state = 'running', worker = 'dead', attempts = 1, lease_until = \(watch.now.adding(seconds: 60))")
                try connection.run("UPDATE job SET cancel_requested = 1 WHERE id = \(cancelled)")
            }
            let ran = Mutex<[JobID]>([])
            let handler: @Sendable (JobContext) async throws -> String? = { context in
                ran.withLock { $0.append(context.job.id) }
                return nil
            }
            let runner = JobRunner(
                database, handlers: [JobHandler(kind: "again", restartable: true, run: handler), JobHandler(kind: "once", run: handler)],
                clock: watch.clock)
            await runner.drain()
            #expect(ran.withLock { $0 }.isEmpty)
            watch.pass(seconds: 61)
            await runner.drain()
            #expect(ran.withLock { $0 } == [again])
            #expect(try await find(database, again).attempts == 2)
            #expect(try await find(database, once).message == "The server stopped while this was running.")
            #expect(try await find(database, once).state == .failed)
            #expect(try await find(database, cancelled).state == .cancelled)
        }
    }

    @Test(arguments: Engine.allCases) func aServerAloneWithItsDatabaseDoesNotWaitForTheDead(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let watch = Watch()
            let (again, once) = (try await enqueue(database, "again", at: watch.now), try await enqueue(database, "once", at: watch.now))
            try await database.write { connection in
                try connection.run("UPDATE job SET state = 'running', worker = 'dead', attempts = 1, lease_until = \(watch.now.adding(seconds: 60))")
            }
            let handlers = [
                JobHandler(kind: "again", restartable: true, run: { _ -> String? in nil }), JobHandler(kind: "once", run: { _ -> String? in nil }),
            ]
            let runner = JobRunner(database, handlers: handlers, clock: watch.clock)
            try await database.write { try $0.jobs.endLeases() }
            await runner.drain()
            #expect(try await find(database, again).state == .done)
            #expect(try await find(database, once).state == .failed)
        }
    }

    @Test(arguments: Engine.allCases) func aWorkerThatLostItsLeaseChangesNothing(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            // A clock that stands: on a slow machine the other worker's lease would run out meanwhile.
            let watch = Watch()
            let id = try await enqueue(database, at: watch.now)
            let runner = JobRunner(
                database,
                handlers: [
                    JobHandler(
                        kind: "count",
                        run: { context in
                            // Somebody else takes it over meanwhile.
                            try await context.database.write {
                                try $0.run("UPDATE job SET worker = 'other', attempts = attempts + 1 WHERE id = \(context.job.id)")
                            }
                            return "\"mine\""
                        })
                ],
                clock: watch.clock)
            await runner.drain()
            let job = try await find(database, id)
            #expect(job.state == .running && job.result == nil)
        }
    }

    @Test(arguments: Engine.allCases) func aStoppedServerGivesItsJobsBack(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let started = Mutex(0)
            let handler: @Sendable (JobContext) async throws -> String? = { _ in
                started.withLock { $0 += 1 }
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            let runner = JobRunner(
                database, handlers: [JobHandler(kind: "again", restartable: true, run: handler)],
                poll: .milliseconds(50), grace: .milliseconds(100), heartbeat: .milliseconds(30))
            let id = try await enqueue(database, "again")
            let running = Task { await runner.run() }
            for _ in 0..<200 where started.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            running.cancel()
            await running.value
            #expect(try await find(database, id).state == .queued)
        }
    }
}
