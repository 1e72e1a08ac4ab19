import Foundation
import Kernel
@testable import Storage
import Synchronization
import Testing
import Testing_

/// What only PostgreSQL can do to us.
@Suite(.enabled(if: !TemporaryPostgres.isSkipped, "PROXENIA_SKIP_POSTGRES=1")) struct PostgresTests {
    @Test func aLostConnectionIsMended() async throws {
        try await Engine.postgres.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id, i) VALUES (1, 0)") }
            try await database.read { _ = try $0.rows("SELECT id FROM sample") }
            for _ in 0..<3 {
                try endOthers(database)
                #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 1)
                try endOthers(database)
                try await database.write { try $0.run("UPDATE sample SET i = i + 1 WHERE id = 1") }
            }
            #expect(try await database.read { try $0.value("SELECT i FROM sample") } == 3)
        }
    }

    @Test func aWriteCutOffBeforeItsEndIsDoneAgainAndOnce() async throws {
        try await Engine.postgres.withDatabase([sample]) { database in
            let runs = Mutex(0)
            try await database.write { connection in
                let run = runs.withLock {
                    $0 += 1; return $0
                }
                try connection.run("INSERT INTO sample (id) VALUES (\(run))")
                let me: Int? = try connection.value("SELECT pg_backend_pid()")
                if run == 1, let me { try TemporaryPostgres.shared().sql("SELECT pg_terminate_backend(\(me))") }
                try connection.run("INSERT INTO sample (id) VALUES (\(run + 10))")
            }
            let ids: [Int] = try await database.read { try $0.rows("SELECT id FROM sample ORDER BY id") { try $0["id"] } }
            #expect(ids == [2, 12])
        }
    }

    @Test func aServerThatIsAwayIsToldInWords() throws {
        do {
            _ = try Database.open(try DatabaseURL("postgres:///x?host=/nowhere"))
            Issue.record("It was opened.")
        } catch StorageError.lostConnection(let reason) { #expect(reason.contains("/nowhere")) }
    }

    @Test func aChangedTableDoesNotDisturbPreparedStatements() async throws {
        try await Engine.postgres.withDatabase([sample]) { database in
            #expect(try await database.read { try $0.rows("SELECT * FROM sample LIMIT 1").count } == 0)
            try await database.write { connection in
                try connection.script("ALTER TABLE sample ADD COLUMN more BIGINT")
                try connection.run("INSERT INTO sample (id, more) VALUES (1, 5)")
            }
            let more: Int? = try await database.read { try $0.first("SELECT * FROM sample LIMIT 1") { try $0["more"] } }
            #expect(more == 5)
        }
    }

    @Test func manyStatementsAreForgottenInTime() async throws {
        try await Engine.postgres.withDatabase { database in
            for number in 0..<700 {
                let text = SQL(stringLiteral: "SELECT \(number)")
                #expect(try database.readSync { try $0.value(text) } == number)
            }
            let prepared: Int? = try await database.read { try $0.value("SELECT COUNT(*) FROM pg_prepared_statements") }
            #expect(try #require(prepared) < 310)
        }
    }

    @Test func textsThatTheServerCannotReadAreAnError() async throws {
        try await Engine.postgres.withDatabase([sample]) { database throws in
            // A wrong statement between good ones leaves the connection in order.
            for _ in 0..<20 {
                await #expect(throws: StorageError.self) { try await database.read { _ = try $0.rows("SELECT nonsense") } }
                await #expect(throws: StorageError.self) { try await database.read { _ = try $0.rows("SELECT 1 / \(0)") } }
                await #expect(throws: StorageError.self) { try await database.write { try $0.run("INSERT INTO sample (t) VALUES (\("\u{0}"))") } }
                #expect(try await database.read { try $0.value("SELECT \(7)") } == 7)
            }
        }
    }

    /// Ends every connection to a database but the one that asks.
    private func endOthers(_ database: Database) throws {
        let name = database.url.description.split(separator: "/").last ?? ""
        try TemporaryPostgres.shared().sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    }
}
