import Foundation
import Kernel
import Logging
import Markup
import Storage

/// An address was asked with a method that it does not know.
struct WrongMethod: Error {
    let method: String
    let allowed: [String]
}

/// Answers a request, always in the same order: CSRF, session, permission, load, act, commit, reply.
struct Answering: Sendable {
    static let sessionCookie = "proxenia"
    static let anonymousCookie = "proxenia-visitor"
    static let flashCookie = "proxenia-flash"
    static let carriedCookie = "proxenia-key"
    static let languageCookie = "proxenia-language"

    let house: House

    /// A handler's reply that must not be committed.
    private struct RolledBack: Error { let reply: Reply }

    func answer(_ route: Route, _ request: Inbound) async -> Reply {
        let anonymous = AnonymousKey(cookie: request.cookie(Self.anonymousCookie))
        let flash = request.cookie(Self.flashCookie).flatMap(house.guardian.unseal).flatMap(Self.flash)
        var reply = await attempt(route, request, anonymous, flash)
        if let incident = reply.incident {
            let name = house.isKnown(route.path) ? route.path : "other"
            house.log.log(
                level: incident.level, incident.event,
                metadata: ["request": .string(request.id), "route": .string(name), "error": .string(incident.error.description)])
        }
        if let word = reply.flash {
            reply = reply.cookie(Self.flashCookie, house.guardian.seal(word.kind.rawValue + " " + word.text), seconds: 60, secure: house.isSecure)
        } else if flash != nil, reply.status == 200 {
            reply = reply.cookie(Self.flashCookie, "", seconds: 0, secure: house.isSecure)
        }
        if route.path.contains("{token}") {
            // The address is a key: it is told to no other site, kept by no cache and found by no search engine.
            reply = reply.header("referrer-policy", "no-referrer").header("x-robots-tag", "noindex, nofollow")
            if !reply.headers.contains(where: { $0.name == "cache-control" }) { reply = reply.header("cache-control", "no-store") }
        }
        if anonymous.isNew { reply = reply.cookie(Self.anonymousCookie, anonymous.use(), seconds: 86_400, secure: house.isSecure) }
        return reply
    }

    private func attempt(_ route: Route, _ request: Inbound, _ anonymous: AnonymousKey, _ flash: Flash?) async -> Reply {
        let generation = house.database.generation
        @Sendable func context(_ visitor: Visitor?) -> Context {
            let wish = request.cookie(Self.languageCookie).flatMap { Language($0) }.flatMap { wish in house.catalogue.languages.first { $0 == wish } }
            let language = visitor?.language ?? wish ?? house.catalogue.negotiate(acceptLanguage: request.headers["accept-language"])
            return Context(
                house: house, request: request, visitor: visitor, w: house.words(language), now: house.clock.now(), anonymousKey: anonymous,
                flash: flash, generation: generation)
        }
        @Sendable func guarded(_ context: Context, _ handle: () throws -> Reply) -> Reply {
            var reply: Reply
            do {
                try check(route, context)
                reply = try handle()
            } catch { reply = failure(error, context) }
            reply.by = context.visitor?.actor
            return reply
        }
        do {
            switch route.work {
            case .read(let handler):
                return try await house.database.read { connection in
                    let context = context(try visitor(route, request, connection))
                    defer { house.onStatements?(route.path, connection.statements) }
                    let reply = guarded(context) { try handler(context, connection) }
                    // The database would end such a transaction with the error that the page tells of already.
                    if reply.status >= 500 { throw RolledBack(reply: reply) }
                    return reply
                }
            case .write(let handler):
                return try await house.database.write { connection in
                    let context = context(try visitor(route, request, connection))
                    let reply = guarded(context) { try handler(context, connection) }
                    if reply.status >= 400 { throw RolledBack(reply: reply) }
                    return reply
                }
            case .flow(let handler):
                let context = context(try await house.database.read { try visitor(route, request, $0) })
                var reply: Reply
                do {
                    try check(route, context)
                    reply = try await handler(context)
                } catch { reply = failure(error, context) }
                reply.by = context.visitor?.actor
                return reply
            }
        } catch let rolledBack as RolledBack {
            return rolledBack.reply
        } catch {
            return failure(error, context(nil))
        }
    }

