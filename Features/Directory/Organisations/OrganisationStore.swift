import Foundation
import Kernel
import Markup
import Storage

/// Organisations: all SQL about `organisation` and its names, identifiers and figures.
///
/// Reading goes through `visible(to:language:)`, so that no query forgets who asks. The lists' SQL is in `OrganisationList.swift`'s extension.
public struct OrganisationStore {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// What this reader may see.
    public func visible(to actor: Actor, language: Language) -> VisibleOrganisations {
        VisibleOrganisations(connection: connection, actor: actor, language: language)
    }

    /// What everybody may see of a place: for the public site.
    public func publicOrganisations(at place: PlaceID, language: Language) throws -> [OrganisationSummary] {
        try visible(to: .anyone, language: language).at(place)
    }

    /// What everybody may see of what an office keeps.
    public func publicOrganisations(of office: OfficeID, language: Language) throws -> [OrganisationSummary] {
        try visible(to: .anyone, language: language).kept(by: office)
    }

    /// The rule of visibility, on the table `o`: whoever works in the office that keeps an entry sees it; everybody else, and the
    /// roles that come from outside the administration, only what is published and not archived.
    static func condition(for actor: Actor) -> SQL {
        let isPublished: SQL = "(o.is_public = 1 AND o.archived_at IS NULL)"
        if actor == .system { return "1 = 1" }
        guard let office = actor.office, let role = actor.role else { return isPublished }
        switch role {
        case .admin, .director, .officer, .colleague: return "(o.office_id = \(office) OR \(isPublished))"
        case .counterpart, .community, .council: return isPublished
        }
    }

    // MARK: Writing

    /// Enters an organisation; its place must be kept already (`PlaceStore.keep`).
    /// - Parameter batch: of an import, to undo it as a whole.
    @discardableResult
    public func add(_ entry: OrganisationEntry, office: OfficeID, by actor: Actor, at now: Instant, batch: String? = nil, request: String? = nil)
        throws -> OrganisationID
    {
        try add([entry], office: office, by: actor, at: now, batch: batch, request: request)[0]
    }

    /// Enters several at once, in a few statements. The identities come in the order of the entries.
    public func add(_ entries: [OrganisationEntry], office: OfficeID, by actor: Actor, at now: Instant, batch: String? = nil, request: String? = nil)
        throws -> [OrganisationID]
    {
        var random = SystemRandomNumberGenerator()
        let all = entries.map { (id: OrganisationID.new(at: now, random: &random), entry: $0) }
        // SQLite takes 32,766 values in a statement.
        for start in stride(from: 0, to: all.count, by: 500) {
            let some = all[start..<min(start + 500, all.count)]
            let rows: [SQL] = some.map { id, entry in
                """
                (\(id), \(office), \(entry.kind.rawValue), \(entry.name), \(SearchText.sortKey(entry.name)), \(Self.searchText(entry)), \(entry.place),
                \(entry.website), \(entry.note), \(entry.isPublic), 1, \(now), \(now), \(actor.name), \(Int64?.none))
                """
            }
            try connection.run(
                """
                INSERT INTO organisation (id, office_id, kind, name, sort_key, search, place_id, website, note, is_public, revision, created_at, updated_at, updated_by, archived_at)
                VALUES \(rows.joined(separator: ", "))
                """)
            try insertParts(some.map { ($0.id, $0.entry) })
        }
        try connection.journal.record(
            all.map { id, entry in try Fact("created", Self.subject, id.text, office: office, from: nil, to: entry, batch: batch) }, by: actor,
            at: now,
            request: request)
        return all.map(\.id)
    }

