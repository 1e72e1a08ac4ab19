import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct OneTimeCodeTests {
    private let code = OneTimeCode(secret: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B, the last six digits.
    @Test func digitsAreThoseOfTheStandard() {
        for (second, digits) in [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            #expect(code.digits(OneTimeCode.step(Instant(milliseconds: Int64(second) * 1000))) == digits)
        }
        #expect(code.typedSecret == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    @Test func aCodeIsGoodOnceAndOneStepToEachSide() {
        let now = TestApp.now
        let step = OneTimeCode.step(now)
        for near in [-1, 0, 1] as [Int64] { #expect(code.judge(code.digits(step + near), at: now, lastStep: 0) == .right(step: step + near)) }
        #expect(code.judge(code.digits(step), at: now, lastStep: step) == .usedBefore)
        #expect(code.judge(code.digits(step - 1), at: now, lastStep: step) == .usedBefore)
        let typed = code.digits(step)
        #expect(code.judge("\(typed.prefix(3)) \(typed.suffix(3))", at: now, lastStep: 0) == .right(step: step))
    }

    @Test func aClockThatIsOffIsToldFromAWrongCode() {
        let (now, step) = (TestApp.now, OneTimeCode.step(TestApp.now))
        #expect(code.judge(code.digits(step + 20), at: now, lastStep: 0) == .clockOff(minutes: 10))
        #expect(code.judge(code.digits(step - 20), at: now, lastStep: 0) == .clockOff(minutes: -10))
        for wrong in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", code.digits(step + 500)] {
            #expect(code.judge(wrong, at: now, lastStep: 0) == .wrong, "\(wrong)")
        }
    }

    @Test func recoveryCodesAreReadHoweverTheyAreTyped() throws {
        let codes = RecoveryCode.make()
        #expect(codes.count == 10 && Set(codes).count == 10)
        let first = try #require(codes.first)
        #expect(RecoveryCode.hash(" " + first.uppercased().replacing("-", with: " ")) == RecoveryCode.hash(first))
        for wrong in ["", "123456", first + "a", String(first.dropLast())] { #expect(RecoveryCode.hash(wrong) == nil) }
    }

    @Test func whatIsStoredEncryptedOpensForItsOwnerAlone() throws {
        let guardian = Guardian(secret: Array(repeating: 7, count: 32))
        let stored = try guardian.encrypt([1, 2, 3], purpose: "a", owner: "x")
        #expect(try guardian.decrypt(stored, purpose: "a", owner: "x") == [1, 2, 3])
        #expect(throws: (any Error).self) { try guardian.decrypt(stored, purpose: "a", owner: "y") }
        #expect(throws: (any Error).self) { try guardian.decrypt(stored, purpose: "b", owner: "x") }
        #expect(throws: (any Error).self) { try guardian.decrypt(String(stored.dropLast(2)) + "AA", purpose: "a", owner: "x") }
        #expect(throws: (any Error).self) { try Guardian(secret: Array(repeating: 8, count: 32)).decrypt(stored, purpose: "a", owner: "x") }
    }
}

@Suite struct SecondFactorTests {
    /// Sets up a second factor for somebody and gives its codes and recovery codes.
    private func setUp(_ app: TestApp, _ character: Cast.Character) async throws -> (code: OneTimeCode, recovery: [String]) {
        let person = try app.person(character)
        #expect(try await app.as(character).post("/account/second-factor", [("password", "wrong")]).status == 422)
        #expect(try await app.as(character).post("/account/second-factor", [("password", Cast.password)]).status == 303)
        let code = try await code(app, person.id)
        let page = try await app.as(character).get("/account/second-factor")
        #expect(
            page.text.contains("square-code") && page.text.contains(String(code.typedSecret.prefix(4))) && page.headers["cache-control"] == "no-store"
        )
        #expect(try await app.as(character).post("/account/second-factor/confirmation", [("code", "000000")]).status == 422)
        let step = OneTimeCode.step(app.house.clock.now())
        let done = try await app.as(character).post("/account/second-factor/confirmation", [("code", code.digits(step))])
        #expect(done.status == 200)
        let recovery = done.text.matches(of: /<li>([a-z2-9]{5}-[a-z2-9]{5})</).map { String($0.1) }
        #expect(recovery.count == 10)
        return (code, recovery)
    }

    private func code(_ app: TestApp, _ user: UserID) async throws -> OneTimeCode {
        let guardian = app.house.guardian
        return try #require(try await app.stored { try SecondFactorStore(connection: $0, guardian: guardian).find(user)?.code })
    }

    /// Signs in with the password and gives the door of the code's page.
    private func atTheCode(_ app: TestApp, _ email: String) async throws -> Door {
        let answer = try await Door.open("/sign-in", app).signIn(email, Cast.password, back: "/office/organisations")
        #expect(answer.location == "/sign-in/code" && answer.cookie("proxenia") == nil)
        let key = try #require(answer.cookie("proxenia-key"))
        let page = try await app.as(nil).get("/sign-in/code", headers: ["cookie": "proxenia-key=\(key)"])
        let visitor = try #require(page.cookie("proxenia-visitor"))
        let csrf = try #require(page.text.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" })
        return Door(app: app, cookie: "proxenia-key=\(key); proxenia-visitor=\(visitor)", csrf: String(csrf))
    }

    @Test func withASecondFactorThePasswordAloneLetsNobodyIn() async throws {
        try await eachWithClock { app, clock in
            let (code, recovery) = try await setUp(app, .officer)
            let officer = try app.person(.officer)
            func digits(_ away: Int64 = 0) -> String { code.digits(OneTimeCode.step(clock.clock.now()) + away) }
            // The code that switched it on was used; a clock ten minutes off is told so.
            let first = try await atTheCode(app, officer.email)
            #expect(try await first.post("/sign-in/code", [("code", digits())]).text.contains("used already"))
            #expect(try await first.post("/sign-in/code", [("code", digits(20))]).text.contains("10 minutes fast"))
            clock.advance(seconds: 60)
            let done = try await first.post("/sign-in/code", [("code", digits())])
            #expect(done.location == "/office/organisations")
            #expect(try await app.get("/office", session: try #require(done.cookie("proxenia"))).status == 200)
            // The step is used up, and so is the code.
            #expect(try await first.post("/sign-in/code", [("code", digits(1))]).location == "/sign-in")
            let second = try await atTheCode(app, officer.email)
            #expect(try await second.post("/sign-in/code", [("code", digits())]).status == 422)
            // A recovery code opens once.
            #expect(try await second.post("/sign-in/code", [("code", recovery[0].uppercased())]).location == "/account/second-factor")
            let third = try await atTheCode(app, officer.email)
            #expect(try await third.post("/sign-in/code", [("code", recovery[0])]).status == 422)
            // Five minutes, not more.
            clock.advance(seconds: 300)
            #expect(try await third.post("/sign-in/code", [("code", digits())]).location == "/sign-in")
            // Neither secret nor codes are in the journal.
            for text in [code.typedSecret] + recovery {
                #expect(
                    try await app.count("SELECT COUNT(*) FROM journal WHERE after LIKE \("%" + text + "%") OR before LIKE \("%" + text + "%")") == 0)
            }
        }
    }

    /// Guessed a million times: five tries, then pauses that grow to a quarter of an hour, whoever tries and from wherever.
    @Test func guessingCodesIsHopeless() async throws {
        try await eachWithClock { app, clock in
            let (code, _) = try await setUp(app, .officer)
            let officer = try app.person(.officer)
            clock.advance(seconds: 60)
            var (tried, hours) = (0, 0)
            while hours < 24 {
                let door = try await atTheCode(app, officer.email)
                for _ in 0..<6 {
                    let wrong = String(format: "%06d", (Int(code.digits(OneTimeCode.step(clock.clock.now()))) ?? 0 + 500_000 + tried) % 1_000_000)
                    let status = try await door.post(
                        "/sign-in/code", [("code", wrong == code.digits(OneTimeCode.step(clock.clock.now())) ? "999999" : wrong)]
                    ).status
                    if status != 422 { break }
                    tried += 1
                }
                clock.advance(seconds: 3600)
                hours += 1
            }
            #expect(tried < 60, "\(tried) codes in a day")
            #expect(try await app.letters().contains { $0.to == officer.email && $0.subject == "Many wrong codes" })
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE act = 'code-failed'") >= 5)
        }
    }

    @Test func anOfficeMayAskForItAndNobodyWorksWithout() async throws {
        try await eachWithClock { app, clock in
            #expect(try await app.as(.director).post("/office/accounts/second-factor", [("wanted", "1")]).status == 422)
            _ = try await setUp(app, .director)
            #expect(try await app.as(.director).post("/office/accounts/second-factor", [("wanted", "1")]).status == 303)
            #expect(try await app.as(.officer).get("/office/organisations").location == "/account/second-factor")
            #expect(try await app.as(.officer).post("/office/organisations", [("name", "x")]).status == 422)
            #expect(try await app.as(.officer).get("/account/second-factor").text.contains("Your office asks for a second factor"))
            #expect(try await app.as(.colleague).get("/office/organisations").status == 200)
            // Somebody who works here and in another office is let in there.
            #expect(try await app.as(.haifaOfficer).get("/office/organisations").status == 200)
        }
    }

    @Test func itIsSwitchedOffWithThePasswordOrByWhoManagesTheAccounts() async throws {
        try await eachWithClock { app, clock in
            _ = try await setUp(app, .officer)
            let officer = try app.person(.officer)
            #expect(try await app.as(.officer).post("/account/second-factor/removal", [("password", "no")]).status == 422)
            #expect(try await app.as(.officer).post("/account/second-factor/codes", [("password", Cast.password)]).status == 200)
            #expect(try await app.as(.officer).post("/account/second-factor/removal", [("password", Cast.password)]).status == 303)
            #expect(try await Door.open("/sign-in", app).signIn(officer.email, Cast.password).location == "/office")
            #expect(try await app.letters().contains { $0.to == officer.email && $0.subject == "Second factor switched off" })
            clock.advance(seconds: 60)
            _ = try await setUp(app, .secondOfficer)
            let second = try app.person(.secondOfficer)
            #expect(try await app.as(.haifaOfficer).post("/office/accounts/\(second.id)/second-factor").status == 404)
            #expect(try await app.as(.director).post("/office/accounts/\(second.id)/second-factor").status == 303)
            #expect(try await app.get("/account", session: second.token).location.hasPrefix("/sign-in"))
            #expect(try await Door.open("/sign-in", app).signIn(second.email, Cast.password).location == "/office")
        }
    }
}

