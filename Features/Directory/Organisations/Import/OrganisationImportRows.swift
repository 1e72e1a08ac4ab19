import Foundation
import Kernel
import Reconciliation
import Storage

/// The rows and cities of one import: all SQL about `organisation_import_row` and `organisation_import_city`. Whoever makes one has found the
/// import before.
struct OrganisationImportRows {
    let connection: Connection
    let id: ImportID

    init(_ connection: Connection, _ id: ImportID) { (self.connection, self.id) = (connection, id) }

    /// How many rows are read and written at a time; memory stays the same however long the table is.
    static let batch = 500

    // MARK: Rows

    func add(_ rows: [OrganisationImport.Row]) throws {
        guard !rows.isEmpty else { return }
        let values: [SQL] = try rows.map { "(\(id), \($0.number), \($0.line), \(try $0.cells.map { try StoredJSON.text($0) }), 'unread', '', 0)" }
        try connection.run(
            "INSERT INTO organisation_import_row (import_id, number, line, cells, outcome, adds, publishes) VALUES \(values.joined(separator: ", "))")
    }

    /// A batch of rows in the order of the file, after one that was seen.
    func rows(
        after number: Int = -1, outcome: [OrganisationImport.Outcome]? = nil, isMade: Bool = false, limit: Int = batch
    ) throws -> [OrganisationImport.Row] {
        let only: SQL = outcome.map { "AND outcome IN \(list: $0.map(\.rawValue))" } ?? .empty
        let made: SQL = isMade ? "AND made_id IS NOT NULL" : .empty
        return try connection.rows(
            """
            SELECT number, line, cells, city, outcome, fault, match_id, ground, adds, same_line, publishes, made_id, act, made_revision
            FROM organisation_import_row WHERE import_id = \(id) AND number > \(number) \(only) \(made) ORDER BY number LIMIT \(limit)
            """, OrganisationImport.Row.init(row:))
    }

    /// Every row, a batch at a time.
    func forEachBatch(isMade: Bool = false, _ body: ([OrganisationImport.Row]) throws -> Void) throws {
        var last = -1
        while true {
            let some = try rows(after: last, isMade: isMade)
            guard let end = some.last else { return }
            try body(some)
            last = end.number
        }
    }

    func setCities(_ cities: [(row: Int, city: Int?)]) throws {
        guard !cities.isEmpty else { return }
        let values: [SQL] = cities.map { "(\($0.row), \($0.city))" }
        try connection.run(
            """
            WITH v (number, city) AS (VALUES \(values.joined(separator: ", "))) UPDATE organisation_import_row SET city = v.city FROM v
            WHERE organisation_import_row.import_id = \(id) AND organisation_import_row.number = v.number
            """)
    }

    /// Writes what is to become of rows, in one statement.
    func write(_ rows: [OrganisationImport.Row]) throws {
        guard !rows.isEmpty else { return }
        let values: [SQL] = try rows.map { row in
            """
            (\(row.number), \(row.outcome), \(try row.fault.map { try StoredJSON.text($0) }), \(row.match), \(row.ground?.rawValue),
            \(row.adds.map(\.rawValue).joined(separator: " ")), \(row.sameLine), \(row.publishes))
            """
        }
        try connection.run(
            """
            WITH v (number, outcome, fault, match_id, ground, adds, same_line, publishes) AS (VALUES \(values.joined(separator: ", ")))
            UPDATE organisation_import_row SET outcome = v.outcome, fault = v.fault, match_id = v.match_id, ground = v.ground, adds = v.adds,
            same_line = v.same_line, publishes = v.publishes FROM v
            WHERE organisation_import_row.import_id = \(id) AND organisation_import_row.number = v.number
            """)
    }

    /// Notes the entries that were made or filled, in one statement.
    func note(_ made: [Made]) throws {
        guard !made.isEmpty else { return }
        let values: [SQL] = made.map { "(\($0.row), \($0.organisation), \($0.act), \($0.revision))" }
        try connection.run(
            """
            WITH v (number, made_id, act, made_revision) AS (VALUES \(values.joined(separator: ", ")))
            UPDATE organisation_import_row SET made_id = v.made_id, act = v.act, made_revision = v.made_revision FROM v
            WHERE organisation_import_row.import_id = \(id) AND organisation_import_row.number = v.number
            """)
    }

    /// The entry that became of a row.
    struct Made {
        let row: Int
        let organisation: OrganisationID
        let act: OrganisationImport.Act
        let revision: Int
    }

    /// Forgets what the file said of rows that were taken; of all of them once the import is undone.
    func forget(all: Bool = false) throws {
        let some: SQL = all ? .empty : "AND outcome NOT IN \(list: OrganisationImport.Outcome.untaken.map(\.rawValue))"
        try connection.run("UPDATE organisation_import_row SET cells = NULL WHERE import_id = \(id) AND cells IS NOT NULL \(some)")
    }

    func counts() throws -> [OrganisationImport.Outcome: Int] {
        let rows = try connection.rows("SELECT outcome, COUNT(*) AS number FROM organisation_import_row WHERE import_id = \(id) GROUP BY outcome") {
            (try $0["outcome"] as OrganisationImport.Outcome, try $0["number"] as Int)
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// How many rows would be published at once because the file says so.
    func publishing() throws -> Int {
        try connection.value(
            "SELECT COUNT(*) FROM organisation_import_row WHERE import_id = \(id) AND publishes = 1 AND outcome IN ('new', 'same')") ?? 0
    }

    // MARK: Cities

    var cities: ImportNames { ImportNames(connection, id, in: "organisation_import_city", line: "first_line", part: .city) }

    /// Counts for every city the rows that name it.
    func countCities() throws {
        try connection.run(
            """
            WITH v (city, number) AS (SELECT city, COUNT(*) FROM organisation_import_row WHERE import_id = \(id) AND city IS NOT NULL GROUP BY city)
            UPDATE organisation_import_city SET row_count = v.number FROM v
            WHERE organisation_import_city.import_id = \(id) AND organisation_import_city.number = v.city
            """)
    }

    func caseCounts() throws -> (all: Int, open: Int) {
        try connection.first(
            """
            SELECT COUNT(*) AS number, COUNT(*) - COUNT(answer) AS unanswered FROM organisation_import_city WHERE import_id = \(id) AND is_case = 1
            """
        ) { (try $0["number"] as Int, try $0["unanswered"] as Int) } ?? (0, 0)
    }
}

extension OrganisationImport.Row {
    init(row: Storage.Row) throws {
        let cells: String? = try row["cells"]
        let fault: String? = try row["fault"]
        let ground: String? = try row["ground"]
        let act: String? = try row["act"]
        let adds: String = try row["adds"]
        self.init(
            number: try row["number"], line: try row["line"], cells: try cells.map { try StoredJSON.value($0) }, city: try row["city"],
            outcome: try row["outcome"], fault: try fault.map { try StoredJSON.value($0) }, match: try row["match_id"],
            ground: ground.flatMap { OrganisationImport.Ground(rawValue: $0) },
            adds: adds.split(separator: " ").compactMap { OrganisationColumns.Part(rawValue: String($0)) }, sameLine: try row["same_line"],
            publishes: try row["publishes"], made: try row["made_id"], act: act.flatMap { OrganisationImport.Act(rawValue: $0) },
            madeRevision: try row["made_revision"])
    }
}
