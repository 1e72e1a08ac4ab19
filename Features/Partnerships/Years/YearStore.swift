import Kernel
import Storage

/// All SQL about the years of an office.
struct YearStore {
    let connection: Connection
    let office: OfficeID

    static let subject = "office-year"

    /// So many partnerships at most are in focus: more would be none.
    static let most = 20

    /// What the journal keeps of a year.
    struct State: Codable, Sendable, Equatable {
        let year: Int
        let theme: String
        let text: String
        let focus: [PartnershipID]
    }

    /// The years from one on, the latest first. Two statements.
    func years(from first: Int = 0) throws -> [OfficeYear] {
        let years = try connection.rows(
            """
            SELECT year, theme, body, revision, updated_by, updated_at FROM office_year WHERE office_id = \(office) AND year >= \(first)
            ORDER BY year DESC LIMIT 200
            """
        ) { row in
            OfficeYear(
                year: try row["year"], theme: try row["theme"], text: try row["body"], revision: try row["revision"],
                updatedBy: try row["updated_by"],
                updatedAt: try row["updated_at"])
        }
        guard !years.isEmpty else { return [] }
        let focus = Dictionary(
            grouping: try connection.rows(
                """
                SELECT c.year, p.id, p.kind, o.name FROM office_focus c JOIN partnership p ON p.id = c.partnership_id JOIN organisation o ON o.id = p.partner_id
                WHERE c.office_id = \(office) AND c.year >= \(first) AND p.archived_at IS NULL ORDER BY c.year, p.partner_key, p.id
                """
            ) { row in
                (year: try row["year"] as Int, focus: OfficeYear.Focus(partnership: try row["id"], name: try row["name"], kind: try row["kind"]))
            }, by: \.year)
        return years.map { year in
            var year = year
            year.focus = (focus[year.year] ?? []).map(\.focus)
            return year
        }
    }

    /// - Throws: `AppError.notFound` where the office has said nothing about this year.
    func find(_ year: Int) throws -> OfficeYear {
        guard let found = try years(from: year).last, found.year == year else { throw AppError.notFound }
        return found
    }

    /// Keeps what is said about a year.
    /// - Parameter revision: the one that the writer saw; nil for a new year.
    /// - Throws: `AppError.conflict` when somebody changed it meanwhile, or wrote about this year already.
    func save(_ year: OfficeYear, over revision: Int?, by actor: Actor, at now: Instant) throws {
        let old = try years(from: year.year).last.flatMap { $0.year == year.year ? $0 : nil }
        guard old?.revision == revision else { throw AppError.conflict("Somebody changed this year a moment ago. Open it again.") }
        if let old, (old.theme, old.text) == (year.theme, year.text) { return }
        try connection.run(
            """
            INSERT INTO office_year (office_id, year, theme, body, revision, updated_by, updated_at)
            VALUES (\(office), \(year.year), \(year.theme), \(year.text), 1, \(actor.name), \(now))
            ON CONFLICT (office_id, year) DO UPDATE SET theme = excluded.theme, body = excluded.body, revision = office_year.revision + 1,
            updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """)
        try note(old == nil ? "created" : "changed", old, year.year, by: actor, at: now)
    }

    /// Puts a partnership of the office into the focus of a year, or takes it out.
    /// - Throws: `AppError.notFound` for a year or a partnership that the office has not.
    func setFocus(_ partnership: PartnershipID, _ isOn: Bool, in year: Int, by actor: Actor, at now: Instant) throws {
        let old = try find(year)
        let isOwn =
            try connection.value("SELECT 1 FROM partnership WHERE id = \(partnership) AND office_id = \(office) AND archived_at IS NULL") as Int?
            != nil
        guard isOwn else { throw AppError.notFound }
        let changed = try connection.run(
            isOn
                ? """
                INSERT INTO office_focus (office_id, year, partnership_id) VALUES (\(office), \(year), \(partnership)) ON CONFLICT DO NOTHING
                """
                : "DELETE FROM office_focus WHERE office_id = \(office) AND year = \(year) AND partnership_id = \(partnership)")
        if changed > 0 { try note("focus", old, year, by: actor, at: now) }
    }

    /// Takes back what was said about a year.
    func remove(_ year: Int, by actor: Actor, at now: Instant) throws {
        let old = try find(year)
        try connection.run("DELETE FROM office_focus WHERE office_id = \(office) AND year = \(year)")
        try connection.run("DELETE FROM office_year WHERE office_id = \(office) AND year = \(year)")
        try connection.journal.record(
            try Fact("removed", Self.subject, String(year), office: office, from: state(old), to: State?.none), by: actor, at: now)
        try YearAnnouncing.enqueue(office, by: actor, at: now, connection)
    }

    private func state(_ year: OfficeYear) -> State {
        State(year: year.year, theme: year.theme, text: year.text, focus: year.focus.map(\.partnership))
    }

    /// The journal has it, and the partners are told.
    private func note(_ act: String, _ old: OfficeYear?, _ year: Int, by actor: Actor, at now: Instant) throws {
        try connection.journal.record(
            try Fact(act, Self.subject, String(year), office: office, from: old.map { state($0) }, to: state(try find(year))), by: actor, at: now)
        try YearAnnouncing.enqueue(office, by: actor, at: now, connection)
    }

    // MARK: Whom it is told

    /// The records that this office shares with another one, with its own partnership in each.
    func shared() throws -> [(record: PartnershipID, partnership: PartnershipID?)] {
        try connection.rows(
            """
            SELECT s.record_id, (SELECT MIN(p.id) FROM partnership p WHERE p.record_id = s.record_id AND p.office_id = s.office_id) AS own
            FROM shared_party s WHERE s.office_id = \(office) AND s.state = 'member'
            AND EXISTS (SELECT 1 FROM shared_party x WHERE x.record_id = s.record_id AND x.office_id <> s.office_id AND x.state = 'member')
            ORDER BY s.record_id
            """
        ) { (try $0["record_id"], try $0["own"]) }
    }

    /// Offices of this server that share a record and have a year to tell of.
    static func telling(in record: PartnershipID, _ connection: Connection) throws -> [OfficeID] {
        try connection.rows(
            """
            SELECT DISTINCT y.office_id FROM office_year y JOIN shared_party s ON s.office_id = y.office_id
            WHERE s.record_id = \(record) AND s.state = 'member' ORDER BY y.office_id
            """
        ) { try $0["office_id"] }
    }
}
