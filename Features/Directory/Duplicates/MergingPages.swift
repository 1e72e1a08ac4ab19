import Kernel
import Markup
import Storage
import Web

/// The page on which two entries are compared, making one of them, and making two again.
enum MergingPages {
    static let routes: [Route] = [
        .get("/office/organisations/{id}/merging/{other}", may: DirectoryFeature.edit) { context, connection in
            let (kept, gone) = try both(context, connection)
            return try compare(kept, gone, Parameters(), context, connection)
        },
        .post("/office/organisations/{id}/merging/{other}", may: DirectoryFeature.edit, merge),
        .post("/office/organisations/merges/{merge}/undoing", may: DirectoryFeature.edit, undo),
    ]

    private static func visible(_ context: Context, _ connection: Connection) -> VisibleOrganisations {
        OrganisationStore(connection).visible(to: context.actor, language: context.language)
    }

    /// Two entries of this office that are in use.
    static func both(_ context: Context, _ connection: Connection) throws -> (kept: Organisation, gone: Organisation) {
        let (kept, gone) = try found(context, connection)
        guard !kept.isArchived, !gone.isArchived else { throw AppError.notFound }
        return (kept, gone)
    }

    private static func found(_ context: Context, _ connection: Connection) throws -> (kept: Organisation, gone: Organisation) {
        let ids: (OrganisationID, OrganisationID) = (try context.id("id"), try context.id("other"))
        guard ids.0 != ids.1 else { throw AppError.notFound }
        let kept = try visible(context, connection).find(ids.0), gone = try visible(context, connection).find(ids.1)
        guard kept.office == context.actor.office, gone.office == kept.office else { throw AppError.notFound }
        return (kept, gone)
    }

    /// Where an entry that is no longer there leads this reader.
    /// - Throws: `AppError.notFound` when it leads nowhere, or to what they may not see.
    static func successor(_ context: Context, _ connection: Connection) throws -> OrganisationID {
        guard let id = try OrganisationMerging.successor(of: context.id("id"), connection) else { throw AppError.notFound }
        return try visible(context, connection).find(id).id
    }

    private static func compare(
        _ kept: Organisation, _ gone: Organisation, _ typed: Parameters, _ context: Context, _ connection: Connection, status: Int = 200,
        above: HTML = .empty
    ) throws -> Reply {
        let store = ContactStore(connection)
        let page = MergingViews.Page(
            kept: kept, gone: gone, contact: try store.block(of: kept.id)?.block, otherContact: try store.block(of: gone.id)?.block, typed: typed,
            above: above)
        return context.page(
            context.w("One organisation, two entries"), status: status, path: DirectoryPaths.organisations, MergingViews.compare(page, context))
    }

    @Sendable private static func merge(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (kept, gone) = try found(context, connection)
        // Sent twice, it is done once.
        if gone.mergedInto == kept.id { return .redirect(DirectoryPaths.organisation(kept.id)) }
        guard !kept.isArchived, !gone.isArchived else {
            throw AppError.conflict(w("One of the two was archived or taken together with another entry in the meantime. Nothing was changed."))
        }
        let typed = context.request.form
        let revisions = [(kept, typed.text("revision-kept")), (gone, typed.text("revision-gone"))].map { ($0.0, Int($0.1.prefix(10)) ?? 0) }
        guard revisions.allSatisfy({ $0.0.revision == $0.1 }) else {
            let changes = try revisions.filter { $0.0.revision != $0.1 }.map { try MergingViews.Changed($0.0, since: $0.1, w, connection) }
            return try compare(kept, gone, typed, context, connection, status: 409, above: MergingViews.conflict(changes, w))
        }
        let chosen = Set(MergingField.allCases.filter { typed.text("choice-\($0.rawValue)") == "second" })
        let entry = OrganisationUniting.united(kept.entry, gone.entry, choosing: chosen)
        let merging = OrganisationMerging(connection: connection, actor: context.actor, now: context.now, request: context.request.id)
        do {
            try connection.attempt { try merging.merge(kept, gone, into: entry) }
        } catch let refusal as SuccessionRefusal {
            return try compare(kept, gone, typed, context, connection, status: 409, above: MergingViews.refusal(refusal, w))
        }
        return .redirect(DirectoryPaths.organisation(kept.id)).saying(w("The two are one now. You can undo it on this page."))
    }

    @Sendable private static func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let id: OrganisationMerging.MergeID = try context.id("merge")
        let merging = OrganisationMerging(connection: connection, actor: context.actor, now: context.now, request: context.request.id)
        switch try merging.undo(id, visible: visible(context, connection)) {
        case .done(let gone):
            return .redirect(DirectoryPaths.organisation(gone)).saying(w("They are two entries again, as before. This is the one that had gone."))
        case .undoneBefore(let gone):
            return .redirect(DirectoryPaths.organisation(gone)).saying(w("This is undone already: they are two entries again."))
        case .changed(let kept):
            throw AppError.conflict(
                w(
                    "This cannot be undone as a whole any more: \(kept.updatedBy) changed “\(kept.entry.name)” after the two were taken together, and that would be lost. Nothing was changed."
                ))
        case .mergedOn(let kept):
            throw AppError.conflict(w("“\(kept.entry.name)” was itself taken together with another entry since. Undo that first."))
        }
    }
}
