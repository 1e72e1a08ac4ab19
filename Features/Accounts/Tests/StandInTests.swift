import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct StandInTests {
    /// The fields of the form, in the days of the tests' clock.
    private func fields(_ deputy: UserID, days: Int64 = 7, from start: Int64 = 0) -> [(String, String)] {
        func day(_ offset: Int64) -> String { String(TestApp.now.adding(days: offset).rfc3339.prefix(10)) }
        return [("deputy", deputy.text), ("from", day(start)), ("until", day(start + days))]
    }

    private func standIn(_ app: TestApp) async throws -> ID<StandIn> {
        try #require(
            try await app.stored { try $0.first("SELECT id FROM stand_in ORDER BY created_at DESC, id DESC LIMIT 1") { try $0["id"] as ID<StandIn> } }
        )
    }

    @Test func theDeputyActsUnderBothNamesUntilTheLastDay() async throws {
        try await eachWithClock { app, clock in
            let (director, officer) = (try app.person(.director), try app.person(.officer))
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            #expect(try await app.as(.director).post("/account/stand-ins", fields(officer.id)).location == "/account/stand-ins")
            let letter = try #require(try await app.letters().first)
            #expect(letter.to == officer.email && letter.subject.contains(director.name))
            // Named is not yet acting.
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            #expect(try await app.as(.officer).get("/account").text.contains("Act for \(director.name)"))
            let id = try await standIn(app)
            #expect(try await app.as(.officer).post("/account/acting", [("standIn", id.text)]).location == "/office")
            let page = try await app.as(.officer).get("/office/accounts")
            #expect(page.status == 200 && page.text.contains("You act for \(director.name)"))
            // What is lent is not lent on, and what is done carries both names.
            #expect(try await app.as(.officer).post("/account/stand-ins", fields(try app.person(.colleague).id)).status == 422)
            let colleague = try app.person(.colleague)
            #expect(
                try await app.as(.officer).post("/office/accounts/\(colleague.id)/role", [("role", "council"), ("was", "colleague")]).status == 303)
            let history = try await app.as(.director).get("/office/accounts/\(colleague.id)").text
            #expect(history.contains("\(officer.name) for \(director.name)"))
            // One's own role stays out of reach.
            #expect(
                try await app.as(.officer).post("/office/accounts/\(officer.id)/role", [("role", "director"), ("was", "officer")]).status == 422)
            #expect(try await app.as(.officer).post("/account/acting/end").location == "/office")
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)

            #expect(try await app.as(.officer).post("/account/acting", [("standIn", id.text)]).status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 200)
            clock.advance(seconds: 7 * 86_400)
            let token = try await app.house.database.write {
                try SessionStore.begin(officer.id, address: "", agent: "", at: clock.clock.now(), on: $0)
            }
            try await app.house.database.write { try StandInStore.act(id, session: SessionStore.key(of: token), of: officer.id, on: $0) }
            #expect(try await app.get("/office/accounts", session: token).status == 200)
            clock.advance(seconds: 86_400)
            let late = try await app.house.database.write {
                try SessionStore.begin(officer.id, address: "", agent: "", at: clock.clock.now(), on: $0)
            }
            try await app.house.database.write { try StandInStore.act(id, session: SessionStore.key(of: late), of: officer.id, on: $0) }
            #expect(try await app.get("/office/accounts", session: late).status == 404)
            #expect(!(try await app.get("/office", session: late).text.contains("You act for")))
        }
    }

    @Test func takenBackDisabledOrGoneItCountsNoMore() async throws {
        try await TestApp.each { app in
            let (director, officer) = (try app.person(.director), try app.person(.officer))
            func begin() async throws -> ID<StandIn> {
                #expect(try await app.as(.director).post("/account/stand-ins", fields(officer.id)).status == 303)
                let id = try await standIn(app)
                #expect(try await app.as(.officer).post("/account/acting", [("standIn", id.text)]).status == 303)
                #expect(try await app.as(.officer).get("/office/accounts").status == 200)
                return id
            }
            let first = try await begin()
            // Somebody who is not concerned cannot even see it.
            #expect(try await app.as(.secondOfficer).post("/account/stand-ins/\(first)/removal").status == 404)
            #expect(try await app.as(.haifaOfficer).post("/account/stand-ins/\(first)/removal").status == 404)
            #expect(try await app.as(.director).post("/account/stand-ins/\(first)/removal").status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            // The absent one's account is disabled: what was lent is gone with it.
            _ = try await begin()
            #expect(try await app.as(.admin).post("/office/accounts/\(director.id)/disabling").status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            #expect(try await app.as(.admin).post("/office/accounts/\(director.id)/enabling").status == 303)
            #expect(try await app.as(.admin).post("/office/accounts/\(director.id)/hand-over").status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            #expect(try await app.count("SELECT COUNT(*) FROM stand_in") == 0)
        }
    }

    @Test func badDaysAndStrangersAreRefusedAndNothingTypedIsLost() async throws {
        try await TestApp.each { app in
            let (officer, stranger) = (try app.person(.officer), try app.person(.haifaOfficer))
            for (fields, sentence) in [
                (fields(officer.id, days: -3), "The last day lies before the first."),
                (fields(officer.id, days: 5, from: -9), "These days are over."),
                (fields(officer.id, days: 400), "At most a year ahead"), (fields(stranger.id), "Choose who stands in."),
                ([("deputy", officer.id.text), ("from", "soon <b>"), ("until", "2026")], "Write a day"),
            ] {
                let answer = try await app.as(.director).post("/account/stand-ins", fields)
                #expect(answer.status == 422 && answer.text.contains(sentence), "\(sentence)")
            }
            let typed = try await app.as(.director).post("/account/stand-ins", [("deputy", officer.id.text), ("from", "soon <b>"), ("until", "")])
            #expect(typed.text.contains("soon &lt;b&gt;"))
            #expect(try await app.as(.director).post("/account/stand-ins", fields(officer.id)).status == 303)
            let twice = try await app.as(.director).post("/account/stand-ins", fields(try app.person(.secondOfficer).id, days: 2, from: 5))
            #expect(twice.status == 422 && twice.text.contains("somebody stands in already"))
            // An administrator names a deputy for somebody who fell ill, but not themselves.
            let ill = "/office/accounts/\(officer.id)/stand-ins"
            #expect(try await app.as(.admin).post(ill, fields(try app.person(.admin).id)).status == 422)
            #expect(try await app.as(.admin).post(ill, fields(try app.person(.secondOfficer).id)).status == 303)
            // A guest's place is not lent.
            for guest in [Cast.Character.counterpart, .community, .council] {
                #expect(try await app.as(guest).get("/account/stand-ins").status == 404, "\(guest)")
            }
            // Only the deputy acts, and only in the days named.
            let id = try await standIn(app)
            #expect(try await app.as(.colleague).post("/account/acting", [("standIn", id.text)]).status == 404)
            #expect(try await app.as(.director).post("/account/stand-ins", fields(officer.id, days: 1, from: 20)).status == 303)
            let coming = try await app.stored {
                try $0.first("SELECT id FROM stand_in ORDER BY from_day DESC LIMIT 1") { try $0["id"] as ID<StandIn> }
            }
            #expect(try await app.as(.officer).post("/account/acting", [("standIn", try #require(coming).text)]).status == 404)
        }
    }

    @Test func aLentRoleAsksForASecondFactorAsTheRoleDoes() async throws {
        try await TestApp.each { app in
            let colleague = try app.person(.colleague)
            #expect(try await app.as(.director).post("/account/stand-ins", fields(colleague.id)).status == 303)
            #expect(try await app.as(.colleague).post("/account/acting", [("standIn", try await standIn(app).text)]).status == 303)
            #expect(try await app.as(.colleague).get("/office/accounts").status == 200)
            _ = try await app.house.database.write { try $0.run("UPDATE office SET requires_second_factor = 1") }
            // They go on as themselves, and are told why when they ask to act again.
            #expect(try await app.as(.colleague).get("/office/accounts").status == 404)
            #expect(try await app.as(.colleague).get("/office").status == 200)
            let refused = try await app.as(.colleague).post("/account/acting", [("standIn", try await standIn(app).text)])
            #expect(refused.status == 422 && refused.text.contains("second factor"))
        }
    }
}
