import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage

/// The dry run: what each card or row would become. Writes nothing but the plan.
struct PersonPlanning {
    let connection: Connection
    let record: PeopleImport
    let gazetteer: Gazetteer
    let w: Words

    /// What is known of those who are here already, by what they may be met.
    private struct Known {
        var emails: [String: [PersonID]] = [:]
        var names: [String: [PersonID]] = [:]
        var entries: [PersonID: PersonEntry] = [:]
        var organisations: [PersonID: Set<OrganisationID>] = [:]
        var countries: [PersonID: Set<String>] = [:]
    }

    /// The lines read so far, by the marks of whom they are about.
    private typealias Seen = [String: [(line: Int, name: PersonName)]]

    func run(by actor: Actor, at now: Instant, told: (Int) throws -> Void = { _ in }) throws {
        let store = PeopleImportStore(connection: connection, office: record.office)
        var seen: Seen = [:]
        var number = 0
        while true {
            let rows = try store.rows(record, from: number, limit: 500)
            guard let last = rows.last else { break }
            number = last.number + 1
            try store.plan(record.id, try plan(rows, &seen, today: now.today))
            try told(number)
        }
        try store.setState(record.id, .planned, by: actor, at: now)
    }

    private func plan(_ rows: [PeopleImport.Row], _ seen: inout Seen, today: String) throws -> [PeopleImport.Row] {
        let drafts = rows.compactMap(\.draft)
        var resolver = try PersonResolver(drafts, office: record.office, gazetteer: gazetteer, connection)
        let known = try known(drafts)
        return try rows.map { row in
            var row = row
            (row.outcome, row.person, row.ground) = (.refused, nil, nil)
            guard let draft = row.draft else {
                row.remark = fault(row)
                return row
            }
            if let why = PersonResolver.refusal(draft, w) {
                row.remark = why
                return row
            }
            let marks = Self.marks(draft)
            let again = marks.flatMap { seen[$0] ?? [] }.first { !PersonKeys.differInOwnScript($0.name, draft.name) }
            if let again {
                row.remark = w("The same person stands in line \(String(again.line)) already.")
                return row
            }
            for mark in marks { seen[mark, default: []].append((row.line, draft.name)) }
            let several = draft.roles.first { resolver.organisation($0) == .several }.map {
                w("Several organisations are called “\($0.organisation)”: this post is left out.")
            }
            let future = draft.confirmedOn.flatMap { $0.description > today ? PersonDraft.Unclear(.confirmed, w.date($0)) : nil }
            let remarks = ((draft.unclear ?? []) + [future].compactMap { $0 }).map { $0.words(w) } + [several].compactMap { $0 }
            row.remark = remarks.isEmpty ? nil : remarks.joined(separator: " ")
            if let (person, ground) = try match(draft, at: resolver.place(draft), resolver, known) { (row.person, row.ground) = (person, ground) }
            row.outcome = row.person == nil ? .new : .same
            return row
        }
    }

    /// By what a second row about the same person is known: the name with an address, or without any the name with the organisation.
    private static func marks(_ draft: PersonDraft) -> [String] {
        let emails = PersonKeys.emails(draft.channels)
        let beside = emails.isEmpty ? [draft.roles.map { FoldedName($0.organisation).text }.joined(separator: "/")] : emails.sorted()
        return PersonKeys.names(draft.name).sorted().flatMap { name in beside.map { "\(name) \($0)" } }
    }

    private func fault(_ row: PeopleImport.Row) -> String {
        switch row.fault {
        case .noEnd: w("The card has no end (END:VCARD).")
        case .noBeginning: w("There is an end of a card without its beginning.")
        case .tooLong: w("The card has too many lines.")
        case nil: w("Nothing can be read here.")
        }
    }

    private func match(_ draft: PersonDraft, at place: PlaceID?, _ resolver: PersonResolver, _ known: Known) throws
        -> (PersonID, PeopleImport.Ground)?
    {
        let emails = PersonKeys.emails(draft.channels)
        var atAddress: [PersonID] = []
        for person in emails.sorted().flatMap({ known.emails[$0] ?? [] }) where !atAddress.contains(person) { atAddress.append(person) }
        let meant = atAddress.filter { known.entries[$0].map { PersonKeys.areLike(draft.name, $0.name) } ?? false }
        if let first = meant.first { return (first, meant.count == 1 ? .address : .namesakes) }
        let found = try named(draft, emails, at: place, resolver, known)
        guard let first = found.min(by: { $0.rank < $1.rank }) else { return atAddress.first.map { ($0, .addressAlone) } }
        return (first.person, found.count == 1 ? first.ground : .namesakes)
    }

