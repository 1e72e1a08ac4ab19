import Kernel
import Ledger
import Storage

/// All SQL about the health of partnerships: what it is reckoned from, and the figure that lists find and sort by.
///
/// The stored figure is a reading of the record, the people and the day. It is written when one of them changes, and daily (`HealthJob`),
/// because time passes; the page of a partnership reckons anew.
struct HealthStore {
    let connection: Connection

    /// What is known of people there: a line a partnership.
    private struct Known {
        var lastTalk: PartialDate?
        var people = 0
        var confirmed = 0
    }

    /// A partnership as it is reckoned.
    private struct Subject {
        let id: PartnershipID
        let record: PartnershipID?
        let party: PartyID?
        let isResting: Bool
        let isShared: Bool
        let changed: Instant
        let verdict: String
        let points: Int?
    }

    /// What is known of a partnership, for its page. Two statements; the rest is read from its record.
    func figures(_ partnership: Partnership, _ reading: SharedReading, _ promises: Promises, at now: Instant) throws -> HealthFigures? {
        guard let today = now.day else { return nil }
        let known = try known([partnership.id], today)[partnership.id]
        return Self.figures(reading, promises, known, today, isShared: partnership.isShared, changed: partnership.updatedAt, now)
    }

    private static func figures(
        _ reading: SharedReading, _ promises: Promises, _ known: Known?, _ today: PartialDate, isShared: Bool, changed: Instant, _ now: Instant
    ) -> HealthFigures {
        var figures = HealthFigures(today: today)
        if let known { (figures.lastTalk, figures.people, figures.confirmed) = (known.lastTalk, known.people, known.confirmed) }
        (figures.isShared, figures.lastChange) = (isShared, changed.day)
        figures.read(reading, promises, at: now)
        return figures
    }

    // MARK: Stored

    /// Reckons the health of these partnerships anew and writes down what differs. Five statements, and one for each different outcome.
    /// - Parameter ledger: a record in hand, so that it is not read again.
    func refresh(_ ids: [PartnershipID], ledger: Ledger? = nil, at now: Instant) throws {
        guard !ids.isEmpty, let today = now.day else { return }
        let subjects = try subjects(ids)
        let known = try known(ids, today)
        let wanted = Set(subjects.filter { !$0.isResting }.compactMap(\.record)).subtracting(ledger.map { [$0.partnership] } ?? [])
        var ledgers = try RecordStore(connection: connection).ledgers(wanted.sorted())
        if let ledger { ledgers[ledger.partnership] = ledger }
        var changes: [Outcome: [PartnershipID]] = [:]
        for subject in subjects {
            guard let outcome = outcome(subject, ledgers, known[subject.id], today, now) else { continue }
            if outcome != Outcome(verdict: subject.verdict, points: subject.points) { changes[outcome, default: []].append(subject.id) }
        }
        for (outcome, ids) in changes {
            try connection.run("UPDATE partnership SET health = \(outcome.verdict), health_points = \(outcome.points) WHERE id IN \(list: ids)")
        }
    }

    private struct Outcome: Hashable {
        let verdict: String
        let points: Int?
    }

    /// Nil for a record that is damaged: `proxenia check` names it, and its figure stays what it was.
    private func outcome(
        _ subject: Subject, _ ledgers: [PartnershipID: Ledger], _ known: Known?, _ today: PartialDate, _ now: Instant
    ) -> Outcome? {
        if subject.isResting { return Outcome(verdict: Health.Verdict.resting.rawValue, points: nil) }
        guard let ledger = subject.record.flatMap({ ledgers[$0] }) else { return nil }
        let reading = SharedReading(ledger, own: subject.party, today: today)
        let promises = Promises(reading, today: today)
        let health = Health(Self.figures(reading, promises, known, today, isShared: subject.isShared, changed: subject.changed, now))
        return Outcome(verdict: health.verdict.rawValue, points: health.points)
    }

    /// The same for all registers that share a record.
    func refresh(sharing ledger: Ledger, at now: Instant) throws {
        let ids = try connection.rows("SELECT id FROM partnership WHERE record_id = \(ledger.partnership)") { try $0["id"] as PartnershipID }
        try refresh(ids, ledger: ledger, at: now)
    }

