import Kernel
import Storage
import Web

/// Somebody asked into an office, who has not come yet. It ends when it is taken up, withdrawn or too old.
public struct Invitation: Sendable {
    public let id: ID<Invitation>
    public let office: OfficeID
    public let email: String
    public let name: String
    public let role: Role
    /// The language of the letter; nil: that of the office.
    public let language: Language?
    public let createdAt: Instant
    public let expiresAt: Instant
    /// Name of who asked.
    public let invitedBy: String

    public func isExpired(at now: Instant) -> Bool { expiresAt <= now }
}

/// All SQL about invitations. The key in the letter is known to the letter alone: here is its hash.
enum InvitationStore {
    /// Days an invitation is good for.
    static let days: Int64 = 7

    private static let columns: SQL = """
        i.id, i.office_id, i.email, i.name, i.role, i.language, i.created_at, i.expires_at, COALESCE(u.name, '') AS invited_by
        """
    private static let from: SQL = "invitation i LEFT JOIN user_account u ON u.id = i.invited_by"

    /// Asks somebody in. An invitation to the same address that stands already is replaced, and its link no longer works.
    static func invite(_ person: NewPerson, to office: OfficeID, language: Language?, by actor: Actor, at now: Instant, on connection: Connection)
        throws
        -> (invitation: Invitation, token: String)
    {
        try connection.run("DELETE FROM invitation WHERE office_id = \(office) AND email = \(person.email.text)")
        let (id, token) = (ID<Invitation>.new(), Guardian.randomText(bytes: 32))
        try connection.run(
            """
            INSERT INTO invitation (id, token_hash, office_id, email, name, role, language, invited_by, created_at, expires_at)
            VALUES (\(id), \(SessionStore.key(of: token)), \(office), \(person.email.text), \(person.name), \(person.role), \(language), \(actor.user), \(now), \(now.adding(days: days)))
            """)
        try record(
            "invited", id, office, ["email": person.email.text, "name": person.name, "role": person.role.rawValue], by: actor, at: now, on: connection
        )
        guard let made = try find(id, in: office, on: connection) else { throw AppError.notFound }
        return (made, token)
    }

    /// A new link for an invitation that stands; the one before no longer works.
    static func renew(_ invitation: Invitation, by actor: Actor, at now: Instant, on connection: Connection) throws -> String {
        let token = Guardian.randomText(bytes: 32)
        try connection.run(
            "UPDATE invitation SET token_hash = \(SessionStore.key(of: token)), expires_at = \(now.adding(days: days)) WHERE id = \(invitation.id)")
        try record("invited-again", invitation.id, invitation.office, ["email": invitation.email], by: actor, at: now, on: connection)
        return token
    }

    /// Ends it: taken up or withdrawn.
    static func end(_ invitation: Invitation, as act: String, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard try connection.run("DELETE FROM invitation WHERE id = \(invitation.id)") == 1 else { throw AppError.notFound }
        try record(act, invitation.id, invitation.office, ["email": invitation.email], by: actor, at: now, on: connection)
    }

    static func find(_ id: ID<Invitation>, in office: OfficeID, on connection: Connection) throws -> Invitation? {
        try connection.first("SELECT \(columns) FROM \(from) WHERE i.id = \(id) AND i.office_id = \(office)", Invitation.init(row:))
    }

    /// The invitation a link opens, if it still does.
    static func find(token: String, at now: Instant, on connection: Connection) throws -> Invitation? {
        try connection.first(
            "SELECT \(columns) FROM \(from) WHERE i.token_hash = \(SessionStore.key(of: token)) AND i.expires_at > \(now)", Invitation.init(row:))
    }

    /// Those of an office that nobody has taken up, the newest first.
    static func standing(in office: OfficeID, on connection: Connection) throws -> [Invitation] {
        try connection.rows("SELECT \(columns) FROM \(from) WHERE i.office_id = \(office) ORDER BY i.id DESC LIMIT 200", Invitation.init(row:))
    }

    private static func record(
        _ act: String, _ id: ID<Invitation>, _ office: OfficeID, _ after: [String: String], by actor: Actor, at now: Instant,
        on connection: Connection
    ) throws {
        try connection.journal.record(try Fact(act, "invitation", id.text, office: office, from: nil, to: after), by: actor, at: now)
    }
}

extension Invitation {
    init(row: Row) throws {
        id = try row["id"]
        office = try row["office_id"]
        email = try row["email"]
        name = try row["name"]
        role = try row["role"]
        language = try row["language"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        invitedBy = try row["invited_by"]
    }
}
