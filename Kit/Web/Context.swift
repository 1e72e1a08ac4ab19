import Foundation
import Kernel
import Markup
import Storage

/// Everything a handler knows of the request it answers.
public struct Context: Sendable {
    public let house: House
    public internal(set) var request: Inbound
    /// Nil for the public.
    public let visitor: Visitor?
    public let w: Words
    public let now: Instant
    let anonymousKey: AnonymousKey
    let flash: Flash?
    /// `Database.generation` before this request's picture of the database was taken.
    let generation: Int

    public var actor: Actor { visitor?.actor ?? .anyone }
    public var language: Language { w.language }

    /// The office the actor works in. Throws `notFound` for somebody without one, so that its pages look absent to them.
    public func office() throws -> OfficeID {
        guard let office = actor.office else { throw AppError.notFound }
        return office
    }

    public func may(_ permission: Permission) -> Bool { permission.allows(actor) }

    /// The identity in the path. What is no identity is not found.
    public func id<Of>(_ name: String, as: ID<Of>.Type = ID<Of>.self) throws -> ID<Of> {
        guard let id = ID<Of>(request.pathValues[name] ?? "") else { throw AppError.notFound }
        return id
    }

    /// A whole number in the path.
    public func number(_ name: String) throws -> Int {
        guard let text = request.pathValues[name], text.count <= 15, let number = Int(text), number >= 0 else { throw AppError.notFound }
        return number
    }

    /// A word in the path.
    public func word(_ name: String) throws -> String {
        guard let text = request.pathValues[name] else { throw AppError.notFound }
        return text
    }

    /// The hidden field every form of ours carries.
    public var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(csrfToken)\">" }

    /// The token that says that a form is ours, and behind a point by which letter's key it was opened (`carried`).
    var csrfToken: String {
        let token = house.guardian.token(for: visitor.map { .session(key: $0.sessionKey, office: $0.actor.office) } ?? .anonymous(anonymousKey.use()))
        return carriedMark.map { "\(token).\($0)" } ?? token
    }

    /// A page in the shell of the office or, for `.publicSite`, of the public pages.
    public func page(_ title: String, shell: ShellKind = .office, status: Int = 200, path: String? = nil, head: HTML = .empty, _ body: HTML) -> Reply
    {
        .html(
            Shell(
                context: self, title: title, kind: actor.office == nil && shell == .office ? .publicSite : shell, path: path ?? request.path,
                head: head
            ).page(body), status: status)
    }

    /// The panels other features put into this place of the page.
    public func panels(_ slot: Panel.Slot, _ subject: String, _ connection: Connection) throws -> HTML {
        try house.panels(slot).compactMap { try $0.view(subject, self, connection) }.joined()
    }
}

/// Somebody who has signed in, as every page needs to know them.
public struct Visitor: Sendable {
    public let actor: Actor
    /// The stored hash of the session's token: what CSRF tokens are bound to. Never the token itself.
    public let sessionKey: String
    public let language: Language?
    public let officeName: String
    public let officeSlug: String
    /// In how many offices this person works; a choice is offered from two.
    public let offices: Int
    /// What a program that came with a token may ask about: resources of the API. Nil for a person at a browser.
    public let resources: Set<String>?
    /// What of these it may write.
    public let writes: Set<String>
    /// The identity of its token.
    public let token: String?
    /// Where somebody has to go before the office opens to them: setting up a second factor that the office asks for.
    public let firstGoTo: String?
    /// Whose part this person plays for a time: name of the absent colleague, whose role they have. Nil: they act as themselves.
    public let actsFor: String?

    public init(
        actor: Actor, sessionKey: String, language: Language?, officeName: String, officeSlug: String, offices: Int, resources: Set<String>? = nil,
        writes: Set<String> = [], token: String? = nil, firstGoTo: String? = nil, actsFor: String? = nil
    ) {
        (self.actor, self.sessionKey, self.language, self.officeName, self.officeSlug, self.offices) = (
            actor, sessionKey, language, officeName, officeSlug, offices
        )
        (self.resources, self.writes, self.token) = (resources, writes, token)
        (self.firstGoTo, self.actsFor) = (firstGoTo, actsFor)
    }
}

/// Knows who a session's token belongs to. Accounts is one; tests bring their own.
public protocol Doorkeeper: Sendable {
    /// Nil when the token is unknown, ended or expired. One statement: this runs on every request.
    func visitor(token: String, on connection: Connection, at now: Instant) throws -> Visitor?
    /// Whom a program's access token speaks for; nil when it is unknown or no longer good.
    func visitor(accessToken: String, on connection: Connection, at now: Instant) throws -> Visitor?
    /// What a program's act was answered that had this key; nil when it is new, or was so long ago that nobody repeats it.
    /// - Parameter token: the identity of the program's token.
    func answered(_ key: String, of token: String, at now: Instant, on connection: Connection) throws -> EarlierAnswer?
    /// Remembers the answer to an act, in its transaction.
    func keep(_ answer: EarlierAnswer, _ key: String, of token: String, at now: Instant, on connection: Connection) throws
}

/// The name under which a visitor without a session fills in a form (sign-in, set-up). Made when a form is shown, then kept as a cookie.
final class AnonymousKey: @unchecked Sendable {
    private let lock = NSLock()
    private var value: String?
    private(set) var isNew = false

    init(cookie: String?) { value = cookie.flatMap { $0.count == 43 ? $0 : nil } }

    /// Nil while nobody asked and no cookie came.
    var present: String? { lock.withLock { value } }

    func use() -> String {
        lock.withLock {
            if let value { return value }
            let made = Guardian.randomText(bytes: 32)
            (value, isNew) = (made, true)
            return made
        }
    }
}
