import Kernel
import Storage

/// All SQL about what is written into `known_relation`.
struct RelationStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// The kind of thing in the journal; its identity is that of the import.
    static let subject = "known_relation"
    private static let batch = 1000

    /// What a source says already of these pairs, and perhaps of others with the same cities.
    func known(_ pairs: Set<KnownRelation.Pair>, source: String) throws -> [KnownRelation.Pair: KnownRelation] {
        // One end is asked for: with both, a thousand cities times a thousand would be looked up.
        let rows = try connection.rows(
            """
            SELECT lower_id, upper_id, kind, since FROM known_relation WHERE source = \(source) AND lower_id IN \(list: Set(pairs.map(\.lower)).sorted())
            """
        ) { row -> KnownRelation? in
            guard let pair = KnownRelation.Pair(try row["lower_id"], try row["upper_id"]) else { return nil }
            return KnownRelation(pair: pair, kind: try row["kind"], since: try row["since"])
        }
        return Dictionary(rows.compactMap { $0 }.map { ($0.pair, $0) }) { first, _ in first }
    }

    /// Writes what a source says, over what it said before of the same pairs.
    func save(_ relations: [KnownRelation], source: String, importID: ImportID, at now: Instant) throws {
        for start in stride(from: 0, to: relations.count, by: Self.batch) {
            let rows: [SQL] = relations[start..<min(start + Self.batch, relations.count)].map { relation in
                "(\(relation.pair.lower), \(relation.pair.upper), \(source), \(relation.kind), \(relation.since), \(now), \(importID))"
            }
            try connection.run(
                """
                INSERT INTO known_relation (lower_id, upper_id, source, kind, since, imported_at, import_id) VALUES \(rows.joined(separator: ", "))
                ON CONFLICT (lower_id, upper_id, source) DO UPDATE SET kind = excluded.kind, since = excluded.since
                """)
        }
    }

    /// Takes away all that a source says, or all that one import added.
    /// - Parameter name: the source, or the identity of the import.
    /// - Returns: how many relations are gone.
    func remove(_ name: String, by actor: Actor, at now: Instant) throws -> Int {
        let condition: SQL = ImportID(name).map { "source = \(name) OR import_id = \($0)" } ?? "source = \(name)"
        let count = try connection.run("DELETE FROM known_relation WHERE \(condition)")
        guard count > 0 else { return 0 }
        let state = Removed(name: name, relations: count)
        try connection.journal.record(Fact("removed", Self.subject, name, office: nil, from: state, to: nil), by: actor, at: now)
        return count
    }

    private struct Removed: Encodable { let name: String, relations: Int }

    struct Source: Sendable, Equatable {
        let name: String
        let relations: Int
        let importedAt: Instant
    }

    /// Who says something, and how much.
    func sources() throws -> [Source] {
        try connection.rows(
            "SELECT source, COUNT(*) AS relations, MAX(imported_at) AS imported_at FROM known_relation GROUP BY source ORDER BY source"
        ) {
            Source(name: try $0["source"], relations: try $0["relations"], importedAt: try $0["imported_at"])
        }
    }

    /// What one source says of a pair.
    struct Saying: Sendable, Equatable {
        let source: String
        let kind: String?
        let since: PartialDate?
        let importedAt: Instant
    }

    /// Who says what of a place and some others, by the other's number.
    func sources(of place: PlaceID, with others: [PlaceID]) throws -> [PlaceID: [Saying]] {
        let rows = try connection.rows(
            """
            SELECT upper_id AS other_id, source, kind, since, imported_at FROM known_relation WHERE lower_id = \(place) AND upper_id IN \(list: others)
            UNION ALL SELECT lower_id, source, kind, since, imported_at FROM known_relation WHERE upper_id = \(place) AND lower_id IN \(list: others)
            ORDER BY 1, 2
            """
        ) { row in
            (
                other: try row["other_id"] as PlaceID,
                saying: Saying(source: try row["source"], kind: try row["kind"], since: try row["since"], importedAt: try row["imported_at"])
            )
        }
        return Dictionary(grouping: rows, by: \.other).mapValues { $0.map(\.saying) }
    }
}
