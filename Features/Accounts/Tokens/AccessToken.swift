import Kernel
import Storage
import Web

/// A key with which a program of its owner's reads and, where it is made out for that, writes through the API, as its owner may, in one office.
struct AccessToken: Sendable {
    let id: ID<AccessToken>
    let name: String
    let officeName: String
    /// The first signs, by which its owner tells it from others.
    let start: String
    /// What it reads, as the API calls it: `organisations`; what is public it may always read.
    let resources: Set<String>
    /// What of these it may write as well.
    let writes: Set<String>
    let createdAt: Instant
    let expiresAt: Instant
    let lastUsedAt: Instant?

    func isExpired(at now: Instant) -> Bool { expiresAt <= now }
}

/// All SQL about access tokens. Of a token only the hash is kept.
enum AccessTokenStore {
    /// By this a token is known wherever it turns up: in a log, in a repository.
    static let prefix = "proxenia_"

    /// Makes one. It is told to its owner once.
    static func make(
        _ name: String, resources: Set<String>, writes: Set<String> = [], days: Int64, of user: UserID, in office: OfficeID, by actor: Actor,
        at now: Instant,
        on connection: Connection
    ) throws -> String {
        let token = prefix + Guardian.randomText(bytes: 32)
        let id = ID<AccessToken>.new()
        // What may be written is read as well: an answer shows it.
        let list = resources.union(writes).sorted().joined(separator: " ")
        let written = writes.sorted().joined(separator: " ")
        try connection.run(
            """
            INSERT INTO access_token (id, token_hash, user_id, office_id, name, start, resources, writes, created_at, expires_at)
            VALUES (\(id), \(SessionStore.key(of: token)), \(user), \(office), \(name), \(String(token.prefix(prefix.count + 4))), \(list), \(written), \(now), \(now.adding(days: days)))
            """)
        try UserStore.record(
            "token-made", user, office: office, from: nil, to: ["name": name, "resources": list, "writes": written], by: actor, at: now,
            on: connection)
        return token
    }

    static func all(of user: UserID, on connection: Connection) throws -> [AccessToken] {
        try connection.rows(
            """
            SELECT t.id, t.name, o.name AS office_name, t.start, t.resources, t.writes, t.created_at, t.expires_at, t.last_used_at
            FROM access_token t JOIN office o ON o.id = t.office_id WHERE t.user_id = \(user) ORDER BY t.id DESC LIMIT 100
            """
        ) { row in
            AccessToken(
                id: try row["id"], name: try row["name"], officeName: try row["office_name"], start: try row["start"],
                resources: try set(row, "resources"), writes: try set(row, "writes"), createdAt: try row["created_at"],
                expiresAt: try row["expires_at"], lastUsedAt: try row["last_used_at"])
        }
    }

    static func remove(_ id: ID<AccessToken>, of user: UserID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard let name: String = try connection.value("SELECT name FROM access_token WHERE id = \(id) AND user_id = \(user)") else {
            throw AppError.notFound
        }
        try connection.run("DELETE FROM access_token WHERE id = \(id) AND user_id = \(user)")
        try UserStore.record("token-removed", user, office: actor.office, from: ["name": name], to: nil, by: actor, at: now, on: connection)
    }

    /// Who a token speaks for: its owner, as what they are in its office now. Nil when it is unknown, too old, or its owner is shut out, has
    /// left the office, or has no second factor where the office asks for one.
    static func visitor(_ token: String, at now: Instant, on connection: Connection) throws -> (visitor: Visitor, id: String, lastUsed: Instant?)? {
        guard token.hasPrefix(prefix), token.utf8.count == prefix.utf8.count + 43 else { return nil }
        return try connection.first(
            """
            SELECT t.id, t.resources, t.writes, t.last_used_at, u.id AS user_id, u.name AS user_name, u.language, m.role, o.id AS office_id, o.name AS office_name, o.slug
            FROM access_token t JOIN user_account u ON u.id = t.user_id
            JOIN membership m ON m.user_id = t.user_id AND m.office_id = t.office_id
            JOIN office o ON o.id = t.office_id
            WHERE t.token_hash = \(SessionStore.key(of: token)) AND t.expires_at > \(now) AND u.is_disabled = 0 AND NOT (\(SessionStore.lacksSecondFactor("m.role")))
            """
        ) { row in
            let actor = Actor(user: try row["user_id"], name: try row["user_name"], office: try row["office_id"], role: try row["role"])
            let id: String = try row["id"]
            let visitor = Visitor(
                actor: actor, sessionKey: "token \(id)", language: try row["language"], officeName: try row["office_name"],
                officeSlug: try row["slug"], offices: 1, resources: try set(row, "resources"), writes: try set(row, "writes"), token: id)
            return (visitor, id, try row["last_used_at"])
        }
    }

    private static func set(_ row: Row, _ column: String) throws -> Set<String> {
        Set((try row[column] as String).split(separator: " ").map(String.init))
    }

    static func touch(_ id: String, at now: Instant, on connection: Connection) throws {
        try connection.run("UPDATE access_token SET last_used_at = \(now) WHERE id = \(id)")
    }
}
