import Crypto
import Foundation
import Kernel
import Markup
import Outbound
import Storage
import Web

/// Signing in by the house's own provider: out to it with a question, back with an answer (OpenID Connect, authorization code with PKCE,
/// RFC 7636).
struct SingleSignOnPages: Sendable {
    static let path = "/sign-in/single"
    static let back = "/sign-in/single/return"
    private static let purpose = "single-sign-on"
    let provider: IdentityProvider?

    func routes() -> [Route] {
        [.getFlow(Self.path, may: .anyone, leave), .getFlow(Self.back, may: .anyone, arrive)]
    }

    /// What this browser was sent out with; it comes back in a signed cookie, so that an answer somebody else asked for is none.
    private struct Question: Codable {
        let state: String
        let nonce: String
        let verifier: String
        let back: String
    }

    @Sendable private func leave(_ context: Context) async throws -> Reply {
        guard let provider else { throw AppError.notFound }
        let question = Question(
            state: Guardian.randomText(bytes: 24), nonce: Guardian.randomText(bytes: 24), verifier: Guardian.randomText(bytes: 48),
            back: String(context.request.query.text("back").prefix(500)))
        do {
            let description = try await provider.description(at: context.now).description
            let challenge = Data(SHA256.hash(data: Data(question.verifier.utf8))).base64EncodedString().replacing("+", with: "-").replacing(
                "/", with: "_"
            )
            .replacing("=", with: "")
            let query = Parameters([
                ("response_type", "code"), ("client_id", provider.settings.client), ("redirect_uri", context.house.settings.address + Self.back),
                ("scope", "openid email profile"), ("state", question.state), ("nonce", question.nonce), ("code_challenge", challenge),
                ("code_challenge_method", "S256"),
            ]).queryString
            let address = description.authorizationEndpoint
            let text = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
            return Reply.leaving(to: address + (address.contains("?") ? "&" + query.dropFirst() : query)).carrying(
                Self.purpose, text, in: context.house)
        } catch let failure as OutboundCall.Failure { return unreachable(context, failure) }
    }

    @Sendable private func arrive(_ context: Context) async throws -> Reply {
        guard let provider else { throw AppError.notFound }
        let (query, w) = (context.request.query, context.w)
        guard let text = try context.carried(Self.purpose), let question = question(text), question.state == query.text("state") else {
            return failed(context, w("This answer belongs to no sign-in that this browser began within the last hour. Begin again."))
        }
        guard query.text("error").isEmpty, !query.text("code").isEmpty else {
            return failed(context, w("\(provider.settings.name) did not let you in. Begin again, or ask those who run it."))
        }
        do {
            let answer = try await provider.token(
                query.text("code"), verifier: question.verifier, back: context.house.settings.address + Self.back, at: context.now)
            let token = try await believed(answer, question, provider, context)
            let outcome: (SingleSignOnStore.Outcome, (token: String, office: OfficeID?)?) = try await context.house.database.write { connection in
                let outcome = try SingleSignOnStore.resolve(token, provider.settings, at: context.now, on: connection)
                guard case .known(let user) = outcome else { return (outcome, nil) }
                return (outcome, try SignInSession.begin(user, how: "single-sign-on", isByProvider: true, context, connection))
            }
            switch outcome {
            case (.known, let session?):
                let safe = question.back.isEmpty || question.back.hasPrefix(AccountsPaths.signIn) ? "/office" : question.back
                return Reply.redirect(session.office == nil ? AccountsPaths.account : safe).session(token: session.token, in: context.house)
                    .carryingNothing(in: context.house)
            case (.disabled, _):
                return failed(context, w("This account is disabled. Please ask whoever manages the accounts of your office."))
            default:
                return failed(
                    context,
                    w(
                        "You have no account here yet. Ask whoever manages the accounts of your office to invite you, under \(token.email ?? w("your e-mail address"))."
                    ))
            }
        } catch let fault as IdentityToken.Fault {
            context.house.log.warning("identity token refused", metadata: ["request": "\(context.request.id)", "fault": "\(fault)"])
            return failed(
                context,
                fault == .expired || fault == .fromTheFuture
                    ? w(
                        "The clocks of this server and of \(provider.settings.name) differ. Tell those who run them, with this reference: \(context.request.id)"
                    )
                    : w(
                        "The answer of \(provider.settings.name) could not be believed. Begin again; if it happens again, tell those who run the server this reference: \(context.request.id)"
                    ))
        } catch let failure as OutboundCall.Failure { return unreachable(context, failure) }
    }

    /// The provider may have changed its keys since they were fetched: one that is unknown makes us ask once more.
    private func believed(_ text: String, _ question: Question, _ provider: IdentityProvider, _ context: Context) async throws -> IdentityToken {
        func read(_ keys: String) async throws -> IdentityToken {
            try await IdentityToken.read(
                text, keys: keys, issuer: provider.settings.issuer, client: provider.settings.client, nonce: question.nonce, at: context.now)
        }
        do { return try await read(provider.description(at: context.now).keys) } catch IdentityToken.Fault.badSignature {
            return try await read(provider.description(at: context.now, isFresh: true).keys)
        }
    }

    private func question(_ text: String) -> Question? {
        // The cookie was sealed by us; what does not read was sealed by an older version.
        do { return try JSONDecoder().decode(Question.self, from: Data(text.utf8)) } catch { return nil }
    }

    private func unreachable(_ context: Context, _ failure: OutboundCall.Failure) -> Reply {
        context.house.log.error("single sign-on failed", metadata: ["request": "\(context.request.id)", "error": "\(failure)"])
        return failed(
            context, context.w("The provider of your sign-in cannot be reached just now. Try again in a moment, or sign in with your password."),
            status: 502)
    }

    private func failed(_ context: Context, _ text: String, status: Int = 422) -> Reply {
        let w = context.w
        return context.page(
            w("Signing in did not work"), shell: .publicSite, status: status,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("Signing in did not work"))</h1><p class="lead">\(text)</p>
            <p class="block"><a class="button button--act" href="\(AccountsPaths.signIn)">\(w("Sign in"))</a></p></div></div>
            """
        ).carryingNothing(in: context.house)
    }
}
