import Foundation
import Kernel
import Storage
import Web

/// A partnership as one reader may see it: what a page shows.
struct Partnership: Sendable {
    let id: PartnershipID
    let office: OfficeID
    let officeName: String
    var record: PartnershipRecord
    let home: Partner
    /// The other parties in their order; one at least.
    let partners: [Partner]
    let createdAt: Instant
    let updatedAt: Instant
    let updatedBy: String
    /// Whether another party has signed what is agreed.
    let isShared: Bool

    /// What the page is called.
    var name: String { partners.first?.name ?? home.name }
}

/// The partnerships one reader may see: the finder is the guard. What is hidden from them is absent here.
struct VisiblePartnerships {
    let connection: Connection
    let actor: Actor
    let language: Language

    init(_ context: Context, _ connection: Connection) {
        (self.connection, actor, language) = (connection, context.actor, context.language)
    }

    init(_ connection: Connection, actor: Actor, language: Language) {
        (self.connection, self.actor, self.language) = (connection, actor, language)
    }

    /// The rule of visibility, on the table `p`: the people of an office's city hall see its register, everybody else what is published;
    /// the public sees that of every office.
    static func condition(for actor: Actor) -> SQL {
        guard let office = actor.office else { return "p.is_public = 1 AND p.archived_at IS NULL" }
        guard May.read.allows(actor) else { return "p.office_id = \(office) AND p.is_public = 1 AND p.archived_at IS NULL" }
        return "p.office_id = \(office) AND p.archived_at IS NULL"
    }

    /// The same with what lies in the archive, for those who may take it out again.
    static func conditionWithArchive(for actor: Actor) -> SQL {
        guard let office = actor.office, May.edit.allows(actor) else { return condition(for: actor) }
        return "p.office_id = \(office)"
    }

    private var conditionWithArchive: SQL { Self.conditionWithArchive(for: actor) }

    /// - Throws: `AppError.notFound` for what does not exist and for what this reader may not see.
    func find(_ id: PartnershipID) throws -> Partnership { try find("p.id = \(id) AND \(conditionWithArchive)") }

    /// The entry of an office's register that belongs to a record, for a guest whom that office let into it: as the public would see it, published
    /// or not.
    static func hosting(_ record: PartnershipID, by office: OfficeID, _ connection: Connection, _ language: Language) throws -> Partnership {
        try VisiblePartnerships(connection, actor: .anyone, language: language).find(
            "p.id = (SELECT MIN(q.id) FROM partnership q WHERE q.record_id = \(record) AND q.office_id = \(office))")
    }

    private func find(_ condition: SQL) throws -> Partnership {
        let parties = try connection.rows(
            """
            SELECT pp.position, \(Partner.columns(language)) FROM partnership p JOIN partnership_party pp ON pp.partnership_id = p.id
            JOIN organisation o ON o.id = pp.organisation_id \(Partner.joins(language)) WHERE \(condition) ORDER BY pp.position
            """
        ) { try Partner(row: $0) }
        guard let home = parties.first, parties.count > 1 else { throw AppError.notFound }
        let others = Array(parties.dropFirst())
        let found = try connection.first(
            """
            SELECT p.id, p.office_id, f.name AS office_name, p.kind, p.status, p.since, p.fields, p.theme, p.basis, p.basis_text, p.basis_link, p.lead_name, p.involvement, p.summary,
            p.note, p.is_public, p.source, p.revision, p.status_since, p.status_reason, p.status_before, p.archived_at, p.created_at, p.updated_at, p.updated_by,
            \(SharedParties.othersSign(in: "p.record_id", besides: "p.office_id")) AS is_shared
            FROM partnership p JOIN office f ON f.id = p.office_id WHERE \(condition)
            """
        ) { row in
            var record = try PartnershipRecord(row: row, home: home.organisation, partners: others.map(\.organisation))
            if !May.readNotes.allows(actor) { record.note = "" }
            if !May.read.allows(actor) { (record.lead, record.source, record.reason) = ("", nil, nil) }
            return Partnership(
                id: try row["id"], office: try row["office_id"], officeName: try row["office_name"], record: record, home: home, partners: others,
                createdAt: try row["created_at"], updatedAt: try row["updated_at"], updatedBy: try row["updated_by"],
                isShared: try row["is_shared"])
        }
        guard let found else { throw AppError.notFound }
        return found
    }

