import Foundation
import JWTKit
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct IdentityTokenTests {
    private struct Claims: JWTPayload {
        var iss = "https://login.invented.example"
        var sub = "person-1"
        var aud = ["proxenia"]
        var exp = Date(timeIntervalSince1970: Double(TestApp.now.milliseconds) / 1000 + 3600).timeIntervalSince1970
        var iat = Double(TestApp.now.milliseconds) / 1000
        var nonce: String? = "n"
        var azp: String?
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private static let key = ES256PrivateKey()

    private func keys(_ key: ES256PrivateKey = key) throws -> String {
        let parameters = try #require(key.publicKey.parameters)
        return
            "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"kid\":\"k\",\"alg\":\"ES256\",\"x\":\"\(parameters.x.urlSafe)\",\"y\":\"\(parameters.y.urlSafe)\"}]}"
    }

    private func sign(_ claims: Claims, with key: ES256PrivateKey = key) async throws -> String {
        try await JWTKeyCollection().add(ecdsa: key, kid: "k").sign(claims, kid: "k")
    }

    private func fault(_ text: String, nonce: String = "n") async throws -> IdentityToken.Fault? {
        do {
            _ = try await IdentityToken.read(
                text, keys: try keys(), issuer: "https://login.invented.example", client: "proxenia", nonce: nonce, at: TestApp.now)
            return nil
        } catch let fault as IdentityToken.Fault { return fault }
    }

    @Test func anHonestTokenIsBelieved() async throws {
        #expect(try await fault(try await sign(Claims())) == nil)
        var several = Claims()
        (several.aud, several.azp) = (["proxenia", "other"], "proxenia")
        #expect(try await fault(try await sign(several)) == nil)
    }

    @Test func aForgedOneIsNot() async throws {
        func with(_ change: (inout Claims) -> Void) async throws -> String {
            var claims = Claims()
            change(&claims)
            return try await sign(claims)
        }
        let now = Double(TestApp.now.milliseconds) / 1000
        #expect(try await fault(try await with { $0.iss = "https://evil.example" }) == .wrongIssuer)
        #expect(try await fault(try await with { $0.aud = ["another"] }) == .wrongAudience)
        #expect(try await fault(try await with { $0.aud = ["proxenia", "another"] }) == .wrongAudience)
        #expect(try await fault(try await with { $0.exp = now - 121 }) == .expired)
        #expect(try await fault(try await with { $0.exp = now - 119 }) == nil)
        #expect(try await fault(try await with { $0.iat = now + 600 }) == .fromTheFuture)
        #expect(try await fault(try await with { $0.nonce = "another" }) == .wrongNonce)
        #expect(try await fault(try await with { $0.nonce = nil }) == .wrongNonce)
        #expect(try await fault(try await with { $0.sub = "" }) == .noSubject)
        #expect(try await fault(try await sign(Claims(), with: ES256PrivateKey())) == .badSignature)
        let honest = try await sign(Claims())
        let parts = honest.split(separator: ".").map(String.init)
        let none = Data("{\"alg\":\"none\",\"kid\":\"k\"}".utf8).base64EncodedString().replacing("=", with: "")
        for text in [
            "", "a.b.c", "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))",
            String(repeating: "x", count: 30_000),
        ] { #expect(try await fault(text) != nil, "\(text.prefix(60))") }
    }

    @Test func theProvidersDescriptionMayNotLeadElsewhere() throws {
        func isSound(_ issuer: String, _ stated: String, _ endpoint: String) -> Bool {
            ProviderDescription(issuer: stated, authorizationEndpoint: endpoint, tokenEndpoint: endpoint, keysAddress: endpoint).isSound(for: issuer)
        }
        #expect(isSound("https://a.example", "https://a.example", "https://keys.b.example/x"))
        #expect(isSound("https://a.example", "https://a.example/", "https://a.example/x"))
        #expect(!isSound("https://a.example", "https://b.example", "https://a.example/x"))
        #expect(!isSound("https://a.example", "https://a.example", "http://a.example/x"))
        #expect(!isSound("https://a.example", "https://a.example/", "http://a.example/x"))
        #expect(!isSound("https://a.example", "https://a.example", "http://169.254.169.254/x"))
        #expect(isSound("http://localhost:1", "http://localhost:1", "http://localhost:1/x"))
        #expect(!isSound("http://localhost:1", "http://localhost:1", "http://10.0.0.1/x"))
        for wrong in [("login.example", "c"), ("http://login.example", "c"), ("https://login.example", "")] {
            #expect(throws: AppError.self) { try SingleSignOnSettings(issuer: wrong.0, client: wrong.1, secret: "", groups: "") }
        }
        for wrong in ["a", "a=b", "a=officer", "a=emperor@x"] {
            #expect(throws: AppError.self) { try SingleSignOnSettings(issuer: "https://a.example", client: "c", secret: "", groups: wrong) }
        }
    }
}

private func token(_ subject: String, email: String?, verified: Bool? = true, name: String = "Invented Single", groups: [String] = [])
    -> IdentityToken
{
    IdentityToken(
        iss: "i", sub: subject, aud: AudienceClaim(value: "c"), exp: ExpirationClaim(value: .distantFuture), iat: nil, nbf: nil, nonce: "n", azp: nil,
        email: email, emailVerified: verified, name: name, groups: groups)
}

@Suite struct SingleSignOnTests {
    private func settings() throws -> SingleSignOnSettings {
        try SingleSignOnSettings(
            issuer: "https://login.invented.example", client: "c", secret: "",
            groups: "heads=director@duesseldorf, staff=officer@duesseldorf, guests=council@haifa")
    }

    @Test func groupsBecomeRolesAndFollowTheProvider() async throws {
        try await TestApp.each { app in
            let settings = try settings()
            func resolve(_ token: IdentityToken) async throws -> (User?, [String]) {
                try await app.house.database.write { connection in
                    guard case .known(let user) = try SingleSignOnStore.resolve(token, settings, at: TestApp.now, on: connection) else {
                        return (nil, [])
                    }
                    return (user, try UserStore.memberships(of: user.id, on: connection).map { "\($0.role.rawValue)@\($0.officeSlug)" })
                }
            }
            #expect(try await resolve(token("s1", email: "single@invented.example")).0 == nil)
            #expect(try await resolve(token("s1", email: "single@invented.example", verified: false, groups: ["staff"])).0 == nil)
            let made = try await resolve(token("s1", email: "single@invented.example", groups: ["staff", "other"]))
            #expect(made.1 == ["officer@duesseldorf"] && made.0?.name == "Invented Single")
            let risen = try await resolve(token("s1", email: "new@invented.example", groups: ["staff", "heads", "guests"]))
            #expect(risen.0?.id == made.0?.id && risen.1 == ["director@duesseldorf", "council@haifa"])
            #expect(try await resolve(token("s1", email: nil, groups: ["guests"])).1 == ["council@haifa"])
            // Nobody's password opens that account.
            #expect(try await Door.open("/sign-in", app).signIn("single@invented.example", "").status == 422)
        }
    }

    @Test func anAccountThatIsHereAlreadyIsTiedByItsVerifiedAddressAlone() async throws {
        try await TestApp.each { app in
            let settings = try settings()
            let officer = try app.person(.officer)
            func resolve(_ token: IdentityToken) async throws -> UserID? {
                try await app.house.database.write { connection in
                    guard case .known(let user) = try SingleSignOnStore.resolve(token, settings, at: TestApp.now, on: connection) else { return nil }
                    return user.id
                }
            }
            #expect(try await resolve(token("s2", email: officer.email, verified: false)) == nil)
            #expect(try await resolve(token("s2", email: officer.email, verified: nil)) == nil)
            #expect(try await resolve(token("s2", email: officer.email.uppercased())) == officer.id)
            // From then on by the provider's person, whatever the address; roles given by hand stay.
            #expect(try await resolve(token("s2", email: "else@invented.example")) == officer.id)
            #expect(try await app.stored { try UserStore.role(of: officer.id, in: app.cast.duesseldorf, on: $0) } == .officer)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/disabling")
            #expect(try await resolve(token("s2", email: officer.email)) == nil)
        }
    }

    @Test func withoutAProviderTheWayIsAbsent() async throws {
        try await TestApp.on(.sqlite) { app in
            for path in ["/sign-in/single", "/sign-in/single/return?code=x&state=y"] {
                let answer = try await app.as(nil).get(path)
                #expect(answer.status == 404)
            }
        }
    }
}

extension String {
    fileprivate var urlSafe: String { replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
}
