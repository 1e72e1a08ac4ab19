import Foundation
import Kernel
import Outbound
import Synchronization
import Web

/// The provider of single sign-on, as the operator names it (OpenID Connect Core 1.0): who it is, who we are there, and what its groups mean.
public struct SingleSignOnSettings: Sendable, Equatable {
    /// Its address, under which `/.well-known/openid-configuration` lies.
    public let issuer: String
    public let client: String
    let secret: String
    /// What a group makes of its members.
    let groups: [Grant]

    struct Grant: Sendable, Equatable {
        let group: String
        let role: Role
        /// Slug of the office.
        let office: String
    }

    /// - Parameter groups: `staff=officer@duesseldorf, heads=director@duesseldorf`.
    /// Throws in plain words what is wrong.
    public init(issuer: String, client: String, secret: String, groups: String) throws {
        guard let parts = URLComponents(string: issuer), ["https", "http"].contains(parts.scheme), let host = parts.host, !host.isEmpty else {
            throw AppError.invalid(
                "PROXENIA_SSO must be the address of an OpenID Connect provider, such as https://login.city.example, not “\(issuer)”.")
        }
        guard parts.scheme == "https" || ["localhost", "127.0.0.1", "::1"].contains(host) else {
            throw AppError.invalid("PROXENIA_SSO must begin with https: over plain http anybody on the way could sign in as anybody.")
        }
        guard !client.isEmpty else { throw AppError.invalid("PROXENIA_SSO_CLIENT must be the name (client id) the provider knows this server by.") }
        self.issuer = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        (self.client, self.secret) = (client, secret)
        self.groups = try groups.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.map { text in
            let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
            let place = sides.last?.split(separator: "@", maxSplits: 1).map(String.init) ?? []
            guard sides.count == 2, place.count == 2, let role = Role(rawValue: place[0]) else {
                throw AppError.invalid("PROXENIA_SSO_GROUPS is a list like “staff=officer@duesseldorf, heads=director@duesseldorf”, not “\(text)”.")
            }
            return Grant(group: sides[0], role: role, office: place[1])
        }
    }

    /// What is shown on the button.
    var name: String { URLComponents(string: issuer)?.host ?? issuer }
}

/// What the provider says of itself.
struct ProviderDescription: Sendable, Decodable {
    let issuer: String
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysAddress: String

    enum CodingKeys: String, CodingKey {
        case issuer, authorizationEndpoint = "authorization_endpoint", tokenEndpoint = "token_endpoint", keysAddress = "jwks_uri"
    }

    /// Only what the provider named may be called: its description may not lead us to other machines of the house.
    func isSound(for issuer: String) -> Bool {
        let isSecure = issuer.hasPrefix("https://")
        let stated = self.issuer.hasSuffix("/") ? String(self.issuer.dropLast()) : self.issuer
        return stated == issuer
            && [authorizationEndpoint, tokenEndpoint, keysAddress].allSatisfy { address in
                guard let parts = URLComponents(string: address), parts.host?.isEmpty == false, parts.user == nil else { return false }
                return parts.scheme == "https" || !isSecure && parts.scheme == "http" && parts.host == URLComponents(string: issuer)?.host
            }
    }
}

/// The provider as the server speaks to it. Its description and keys are kept for an hour; unknown keys make it ask again.
final class IdentityProvider: Sendable {
    let settings: SingleSignOnSettings
    private let known = Mutex<(description: ProviderDescription, keys: String, until: Instant)?>(nil)

    init(_ settings: SingleSignOnSettings) { self.settings = settings }

    /// What it says of itself, and its keys as JSON.
    /// - Parameter isFresh: asks again whatever is known.
    func description(at now: Instant, isFresh: Bool = false) async throws -> (description: ProviderDescription, keys: String) {
        if !isFresh, let kept = known.withLock({ $0 }), kept.until > now { return (kept.description, kept.keys) }
        let call = OutboundCall(.named)
        let found = try await json(ProviderDescription.self, call.get(settings.issuer + "/.well-known/openid-configuration"))
        guard found.isSound(for: settings.issuer) else {
            throw OutboundCall.Failure(description: "\(settings.name) describes itself as another provider, or leads to addresses without https.")
        }
        let keys = try await call.get(found.keysAddress)
        guard keys.status == 200 else { throw OutboundCall.Failure(description: "\(settings.name) gives no keys: status \(keys.status).") }
        let text = String(decoding: keys.body, as: UTF8.self)
        known.withLock { $0 = (found, text, now.adding(seconds: 3600)) }
        return (found, text)
    }

    /// The identity token for a code.
    func token(_ code: String, verifier: String, back: String, at now: Instant) async throws -> String {
        struct Tokens: Decodable { let id_token: String }
        let endpoint = try await description(at: now).description.tokenEndpoint
        var form = [
            (name: "grant_type", value: "authorization_code"), ("code", code), ("redirect_uri", back), ("code_verifier", verifier),
            ("client_id", settings.client),
        ]
        if !settings.secret.isEmpty { form.append(("client_secret", settings.secret)) }
        return try await json(Tokens.self, OutboundCall(.named).post(endpoint, form: form)).id_token
    }

    private func json<Value: Decodable>(_ type: Value.Type, _ answer: OutboundCall.Answer) throws -> Value {
        guard answer.status == 200 else { throw OutboundCall.Failure(description: "\(settings.name) answered with status \(answer.status).") }
        do { return try JSONDecoder().decode(type, from: Data(answer.body)) } catch {
            throw OutboundCall.Failure(description: "\(settings.name) answered something else than OpenID Connect asks for.")
        }
    }
}
