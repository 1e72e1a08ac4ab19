import Kernel
import Markup
import Storage
import Web

/// Acts on many people at once: to each what the single act on their page does. The facts hold no value of theirs, as everywhere here.
enum PeopleBulk {
    static let actions = [archiving("archive", "Archive", isArchived: true), archiving("restore", "Restore", isArchived: false)]

    private static func archiving(_ name: String, _ title: Message, isArchived: Bool) -> BulkAction {
        BulkAction(
            name, title, may: PeopleFeature.edit, lists: [isArchived ? PeoplePaths.people : PeoplePaths.archive],
            refusal: { ask, _, _ in
                """
                CASE WHEN p.office_id <> \(ask.office) THEN \(BulkReason.foreign.rawValue) WHEN \(isSo(isArchived)) THEN \(BulkReason.same.rawValue) END
                """
            },
            perform: { ask, _, ids, connection in try set(isArchived, where: "p.id IN \(list: ids)", ask, connection) },
            undo: { ask, _, changed, connection in
                let rows = changed.map { "(\($0.id), \($0.mark))" as SQL }.joined(separator: ", ")
                return try set(!isArchived, where: "(p.id, p.updated_at) IN (VALUES \(rows))", ask, connection).map(\.id)
            })
    }

    private static func isSo(_ isArchived: Bool) -> SQL { isArchived ? "p.archived_at IS NOT NULL" : "p.archived_at IS NULL" }

    /// An archived entry keeps its revision, so it is known by the moment in which it was changed last.
    private static func set(_ isArchived: Bool, where condition: SQL, _ ask: BulkAsk, _ connection: Connection) throws -> [BulkChanged] {
        let changed = try connection.rows(
            """
            UPDATE person AS p SET archived_at = \(isArchived ? ask.now : nil), updated_at = \(ask.now), updated_by = \(ask.actor.name)
            WHERE \(condition) AND p.office_id = \(ask.office) AND \(isSo(!isArchived)) AND p.erased_at IS NULL RETURNING id, updated_at
            """
        ) { BulkChanged(try $0["id"], mark: try $0["updated_at"]) }
        try connection.journal.record(
            changed.map { Fact(isArchived ? "archived" : "restored", PersonStore.subject, $0.id, office: ask.office, batch: ask.batch) },
            by: ask.actor, at: ask.now, request: ask.request)
        return changed
    }
}
