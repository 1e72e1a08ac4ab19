import Foundation
import Kernel

/// A person as a card. Private notes are never written, except for the person.
///
/// What RFC 6350 and RFC 9554 have a property for is written with it, so that telephones understand it; the rest (posts with their times, the working
/// hours, the legal basis) stands in `X-PROXENIA-…`, which others pass over and we read back.
enum VCardPerson {
    static func lines(_ id: PersonID?, _ entry: PersonEntry, organisations: [OrganisationID: String], today: String, revised: Instant?) -> [VCardLine]
    {
        var lines: [VCardLine] = []
        func add(_ name: String, _ text: String?, _ parameters: [(String, String)] = [], group: String? = nil) {
            guard let text, !text.isEmpty else { return }
            lines.append(
                VCardLine(group: group, name: name, parameters: parameters.map { .init(name: $0.0, values: [$0.1]) }, value: VCardLine.escaped(text)))
        }
        let name = entry.name
        lines.append(VCardLine(name: "PRODID", value: "-//Proxenia//Proxenia//EN"))
        lines.append(VCardLine(name: "KIND", value: "individual"))
        if let id { lines.append(VCardLine(name: "UID", value: "urn:uuid:\(id)")) }
        if let revised { lines.append(VCardLine(name: "REV", value: revised.rfc3339.filter { $0 != "-" && $0 != ":" })) }
        let alternative: [(String, String)] = name.nativeBeside == nil && name.romanisation == nil ? [] : [("ALTID", "1")]
        add("FN", name.full, alternative)
        if let native = name.nativeBeside { add("FN", native, alternative + [("LANGUAGE", name.nativeLanguage?.tag ?? "und")]) }
        if let latin = name.romanisation { add("FN", latin, alternative + [("LANGUAGE", "\(name.nativeLanguage?.base ?? "und")-Latn")]) }
        let parts = [name.family, name.given, nil, name.title, nil].map { VCardLine.escaped($0 ?? "") }
        lines.append(VCardLine(name: "N", parameters: [.init(name: "SORT-AS", values: [name.filed])], value: parts.joined(separator: ";")))
        add("X-PROXENIA-ORDER", name.order.rawValue)
        if name.native != nil, name.nativeBeside == nil { add("X-PROXENIA-NATIVE", name.native, [("LANGUAGE", name.nativeLanguage?.tag ?? "und")]) }
        add("X-PROXENIA-PRONUNCIATION", name.pronunciation)
        for salutation in entry.salutations { add("X-PROXENIA-SALUTATION", salutation.text, [("LANGUAGE", salutation.language.tag)]) }
        for (place, language) in entry.languages.enumerated() { add("LANG", language.tag, [("PREF", String(min(place + 1, 100)))]) }
        for (place, channel) in entry.channels.enumerated() { lines.append(line(channel, place + 1)) }
        if let held = entry.roles.first(where: { $0.isHeld(on: today) }) {
            add("ORG", organisations[held.organisation])
            add("TITLE", held.post)
        }
        for role in entry.roles {
            let times = [role.from.map { ("FROM", $0.description) }, role.until.map { ("UNTIL", $0.description) }].compactMap { $0 }
            let parts = [organisations[role.organisation] ?? "", role.post].map(VCardLine.escaped)
            lines.append(
                VCardLine(
                    name: "X-PROXENIA-POST",
                    parameters: ([("KIND", role.kind.rawValue), ("ORGANISATION", role.organisation.text)] + times).map {
                        .init(name: $0.0, values: [$0.1])
                    },
                    value: parts.joined(separator: ";")))
        }
        add("TZ", entry.timeZone)
        if let place = entry.place { add("X-PROXENIA-PLACE", String(place)) }
        if let hours = entry.hours {
            let days = hours.days.map(String.init).joined(separator: " ")
            add("X-PROXENIA-HOURS", "\(days) \(WorkingHours.text(hours.from)) \(WorkingHours.text(hours.until))")
        }
        add("X-PROXENIA-BASIS", entry.basis.rawValue)
        add("X-PROXENIA-REVIEW", entry.reviewUntil.description)
        add("X-PROXENIA-SOURCE", entry.source)
        return lines
    }

    private static func line(_ channel: PersonChannel, _ place: Int) -> VCardLine {
        var name = "SOCIALPROFILE"
        var parameters: [VCardLine.Parameter] = []
        var value = VCardLine.escaped(channel.value)
        switch channel.kind {
        case .email: name = "EMAIL"
        case .telephone, .mobile, .fax:
            name = "TEL"
            parameters.append(.init(name: "TYPE", values: [channel.kind == .telephone ? "voice" : channel.kind == .mobile ? "cell" : "fax"]))
        case .website:
            // An address: commas and semicolons are its own (RFC 6350, 6.7.8).
            name = "URL"
            value = channel.value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n")
        case .postal:
            name = "ADR"
            value = ";;" + value + ";;;;"
        default:
            parameters += [.init(name: "SERVICE-TYPE", values: [channel.kind.rawValue]), .init(name: "VALUE", values: ["text"])]
        }
        parameters.append(.init(name: "PREF", values: [String(min(place, 100))]))
        if let note = channel.note { parameters.append(.init(name: "X-NOTE", values: [note])) }
        return VCardLine(name: name, parameters: parameters, value: value)
    }

