import Kernel
import Markup
import Storage
import Web

/// Acts on many organisations at once: to each what the single act on its page does, under the same conditions.
enum OrganisationBulk {
    static let actions = [
        BulkAction("archive", "Archive", .archival, isOn: true), BulkAction("restore", "Restore", .archival, isOn: false),
        BulkAction("publish", "Publish", .publication, isOn: true), BulkAction("withdraw", "Withdraw from the public", .publication, isOn: false),
    ]

    /// What an act switches on or off.
    enum Switch {
        case archival, publication

        /// The condition, on the table `o`, that it stands so.
        func isSo(_ isOn: Bool) -> SQL {
            switch self {
            case .archival: isOn ? "o.archived_at IS NOT NULL" : "o.archived_at IS NULL"
            case .publication: isOn ? "o.is_public = 1" : "o.is_public = 0"
            }
        }

        func setting(_ isOn: Bool, at now: Instant) -> SQL {
            switch self {
            case .archival: "archived_at = \(isOn ? now : nil)"
            case .publication: "is_public = \(isOn)"
            }
        }

        /// What is archived must be restored before it is published or withdrawn.
        var asks: SQL { self == .publication ? "o.archived_at IS NULL" : "1 = 1" }

        /// What the journal says of it before and after.
        func state(_ isOn: Bool) -> [String: Bool] { self == .archival ? ["isArchived": isOn] : ["isPublic": isOn] }

        func fact(_ isOn: Bool) -> String {
            switch self {
            case .archival: isOn ? "archived" : "restored"
            case .publication: isOn ? "published" : "withdrawn"
            }
        }
    }

    /// Switches those rows that may be and are not yet, and writes a fact for each.
    /// - Parameter condition: what must hold of a row besides, on the table `o`.
    static func set(_ what: Switch, _ isOn: Bool, where condition: SQL, _ ask: BulkAsk, _ connection: Connection) throws -> [BulkChanged] {
        let changed = try connection.rows(
            """
            UPDATE organisation AS o SET \(what.setting(isOn, at: ask.now)), revision = revision + 1, updated_at = \(ask.now), updated_by = \(ask.actor.name)
            WHERE \(condition) AND o.office_id = \(ask.office) AND \(what.isSo(!isOn)) AND \(what.asks) RETURNING id, revision
            """
        ) { BulkChanged(try $0["id"], mark: try $0["revision"]) }
        try connection.journal.record(
            try changed.map {
                try Fact(
                    what.fact(isOn), OrganisationStore.subject, $0.id, office: ask.office, from: what.state(!isOn), to: what.state(isOn),
                    batch: ask.batch)
            }, by: ask.actor, at: ask.now, request: ask.request)
        return changed
    }
}

extension BulkAction {
    fileprivate init(_ name: String, _ title: Message, _ what: OrganisationBulk.Switch, isOn: Bool) {
        self.init(
            name, title, may: DirectoryFeature.edit,
            lists: [what == .archival && !isOn ? DirectoryPaths.archive : DirectoryPaths.organisations],
            refusal: { ask, _, _ in
                """
                CASE WHEN o.office_id <> \(ask.office) THEN \(BulkReason.foreign.rawValue) WHEN \(what.isSo(isOn)) THEN \(BulkReason.same.rawValue)
                WHEN NOT (\(what.asks)) THEN \(BulkReason.archived.rawValue) END
                """
            },
            perform: { ask, _, ids, connection in try OrganisationBulk.set(what, isOn, where: "o.id IN \(list: ids)", ask, connection) },
            undo: { ask, _, changed, connection in
                let rows = changed.map { "(\($0.id), \($0.mark))" as SQL }.joined(separator: ", ")
                return try OrganisationBulk.set(what, !isOn, where: "(o.id, o.revision) IN (VALUES \(rows))", ask, connection).map(\.id)
            })
    }
}