    /// Whether what is sent here is worth keeping while it arrives: not of somebody who may not send it. Why not says the answer.
    func admits(_ route: Route, _ request: Inbound) async -> Bool {
        do {
            let visitor = try await house.database.read { try self.visitor(route, request, $0) }
            return route.may.allows(visitor?.actor ?? .anyone)
        } catch is StorageError {
            // A database that is busy has said nothing against them: the answer asks again, and tells what went wrong.
            return true
        } catch { return false }
    }

    private func visitor(_ route: Route, _ request: Inbound, _ connection: Connection) throws -> Visitor? {
        if request.path.hasPrefix("/api/"), let given = request.headers["authorization"] {
            guard given.lowercased().hasPrefix("bearer "), given.utf8.count < 200,
                let found = try house.doorkeeper.visitor(
                    accessToken: given.dropFirst(7).trimmingCharacters(in: .whitespaces), on: connection, at: house.clock.now())
            else { throw WrongToken() }
            // Elsewhere than its token says, a program is anybody: it sees what the public sees.
            guard let resource = route.resource, found.resources?.contains(resource) == true, !route.isForPrograms || found.writes.contains(resource)
            else {
                if route.isForPrograms { throw NotForThis() }
                return nil
            }
            return found
        }
        guard !route.isOneClick, !route.isForPrograms, let token = request.cookie(Self.sessionCookie), token.utf8.count == 43 else { return nil }
        return try house.doorkeeper.visitor(token: token, on: connection, at: house.clock.now())
    }

    private func check(_ route: Route, _ context: Context) throws {
        if !house.instance.isSetUp, !route.path.hasPrefix("/set-up"), !route.path.hasPrefix("/language"), !route.path.hasPrefix("/api/"),
            route.path != "/healthz"
        {
            throw Elsewhere(path: "/set-up")
        }
        if route.isForPrograms {
            // A token is in no browser's hands to be sent along unasked; what has none is nobody, whatever cookies it brings.
            guard context.visitor?.token != nil else { throw AppError.signInFirst }
            guard route.may.allows(context.actor) else { throw NotForThis() }
            return
        }
        if route.method != .get, !route.isOneClick { try checkForgery(context) }
        guard !route.may.allows(context.actor) else { return }
        if let path = context.visitor?.firstGoTo, route.method == .get, !isAPI(context) { throw Elsewhere(path: path) }
        // A token opens more than this, or the same for others: signing in is not what is missing.
        if isAPI(context), context.request.headers["authorization"] != nil { throw NotForThis() }
        // A visitor is shown the way in; somebody who is in and may not sees what a stranger sees of an absent page.
        throw context.actor.isSignedIn ? AppError.notFound : AppError.signInFirst
    }

    private struct Elsewhere: Error { let path: String }

    /// A token was sent that opens nothing. Said even where nothing needed opening, so that its owner notices.
    private struct WrongToken: Error {}

    /// A token that is good, but not for this: it was made out for something else, or its owner may not do it (any more).
    private struct NotForThis: Error {}

    private func checkForgery(_ context: Context) throws {
        let headers = context.request.headers
        if let site = headers["sec-fetch-site"], site == "cross-site" {
            throw AppError.invalid(context.w("This form was sent from another site. Please open the page here and send it again."))
        }
        let holder: Guardian.Holder? =
            context.visitor.map { .session(key: $0.sessionKey, office: $0.actor.office) } ?? context.anonymousKey.present.map { .anonymous($0) }
        let sent = context.request.form["csrf"] ?? headers["x-csrf-token"] ?? ""
        guard let holder, house.guardian.accepts(String(sent.prefix { $0 != "." }), for: holder) else {
            throw AppError.invalid(
                context.w(
                    "This form is too old, or you signed in or out or changed the office meanwhile. Go back, reload the page and send it again: what you typed is still there."
                ))
        }
    }

    // MARK: What goes wrong

