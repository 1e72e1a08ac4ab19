import Kernel
import Markup
import Storage

/// What an act on many records switches on or off.
public enum BulkSwitch: Sendable {
    case archival, publication
}

/// A table whose records are archived and published, each by an act on its page and many by an act on their list. It has the columns `office_id`,
/// `archived_at`, `is_public`, `revision`, `updated_at` and `updated_by`.
public struct BulkTable: Sendable {
    let name: SQL
    let alias: SQL
    let subject: String
    let may: Permission
    let list: String
    let archive: String
    let withdrawn: String

    /// - Parameters:
    ///   - alias: what the table is called in the queries of its lists.
    ///   - subject: of the facts.
    ///   - list: the address of the list of what is in use; `archive`: of what is archived.
    ///   - withdrawn: the act in the fact that says that something is public no longer.
    public init(_ name: SQL, as alias: SQL, subject: String, may: Permission, list: String, archive: String, withdrawn: String) {
        (self.name, self.alias, self.subject, self.may) = (name, alias, subject, may)
        (self.list, self.archive, self.withdrawn) = (list, archive, withdrawn)
    }

    /// The condition that a record stands so.
    private func isSo(_ what: BulkSwitch, _ isOn: Bool) -> SQL {
        switch what {
        case .archival: isOn ? "\(alias).archived_at IS NOT NULL" : "\(alias).archived_at IS NULL"
        case .publication: isOn ? "\(alias).is_public = 1" : "\(alias).is_public = 0"
        }
    }

    private func setting(_ what: BulkSwitch, _ isOn: Bool, at now: Instant) -> SQL {
        switch what {
        case .archival: "archived_at = \(isOn ? now : nil)"
        case .publication: "is_public = \(isOn)"
        }
    }

    /// What is archived must be restored before it is published or withdrawn.
    private func asks(_ what: BulkSwitch) -> SQL { what == .publication ? "\(alias).archived_at IS NULL" : "1 = 1" }

    /// What the journal says of it before and after.
    private func state(_ what: BulkSwitch, _ isOn: Bool) -> [String: Bool] { what == .archival ? ["isArchived": isOn] : ["isPublic": isOn] }

    private func fact(_ what: BulkSwitch, _ isOn: Bool) -> String {
        switch what {
        case .archival: isOn ? "archived" : "restored"
        case .publication: isOn ? "published" : withdrawn
        }
    }

    fileprivate func refusal(_ what: BulkSwitch, _ isOn: Bool, _ ask: BulkAsk) -> SQL {
        """
        CASE WHEN \(alias).office_id <> \(ask.office) THEN \(BulkReason.foreign.rawValue) WHEN \(isSo(what, isOn)) THEN \(BulkReason.same.rawValue)
        WHEN NOT (\(asks(what))) THEN \(BulkReason.archived.rawValue) END
        """
    }

    /// Switches those rows that may be and are not yet, and writes a fact for each.
    /// - Parameter condition: what must hold of a row besides.
    fileprivate func set(_ what: BulkSwitch, _ isOn: Bool, where condition: SQL, _ ask: BulkAsk, _ connection: Connection) throws -> [BulkChanged] {
        let changed = try connection.rows(
            """
            UPDATE \(name) AS \(alias) SET \(setting(what, isOn, at: ask.now)), revision = revision + 1, updated_at = \(ask.now), updated_by = \(ask.actor.name)
            WHERE \(condition) AND \(alias).office_id = \(ask.office) AND \(isSo(what, !isOn)) AND \(asks(what)) RETURNING id, revision
            """
        ) { BulkChanged(try $0["id"], mark: try $0["revision"]) }
        try connection.journal.record(
            try changed.map {
                try Fact(
                    fact(what, isOn), subject, $0.id, office: ask.office, from: state(what, !isOn), to: state(what, isOn), batch: ask.batch)
            }, by: ask.actor, at: ask.now, request: ask.request)
        return changed
    }
}

extension BulkAction {
    /// Switches something of many records: to each what the single act on its page does, under the same conditions. It is undone where the
    /// record still has the revision it was given.
    public init(_ name: String, _ title: Message, _ what: BulkSwitch, isOn: Bool, of table: BulkTable) {
        self.init(
            name, title, may: table.may, lists: [what == .archival && !isOn ? table.archive : table.list],
            refusal: { ask, _, _ in table.refusal(what, isOn, ask) },
            perform: { ask, _, ids, connection in try table.set(what, isOn, where: "\(table.alias).id IN \(list: ids)", ask, connection) },
            undo: { ask, _, changed, connection in
                let rows = changed.map { "(\($0.id), \($0.mark))" as SQL }.joined(separator: ", ")
                return try table.set(what, !isOn, where: "(\(table.alias).id, \(table.alias).revision) IN (VALUES \(rows))", ask, connection).map(
                    \.id)
            })
    }
}
