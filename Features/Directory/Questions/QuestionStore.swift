import Kernel
import Storage
import Web

/// Whoever is asked whether an entry still holds: all SQL about it, for all kinds alike.
struct QuestionStore {
    let connection: Connection
    let kinds: [AskedKind]

    init(_ connection: Connection, _ kinds: [AskedKind]) { (self.connection, self.kinds) = (connection, kinds) }

    /// Days after which somebody who has not answered is reminded, once, and days the link is good for.
    static let daysBetween: Int64 = 30
    static let daysGood: Int64 = 90
    /// Days from the first letter of one year to that of the next. As many lie at least between a reminder and the next one, so that no
    /// year, wherever one begins to count, holds more than two letters.
    static let daysOfRound: Int64 = 365
    static let purpose = "contact"
    /// Signs of a link's key: 32 random bytes, base64url.
    static let lengthOfKey = 43

    // MARK: Whom to ask

    /// Entries with an address whose last word is older than a year, who want to be asked, and whose letters of this year are not used up.
    /// Whose question is oldest comes first, so that those who never answer keep nobody waiting; the offices take turns.
    /// - Parameters:
    ///   - office: nil: every office that has switched on asking by itself.
    ///   - limit: most of one office.
    ///   - mostOfAll: most altogether.
    func due(_ office: OfficeID?, at now: Instant, limit: Int, mostOfAll: Int = .max) throws -> [AskedCandidate] {
        guard let today = PartialDate.day(of: now) else { return [] }
        let all = kinds.map { due($0, office, today: today, at: now) }.joined(separator: " UNION ALL ")
        let candidates = try connection.rows(
            """
            WITH asked AS (\(all)), due AS (
                SELECT a.*, ROW_NUMBER() OVER (PARTITION BY a.office_id ORDER BY a.asked_at, COALESCE(a.confirmed_on, ''), a.id) AS turn FROM asked a
            )
            SELECT * FROM due WHERE turn <= \(limit) ORDER BY turn, asked_at, id LIMIT \(mostOfAll)
            """
        ) { row in
            AskedCandidate(
                subject: try row["subject"], id: try row["id"], office: try row["office_id"], officeName: try row["office_name"],
                officeLanguage: try row["office_language"], name: try row["name"], email: try row["email"], confirmedOn: try row["confirmed_on"],
                isReminder: try row["is_reminder"])
        }
        return oncePerAddress(candidates)
    }

    private func due(_ kind: AskedKind, _ office: OfficeID?, today: PartialDate, at now: Instant) -> SQL {
        let (t, e) = (kind.tables, kind.tables.entries)
        let whose: SQL = office.map { "\(e.office) = \($0)" } ?? "f.\(t.asksByItself) = 1"
        let reminder: SQL = "(q.letters = 1 AND q.answered_at IS NULL AND q.asked_at < \(now.adding(days: -Self.daysBetween)))"
        let isNextYear: SQL = """
            (q.round_at <= \(now.adding(days: -Self.daysOfRound)) AND q.asked_at <= \(now.adding(days: -(Self.daysOfRound - Self.daysBetween))))
            """
        let conditions: [SQL] =
            [
                whose, e.isInUse, "\(e.email) <> ''", "(\(e.confirmedOn) IS NULL OR \(e.confirmedOn) < \(Freshness.before(today, years: 1)))",
                "\(e.updatedAt) < \(now.adding(days: -Self.daysOfRound))", "(q.asked_at IS NULL OR \(reminder) OR \(isNextYear))",
                t.mayBeAsked(now), "\(e.id) NOT IN (\(t.refused))",
            ] + isUnasked(kind, at: now)
        return """
            SELECT \(kind.subject) AS subject, \(e.id) AS id, \(e.office) AS office_id, f.name AS office_name, f.language AS office_language,
                   \(e.name) AS name, \(e.email) AS email, \(e.confirmedOn) AS confirmed_on, COALESCE(q.asked_at, 0) AS asked_at,
                   CASE WHEN NOT \(isNextYear) AND \(reminder) THEN 1 ELSE 0 END AS is_reminder
            FROM \(e.from) JOIN office f ON f.id = \(e.office) LEFT JOIN \(t.questions) q ON q.\(t.key) = \(e.id)
            WHERE \(conditions.joined(separator: " AND "))
            """
    }

