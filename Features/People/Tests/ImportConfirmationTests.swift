import App
import Foundation
import Kernel
import Testing

@testable import People
@testable import Storage
@testable import Testing_

/// A file says nothing of whether its entries still hold: who comes with one counts as confirmed only where the file itself says when that was.
struct ImportConfirmationTests {
    private struct Line: Equatable {
        let name: String
        let on: String?
        let by: String?
    }

    @Test func whoComesWithAFileIsNotConfirmedByIt() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let rows = ["Anna,Winter,", "Carl,Berg,1.3.2026", "Dora,Tal,2030-01-01", "Emil,See,soon"].joined(separator: "\n")
            let path = try await officer.upload(
                "/office/people/imports", file: ("file", "people.csv", Array("Vorname,Nachname,Zuletzt bestätigt\n\(rows)\n".utf8))
            ).location
            let page = try await officer.get(path).text
            #expect(page.contains("4 are new.") && page.contains("The entry cannot have been confirmed on 1 January 2030 yet"), "\(page)")
            #expect(page.contains("“soon” is no date and is left out."))
            let range = try #require(page.range(of: "name=\"revision\" value=\"[0-9]+", options: .regularExpression))
            let fields = [("revision", String(page[range].suffix(while: \.isNumber))), ("basis", "consent"), ("review", "2027-01-01")]
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            _ = try await app.person([("family", "Hand"), ("basis", "consent"), ("review", "31.12.2028"), ("order", "given_first")])

            let lines = try await app.stored { connection in
                try connection.rows("SELECT name, confirmed_on, confirmed_by FROM person ORDER BY name") {
                    Line(name: try $0["name"], on: try $0["confirmed_on"], by: try $0["confirmed_by"])
                }
            }
            let hand = try #require(lines.last?.by)
            #expect(
                lines == [
                    Line(name: "Anna Winter", on: nil, by: nil), Line(name: "Carl Berg", on: "2026-03-01", by: nil),
                    Line(name: "Dora Tal", on: nil, by: nil), Line(name: "Emil See", on: nil, by: nil),
                    Line(name: "Hand", on: app.house.clock.now().today, by: hand),
                ], "\(lines)")

            let narrowed = try await officer.get("/office/people?confirmed=2025-11-20").text
            #expect(narrowed.contains("Anna Winter") && !narrowed.contains("Carl Berg") && !narrowed.contains("Hand"))
            let never = try await officer.get("/office/contact-points/people?age=never").text
            #expect(never.contains("Anna Winter") && never.contains("Dora Tal") && !never.contains("Carl Berg"))
            // Nobody is written to because of a file that came in today.
            #expect(never.contains("have not been confirmed for more than a year") == false)

            let id = try await app.stored { try $0.value("SELECT id FROM person WHERE name = 'Anna Winter'") as PersonID? }
            let person = PeoplePaths.person(try #require(id))
            let before = try await officer.get(person).text
            #expect(before.contains("Nobody has confirmed it yet.") && before.contains("Everything is still right"))
            #expect(try await officer.post("\(person)/confirmation").status == 303)
            #expect(try await officer.get(person).text.contains("Nobody has confirmed it yet.") == false)
        }
    }

    /// Entries from before keep their day where somebody wrote them down or has confirmed them since.
    @Test(arguments: Engine.allCases) func whoCameWithAFileBeforeIsConfirmedByWhatWasSaidSince(_ engine: Engine) throws {
        let all = Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer(), passwords: .cheap))
        let database = try TestDatabase.fresh(engine, all.filter { $0.id != "2026-11-22-24-people-unconfirmed" })
        let (byHand, byFile, since): (PersonID, PersonID, PersonID) = (.new(), .new(), .new())
        try database.writeSync { connection in
            let office = try Cast.make(connection, try TestPlaces.gazetteer(), at: TestApp.now).duesseldorf
            let file = ImportID.new()
            try connection.run(
                """
                INSERT INTO person_import (id, office_id, kind, state, row_count, created_at, created_by, updated_at, updated_by)
                VALUES (\(file), \(office), 'sheet', 'applied', 2, 0, 'x', 0, 'x')
                """)
            for id in [byHand, byFile, since] {
                try connection.run(
                    """
                    INSERT INTO person (id, office_id, name, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                    VALUES (\(id), \(office), 'Name', 'name', '', '2027-01-01', '2026-11-01', 'x', 1, 0, 0, 'x')
                    """)
                let batch = id == byHand ? nil : file.text
                try connection.journal.record(
                    Fact("created", PersonStore.subject, id.text, office: office, batch: batch), by: .system, at: TestApp.now)
            }
            try connection.journal.record(Fact("confirmed", PersonStore.subject, since.text, office: office), by: .system, at: TestApp.now)
        }
        #expect(try Migrator(all).migrate(database) == ["2026-11-22-24-people-unconfirmed"])
        let days = try database.readSync { connection in
            try [byHand, byFile, since].map { id in
                try connection.first("SELECT confirmed_on, confirmed_by FROM person WHERE id = \(id)") {
                    Line(name: "", on: try $0["confirmed_on"], by: try $0["confirmed_by"])
                }
            }
        }
        #expect(days == [Line(name: "", on: "2026-11-01", by: "x"), Line(name: "", on: nil, by: nil), Line(name: "", on: "2026-11-01", by: "x")])
        try TestDatabase.remove(database)
    }
}
