import Directory
import Gazetteer
import Kernel

/// Two entries about one person made into one: what only one knows is taken, lists are united, and where both say something the first stands.
enum Uniting {
    static func united(_ first: PersonEntry, _ second: PersonEntry) -> PersonEntry {
        var entry = first
        // Asked of the first as it stood: a name that comes in from the second brings its order with it.
        for field in PersonFields.allCases where field.isEmpty(first) { field.take(from: second, into: &entry) }
        // A name's language belongs to the name.
        if first.name.native != nil { entry.name.nativeLanguage = first.name.nativeLanguage ?? second.name.nativeLanguage }
        lists(second, into: &entry)
        return entry
    }

    /// Unites what may stand several times; nothing of it is ever chosen away.
    static func lists(_ other: PersonEntry, into entry: inout PersonEntry) {
        let languages = Set(entry.languages)
        entry.languages += other.languages.filter { !languages.contains($0) }
        let salutations = Set(entry.salutations.map(\.language))
        entry.salutations += other.salutations.filter { !salutations.contains($0.language) }
        let channels = Set(entry.channels.map(key))
        entry.channels += other.channels.filter { !channels.contains(key($0)) }
        for role in other.roles {
            guard let place = entry.roles.firstIndex(where: { isSame($0, role) }) else {
                entry.roles.append(role)
                continue
            }
            if entry.roles[place].from == nil { entry.roles[place].from = role.from }
            if entry.roles[place].until == nil { entry.roles[place].until = role.until }
            if entry.roles[place].kind == .other { entry.roles[place].kind = role.kind }
        }
    }

    /// One address however it is written.
    private static func key(_ channel: PersonChannel) -> String {
        if channel.kind.isNumber { return String(channel.value.filter { $0.isASCII && $0.isNumber }.suffix(9)) }
        return channel.kind.rawValue + " " + channel.value.lowercased()
    }

    private static func isSame(_ a: PersonRole, _ b: PersonRole) -> Bool {
        a.organisation == b.organisation && FoldedName(a.post) == FoldedName(b.post) && (a.from == nil || b.from == nil || a.from == b.from)
    }
}

extension PersonFields {
    /// Whether an entry says nothing in this field. What an entry always has is never empty.
    func isEmpty(_ entry: PersonEntry) -> Bool {
        switch self {
        case .title: entry.name.title == nil
        case .given: entry.name.given == nil
        case .family: entry.name.family == nil
        case .native: entry.name.native == nil
        case .nativeLanguage: entry.name.nativeLanguage == nil
        case .romanisation: entry.name.romanisation == nil
        case .pronunciation: entry.name.pronunciation == nil
        case .salutations: entry.salutations.isEmpty
        case .languages: entry.languages.isEmpty
        case .channels: entry.channels.isEmpty
        case .hours: entry.hours == nil
        case .place: entry.place == nil
        case .timeZone: entry.timeZone == nil
        case .roles: entry.roles.isEmpty
        case .protocolNote: entry.notes.protocolNote == nil
        case .diet: entry.notes.diet == nil
        case .access: entry.notes.access == nil
        case .other: entry.notes.other == nil
        case .source: entry.source == nil
        // An order of nothing says nothing.
        case .order: entry.name.given == nil && entry.name.family == nil
        case .basis, .review: false
        }
    }

    /// United, never chosen between.
    var isList: Bool {
        switch self {
        case .salutations, .languages, .channels, .roles: true
        default: false
        }
    }
}
