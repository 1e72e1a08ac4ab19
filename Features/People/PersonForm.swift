import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Web

/// The form of a person: turns what was typed into an entry or problems, and an entry into what the form shows.
struct PersonForm {
    let typed: Parameters
    let w: Words
    /// The organisation that the text of a role's field means; found by the store, so that the form needs none.
    let organisation: (_ chosen: String, _ text: String) throws -> FoundOrganisation

    enum FoundOrganisation {
        case found(OrganisationID)
        /// Nothing, or too much, fits. The sentence says what to do.
        case unclear(String)
    }

    static let salutations = RepeatedRows(name: "salutations", columns: ["language", "text"])
    static let languages = RepeatedRows(name: "languages", columns: ["language"])
    static let channels = RepeatedRows(name: "channels", columns: ["kind", "value", "note"])
    static let roles = RepeatedRows(name: "roles", columns: ["organisation", "chosen", "kind", "post", "from", "until"])

    /// Whether the form only asks for more rows: it comes back as typed.
    static func asksForRows(_ typed: Parameters) -> Bool { !typed.text("more").isEmpty }

    /// The revision this form was written on; nil for a new person.
    static func revision(_ typed: Parameters) -> Int? { Int(typed.text("revision").prefix(10)) }

    /// What was typed as an entry, or what is wrong with it.
    func entry(place: PlaceField) throws -> (entry: PersonEntry?, problems: Problems) {
        var problems = Problems()
        let name = readName(&problems)
        let found: PlaceID?
        switch place {
        case .none: found = nil
        case .place(let id): found = id
        case .unclear(let why): (found, _) = (nil, problems.add("place", why))
        }
        let basis = LegalBasis(rawValue: typed.text("basis"))
        if basis == nil { problems.add("basis", w("Choose why the office may keep this entry.")) }
        let review = PartialDate(typed: typed.text("review"))
        if review?.day == nil {
            problems.add("review", w("Write a day, such as 31.12.2028: then somebody decides whether the entry is still needed."))
        }
        let salutations = readSalutations(&problems), languages = readLanguages(&problems), channels = readChannels(&problems)
        let hours = readHours(&problems), zone = readZone(&problems), roles = try readRoles(&problems)
        let notes = PrivateNotes(
            protocolNote: line("protocol", 4000, &problems), diet: line("diet", 1000, &problems), access: line("access", 1000, &problems),
            other: line("other", 4000, &problems))
        let source = line("source", 300, &problems)
        guard problems.isEmpty, let basis, let review else { return (nil, problems) }
        let entry = PersonEntry(
            name: name, salutations: salutations, languages: languages, channels: channels, hours: hours, place: found, timeZone: zone, roles: roles,
            notes: notes, basis: basis, reviewUntil: review, source: source)
        return (entry, problems)
    }

    private func line(_ field: String, _ most: Int, _ problems: inout Problems) -> String? {
        let text = typed.text(field)
        if text.count > most { problems.add(field, w("This is too long: at most \(most) characters.")) }
        return text.isEmpty ? nil : text
    }

    private func readName(_ problems: inout Problems) -> PersonName {
        let most = PersonName.longest
        let native = line("native", most, &problems)
        let chosen = typed.text("native_language")
        if native != nil, Language(chosen) == nil { problems.add("native_language", w("Choose the language of this name.")) }
        let name = PersonName(
            title: line("title", 60, &problems), given: line("given", most, &problems), family: line("family", most, &problems),
            order: PersonName.Order(rawValue: typed.text("order")) ?? .givenFirst, native: native,
            nativeLanguage: native == nil ? nil : Language(chosen),
            romanisation: line("romanisation", most, &problems), pronunciation: line("pronunciation", 300, &problems))
        if name.isEmpty { problems.add("family", w("Write a name: family name, given name, or the name in its own script.")) }
        return name
    }

    private func readSalutations(_ problems: inout Problems) -> [Salutation] {
        rows(Self.salutations, &problems).compactMap { row in
            guard !row[1].isEmpty else { return nil }
            if row[1].count > 200 { problems.add("salutations", w("This is too long: at most \(200) characters.")) }
            guard let language = Language(row[0]) else {
                problems.add("salutations", w("Choose the language of “\(String(row[1].prefix(60)))”."))
                return nil
            }
            return Salutation(language, row[1])
        }
    }

