import Kernel
import Markup
import Storage
import Web

/// Acts on many partnerships at once: to each what the single act on its page does, under the same conditions.
enum PartnershipBulk {
    static let actions = [
        BulkAction("archive", "Archive", .archival, isOn: true), BulkAction("restore", "Take back into the register", .archival, isOn: false),
        BulkAction("publish", "Publish", .publication, isOn: true), BulkAction("withdraw", "Withdraw from the public", .publication, isOn: false),
    ]

    /// What an act switches on or off.
    enum Switch {
        case archival, publication

        /// The condition, on the table `p`, that it stands so.
        func isSo(_ isOn: Bool) -> SQL {
            switch self {
            case .archival: isOn ? "p.archived_at IS NOT NULL" : "p.archived_at IS NULL"
            case .publication: isOn ? "p.is_public = 1" : "p.is_public = 0"
            }
        }

        func setting(_ isOn: Bool, at now: Instant) -> SQL {
            switch self {
            case .archival: "archived_at = \(isOn ? now : nil)"
            case .publication: "is_public = \(isOn)"
            }
        }

        /// What is archived must be taken back before it is published or withdrawn.
        var asks: SQL { self == .publication ? "p.archived_at IS NULL" : "1 = 1" }

        /// What the journal says of it before and after.
        func state(_ isOn: Bool) -> [String: Bool] { self == .archival ? ["isArchived": isOn] : ["isPublic": isOn] }

        func fact(_ isOn: Bool) -> String {
            switch self {
            case .archival: isOn ? "archived" : "restored"
            case .publication: isOn ? "published" : "unpublished"
            }
        }
    }

    /// Switches those rows that may be and are not yet, and writes a fact for each.
    /// - Parameter condition: what must hold of a row besides, on the table `p`.
    static func set(_ what: Switch, _ isOn: Bool, where condition: SQL, _ ask: BulkAsk, _ connection: Connection) throws -> [BulkChanged] {
        let changed = try connection.rows(
            """
            UPDATE partnership AS p SET \(what.setting(isOn, at: ask.now)), revision = revision + 1, updated_at = \(ask.now), updated_by = \(ask.actor.name)
            WHERE \(condition) AND p.office_id = \(ask.office) AND \(what.isSo(!isOn)) AND \(what.asks) RETURNING id, revision
            """
        ) { BulkChanged(try $0["id"], mark: try $0["revision"]) }
        try connection.journal.record(
            try changed.map {
                try Fact(
                    what.fact(isOn), PartnershipStore.subject, $0.id, office: ask.office, from: what.state(!isOn), to: what.state(isOn),
                    batch: ask.batch)
            }, by: ask.actor, at: ask.now, request: ask.request)
        return changed
    }
}

extension BulkAction {
    fileprivate init(_ name: String, _ title: Message, _ what: PartnershipBulk.Switch, isOn: Bool) {
        self.init(
            name, title, may: May.edit, lists: [what == .archival && !isOn ? PartnershipPaths.archive : PartnershipPaths.register],
            refusal: { ask, _, _ in
                """
                CASE WHEN p.office_id <> \(ask.office) THEN \(BulkReason.foreign.rawValue) WHEN \(what.isSo(isOn)) THEN \(BulkReason.same.rawValue)
                WHEN NOT (\(what.asks)) THEN \(BulkReason.archived.rawValue) END
                """
            },
            perform: { ask, _, ids, connection in try PartnershipBulk.set(what, isOn, where: "p.id IN \(list: ids)", ask, connection) },
            undo: { ask, _, changed, connection in
                let rows = changed.map { "(\($0.id), \($0.mark))" as SQL }.joined(separator: ", ")
                return try PartnershipBulk.set(what, !isOn, where: "(p.id, p.revision) IN (VALUES \(rows))", ask, connection).map(\.id)
            })
    }
}
