import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct PeopleTests {
    @Test func aDisabledPersonIsOutAtOnceAndStaysOut() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            #expect(try await app.get("/account", session: officer.token).status == 200)
            #expect(try await app.as(.director).post("/office/accounts/\(officer.id)/disabling").status == 303)
            #expect(try await app.get("/account", session: officer.token).location.hasPrefix("/sign-in"))
            let refused = try await Door.open("/sign-in", app).signIn(officer.email, Cast.password)
            #expect(refused.status == 422)
            #expect(refused.text.contains("disabled"))
            #expect(try await app.as(.director).post("/office/accounts/\(officer.id)/enabling").status == 303)
            #expect(try await Door.open("/sign-in", app).signIn(officer.email, Cast.password).status == 303)
        }
    }

    @Test func aRoleCountsFromTheNextRequest() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
            #expect(
                try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "director"), ("was", "officer")]).status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 200)
            // Whoever still sees the old role is told before it is overwritten.
            let stale = try await app.as(.admin).post("/office/accounts/\(officer.id)/role", [("role", "council"), ("was", "officer")])
            #expect(stale.status == 409)
            #expect(try await app.stored { try UserStore.role(of: officer.id, in: app.cast.duesseldorf, on: $0) } == .director)
            #expect(try await app.as(.admin).post("/office/accounts/\(officer.id)/hand-over").status == 303)
            #expect(try await app.as(.officer).get("/office/accounts").status == 404)
        }
    }

    @Test func onlyDirectorsAndAdministratorsManageAccounts() async throws {
        try await TestApp.on(.sqlite) { app in
            for character in Cast.Character.allCases {
                let status = try await app.as(character).get("/office/accounts").status
                #expect(status == ([.admin, .director].contains(character) ? 200 : 404), "\(character)")
            }
            #expect(try await app.as(nil).get("/office/accounts").location.hasPrefix("/sign-in"))
        }
    }

    @Test func anotherOfficesPeopleAreNotFound() async throws {
        try await TestApp.each { app in
            let stranger = try app.person(.haifaOfficer)
            for act in ["", "/role", "/disabling", "/enabling", "/hand-over", "/stand-ins", "/password"] {
                let path = "/office/accounts/\(stranger.id)\(act)"
                let answer =
                    act.isEmpty
                    ? try await app.as(.director).get(path) : try await app.as(.director).post(path, [("role", "council"), ("was", "officer")])
                #expect(answer.status == 404, "\(act)")
            }
            #expect(!(try await app.as(.director).get("/office/accounts").text.contains(stranger.email)))
            // Somebody who works in two offices cannot be shut out, or given a password, by one of them.
            let both = try app.person(.both)
            for act in ["disabling", "password"] { #expect(try await app.as(.director).post("/office/accounts/\(both.id)/\(act)").status == 422) }
            #expect(try await app.get("/account", session: both.token).status == 200)
            #expect(try await app.as(.director).post("/office/accounts/\(both.id)/hand-over").status == 303)
            #expect(try await app.get("/office", session: both.token).status == 404)
            #expect(try await app.get("/office/choice", session: both.token).text.contains("Haifa"))
        }
    }

    @Test func nobodyDisablesThemselvesAndSomebodyAlwaysManages() async throws {
        try await TestApp.each { app in
            let (director, admin) = (try app.person(.director), try app.person(.admin))
            for act in ["disabling", "hand-over", "role", "password"] {
                #expect(
                    try await app.as(.director).post("/office/accounts/\(director.id)/\(act)", [("role", "officer"), ("was", "director")]).status
                        == 422)
            }
            #expect(try await app.as(.director).post("/office/accounts/\(admin.id)/disabling").status == 303)
            let office = app.cast.duesseldorf
            #expect(try await app.stored { try UserStore.hasManager(besides: admin.id, in: office, on: $0) })
            #expect(!(try await app.stored { try UserStore.hasManager(besides: director.id, in: office, on: $0) }))
        }
    }

    @Test func aPasswordMadeForSomebodyIsShownOnceAndReplacedByTheirOwn() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let made = try await app.as(.director).post("/office/accounts/\(officer.id)/password")
            #expect(made.status == 200)
            let password = try #require(made.text.firstMatch(of: /[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/)).output
            #expect(try await app.get("/account", session: officer.token).location.hasPrefix("/sign-in"))
            let answer = try await Door.open("/sign-in", app).signIn(officer.email, String(password))
            #expect(answer.location == "/account")
            let token = try #require(answer.cookie("proxenia"))
            #expect(try await app.get("/account", session: token).text.contains("Choose a password of your own"))
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE after LIKE \("%" + password + "%")") == 0)

            let csrf = app.house.guardian.formToken(sessionKey: SessionStore.key(of: token), office: app.cast.duesseldorf)
            func change(_ present: String, _ new: String, _ again: String) async throws -> Answer {
                try await app.as(nil).post(
                    "/account/password", [("present", present), ("new", new), ("again", again), ("csrf", csrf)],
                    headers: ["cookie": "proxenia=\(token)"])
            }
            #expect(try await change("not it at all", "seven quiet herons", "seven quiet herons").status == 422)
            #expect(try await change(String(password), "short", "short").status == 422)
            #expect(try await change(String(password), "seven quiet herons", "seven quiet heron").status == 422)
            #expect(try await change(String(password), "seven quiet herons", "seven quiet herons").status == 303)
            #expect(try await app.get("/account", session: token).status == 200)
            #expect(try await Door.open("/sign-in", app).signIn(officer.email, "seven quiet herons").location == "/office")
        }
    }

    @Test func anAddressHasOneAccountHoweverManyOffices() async throws {
        try await TestApp.each { app in
            let stranger = try app.person(.haifaOfficer)
            let fields = [("name", "Another Name"), ("email", stranger.email), ("role", "colleague")]
            #expect(try await app.as(.director).post("/office/accounts", fields).status == 303)
            #expect(try await app.as(.director).post("/office/accounts", fields).status == 422)
            #expect(try await app.count("SELECT COUNT(*) FROM user_account WHERE email = \(stranger.email)") == 1)
            #expect(try await app.stored { try UserStore.find(stranger.id, on: $0)?.name } == stranger.name)
            #expect(try await app.stored { try UserStore.memberships(of: stranger.id, on: $0).count } == 2)
        }
    }

    @Test func wrongEntriesComeBackAsTyped() async throws {
        try await TestApp.on(.sqlite) { app in
            let answer = try await app.as(.director).post(
                "/office/accounts", [("name", "Kept <Name>"), ("email", "no address"), ("role", "emperor")])
            #expect(answer.status == 422)
            #expect(answer.text.contains("Kept &lt;Name&gt;") && answer.text.contains("no address"))
            #expect(
                try await app.as(.director).post(
                    "/office/accounts", [("name", String(repeating: "n", count: 100_000)), ("email", "a@b.example"), ("role", "officer")]
                ).status == 422)
        }
    }

    @Test func withoutTheFormsTokenNothingChanges() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            for csrf in ["", "AAAA", app.house.guardian.formToken(sessionKey: officer.sessionKey, office: app.cast.duesseldorf)] {
                #expect(try await app.as(.director).post("/office/accounts/\(officer.id)/disabling", [("csrf", csrf)]).status == 422)
            }
            #expect(try await app.get("/account", session: officer.token).status == 200)
        }
    }

    @Test func theListSearchesFiltersSortsAndExports() async throws {
        try await TestApp.each { app in
            let found = try await app.as(.director).get("/office/accounts?q=COUNTERP")
            #expect(found.text.contains("counterpart@invented.example") && !found.text.contains("colleague@invented.example"))
            #expect(try await app.as(.director).get("/office/accounts?q=%25").text.contains("Nothing fits") == true)
            let filtered = try await app.as(.director).get("/office/accounts?role=council&sort=-last_sign_in")
            #expect(filtered.text.contains("council@invented.example") && !filtered.text.contains("colleague@invented.example"))
            let export = try await app.as(.director).get("/office/accounts/export/csv")
            #expect(export.text.contains("officer@invented.example") && !export.text.contains("haifaofficer@invented.example"))
        }
    }
}

