import Kernel
import Storage
import Web

/// A contact point that is asked whether its entry still holds: all SQL about it.
struct ContactQuestionStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Days after which somebody who has not answered is reminded, once, and days the link is good for.
    static let daysBetween: Int64 = 30
    static let daysGood: Int64 = 90
    /// Days from the first letter of one year to that of the next. As many lie at least between a reminder and the next one, so that no
    /// year, wherever one begins to count, holds more than two letters.
    static let daysOfRound: Int64 = 365
    static let purpose = "contact"

    /// One that may be asked now.
    struct Candidate: Sendable {
        let organisation: OrganisationID
        let office: OfficeID
        let officeName: String
        let name: String
        let person: String?
        let unit: String
        let email: String
        let language: Language?
        let confirmedOn: PartialDate?
        /// Asked once this year already, without an answer.
        let isReminder: Bool
    }

    /// Contact points with an address whose last word is older than a year, who want to be asked, and whose letters of this year are not used up.
    /// Whose question is oldest comes first, so that those who never answer keep nobody waiting; the offices take turns.
    /// - Parameters:
    ///   - office: nil: every office that has switched on asking by itself.
    ///   - limit: most of one office.
    ///   - mostOfAll: most altogether.
    func due(_ office: OfficeID?, at now: Instant, limit: Int, mostOfAll: Int = .max) throws -> [Candidate] {
        guard let today = PartialDate.day(of: now) else { return [] }
        let whose: SQL = office.map { "o.office_id = \($0)" } ?? "f.asks_contacts = 1"
        let reminder: SQL = "(q.letters = 1 AND q.answered_at IS NULL AND q.asked_at < \(now.adding(days: -Self.daysBetween)))"
        let isNextYear: SQL = """
            (q.round_at <= \(now.adding(days: -Self.daysOfRound)) AND q.asked_at <= \(now.adding(days: -(Self.daysOfRound - Self.daysBetween))))
            """
        return try connection.rows(
            """
            WITH due AS (
                SELECT o.id, o.office_id, f.name AS office_name, o.name, c.person, c.unit, c.email, c.confirmed_on, COALESCE(q.asked_at, 0) AS asked_at,
                       CASE WHEN NOT \(isNextYear) AND \(reminder) THEN 1 ELSE 0 END AS is_reminder,
                       (SELECT l.title FROM contact_line l WHERE l.organisation_id = o.id AND l.part = 'language' ORDER BY l.position LIMIT 1) AS language,
                       ROW_NUMBER() OVER (PARTITION BY o.office_id ORDER BY COALESCE(q.asked_at, 0), COALESCE(c.confirmed_on, ''), o.id) AS turn
                FROM contact_block c JOIN organisation o ON o.id = c.organisation_id JOIN office f ON f.id = o.office_id
                LEFT JOIN contact_question q ON q.organisation_id = o.id
                WHERE \(whose) AND o.archived_at IS NULL AND c.email IS NOT NULL AND c.email <> ''
                  AND (c.confirmed_on IS NULL OR c.confirmed_on < \(Freshness.before(today, years: 1)))
                  AND c.updated_at < \(now.adding(days: -365))
                  AND NOT EXISTS (SELECT 1 FROM contact_refusal x WHERE x.address = lower(c.email))
                  AND (q.organisation_id IS NULL OR \(reminder) OR \(isNextYear))
            )
            SELECT * FROM due WHERE turn <= \(limit) ORDER BY turn, asked_at, id LIMIT \(mostOfAll)
            """
        ) { row in
            let language: String? = try row["language"]
            return Candidate(
                organisation: try row["id"], office: try row["office_id"], officeName: try row["office_name"], name: try row["name"],
                person: try row["person"], unit: try row["unit"], email: try row["email"], language: language.flatMap { Language($0) },
                confirmedOn: try row["confirmed_on"], isReminder: try row["is_reminder"])
        }
    }

    /// Notes that somebody is asked; an older link no longer answers. The one that stops further letters works as long as there is an entry.
    /// - Returns: what the links carry: to answer, and to be asked no more.
    func ask(_ candidate: Candidate, by actor: Actor, at now: Instant) throws -> (answer: String, stop: String) {
        let (token, stop) = (Guardian.randomText(bytes: 32), Guardian.randomText(bytes: 32))
        let round: SQL = candidate.isReminder ? "contact_question.round_at" : "excluded.round_at"
        try connection.run(
            """
            INSERT INTO contact_question (organisation_id, token_hash, asked_at, expires_at, answered_at, remark, round_at, letters)
            VALUES (\(candidate.organisation), \(Guardian.hash(token)), \(now), \(now.adding(days: Self.daysGood)), \(Instant?.none), \(String?.none), \(now), 1)
            ON CONFLICT (organisation_id) DO UPDATE SET token_hash = excluded.token_hash, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
                answered_at = NULL, remark = NULL, letters = \(candidate.isReminder ? 2 : 1), round_at = \(round)
            """)
        try connection.run(
            """
            INSERT INTO contact_letter (token_hash, organisation_id, address)
            VALUES (\(Guardian.hash(stop)), \(candidate.organisation), \(candidate.email))
            """)
        try connection.journal.record(
            Fact("contact asked", OrganisationStore.subject, candidate.organisation.text, office: candidate.office), by: actor, at: now)
        return (token, stop)
    }

    /// The organisation whose question a link answers, while it is good and unanswered.
    func organisation(_ token: String, at now: Instant) throws -> OrganisationID? {
        try connection.value(
            "SELECT organisation_id FROM contact_question WHERE token_hash = \(Guardian.hash(token)) AND expires_at > \(now) AND answered_at IS NULL")
    }

    /// Notes the answer. A remark says what has changed, and stands before the office until the contact block is saved or confirmed.
    func answer(_ organisation: OrganisationID, remark: String?, at now: Instant) throws {
        try connection.run("UPDATE contact_question SET answered_at = \(now), remark = \(remark) WHERE organisation_id = \(organisation)")
    }

    /// What a contact point wrote back, unless the office has seen to it.
    func remark(of organisation: OrganisationID) throws -> String? {
        try connection.value("SELECT remark FROM contact_question WHERE organisation_id = \(organisation) AND remark IS NOT NULL")
    }

    func forgetRemark(of organisation: OrganisationID) throws {
        try connection.run("UPDATE contact_question SET remark = NULL WHERE organisation_id = \(organisation) AND remark IS NOT NULL")
    }

    /// How many wait for the office to enter what a contact point wrote.
    func remarks(in office: OfficeID) throws -> Int {
        try connection.value(
            """
            SELECT COUNT(*) FROM contact_question q JOIN organisation o ON o.id = q.organisation_id
            WHERE o.office_id = \(office) AND q.remark IS NOT NULL AND o.archived_at IS NULL
            """) ?? 0
    }

    /// How many contact points of an office are how old.
    func counts(in office: OfficeID, today: PartialDate) throws -> [Freshness: Int] {
        let (one, two) = (Freshness.before(today, years: 1), Freshness.before(today, years: 2))
        let rows = try connection.rows(
            """
            SELECT CASE WHEN c.confirmed_on IS NULL THEN 'never' WHEN c.confirmed_on >= \(one) THEN 'fresh' WHEN c.confirmed_on >= \(two) THEN 'due' ELSE 'stale' END AS age,
                   COUNT(*) AS number
            FROM contact_block c JOIN organisation o ON o.id = c.organisation_id WHERE o.office_id = \(office) AND o.archived_at IS NULL GROUP BY 1
            """
        ) { (try $0["age"] as Freshness, try $0["number"] as Int) }
        return Dictionary(rows) { $1 }
    }

    func asksByItself(_ office: OfficeID) throws -> Bool { try connection.exists("SELECT 1 FROM office WHERE id = \(office) AND asks_contacts = 1") }

    func setAsksByItself(_ isOn: Bool, _ office: OfficeID, by actor: Actor, at now: Instant) throws {
        guard try asksByItself(office) != isOn else { return }
        try connection.run("UPDATE office SET asks_contacts = \(isOn) WHERE id = \(office)")
        try connection.journal.record(
            Fact(isOn ? "asks-contacts" : "asks-contacts-no-more", "office", office.text, office: office), by: actor, at: now)
    }
}
