import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// What the public reads of one partnership: only of a published one, and nothing about persons.
@Suite struct PublicPartnershipTests {
    /// A shared partnership with a result, something done, and all that the public must not read.
    private func partnership(_ app: TestApp) async throws -> (ours: String, theirs: String) {
        let (ours, theirs) = try await Together.share(app)
        _ = try await Together.add(
            app, .officer, ours, "indicators",
            [
                ("name", "Bus junctions <with> priority"), ("direction", "up"), ("baseline", "4"), ("baseline-on", "2026"), ("target", "24"),
                ("due", "2028"), ("remark", "secret remark"),
            ])
        for (title, note) in [("Handbook of signals", "secret note"), ("Youth week", "")] {
            _ = try await Together.add(app, .officer, ours, "activities", [("title", title), ("deliverable", "In two languages"), ("note", note)])
        }
        try await Together.agree(app, ours, theirs)
        let indicators = try await app.as(.officer).get("\(ours)/indicators").text
        let indicator = String(try #require(indicators.firstMatch(of: /indicators\/([0-9a-f-]{36})\/edit/)?.1))
        _ = try await Together.add(
            app, .officer, ours, "measurements", [("indicator", indicator), ("value", "9"), ("on", "01.06.2026"), ("source", "secret source")])
        let activities = try await app.as(.officer).get("\(ours)/activities").text
        let done = String(try #require(activities.firstMatch(of: /id="a-([0-9a-f-]{36})"><th scope="row">Handbook/)?.1))
        _ = try await Together.add(
            app, .officer, ours, "activity-states",
            [("activity", done), ("state", "done"), ("done-on", "02.09.2026"), ("remark", "secret remark")])
        _ = try await Together.add(
            app, .haifaOfficer, theirs, "contacts",
            [("party", try await Together.parties(app, theirs)[1]), ("name", "Secret Person"), ("email", "secret@example.org"), ("role", "nodal")])
        return (ours, theirs)
    }

    @Test func whatIsPublishedIsReadByEverybodyWithoutPersons() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await partnership(app)
            let id = try #require(PartnershipID(String(ours.suffix(36))))
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                let record = try store.record(id)
                var draft = PartnershipDraft(record)
                (draft.lead, draft.note) = ("Secret Lead", "secret words")
                try store.update(id, draft, revision: nil)
            }
            let path = "/partnerships/\(id)"
            for character in [Cast.Character?.none, .officer, .counterpart] {
                #expect(try await app.as(character).get(path).status == 404, "not published")
            }
            #expect(try await app.as(.officer).post("\(ours)/publication", [("public", "1")]).status == 303)
            let page = try await app.as(nil).get(path)
            #expect(
                page.status == 200 && page.text.contains("Düsseldorf – Haifa") && page.text.contains("2004") && page.text.contains("Partner city"))
            #expect(page.text.contains("Bus junctions &lt;with&gt; priority") && page.text.contains("From 4 at the start to 9 now; target 24."))
            #expect(page.text.contains("ahead") && page.text.contains("until 2028"))
            #expect(page.text.contains("Handbook of signals") && page.text.contains("In two languages") && page.text.contains("2 September 2026"))
            #expect(!page.text.contains("Youth week"), "what is not done yet")
            // Whoever is signed in reads the same as everybody.
            for character in [Cast.Character?.none, .officer, .haifaOfficer, .council] {
                let text = try await app.as(character).get(path).text
                for word in ["ecret", "Invented", "Health", "Term ends"] { #expect(!text.contains(word), "\(word) \(String(describing: character))") }
                #expect(text.contains("Handbook of signals"))
            }
            #expect(try await app.as(nil).get("/partnerships").text.contains("href=\"\(path)\""))
            // The partner's own entry in its register is its own to publish.
            #expect(try await app.as(nil).get("/partnerships/\(theirs.suffix(36))").status == 404)
            // One of them asks which party released the documents.
            #expect((app.statements.of("/partnerships/{id}") ?? 99) <= 8)
            // Withdrawn, or in the archive, it is gone.
            #expect(try await app.as(.officer).post("\(ours)/archiving", [("archived", "1")]).status == 303)
            #expect(try await app.as(nil).get(path).status == 404)
            #expect(try await app.as(.officer).post("\(ours)/archiving", [("archived", "0")]).status == 303)
            #expect(try await app.as(nil).get(path).status == 200)
            #expect(try await app.as(.officer).post("\(ours)/publication", [("public", "0")]).status == 303)
            #expect(try await app.as(nil).get(path).status == 404)
            for other in ["x", "00000000-0000-7000-8000-000000000000"] { #expect(try await app.as(nil).get("/partnerships/\(other)").status == 404) }
        }
    }

    /// What a partner only asks for is not what was agreed.
    @Test func whatIsOnlyAskedForIsNotPublished() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await partnership(app)
            let id = try #require(PartnershipID(String(ours.suffix(36))))
            _ = try await app.as(.officer).post("\(ours)/publication", [("public", "1")])
            let indicators = try await app.as(.officer).get("\(ours)/indicators").text
            let indicator = String(try #require(indicators.firstMatch(of: /indicators\/([0-9a-f-]{36})\/edit/)?.1))
            let form = try await app.as(.officer).get("\(ours)/indicators/\(indicator)/edit").text
            let seen = String(try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1))
            let change = [
                ("name", "Bus junctions <with> priority"), ("direction", "up"), ("baseline", "4"), ("baseline-on", "2026"), ("target", "17"),
                ("due", "2028"), ("seen", seen),
            ]
            #expect(try await app.as(.officer).post("\(ours)/indicators/\(indicator)/edit", change).status == 303)
            #expect(try await app.as(.officer).post("\(ours)/draft/proposal").status == 303)
            #expect(try await app.as(.officer).get("\(ours)/indicators").text.contains("17 asked"))
            let page = try await app.as(nil).get("/partnerships/\(id)").text
            #expect(page.contains("target 24") && !page.contains("17 asked") && !page.contains("target of 17"))
        }
    }
}