    /// The letters of this year to the same address are not about another entry, if one of the two is about a human being.
    private func isUnasked(_ kind: AskedKind, at now: Instant) -> [SQL] {
        let entries = kind.tables.entries
        return kinds.filter { kind.isPersonal || $0.isPersonal }.map { other in
            let besides: SQL = other.subject == kind.subject ? "AND l.\(other.tables.key) <> \(entries.id)" : .empty
            return """
                NOT EXISTS (SELECT 1 FROM \(other.tables.letters) l JOIN \(other.tables.questions) y ON y.\(other.tables.key) = l.\(other.tables.key)
                WHERE lower(l.address) = lower(\(entries.email)) AND l.sent_at >= y.round_at
                AND (y.round_at > \(now.adding(days: -Self.daysOfRound)) OR y.asked_at > \(now.adding(days: -(Self.daysOfRound - Self.daysBetween))))
                \(besides))
                """
        }
    }

    /// The same rule among those who are to be asked at one time: the first stands.
    private func oncePerAddress(_ candidates: [AskedCandidate]) -> [AskedCandidate] {
        let personal = Set(kinds.filter(\.isPersonal).map(\.subject))
        var seen: [String: Bool] = [:]
        return candidates.filter { candidate in
            let isPersonal = personal.contains(candidate.subject)
            let key = candidate.email.lowercased()
            if let before = seen[key], before || isPersonal { return false }
            seen[key] = isPersonal
            return true
        }
    }

    /// Whether somebody said no since it was decided whom to ask.
    func isRefused(_ candidate: AskedCandidate) throws -> Bool {
        if try RefusalStore(connection, kinds).refusedAt(candidate.email) != nil { return true }
        guard let kind = kind(candidate.subject) else { return true }
        let entries = kind.tables.entries
        return try connection.exists(
            "SELECT 1 FROM \(entries.from) WHERE \(entries.id) = \(candidate.id) AND \(entries.id) IN (\(kind.tables.refused))")
    }

    func kind(_ subject: String) -> AskedKind? { kinds.first { $0.subject == subject } }

    // MARK: Questions

    /// Notes that somebody is asked; an older link no longer answers. The one that stops further letters works as long as there is an entry.
    /// - Returns: what the links carry: to answer, and to be asked no more.
    func ask(_ candidate: AskedCandidate, _ kind: AskedKind, by actor: Actor, at now: Instant) throws -> (answer: String, stop: String) {
        let (token, stop) = (Guardian.randomText(bytes: 32), Guardian.randomText(bytes: 32))
        let tables = kind.tables
        let round: SQL = candidate.isReminder ? "\(tables.questions).round_at" : "excluded.round_at"
        try connection.run(
            """
            INSERT INTO \(tables.questions) (\(tables.key), token_hash, asked_at, expires_at, answered_at, remark, round_at, letters)
            VALUES (\(candidate.id), \(Guardian.hash(token)), \(now), \(now.adding(days: Self.daysGood)), \(Instant?.none), \(String?.none), \(now), 1)
            ON CONFLICT (\(tables.key)) DO UPDATE SET token_hash = excluded.token_hash, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
                answered_at = NULL, remark = NULL, letters = \(candidate.isReminder ? 2 : 1), round_at = \(round)
            """)
        try connection.run(
            """
            INSERT INTO \(tables.letters) (token_hash, \(tables.key), address, sent_at)
            VALUES (\(Guardian.hash(stop)), \(candidate.id), \(candidate.email), \(now))
            """)
        try connection.journal.record(Fact("contact asked", kind.subject, candidate.id, office: candidate.office), by: actor, at: now)
        return (token, stop)
    }

