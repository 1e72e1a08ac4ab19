import Kernel
import Storage

/// A day on which something is to be done about a term: it ends, or the parties look at it.
struct TermDate: Sendable, Equatable {
    enum What: String, Sendable { case end, review }

    let id: PartnershipID
    /// The partner, as the register calls it.
    let name: String
    let what: What
    let day: PartialDate
    /// It goes on after its end unless a party says no.
    let goesOn: Bool
    let office: OfficeID
    /// Who leads the partnership, as a free name; empty for nobody.
    let lead: String
}

/// The days of terms of which offices are reminded: all SQL about `term_reminder`, and what asks `partnership_term` for many at once.
struct TermDates {
    let connection: Connection

    /// Ends and reviews before a day, of partnerships that neither rest nor lie in the archive. Of those whose day has passed the latest come
    /// first, since the older ones are known; then those to come, the next first.
    /// - Parameter limit: of the passed ones and of those to come each.
    func within(_ limit: PartialDate, today: PartialDate, for actor: Actor, atMost most: Int) throws -> [TermDate] {
        let visible = VisiblePartnerships.condition(for: actor)
        let passed = Self.days(visible) { "\($0) < \(today)" }, coming = Self.days(visible) { "\($0) >= \(today) AND \($0) <= \(limit)" }
        let found = try connection.rows(
            """
            SELECT * FROM (SELECT * FROM (\(passed)) d ORDER BY d.day DESC, d.id LIMIT \(most)) passed
            UNION ALL SELECT * FROM (SELECT * FROM (\(coming)) e ORDER BY e.day, e.id LIMIT \(most)) coming
            """, Self.date)
        return found.filter { $0.day < today }.sorted { ($1.day, $0.id.text) < ($0.day, $1.id.text) }
            + found.filter { $0.day >= today }.sorted { ($0.day, $0.id.text) < ($1.day, $1.id.text) }
    }

    /// What somebody is to be told of on a day and has not been told.
    func due(_ occasion: TermReminders.Occasion, from first: PartialDate, until last: PartialDate) throws -> [TermDate] {
        try connection.rows(
            """
            SELECT * FROM (\(Self.days("p.archived_at IS NULL") { "\($0) >= \(first) AND \($0) <= \(last)" })) d WHERE d.what = \(occasion.what)
            AND NOT EXISTS (SELECT 1 FROM term_reminder s WHERE s.partnership_id = d.id AND s.occasion = \(occasion.rawValue) AND s.day = d.day)
            ORDER BY d.day, d.id
            """, Self.date)
    }

    func note(_ dates: [TermDate], _ occasion: TermReminders.Occasion, at now: Instant) throws {
        guard !dates.isEmpty else { return }
        let rows = dates.map { "(\($0.id), \($0.office), \(occasion.rawValue), \($0.day), \(now))" as SQL }
        try connection.run(
            """
            INSERT INTO term_reminder (partnership_id, office_id, occasion, day, sent_at) VALUES \(rows.joined(separator: ", "))
            ON CONFLICT (partnership_id, occasion, day) DO NOTHING
            """)
    }

    /// A line for each end and each review on these days. Begins with the few terms, not with the register: the planner would rather not.
    /// - Parameter when: what is asked of the column of the day.
    private static func days(_ visible: SQL, when: (SQL) -> SQL) -> SQL {
        func part(_ what: SQL, _ column: SQL) -> SQL {
            """
            SELECT p.id, o.name, \(what) AS what, \(column) AS day, t.renewal, p.office_id, p.lead_name
            FROM partnership_term t CROSS JOIN partnership p JOIN organisation o ON o.id = p.partner_id
            WHERE p.record_id = t.record_id AND \(visible) AND p.status NOT IN ('ended', 'suspended') AND \(column) IS NOT NULL AND \(when(column))
            """
        }
        return "\(part("'end'", "t.ends")) UNION ALL \(part("'review'", "t.review"))"
    }

    private static func date(_ row: Row) throws -> TermDate {
        let (what, renewal): (String, String) = (try row["what"], try row["renewal"])
        return TermDate(
            id: try row["id"], name: try row["name"], what: what == TermDate.What.review.rawValue ? .review : .end, day: try row["day"],
            goesOn: renewal == TermKind.Renewal.tacit.rawValue, office: try row["office_id"], lead: try row["lead_name"])
    }
}