@Suite struct AccessTokenTests {
    private func make(_ app: TestApp, _ character: Cast.Character, _ resources: [String], days: String = "30") async throws -> String {
        let made = try await app.as(character).post(
            "/account/tokens", [("name", "Invented program"), ("days", days)] + resources.map { ("resources", $0) })
        #expect(made.status == 200 && made.headers["cache-control"] == "no-store")
        return String(try #require(made.text.firstMatch(of: /proxenia_[A-Za-z0-9_-]{43}/)).output)
    }

    private func ask(_ app: TestApp, _ token: String, _ path: String = "/api/v1/organisations") async throws -> Answer {
        try await app.as(nil).get(path, headers: ["authorization": "Bearer \(token)"])
    }

    @Test func aTokenReadsWhatItNamesAndNothingElse() async throws {
        try await eachWithClock { app, clock in
            let token = try await make(app, .officer, ["organisations"])
            let open = Set(app.house.routes.filter { $0.api != nil && $0.may != .anyone }.map(\.path))
            #expect(open.contains("/api/v1/organisations"))
            #expect(try await ask(app, token).status == 200)
            let other = try await make(app, .officer, ["partnerships"])
            #expect(try await ask(app, other).status == 403)
            // Never on pages, never for its owner's account.
            #expect(try await ask(app, token, "/office/organisations").location.hasPrefix("/sign-in"))
            #expect(try await ask(app, token, "/account").location.hasPrefix("/sign-in"))
            for wrong in ["", "proxenia_", token + "x", String(token.dropLast()) + "!", "Basic x"] {
                let answer = try await ask(app, wrong)
                #expect(answer.status == 401 && answer.text.contains("unknown"), "\(wrong)")
            }
            #expect(try await app.count("SELECT COUNT(*) FROM journal WHERE after LIKE \("%" + token + "%")") == 0)
            #expect(try await app.count("SELECT COUNT(*) FROM access_token WHERE token_hash = \(token)") == 0)
            clock.advance(seconds: 30 * 86_400)
            #expect(try await ask(app, token).status == 401)
        }
    }

    @Test func aTokenIsWorthWhatItsOwnerIsNow() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let token = try await make(app, .officer, ["organisations"])
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "community"), ("was", "officer")])
            let role = try await app.stored { try AccessTokenStore.visitor(token, at: TestApp.now, on: $0)?.visitor.actor.role }
            #expect(role == .community)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "officer"), ("was", "community")])
            #expect(try await ask(app, token).status == 200)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/disabling")
            #expect(try await ask(app, token).status == 401)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/enabling")
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/hand-over")
            #expect(try await ask(app, token).status == 401)
        }
    }

    @Test func itsOwnerAloneTakesItBack() async throws {
        try await TestApp.each { app in
            let token = try await make(app, .officer, ["organisations"])
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM access_token") })
            #expect(try await app.as(.director).post("/account/tokens/\(id)/removal").status == 404)
            #expect(try await app.as(.officer).post("/account/tokens/\(id)/removal").status == 303)
            #expect(try await ask(app, token).status == 401)
        }
    }

    @Test func everythingThereIsToReadIsCalledByAWord() async throws {
        try await TestApp.on(.sqlite) { app in
            let page = try await app.as(.officer).get("/account/tokens").text
            let offered = page.matches(of: /name="resources" value="([a-z]+)"/).map { String($0.output.1) }
            #expect(Set(offered).isSuperset(of: ["organisations", "partnerships", "people", "files", "notes", "tags"]), "\(offered)")
            for language: Language in [.english, .german] {
                for name in offered { #expect(app.house.words(language).resource(name) != name, "\(name)") }
            }
        }
    }

    @Test func wrongEntriesComeBack() async throws {
        let wrong: [[(String, String)]] = [
            [("name", ""), ("days", "30"), ("resources", "organisations")], [("name", "x"), ("days", "4000"), ("resources", "organisations")],
            [("name", "x"), ("days", "30"), ("resources", "accounts")],
        ]
        try await TestApp.on(.sqlite) { app in
            for fields in wrong {
                let answer = try await app.as(.officer).post("/account/tokens", fields)
                #expect(answer.status == 422)
            }
            #expect(try await app.count("SELECT COUNT(*) FROM access_token") == 0)
        }
    }
}

@Suite struct SessionEndTests {
    @Test func oneEndsOnesOwnSessionsOneByOne() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let token = try #require(try await Door.open("/sign-in", app).signIn(officer.email, Cast.password).cookie("proxenia"))
            let start = String(SessionStore.key(of: token).prefix(16))
            #expect(try await app.as(.director).post("/account/sessions/end", [("session", start)]).status == 303)
            #expect(try await app.get("/account", session: token).status == 200)
            #expect(try await app.as(.officer).post("/account/sessions/end", [("session", start)]).status == 303)
            #expect(try await app.get("/account", session: token).location.hasPrefix("/sign-in"))
            #expect(try await app.as(.officer).get("/account").status == 200)
        }
    }
}
