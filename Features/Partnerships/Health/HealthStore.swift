import Kernel
import Ledger
import Storage

/// All SQL about the health of one partnership.
struct HealthStore {
    let connection: Connection

    /// What is known of a partnership. Two statements; the rest is read from its record.
    func figures(_ partnership: Partnership, _ reading: SharedReading, at now: Instant) throws -> HealthFigures? {
        guard let today = now.day, let yearAgo = today.adding(months: -12), let twoYearsAgo = today.adding(months: -24) else { return nil }
        var figures = HealthFigures(today: today)
        let organisations = partnership.partners.map(\.organisation)
        let there: SQL = """
            q.office_id = \(partnership.office) AND q.id IN (SELECT r.person_id FROM person_role r
            WHERE r.organisation_id IN \(list: organisations) AND (r.ends IS NULL OR r.ends >= \(today)))
            """
        let talk: PartialDate?? = try connection.first(
            "SELECT MAX(t.day) AS day FROM person q JOIN person_talk t ON t.person_id = q.id WHERE \(there)"
        ) { try $0["day"] as PartialDate? }
        figures.lastTalk = talk ?? nil
        let counts = try connection.first(
            """
            SELECT COUNT(*) AS people, COUNT(CASE WHEN q.confirmed_on >= \(yearAgo) THEN 1 END) AS confirmed
            FROM person q WHERE q.archived_at IS NULL AND q.merged_into IS NULL AND \(there)
            """
        ) { row in (people: try row["people"] as Int, confirmed: try row["confirmed"] as Int) }
        if let counts { (figures.people, figures.confirmed) = (counts.people, counts.confirmed) }
        figures.isShared = partnership.isShared
        for entry in reading.ledger.entries {
            guard let day = entry.time.day else { continue }
            let isOwn = entry.author == reading.own
            if !isOwn { figures.lastTheirs = max(figures.lastTheirs ?? day, day) }
            guard day >= twoYearsAgo else { continue }
            if isOwn { figures.ours += 1 } else { figures.theirs += 1 }
        }
        let term = reading.object(TermKind.kind, "")
        (figures.ends, figures.review) = (term?.date("until"), term?.date("review"))
        return figures
    }
}
