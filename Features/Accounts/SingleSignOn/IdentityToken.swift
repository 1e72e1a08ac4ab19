import Foundation
import JWTKit
import Kernel

/// Who somebody is, in the provider's words: the claims of an identity token (OpenID Connect Core 1.0, 2), signed by its key.
struct IdentityToken: JWTPayload, Sendable {
    let iss: String
    let sub: String
    let aud: AudienceClaim
    let exp: ExpirationClaim
    let iat: IssuedAtClaim?
    let nbf: NotBeforeClaim?
    let nonce: String?
    let azp: String?
    let email: String?
    let emailVerified: Bool?
    let name: String?
    let groups: [String]?

    enum CodingKeys: String, CodingKey { case iss, sub, aud, exp, iat, nbf, nonce, azp, email, name, groups, emailVerified = "email_verified" }

    func verify(using algorithm: some JWTAlgorithm) throws {}

    /// Why a token is not believed.
    enum Fault: Error, Equatable { case unreadable, badSignature, wrongIssuer, wrongAudience, expired, fromTheFuture, wrongNonce, noSubject }

    /// Seconds by which the provider's clock may differ from ours.
    static let tolerance: TimeInterval = 120

    /// Reads a token and believes it only when everything is right (3.1.3.7).
    /// - Parameter keys: of the provider, as a JSON Web Key Set.
    static func read(_ text: String, keys: String, issuer: String, client: String, nonce: String, at now: Instant) async throws -> IdentityToken {
        guard text.utf8.count < 20_000 else { throw Fault.unreadable }
        let token: IdentityToken
        do {
            let known = try await JWTKeyCollection().add(jwksJSON: keys)
            token = try await known.verify(text, as: IdentityToken.self)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed || error.errorType == .noKeyProvided {
            throw Fault.badSignature
        } catch { throw Fault.unreadable }
        let stated = token.iss.hasSuffix("/") ? String(token.iss.dropLast()) : token.iss
        guard stated == issuer else { throw Fault.wrongIssuer }
        guard token.aud.value.contains(client), token.aud.value.count == 1 || token.azp == client else { throw Fault.wrongAudience }
        guard token.exp.value.addingTimeInterval(tolerance) > now.date else { throw Fault.expired }
        let start = max(token.iat?.value ?? .distantPast, token.nbf?.value ?? .distantPast)
        guard start.addingTimeInterval(-tolerance) <= now.date else { throw Fault.fromTheFuture }
        guard token.nonce == nonce else { throw Fault.wrongNonce }
        guard !token.sub.isEmpty, token.sub.utf8.count <= 255 else { throw Fault.noSubject }
        return token
    }
}
