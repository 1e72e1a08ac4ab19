import Directory
import Gazetteer
import Kernel
import Storage

extension PartnershipStore {
    /// An organisation as the register needs to know it.
    struct Party: Sendable {
        let id: OrganisationID
        let kind: OrganisationKind
        let sortKey: String
        let search: String
        let place: PlaceID?
        let placeName: String?
        let placeSearch: String?
        let country: String?
    }

    /// What a partnership keeps of its partners, to be sorted, narrowed and found by.
    struct Derived {
        let id: OrganisationID?
        let key: String
        let names: String
        let place: PlaceID?
        let country: String?

        init(_ parties: [Party]) {
            let first = parties.first
            id = first?.id
            // A city goes by the name of the place, as it is shown.
            let cityKey = first?.kind == .localGovernment ? first?.placeName.map { FoldedName($0).text } : nil
            key = cityKey.flatMap { $0.isEmpty ? nil : $0 } ?? first?.sortKey ?? ""
            names = (parties.map(\.search) + parties.dropFirst().compactMap(\.placeSearch)).joined(separator: " ")
            (place, country) = (first?.place, first?.country)
        }
    }

    /// For every draft its first party and its partners: found in the directory, or entered there now.
    /// - Parameter known: organisations that may stay although they have been hidden since.
    func resolve(_ drafts: [PartnershipDraft], known: Set<OrganisationID> = [], batch: String?) throws -> [(home: OrganisationID, others: [Party])] {
        guard drafts.allSatisfy({ !$0.partners.isEmpty }) else { throw PartnershipError.noOtherParty }
        let choices = Set(drafts.flatMap { $0.partners + ($0.home.map { [$0] } ?? []) })
        let office = try home()
        let own = office.organisation.map { PartyChoice.organisation($0) } ?? .place(office.place)
        let all = choices.union([own])
        try PlaceStore(connection).keep(Set(all.compactMap(\.place)).sorted(), gazetteer: gazetteer)
        let cities = Set(all.compactMap { if case .place(let place) = $0 { place } else { nil } })
        let governments = try governments(at: cities, language: office.language, batch: batch)
        let named = try named(choices, batch: batch)

        func id(_ choice: PartyChoice) throws -> OrganisationID {
            let found: OrganisationID? =
                switch choice {
                case .place(let place): governments[place]
                case .organisation(let organisation): organisation
                case .named: named[choice]
                }
            guard let found else { throw AppError.notFound }
            return found
        }
        let ids = try drafts.map { draft in (home: try id(draft.home ?? own), others: try draft.partners.map(id)) }
        let parties = try parties(
            Set(ids.flatMap { $0.others + [$0.home] }), known: known.union(governments.values).union(office.organisation.map { [$0] } ?? []))
        return try ids.map { home, others in
            guard parties[home] != nil else { throw AppError.notFound }
            var seen: Set<OrganisationID> = [home]
            let partners = try others.filter { seen.insert($0).inserted }.map { id in
                guard let party = parties[id] else { throw AppError.notFound }
                return party
            }
            guard !partners.isEmpty else { throw PartnershipError.noOtherParty }
            return (home, partners)
        }
    }

    private func home() throws -> (organisation: OrganisationID?, place: PlaceID, language: Language) {
        let found = try connection.first("SELECT organisation_id, place_id, language FROM office WHERE id = \(office)") { row in
            (
                organisation: try row["organisation_id"] as OrganisationID?, place: try row["place_id"] as Int,
                language: try row["language"] as Language
            )
        }
        guard let found else { throw AppError.notFound }
        return found
    }

    /// The local governments of places: the office's own entries first, then what others have published, then new ones.
    private func governments(at places: Set<PlaceID>, language: Language, batch: String?) throws -> [PlaceID: OrganisationID] {
        guard !places.isEmpty else { return [:] }
        let directory = OrganisationStore(connection)
        var found = try directory.keptLocalGovernments(at: places.sorted(), of: office)
        let foreign = places.subtracting(found.keys).sorted()
        guard !foreign.isEmpty else { return found }
        let published = try connection.rows(
            """
            SELECT o.place_id, o.id FROM organisation o
            WHERE o.place_id IN \(list: foreign) AND o.kind = \(OrganisationKind.localGovernment.rawValue) AND o.is_public = 1 AND o.archived_at IS NULL ORDER BY o.id
            """
        ) { row in (try row["place_id"] as Int, try row["id"] as OrganisationID) }
        found.merge(published) { first, _ in first }
        let missing = places.subtracting(found.keys).sorted()
        guard !missing.isEmpty else { return found }
        let new = try directory.localGovernments(at: missing, for: office, language: language, by: actor, at: now, batch: batch)
        return found.merging(new.organisations) { first, _ in first }
    }

