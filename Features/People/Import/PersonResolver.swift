import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Storage

/// Turns drafts into entries: organisations are found by their names, cities in the gazetteer. Nothing is guessed; what is not certain is left out and said.
struct PersonResolver {
    let connection: Connection
    let office: OfficeID
    let gazetteer: Gazetteer
    private var organisations: [String: OrganisationID] = [:]
    private var ambiguous: Set<String> = []
    private var numbers: Set<OrganisationID> = []
    private var places: [String: PlaceID?] = [:]

    init(_ drafts: [PersonDraft], office: OfficeID, gazetteer: Gazetteer, _ connection: Connection) throws {
        (self.connection, self.office, self.gazetteer) = (connection, office, gazetteer)
        try learn(drafts)
    }

    /// Finds the organisations of some drafts in few statements.
    private mutating func learn(_ drafts: [PersonDraft]) throws {
        let keys = Set(drafts.flatMap { $0.roles.map { SearchText.sortKey($0.organisation) } }).filter { !$0.isEmpty }.sorted()
        for start in stride(from: 0, to: keys.count, by: 4000) {
            let some = keys[start..<min(start + 4000, keys.count)]
            let found = try connection.rows(
                "SELECT id, sort_key FROM organisation WHERE office_id = \(office) AND archived_at IS NULL AND sort_key IN \(list: some) ORDER BY id"
            ) { (try $0["id"] as OrganisationID, try $0["sort_key"] as String) }
            for (id, key) in found { if organisations.updateValue(id, forKey: key) != nil { ambiguous.insert(key) } }
        }
        let given = Set(drafts.flatMap { $0.roles.compactMap(\.number) }).sorted()
        for start in stride(from: 0, to: given.count, by: 4000) {
            let some = given[start..<min(start + 4000, given.count)]
            numbers.formUnion(
                try connection.rows("SELECT id FROM organisation WHERE office_id = \(office) AND id IN \(list: some)") {
                    try $0["id"] as OrganisationID
                })
        }
    }

    enum Found: Equatable { case found(OrganisationID), missing, several }

    func organisation(_ role: PersonDraft.Role) -> Found {
        if let number = role.number, numbers.contains(number) { return .found(number) }
        let key = SearchText.sortKey(role.organisation)
        if ambiguous.contains(key) { return .several }
        return organisations[key].map { .found($0) } ?? .missing
    }

    /// Notes organisations that were entered meanwhile.
    mutating func learn(_ name: String, _ id: OrganisationID) { organisations[SearchText.sortKey(name)] = id }

    /// The city of a draft where the gazetteer knows exactly one of that name there.
    mutating func place(_ draft: PersonDraft) throws -> PlaceID? {
        if let place = draft.place, try gazetteer.place(place) != nil { return place }
        guard let city = draft.city, !city.isEmpty, city.count <= 100 else { return nil }
        let text = [city, draft.country.map { String($0.prefix(100)) }].compactMap { $0 }.joined(separator: ", ")
        if let known = places[text] { return known }
        let hit = try gazetteer.search(PlaceSearch(text: text, language: "en", limit: 1)).first
        let names = hit.map { [$0.name.reader, $0.name.local ?? "", $0.place.name, $0.matchedName ?? ""].map { FoldedName($0) } } ?? []
        let place = hit.flatMap { $0.edits == 0 && names.contains(FoldedName(city)) ? $0.place.id : nil }
        places[text] = .some(place)
        return place
    }

    /// - Parameters:
    ///   - basis: and `review`: for drafts that say nothing of them.
    /// - Returns: the entry, and the posts left out because their organisation is not certain.
    mutating func entry(_ draft: PersonDraft, basis: LegalBasis, review: PartialDate) throws -> (entry: PersonEntry, leftOut: [PersonDraft.Role]) {
        var roles: [PersonRole] = []
        var leftOut: [PersonDraft.Role] = []
        for role in draft.roles {
            if case .found(let id) = organisation(role) {
                roles.append(PersonRole(id, role.kind, role.post, from: role.from, until: role.until))
            } else {
                leftOut.append(role)
            }
        }
        let entry = PersonEntry(
            name: draft.name, salutations: draft.salutations, languages: draft.languages, channels: Self.channels(draft), hours: draft.hours,
            place: try place(draft), timeZone: draft.timeZone, roles: roles, notes: draft.notes, basis: draft.basis ?? basis,
            reviewUntil: draft.reviewUntil ?? review, source: draft.source)
        return (entry, leftOut)
    }

    /// The channels of an entry. Addresses that are none are kept as “other”, so that nothing is lost.
    static func channels(_ draft: PersonDraft) -> [PersonChannel] {
        draft.channels.map { PersonForm.isWellFormed($0.kind, $0.value) ? $0 : PersonChannel(.other, $0.value, note: $0.note) }
    }

    /// Why a draft cannot become an entry; nil when it can.
    static func refusal(_ draft: PersonDraft, _ w: Words) -> String? {
        if let basis = draft.unclear?.first(where: { $0.part == .basis }) { return basis.words(w) }
        let name = draft.name
        if name.isEmpty { return w("There is no name.") }
        let parts = [name.given, name.family, name.native, name.romanisation, name.pronunciation, name.title].compactMap { $0 }
        if parts.contains(where: { $0.count > PersonName.longest }) {
            return w("A part of the name is longer than \(PersonName.longest) characters.")
        }
        let lists = [draft.salutations.count, draft.languages.count, draft.channels.count, draft.roles.count]
        if lists.contains(where: { $0 > PersonEntry.mostRows }) { return w("There are more than \(PersonEntry.mostRows) addresses or posts.") }
        if draft.roles.contains(where: { $0.organisation.count > 200 || $0.post.count > 200 })
            || draft.salutations.contains(where: { $0.text.count > 200 })
        {
            return w("A post or a form of address is longer than \(200) characters.")
        }
        if (draft.notes.other?.count ?? 0) > 4000 || (draft.source?.count ?? 0) > 300 { return w("The note or the source is too long.") }
        if draft.channels.contains(where: { $0.value.count > 500 || ($0.note?.count ?? 0) > 200 }) {
            return w("An address is longer than \(500) characters.")
        }
        return nil
    }
}
