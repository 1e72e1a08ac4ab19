import Directory
import Foundation
import Kernel
import Reconciliation
import Sheets
import Storage

/// The imports of one office: all SQL about `import` and `import_file`. What is another office's is absent here.
struct ImportStore {
    let connection: Connection
    let office: OfficeID

    init(_ connection: Connection, office: OfficeID) { (self.connection, self.office) = (connection, office) }

    static let subject = "import"

    // MARK: Reading

    /// - Throws: `AppError.notFound` for what does not exist or belongs to another office.
    func find(_ id: ImportID) throws -> ImportRecord {
        guard
            let found = try connection.first(
                "SELECT \(Self.columns) FROM import i WHERE i.id = \(id) AND i.office_id = \(office)", ImportRecord.init(row:))
        else {
            throw AppError.notFound
        }
        return found
    }

    /// The same, to be changed: an import that was made already is left alone.
    func open(_ id: ImportID) throws -> ImportRecord {
        let found = try find(id)
        guard found.state == .columns || found.state == .matched else { throw ImportMade(id: id) }
        return found
    }

    /// The file as it was uploaded.
    func content(_ id: ImportID) throws -> [UInt8] {
        guard let bytes: [UInt8] = try connection.value("SELECT content FROM import_file WHERE import_id = \(id)") else { throw AppError.notFound }
        return bytes
    }

    /// The same file sent by the same person a moment ago: the second click of a double one.
    func twin(_ name: String, _ checksum: String, by actor: Actor, since: Instant) throws -> ImportID? {
        try connection.value(
            """
            SELECT id FROM import WHERE office_id = \(office) AND created_at >= \(since) AND name = \(name) AND checksum = \(checksum)
            AND created_by = \(actor.name) AND state IN ('columns', 'matched') ORDER BY id LIMIT 1
            """)
    }

    // MARK: Writing