    private func failure(_ error: any Error, _ context: Context) -> Reply {
        let w = context.w
        switch error {
        case let elsewhere as Elsewhere: return .redirect(elsewhere.path)
        case is WrongToken:
            return problem(401, w("This access token is unknown, taken back or too old."), context).header(
                "www-authenticate", "Bearer error=\"invalid_token\"")
        case is NotForThis: return problem(403, w("This access token was not made out for this, or its owner may not do it."), context)
        case let refusal as NotTaken: return problem(refusal.status, refusal.title, context, refusal)
        case AppError.signInFirst:
            if isAPI(context) { return problem(401, w("Sign in first."), context).header("www-authenticate", "Bearer") }
            let back = context.request.method == .get ? context.request.address : "/office"
            return .redirect("/sign-in" + Parameters([("back", back)]).queryString)
        case AppError.notFound:
            return page(
                404, w("There is no such page"), w("It may have been moved or removed, or it is not yours to see. The address may also be mistyped."),
                context)
        case let wrong as WrongMethod:
            let text = w("This address answers \(w.list(wrong.allowed)), and not \(wrong.method).")
            return page(405, w("This address cannot be asked like that"), text, context).header("allow", wrong.allowed.joined(separator: ", "))
        case AppError.invalid(let text): return page(422, w("That did not work"), text, context)
        case AppError.conflict(let text): return page(409, w("Somebody else changed this meanwhile"), text, context)
        case let hindrance as NotNow: return page(409, hindrance.title, hindrance.text, context, way: hindrance.way)
        case AppError.tooMany(let seconds):
            return page(429, w("Too many tries"), w("Please wait \(max(1, (seconds + 59) / 60)) minutes, then try again."), context).header(
                "retry-after", String(seconds))
        case AppError.tooLarge(let limit):
            return page(
                413, w("That is too large"),
                w("At most \(max(1, limit >> 20)) MB can be sent here. Split the file, or leave out what is not needed."), context)
        case is CancellationError: return Reply(status: 499)
        case StorageError.overloaded, StorageError.busy:
            var reply = page(503, w("The server is busy"), w("Nothing was lost and nothing was changed. Please try again in a moment."), context)
            reply.incident = Incident(event: "database busy", level: .warning, error: ErrorKind(error))
            return reply.header("retry-after", "5")
        case StorageError.diskFull, StorageError.readOnly:
            var reply = page(
                507, w("The server has no room left"),
                w(
                    "Nothing was changed, and nothing of what was stored is lost. Tell your administrator, then go back and send the form again: what you typed is still there."
                ), context)
            reply.incident = Incident(event: "database cannot be written", error: ErrorKind(error))
            return reply
        default:
            var reply = page(
                500, w("Something went wrong on our side"),
                w("Nothing of what was stored is lost. If it happens again, tell your administrator this reference: \(context.request.id)"), context)
            reply.incident = Incident(event: "request failed", error: ErrorKind(error))
            return reply
        }
    }

    func isAPI(_ context: Context) -> Bool { context.request.path.hasPrefix("/api/") }

    /// - Parameter way: what leads on from there; nil for the start page.
    func page(_ status: Int, _ title: String, _ text: String, _ context: Context, way: (word: String, path: String)? = nil) -> Reply {
        if isAPI(context) { return problem(status, text, context) }
        let way = way ?? (context.w("To the start page"), context.actor.office == nil ? "/" : "/office")
        let frame = context.actor.office == nil ? "wrap block" : "block"
        return context.page(
            title, status: status,
            """
            <div class="\(frame)"><div class="desk-head"><div><h1>\(title)</h1></div></div>
            <p class="lead">\(text)</p>
            \(if: status > 500, "<p>\(context.w("Reference: \(context.request.id)"))</p>")
            <p class="block"><a class="button" href="\(way.path)">\(way.word)</a></p></div>
            """)
    }

    /// Problem details for machines (RFC 9457).
    private func problem(_ status: Int, _ text: String, _ context: Context, _ refusal: NotTaken? = nil) -> Reply {
        var details: [String: JSONValue] = ["status": .integer(status), "title": .string(text), "reference": .string(context.request.id)]
        if let refusal {
            details.merge(refusal.members) { first, _ in first }
            let errors = refusal.problems.fields.map { ["field": .string($0.name), "message": .string($0.text)] as JSONValue }
            if !errors.isEmpty { details["errors"] = .array(errors) }
        }
        do {
            var reply = try Reply.json(JSONValue.object(details), status: status)
            if case .bytes(let bytes, _) = reply.body { reply.body = .bytes(bytes, type: "application/problem+json") }
            return reply
        } catch { return Reply(status: status) }
    }

    private static func flash(_ text: String) -> Flash? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let kind = Flash.Kind(rawValue: String(parts[0])) else { return nil }
        return Flash(kind: kind, text: String(parts[1]))
    }
}
