import Foundation
import Kernel
import Storage

/// The organisations one reader may see: the finder is the guard. What is hidden from them is absent here.
public struct VisibleOrganisations {
    let connection: Connection
    let actor: Actor
    let language: Language

    /// - Throws: `AppError.notFound` for what does not exist and for what this reader may not see.
    public func find(_ id: OrganisationID) throws -> Organisation {
        guard let found = try whole("o.id = \(id)").first else { throw AppError.notFound }
        return found
    }

    /// Several with all that is kept of them; what is hidden is absent.
    func organisations(_ ids: [OrganisationID]) throws -> [OrganisationID: Organisation] {
        guard !ids.isEmpty else { return [:] }
        return Dictionary(try whole("o.id IN \(list: Set(ids).sorted())").map { ($0.id, $0) }) { first, _ in first }
    }

    /// Published organisations, and their own for whoever may see them, by their identities; what is hidden is absent.
    public func summaries(_ ids: [OrganisationID]) throws -> [OrganisationID: OrganisationSummary] {
        guard !ids.isEmpty else { return [:] }
        let rows = try listed("o.id IN \(list: Set(ids).sorted())", limit: ids.count)
        return Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Those of a place, local governments first. At most 200.
    public func at(_ place: PlaceID) throws -> [OrganisationSummary] {
        try listed(
            "o.place_id = \(place) AND o.archived_at IS NULL", order: "CASE WHEN o.kind = 'local_government' THEN 0 ELSE 1 END, o.sort_key, o.id",
            limit: 200)
    }

    /// Those an office keeps, by name.
    public func kept(by office: OfficeID, limit: Int = 200) throws -> [OrganisationSummary] {
        try listed("o.office_id = \(office) AND o.archived_at IS NULL", limit: limit)
    }

    /// Those whose name in any language, or whose city, holds what was typed; names that are equal to it first.
    public func search(_ typed: String, limit: Int) throws -> [OrganisationSummary] {
        let key = SearchText.sortKey(typed)
        return try listed(
            "o.archived_at IS NULL AND \(OrganisationStore.holds(typed))", order: "CASE WHEN o.sort_key = \(key) THEN 0 ELSE 1 END, o.sort_key, o.id",
            limit: limit)
    }

    /// Entries that may be the same: an equal name at the same place, or an equal public identifier.
    func alike(_ entry: OrganisationEntry, besides id: OrganisationID? = nil) throws -> [OrganisationSummary] {
        let others: SQL = id.map { "o.id <> \($0) AND" } ?? .empty
        var same: [SQL] = ["(o.sort_key = \(SearchText.sortKey(entry.name)) AND o.place_id IS NOT DISTINCT FROM \(entry.place))"]
        let codes: [SQL] = entry.identifiers.filter { $0.scheme != .own }.map { "(i.scheme = \($0.scheme.rawValue) AND i.value = \($0.value))" }
        if !codes.isEmpty {
            same.append("o.id IN (SELECT i.organisation_id FROM organisation_identifier i WHERE \(codes.joined(separator: " OR ")))")
        }
        return try listed("\(others) o.archived_at IS NULL AND (\(same.joined(separator: " OR ")))", limit: 5)
    }

    // MARK: SQL

    private var placeJoin: SQL { OrganisationStore.placeJoin(language) }

    private func listed(_ condition: SQL, order: SQL = "o.sort_key, o.id", limit: Int) throws -> [OrganisationSummary] {
        // Found in the table alone: what a line needs beside it is looked up for the few that are shown.
        try connection.rows(
            """
            SELECT \(OrganisationStore.summaryColumns) FROM organisation o \(placeJoin) WHERE o.id IN (SELECT id FROM (
            SELECT o.id FROM organisation o WHERE (\(condition)) AND \(OrganisationStore.condition(for: actor)) ORDER BY \(order) LIMIT \(limit)) found)
            ORDER BY \(order)
            """, OrganisationStore.summary)
    }

    private func organisation(_ row: Row) throws -> Organisation {
        let office: OfficeID = try row["office_id"]
        let seesNote = actor == .system || (actor.office == office && OrganisationStore.worksInside(actor.role))
        let entry = OrganisationEntry(
            kind: try row["kind"], name: try row["name"], place: try row["place_id"], website: try row["website"],
            note: seesNote ? try row["note"] : nil, isPublic: try row["is_public"])
        return Organisation(
            id: try row["id"], office: office, officeName: try row["office_name"], entry: entry,
            place: entry.place == nil ? nil : try PlaceStore.make(row), revision: try row["revision"],
            createdAt: try row["created_at"], updatedAt: try row["updated_at"], updatedBy: try row["updated_by"], archivedAt: try row["archived_at"],
            mergedInto: try row["merged_into"])
    }

    /// Organisations with their names, numbers and figures, in four statements.
    private func whole(_ condition: SQL) throws -> [Organisation] {
        let found = try connection.rows(
            """
            SELECT o.id, o.office_id, f.name AS office_name, o.kind, o.name, o.place_id, o.website, o.note, o.is_public, o.revision, o.created_at, o.updated_at,
            o.updated_by, o.archived_at, o.merged_into, \(PlaceStore.columns)
            FROM organisation o JOIN office f ON f.id = o.office_id \(placeJoin)
            WHERE \(condition) AND \(OrganisationStore.condition(for: actor))
            """, organisation)
        guard !found.isEmpty else { return [] }
        let those: SQL = "organisation_id IN \(list: found.map(\.id))"
        var names: [OrganisationID: [OrganisationName]] = [:]
        var identifiers: [OrganisationID: [OrganisationIdentifier]] = [:]
        var figures: [OrganisationID: [OrganisationFigure]] = [:]
        try connection.forEach("SELECT organisation_id, language, name FROM organisation_name WHERE \(those) ORDER BY organisation_id, position") {
            names[try $0["organisation_id"], default: []].append(OrganisationName(try $0["language"], try $0["name"]))
        }
        try connection.forEach(
            "SELECT organisation_id, scheme, value FROM organisation_identifier WHERE \(those) ORDER BY organisation_id, position"
        ) {
            identifiers[try $0["organisation_id"], default: []].append(OrganisationIdentifier(stored: try $0["scheme"], try $0["value"]))
        }
        try connection.forEach(
            """
            SELECT organisation_id, year, population, partner_cities, staff, budget_minor, budget_currency, note FROM organisation_figure
            WHERE \(those) ORDER BY organisation_id, year DESC
            """
        ) { figures[try $0["organisation_id"], default: []].append(try Self.figure($0)) }
        return found.map { found in
            var entry = found.entry
            (entry.names, entry.identifiers, entry.figures) = (names[found.id] ?? [], identifiers[found.id] ?? [], figures[found.id] ?? [])
            return found.with(entry)
        }
    }

    private static func figure(_ row: Row) throws -> OrganisationFigure {
        let minor: Int64? = try row["budget_minor"]
        let currency: String? = try row["budget_currency"]
        return OrganisationFigure(
            year: try row["year"], population: try row["population"], partnerCities: try row["partner_cities"], staff: try row["staff"],
            budget: minor.flatMap { minor in currency.flatMap { Money(minor: minor, currency: $0) } }, note: try row["note"])
    }
}

extension Organisation {
    fileprivate func with(_ entry: OrganisationEntry) -> Organisation {
        Organisation(
            id: id, office: office, officeName: officeName, entry: entry, place: place, revision: revision, createdAt: createdAt,
            updatedAt: updatedAt,
            updatedBy: updatedBy, archivedAt: archivedAt, mergedInto: mergedInto)
    }
}

extension OrganisationStore {
    /// Whether somebody of this role works in the administration and may see what is not published.
    static func worksInside(_ role: Role?) -> Bool {
        switch role {
        case .admin, .director, .officer, .colleague: true
        case .counterpart, .community, .council, nil: false
        }
    }