    private func readLanguages(_ problems: inout Problems) -> [Language] {
        var seen: Set<Language> = []
        return rows(Self.languages, &problems).compactMap { row in
            guard let language = Language(row[0]) else {
                problems.add("languages", w("Choose a language from the list."))
                return nil
            }
            return seen.insert(language).inserted ? language : nil
        }
    }

    private func readChannels(_ problems: inout Problems) -> [PersonChannel] {
        rows(Self.channels, &problems).compactMap { row in
            guard !row[1].isEmpty else {
                // A kind chosen for a row without an address says nothing yet; a note does.
                if !row[2].isEmpty { problems.add("channels", w("Write the number or address of “\(String(row[2].prefix(60)))”.")) }
                return nil
            }
            guard let kind = PersonChannel.Kind(rawValue: row[0]) else {
                problems.add("channels", w("Choose what “\(String(row[1].prefix(60)))” is: e-mail, telephone, WeChat …"))
                return nil
            }
            if let wrong = Self.problem(kind, row[1], w) { problems.add("channels", wrong) }
            if row[2].count > 200 { problems.add("channels", w("This is too long: at most \(200) characters.")) }
            return PersonChannel(kind, row[1], note: row[2].isEmpty ? nil : row[2])
        }
    }

    /// What is wrong with an address of a kind; nil when one can use it.
    static func problem(_ kind: PersonChannel.Kind, _ value: String, _ w: Words) -> String? {
        if value.count > 500 { return w("This is too long: at most \(500) characters.") }
        if isWellFormed(kind, value) { return nil }
        return kind == .email
            ? w("“\(String(value.prefix(60)))” is not an e-mail address. Write it like office@example.org.")
            : w("“\(String(value.prefix(60)))” is not a telephone number. Write it with the country code: +49 211 555 0110.")
    }

    /// Whether this can be an e-mail address or a telephone number; what is neither may be anything.
    static func isWellFormed(_ kind: PersonChannel.Kind, _ value: String) -> Bool {
        if kind == .email {
            let parts = value.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && value.count <= 254 && !value.contains(where: \.isWhitespace)
                && Link(typed: "mailto:" + value) != nil
        }
        if kind.isNumber { return value.filter(\.isNumber).count >= 3 && !value.contains { $0.isLetter && !"xXextnrw".contains($0) } }
        return true
    }

    private func readHours(_ problems: inout Problems) -> WorkingHours? {
        let days = typed.all("days").compactMap { Int($0.prefix(2)) }
        let (from, until) = (typed.text("hours-from"), typed.text("hours-until"))
        if from.isEmpty, until.isEmpty { return nil }
        guard let start = WorkingHours.minutes(from), let end = WorkingHours.minutes(until) else {
            problems.add("hours-from", w("Write the time like 09:00."))
            return nil
        }
        guard let hours = WorkingHours(days: days.isEmpty ? [1, 2, 3, 4, 5] : days, from: start, until: end) else {
            problems.add("hours-from", w("The end of the working day lies after its beginning."))
            return nil
        }
        return hours
    }

    private func readZone(_ problems: inout Problems) -> String? {
        let text = typed.text("time_zone")
        guard !text.isEmpty else { return nil }
        guard let known = TimeZones.known(text) else {
            problems.add(
                "time_zone",
                w("“\(String(text.prefix(60)))” is not a time zone. Write it like Asia/Shanghai, or leave it empty: then that of the city counts."))
            return nil
        }
        return known
    }

