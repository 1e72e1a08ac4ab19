import Kernel
import Storage

/// The report of entries that may be the same: all SQL about `organisation_pair`, `organisation_look` and `organisation_distinct`.
struct DuplicateStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// When somebody last looked, and what came of it.
    struct Look: Sendable {
        let at: Instant
        let records: Int
        let pairs: Int
        /// Whether the search ended before it was through.
        let hasMore: Bool
    }

    struct Line: Sendable {
        let one: OrganisationID
        let other: OrganisationID
        let likeness: Likeness
    }

    // MARK: Looking

    /// Everything that is compared of an office's entries in use.
    /// - Parameter progress: told how many were read, of how many.
    func candidates(of office: OfficeID, progress: (Int, Int) throws -> Void) throws -> [LikenessSearch.Candidate] {
        let inUse: SQL = "o.office_id = \(office) AND o.archived_at IS NULL"
        let total = try connection.value("SELECT COUNT(*) FROM organisation o WHERE \(inUse)") as Int? ?? 0
        var all: [LikenessSearch.Candidate] = []
        all.reserveCapacity(total)
        try connection.forEach("SELECT o.id, o.kind, o.name, o.search, o.place_id, o.website FROM organisation o WHERE \(inUse) ORDER BY o.id") {
            row in
            all.append(
                LikenessSearch.Candidate(
                    id: try row["id"], kind: try row["kind"], place: try row["place_id"], website: try row["website"], names: [try row["name"]],
                    // Folded names hold no spaces: what is searched is a list of them.
                    keys: (try row["search"] as String).split(separator: " ")))
            if all.count.isMultiple(of: 1000) { try progress(all.count, total) }
        }
        let places = Dictionary(all.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        try connection.forEach(
            "SELECT n.organisation_id, n.name FROM organisation_name n JOIN organisation o ON o.id = n.organisation_id WHERE \(inUse)"
        ) { row in if let place = places[try row["organisation_id"]] { all[place].names.append(try row["name"]) } }
        try connection.forEach(
            """
            SELECT i.organisation_id, i.scheme, i.value FROM organisation_identifier i JOIN organisation o ON o.id = i.organisation_id
            WHERE \(inUse) AND i.scheme <> 'own'
            """
        ) { row in
            guard let place = places[try row["organisation_id"]] else { return }
            all[place].identifiers.append(OrganisationIdentifier(stored: try row["scheme"], try row["value"]))
        }
        try progress(total, total)
        return all
    }

    /// The pairs of an office of which somebody has said that they are two.
    func distinct(in office: OfficeID) throws -> Set<LikenessSearch.Pair> {
        Set(
            try connection.rows(
                "SELECT d.one_id, d.other_id FROM organisation_distinct d JOIN organisation o ON o.id = d.one_id WHERE o.office_id = \(office)"
            ) { LikenessSearch.Pair(try $0["one_id"], try $0["other_id"]) })
    }

    /// Puts a new report in the place of the old one.
    func save(_ found: [(pair: LikenessSearch.Pair, likeness: Likeness)], records: Int, office: OfficeID, at now: Instant) throws {
        let kept = Array(found.prefix(LikenessSearch.most))
        try connection.run("DELETE FROM organisation_pair WHERE office_id = \(office)")
        for start in stride(from: 0, to: kept.count, by: 500) {
            let rows = kept[start..<min(start + 500, kept.count)].enumerated().map { offset, line in
                "(\(office), \(line.pair.one), \(line.pair.other), \(start + offset), \(line.likeness.kind.rawValue), \(line.likeness.detail))" as SQL
            }
            try connection.run(
                "INSERT INTO organisation_pair (office_id, one_id, other_id, position, reason, detail) VALUES \(rows.joined(separator: ", "))")
        }
        try connection.run(
            """
            INSERT INTO organisation_look (office_id, looked_at, records, pairs, has_more) VALUES (\(office), \(now), \(records), \(kept.count), \(found.count > kept.count))
            ON CONFLICT (office_id) DO UPDATE SET looked_at = excluded.looked_at, records = excluded.records, pairs = excluded.pairs, has_more = excluded.has_more
            """)
    }

    // MARK: Reading

    /// Nil while nobody has looked.
    func look(of office: OfficeID) throws -> Look? {
        try connection.first("SELECT looked_at, records, pairs, has_more FROM organisation_look WHERE office_id = \(office)") {
            Look(at: try $0["looked_at"], records: try $0["records"], pairs: try $0["pairs"], hasMore: try $0["has_more"])
        }
    }

    /// Those of the report that are still open: both in use, and nobody has said that they are two.
    func pairs(of office: OfficeID, limit: Int) throws -> [Line] { try lines("r.office_id = \(office)", limit: limit) }

    func count(of office: OfficeID) throws -> Int {
        try connection.value("SELECT COUNT(*) FROM \(Self.open) WHERE r.office_id = \(office) AND \(Self.isOpen)") ?? 0
    }

    /// What the report says of one entry.
    func pairs(with id: OrganisationID, limit: Int) throws -> [Line] { try lines("(r.one_id = \(id) OR r.other_id = \(id))", limit: limit) }

    private static let open: SQL = "organisation_pair r JOIN organisation a ON a.id = r.one_id JOIN organisation b ON b.id = r.other_id"
    private static let isOpen: SQL = """
        a.archived_at IS NULL AND b.archived_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM organisation_distinct d WHERE d.one_id = r.one_id AND d.other_id = r.other_id)
        """

    private func lines(_ condition: SQL, limit: Int) throws -> [Line] {
        try connection.rows(
            """
            SELECT r.one_id, r.other_id, r.reason, r.detail FROM \(Self.open) WHERE \(condition) AND \(Self.isOpen) ORDER BY r.position, r.one_id LIMIT \(limit)
            """
        ) { row in
            let reason: String = try row["reason"]
            let (one, other): (OrganisationID, OrganisationID) = (try row["one_id"], try row["other_id"])
            return try Likeness.Kind(rawValue: reason).flatMap { Likeness(kind: $0, detail: try row["detail"]) }.map {
                Line(one: one, other: other, likeness: $0)
            }
        }.compactMap { $0 }
    }

    // MARK: Two, not one

    /// Notes that two entries are two: no report names them again.
    func setDistinct(_ a: Organisation, _ b: Organisation, by actor: Actor, at now: Instant, request: String?) throws {
        let pair = LikenessSearch.Pair(a.id, b.id)
        guard a.id != b.id else { return }
        let added = try connection.run(
            """
            INSERT INTO organisation_distinct (one_id, other_id, said_at, said_by) VALUES (\(pair.one), \(pair.other), \(now), \(actor.name))
            ON CONFLICT (one_id, other_id) DO NOTHING
            """)
        guard added > 0 else { return }
        let facts = try [(a, b), (b, a)].map { one, other in
            try Fact("told apart", OrganisationStore.subject, one.id.text, office: one.office, from: nil, to: ["other": other.id.text])
        }
        try connection.journal.record(facts, by: actor, at: now, request: request)
    }
}
