import Kernel
import Markup
import Storage
import Web

/// Putting a tag on many records at once, and taking one off, on every list of records.
struct TagBulk: Sendable {
    let records: [RecordKind]

    var actions: [BulkAction] {
        [
            BulkAction(
                "tag", "Put a tag on", may: TagsFeature.edit, argument: argument(isNewAllowed: true),
                refusal: { ask, kind, id in try refusal(ask, kind, id, isBorne: true) },
                perform: { ask, kind, ids, connection in
                    guard let (store, record) = try store(ask, kind, connection) else { return [] }
                    let tag = try store.settled(try name(ask), ask.w)
                    return try store.put(tag, on: record, ids, batch: ask.batch).map { BulkChanged($0) }
                },
                undo: { ask, kind, changed, connection in
                    guard let (store, record) = try store(ask, kind, connection), let tag = try store.find(try name(ask)) else { return [] }
                    // Put on again by hand after it was taken off, it is somebody's own and stays.
                    return try store.takeOff(tag, record, changed.map(\.id), only: Self.done(ask), batch: ask.batch)
                }),
            BulkAction(
                "untag", "Take a tag off", may: TagsFeature.edit, argument: argument(isNewAllowed: false),
                refusal: { ask, kind, id in try refusal(ask, kind, id, isBorne: false) },
                perform: { ask, kind, ids, connection in
                    guard let (store, record) = try store(ask, kind, connection), let tag = try store.find(try name(ask)) else { return [] }
                    return try store.takeOff(tag, record, ids, batch: ask.batch).map { BulkChanged($0) }
                },
                undo: { ask, kind, changed, connection in
                    guard let (store, record) = try store(ask, kind, connection), let tag = try store.find(try name(ask)) else { return [] }
                    return try store.put(tag, on: record, changed.map(\.id), batch: ask.batch)
                }),
        ]
    }

    /// The batch of the act that an undoing takes back: its own is called `undo` and that one.
    private static func done(_ ask: BulkAsk) -> String { String(ask.batch.dropFirst("undo ".count)) }

    private func argument(isNewAllowed: Bool) -> BulkArgument {
        BulkArgument("Tag", suggestions: TagPaths.suggestions) { try problem($0, $1, isNewAllowed: isNewAllowed) }
    }

    private func problem(_ ask: BulkAsk, _ connection: Connection, isNewAllowed: Bool) throws -> String? {
        let name: TagName
        do { name = try TagName(ask.value, ask.w) } catch { return error.words }
        guard !isNewAllowed, try TagStore(connection, ask).find(name) == nil else { return nil }
        return ask.w("There is no tag “\(name.text)”.")
    }

    private func name(_ ask: BulkAsk) throws -> TagName {
        do { return try TagName(ask.value, ask.w) } catch { throw AppError.invalid(error.words) }
    }

    private func refusal(_ ask: BulkAsk, _ kind: String, _ id: SQL, isBorne: Bool) throws -> SQL {
        """
        CASE WHEN \(isBorne ? .empty : "NOT " as SQL)EXISTS (SELECT 1 FROM tagging g JOIN tag t ON t.id = g.tag_id
        WHERE g.record_kind = \(kind) AND g.record_id = \(id) AND t.office_id = \(ask.office) AND t.word = \(try name(ask).word) AND t.removed_at IS NULL)
        THEN \(BulkReason.same.rawValue) END
        """
    }

    private func store(_ ask: BulkAsk, _ kind: String, _ connection: Connection) throws -> (TagStore, RecordKind)? {
        records.first { $0.name == kind }.map { (TagStore(connection, ask), $0) }
    }
}

extension TagStore {
    fileprivate init(_ connection: Connection, _ ask: BulkAsk) {
        self.init(connection, office: ask.office, actor: ask.actor, now: ask.now, request: ask.request)
    }
}