    /// How the register stands, remembered until the next write: every page of the register says it.
    static func standing(_ context: Context, _ connection: Connection) throws -> RegisterStanding {
        try context.memory.recall("standing") { try VisiblePartnerships(context, connection).standing() }
    }

    /// How the register stands: how many in each state and country. One statement.
    func standing() throws -> RegisterStanding {
        RegisterStanding(
            counts: try connection.rows(
                """
                SELECT p.status, p.country, COUNT(*) AS number FROM partnership p WHERE \(Self.condition(for: actor)) GROUP BY p.status, p.country
                """
            ) { row in (status: try row["status"], country: try row["country"], number: try row["number"]) })
    }

    /// The countries of the first partners.
    func countries() throws -> [Country] {
        try connection.rows("SELECT DISTINCT p.country FROM partnership p WHERE \(Self.condition(for: actor)) AND p.country IS NOT NULL") {
            try $0["country"] as Country
        }
    }

    /// Rows of the register for a panel. Which they are is settled before their partners are looked up.
    func rows(_ condition: SQL, order: SQL, limit: Int) throws -> [RegisterRow] {
        try connection.rows(
            """
            SELECT \(RegisterRow.columns(actor, language)) FROM partnership p
            WHERE p.id IN (SELECT p.id FROM partnership p WHERE \(Self.condition(for: actor)) AND (\(condition)) ORDER BY \(order), p.id LIMIT \(limit))
            ORDER BY \(order), p.id
            """, RegisterRow.init(row:))
    }

    /// Rows of the register out of a few.
    /// - Parameter found: a query whose column `id` names them. It comes first, so that the whole register is not gone through.
    func rows(among found: SQL, order: SQL, limit: Int) throws -> [RegisterRow] {
        try connection.rows(
            """
            SELECT \(RegisterRow.columns(actor, language)) FROM (SELECT DISTINCT id FROM (\(found)) f) few CROSS JOIN partnership p
            WHERE p.id = few.id AND \(Self.condition(for: actor)) ORDER BY \(order), p.id LIMIT \(limit)
            """, RegisterRow.init(row:))
    }

    /// Where the office's own city lies, for the map; nil for an office without.
    func homePlace() throws -> Partner? {
        guard let office = actor.office else { return nil }
        return try connection.first(
            """
            SELECT \(Partner.columns(language)) FROM office f JOIN organisation o ON o.id = f.organisation_id \(Partner.joins(language)) WHERE f.id = \(office)
            """
        ) { try Partner(row: $0) }
    }
}

/// How many partnerships stand in which state, in how many countries.
struct RegisterStanding: Sendable {
    let total: Int
    let countries: Int
    let states: [(status: PartnershipStatus, count: Int)]

    init(counts: [(status: PartnershipStatus, country: Country?, number: Int)]) {
        total = counts.reduce(0) { $0 + $1.number }
        countries = Set(counts.compactMap(\.country)).count
        states = PartnershipStatus.allCases.sorted { $0.order < $1.order }.compactMap { status in
            let count = counts.filter { $0.status == status }.reduce(0) { $0 + $1.number }
            return count == 0 ? nil : (status, count)
        }
    }
}

extension PartnershipStatus {
    /// What is alive is named first.
    fileprivate var order: Int {
        switch self {
        case .active: 0
        case .revived: 1
        case .exploring: 2
        case .contact: 3
        case .dormant: 4
        case .suspended: 5
        case .ended: 6
        }
    }
}
