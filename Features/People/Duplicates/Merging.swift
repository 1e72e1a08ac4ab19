import Kernel
import Storage

/// Two entries made one, and made two again: all SQL about `person_merge` and `person_distinct`.
struct Merging {
    let connection: Connection

    enum Tag {}
    typealias MergeID = ID<Tag>

    /// A merge that was not undone.
    struct Standing: Sendable {
        let id: MergeID
        let kept: PersonID
        let gone: PersonID
        let at: Instant
        let by: String
    }

    /// The entry that is kept takes the new value; the other one leaves the lists and points to it.
    /// - Throws: `AppError.conflict` when one of the two was changed since they were compared.
    func merge(_ kept: Person, _ gone: Person, into entry: PersonEntry, by actor: Actor, at now: Instant, request: String?) throws {
        guard kept.id != gone.id, kept.office == gone.office, kept.mergedInto == nil, gone.mergedInto == nil else { throw AppError.notFound }
        let store = PersonStore(connection)
        let after = try store.change(kept, to: entry, act: "merged", other: gone.id, by: actor, at: now, request: request)
        let changed = try connection.run(
            """
            UPDATE person SET merged_into = \(kept.id), updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(gone.id) AND revision = \(gone.revision) AND merged_into IS NULL AND erased_at IS NULL
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed one of the two entries a moment ago. Compare them again.") }
        var random = SystemRandomNumberGenerator()
        try connection.run(
            """
            INSERT INTO person_merge (id, office_id, kept_id, gone_id, revision_before, revision_after, merged_at, merged_by)
            VALUES (\(MergeID.new(at: now, random: &random)), \(kept.office), \(kept.id), \(gone.id), \(kept.revision), \(after), \(now), \(actor.name))
            """)
        let away = PersonStore.Note(version: gone.revision, other: kept.id)
        try connection.journal.record(
            try Fact("merged away", PersonStore.subject, gone.id.text, office: gone.office, from: nil, to: away), by: actor, at: now, request: request
        )
        // An entry that knew everything already has no new version; that it was merged is a fact all the same.
        if after == kept.revision {
            try connection.journal.record(
                try Fact(
                    "merged", PersonStore.subject, kept.id.text, office: kept.office, from: nil, to: PersonStore.Note(version: after, other: gone.id)),
                by: actor, at: now, request: request)
        }
    }

    /// The merges an entry took part in that stand.
    func standing(_ person: PersonID) throws -> [Standing] {
        try connection.rows(
            """
            SELECT id, kept_id, gone_id, merged_at, merged_by FROM person_merge
            WHERE (kept_id = \(person) OR gone_id = \(person)) AND undone_at IS NULL ORDER BY id DESC LIMIT 20
            """
        ) { Standing(id: try $0["id"], kept: try $0["kept_id"], gone: try $0["gone_id"], at: try $0["merged_at"], by: try $0["merged_by"]) }
    }

    /// What came of making two of one again.
    enum Undoing: Sendable {
        /// The entry that was kept is as it was before.
        case restored
        /// Somebody changed it since, so it is left as it is.
        case separated
        /// Somebody was quicker, or pressed twice.
        case undoneBefore
    }

    /// Makes two of one again.
    /// - Returns: the entry that was kept, and what came of it.
    /// - Throws: `AppError.notFound` for a merge that is not there or is hidden from this reader.
    func undo(_ id: MergeID, visible: VisiblePeople, by actor: Actor, at now: Instant, request: String?) throws -> (kept: PersonID, Undoing) {
        let row = try connection.first(
            "SELECT kept_id, gone_id, revision_before, revision_after, undone_at FROM person_merge WHERE id = \(id)"
        ) {
            (
                kept: try $0["kept_id"] as PersonID, gone: try $0["gone_id"] as PersonID, before: try $0["revision_before"] as Int,
                after: try $0["revision_after"] as Int, undoneAt: try $0["undone_at"] as Instant?
            )
        }
        guard let row else { throw AppError.notFound }
        let kept = try visible.find(row.kept), gone = try visible.find(row.gone)
        guard row.undoneAt == nil else { return (kept.id, .undoneBefore) }
        guard kept.mergedInto == nil, gone.mergedInto == kept.id else {
            throw AppError.conflict("The entry was merged into another one since. Undo that first.")
        }
        let isRestored = kept.revision == row.after
        if isRestored, row.before != row.after,
            let text: String = try connection.value("SELECT entry FROM person_version WHERE person_id = \(kept.id) AND revision = \(row.before)")
        {
            try PersonStore(connection).change(
                kept, to: try PersonJSON.value(text), act: "unmerged", other: gone.id, by: actor, at: now, request: request)
        }
        try connection.run("UPDATE person SET merged_into = \(PersonID?.none), updated_at = \(now), updated_by = \(actor.name) WHERE id = \(gone.id)")
        try connection.run("UPDATE person_merge SET undone_at = \(now) WHERE id = \(id)")
        try connection.journal.record(
            try Fact(
                "unmerged", PersonStore.subject, gone.id.text, office: gone.office, from: nil,
                to: PersonStore.Note(version: gone.revision, other: kept.id)),
            by: actor, at: now, request: request)
        return (kept.id, isRestored ? .restored : .separated)
    }

    /// Notes that two entries are two people: the report names them no more.
    func setDistinct(_ a: Person, _ b: Person, by actor: Actor, at now: Instant) throws {
        guard a.id != b.id else { return }
        try connection.run(
            """
            INSERT INTO person_distinct (one_id, other_id, said_at, said_by) VALUES (\(min(a.id, b.id)), \(max(a.id, b.id)), \(now), \(actor.name))
            ON CONFLICT (one_id, other_id) DO NOTHING
            """)
    }
}