@Suite struct OwnAccountTests {
    @Test func oneChoosesAmongOnesOwnOfficesOnly() async throws {
        try await TestApp.each { app in
            let both = try app.person(.both)
            #expect(try await app.as(.both).post("/office/choice", [("office", app.cast.haifa.text)]).status == 303)
            // A director there, an officer here.
            let there = try await app.as(.both).get("/office/accounts")
            #expect(there.status == 200 && there.text.contains("haifaofficer@invented.example") && !there.text.contains("council@invented.example"))
            let answer = try await Door.open("/sign-in", app).signIn(both.email, Cast.password)
            #expect(try await app.get("/office/accounts", session: try #require(answer.cookie("proxenia"))).status == 200)
            #expect(try await app.as(.officer).post("/office/choice", [("office", app.cast.haifa.text)]).status == 404)
            #expect(try await app.as(.officer).post("/office/choice", [("office", "no identity")]).status == 404)
        }
    }

    @Test func nameAndLanguageAreKept() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            #expect(try await app.as(.officer).post("/account", [("name", "Zoë <b>"), ("language", "de")]).status == 303)
            let page = try await app.as(.officer).get("/account")
            #expect(page.text.contains("Mein Konto") && page.text.contains("Zoë &lt;b&gt;"))
            #expect(try await app.as(.officer).post("/account", [("name", ""), ("language", "xx")]).status == 422)
            #expect(try await app.stored { try UserStore.find(officer.id, on: $0)?.name } == "Zoë <b>")
        }
    }

    @Test func guessingThePresentPasswordIsSlowedDown() async throws {
        try await TestApp.on(.sqlite) { app in
            var statuses: [Int] = []
            for _ in 0..<6 {
                statuses.append(
                    try await app.as(.officer).post(
                        "/account/password", [("present", "guess"), ("new", "seven quiet herons"), ("again", "seven quiet herons")]
                    ).status)
            }
            #expect(statuses == [422, 422, 422, 422, 422, 429])
        }
    }

    @Test func otherSessionsEndOnRequest() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let token = try #require(try await Door.open("/sign-in", app).signIn(officer.email, Cast.password).cookie("proxenia"))
            #expect(try await app.as(.officer).post("/account/sessions").status == 303)
            #expect(try await app.get("/account", session: token).location.hasPrefix("/sign-in"))
            #expect(try await app.as(.officer).get("/account").status == 200)
        }
    }
}
