import Foundation
import Kernel
import Testing

@testable import Accounts

@Suite struct RuleTests {
    @Test(arguments: [
        "short", "password1234", "Passwort-1234", "aaaaaaaaaaaa", "abababababab", "123456789012", "qwertzuiopasdf", "correct horse battery staple",
        "ich bin petra", "petra.lang@stadt.example", "proxenia proxenia", "hansahansahansa", String(repeating: "wörter ", count: 40),
    ])
    func whatIsTriedFirstIsNoPassword(password: String) {
        #expect(PasswordRule.problem(password, name: "Petra Lang", email: "petra.lang@stadt.example") != nil)
    }

    @Test(arguments: ["seven quiet herons", "Rheinturm im Nebel 4", "北京上海广州深圳天津重庆", "kx7-mf2-xqp9-hnd", "Лебедь плывёт домой"])
    func aFewWordsWillDo(password: String) {
        #expect(PasswordRule.problem(password, name: "Petra Lang", email: "petra.lang@stadt.example") == nil)
    }

    @Test func aHashKnowsItsPasswordAndNoOther() throws {
        let hash = try PasswordHash.make("Ångström im Glas", cost: .cheap)
        #expect(hash.text.hasPrefix("scrypt$4$8$1$"))
        let read = try #require(PasswordHash(stored: hash.text))
        #expect(read == hash)
        #expect(try read.accepts("A\u{30A}ngstro\u{308}m im Glas"))
        for wrong in ["", "ångström im glas", "Ångström im Gla", String(repeating: "x", count: 1_000_000)] { #expect(try !read.accepts(wrong)) }
        #expect(try PasswordHash.make("Ångström im Glas", cost: .cheap) != hash)
        for damaged in ["", "scrypt$15$8$3$$", "scrypt$63$8$3$AAAA$AAAA", "bcrypt$4$8$1$a$b", hash.text + "$", String(hash.text.dropLast(3))] {
            #expect(PasswordHash(stored: damaged) == nil)
        }
    }

    @Test func theStandardCostIsTheBaselines() throws {
        #expect(PasswordCost.standard.logN == 15 && PasswordCost.standard.r == 8 && PasswordCost.standard.p == 3)
        let clock = ContinuousClock()
        let pool = PasswordPool()
        let hash = try PasswordHash.make("seven quiet herons")
        let known = try clock.measure { _ = try hash.accepts("seven quiet heron") }
        let unknown = try clock.measure { _ = try PasswordHash.ofNobody(cost: pool.cost).accepts("seven quiet heron") }
        #expect(unknown > known / 4 && known > unknown / 4)
    }

    @Test func thePoolTurnsAwayWhatItCannotTake() async throws {
        let pool = PasswordPool(cost: .cheap)
        let count = 200
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<count { group.addTask { do { _ = try await pool.hash("seven quiet herons"); return true } catch { return false } } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken >= PasswordPool.atOnce + PasswordPool.mostWaiting || taken == count)
        #expect(pool.hasRoom)
    }

    @Test(arguments: [
        ("Düsseldorf", "duesseldorf"), ("São Paulo", "sao-paulo"), ("  Łódź / Lodz ", "lodz-lodz"), ("Reading", "reading"), ("???", "office"),
        ("", "office"), ("İzmir", "izmir"),
    ])
    func slugsAreSmallAscii(name: String, slug: String) { #expect(Slug.make(name) == slug) }

    @Test(arguments: ["北京市", "חיפה", "Αθήνα", "Москва", "السلام", String(repeating: "ä-", count: 5000), "\u{0}<script>"])
    func everySlugFitsAnAddress(name: String) {
        let slug = Slug.make(name)
        #expect(
            !slug.isEmpty && slug.count <= 60 && slug.allSatisfy { ($0.isASCII && $0.isLowercase) || $0.isNumber || $0 == "-" }
                && !slug.hasPrefix("-") && !slug.hasSuffix("-"))
    }

    @Test func addressesAreReadKindly() {
        #expect(EmailAddress(typed: "Petra.Lang@Stadt.Example")?.text == "petra.lang@stadt.example")
        #expect(EmailAddress(typed: "müller@köln.example") != nil)
        for wrong in [
            "", "a", "@b.example", "a@", "a@b@c", "a b@c.example", "a@b..c", "a@.b", "<a@b.c>", "a@b\n.c",
            String(repeating: "a", count: 300) + "@b.c",
        ] { #expect(EmailAddress(typed: wrong) == nil, "\(wrong)") }
    }

    @Test func pausesGrowAndEnd() {
        let pauses = (1...20).map { SignInThrottle.pause($0, after: 5, longest: 900) }
        #expect(pauses.prefix(10) == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900])
        #expect(SignInThrottle.pause(.max, after: 5, longest: 900) == 900)
    }

    @Test func aSubscriberIsOneAddress() {
        #expect(SignInThrottle.Subjects.network("192.0.2.7") == "192.0.2.7")
        #expect(SignInThrottle.Subjects.network("2001:db8:1:2:3:4:5:6") == SignInThrottle.Subjects.network("2001:db8:1:2:ffff::1"))
        #expect(SignInThrottle.Subjects.network("2001:db8::1") == SignInThrottle.Subjects.network("2001:db8::2"))
        #expect(SignInThrottle.Subjects.network("2001:db8:1::1") != SignInThrottle.Subjects.network("2001:db8:2::1"))
        for odd in ["", ":", "::", ":::::::::::", "::1", String(repeating: ":", count: 1000)] {
            #expect(SignInThrottle.Subjects.network(odd).count < 200)
        }
    }

    @Test func firstPasswordsAreGoodPasswords() {
        var made = Set<String>()
        for _ in 0..<200 {
            let password = InitialPassword.make()
            #expect(password.count == 19 && PasswordRule.problem(password, name: "Petra Lang", email: "petra@stadt.example") == nil)
            made.insert(password)
        }
        #expect(made.count == 200)
    }
}
