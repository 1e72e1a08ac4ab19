import Accounts
import Kernel
import Storage

/// Two entries made one, and made two again: all SQL about `organisation_merge`. Whatever refers to them follows by a `Succession`.
struct OrganisationMerging {
    let connection: Connection
    let actor: Actor
    let now: Instant
    let request: String?

    enum Tag {}
    typealias MergeID = ID<Tag>

    /// A merge that was not undone.
    struct Standing: Sendable {
        let id: MergeID
        let gone: OrganisationID
        let goneName: String
        let at: Instant
        let by: String
    }

    /// The entry that is kept takes the new value and all that refers to the other; the other one is archived and leads to it.
    /// - Throws: `AppError.conflict` when one of the two was changed since it was read; `SuccessionRefusal` when something holds both.
    func merge(_ kept: Organisation, _ gone: Organisation, into entry: OrganisationEntry) throws {
        guard kept.id != gone.id, kept.office == gone.office, !kept.isArchived, !gone.isArchived else { throw AppError.notFound }
        var random = SystemRandomNumberGenerator()
        let id = MergeID.new(at: now, random: &random)
        let put = try connection.run(
            """
            UPDATE organisation SET merged_into = \(kept.id), archived_at = \(now), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(gone.id) AND revision = \(gone.revision) AND archived_at IS NULL
            """)
        guard put == 1 else { throw AppError.conflict("Somebody changed one of the two entries a moment ago. Compare them again.") }
        let store = OrganisationStore(connection)
        try store.change(kept, to: entry, act: "merged", by: actor, at: now, batch: id.text, request: request)
        if entry == kept.entry { try touch("merged", kept, id) }
        let tookContact = try ContactStore(connection).take(from: gone, to: kept, by: actor, at: now, request: request)
        let wasOwn = try OfficeStore.find(kept.office, on: connection)?.organisation == gone.id
        if wasOwn { try OfficeStore.setOrganisation(kept.id, of: kept.office, on: connection) }
        try connection.run(
            """
            INSERT INTO organisation_merge (id, office_id, kept_id, gone_id, kept_before, kept_after, gone_after, took_contact, was_own, merged_at, merged_by)
            VALUES (\(id), \(kept.office), \(kept.id), \(gone.id), \(kept.revision), \(kept.revision + 1), \(gone.revision + 1), \(tookContact), \(wasOwn), \(now), \(actor.name))
            """)
        try connection.journal.record(
            try succession(id, kept.id, gone.id, isUndone: false).fact(office: gone.office), by: actor, at: now, request: request)
    }

    /// What became of the wish to make two of one again.
    enum Undoing: Sendable {
        /// The entry that had gone is there again.
        case done(OrganisationID)
        /// Somebody was quicker, or pressed twice. This is the entry that had gone.
        case undoneBefore(OrganisationID)
        /// Somebody changed the entry that was kept, or its contact block; it stays as it is.
        case changed(Organisation)
        /// It, or the other one, was merged on: that has to be undone first.
        case mergedOn(Organisation)
    }

    /// Makes two of one again, with everything that was moved.
    /// - Throws: `AppError.notFound` for a merge that is not there or is hidden from this reader.
    func undo(_ id: MergeID, visible: VisibleOrganisations) throws -> Undoing {
        let row = try connection.first(
            """
            SELECT kept_id, gone_id, kept_before, kept_after, gone_after, took_contact, was_own, merged_at, undone_at
            FROM organisation_merge WHERE id = \(id) AND office_id = \(actor.office)
            """
        ) { row in
            (
                kept: try row["kept_id"] as OrganisationID, gone: try row["gone_id"] as OrganisationID, keptBefore: try row["kept_before"] as Int,
                keptAfter: try row["kept_after"] as Int, goneAfter: try row["gone_after"] as Int, tookContact: try row["took_contact"] as Bool,
                wasOwn: try row["was_own"] as Bool, mergedAt: try row["merged_at"] as Instant, undoneAt: try row["undone_at"] as Instant?
            )
        }
        guard let row else { throw AppError.notFound }
        let kept = try visible.find(row.kept), gone = try visible.find(row.gone)
        guard row.undoneAt == nil else { return .undoneBefore(gone.id) }
        guard kept.mergedInto == nil, gone.mergedInto == kept.id else { return .mergedOn(kept) }
        guard kept.revision == row.keptAfter, gone.revision == row.goneAfter else { return .changed(kept) }
        let contacts = ContactStore(connection)
        if row.tookContact, try !contacts.isAsTaken(from: gone, by: kept, at: row.mergedAt) { return .changed(kept) }

        try restore(kept, id)
        try connection.run(
            """
            UPDATE organisation SET merged_into = \(OrganisationID?.none), archived_at = \(Instant?.none), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(gone.id)
            """)
        if row.tookContact { try contacts.giveBack(kept, by: actor, at: now, request: request) }
        if row.wasOwn { try OfficeStore.setOrganisation(gone.id, of: gone.office, on: connection) }
        try connection.run("UPDATE organisation_merge SET undone_at = \(now) WHERE id = \(id)")
        // An older merge that left the very state this one found may be undone next.
        try allow(kept.id, found: row.keptBefore)
        try allow(gone.id, found: row.goneAfter - 1)
        try connection.journal.record(
            try succession(id, kept.id, gone.id, isUndone: true).fact(office: gone.office), by: actor, at: now, request: request)
        return .done(gone.id)
    }