    // MARK: Reading

    /// What a card says of a person. What has no place here (birthday, picture) is left out on purpose: the office does not need it.
    static func draft(_ card: VCardReader.Card) -> PersonDraft {
        var draft = PersonDraft()
        draft.name = name(card)
        draft.channels = channels(card)
        draft.roles = roles(card)
        var seen: Set<Language> = []
        draft.languages = card.lines.filter { $0.name == "LANG" }.sorted { $0.preference < $1.preference }.compactMap { Language($0.text) }
            .filter { seen.insert($0).inserted }
        for line in card.lines {
            switch line.name {
            case "X-PROXENIA-SALUTATION":
                if let language = line.first("LANGUAGE").flatMap({ Language($0) }), !line.text.isEmpty {
                    draft.salutations.append(Salutation(language, line.text))
                }
            case "TZ": draft.timeZone = draft.timeZone ?? TimeZones.known(line.text)
            case "X-PROXENIA-PLACE": draft.place = line.text.count <= 15 ? Int(line.text).flatMap { $0 > 0 ? $0 : nil } : nil
            case "ADR":
                let parts = line.components
                if parts.count > 5, draft.city == nil, !parts[3].isEmpty { draft.city = parts[3] }
                if parts.count > 6, draft.country == nil, !parts[6].isEmpty { draft.country = parts[6] }
            case "X-PROXENIA-HOURS": draft.hours = hours(line.text)
            case "X-PROXENIA-BASIS": draft.basis(line.text)
            case "X-PROXENIA-REVIEW": draft.review(line.text)
            case "X-PROXENIA-SOURCE": draft.source = line.text
            case "NOTE": if !line.text.isEmpty { draft.notes.other = [draft.notes.other, line.text].compactMap { $0 }.joined(separator: "\n") }
            default: break
            }
        }
        return draft
    }

    private static func name(_ card: VCardReader.Card) -> PersonName {
        var name = PersonName()
        let full = card.lines.filter { $0.name == "FN" && !$0.text.isEmpty }
        if let line = card.lines.first(where: { $0.name == "N" && !$0.text.isEmpty }) {
            let parts = line.components
            func part(_ place: Int) -> String? { place < parts.count && !parts[place].isEmpty ? parts[place] : nil }
            name.family = part(0)
            name.given = [part(1), part(2)].compactMap { $0 }.joined(separator: " ")
            name.title = [part(3), part(4)].compactMap { $0 }.joined(separator: " ")
            if name.given?.isEmpty == true { name.given = nil }
            if name.title?.isEmpty == true { name.title = nil }
            let whole = [name.family, name.given].compactMap { $0 }.joined()
            // A name in its own script stands there as one, without the blank between its parts.
            if PersonDraft.isForeign(whole) {
                let isJoined = PersonDraft.language(of: whole).map { ["zh", "ja", "ko"].contains($0.base) } ?? false
                let order = PersonDraft.language(of: whole).map { PersonName.usualOrder(of: $0) } ?? .givenFirst
                let both = order == .familyFirst ? [name.family, name.given] : [name.given, name.family]
                name.native = both.compactMap { $0 }.joined(separator: isJoined ? "" : " ")
                name.nativeLanguage = line.first("LANGUAGE").flatMap { Language($0) } ?? PersonDraft.language(of: whole)
                (name.family, name.given, name.order) = (nil, nil, order)
            } else if let first = full.first?.text, let family = name.family, let given = name.given, first.contains("\(family) \(given)") {
                name.order = .familyFirst
            }
        }
        for line in full {
            let language = line.first("LANGUAGE").flatMap { Language($0) }
            if language?.tag.contains("Latn") == true {
                name.romanisation = line.text
            } else if PersonDraft.isForeign(line.text), name.native == nil {
                (name.native, name.nativeLanguage) = (line.text, language ?? PersonDraft.language(of: line.text))
            } else if language != nil, language?.base != "und", line != full.first, name.native == nil {
                (name.native, name.nativeLanguage) = (line.text, language)
            }
        }
        if name.isEmpty, let first = full.first?.text { (name.given, name.family) = split(first) }
        if let order = card.lines.first(where: { $0.name == "X-PROXENIA-ORDER" }).flatMap({ PersonName.Order(rawValue: $0.text) }) {
            name.order = order
        }
        if let line = card.lines.first(where: { $0.name == "X-PROXENIA-NATIVE" }) {
            (name.native, name.nativeLanguage) = (line.text, line.first("LANGUAGE").flatMap { Language($0) })
        }
        name.pronunciation = card.lines.first { $0.name == "X-PROXENIA-PRONUNCIATION" }?.text ?? phonetic(card)
        return name
    }

