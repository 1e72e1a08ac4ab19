import Kernel
import Storage

extension UserStore {
    /// The offices somebody belongs to, by name.
    public static func memberships(of user: UserID, on connection: Connection) throws -> [Membership] {
        try connection.rows(
            """
            SELECT o.id, o.name, o.slug, m.role FROM membership m JOIN office o ON o.id = m.office_id
            WHERE m.user_id = \(user) ORDER BY o.name, o.id
            """
        ) { row in Membership(office: try row["id"], officeName: try row["name"], officeSlug: try row["slug"], role: try row["role"]) }
    }

    /// Somebody's role in an office; nil for a stranger.
    public static func role(of user: UserID, in office: OfficeID, on connection: Connection) throws -> Role? {
        try connection.first("SELECT role FROM membership WHERE user_id = \(user) AND office_id = \(office)") { row in try row["role"] }
    }

    /// Lets somebody work in an office, or gives them another role there. It counts from their next request on.
    public static func setMembership(_ user: UserID, in office: OfficeID, as role: Role, by actor: Actor, at now: Instant, on connection: Connection)
        throws
    {
        let before = try Self.role(of: user, in: office, on: connection)
        guard before != role else { return }
        try connection.run(
            """
            INSERT INTO membership (user_id, office_id, role, created_at) VALUES (\(user), \(office), \(role), \(now))
            ON CONFLICT (user_id, office_id) DO UPDATE SET role = excluded.role
            """)
        try record(
            before == nil ? "joined" : "role-changed", user, office: office, from: before.map { ["role": $0.rawValue] }, to: ["role": role.rawValue],
            by: actor, at: now, on: connection)
    }

    /// Takes somebody out of an office: their access tokens for it and what they lent or were lent end. Their account stays.
    public static func removeMembership(_ user: UserID, from office: OfficeID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard let before = try role(of: user, in: office, on: connection) else { throw AppError.notFound }
        try connection.run("DELETE FROM membership WHERE user_id = \(user) AND office_id = \(office)")
        try connection.run("DELETE FROM access_token WHERE user_id = \(user) AND office_id = \(office)")
        try StandInStore.removeAll(of: user, in: office, on: connection)
        try connection.run("UPDATE session SET office_id = NULL WHERE user_id = \(user) AND office_id = \(office)")
        try connection.run("UPDATE user_account SET last_office_id = NULL WHERE id = \(user) AND last_office_id = \(office)")
        try record("left", user, office: office, from: ["role": before.rawValue], to: nil, by: actor, at: now, on: connection)
    }

    /// Whether somebody else of an office goes by this name.
    public static func hasNamesake(of user: UserID, _ name: String, in office: OfficeID, on connection: Connection) throws -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM membership m JOIN user_account u ON u.id = m.user_id WHERE m.office_id = \(office) AND u.name = \(name) AND u.id <> \(user)
            """)
    }

    /// Whether an office would still have somebody to manage its accounts without this person.
    static func hasManager(besides user: UserID, in office: OfficeID, on connection: Connection) throws -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.office_id = \(office) AND m.role IN ('admin', 'director') AND u.is_disabled = 0 AND u.id <> \(user)
            """)
    }
}