    /// What a link asks about, while it is good and unanswered.
    func asked(_ token: String, at now: Instant) throws -> (kind: AskedKind, id: String)? {
        for kind in kinds {
            let tables = kind.tables
            let id: String? = try connection.value(
                """
                SELECT \(tables.key) FROM \(tables.questions)
                WHERE token_hash = \(Guardian.hash(token)) AND expires_at > \(now) AND answered_at IS NULL
                """)
            if let id { return (kind, id) }
        }
        return nil
    }

    /// Notes the answer. A remark says what has changed, and stands before the office until the entry is saved or confirmed.
    func answer(_ kind: AskedKind, _ id: String, remark: String? = nil, at now: Instant) throws {
        try connection.run(
            "UPDATE \(kind.tables.questions) SET answered_at = \(now), remark = \(remark) WHERE \(kind.tables.key) = \(id)")
    }

    /// Notes that somebody wishes to be removed; it erases nothing.
    func wishRemoval(_ kind: AskedKind, _ id: String, at now: Instant) throws {
        try connection.run(
            "UPDATE \(kind.tables.questions) SET answered_at = \(now), removal_at = \(now) WHERE \(kind.tables.key) = \(id)")
    }

    /// What was written back, unless the office has seen to it.
    func remark(_ kind: AskedKind, of id: String) throws -> String? {
        try connection.value("SELECT remark FROM \(kind.tables.questions) WHERE \(kind.tables.key) = \(id) AND remark IS NOT NULL")
    }

    func forgetRemark(_ kind: AskedKind, of id: String) throws {
        try connection.run("UPDATE \(kind.tables.questions) SET remark = NULL WHERE \(kind.tables.key) = \(id) AND remark IS NOT NULL")
    }

    // MARK: Figures

    /// How many entries of an office are in a set of identities: those whose remark waits, those that do not want to be asked.
    func count(_ set: SQL, _ kind: AskedKind, in office: OfficeID) throws -> Int {
        let entries = kind.tables.entries
        return try connection.value(
            "SELECT COUNT(*) FROM \(entries.from) WHERE \(entries.office) = \(office) AND \(entries.isListed) AND \(entries.id) IN (\(set))") ?? 0
    }

    /// How many entries of an office are how old.
    func ages(_ kind: AskedKind, in office: OfficeID, today: PartialDate) throws -> [Freshness: Int] {
        let entries = kind.tables.entries
        let whens = Freshness.allCases.map { "WHEN \($0.condition(on: entries.confirmedOn, today: today)) THEN \($0.rawValue)" as SQL }
        let rows = try connection.rows(
            """
            SELECT CASE \(whens.joined(separator: " ")) END AS age, COUNT(*) AS number
            FROM \(entries.from) WHERE \(entries.office) = \(office) AND \(entries.isInUse) GROUP BY 1
            """
        ) { (try $0["age"] as Freshness, try $0["number"] as Int) }
        return Dictionary(rows) { $1 }
    }

    // MARK: By itself

    func asksByItself(_ kind: AskedKind, _ office: OfficeID) throws -> Bool {
        try connection.exists("SELECT 1 FROM office WHERE id = \(office) AND \(kind.tables.asksByItself) = 1")
    }

    func setAsksByItself(_ isOn: Bool, _ kind: AskedKind, _ office: OfficeID, by actor: Actor, at now: Instant) throws {
        guard try asksByItself(kind, office) != isOn else { return }
        try connection.run("UPDATE office SET \(kind.tables.asksByItself) = \(isOn) WHERE id = \(office)")
        let act = kind.isPersonal ? "asks-people" : "asks-contacts"
        try connection.journal.record(Fact(isOn ? act : act + "-no-more", "office", office.text, office: office), by: actor, at: now)
    }
}
