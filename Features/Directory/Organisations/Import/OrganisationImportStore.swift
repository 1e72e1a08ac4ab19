import Foundation
import Kernel
import Storage

/// The imports of one office: all SQL about `organisation_import`. What is another office's is absent here.
struct OrganisationImportStore {
    let connection: Connection
    let office: OfficeID

    init(_ connection: Connection, office: OfficeID) { (self.connection, self.office) = (connection, office) }

    static let subject = "organisation_import"

    /// - Throws: `AppError.notFound` for what does not exist or belongs to another office.
    func find(_ id: ImportID) throws -> OrganisationImport {
        guard let found = try connection.first("\(Self.select) WHERE id = \(id) AND office_id = \(office)", OrganisationImport.init(row:)) else {
            throw AppError.notFound
        }
        return found
    }

    /// The newest first.
    func list(limit: Int = 50) throws -> [OrganisationImport] {
        try connection.rows(
            "\(Self.select) WHERE office_id = \(office) ORDER BY created_at DESC, id DESC LIMIT \(limit)", OrganisationImport.init(row:))
    }

    func add(name: String, _ intake: SheetIntake, columns: OrganisationColumns, by actor: Actor, at now: Instant) throws -> ImportID {
        var random = SystemRandomNumberGenerator()
        let id = ImportID.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO organisation_import (id, office_id, name, state, guess, repeated, broken_quote, columns, row_count, result, revision, created_at,
            created_by, updated_at, updated_by)
            VALUES (\(id), \(office), \(name), 'reading', \(try StoredJSON.text(intake.guess)), \(intake.repeated), \(intake.brokenQuote),
            \(try StoredJSON.text(columns)), \(intake.rows), \(try StoredJSON.text(OrganisationImport.Result())), 1, \(now), \(actor.name), \(now), \(actor.name))
            """)
        return id
    }

    func setColumns(_ id: ImportID, _ columns: OrganisationColumns, by actor: Actor, at now: Instant) throws {
        try connection.run("UPDATE organisation_import SET columns = \(try StoredJSON.text(columns)) WHERE id = \(id) AND office_id = \(office)")
        try setState(id, .read, by: actor, at: now)
    }

    func setState(_ id: ImportID, _ state: OrganisationImport.State, by actor: Actor, at now: Instant) throws {
        let changed = try connection.run(
            """
            UPDATE organisation_import SET state = \(state), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(id) AND office_id = \(office)
            """)
        guard changed == 1 else { throw AppError.notFound }
    }

    func setJob(_ id: ImportID, _ job: JobID) throws {
        try connection.run("UPDATE organisation_import SET job_id = \(job) WHERE id = \(id) AND office_id = \(office)")
    }

    /// Notes what was done or taken back, with a fact.
    func setResult(
        _ record: OrganisationImport, _ state: OrganisationImport.State, _ result: OrganisationImport.Result, by actor: Actor, at now: Instant
    )
        throws
    {
        try setState(record.id, state, by: actor, at: now)
        try connection.run(
            "UPDATE organisation_import SET result = \(try StoredJSON.text(result)) WHERE id = \(record.id) AND office_id = \(office)")
        try connection.journal.record(
            try Fact(
                state.rawValue, Self.subject, record.id.text, office: office, from: state == .undone ? record.result : nil, to: result,
                batch: record.id.text), by: actor, at: now)
    }

    func remove(_ id: ImportID) throws {
        try connection.run("DELETE FROM organisation_import WHERE id = \(id) AND office_id = \(office) AND state NOT IN ('applied', 'undone')")
    }

    private static let select: SQL = """
        SELECT id, office_id, name, state, guess, repeated, broken_quote, columns, row_count, result, revision, job_id, created_at, created_by
        FROM organisation_import
        """
}

extension OrganisationImport {
    init(row: Storage.Row) throws {
        id = try row["id"]
        office = try row["office_id"]
        name = try row["name"]
        state = try row["state"]
        guess = try StoredJSON.value(try row["guess"])
        repeated = try row["repeated"]
        brokenQuote = try row["broken_quote"]
        columns = try StoredJSON.value(try row["columns"])
        rows = try row["row_count"]
        result = try StoredJSON.value(try row["result"])
        revision = try row["revision"]
        job = try row["job_id"]
        createdAt = try row["created_at"]
        createdBy = try row["created_by"]
    }
}