    private static func phonetic(_ card: VCardReader.Card) -> String? {
        let parts = ["X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME"].compactMap { name in card.lines.first { $0.name == name }?.text }.filter {
            !$0.isEmpty
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// A whole name as nearly everybody writes it: the last word is the family's.
    private static func split(_ full: String) -> (given: String?, family: String?) {
        guard let space = full.lastIndex(of: " ") else { return (nil, full) }
        return (String(full[..<space]), String(full[full.index(after: space)...]))
    }

    private static func channels(_ card: VCardReader.Card) -> [PersonChannel] {
        var found: [(place: Int, channel: PersonChannel)] = []
        for line in card.lines {
            guard let channel = channel(line) else { continue }
            found.append((line.preference, PersonChannel(channel.kind, channel.value, note: line.first("X-NOTE"))))
        }
        var seen: Set<PersonChannel> = []
        let sorted = found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element.channel)
        return sorted.filter { seen.insert($0).inserted }
    }

    private static func channel(_ line: VCardLine) -> (kind: PersonChannel.Kind, value: String)? {
        let text = line.text
        guard !text.isEmpty else { return nil }
        func without(_ scheme: String) -> String { text.lowercased().hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text }
        switch line.name {
        case "EMAIL": return (.email, without("mailto:"))
        case "TEL":
            let types = line.types
            let kind: PersonChannel.Kind = types.contains("fax") ? .fax : types.contains("cell") || types.contains("mobile") ? .mobile : .telephone
            return (kind, without("tel:"))
        case "URL": return (.website, text)
        case "ADR":
            let parts = line.components.filter { !$0.isEmpty }
            return parts.isEmpty ? nil : (.postal, parts.joined(separator: "\n"))
        case "SOCIALPROFILE", "X-SOCIALPROFILE":
            let word = line.first("SERVICE-TYPE") ?? line.first("TYPE") ?? ""
            return (service(word), text)
        case "IMPP":
            guard let colon = text.firstIndex(of: ":") else { return (service(line.first("X-SERVICE-TYPE") ?? ""), text) }
            let scheme = line.first("X-SERVICE-TYPE") ?? String(text[..<colon])
            return (service(scheme), String(text[text.index(after: colon)...]))
        case "X-WECHAT", "X-QQ", "X-WHATSAPP", "X-TELEGRAM", "X-SIGNAL", "X-LINE", "X-SKYPE-USERNAME", "X-SKYPE", "X-JABBER":
            return (service(String(line.name.dropFirst(2))), text)
        default: return nil
        }
    }

    private static func service(_ word: String) -> PersonChannel.Kind {
        switch word.lowercased() {
        case "wechat", "weixin": .wechat
        default: PersonChannel.Kind(rawValue: word.lowercased()) ?? .other
        }
    }

    private static func roles(_ card: VCardReader.Card) -> [PersonDraft.Role] {
        let ours = card.lines.filter { $0.name == "X-PROXENIA-POST" }
        if !ours.isEmpty {
            return ours.compactMap { line in
                let parts = line.components
                guard parts.count == 2, !parts[1].isEmpty else { return nil }
                return .init(
                    organisation: parts[0], number: line.first("ORGANISATION").flatMap { OrganisationID($0) },
                    kind: line.first("KIND").flatMap { PersonRole.Kind(rawValue: $0) } ?? .other, post: parts[1],
                    from: line.first("FROM").flatMap { PartialDate($0) }, until: line.first("UNTIL").flatMap { PartialDate($0) })
            }
        }
        guard let organisation = card.lines.first(where: { $0.name == "ORG" })?.components, let name = organisation.first, !name.isEmpty else {
            return []
        }
        let title = card.lines.first { $0.name == "TITLE" }?.text ?? card.lines.first { $0.name == "ROLE" }?.text ?? ""
        let unit = organisation.dropFirst().filter { !$0.isEmpty }.joined(separator: ", ")
        let post = [title, unit].filter { !$0.isEmpty }.joined(separator: ", ")
        return post.isEmpty ? [] : [.init(organisation: name, kind: .other, post: post)]
    }

    private static func hours(_ text: String) -> WorkingHours? {
        let words = text.split(separator: " ")
        guard words.count >= 3, let from = WorkingHours.minutes(String(words[words.count - 2])),
            let until = WorkingHours.minutes(String(words[words.count - 1]))
        else { return nil }
        return WorkingHours(days: words.dropLast(2).compactMap { Int($0) }, from: from, until: until)
    }
}