    /// The same for all partnerships with an organisation where a person works.
    func refresh(with person: PersonID, at now: Instant) throws {
        let ids = try connection.rows(
            """
            SELECT DISTINCT p.id FROM person q JOIN person_role r ON r.person_id = q.id JOIN partnership_party y ON y.organisation_id = r.organisation_id
            JOIN partnership p ON p.id = y.partnership_id AND p.office_id = q.office_id WHERE q.id = \(person) AND y.position > 0 ORDER BY p.id LIMIT 200
            """
        ) { try $0["id"] as PartnershipID }
        try refresh(ids, at: now)
    }

    /// Partnerships behind this one that are kept, in the order of their identities.
    func next(after id: String, limit: Int) throws -> [PartnershipID] {
        try connection.rows("SELECT id FROM partnership WHERE id > \(id) AND archived_at IS NULL ORDER BY id LIMIT \(limit)") { try $0["id"] }
    }

    func isAsleep(_ id: PartnershipID) throws -> Bool {
        try connection.value("SELECT 1 FROM partnership WHERE id = \(id) AND health = 'asleep'") as Int? != nil
    }

    // MARK: Reading

    private func subjects(_ ids: [PartnershipID]) throws -> [Subject] {
        try connection.rows(
            """
            SELECT p.id, p.record_id, p.status, p.updated_at, p.health, p.health_points, COALESCE(m.party, k.party) AS party,
            \(SharedParties.othersSign(in: "p.record_id", besides: "p.office_id")) AS is_shared
            FROM partnership p LEFT JOIN office_key k ON k.office_id = p.office_id
            LEFT JOIN shared_party m ON m.record_id = p.record_id AND m.office_id = p.office_id WHERE p.id IN \(list: ids)
            """
        ) { row in
            let status: PartnershipStatus = try row["status"]
            return Subject(
                id: try row["id"], record: try row["record_id"], party: (try row["party"] as String?).flatMap { PartyID(hex: $0) },
                isResting: status.rests, isShared: try row["is_shared"], changed: try row["updated_at"], verdict: try row["health"],
                points: try row["health_points"])
        }
    }

    private func known(_ ids: [PartnershipID], _ today: PartialDate) throws -> [PartnershipID: Known] {
        guard let yearAgo = today.adding(months: -12) else { return [:] }
        let there: SQL = """
            partnership_party y JOIN partnership p ON p.id = y.partnership_id JOIN person_role r ON r.organisation_id = y.organisation_id
            JOIN person q ON q.id = r.person_id AND q.office_id = p.office_id
            """
        let which: SQL = "y.partnership_id IN \(list: ids) AND y.position > 0 AND (r.ends IS NULL OR r.ends >= \(today))"
        var all: [PartnershipID: Known] = [:]
        let talks = try connection.rows(
            """
            SELECT y.partnership_id, MAX(t.day) AS day FROM \(there) JOIN person_talk t ON t.person_id = q.id WHERE \(which) GROUP BY y.partnership_id
            """
        ) { row in (id: try row["partnership_id"] as PartnershipID, day: try row["day"] as PartialDate?) }
        for (id, day) in talks { all[id, default: Known()].lastTalk = day }
        let counts = try connection.rows(
            """
            SELECT y.partnership_id, COUNT(DISTINCT q.id) AS people, COUNT(DISTINCT CASE WHEN q.confirmed_on >= \(yearAgo) THEN q.id END) AS confirmed
            FROM \(there) WHERE \(which) AND q.archived_at IS NULL AND q.merged_into IS NULL GROUP BY y.partnership_id
            """
        ) { row in (id: try row["partnership_id"] as PartnershipID, people: try row["people"] as Int, confirmed: try row["confirmed"] as Int) }
        for (id, people, confirmed) in counts {
            all[id, default: Known()].people = people
            all[id, default: Known()].confirmed = confirmed
        }
        return all
    }
}

extension PartnershipStatus {
    /// It rests for a reason that somebody gave: nobody reckons how well it is.
    var rests: Bool { self == .suspended || self == .ended }
}