    func add(
        name: String, content: [UInt8], checksum: String, intake: SheetIntake, mapping: ImportColumns, by actor: Actor, at now: Instant
    ) throws -> ImportID {
        var random = SystemRandomNumberGenerator()
        let id = ImportID.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO import (id, office_id, name, size, checksum, guess, mapping, state, is_planned, row_count, repeated_count, broken_quote, job_id, outcome, revision,
            created_at, created_by, updated_at, updated_by, applied_at)
            VALUES (\(id), \(office), \(name), \(content.count), \(checksum), \(try StoredJSON.text(intake.guess)), \(try StoredJSON.text(mapping)), 'columns', 0,
            \(intake.rows), \(intake.repeated), \(intake.brokenQuote), \(String?.none), \(String?.none), 1, \(now), \(actor.name), \(now), \(actor.name), \(Int64?.none))
            """)
        try connection.run("INSERT INTO import_file (import_id, content) VALUES (\(id), \(content))")
        return id
    }

    /// What the file is read as, and what its columns are. The rows read before no longer hold.
    func setReading(_ id: ImportID, _ intake: SheetIntake, mapping: ImportColumns, by actor: Actor, at now: Instant) throws {
        try clear(id)
        try connection.run(
            """
            UPDATE import SET guess = \(try StoredJSON.text(intake.guess)), mapping = \(try StoredJSON.text(mapping)), row_count = \(intake.rows),
            repeated_count = \(intake.repeated), broken_quote = \(intake.brokenQuote), state = 'columns', is_planned = 0,
            \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office)
            """)
    }

    func setMapping(_ id: ImportID, _ mapping: ImportColumns, by actor: Actor, at now: Instant) throws {
        try connection.run(
            "UPDATE import SET mapping = \(try StoredJSON.text(mapping)), state = 'columns', is_planned = 0, \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office)"
        )
    }

    func setState(_ id: ImportID, _ state: ImportRecord.State, isPlanned: Bool, by actor: Actor, at now: Instant) throws {
        try connection.run(
            "UPDATE import SET state = \(state), is_planned = \(isPlanned), \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office)"
        )
    }

    func setPlanned(_ id: ImportID, _ isPlanned: Bool) throws {
        try connection.run("UPDATE import SET is_planned = \(isPlanned) WHERE id = \(id) AND office_id = \(office)")
    }

    func setJob(_ id: ImportID, _ job: JobID) throws {
        try connection.run("UPDATE import SET job_id = \(job) WHERE id = \(id) AND office_id = \(office)")
    }

    /// Counts a change, so that whoever looks at the version before is told.
    func touch(_ id: ImportID, by actor: Actor, at now: Instant) throws {
        try connection.run("UPDATE import SET \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office)")
    }

    /// Says that the import was made. The file and what was found for its names are needed no longer.
    /// - Returns: false when it had been made already: of two clicks one counts.
    func setApplied(_ id: ImportID, by actor: Actor, at now: Instant) throws -> Bool {
        let made = try connection.run(
            """
            UPDATE import SET state = 'applied', applied_at = \(now), \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office) AND state = 'matched' AND is_planned = 1
            """)
        guard made == 1 else { return false }
        try connection.run("DELETE FROM import_file WHERE import_id = \(id)")
        return true
    }

    func setOutcome(_ id: ImportID, _ outcome: ImportOutcome) throws {
        try connection.run("UPDATE import SET outcome = \(try StoredJSON.text(outcome)) WHERE id = \(id) AND office_id = \(office)")
    }

    /// - Returns: false when somebody undid it already.
    func setUndone(_ id: ImportID, by actor: Actor, at now: Instant) throws -> Bool {
        try connection.run(
            "UPDATE import SET state = 'undone', \(changed(by: actor, at: now)) WHERE id = \(id) AND office_id = \(office) AND state = 'applied'")
            == 1
    }

    /// Takes away an import that was not made, with everything of it.
    func remove(_ id: ImportID) throws {
        try connection.run("DELETE FROM import WHERE id = \(id) AND office_id = \(office) AND state IN ('columns', 'matched')")
    }

    /// Takes away rows and names, before the file is read anew.
    func clear(_ id: ImportID) throws {
        try connection.run("DELETE FROM import_row WHERE import_id = \(id)")
        try ImportRowStore(connection, id).names.clear()
    }

    private func changed(by actor: Actor, at now: Instant) -> SQL { "revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)" }

    // MARK: The office

    /// Where the office's own city is, and the language its records are written in.
    func home() throws -> (place: PlaceID, language: Language) {
        let found = try connection.first("SELECT place_id, language FROM office WHERE id = \(office)") { row in
            (place: try row["place_id"] as Int, language: try row["language"] as Language)
        }
        guard let found else { throw AppError.notFound }
        return found
    }

    /// The cities the office keeps in its directory, by every folded name of each: a home city that is named there is that one.
    func knownCities() throws -> [String: Set<PlaceID>] {
        var known: [String: Set<PlaceID>] = [:]
        let rows = try connection.rows(
            """
            SELECT o.place_id, o.search, p.search AS place_search FROM organisation o JOIN place p ON p.id = o.place_id
            WHERE o.office_id = \(office) AND o.kind = 'local_government' AND o.archived_at IS NULL ORDER BY o.id LIMIT 1000
            """
        ) { row in (try row["place_id"] as Int, try row["search"] as String, try row["place_search"] as String) }
        for (place, own, names) in rows {
            for name in (own + " " + names).split(separator: " ") { known[String(name), default: []].insert(place) }
        }
        return known
    }

    static let columns: SQL = """
        i.id, i.office_id, i.name, i.size, i.guess, i.mapping, i.state, i.is_planned, i.row_count, i.repeated_count, i.broken_quote, i.job_id, i.outcome, i.revision,
        i.created_at, i.created_by, i.updated_at, i.updated_by, i.applied_at
        """
}

/// Somebody works on an import that was made already: they are led to what it did.
struct ImportMade: Error {
    let id: ImportID
}

extension ImportRecord {
    init(row: Row) throws {
        id = try row["id"]
        office = try row["office_id"]
        name = try row["name"]
        size = try row["size"]
        guess = try StoredJSON.value(try row["guess"])
        mapping = try StoredJSON.value(try row["mapping"])
        state = try row["state"]
        isPlanned = try row["is_planned"]
        rows = try row["row_count"]
        repeated = try row["repeated_count"]
        brokenQuote = try row["broken_quote"]
        job = try row["job_id"]
        let stored: String? = try row["outcome"]
        outcome = try stored.map { try StoredJSON.value($0) }
        revision = try row["revision"]
        createdAt = try row["created_at"]
        createdBy = try row["created_by"]
        updatedAt = try row["updated_at"]
        updatedBy = try row["updated_by"]
        appliedAt = try row["applied_at"]
    }
}
