import Foundation
import Kernel
import Storage
import Testing
import Testing_

/// SQLite's planner is told how large the tables have become, while everybody goes on reading.
@Suite struct PlannerStatisticsTests {
    private static let table = Migration(
        id: "2026-11-22-paper",
        sql: """
            CREATE TABLE paper (id INTEGER PRIMARY KEY, office TEXT NOT NULL, text TEXT NOT NULL);
            CREATE INDEX paper_office ON paper (office);
            """)

    private static func fill(_ count: Int, from first: Int = 0, _ database: Database) async throws {
        try await database.write { connection in
            for start in stride(from: first, to: first + count, by: 100) {
                let rows: [SQL] = (start..<min(start + 100, first + count)).map { "(\($0), 'one', 'some words')" }
                try connection.run("INSERT INTO paper (id, office, text) VALUES \(rows.joined(separator: ", "))")
            }
        }
    }

    /// How a reader finds all papers of an office, after it has looked for them once: an explanation alone reads nothing, and so learns nothing.
    private static func plan(_ time: String, _ database: Database) async throws -> String {
        try await database.read { connection in
            #expect(try connection.value("SELECT COUNT(*) FROM paper WHERE office = 'one' AND text = 'x'") == 0)
            // Statements are kept by their text.
            let text = SQL(stringLiteral: "EXPLAIN QUERY PLAN SELECT COUNT(*) FROM paper WHERE office = 'one' AND text = 'x' /* \(time) */")
            return try connection.rows(text) { try $0["detail"] as String }
        }.joined()
    }

    @Test func readersPlanByWhatWasWritten() async throws {
        try await Engine.sqlite.withDatabase([Self.table]) { database in
            try await Self.fill(19_000, database)
            #expect(try await Self.plan("before", database).contains("paper_office"), "nothing is known yet, so the index looks good")
            try await Self.fill(1_500, from: 19_000, database)
            #expect(try await Self.plan("after", database) == "SCAN paper", "all are of this office: the index would lead to each row by itself")
            #expect(try await database.read { try $0.value("SELECT stat FROM sqlite_stat1 WHERE idx = 'paper_office'") } == "20500 20500")
            // A little more is not worth counting; half as much again, or the least, is.
            try await Self.fill(10_000, from: 20_500, database)
            #expect(try await database.read { try $0.value("SELECT stat FROM sqlite_stat1 WHERE idx = 'paper_office'") } == "20500 20500")
            try await Self.fill(10_000, from: 30_500, database)
            #expect(try await database.read { try $0.value("SELECT stat FROM sqlite_stat1 WHERE idx = 'paper_office'") } == "40500 40500")
            #expect(try await database.read { try $0.exists("SELECT 1 FROM sqlite_master WHERE name LIKE 'planner%'") } == false)
        }
    }
}
