import Directory
import Foundation
import Kernel
import Reconciliation
import Storage

/// The names and rows of one import: all SQL about `import_name` and `import_row`. Whoever makes one has found the import before.
struct ImportRowStore {
    let connection: Connection
    let id: ImportID

    init(_ connection: Connection, _ id: ImportID) { (self.connection, self.id) = (connection, id) }

    /// How many rows are read and written at a time.
    static let batch = 1000

    // MARK: Names

    var names: ImportNames { ImportNames(connection, id, in: "import_name", line: "first_row") }

    /// Counts for every name the rows that carry it.
    func countRows() throws {
        try connection.run(
            """
            WITH v (name, number) AS (
                SELECT partner, COUNT(*) FROM import_row WHERE import_id = \(id) GROUP BY partner
                UNION ALL SELECT home, COUNT(*) FROM import_row WHERE import_id = \(id) AND home IS NOT NULL GROUP BY home)
            UPDATE import_name SET row_count = v.number FROM v WHERE import_name.import_id = \(id) AND import_name.number = v.name
            """)
    }

    /// Home cities stand without their country. Where the same list names such a city as a partner, with its country, that one is meant.
    func recogniseHomes() throws {
        let found = try connection.rows(
            """
            SELECT h.number AS number, h.written AS written, MIN(n.place_id) AS place, MIN(n.country) AS country FROM import_name h
            JOIN import_name n ON n.import_id = h.import_id AND n.part = 'partner' AND n.written = h.written AND n.is_case = 0 AND n.country <> ''
            WHERE h.import_id = \(id) AND h.part = 'home' AND h.is_case = 1 GROUP BY h.number, h.written HAVING MIN(n.place_id) = MAX(n.place_id)
            """
        ) { row in
            (
                number: try row["number"] as Int, written: try row["written"] as String, place: try row["place"] as Int,
                country: try row["country"] as String
            )
        }
        for start in stride(from: 0, to: found.count, by: Self.batch) {
            let rows: [SQL] = try found[start..<min(start + Self.batch, found.count)].map { home in
                "(\(home.number), \(home.place), \(try StoredJSON.text(Reason.toldApart(name: home.written, by: "\(home.written), \(home.country)"))))"
            }
            try connection.run(
                """
                WITH v (number, place_id, reason) AS (VALUES \(rows.joined(separator: ", ")))
                UPDATE import_name SET place_id = v.place_id, reason = v.reason, verdict = 'matched', is_case = 0 FROM v
                WHERE import_name.import_id = \(id) AND import_name.number = v.number
                """)
        }
    }

    /// Writes what somebody decided for some names, and marks their rows.
    func decide(_ decisions: [NameDecision], by actor: Actor) throws {
        guard !decisions.isEmpty else { return }
        try names.decide(decisions, by: actor)
        try mark(names: decisions.map(\.number))
    }

    // MARK: Rows

    func add(_ rows: [RawRow]) throws {
        for start in stride(from: 0, to: rows.count, by: Self.batch) {
            let values: [SQL] = rows[start..<min(start + Self.batch, rows.count)].map { row in
                "(\(id), \(row.number), \(row.partner), \(row.home), \(row.since), \(row.kind), \(row.status), \(row.field), \(row.lead), \(row.note), 'ready', 0)"
            }
            try connection.run(
                """
                INSERT INTO import_row (import_id, number, partner, home, since, kind, status, field, lead_name, note, act, is_unclear) VALUES \(values.joined(separator: ", "))
                """)
        }
    }

    /// Marks rows as open, left out, or ready to be planned, by what was decided for their names: all rows, or those of some names.
    func mark(names numbers: [Int]? = nil) throws {
        let those: SQL = numbers.map { "AND (partner IN \(list: $0) OR home IN \(list: $0))" } ?? .empty
        func has(_ condition: SQL) -> SQL {
            "EXISTS (SELECT 1 FROM import_name n WHERE n.import_id = import_row.import_id AND n.number IN (import_row.partner, import_row.home) AND \(condition))"
        }
        try connection.run(
            """
            UPDATE import_row SET act = CASE WHEN \(has("n.answer = 'out'")) THEN 'out' WHEN \(has("n.place_id IS NULL")) THEN 'open' ELSE 'ready' END
            WHERE import_id = \(id) \(those)
            """)
    }

    /// What somebody chose for single rows, and dates they typed anew; in one statement.
    func choose(_ choices: [RowChoice]) throws {
        guard !choices.isEmpty else { return }
        let rows: [SQL] = choices.map { "(\($0.number), \($0.choice), \($0.corrected))" }
        try connection.run(
            """
            WITH v (number, choice, corrected) AS (VALUES \(rows.joined(separator: ", ")))
            UPDATE import_row SET choice = v.choice, corrected = v.corrected, act = CASE WHEN import_row.choice = 'out' AND import_row.act = 'out' THEN 'ready' ELSE import_row.act END
            FROM v WHERE import_row.import_id = \(id) AND import_row.number = v.number
            """)
    }

    /// Writes what is to become of rows, in one statement.
    func write(_ plan: [PlannedRow]) throws {
        guard !plan.isEmpty else { return }
        let rows: [SQL] = plan.map {
            "(\($0.row.number), \($0.act), \($0.existing?.id), \($0.existing?.since), \($0.existing?.kind), \($0.existing?.status), \($0.sameAs), \($0.isUnclear))"
        }
        try connection.run(
            """
            WITH v (number, act, existing_id, existing_since, existing_kind, existing_status, same_as, is_unclear) AS (VALUES \(rows.joined(separator: ", ")))
            UPDATE import_row SET act = v.act, existing_id = v.existing_id, existing_since = v.existing_since, existing_kind = v.existing_kind,
            existing_status = v.existing_status, same_as = v.same_as, is_unclear = v.is_unclear
            FROM v WHERE import_row.import_id = \(id) AND import_row.number = v.number
            """)
    }

