import Kernel
import Storage
import Synchronization
import Web

/// What somebody opened last. A page that is only read writes nothing, so openings are gathered here and written down once a minute, many at
/// once: every write makes lists be drawn anew. Should the server die, the last minute of them is lost, which harms nobody.
final class RecentItems: Sendable {
    /// So many are remembered for a person.
    static let most = 20
    private static let pause: Int64 = 60

    struct Opening: Sendable, Hashable {
        let kind: String
        let id: String
        let at: Instant
    }

    private struct Pending {
        var openings: [DeskOwner: [Opening]] = [:]
        var since: Instant?
    }

    private let pending = Mutex(Pending())

    /// Remembers that a record's page was opened.
    func note(_ kind: String, _ id: String, by owner: DeskOwner, at now: Instant, _ records: [RecordKind], _ house: House) {
        let opening = Opening(kind: kind, id: id, at: now)
        let isDue = pending.withLock { pending in
            var mine = pending.openings[owner, default: []]
            mine.removeAll { $0.kind == kind && $0.id == id }
            mine.insert(opening, at: 0)
            pending.openings[owner] = Array(mine.prefix(Self.most))
            let since = pending.since ?? now
            pending.since = since
            return since.adding(seconds: Self.pause) <= now
        }
        guard isDue else { return }
        let (database, log) = (house.database, house.log)
        Task {
            do { try await flush(records, database) } catch { log.warning("openings not noted", metadata: ["error": "\(ErrorKind(error))"]) }
        }
    }

    /// Writes down what was gathered.
    func flush(_ records: [RecordKind], _ database: Database) async throws {
        let all = pending.withLock { pending in
            defer { pending = Pending() }
            return pending.openings
        }
        guard !all.isEmpty else { return }
        try await database.write { connection in
            for (owner, openings) in all {
                for opening in openings { try records.first { $0.name == opening.kind }?.keep(opening.id, connection) }
                try Self.write(openings, owner, connection)
            }
        }
    }

    private static func write(_ openings: [Opening], _ owner: DeskOwner, _ connection: Connection) throws {
        let rows = openings.map { "(\(owner.user), \(owner.office), \($0.kind), \($0.id), \($0.at))" as SQL }
        guard try connection.exists("SELECT 1 FROM user_account WHERE id = \(owner.user)"), !rows.isEmpty else { return }
        try connection.run(
            """
            INSERT INTO recent_item (user_id, office_id, record_kind, record_id, opened_at) VALUES \(rows.joined(separator: ", "))
            ON CONFLICT (user_id, office_id, record_kind, record_id) DO UPDATE SET opened_at = excluded.opened_at
            """)
        try connection.run(
            """
            DELETE FROM recent_item WHERE user_id = \(owner.user) AND office_id = \(owner.office) AND opened_at <
            (SELECT MIN(k.opened_at) FROM (SELECT opened_at FROM recent_item WHERE user_id = \(owner.user) AND office_id = \(owner.office)
            ORDER BY opened_at DESC LIMIT \(most)) k)
            """)
    }

    /// The last ones this reader may still see, newest first: what is written down, and before it what is not yet.
    func last(_ limit: Int, of owner: DeskOwner, _ records: [RecordKind], _ actor: Actor, _ language: Language, _ connection: Connection) throws
        -> [DeskItem]
    {
        let fresh = pending.withLock { $0.openings[owner] ?? [] }
        let known = try connection.rows(
            """
            SELECT record_kind, record_id, opened_at FROM recent_item WHERE user_id = \(owner.user) AND office_id = \(owner.office)
            ORDER BY opened_at DESC LIMIT \(Self.most)
            """
        ) { Opening(kind: try $0["record_kind"], id: try $0["record_id"], at: try $0["opened_at"]) }
        var seen: Set<[String]> = []
        let order = (fresh + known).filter { seen.insert([$0.kind, $0.id]).inserted }.prefix(Self.most)
        guard !order.isEmpty else { return [] }
        let rows: [SQL] = order.enumerated().map { place, opening in
            place == 0
                ? "SELECT \(opening.kind) AS record_kind, \(opening.id) AS record_id, \(place) AS place"
                : "SELECT \(opening.kind), \(opening.id), \(place)"
        }
        let naming = records.naming(kind: "d.record_kind", id: "d.record_id", actor, language)
        return try connection.rows(
            """
            SELECT d.record_kind, d.record_id, \(naming) AS name FROM (\(rows.joined(separator: " UNION ALL "))) d
            WHERE \(naming) IS NOT NULL ORDER BY d.place LIMIT \(limit)
            """
        ) { row in
            let kind: String = try row["record_kind"]
            return try records.first { $0.name == kind }.map { DeskItem(kind: $0, id: try row["record_id"], name: try row["name"]) }
        }.compactMap { $0 }
    }
}
