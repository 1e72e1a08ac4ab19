import Foundation
import Kernel
import Storage

/// A file of people on its way into the directory.
struct PeopleImport: Sendable {
    enum Kind: String, Sendable { case cards, sheet }
    enum State: String, Sendable { case read, planned, applied, undone }
    enum Outcome: String, Sendable { case unread, new, same, refused }

    /// By what a row is taken for somebody who is here.
    enum Ground: String, Sendable {
        /// One address, and names that may be one person's.
        case address
        /// The same name, whatever its order and script, at one organisation or in one country.
        case organisation, country
        /// The name, and nothing else that speaks for it or against it.
        case name
        /// The same name, but several people here have it.
        case namesakes
        /// The address alone: the names have nothing in common.
        case addressAlone = "address_alone"

        /// Whether it is enough to merge without asking.
        var isStrong: Bool { Self.strong.contains(self) }
        static let strong: [Ground] = [.address, .organisation, .country]
    }

    let id: ImportID
    let office: OfficeID
    let kind: Kind
    /// What the file was called; empty for imports from before that was written down.
    let name: String
    let state: State
    let headings: [String]
    let columns: PersonColumns?
    let rows: Int
    let entered: Int
    let merged: Int
    let leftOut: Int
    /// What undoing it did; nil while it is not undone, and for those undone before this was written down.
    let removal: PersonApplying.Removal?
    let revision: Int
    let job: JobID?
    let createdAt: Instant
    let createdBy: String

    struct Row: Sendable {
        let number: Int
        let line: Int
        var outcome: Outcome
        /// Of a row of a table, as they stand in it.
        let cells: [String]?
        /// What the card says, or the cells as the columns stand now; nil where nothing can be read.
        let draft: PersonDraft?
        let fault: DraftReading.Fault?
        var remark: String?
        var person: PersonID?
        var ground: Ground?
    }

    /// What a stored row says; cells are read by the columns as they stand.
    static func draft(_ cells: [String]?, card: String?, _ columns: PersonColumns?) throws -> PersonDraft? {
        if let cells, let columns { return DraftReading.draft(cells, columns) }
        return try card.map { try PersonJSON.value($0) }
    }
}

/// All SQL about `person_import` and its rows. An import belongs to an office.
struct PeopleImportStore {
    let connection: Connection
    let office: OfficeID