    /// Rows whose places are settled, a thousand at a time, in the order of the file.
    func forEachSettledBatch(_ body: ([ImportRow]) throws -> Void) throws {
        var last = -1
        while true {
            let some = try rows("r.number > \(last) AND r.act NOT IN ('open', 'out')", limit: Self.batch)
            if !some.isEmpty { try body(some) }
            guard some.count == Self.batch, let end = some.last else { return }
            last = end.number
        }
    }

    /// Rows of one kind, after one that was seen.
    func rows(_ act: RowAct, after number: Int = -1, limit: Int) throws -> [ImportRow] {
        try rows("r.act = \(act) AND r.number > \(number)", limit: limit)
    }

    /// Rows that are to be entered and whose date could not be read.
    func unclear(limit: Int) throws -> [ImportRow] {
        try rows("r.act IN ('create', 'change', 'differs') AND r.is_unclear = 1", limit: limit)
    }

    /// Rows by their numbers.
    func rows(_ numbers: [Int]) throws -> [ImportRow] {
        guard !numbers.isEmpty else { return [] }
        return try rows("r.number IN \(list: numbers)", limit: numbers.count)
    }

    private func rows(_ condition: SQL, limit: Int) throws -> [ImportRow] {
        try connection.rows(
            """
            SELECT r.number, r.partner, r.home, r.since, r.kind, r.status, r.field, r.lead_name, r.note, r.corrected, r.choice, r.act, r.existing_id,
            r.existing_since, r.existing_kind, r.existing_status, r.same_as, r.is_unclear, n.place_id AS partner_place, n.written, n.country, h.place_id AS home_place
            FROM import_row r JOIN import_name n ON n.import_id = r.import_id AND n.number = r.partner
            LEFT JOIN import_name h ON h.import_id = r.import_id AND h.number = r.home
            WHERE r.import_id = \(id) AND \(condition) ORDER BY r.number LIMIT \(limit)
            """, ImportRow.init(row:))
    }

    // MARK: Counts

    func tally() throws -> ImportTally {
        var tally = ImportTally()
        for (act, count) in try connection.rows(
            "SELECT act, COUNT(*) AS number FROM import_row WHERE import_id = \(id) GROUP BY act",
            { row in
                (act: try row["act"] as RowAct, count: try row["number"] as Int)
            })
        { tally.acts[act] = count }
        for (isCase, isAnswered, count) in try connection.rows(
            """
            SELECT is_case, CASE WHEN answer IS NULL THEN 0 ELSE 1 END AS answered, COUNT(*) AS number FROM import_name WHERE import_id = \(id) GROUP BY 1, 2
            """, { row in (try row["is_case"] as Bool, try row["answered"] as Bool, try row["number"] as Int) })
        {
            if isCase { tally.cases += count; if isAnswered { tally.decided += count } } else { tally.matchedNames += count }
        }
        return tally
    }

    /// The places without an entry in the directory that this office sees, which the plan would make one for.
    func newEntries(for office: OfficeID, home: PlaceID, limit: Int) throws -> (count: Int, some: [PlaceID]) {
        let condition: SQL = """
            FROM import_name n WHERE n.import_id = \(id) AND n.place_id IS NOT NULL AND n.place_id <> \(home)
            AND (EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = n.import_id AND r.partner = n.number AND r.act = 'create')
            OR EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = n.import_id AND r.home = n.number AND r.act = 'create'))
            AND NOT EXISTS (SELECT 1 FROM organisation o WHERE o.place_id = n.place_id AND o.kind = 'local_government' AND o.archived_at IS NULL
            AND (o.office_id = \(office) OR o.is_public = 1))
            """
        let count: Int? = try connection.value("SELECT COUNT(DISTINCT n.place_id) \(condition)")
        let some = try connection.rows(
            "SELECT n.place_id AS place, MIN(n.first_row) AS first \(condition) GROUP BY n.place_id ORDER BY 2 LIMIT \(limit)"
        ) { try $0["place"] as Int }
        return (count ?? 0, some)
    }
}

/// A row as it is read from the sheet, its names by their numbers.
struct RawRow: Sendable {
    let number: Int
    let partner: Int
    let home: Int?
    let since, kind, status, field, lead, note: String
}

/// What somebody chose for a row of the plan.
struct RowChoice: Sendable {
    let number: Int
    let choice: String?
    let corrected: String?
}

extension ImportRow {
    init(row: Row) throws {
        number = try row["number"]
        partnerName = try row["partner"]
        homeName = try row["home"]
        partner = try row["partner_place"]
        home = try row["home_place"]
        let name: String = try row["written"]
        let country: String = try row["country"]
        written = country.isEmpty ? name : "\(name), \(country)"
        since = try row["since"]
        kind = try row["kind"]
        status = try row["status"]
        field = try row["field"]
        lead = try row["lead_name"]
        note = try row["note"]
        corrected = try row["corrected"]
        choice = try row["choice"]
        act = try row["act"]
        existing = try row["existing_id"]
        existingSince = try row["existing_since"]
        existingKind = try row["existing_kind"]
        existingStatus = try row["existing_status"]
        sameAs = try row["same_as"]
        isUnclear = try row["is_unclear"]
    }
}
