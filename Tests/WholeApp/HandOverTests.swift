import Accounts
import App
import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

/// Leaving an office, across the features that know what somebody is responsible for.
@Suite struct HandOverTests {
    private func partnerships(_ app: TestApp, led name: String) async throws -> Int {
        try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership WHERE lead_name = \(name)") ?? -1 }
    }

    private func entry(_ place: String, led name: String) -> [(String, String)] {
        [("parties", "1"), ("party1", place), ("kind", "partner-city"), ("status", "active"), ("lead", name)]
    }

    @Test func aNewNameTakesAlongWhatSomebodyLeads() async throws {
        try await TestApp.each { app in
            let (officer, second) = (try #require(app.cast.people[.officer]), try #require(app.cast.people[.secondOfficer]))
            #expect(try await app.as(.officer).post("/office/partnerships", entry("294801", led: officer.name)).status == 303)
            #expect(try await app.as(.officer).post("/office/partnerships", entry("1814906", led: second.name)).status == 303)
            #expect(
                try await app.as(.officer).post(
                    "/office/views", [("name", "Asia"), ("address", "/office/partnerships?country=CN"), ("shared", "1")]
                ).status == 303)
            #expect(try await app.as(.officer).post("/account", [("name", "Ada Newly-Named"), ("language", "en")]).status == 303)
            #expect(try await partnerships(app, led: "Ada Newly-Named") == 1)
            #expect(try await partnerships(app, led: officer.name) == 0)
            #expect(try await partnerships(app, led: second.name) == 1)
            #expect(try await app.as(.director).get("/office/accounts/\(officer.id)/hand-over").text.contains("Partnerships they lead"))
            // Two of one name: nobody knows whose it is, so it stays.
            #expect(try await app.as(.officer).post("/account", [("name", second.name), ("language", "en")]).status == 303)
            #expect(try await app.as(.officer).post("/account", [("name", "Ada Third-Named"), ("language", "en")]).status == 303)
            #expect(try await partnerships(app, led: second.name) == 2)
            let facts: Int = try await app.stored {
                try $0.value("SELECT COUNT(*) FROM journal WHERE subject_kind = 'partnership' AND act = 'changed'") ?? 0
            }
            #expect(facts == 2)
        }
    }

    /// An import of people asks what other features keep before it takes anybody out again: none of them may be missing.
    @Test func everyHoldingIsAskedBeforePeopleGo() throws {
        let features = Composition.features(gazetteer: try TestPlaces.gazetteer())
        #expect(Set(features.flatMap(\.holdings).map(\.name)) == Set(Composition.holdings.map(\.name)))
    }

    @Test func everythingPassesOnBeforeSomebodyLeaves() async throws {
        try await TestApp.each { app in
            let (officer, second) = (try #require(app.cast.people[.officer]), try #require(app.cast.people[.secondOfficer]))
            for place in ["294801", "1814906"] {
                #expect(try await app.as(.officer).post("/office/partnerships", entry(place, led: officer.name)).status == 303)
            }
            #expect(
                try await app.as(.officer).post(
                    "/office/views", [("name", "Asia <list>"), ("address", "/office/partnerships?country=CN"), ("shared", "1")]
                ).status == 303)
            #expect(try await partnerships(app, led: officer.name) == 2)
            let path = "/office/accounts/\(officer.id)/hand-over"
            let page = try await app.as(.director).get(path)
            #expect(page.text.contains("Asia &lt;list&gt;") && page.text.contains("Partnerships they lead"))
            // Nobody leaves while something has no successor: nothing is changed, the choice made comes back.
            let half = try await app.as(.director).post(path, [("to-partnerships", second.id.text)])
            #expect(half.status == 422 && half.text.contains("Choose who takes this over"))
            #expect(try await partnerships(app, led: officer.name) == 2)
            #expect(try await app.as(.officer).get("/office/partnerships").status == 200)
            // A stranger, or oneself, is no successor.
            let stranger = try #require(app.cast.people[.haifaOfficer])
            for wrong in [stranger.id.text, officer.id.text, "x"] {
                #expect(try await app.as(.director).post(path, [("to-partnerships", wrong), ("to-views", "-")]).status == 422)
            }
            let done = try await app.as(.director).post(path, [("to-partnerships", second.id.text), ("to-views", second.id.text)])
            #expect(done.location == "/office/accounts")
            #expect(try await partnerships(app, led: second.name) == 2)
            #expect(try await app.as(.officer).get("/office/partnerships").status == 404)
            #expect(try await app.as(.secondOfficer).get("/office/views").text.contains("Asia &lt;list&gt;"))
            // Each change stands in the history of what it concerns.
            let facts = try await app.stored {
                try $0.value("SELECT COUNT(*) FROM journal WHERE subject_kind = 'partnership' AND act = 'changed'") ?? -1
            }
            #expect(facts == 2)
        }
    }

    @Test func somebodyMayHandOverAndStay() async throws {
        try await TestApp.each { app in
            let officer = try #require(app.cast.people[.officer])
            #expect(try await app.as(.officer).post("/office/partnerships", entry("294801", led: officer.name)).status == 303)
            let path = "/office/accounts/\(officer.id)/hand-over"
            #expect(try await app.as(.director).post(path, [("to-partnerships", "-"), ("stays", "1")]).location == "/office/accounts/\(officer.id)")
            #expect(try await partnerships(app, led: "") == 1)
            #expect(try await app.as(.officer).get("/office/partnerships").status == 200)
            // Nobody takes themselves out, and the last who manages the accounts stays.
            let director = try #require(app.cast.people[.director])
            #expect(try await app.as(.director).get("/office/accounts/\(director.id)/hand-over").status == 422)
            #expect(try await app.as(.officer).get(path).status == 404)
        }
    }
}