    func add(_ reading: DraftReading, named name: String, by actor: Actor, at now: Instant) throws -> ImportID {
        var random = SystemRandomNumberGenerator()
        let id = ImportID.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO person_import (id, office_id, kind, name, state, headings, columns, row_count, created_at, created_by, updated_at, updated_by)
            VALUES (\(id), \(office), \(reading.columns == nil ? "cards" : "sheet"), \(name), 'read', \(try reading.headings.map { try PersonJSON.text($0) }),
            \(try reading.columns.map { try PersonJSON.text($0) }), \(reading.items.count), \(now), \(actor.name), \(now), \(actor.name))
            """)
        for start in stride(from: 0, to: reading.items.count, by: 1000) {
            let some = reading.items[start..<min(start + 1000, reading.items.count)]
            let rows: [SQL] = try zip(start..., some).map { number, item in
                let content: SQL =
                    switch item.content {
                    case .cells(let cells): "\(try PersonJSON.text(cells)), NULL, NULL"
                    case .card(let draft): "NULL, \(try PersonJSON.text(draft)), NULL"
                    case .fault(let fault): "NULL, NULL, \(fault.rawValue)"
                    }
                return "(\(id), \(number), \(item.line), 'unread', \(content))"
            }
            try connection.run(
                "INSERT INTO person_import_row (import_id, number, line, outcome, cells, draft, fault) VALUES \(rows.joined(separator: ", "))")
        }
        return id
    }

    func find(_ id: ImportID) throws -> PeopleImport {
        guard let found = try connection.first("\(Self.select) WHERE id = \(id) AND office_id = \(office)", Self.make) else {
            throw AppError.notFound
        }
        return found
    }

    func list(limit: Int = 50) throws -> [PeopleImport] {
        try connection.rows("\(Self.select) WHERE office_id = \(office) ORDER BY created_at DESC, id DESC LIMIT \(limit)", Self.make)
    }

    /// What to look for among the rows.
    enum Those {
        case outcome(PeopleImport.Outcome)
        /// What cannot be taken, or not as it stands.
        case remarked
    }

    /// - Parameter doubtfulFirst: those that somebody has to decide about come before the others.
    func rows(_ record: PeopleImport, from number: Int = 0, _ those: Those? = nil, doubtfulFirst: Bool = false, limit: Int) throws
        -> [PeopleImport.Row]
    {
        let only: SQL =
            switch those {
            case nil: .empty
            case .outcome(let outcome): "AND outcome = \(outcome.rawValue)"
            case .remarked: "AND (outcome = 'refused' OR remark IS NOT NULL)"
            }
        let first: SQL =
            doubtfulFirst ? "CASE WHEN ground IN \(list: PeopleImport.Ground.strong.map(\.rawValue)) THEN 1 ELSE 0 END, " : .empty
        return try connection.rows(
            """
            SELECT number, line, outcome, cells, draft, fault, remark, person_id, ground FROM person_import_row
            WHERE import_id = \(record.id) AND number >= \(number) \(only) ORDER BY \(first)number LIMIT \(limit)
            """
        ) { row in
            let outcome: String = try row["outcome"]
            let fault: String? = try row["fault"]
            let ground: String? = try row["ground"]
            let cells = try (row["cells"] as String?).map { try PersonJSON.value($0, as: [String].self) }
            return PeopleImport.Row(
                number: try row["number"], line: try row["line"], outcome: PeopleImport.Outcome(rawValue: outcome) ?? .unread,
                cells: cells, draft: try PeopleImport.draft(cells, card: try row["draft"], record.columns),
                fault: fault.flatMap { DraftReading.Fault(rawValue: $0) }, remark: try row["remark"], person: try row["person_id"],
                ground: ground.flatMap { PeopleImport.Ground(rawValue: $0) })
        }
    }

    func count(_ id: ImportID) throws -> [PeopleImport.Outcome: Int] {
        let rows = try connection.rows("SELECT outcome, COUNT(*) AS number FROM person_import_row WHERE import_id = \(id) GROUP BY outcome") { row in
            let outcome: String = try row["outcome"]
            return (PeopleImport.Outcome(rawValue: outcome) ?? .unread, try row["number"] as Int)
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// How many rows are taken, but not with all that stands in them.
    func countRemarked(_ id: ImportID) throws -> Int {
        try connection.value(
            "SELECT COUNT(*) FROM person_import_row WHERE import_id = \(id) AND outcome IN ('new', 'same') AND remark IS NOT NULL") ?? 0
    }

    /// What the plan found for some rows, in one statement.
    func plan(_ id: ImportID, _ rows: [PeopleImport.Row]) throws {
        guard !rows.isEmpty else { return }
        let found: [SQL] = rows.map { "(\($0.number), \($0.outcome.rawValue), \($0.remark), \($0.person), \($0.ground?.rawValue))" }
        try connection.run(
            """
            WITH v (number, outcome, remark, person_id, ground) AS (VALUES \(found.joined(separator: ", ")))
            UPDATE person_import_row SET outcome = v.outcome, remark = v.remark, person_id = v.person_id, ground = v.ground FROM v
            WHERE person_import_row.import_id = \(id) AND person_import_row.number = v.number
            """)
    }

    func setColumns(_ id: ImportID, _ columns: PersonColumns) throws {
        try connection.run(
            "UPDATE person_import SET columns = \(try PersonJSON.text(columns)), state = 'read', revision = revision + 1 WHERE id = \(id)")
    }

    func setState(_ id: ImportID, _ state: PeopleImport.State, by actor: Actor, at now: Instant) throws {
        try connection.run(
            "UPDATE person_import SET state = \(state.rawValue), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name) WHERE id = \(id)"
        )
    }

    func setJob(_ id: ImportID, _ job: JobID) throws { try connection.run("UPDATE person_import SET job_id = \(job) WHERE id = \(id)") }

    /// Notes what was done, and forgets what the file said.
    func applied(_ id: ImportID, entered: Int, merged: Int, leftOut: Int, by actor: Actor, at now: Instant) throws {
        try connection.run(
            "UPDATE person_import SET entered = \(entered), merged = \(merged), left_out = \(leftOut), headings = NULL WHERE id = \(id)")
        try connection.run("UPDATE person_import_row SET cells = NULL, draft = NULL, remark = NULL WHERE import_id = \(id)")
        try setState(id, .applied, by: actor, at: now)
    }

    func undone(_ id: ImportID, _ removal: PersonApplying.Removal, by actor: Actor, at now: Instant) throws {
        try connection.run(
            """
            UPDATE person_import SET removed = \(removal.removed), restored = \(removal.restored), kept_changed = \(removal.changed),
                kept_held = \(removal.held) WHERE id = \(id)
            """)
        try setState(id, .undone, by: actor, at: now)
    }

    func remove(_ id: ImportID) throws { try connection.run("DELETE FROM person_import WHERE id = \(id) AND office_id = \(office)") }

    private static let select: SQL = """
        SELECT id, office_id, kind, name, state, headings, columns, row_count, entered, merged, left_out, revision, job_id, created_at, created_by,
               removed, restored, kept_changed, kept_held FROM person_import
        """

    @Sendable private static func make(_ row: Row) throws -> PeopleImport {
        let kind: String = try row["kind"]
        let state: String = try row["state"]
        let headings: String? = try row["headings"]
        let columns: String? = try row["columns"]
        let removed: Int? = try row["removed"]
        let removal = try removed.map {
            PersonApplying.Removal(
                removed: $0, restored: try row["restored"] ?? 0, changed: try row["kept_changed"] ?? 0, held: try row["kept_held"] ?? 0)
        }
        return PeopleImport(
            id: try row["id"], office: try row["office_id"], kind: PeopleImport.Kind(rawValue: kind) ?? .sheet, name: try row["name"],
            state: PeopleImport.State(rawValue: state) ?? .read, headings: try headings.map { try PersonJSON.value($0) } ?? [],
            columns: try columns.map { try PersonJSON.value($0) }, rows: try row["row_count"], entered: try row["entered"], merged: try row["merged"],
            leftOut: try row["left_out"], removal: removal, revision: try row["revision"], job: try row["job_id"], createdAt: try row["created_at"],
            createdBy: try row["created_by"])
    }
}
