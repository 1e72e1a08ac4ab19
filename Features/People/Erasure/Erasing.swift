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
        try connection.rows("\(TalkStore.whole(id)) SELECT id FROM whole ORDER BY id") { try $0["id"] as PersonID }
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
        try PersonQuestions(connection).erase(ids)
        try forgetWaiting(ids, office: person.office)
        try removeParts(ids)
        try connection.run(
            """
            UPDATE person SET name = '', sort_key = '', search = '', email = NULL, basis = '', review_until = '', place_id = NULL, erased_at = \(now), erased_by = \(actor.name),
            updated_at = \(now), updated_by = \(actor.name) WHERE id IN \(list: ids)
            """)
        try connection.journal.record(
            ids.map { Fact("erased", Self.subject, $0.text, office: person.office) }, by: actor, at: now, request: request)
    }

    /// What files waiting to be imported say of the person: rows matched to the entry, and rows that bear the same name or address.
    private func forgetWaiting(_ ids: [PersonID], office: OfficeID) throws {
        let keys = Set(try connection.rows("SELECT value FROM person_key WHERE person_id IN \(list: ids)") { try $0["value"] as String })
        var rows: [(ImportID, Int)] = []
        try connection.forEach(
            """
            SELECT r.import_id, r.number, r.cells, r.draft, r.person_id, i.columns FROM person_import_row r JOIN person_import i ON i.id = r.import_id
            WHERE i.office_id = \(office) AND i.state IN ('read', 'planned') AND (r.cells IS NOT NULL OR r.draft IS NOT NULL)
            """
        ) { row in
            let (columns, cells): (String?, String?) = (try row["columns"], try row["cells"])
            let draft = try PeopleImport.draft(
                cells.map { try PersonJSON.value($0) }, card: try row["draft"], columns.map { try PersonJSON.value($0) })
            guard let draft else { return }
            let person: PersonID? = try row["person_id"]
            let isMatched = person.map(ids.contains) ?? false
            let own = PersonKeys.names(draft.name).union(PersonKeys.emails(draft.channels))
            if isMatched || !own.isDisjoint(with: keys) { rows.append((try row["import_id"], try row["number"])) }
        }
        for (id, number) in rows {
            try connection.run(
                """
                UPDATE person_import_row SET outcome = 'refused', cells = NULL, draft = NULL, remark = NULL, person_id = NULL
                WHERE import_id = \(id) AND number = \(number)
                """)
        }
        try connection.run("UPDATE person_import_row SET person_id = NULL WHERE person_id IN \(list: ids)")
    }
}
