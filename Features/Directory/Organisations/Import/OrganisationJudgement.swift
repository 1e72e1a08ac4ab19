import Gazetteer
import Kernel
import Reconciliation
import Storage

/// What is known of the city of a row.
enum CityFinding: Sendable, Equatable {
    /// The row names none, or may do without.
    case none
    case place(PlaceID)
    case unclear(Reason)
    /// Somebody wants no rows with it.
    case out
}

/// A row, read, with its city.
struct OrganisationCandidate: Sendable {
    let line: Int
    let draft: Result<OrganisationDraft, OrganisationFault>
    let city: CityFinding
}

/// What would become of a row, worked out on the directory as it stands.
struct OrganisationFinding: Sendable {
    var outcome: OrganisationImport.Outcome
    /// As it would be entered; nil for what cannot be.
    var entry: OrganisationEntry?
    var fault: OrganisationFault?
    var match: OrganisationID?
    var ground: OrganisationImport.Ground?
    var adds: [OrganisationColumns.Part] = []
    var sameLine: Int?
}

/// Works out what rows would become: what is new, what the directory seems to have, what stands twice in the file. In the browser and on the
/// command line alike, some hundred rows at a time and in few statements; it remembers the rows it has seen.
struct OrganisationJudgement {
    let office: OfficeID
    /// Whether it is worked out what an entry that is there would be given.
    let looksForGains: Bool
    private var lines: [OrganisationStore.Key: Int] = [:]
    private var matched: [OrganisationID: Int] = [:]

    init(office: OfficeID, looksForGains: Bool) { (self.office, self.looksForGains) = (office, looksForGains) }

    mutating func judge(_ some: [OrganisationCandidate], _ connection: Connection) throws -> [OrganisationFinding] {
        let known = try Known(some, office: office, connection)
        var findings = some.map { find($0, known) }
        guard looksForGains else { return findings }
        let kept = try OrganisationStore(connection).visible(to: .system, language: .english).organisations(findings.compactMap(\.match))
        for place in findings.indices {
            guard let entry = findings[place].entry, let there = findings[place].match.flatMap({ kept[$0] }) else { continue }
            findings[place].adds = OrganisationFilling(there.entry, from: entry).adds
        }
        return findings
    }

    private mutating func find(_ candidate: OrganisationCandidate, _ known: Known) -> OrganisationFinding {
        let draft: OrganisationDraft
        switch candidate.draft {
        case .failure(let fault): return OrganisationFinding(outcome: .refused, fault: fault)
        case .success(let read): draft = read
        }
        var entry = draft.entry
        switch candidate.city {
        case .out: return OrganisationFinding(outcome: .out)
        case .unclear(let reason): return OrganisationFinding(outcome: .open, fault: .place(reason))
        case .place(let place): entry.place = place
        case .none: break
        }
        let key = OrganisationStore.Key(entry)
        if let line = lines[key] { return OrganisationFinding(outcome: .double, sameLine: line) }
        var match = known.match(draft, key)
        if let (id, ground) = match, let line = matched[id] {
            guard ground == .alike else { return OrganisationFinding(outcome: .double, sameLine: line) }
            // Two of one name in different cities are not both the one that has none.
            match = nil
        }
        lines[key] = candidate.line
        guard let (id, ground) = match else { return OrganisationFinding(outcome: .new, entry: entry) }
        matched[id] = candidate.line
        return OrganisationFinding(outcome: .same, entry: entry, match: id, ground: ground)
    }

    /// What the directory has of what these rows may mean.
    private struct Known {
        private var names: [String: [(id: OrganisationID, place: PlaceID?)]] = [:]
        private var numbers: [OrganisationIdentifier: OrganisationID] = [:]
        private var identities: Set<OrganisationID> = []

        init(_ some: [OrganisationCandidate], office: OfficeID, _ connection: Connection) throws {
            let drafts = some.compactMap(\.draft.draft)
            let keys = Set(drafts.map { SearchText.sortKey($0.entry.name) }).sorted()
            guard !keys.isEmpty else { return }
            let living: SQL = "o.office_id = \(office) AND o.archived_at IS NULL"
            try connection.forEach(
                "SELECT o.id, o.sort_key, o.place_id FROM organisation o WHERE \(living) AND o.sort_key IN \(list: keys) ORDER BY o.id"
            ) {
                names[try $0["sort_key"], default: []].append((try $0["id"], try $0["place_id"]))
            }
            let given = Set(drafts.flatMap { $0.entry.identifiers.filter { $0.scheme != .own } })
            if !given.isEmpty {
                let pairs = given.map { "(\($0.scheme.rawValue), \($0.value))" as SQL }.joined(separator: ", ")
                try connection.forEach(
                    """
                    SELECT i.scheme, i.value, o.id FROM organisation_identifier i JOIN organisation o ON o.id = i.organisation_id
                    WHERE \(living) AND (i.scheme, i.value) IN (VALUES \(pairs)) ORDER BY o.id DESC
                    """
                ) { numbers[OrganisationIdentifier(stored: try $0["scheme"], try $0["value"])] = try $0["id"] }
            }
            let said = Set(drafts.compactMap(\.identity)).sorted()
            if !said.isEmpty {
                identities = Set(
                    try connection.rows("SELECT o.id FROM organisation o WHERE \(living) AND o.id IN \(list: said)") {
                        try $0["id"] as OrganisationID
                    })
            }
        }

        func match(_ draft: OrganisationDraft, _ key: OrganisationStore.Key) -> (OrganisationID, OrganisationImport.Ground)? {
            if let identity = draft.identity, identities.contains(identity) { return (identity, .identity) }
            if let numbered = draft.entry.identifiers.lazy.compactMap({ numbers[$0] }).first { return (numbered, .number) }
            let namesakes = names[key.name] ?? []
            if let same = namesakes.first(where: { $0.place == key.place }) { return (same.id, .name) }
            return namesakes.first { $0.place == nil || key.place == nil }.map { ($0.id, .alike) }
        }
    }
}

/// An entry that is there, filled with what only the file knows: what stands stays as it is.
struct OrganisationFilling {
    let entry: OrganisationEntry
    let adds: [OrganisationColumns.Part]

    init(_ kept: OrganisationEntry, from file: OrganisationEntry) {
        var entry = kept
        var adds: [OrganisationColumns.Part] = []
        if entry.place == nil, let place = file.place { (entry.place, adds) = (place, [.city]) }
        if entry.website == nil, let website = file.website {
            entry.website = website
            adds.append(.website)
        }
        if entry.note == nil, let note = file.note {
            entry.note = note
            adds.append(.note)
        }
        for name in file.names where !entry.names.contains(where: { $0.language == name.language }) {
            entry.names.append(name)
            adds.append(.localName)
        }
        for identifier in file.identifiers where !entry.identifiers.contains(where: { $0.scheme == identifier.scheme }) {
            entry.identifiers.append(identifier)
            adds.append(OrganisationColumns.Part(identifier.scheme))
        }
        (self.entry, self.adds) = (entry, adds)
    }
}

extension OrganisationColumns.Part {
    init(_ scheme: OrganisationIdentifier.Scheme) {
        self =
            switch scheme {
            case .geonames: .geonames
            case .wikidata: .wikidata
            case .unlocode: .unlocode
            case .own: .own
            }
    }
}

extension OrganisationStore {
    /// By what two entries of an office count as the same: folded name and place.
    struct Key: Hashable {
        let name: String
        let place: PlaceID?

        init(_ entry: OrganisationEntry) { (name, place) = (SearchText.sortKey(entry.name), entry.place) }
    }
}
