import Directory
import Kernel
import Markup

/// The fields of an entry: for the journal, the history, two versions side by side, and the choice when two entries become one.
enum PersonFields: String, CaseIterable {
    case title, given, family, order, native, nativeLanguage = "native_language", romanisation, pronunciation
    case salutations, languages, channels, hours, place, timeZone = "time_zone", roles
    case protocolNote = "protocol", diet, access, other, basis, review, source

    /// Those whose values differ.
    static func differing(_ a: PersonEntry, _ b: PersonEntry) -> [PersonFields] { allCases.filter { !$0.isSame(a, b) } }

    private func isSame(_ a: PersonEntry, _ b: PersonEntry) -> Bool {
        var copy = a
        take(from: b, into: &copy)
        return copy == a
    }

    /// Sets the field of one entry to that of another.
    func take(from other: PersonEntry, into entry: inout PersonEntry) {
        switch self {
        case .title: entry.name.title = other.name.title
        case .given: entry.name.given = other.name.given
        case .family: entry.name.family = other.name.family
        case .order: entry.name.order = other.name.order
        case .native: entry.name.native = other.name.native
        case .nativeLanguage: entry.name.nativeLanguage = other.name.nativeLanguage
        case .romanisation: entry.name.romanisation = other.name.romanisation
        case .pronunciation: entry.name.pronunciation = other.name.pronunciation
        case .salutations: entry.salutations = other.salutations
        case .languages: entry.languages = other.languages
        case .channels: entry.channels = other.channels
        case .hours: entry.hours = other.hours
        case .place: entry.place = other.place
        case .timeZone: entry.timeZone = other.timeZone
        case .roles: entry.roles = other.roles
        case .protocolNote: entry.notes.protocolNote = other.notes.protocolNote
        case .diet: entry.notes.diet = other.notes.diet
        case .access: entry.notes.access = other.notes.access
        case .other: entry.notes.other = other.notes.other
        case .basis: entry.basis = other.basis
        case .review: entry.reviewUntil = other.reviewUntil
        case .source: entry.source = other.source
        }
    }

    func label(_ w: Words) -> String {
        switch self {
        case .title: w("Title")
        case .given: w("Given name")
        case .family: w("Family name")
        case .order: w("Order of the name")
        case .native: w("Name in its own script")
        case .nativeLanguage: w("Language of that name")
        case .romanisation: w("Romanisation")
        case .pronunciation: w("How to say it")
        case .salutations: w("Form of address")
        case .languages: w("Languages spoken")
        case .channels: w("Channels")
        case .hours: w("Working hours")
        case .place: w("City")
        case .timeZone: w("Time zone")
        case .roles: w("Posts")
        case .protocolNote: w("Protocol")
        case .diet: w("Diet")
        case .access: w("Access needs")
        case .other: w("Other private notes")
        case .basis: w("Legal basis")
        case .review: w("Review until")
        case .source: w("Source of the entry")
        }
    }

    /// The value in words. Names of organisations and places are handed in; a number stands where there is none.
    func text(_ entry: PersonEntry, _ names: Names, _ w: Words) -> String {
        switch self {
        case .title: entry.name.title ?? ""
        case .given: entry.name.given ?? ""
        case .family: entry.name.family ?? ""
        case .order: entry.name.order.word(w)
        case .native: entry.name.native ?? ""
        case .nativeLanguage: entry.name.nativeLanguage.map { LanguageChoice.name($0, w) } ?? ""
        case .romanisation: entry.name.romanisation ?? ""
        case .pronunciation: entry.name.pronunciation ?? ""
        case .salutations: entry.salutations.map { "\($0.text) (\($0.language.tag))" }.joined(separator: "; ")
        case .languages: entry.languages.map { LanguageChoice.name($0, w) }.joined(separator: ", ")
        case .channels: entry.channels.map { Self.channel($0, w) }.joined(separator: "; ")
        case .hours: entry.hours?.words(w) ?? ""
        case .place: entry.place.map { names.places[$0] ?? String($0) } ?? ""
        case .timeZone: entry.timeZone ?? ""
        case .roles: entry.roles.map { role($0, names, w) }.joined(separator: "; ")
        case .protocolNote: entry.notes.protocolNote ?? ""
        case .diet: entry.notes.diet ?? ""
        case .access: entry.notes.access ?? ""
        case .other: entry.notes.other ?? ""
        case .basis: entry.basis.word(w)
        case .review: w.date(entry.reviewUntil)
        case .source: entry.source ?? ""
        }
    }

    private static func channel(_ channel: PersonChannel, _ w: Words) -> String {
        "\(channel.kind.word(w)) \(channel.value)\(channel.note.map { " (\($0))" } ?? "")"
    }

    private func role(_ role: PersonRole, _ names: Names, _ w: Words) -> String {
        [role.post, names.organisations[role.organisation] ?? role.organisation.text, role.span(w)].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// What the numbers in an entry are called.
    struct Names {
        var organisations: [OrganisationID: String] = [:]
        var places: [PlaceID: String] = [:]
    }
}
