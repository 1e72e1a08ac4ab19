import Kernel
import Storage
import Web

/// What somebody marked with a star: all SQL about `favourite`.
struct FavouriteStore {
    let connection: Connection
    let owner: DeskOwner

    /// So many are kept: beyond that a list is no longer a favourite of anybody.
    static let most = 100

    func isMarked(_ kind: String, _ id: String) throws -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM favourite WHERE user_id = \(owner.user) AND office_id = \(owner.office) AND record_kind = \(kind) AND record_id = \(id)
            """)
    }

    /// - Returns: whether there was room for it.
    func mark(_ kind: String, _ id: String, at now: Instant) throws -> Bool {
        let count: Int = try connection.value("SELECT COUNT(*) FROM favourite WHERE user_id = \(owner.user) AND office_id = \(owner.office)") ?? 0
        guard count < Self.most else { return try isMarked(kind, id) }
        try connection.run(
            """
            INSERT INTO favourite (user_id, office_id, record_kind, record_id, marked_at) VALUES (\(owner.user), \(owner.office), \(kind), \(id), \(now))
            ON CONFLICT (user_id, office_id, record_kind, record_id) DO NOTHING
            """)
        return true
    }

    func unmark(_ kind: String, _ id: String) throws {
        try connection.run(
            "DELETE FROM favourite WHERE user_id = \(owner.user) AND office_id = \(owner.office) AND record_kind = \(kind) AND record_id = \(id)")
    }

    /// Those this reader may still see, by kind and in the order in which they were marked.
    func all(_ records: [RecordKind], _ actor: Actor, _ language: Language, limit: Int) throws -> [DeskItem] {
        let naming = records.naming(kind: "d.record_kind", id: "d.record_id", actor, language)
        return try connection.rows(
            """
            SELECT d.record_kind, d.record_id, \(naming) AS name FROM favourite d
            WHERE d.user_id = \(owner.user) AND d.office_id = \(owner.office) AND \(naming) IS NOT NULL
            ORDER BY d.record_kind DESC, d.marked_at, d.record_id LIMIT \(limit)
            """
        ) { row in
            let kind: String = try row["record_kind"]
            return try records.first { $0.name == kind }.map { DeskItem(kind: $0, id: try row["record_id"], name: try row["name"]) }
        }.compactMap { $0 }
    }
}