    /// Organisations by name: those the office sees under that name and at that place, or new entries.
    private func named(_ choices: Set<PartyChoice>, batch: String?) throws -> [PartyChoice: OrganisationID] {
        struct Wish: Hashable { let key: String, place: PlaceID? }
        var wishes: [Wish: [PartyChoice]] = [:]
        for case .named(let name, let place) in choices {
            let key = FoldedName(name).text
            wishes[Wish(key: key.isEmpty ? name : key, place: place), default: []].append(.named(name, at: place))
        }
        guard !wishes.isEmpty else { return [:] }
        let seen = try connection.rows(
            """
            SELECT o.id, o.sort_key, o.place_id FROM organisation o
            WHERE o.sort_key IN \(list: Set(wishes.keys.map(\.key)).sorted()) AND o.archived_at IS NULL AND (o.office_id = \(office) OR o.is_public = 1)
            ORDER BY CASE WHEN o.office_id = \(office) THEN 0 ELSE 1 END, o.id
            """
        ) { row in (id: try row["id"] as OrganisationID, key: try row["sort_key"] as String, place: try row["place_id"] as Int?) }
        var found: [PartyChoice: OrganisationID] = [:]
        var missing: [(entry: OrganisationEntry, choices: [PartyChoice])] = []
        for (wish, choices) in wishes.sorted(by: { ($0.key.key, $0.key.place ?? 0) < ($1.key.key, $1.key.place ?? 0) }) {
            if let known = seen.first(where: { $0.key == wish.key && (wish.place == nil || $0.place == wish.place) }) {
                for choice in choices { found[choice] = known.id }
            } else if case .named(let name, let place)? = choices.first {
                missing.append((OrganisationEntry(kind: .other, name: String(name.prefix(OrganisationEntry.longestName)), place: place), choices))
            }
        }
        guard !missing.isEmpty else { return found }
        let new = try OrganisationStore(connection).add(missing.map(\.entry), office: office, by: actor, at: now, batch: batch, request: request)
        for (id, entry) in zip(new, missing) { for choice in entry.choices { found[choice] = id } }
        return found
    }

    /// The organisations this office may name as partners.
    func parties(_ ids: Set<OrganisationID>, known: Set<OrganisationID>) throws -> [OrganisationID: Party] {
        let rows = try connection.rows(
            """
            SELECT o.id, o.kind, o.sort_key, o.search, o.place_id, l.name AS place_name, l.search AS place_search, l.country FROM organisation o LEFT JOIN place l ON l.id = o.place_id
            WHERE o.id IN \(list: ids.sorted()) AND (o.office_id = \(office) OR (o.is_public = 1 AND o.archived_at IS NULL) OR o.id IN \(list: known.sorted()))
            """
        ) { row in
            Party(
                id: try row["id"], kind: try row["kind"], sortKey: try row["sort_key"], search: try row["search"], place: try row["place_id"],
                placeName: try row["place_name"], placeSearch: try row["place_search"], country: try row["country"])
        }
        return Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Takes over what became of an organisation: its name, its place.
    static func refresh(_ organisation: OrganisationID, on connection: Connection) throws {
        let ids = try connection.rows("SELECT partnership_id FROM partnership_party WHERE organisation_id = \(organisation) AND position > 0") {
            try $0["partnership_id"] as PartnershipID
        }
        guard !ids.isEmpty else { return }
        let rows = try connection.rows(
            """
            SELECT pp.partnership_id, o.id, o.kind, o.sort_key, o.search, o.place_id, l.name AS place_name, l.search AS place_search, l.country
            FROM partnership_party pp JOIN organisation o ON o.id = pp.organisation_id LEFT JOIN place l ON l.id = o.place_id
            WHERE pp.partnership_id IN \(list: ids) AND pp.position > 0 ORDER BY pp.partnership_id, pp.position
            """
        ) { row in
            (
                partnership: try row["partnership_id"] as PartnershipID,
                party: Party(
                    id: try row["id"], kind: try row["kind"], sortKey: try row["sort_key"], search: try row["search"], place: try row["place_id"],
                    placeName: try row["place_name"], placeSearch: try row["place_search"], country: try row["country"])
            )
        }
        for (id, parties) in Dictionary(grouping: rows, by: \.partnership) {
            let derived = Derived(parties.map(\.party))
            try connection.run(
                """
                UPDATE partnership SET partner_id = \(derived.id), partner_key = \(derived.key), names = \(derived.names), place_id = \(derived.place), country = \(derived.country) WHERE id = \(id)
                """)
        }
    }
}

extension PartyChoice {
    /// The place it speaks of.
    var place: PlaceID? {
        switch self {
        case .place(let place): place
        case .organisation: nil
        case .named(_, let place): place
        }
    }
}