    /// Who has the name of a draft and may be meant, each with what else speaks for it. Two own-script names that differ are two people; so are two entries with
    /// different addresses and no organisation in common.
    private func named(_ draft: PersonDraft, _ emails: Set<String>, at place: PlaceID?, _ resolver: PersonResolver, _ known: Known) throws
        -> [(person: PersonID, ground: PeopleImport.Ground, rank: Int)]
    {
        let organisations = Set(
            draft.roles.compactMap { role -> OrganisationID? in if case .found(let id) = resolver.organisation(role) { id } else { nil } })
        let country = try place.flatMap { try gazetteer.place($0)?.country } ?? draft.country.flatMap { Self.code($0) }
        let candidates = Set(PersonKeys.names(draft.name).flatMap { known.names[$0] ?? [] }).sorted()
        return candidates.compactMap { person in
            guard let entry = known.entries[person], !PersonKeys.differInOwnScript(draft.name, entry.name) else { return nil }
            let (theirs, countries) = (known.organisations[person] ?? [], known.countries[person] ?? [])
            if !organisations.isDisjoint(with: theirs) { return (person, .organisation, 0) }
            let addresses = PersonKeys.emails(entry)
            if !emails.isEmpty, !addresses.isEmpty, emails.isDisjoint(with: addresses) { return nil }
            if let country, countries.contains(country) { return (person, .country, 1) }
            // What both say of themselves and differs speaks against it.
            if !organisations.isEmpty, !theirs.isEmpty { return nil }
            if country != nil, !countries.isEmpty { return nil }
            return (person, .name, 2)
        }
    }

    /// A country as people write it in a list.
    private static func code(_ text: String) -> String? {
        guard let codes = CountryWords.bundled.read(text)?.codes else { return nil }
        return codes.count == 1 ? codes.first : nil
    }

    private func known(_ drafts: [PersonDraft]) throws -> Known {
        var known = Known()
        let emails = Set(drafts.flatMap { PersonKeys.emails($0.channels) }).sorted()
        let names = Set(drafts.flatMap { PersonKeys.names($0.name) }).sorted()
        let living: SQL = "EXISTS (SELECT 1 FROM person p WHERE p.id = k.person_id AND p.merged_into IS NULL AND p.erased_at IS NULL)"
        try connection.forEach(
            """
            SELECT k.person_id, k.kind, k.value FROM person_key k WHERE k.office_id = \(record.office)
            AND ((k.kind = 'email' AND k.value IN \(list: emails)) OR (k.kind = 'name' AND k.value IN \(list: names))) AND \(living) ORDER BY k.person_id
            """
        ) { row in
            let person: PersonID = try row["person_id"]
            let value: String = try row["value"]
            if try row["kind"] as String == "email" {
                known.emails[value, default: []].append(person)
            } else {
                known.names[value, default: []].append(person)
            }
        }
        let people = Set(known.names.values.joined()).union(known.emails.values.joined()).sorted()
        guard !people.isEmpty else { return known }
        try connection.forEach(
            "SELECT p.id, v.entry FROM person p JOIN person_version v ON v.person_id = p.id AND v.revision = p.revision WHERE p.id IN \(list: people)"
        ) { row in known.entries[try row["id"]] = try PersonJSON.value(try row["entry"], as: PersonEntry.self) }
        try connection.forEach(
            """
            SELECT p.id, r.organisation_id, l.country FROM person p LEFT JOIN person_role r ON r.person_id = p.id
            LEFT JOIN organisation o ON o.id = r.organisation_id LEFT JOIN place l ON l.id = COALESCE(p.place_id, o.place_id) WHERE p.id IN \(list: people)
            """
        ) { row in
            let person: PersonID = try row["id"]
            if let organisation: OrganisationID = try row["organisation_id"] { known.organisations[person, default: []].insert(organisation) }
            if let country: String = try row["country"] { known.countries[person, default: []].insert(country) }
        }
        return known
    }
}
