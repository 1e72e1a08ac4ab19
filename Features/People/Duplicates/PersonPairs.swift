import Directory
import Kernel
import Storage

/// The report of people who may be entered twice: all SQL about `person_pair` and `person_look`.
struct PersonPairs {
    let connection: Connection

    /// When somebody last looked, and what came of it.
    struct Look: Sendable {
        let at: Instant
        let people: Int
        /// Whether there was more than a report holds.
        let hasMore: Bool
    }

    struct Line: Sendable {
        let one: PersonID
        let other: PersonID
        let likeness: PersonLikeness
    }

    // MARK: Looking

    /// Everything that is compared of an office's people.
    func candidates(of office: OfficeID) throws -> [PersonSearch.Candidate] {
        let inUse: SQL = "p.office_id = \(office) AND p.merged_into IS NULL AND p.erased_at IS NULL"
        var all = try connection.rows("SELECT p.id FROM person p WHERE \(inUse) ORDER BY p.id") { PersonSearch.Candidate(id: try $0["id"]) }
        let places = Dictionary(all.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        try connection.forEach(
            "SELECT k.person_id, k.kind, k.value FROM person_key k WHERE k.office_id = \(office) ORDER BY k.person_id, k.kind, k.value"
        ) {
            row in
            guard let place = places[try row["person_id"]] else { return }
            if try row["kind"] as String == "email" { all[place].emails.append(try row["value"]) } else { all[place].names.append(try row["value"]) }
        }
        try connection.forEach(
            """
            SELECT p.id, r.organisation_id, l.country FROM person p LEFT JOIN person_role r ON r.person_id = p.id
            LEFT JOIN organisation o ON o.id = r.organisation_id LEFT JOIN place l ON l.id = COALESCE(p.place_id, o.place_id) WHERE \(inUse)
            """
        ) { row in
            guard let place = places[try row["id"]] else { return }
            if let organisation: OrganisationID = try row["organisation_id"] { all[place].organisations.insert(organisation) }
            if let country: String = try row["country"] { all[place].countries.insert(country) }
        }
        return all
    }

    /// The pairs of an office of which somebody has said that they are two.
    func distinct(in office: OfficeID) throws -> Set<PersonSearch.Pair> {
        Set(
            try connection.rows(
                "SELECT d.one_id, d.other_id FROM person_distinct d JOIN person p ON p.id = d.one_id WHERE p.office_id = \(office)"
            ) { PersonSearch.Pair(try $0["one_id"], try $0["other_id"]) })
    }

    /// Puts a new report in the place of the old one.
    func save(_ found: [PersonSearch.Found], people: Int, office: OfficeID, at now: Instant) throws {
        let kept = Array(found.prefix(PersonSearch.most))
        try connection.run("DELETE FROM person_pair WHERE office_id = \(office)")
        for start in stride(from: 0, to: kept.count, by: 500) {
            let rows = kept[start..<min(start + 500, kept.count)].enumerated().map { offset, line in
                "(\(office), \(line.pair.one), \(line.pair.other), \(start + offset), \(line.likeness.rawValue))" as SQL
            }
            try connection.run(
                "INSERT INTO person_pair (office_id, one_id, other_id, position, reason) VALUES \(rows.joined(separator: ", "))")
        }
        try connection.run(
            """
            INSERT INTO person_look (office_id, looked_at, people, has_more) VALUES (\(office), \(now), \(people), \(found.count > kept.count))
            ON CONFLICT (office_id) DO UPDATE SET looked_at = excluded.looked_at, people = excluded.people, has_more = excluded.has_more
            """)
    }

    // MARK: Reading

    /// Nil while nobody has looked.
    func look(of office: OfficeID) throws -> Look? {
        try connection.first("SELECT looked_at, people, has_more FROM person_look WHERE office_id = \(office)") {
            Look(at: try $0["looked_at"], people: try $0["people"], hasMore: try $0["has_more"])
        }
    }

    /// Those of the report that are still open: neither merged nor erased since, and nobody has said that they are two.
    func lines(of office: OfficeID, limit: Int) throws -> [Line] {
        try connection.rows(
            """
            SELECT r.one_id, r.other_id, r.reason FROM person_pair r JOIN person a ON a.id = r.one_id JOIN person b ON b.id = r.other_id
            WHERE r.office_id = \(office) AND a.merged_into IS NULL AND b.merged_into IS NULL AND a.erased_at IS NULL AND b.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM person_distinct d WHERE d.one_id = r.one_id AND d.other_id = r.other_id)
            ORDER BY r.position, r.one_id LIMIT \(limit)
            """
        ) { row in
            try PersonLikeness(rawValue: try row["reason"]).map { Line(one: try row["one_id"], other: try row["other_id"], likeness: $0) }
        }.compactMap { $0 }
    }
}