    /// Writes a new version over the one that was read.
    /// - Throws: `AppError.conflict` when somebody was faster; forms compare revisions before and show both versions.
    public func change(
        _ organisation: Organisation, to entry: OrganisationEntry, act: String = "changed", by actor: Actor, at now: Instant, batch: String? = nil,
        request: String? = nil
    ) throws {
        guard entry != organisation.entry else { return }
        let changed = try connection.run(
            """
            UPDATE organisation SET kind = \(entry.kind.rawValue), name = \(entry.name), sort_key = \(SearchText.sortKey(entry.name)), search = \(Self.searchText(entry)),
            place_id = \(entry.place), website = \(entry.website), note = \(entry.note), is_public = \(entry.isPublic),
            revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(organisation.id) AND revision = \(organisation.revision)
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed this organisation a moment ago. Open it again.") }
        try connection.run("DELETE FROM organisation_name WHERE organisation_id = \(organisation.id)")
        try connection.run("DELETE FROM organisation_identifier WHERE organisation_id = \(organisation.id)")
        try connection.run("DELETE FROM organisation_figure WHERE organisation_id = \(organisation.id)")
        try insertParts([(organisation.id, entry)])
        try connection.journal.record(
            try Fact(act, Self.subject, organisation.id.text, office: organisation.office, from: organisation.entry, to: entry, batch: batch),
            by: actor, at: now, request: request)
    }

    /// Puts an organisation out of sight, or back. Doing it twice does it once.
    public func setArchived(_ isArchived: Bool, _ organisation: Organisation, by actor: Actor, at now: Instant, request: String? = nil) throws {
        guard organisation.isArchived != isArchived else { return }
        try connection.run(
            """
            UPDATE organisation SET archived_at = \(isArchived ? now : nil), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(organisation.id)
            """)
        try connection.journal.record(
            Fact(isArchived ? "archived" : "restored", Self.subject, organisation.id.text, office: organisation.office), by: actor, at: now,
            request: request)
    }

    /// Archives the organisations that an import had created, as part of undoing it. What somebody has changed since then is left alone.
    /// - Returns: those archived.
    @discardableResult
    public func archiveUntouched(_ ids: [OrganisationID], office: OfficeID, by actor: Actor, at now: Instant, batch: String? = nil) throws
        -> [OrganisationID]
    {
        let archived = try connection.rows(
            """
            UPDATE organisation SET archived_at = \(now), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id IN \(list: ids) AND office_id = \(office) AND revision = 1 AND archived_at IS NULL RETURNING id
            """
        ) { try $0["id"] as OrganisationID }
        for id in archived {
            try connection.journal.record(Fact("archived", Self.subject, id.text, office: office, batch: batch), by: actor, at: now)
        }
        return archived
    }

    /// The local governments of places as this office keeps them; those it does not keep yet are entered under the place's name.
    ///
    /// The places must be kept already. What another office has published is not taken for one's own.
    /// - Returns: for every place its organisation, and which ones are new.
    public func localGovernments(
        at places: [PlaceID], for office: OfficeID, language: Language, isPublic: Bool = false, by actor: Actor, at now: Instant, batch: String? = nil
    ) throws -> (organisations: [PlaceID: OrganisationID], new: [OrganisationID]) {
        let wanted = Set(places)
        var known = try keptLocalGovernments(at: wanted.sorted(), of: office)
        let missing = wanted.subtracting(known.keys).sorted()
        guard !missing.isEmpty else { return (known, []) }
        let kept = try PlaceStore(connection).named(missing, language: language)
        guard kept.count == missing.count else { throw AppError.notFound }
        let entries = missing.compactMap { kept[$0] }.map { place in
            let local = place.localName.flatMap { name in place.localLanguage.flatMap { Language($0) }.map { OrganisationName($0, name) } }
            return OrganisationEntry(kind: .localGovernment, name: place.name, names: local.map { [$0] } ?? [], place: place.id, isPublic: isPublic)
        }
        let new = try add(entries, office: office, by: actor, at: now, batch: batch)
        for (place, id) in zip(missing, new) { known[place] = id }
        return (known, new)
    }

    /// The local governments that an office keeps at places, the oldest entry of each.
    public func keptLocalGovernments(at places: [PlaceID], of office: OfficeID) throws -> [PlaceID: OrganisationID] {
        // Whose they are is asked of what stands at the places: an office of 100,000 entries would be read through for it.
        let rows = try connection.rows(
            """
            SELECT place_id, id FROM organisation
            WHERE place_id IN \(list: places) AND kind = \(OrganisationKind.localGovernment.rawValue) AND archived_at IS NULL AND COALESCE(office_id, '') = \(office)
            """
        ) { row in (try row["place_id"] as Int, try row["id"] as OrganisationID) }
        return Dictionary(rows) { min($0, $1) }
    }

    /// How facts about organisations are found in the journal.
    public static let subject = "organisation"

    private static func searchText(_ entry: OrganisationEntry) -> String { SearchText.of([entry.name] + entry.names.map(\.name)) }

    private func insertParts(_ some: [(id: OrganisationID, entry: OrganisationEntry)]) throws {
        let names: [SQL] = some.flatMap { id, entry in
            entry.names.enumerated().map { "(\(id), \($0.offset), \($0.element.language), \($0.element.name))" as SQL }
        }
        if !names.isEmpty {
            try connection.run("INSERT INTO organisation_name (organisation_id, position, language, name) VALUES \(names.joined(separator: ", "))")
        }
        let identifiers: [SQL] = some.flatMap { id, entry in
            entry.identifiers.enumerated().map { "(\(id), \($0.offset), \($0.element.scheme.rawValue), \($0.element.value))" as SQL }
        }
        if !identifiers.isEmpty {
            try connection.run(
                "INSERT INTO organisation_identifier (organisation_id, position, scheme, value) VALUES \(identifiers.joined(separator: ", "))")
        }
        let figures: [SQL] = some.flatMap { id, entry in
            entry.figures.map {
                "(\(id), \($0.year), \($0.population), \($0.partnerCities), \($0.staff), \($0.budget?.minor), \($0.budget?.currency), \($0.note))"
                    as SQL
            }
        }
        if !figures.isEmpty {
            try connection.run(
                """
                INSERT INTO organisation_figure (organisation_id, year, population, partner_cities, staff, budget_minor, budget_currency, note)
                VALUES \(figures.joined(separator: ", "))
                """)
        }
    }
}