    static func placeJoin(_ language: Language) -> SQL {
        "LEFT JOIN place p ON p.id = o.place_id LEFT JOIN place_name pn ON pn.place_id = p.id AND pn.language = \(language.base)"
    }

    /// The condition that an organisation's names, or its city's, hold what was typed.
    static func holds(_ typed: String) -> SQL {
        "(\(SearchText.holds("o.search", typed)) OR o.place_id IN (SELECT s.id FROM place s WHERE \(SearchText.holds("s.search", typed))))"
    }

    static let summaryColumns: SQL = """
        o.id, o.office_id, o.kind, o.name, o.place_id, o.website, o.is_public, o.updated_at, o.archived_at, \(PlaceStore.columns),
        (SELECT n.name FROM organisation_name n WHERE n.organisation_id = o.id AND n.name <> o.name ORDER BY n.position LIMIT 1) AS native_name,
        (SELECT n.language FROM organisation_name n WHERE n.organisation_id = o.id AND n.name <> o.name ORDER BY n.position LIMIT 1) AS native_language
        """

    @Sendable static func summary(_ row: Row) throws -> OrganisationSummary {
        let native: String? = try row["native_name"]
        let language: Language? = try row["native_language"]
        let place: PlaceID? = try row["place_id"]
        let archived: Instant? = try row["archived_at"]
        return OrganisationSummary(
            id: try row["id"], office: try row["office_id"], kind: try row["kind"], name: try row["name"],
            nativeName: native.flatMap { name in language.map { OrganisationName($0, name) } }, place: place == nil ? nil : try PlaceStore.make(row),
            website: try row["website"], isPublic: try row["is_public"], isArchived: archived != nil, updatedAt: try row["updated_at"])
    }
}
