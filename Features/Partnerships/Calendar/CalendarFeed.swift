import Kernel
import Storage
import Web

/// All SQL about calendars that people subscribe to. The address is the key: of it only the hash is kept.
struct CalendarFeed {
    let connection: Connection

    /// In the journal: of whom, since there is one for each person and office.
    static let subject = "calendar"

    /// How many dates a calendar holds at most.
    static let most = 1000

    /// Who subscribed, and in which language.
    struct Owner: Sendable {
        let actor: Actor
        let officeName: String
        let language: Language?

        /// The office whose dates these are.
        var office: OfficeID {
            get throws {
                guard let office = actor.office else { throw AppError.notFound }
                return office
            }
        }
    }

    /// When the calendar of this person was made; nil where there is none.
    func made(by user: UserID, in office: OfficeID) throws -> Instant? {
        try connection.value("SELECT created_at FROM calendar_feed WHERE user_id = \(user) AND office_id = \(office)")
    }

    /// Makes an address; the one before opens nothing any more.
    func make(for user: UserID, in office: OfficeID, by actor: Actor, at now: Instant) throws -> String {
        let token = Guardian.randomText(bytes: 32)
        try connection.run(
            """
            INSERT INTO calendar_feed (user_id, office_id, token_hash, created_at) VALUES (\(user), \(office), \(Guardian.hash(token)), \(now))
            ON CONFLICT (user_id, office_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at
            """)
        try connection.journal.record(Fact("made", Self.subject, user.text, office: office), by: actor, at: now)
        return token
    }

    func end(of user: UserID, in office: OfficeID, by actor: Actor, at now: Instant) throws {
        guard try connection.run("DELETE FROM calendar_feed WHERE user_id = \(user) AND office_id = \(office)") > 0 else { return }
        try connection.journal.record(Fact("ended", Self.subject, user.text, office: office), by: actor, at: now)
    }

    /// Whose calendar an address opens; nil when it is unknown, or its owner is shut out or has left the office.
    func owner(of token: String) throws -> Owner? {
        guard token.utf8.count == 43 else { return nil }
        return try connection.first(
            """
            SELECT u.id AS user_id, u.name AS user_name, u.language, m.role, o.id AS office_id, o.name AS office_name
            FROM calendar_feed c JOIN user_account u ON u.id = c.user_id JOIN membership m ON m.user_id = c.user_id AND m.office_id = c.office_id
            JOIN office o ON o.id = c.office_id WHERE c.token_hash = \(Guardian.hash(token)) AND u.is_disabled = 0
            """
        ) { row in
            Owner(
                actor: Actor(user: try row["user_id"], name: try row["user_name"], office: try row["office_id"], role: try row["role"]),
                officeName: try row["office_name"], language: try row["language"])
        }
    }

    /// A partnership whose present term ends, or which is to be reviewed.
    struct TermDates: Sendable {
        let id: PartnershipID
        let name: String
        let ends: PartialDate?
        let review: PartialDate?
        /// It goes on after its end unless a party says no.
        let goesOn: Bool
        let changed: Instant
    }

    /// Ends and reviews of terms from a day on, the next first: of more than the limit the nearest.
    func terms(for actor: Actor, from today: PartialDate, limit: Int = Self.most) throws -> [TermDates] {
        try connection.rows(
            """
            SELECT p.id, o.name, t.ends, t.review, t.renewal, r.updated_at
            FROM partnership_term t JOIN partnership p ON p.record_id = t.record_id
            JOIN shared_record r ON r.id = t.record_id JOIN organisation o ON o.id = p.partner_id
            WHERE \(VisiblePartnerships.condition(for: actor)) AND p.status <> 'ended' AND (t.ends >= \(today) OR t.review >= \(today))
            ORDER BY CASE WHEN t.ends >= \(today) AND (t.review IS NULL OR t.review < \(today) OR t.ends <= t.review) THEN t.ends ELSE t.review END, p.id
            LIMIT \(limit)
            """
        ) { row in
            let renewal: String = try row["renewal"]
            return TermDates(
                id: try row["id"], name: try row["name"], ends: try row["ends"], review: try row["review"],
                goesOn: renewal == TermKind.Renewal.tacit.rawValue, changed: try row["updated_at"])
        }
    }
}
