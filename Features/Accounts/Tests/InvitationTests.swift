import Foundation
import Kernel
import Outbound
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

/// Settings of a server that has a mail server; nothing is ever sent in tests.
func withMail() throws -> Settings {
    var settings = Settings()
    settings.mail = try MailServer(address: "smtp://mail.invented.example?tls=off", password: "", sender: "Office <office@invented.example>")
    return settings
}

extension TestApp {
    /// The letters that wait, the newest first.
    func letters() async throws -> [Letter] {
        try await stored { connection in
            try connection.rows("SELECT \(OutboxItem.columns) FROM outbox ORDER BY id DESC", OutboxItem.init(row:)).map {
                try $0.payload(as: Letter.self)
            }
        }
    }

    /// Follows the link of a letter: the path that opens the form, and the cookie that carries the key.
    func follow(_ letter: Letter) async throws -> (path: String, door: Door) {
        var address = ""
        for case .link(_, let found) in letter.blocks { address = found }
        let arrival = try await self.as(nil).get(String(address.dropFirst(house.settings.address.count)))
        let key = try #require(arrival.cookie("proxenia-key"))
        let page = try await self.as(nil).get(arrival.location, headers: ["cookie": "proxenia-key=\(key)"])
        let visitor = page.cookie("proxenia-visitor").map { "; proxenia-visitor=\($0)" } ?? ""
        let csrf = page.text.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""
        return (arrival.location, Door(app: self, cookie: "proxenia-key=\(key)\(visitor)", csrf: String(csrf)))
    }
}

@Suite struct InvitationTests {
    private static let fields = [("name", "Invented Newcomer"), ("email", " New@Invented.Example "), ("role", "colleague"), ("language", "de")]
    private static let choice = [
        ("name", "Invented Newcomer"), ("language", "de"), ("password", "seven quiet herons"), ("again", "seven quiet herons"),
    ]

    @Test func anInvitedPersonChoosesAPasswordAndIsIn() async throws {
        try await TestApp.each(settings: try withMail()) { app in
            #expect(try await app.as(.director).post("/office/accounts", Self.fields).location == "/office/accounts")
            #expect(try await app.as(.director).get("/office/accounts").text.contains("Invited, not here yet"))
            let letter = try #require(try await app.letters().first)
            #expect(letter.to == "new@invented.example" && letter.language == "de" && letter.subject.contains("lädt Sie"))
            let (path, door) = try await app.follow(letter)
            #expect(path == "/invitation")
            // Opening the page twice uses nothing up; wrong entries come back.
            let wrong = try await door.post(path, [("name", "Kept <Name>"), ("password", "short"), ("again", "short")])
            #expect(wrong.status == 422 && wrong.text.contains("Kept &lt;Name&gt;"))
            let done = try await door.post(path, Self.choice)
            #expect(done.status == 303 && done.location == "/office")
            let token = try #require(done.cookie("proxenia"))
            #expect(try await app.get("/office", session: token).text.contains("Invented Newcomer"))
            // Once only, and the key is nowhere readable.
            #expect(try await door.post(path, Self.choice).status == 410)
            #expect(try await Door.open("/sign-in", app).signIn("new@invented.example", "seven quiet herons").location == "/office")
            #expect(!(try await app.as(.director).get("/office/accounts").text.contains("Invited, not here yet")))
        }
    }