    private func allow(_ organisation: OrganisationID, found revision: Int) throws {
        try connection.run(
            """
            UPDATE organisation_merge SET kept_after = (SELECT o.revision FROM organisation o WHERE o.id = organisation_merge.kept_id)
            WHERE kept_id = \(organisation) AND kept_after = \(revision) AND undone_at IS NULL
            """)
    }

    /// Gives the entry that was kept the value it had, as the fact of the merge tells it.
    private func restore(_ kept: Organisation, _ id: MergeID) throws {
        let text: String?? = try connection.value(
            "SELECT before FROM journal WHERE batch_id = \(id.text) AND subject_id = \(kept.id) AND act = 'merged' ORDER BY id LIMIT 1")
        guard let before = OrganisationHistory.entry(text ?? nil) else { throw AppError.notFound }
        if before == kept.entry { return try touch("separated", kept, id) }
        try OrganisationStore(connection).change(kept, to: before, act: "separated", by: actor, at: now, batch: id.text, request: request)
    }

    /// An entry that knew everything already says nothing new; that it was merged is a new revision and a fact all the same.
    private func touch(_ act: String, _ kept: Organisation, _ id: MergeID) throws {
        let changed = try connection.run(
            """
            UPDATE organisation SET revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(kept.id) AND revision = \(kept.revision)
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed this organisation a moment ago. Open it again.") }
        let fact = try Fact(act, OrganisationStore.subject, kept.id.text, office: kept.office, from: kept.entry, to: kept.entry, batch: id.text)
        try connection.journal.record(fact, by: actor, at: now, request: request)
    }

    private func succession(_ id: MergeID, _ kept: OrganisationID, _ gone: OrganisationID, isUndone: Bool) -> Succession {
        Succession(kind: OrganisationStore.subject, gone: gone.text, kept: kept.text, merge: id.text, isUndone: isUndone)
    }

    // MARK: Reading

    /// The merges that an entry took others in by and that stand, the newest first.
    static func standing(_ kept: OrganisationID, _ connection: Connection) throws -> [Standing] {
        try connection.rows(
            """
            SELECT m.id, m.gone_id, o.name, m.merged_at, m.merged_by FROM organisation_merge m JOIN organisation o ON o.id = m.gone_id
            WHERE m.kept_id = \(kept) AND m.undone_at IS NULL ORDER BY m.id DESC LIMIT 20
            """
        ) { Standing(id: try $0["id"], gone: try $0["gone_id"], goneName: try $0["name"], at: try $0["merged_at"], by: try $0["merged_by"]) }
    }

    /// The entry that took the place of one in the end; nil where none did.
    static func successor(of id: OrganisationID, _ connection: Connection) throws -> OrganisationID? {
        try connection.value(
            """
            WITH RECURSIVE way (id, next, steps) AS (
                SELECT o.merged_into, n.merged_into, 1 FROM organisation o JOIN organisation n ON n.id = o.merged_into WHERE o.id = \(id)
                UNION ALL SELECT n.id, n.merged_into, w.steps + 1 FROM way w JOIN organisation n ON n.id = w.next WHERE w.steps < 50)
            SELECT w.id FROM way w WHERE w.next IS NULL
            """)
    }
}
