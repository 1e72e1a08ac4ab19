import Kernel
import Storage

/// Who acts for whom in an office, and until when. The deputy chooses when to act for the absent one; then they may do what the role of the
/// absent one allows, under both names. It ends by itself.
struct StandIn: Sendable {
    let id: ID<StandIn>
    let absent: UserID
    let absentName: String
    let deputy: UserID
    let deputyName: String
    /// First and last day (UTC), both included.
    let from: PartialDate
    let until: PartialDate

    /// The roles that others may hold for a time: those who work in the office. A guest's place is not lent.
    static let lent: Set<Role> = [.admin, .director, .officer, .colleague]
    /// Longer than this is no absence but a change of post.
    static let longestDays: Int64 = 366

    func holds(at now: Instant) -> Bool {
        let today = now.rfc3339.prefix(10)
        return from.description <= today && today <= until.description
    }

    func isOver(at now: Instant) -> Bool { until.description < now.rfc3339.prefix(10) }
}

/// All SQL about stand-ins.
enum StandInStore {
    private static let columns: SQL = """
        a.id AS id, a.absent_id AS absent_id, b.name AS absent_name, a.deputy_id AS deputy_id, d.name AS deputy_name, a.from_day AS from_day, a.until_day AS until_day
        """
    private static let tables: SQL = """
        stand_in a JOIN user_account b ON b.id = a.absent_id JOIN user_account d ON d.id = a.deputy_id
        JOIN membership m ON m.user_id = a.absent_id AND m.office_id = a.office_id
        JOIN membership n ON n.user_id = a.deputy_id AND n.office_id = a.office_id
        """

    private static func make(_ row: Row) throws -> StandIn {
        StandIn(
            id: try row["id"], absent: try row["absent_id"], absentName: try row["absent_name"], deputy: try row["deputy_id"],
            deputyName: try row["deputy_name"], from: try row["from_day"], until: try row["until_day"])
    }

    /// Present and coming ones that concern somebody, on either side, the earliest first.
    static func concerning(_ user: UserID, in office: OfficeID, at now: Instant, on connection: Connection) throws -> [StandIn] {
        try connection.rows(
            """
            SELECT \(columns) FROM \(tables) WHERE a.office_id = \(office) AND a.until_day >= \(String(now.rfc3339.prefix(10)))
            AND (a.absent_id = \(user) OR a.deputy_id = \(user)) ORDER BY a.from_day, a.id LIMIT 50
            """, make)
    }

    /// - Throws: `AppError.notFound` when the office has none such.
    static func find(_ id: ID<StandIn>, in office: OfficeID, on connection: Connection) throws -> StandIn {
        guard let found = try connection.first("SELECT \(columns) FROM \(tables) WHERE a.id = \(id) AND a.office_id = \(office)", make) else {
            throw AppError.notFound
        }
        return found
    }

    /// Those of an office who can stand in for somebody, by name.
    static func candidates(for absent: UserID, in office: OfficeID, on connection: Connection) throws -> [(id: UserID, name: String)] {
        try connection.rows(
            """
            SELECT u.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.office_id = \(office) AND u.id <> \(absent) AND u.is_disabled = 0 AND m.role IN \(list: StandIn.lent.map(\.rawValue).sorted())
            ORDER BY u.sort_key, u.id LIMIT 500
            """
        ) { (try $0["id"], try $0["name"]) }
    }

    static func add(
        _ absent: UserID, _ deputy: UserID, from: PartialDate, until: PartialDate, in office: OfficeID, by actor: Actor, at now: Instant,
        on connection: Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO stand_in (id, office_id, absent_id, deputy_id, from_day, until_day, created_at, created_by)
            VALUES (\(ID<StandIn>.new()), \(office), \(absent), \(deputy), \(from), \(until), \(now), \(actor.name))
            """)
        try UserStore.record(
            "stand-in-named", absent, office: office, from: nil, to: ["deputy": deputy.text, "from": from.description, "until": until.description],
            by: actor, at: now, on: connection)
    }

    /// Whether somebody has a deputy already in these days.
    static func overlaps(_ absent: UserID, from: PartialDate, until: PartialDate, in office: OfficeID, on connection: Connection) throws -> Bool {
        try connection.exists(
            "SELECT 1 FROM stand_in WHERE absent_id = \(absent) AND office_id = \(office) AND from_day <= \(until) AND until_day >= \(from)")
    }

    /// Takes it back at once: who acts under it goes on as themselves.
    static func remove(_ standIn: StandIn, in office: OfficeID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        try connection.run("UPDATE session SET stand_in_id = NULL WHERE user_id = \(standIn.deputy) AND stand_in_id = \(standIn.id)")
        try connection.run("DELETE FROM stand_in WHERE id = \(standIn.id) AND office_id = \(office)")
        try UserStore.record(
            "stand-in-ended", standIn.absent, office: office,
            from: ["deputy": standIn.deputy.text, "from": standIn.from.description, "until": standIn.until.description], to: nil, by: actor, at: now,
            on: connection)
    }

    /// Whoever leaves an office stands in for nobody there, and nobody for them.
    static func removeAll(of user: UserID, in office: OfficeID, on connection: Connection) throws {
        try connection.run("DELETE FROM stand_in WHERE office_id = \(office) AND (absent_id = \(user) OR deputy_id = \(user))")
    }

    /// Begins to act, in this session alone; nil: goes on as oneself.
    static func act(_ standIn: ID<StandIn>?, session key: String, of user: UserID, on connection: Connection) throws {
        try connection.run("UPDATE session SET stand_in_id = \(standIn) WHERE token_hash = \(key) AND user_id = \(user)")
    }
}
