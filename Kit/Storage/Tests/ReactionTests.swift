import Kernel
import Synchronization
import Testing
import Testing_

@testable import Storage

@Suite struct ReactionTests {
    private struct Refused: Error {}

    @Test(arguments: Engine.allCases) func aReactionBelongsToTheTransactionOfItsFact(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { try $0.script("CREATE TABLE seen (id TEXT NOT NULL)") }
            let refuses = Mutex(false)
            database.setReactions([
                Reaction(to: "city") { fact, connection in
                    if refuses.withLock({ $0 }) { throw Refused() }
                    try connection.run("INSERT INTO seen (id) VALUES (\(fact.subjectID + fact.act))")
                }
            ])
            func record(_ kind: String, _ id: String) async throws {
                try await database.write { try $0.journal.record(Fact("renamed", kind, id, office: nil), by: .system, at: .now()) }
            }
            try await record("city", "a")
            try await record("river", "b")
            refuses.withLock { $0 = true }
            await #expect(throws: Refused.self) { try await record("city", "c") }
            let seen = try await database.read { try $0.rows("SELECT id FROM seen") { try $0["id"] as String } }
            #expect(seen == ["arenamed"])
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM journal WHERE act = 'renamed'") } == 2)
        }
    }
}
