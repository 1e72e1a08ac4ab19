import Kernel
import Markup
import Storage
import Web

/// The report of entries that may be the same, looking for them anew, and saying that two are two.
enum DuplicatePages {
    static let routes: [Route] = [
        .get(DirectoryPaths.duplicates, may: DirectoryFeature.edit, report),
        .post(DirectoryPaths.duplicates, may: DirectoryFeature.edit, look),
        .post("/office/organisations/{id}/distinction/{other}", may: DirectoryFeature.edit, distinguish),
    ]

    private static let mostShown = 100

    @Sendable private static func report(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let store = DuplicateStore(connection), office = try context.office()
        let look = try store.look(of: office)
        let lines = look == nil ? [] : try store.pairs(of: office, limit: mostShown)
        let count = lines.count < mostShown ? lines.count : try store.count(of: office)
        let body = DuplicateViews.report(try shown(lines, context, connection), look: look, open: count, context)
        return context.page(w("Duplicates"), path: DirectoryPaths.organisations, body)
    }

    /// The entries of pairs, the fuller of each first: that one is proposed to be kept.
    private static func shown(_ lines: [DuplicateStore.Line], _ context: Context, _ connection: Connection) throws -> [DuplicateViews.Pair] {
        let visible = OrganisationStore(connection).visible(to: context.actor, language: context.language)
        let ids = lines.flatMap { [$0.one, $0.other] }
        let known = try visible.summaries(ids), fullness = try visible.fullness(ids)
        return lines.compactMap { line in
            guard let one = known[line.one], let other = known[line.other] else { return nil }
            // Of two that say as much, the older one has the longer history.
            let isOtherFuller = fullness[other.id, default: 0] > fullness[one.id, default: 0]
            return isOtherFuller ? (other, one, line.likeness) : (one, other, line.likeness)
        }
    }

    @Sendable private static func look(_ context: Context, _ connection: Connection) throws -> Reply {
        let job = try DuplicateJob.work.enqueue(context.office(), context.w, by: context.actor, at: context.now, connection)
        // A colleague was quicker; theirs is not ours to watch.
        guard try connection.jobs.find(job)?.createdBy == context.actor.user else {
            return .redirect(DirectoryPaths.duplicates).saying(context.w("Somebody has just begun to look. Come back in a minute."))
        }
        return .redirect(JobPages.path(job))
    }

    @Sendable private static func distinguish(_ context: Context, _ connection: Connection) throws -> Reply {
        let (one, other) = try MergingPages.both(context, connection)
        try DuplicateStore(connection).setDistinct(one, other, by: context.actor, at: context.now, request: context.request.id)
        return .redirect(DirectoryPaths.duplicates).saying(context.w("Noted: these are two organisations."))
    }

    /// On the page of an entry: which others may be the same, and which it was taken together with.
    static func twins(of organisation: Organisation, _ context: Context, _ connection: Connection) throws -> HTML {
        let lines = organisation.isArchived ? [] : try DuplicateStore(connection).pairs(with: organisation.id, limit: 3)
        let pairs = lines.isEmpty ? [] : try shown(lines, context, connection)
        let standing = try OrganisationMerging.standing(organisation.id, connection)
        return "\(standing, { DuplicateViews.standing($0, context) })\(pairs, { DuplicateViews.twin($0, of: organisation.id, context.w) })"
    }
}

extension VisibleOrganisations {
    /// How much is known of each: fields that are filled in, names, numbers and figures.
    func fullness(_ ids: [OrganisationID]) throws -> [OrganisationID: Int] {
        guard !ids.isEmpty else { return [:] }
        let rows = try connection.rows(
            """
            SELECT o.id, (CASE WHEN o.website IS NULL THEN 0 ELSE 1 END) + (CASE WHEN o.place_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN o.note IS NULL THEN 0 ELSE 1 END) + (CASE WHEN o.kind = 'other' THEN 0 ELSE 1 END)
            + (SELECT COUNT(*) FROM organisation_name n WHERE n.organisation_id = o.id) + (SELECT COUNT(*) FROM organisation_identifier i WHERE i.organisation_id = o.id)
            + (SELECT COUNT(*) FROM organisation_figure f WHERE f.organisation_id = o.id) + (SELECT COUNT(*) FROM contact_block c WHERE c.organisation_id = o.id) AS fullness
            FROM organisation o WHERE o.id IN \(list: Set(ids).sorted()) AND \(OrganisationStore.condition(for: actor))
            """
        ) { row in (try row["id"] as OrganisationID, try row["fullness"] as Int) }
        return Dictionary(rows) { first, _ in first }
    }
}
