import Kernel
import Storage
import Web

/// How somebody is called while they act for an absent colleague, in the language of the office: pages and journal show both names.
public typealias ActingName = @Sendable (_ deputy: String, _ absent: String, Language) -> String

/// The sessions of people who have signed in: all SQL about them. The token itself is in the reader's cookie alone.
public enum SessionStore {
    /// However busy somebody is, they sign in again after so long.
    static let longestDays: Int64 = 30
    /// How far the time of the last request may lag behind.
    static let touchSeconds: Int64 = 300

    /// What is stored of a token: its SHA-256, in hexadecimal.
    public static func key(of token: String) -> String { Guardian.hash(token) }

    /// Begins a session. Its token, 32 random bytes as 43 characters, is known to nobody afterwards but the reader's browser.
    /// - Parameter office: where it begins; nil: where the person worked last, or the only office, or the first by name.
    public static func begin(_ user: UserID, in office: OfficeID? = nil, address: String, agent: String, at now: Instant, on connection: Connection)
        throws -> String
    {
        try open(user, in: office, address: address, agent: agent, at: now, on: connection).token
    }

    /// The same, and tells the office in which it begins.
    static func open(
        _ user: UserID, in office: OfficeID? = nil, isByProvider: Bool = false, address: String, agent: String, at now: Instant,
        on connection: Connection
    ) throws -> (token: String, office: OfficeID?) {
        let token = Guardian.randomText(bytes: 32)
        let start: OfficeID? =
            try office
            ?? connection.value(
                """
                SELECT m.office_id FROM membership m JOIN office o ON o.id = m.office_id JOIN user_account u ON u.id = m.user_id
                WHERE m.user_id = \(user) ORDER BY CASE WHEN m.office_id = u.last_office_id THEN 0 ELSE 1 END, o.name, o.id LIMIT 1
                """)
        try connection.run(
            """
            INSERT INTO session (token_hash, user_id, office_id, created_at, last_seen_at, expires_at, address, agent, is_by_provider)
            VALUES (\(key(of: token)), \(user), \(start), \(now), \(now), \(now.adding(days: longestDays)), \(short(address, 60)), \(short(agent, 200)), \(isByProvider))
            """)
        return (token, start)
    }

    /// Ends one session.
    static func end(_ key: String, on connection: Connection) throws {
        try connection.run("DELETE FROM session WHERE token_hash = \(key)")
    }

