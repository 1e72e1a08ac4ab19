import Kernel
import Storage

/// Erasing (GDPR, Article 17): every value of a person goes, from every table of this feature and every version; that there was an entry stays.
/// Why the journal need not be touched is told in docs/decisions/erasure.md.
extension PersonStore {
    /// What an erasure would take away.
    struct Extent {
        let versions: Int
        let talks: Int
        let merged: Int
    }

    /// The person with every entry that was merged into theirs, however often.
    func whole(_ id: PersonID) throws -> [PersonID] {
        try connection.rows(
            """
            WITH RECURSIVE entry(id) AS (SELECT p.id FROM person p WHERE p.id = \(id)
            UNION SELECT p.id FROM person p JOIN entry e ON p.merged_into = e.id) SELECT id FROM entry ORDER BY id
            """
        ) { try $0["id"] as PersonID }
    }

    func extent(_ id: PersonID) throws -> Extent {
        let ids = try whole(id)
        return Extent(
            versions: try connection.value("SELECT COUNT(*) FROM person_version WHERE person_id IN \(list: ids)") ?? 0,
            talks: try connection.value("SELECT COUNT(*) FROM person_talk WHERE person_id IN \(list: ids)") ?? 0, merged: ids.count - 1)
    }

    /// Erases a person. There is no way back.
    /// - Throws: `AppError.conflict` when the entry was changed since the page that asked was shown.
    func erase(_ person: Person, revision: Int, by actor: Actor, at now: Instant, request: String?) throws {
        guard person.revision == revision else {
            throw AppError.conflict("Somebody changed this person’s entry a moment ago. Open it again.")
        }
        let ids = try whole(person.id)
        try connection.run("DELETE FROM person_version WHERE person_id IN \(list: ids)")
        try connection.run("DELETE FROM person_talk WHERE person_id IN \(list: ids)")
        try removeParts(ids)
        try connection.run(
            """
            UPDATE person SET sort_key = '', search = '', review_until = '', place_id = NULL, erased_at = \(now), erased_by = \(actor.name),
            updated_at = \(now), updated_by = \(actor.name) WHERE id IN \(list: ids)
            """)
        try connection.journal.record(
            ids.map { Fact("erased", Self.subject, $0.text, office: person.office) }, by: actor, at: now, request: request)
    }
}