    private func readRoles(_ problems: inout Problems) throws -> [PersonRole] {
        try rows(Self.roles, &problems).compactMap { row in
            if row[0].isEmpty, row[3].isEmpty { return nil }
            guard !row[0].isEmpty else {
                problems.add("roles", w("Write at which organisation “\(String(row[3].prefix(60)))” is."))
                return nil
            }
            guard !row[3].isEmpty else {
                problems.add("roles", w("Write the post at “\(String(row[0].prefix(60)))”, such as Director of the Foreign Affairs Office."))
                return nil
            }
            if row[3].count > 200 { problems.add("roles", w("This is too long: at most \(200) characters.")) }
            let from = date(row[4], &problems), until = date(row[5], &problems)
            if let from, let until, until.description + "-99" < from.description {
                problems.add("roles", w("“\(String(row[3].prefix(60)))” ends before it begins."))
            }
            switch try organisation(row[1], row[0]) {
            case .unclear(let why):
                problems.add("roles", why)
                return nil
            case .found(let id): return PersonRole(id, PersonRole.Kind(rawValue: row[2]) ?? .other, row[3], from: from, until: until)
            }
        }
    }

    private func date(_ text: String, _ problems: inout Problems) -> PartialDate? {
        guard !text.isEmpty else { return nil }
        guard let date = PartialDate(typed: text) else {
            problems.add("roles", w("“\(String(text.prefix(40)))” is not a date. Write 2024, 6/2024 or 24.6.2024."))
            return nil
        }
        return date
    }

    private func rows(_ rows: RepeatedRows, _ problems: inout Problems) -> [[String]] {
        let all = rows.filled(typed).map(\.values)
        if all.count > PersonEntry.mostRows { problems.add(rows.name, w("At most \(PersonEntry.mostRows) rows.")) }
        return Array(all.prefix(PersonEntry.mostRows))
    }
}

/// The time zones of the world by their IANA names.
enum TimeZones {
    static let all = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }
    private static let byName = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }

    /// The zone's name as it is written, whatever the capitals; nil for none.
    static func known(_ text: String) -> String? {
        guard text.count <= 60 else { return nil }
        return byName[text.lowercased().replacingOccurrences(of: " ", with: "_")] ?? (text.uppercased() == "UTC" ? "UTC" : nil)
    }
}

extension PersonForm {
    /// What the form shows of an entry that is kept.
    static func typed(_ entry: PersonEntry, organisations: [OrganisationID: String], place: KeptPlace?, revision: Int?, _ w: Words) -> Parameters {
        let name = entry.name
        var all = Parameters([
            ("title", name.title ?? ""), ("given", name.given ?? ""), ("family", name.family ?? ""), ("order", name.order.rawValue),
            ("native", name.native ?? ""), ("native_language", name.nativeLanguage?.tag ?? ""), ("romanisation", name.romanisation ?? ""),
            ("pronunciation", name.pronunciation ?? ""), ("time_zone", entry.timeZone ?? ""), ("protocol", entry.notes.protocolNote ?? ""),
            ("diet", entry.notes.diet ?? ""), ("access", entry.notes.access ?? ""), ("other", entry.notes.other ?? ""),
            ("basis", entry.basis.rawValue),
            ("review", entry.reviewUntil.description), ("source", entry.source ?? ""), ("place", entry.place.map(String.init) ?? ""),
            ("place-text", place.map { "\($0.name), \(w.country($0.country))" } ?? ""),
        ])
        if let revision { all.append("revision", String(revision)) }
        if let hours = entry.hours {
            for day in hours.days { all.append("days", String(day)) }
            all.append("hours-from", WorkingHours.text(hours.from))
            all.append("hours-until", WorkingHours.text(hours.until))
        }
        func add(_ rows: RepeatedRows, _ values: [[String]]) {
            for row in values { for (column, value) in zip(rows.columns, row) { all.append(rows.field(column), value) } }
        }
        add(salutations, entry.salutations.map { [$0.language.tag, $0.text] })
        add(languages, entry.languages.map { [$0.tag] })
        add(channels, entry.channels.map { [$0.kind.rawValue, $0.value, $0.note ?? ""] })
        add(
            roles,
            entry.roles.map {
                [
                    organisations[$0.organisation] ?? $0.organisation.text, $0.organisation.text, $0.kind.rawValue, $0.post,
                    $0.from?.description ?? "",
                    $0.until?.description ?? "",
                ]
            })
        return all
    }

    /// Labels of the fields, in the order of the form.
    static func labels(_ w: Words) -> [(name: String, label: String)] {
        PersonFields.allCases.map { ($0.rawValue, $0.label(w)) } + [("hours-from", w("Working hours"))]
    }
}