    @Test func aFormTakesUpTheInvitationItWasOpenedFor() async throws {
        try await TestApp.each(settings: try withMail()) { app in
            _ = try await app.as(.director).post("/office/accounts", Self.fields)
            let (path, door) = try await app.follow(try #require(try await app.letters().first))
            _ = try await app.as(.director).post(
                "/office/accounts", [("name", "Invented Head"), ("email", "head@invented.example"), ("role", "director"), ("language", "en")])
            let other = try await app.follow(try #require(try await app.letters().first { $0.to == "head@invented.example" })).door
            // The second letter's key lies in the browser, and the first one's form is sent.
            let visitor = door.cookie.split(separator: "; ").dropFirst().joined(separator: "; ")
            let key = other.cookie.split(separator: "; ").first.map(String.init) ?? ""
            let answer = try await Door(app: app, cookie: "\(key); \(visitor)", csrf: door.csrf).post(path, Self.choice)
            #expect(answer.status == 422 && answer.text.contains("Another link was opened in this browser"))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM user_account WHERE email = 'head@invented.example'") as Int? } == 0)
            #expect(try await door.post(path, Self.choice).status == 303)
        }
    }

    @Test func aWithdrawnRenewedOrOldInvitationOpensNothing() async throws {
        try await eachWithClock { app, clock in
            _ = try await app.as(.director).post("/office/accounts", Self.fields)
            let first = try #require(try await app.letters().first)
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM invitation") })
            #expect(try await app.as(.director).post("/office/accounts/invitations/\(id)/renewal").status == 200)
            let second = try #require(try await app.letters().first { $0 != first })
            let (path, old) = try await app.follow(first)
            #expect(try await app.as(nil).get(path, headers: ["cookie": old.cookie]).status == 410)
            let (_, new) = try await app.follow(second)
            #expect(try await app.as(nil).get(path, headers: ["cookie": new.cookie]).status == 200)
            clock.advance(seconds: 7 * 86_400)
            #expect(try await app.as(nil).get(path, headers: ["cookie": new.cookie]).status == 410)
            #expect(try await app.as(.haifaOfficer).post("/office/accounts/invitations/\(id)/withdrawal").status != 303)
            #expect(try await app.count("SELECT COUNT(*) FROM invitation") == 1)
        }
    }

    @Test func withoutAMailServerTheLinkIsShownOnceAndTheLetterCanBeRead() async throws {
        try await TestApp.each { app in
            let shown = try await app.as(.director).post("/office/accounts", Self.fields)
            #expect(shown.status == 200 && shown.text.contains("http://localhost:8080/invitation/") && shown.headers["cache-control"] == "no-store")
            let outbox = try await app.as(.director).get("/office/outbox")
            #expect(outbox.text.contains("This server sends no mail") && outbox.text.contains("new@invented.example"))
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM outbox") })
            #expect(try await app.as(.director).get("/office/outbox/\(id)").text.contains("http://localhost:8080/invitation/"))
            // Another office sees neither the letter nor the list.
            #expect(try await app.as(.haifaOfficer).get("/office/outbox/\(id)").status == 404)
            #expect(try await app.as(.officer).get("/office/outbox").status == 404)
        }
    }

    @Test func onAServerThatSendsMailNobodyReadsASecretLetter() async throws {
        try await TestApp.each(settings: try withMail()) { app in
            _ = try await app.as(.director).post("/office/accounts", Self.fields)
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM outbox") })
            let page = try await app.as(.director).get("/office/outbox/\(id)")
            #expect(page.status == 200 && !page.text.contains("/invitation/") && page.text.contains("personal link"))
            #expect(!(try await app.as(.director).get("/office/outbox/export/json").text.contains("/invitation/")))
            #expect(try await app.as(.director).post("/office/outbox/\(id)/removal").status == 303)
            #expect(try await app.count("SELECT COUNT(*) FROM outbox") == 0)
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE subject_kind = 'letter' AND act = 'discarded'") == 1)
        }
    }

    @Test func somebodyWithAnAccountJoinsWithIt() async throws {
        try await TestApp.each(settings: try withMail()) { app in
            // Two offices invite the same stranger; the second link finds the account the first one made.
            _ = try await app.as(.director).post("/office/accounts", Self.fields)
            let first = try #require(try await app.letters().first)
            let other = try app.person(.both)
            _ = try await app.as(.both).post("/office/choice", [("office", app.cast.haifa.text)])
            let csrf = app.house.guardian.formToken(sessionKey: other.sessionKey, office: app.cast.haifa)
            #expect(try await app.as(.both).post("/office/accounts", Self.fields + [("csrf", csrf)]).status == 303)
            let second = try #require(try await app.letters().first { $0 != first })
            let (path, one) = try await app.follow(first)
            #expect(try await one.post(path, Self.choice).status == 303)
            let (_, two) = try await app.follow(second)
            #expect(try await two.post(path, []).location == "/sign-in")
            let email = try #require(EmailAddress(typed: "new@invented.example"))
            let offices = try await app.stored { connection in
                try UserStore.memberships(of: try #require(try UserStore.find(email: email, on: connection)).id, on: connection).count
            }
            #expect(offices == 2)
        }
    }
}

@Suite struct NewPasswordTests {
    @Test func aForgottenPasswordIsChosenAnewOnceWithinAnHour() async throws {
        let settings = try withMail()
        for engine in Engine.allCases {
            let clock = MovableClock()
            try await TestApp.on(engine, clock: clock.clock, settings: settings) { app in
                let officer = try app.person(.officer)
                let ask = try await Door.open("/forgotten-password", app)
                let known = try await ask.post("/forgotten-password", [("email", officer.email)])
                let unknown = try await ask.post("/forgotten-password", [("email", "nobody@invented.example")])
                #expect(known.status == 303 && unknown.status == 303 && known.location == unknown.location)
                #expect(known.cookie("proxenia-flash") == unknown.cookie("proxenia-flash"))
                let letters = try await app.letters()
                #expect(letters.map(\.to) == [officer.email])
                let (path, door) = try await app.follow(try #require(letters.first))
                #expect(try await door.post(path, [("new", "short"), ("again", "short")]).status == 422)
                #expect(try await door.post(path, [("new", "seven quiet herons"), ("again", "seven quiet herons")]).location == "/sign-in")
                // Signed out everywhere, told by letter, and the link is used up.
                #expect(try await app.get("/account", session: officer.token).location.hasPrefix("/sign-in"))
                #expect(try await app.letters().contains { $0.subject == "Your password was changed" })
                #expect(try await door.post(path, [("new", "eight quiet herons"), ("again", "eight quiet herons")]).status == 410)
                #expect(try await Door.open("/sign-in", app).signIn(officer.email, "seven quiet herons").status == 303)

                // A newer letter replaces the older; after an hour neither opens anything.
                _ = try await ask.post("/forgotten-password", [("email", officer.email)])
                let older = try #require(try await app.letters().first { $0.subject == "Choose a new password" })
                _ = try await ask.post("/forgotten-password", [("email", officer.email)])
                let (_, stale) = try await app.follow(older)
                #expect(try await app.as(nil).get("/new-password", headers: ["cookie": stale.cookie]).status == 410)
                clock.advance(seconds: 3600)
                #expect(try await app.count("SELECT COUNT(*) FROM password_reset WHERE expires_at > \(clock.clock.now())") == 0)
            }
        }
    }

    @Test func askingForLettersIsSlowedDownWithoutLockingAnybodyOut() async throws {
        try await TestApp.on(.sqlite, settings: try withMail()) { app in
            let officer = try app.person(.officer)
            let ask = try await Door.open("/forgotten-password", app)
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await ask.post("/forgotten-password", [("email", officer.email)]).status) }
            #expect(statuses == [303, 303, 303, 303, 303, 429])
            #expect(try await Door.open("/sign-in", app).signIn(officer.email, Cast.password).status == 303)
        }
    }

    @Test func aDisabledAccountGetsNoLetterAndWithoutMailThereIsNoForm() async throws {
        try await TestApp.on(.sqlite, settings: try withMail()) { app in
            let officer = try app.person(.officer)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/disabling")
            _ = try await Door.open("/forgotten-password", app).post("/forgotten-password", [("email", officer.email)])
            #expect(try await app.letters().isEmpty)
        }
        try await TestApp.on(.sqlite) { app in
            let page = try await app.as(nil).get("/forgotten-password")
            #expect(page.status == 200 && !page.text.contains("name=\"email\""))
        }
    }
}
