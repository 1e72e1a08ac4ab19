import Kernel
import Storage
import Testing
import Testing_

@Suite struct JournalTests {
    let officer = Actor(user: UserID(stored: "u1"), name: "Ada Example", office: OfficeID(stored: "o1"), role: .officer)
    let noon = Instant(milliseconds: 1_763_640_000_000)

    @Test(arguments: Engine.allCases) func factsComeBackNewestFirstPageByPage(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            // Many in one millisecond: their order must hold all the same.
            try await database.write { connection in
                for number in 0..<4_200 {
                    try connection.journal.record(
                        Fact(
                            "renamed", "organisation", "x\(number % 2)", office: officer.office, before: nil, after: "\(number)",
                            batch: number < 10 ? "import" : nil),
                        by: officer, at: noon, request: "r1")
                }
            }
            var seen: [Int] = []
            var last: String?
            while true {
                let page = try await database.read { [last] in
                    try $0.journal.facts(.subject(kind: "organisation", id: "x1"), before: last, limit: 400)
                }
                if page.isEmpty { break }
                seen += page.compactMap { $0.after.flatMap(Int.init) }
                last = page.last?.id
            }
            #expect(seen == stride(from: 4_199, to: 0, by: -2).map { $0 })
            let batch = try await database.read { connection in
                var acts: [String?] = []
                try connection.journal.eachFact(.batch("import")) { acts.append($0.after) }
                return acts
            }
            #expect(batch == (0..<10).map { "\($0)" })
            let newest = try #require(try await database.read { try $0.journal.facts(.office(OfficeID(stored: "o1")), limit: 1) }.first)
            #expect(newest.actorName == "Ada Example" && newest.actorID == officer.user && newest.at == noon && newest.request == "r1")
            #expect(try await database.read { try $0.journal.facts(.office(OfficeID(stored: "o2"))) }.isEmpty)
        }
    }

    @Test(arguments: Engine.allCases) func theJournalOnlyGrows(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { try $0.journal.record(Fact("created", "organisation", "x", office: nil), by: .system, at: noon) }
            for attempt: SQL in ["UPDATE journal SET act = 'nothing'", "DELETE FROM journal"] {
                do {
                    try await database.write { try $0.run(attempt) }
                    Issue.record("It was changed.")
                } catch StorageError.refused(_, let reason) { #expect(reason.contains("the journal only grows")) }
            }
            #expect(try await database.read { try $0.journal.facts(.everything) }.map(\.act) == ["created"])
            await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    let id: String? = try connection.value("SELECT id FROM journal")
                    let replace: SQL = connection.dialect == .sqlite ? "INSERT OR REPLACE INTO" : "INSERT INTO"
                    try connection.run(
                        "\(replace) journal (id, at, actor_name, subject_kind, subject_id, act) VALUES (\(id), 0, '', '', '', 'nothing')")
                }
            }
        }
    }
}