    /// Ends one of a person's own sessions, named by the first signs of its key.
    static func end(startingWith start: String, of user: UserID, on connection: Connection) throws -> Bool {
        guard start.count == 16, start.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return false }
        return try connection.run("DELETE FROM session WHERE user_id = \(user) AND substr(token_hash, 1, 16) = \(start)") > 0
    }

    /// Ends all sessions of a person, but for the one named.
    static func endAll(of user: UserID, but key: String? = nil, on connection: Connection) throws {
        let other: SQL = key.map { "AND token_hash <> \($0)" } ?? ""
        try connection.run("DELETE FROM session WHERE user_id = \(user) \(other)")
    }

    /// Removes what has expired.
    static func sweep(sessionHours: Int, at now: Instant, on connection: Connection) throws {
        try connection.run("DELETE FROM session WHERE expires_at <= \(now) OR last_seen_at <= \(now.adding(seconds: -Int64(sessionHours) * 3600))")
    }

    /// Works in another office from the next request on, and begins there next time. The person must belong to it.
    static func moveTo(_ office: OfficeID, session key: String, of user: UserID, on connection: Connection) throws {
        guard try UserStore.role(of: user, in: office, on: connection) != nil else { throw AppError.notFound }
        try connection.run("UPDATE session SET office_id = \(office), stand_in_id = NULL WHERE token_hash = \(key) AND user_id = \(user)")
        try connection.run("UPDATE user_account SET last_office_id = \(office) WHERE id = \(user)")
    }

    static func touch(_ key: String, at now: Instant, on connection: Connection) throws {
        try connection.run("UPDATE session SET last_seen_at = \(now) WHERE token_hash = \(key) AND last_seen_at < \(now)")
    }

    /// Whether somebody must not yet work in an office: it asks for a second factor of people in their role, and they have none.
    /// - Parameter role: the one in which they work.
    static func lacksSecondFactor(_ role: SQL) -> SQL {
        """
        o.requires_second_factor = 1 AND \(role) IN ('admin', 'director', 'officer')
        AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.user_id = u.id AND f.is_confirmed = 1)
        """
    }

    /// Who a token belongs to now, in which office and as what, and when the session was last seen. Whoever acts for an absent colleague has
    /// that colleague's role while the stand-in holds, and both names; a role that asks for a second factor is not lent to somebody without one.
    static func visitor(_ key: String, sessionHours: Int, acting: ActingName, at now: Instant, on connection: Connection) throws -> (
        visitor: Visitor, lastSeen: Instant
    )? {
        let today = String(now.rfc3339.prefix(10))
        return try connection.first(
            """
            SELECT u.id AS user_id, u.name AS user_name, u.language, COALESCE(am.role, m.role) AS role, o.language AS office_language,
                   CASE WHEN am.role IS NULL THEN NULL ELSE au.name END AS absent_name, o.id AS office_id, o.name AS office_name, o.slug, s.last_seen_at,
                   (SELECT COUNT(*) FROM membership c WHERE c.user_id = u.id) AS offices,
                   CASE WHEN s.is_by_provider = 0 AND \(lacksSecondFactor("m.role")) THEN 1 ELSE 0 END AS is_outside
            FROM session s JOIN user_account u ON u.id = s.user_id
            LEFT JOIN membership m ON m.user_id = s.user_id AND m.office_id = s.office_id
            LEFT JOIN office o ON o.id = m.office_id
            LEFT JOIN stand_in a ON a.id = s.stand_in_id AND a.deputy_id = s.user_id AND a.office_id = m.office_id AND a.from_day <= \(today) AND a.until_day >= \(today)
            LEFT JOIN user_account au ON au.id = a.absent_id AND au.is_disabled = 0
            LEFT JOIN membership am ON am.user_id = au.id AND am.office_id = a.office_id
                AND (s.is_by_provider = 1 OR NOT (\(lacksSecondFactor("am.role"))))
            WHERE s.token_hash = \(key) AND u.is_disabled = 0 AND s.expires_at > \(now) AND s.last_seen_at > \(now.adding(seconds: -Int64(sessionHours) * 3600))
            """
        ) { row in
            let isOutside: Bool = try row["is_outside"]
            let absent: String? = try row["absent_name"]
            let own: String = try row["user_name"]
            let name = try absent.map { acting(own, $0, try row["office_language"]) } ?? own
            let actor = Actor(
                user: try row["user_id"], name: name, office: isOutside ? nil : try row["office_id"],
                role: isOutside ? nil : try row["role"])
            let visitor = Visitor(
                actor: actor, sessionKey: key, language: try row["language"], officeName: try row["office_name"] ?? "",
                officeSlug: try row["slug"] ?? "", offices: try row["offices"], firstGoTo: isOutside ? AccountsPaths.secondFactor : nil,
                actsFor: absent)
            return (visitor, try row["last_seen_at"])
        }
    }

    /// One of a person's sessions, as its owner sees it.
    struct Standing: Sendable {
        let key: String
        let createdAt: Instant
        let lastSeenAt: Instant
        let address: String
        let agent: String
    }

    /// The sessions of a person that still count, the latest first.
    static func standing(of user: UserID, sessionHours: Int, at now: Instant, on connection: Connection) throws -> [Standing] {
        try connection.rows(
            """
            SELECT token_hash, created_at, last_seen_at, address, agent FROM session
            WHERE user_id = \(user) AND expires_at > \(now) AND last_seen_at > \(now.adding(seconds: -Int64(sessionHours) * 3600))
            ORDER BY last_seen_at DESC, token_hash LIMIT 50
            """
        ) { row in
            Standing(
                key: try row["token_hash"], createdAt: try row["created_at"], lastSeenAt: try row["last_seen_at"], address: try row["address"],
                agent: try row["agent"])
        }
    }

    private static func short(_ text: String, _ most: Int) -> String {
        String(text.unicodeScalars.filter { $0.value >= 32 }.prefix(most).map(Character.init))
    }
}
