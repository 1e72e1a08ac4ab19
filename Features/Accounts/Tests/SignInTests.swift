import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Accounts

@Suite struct SignInTests {
    @Test func theRightPasswordBeginsASessionWhoseTokenIsNowhereStored() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let answer = try await Door.open("/sign-in", app).signIn(officer.email.uppercased(), Cast.password)
            #expect(answer.status == 303)
            #expect(answer.location == "/office")
            let token = try #require(answer.cookie("proxenia"))
            #expect(token.utf8.count == 43)
            let header = try #require(answer.headers["set-cookie"]?.components(separatedBy: "\n").first { $0.hasPrefix("proxenia=") })
            #expect(header.contains("HttpOnly") && header.contains("SameSite=Lax") && header.contains("Path=/"))
            #expect(try await app.get("/account", session: token).status == 200)
            let key = SessionStore.key(of: token)
            #expect(try await app.count("SELECT COUNT(*) FROM session WHERE token_hash = \(key)") == 1)
            #expect(try await app.count("SELECT COUNT(*) FROM session WHERE token_hash = \(token)") == 0)
            let facts = try await app.stored { try $0.journal.facts(.actor(officer.id)) }
            #expect(facts.contains { $0.act == "signed-in" })
            #expect(!facts.contains { ($0.after ?? "").contains(token) || ($0.after ?? "").contains(Cast.password) })
        }
    }

    @Test func aWrongPasswordAndAnUnknownAddressLookAlike() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let door = try await Door.open("/sign-in", app)
            let wrong = try await door.signIn(officer.email, "not the password at all")
            let unknown = try await door.signIn("nobody@invented.example", "not the password at all")
            for answer in [wrong, unknown] {
                #expect(answer.status == 422)
                #expect(answer.text.contains("do not belong together"))
                #expect(!answer.text.contains("not the password at all"))
                #expect(answer.cookie("proxenia") == nil)
            }
            #expect(wrong.text.contains(officer.email))
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE act = 'sign-in-failed'") == 2)
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE after LIKE '%nobody@%'") == 0)
        }
    }

    @Test func fiveFailuresBringAPauseThatGrowsAndSuccessEndsIt() async throws {
        try await eachWithClock { app, clock in
            let officer = try app.person(.officer)
            let door = try await Door.open("/sign-in", app)
            for _ in 0..<5 { #expect(try await door.signIn(officer.email, "wrong wrong wrong").status == 422) }
            let blocked = try await door.signIn(officer.email, Cast.password)
            #expect(blocked.status == 429)
            #expect(blocked.headers["retry-after"] == "60")
            #expect(blocked.text.contains("wait a minute"))
            // Somebody else comes in meanwhile.
            let other = try app.person(.colleague)
            #expect(try await door.signIn(other.email, Cast.password).status == 303)
            clock.advance(seconds: 61)
            #expect(try await door.signIn(officer.email, "wrong wrong wrong").status == 422)
            clock.advance(seconds: 61)
            #expect(try await door.signIn(officer.email, Cast.password).status == 429)
            clock.advance(seconds: 60)
            #expect(try await door.signIn(officer.email, Cast.password).status == 303)
            #expect(try await door.signIn(officer.email, "wrong wrong wrong").status == 422)
            #expect(try await door.signIn(officer.email, Cast.password).status == 303)
        }
    }

    @Test func oneAddressCannotTryManyAccounts() async throws {
        try await TestApp.each { app in
            let door = try await Door.open("/sign-in", app)
            var statuses: [Int] = []
            for number in 0..<21 { statuses.append(try await door.signIn("person\(number)@invented.example", "wrong wrong wrong").status) }
            #expect(statuses == Array(repeating: 422, count: 20) + [429])
        }
    }

    @Test func manyAttemptsAtOnceAreNoMoreThanOneAfterAnother() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let door = try await Door.open("/sign-in", app)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await door.signIn(officer.email, "wrong wrong wrong").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 422 }.count <= 5)
            #expect(statuses.filter { $0 == 429 }.count >= 7)
        }
    }

    @Test func aSessionThatCameWithTheRequestIsNeverKept() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let planted = String(repeating: "A", count: 43)
            let answer = try await Door.open("/sign-in", app, session: planted).signIn(officer.email, Cast.password)
            #expect(answer.status == 303)
            let token = try #require(answer.cookie("proxenia"))
            #expect(token != planted)
            #expect(try await app.get("/account", session: planted).location.hasPrefix("/sign-in"))
            // Signing in again from within ends the session one had.
            let csrf = app.house.guardian.formToken(sessionKey: SessionStore.key(of: token), office: app.cast.duesseldorf)
            let again = try await app.as(nil).post(
                "/sign-in", [("email", officer.email), ("password", Cast.password), ("csrf", csrf)], headers: ["cookie": "proxenia=\(token)"])
            #expect(again.status == 303)
            #expect(try await app.get("/account", session: token).location.hasPrefix("/sign-in"))
            #expect(try await app.get("/account", session: try #require(again.cookie("proxenia"))).status == 200)
        }
    }

    @Test func aSessionEndsWithoutRequestsAndAfterThirtyDaysInAnyCase() async throws {
        try await eachWithClock { app, clock in
            let officer = try app.person(.officer)
            for _ in 0..<3 {
                clock.advance(seconds: 11 * 3600)
                #expect(try await app.get("/account", session: officer.token).status == 200)
                try await seen(officer.sessionKey, clock.clock.now(), app)
            }
            clock.advance(seconds: 12 * 3600 + 1)
            #expect(try await app.get("/account", session: officer.token).location.hasPrefix("/sign-in"))
            // Busy all the time, and still over after thirty days.
            let other = try app.person(.colleague)
            clock.advance(seconds: 31 * 86_400)
            let now = clock.clock.now()
            _ = try await app.house.database.write { try $0.run("UPDATE session SET last_seen_at = \(now) WHERE token_hash = \(other.sessionKey)") }
            #expect(try await app.get("/account", session: other.token).location.hasPrefix("/sign-in"))
        }
    }

    /// Waits until the doorkeeper has noted that a session was seen.
    private func seen(_ key: String, _ now: Instant, _ app: TestApp) async throws {
        for _ in 0..<200 {
            if try await app.stored({ try $0.value("SELECT last_seen_at FROM session WHERE token_hash = \(key)") as Instant? }) == now { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("The session was not noted as seen.")
    }

    @Test func signingOutEndsTheSession() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            #expect(try await app.as(.officer).post("/sign-out").status == 303)
            #expect(try await app.get("/account", session: officer.token).location.hasPrefix("/sign-in"))
            #expect(try await app.count("SELECT COUNT(*) FROM session WHERE token_hash = \(officer.sessionKey)") == 0)
        }
    }

    @Test(arguments: ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "\\\\evil.example"])
    func oneIsNeverLedToAnotherSite(back: String) async throws {
        try await TestApp.on(.sqlite) { app in
            let answer = try await Door.open("/sign-in", app).signIn(try app.person(.officer).email, Cast.password, back: back)
            #expect(answer.status == 303)
            #expect(["/", "/office"].contains(answer.location))
        }
    }

    @Test func oneIsLedBackToThePageOneWanted() async throws {
        try await TestApp.on(.sqlite) { app in
            let wanted = try await app.as(nil).get("/account")
            #expect(wanted.location == "/sign-in?back=%2Faccount")
            let answer = try await Door.open(wanted.location, app).signIn(try app.person(.officer).email, Cast.password, back: "/account?a=1")
            #expect(answer.location == "/account?a=1")
        }
    }

    @Test func withoutTheFormsTokenNothingHappens() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let door = try await Door.open("/sign-in", app)
            let fields = [("email", officer.email), ("password", Cast.password)]
            let missing = try await app.as(nil).post("/sign-in", fields, headers: ["cookie": door.cookie])
            let wrong = try await app.as(nil).post("/sign-in", fields + [("csrf", String(door.csrf.reversed()))], headers: ["cookie": door.cookie])
            let foreign = try await app.as(nil).post(
                "/sign-in", fields + [("csrf", door.csrf)], headers: ["cookie": "proxenia-visitor=" + String(repeating: "B", count: 43)])
            for answer in [missing, wrong, foreign] {
                #expect(answer.status == 422)
                #expect(answer.cookie("proxenia") == nil)
            }
        }
    }

    @Test func longAndOddInputsAreRefusedInWords() async throws {
        try await TestApp.each { app in
            let door = try await Door.open("/sign-in", app)
            let long = String(repeating: "x", count: 200_000)
            for (email, password) in [
                (long + "@a.example", long), ("a@b.example", long), ("a\u{0}b@c.example", "p\u{0}"), ("' OR 1=1 --", "\u{FEFF}🐟"), ("a@b@c", "%00"),
            ] {
                #expect(try await door.signIn(email, password).status == 422)
            }
            #expect(try await door.signIn("", "").status == 422)
        }
    }

    @Test func theDoorkeeperAsksOnce() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let keeper = AccountsDoorkeeper(database: app.house.database)
            let (statements, visitor) = try await app.stored { connection in
                let visitor = try keeper.visitor(token: officer.token, on: connection, at: TestApp.now)
                return (connection.statements, visitor?.actor)
            }
            #expect(statements == 1)
            #expect(visitor == officer.actor)
        }
    }
}
