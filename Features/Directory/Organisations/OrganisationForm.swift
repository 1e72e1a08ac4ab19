import Foundation
import Gazetteer
import Kernel
import Markup
import Web

/// The form of an organisation: turns what was typed into an entry or problems, and an entry into what the form shows.
struct OrganisationForm {
    let typed: Parameters
    let w: Words

    init(_ typed: Parameters, _ w: Words) { (self.typed, self.w) = (typed, w) }

    static let names = RepeatedRows(name: "names", columns: ["language", "name"])
    static let identifiers = RepeatedRows(name: "identifiers", columns: ["scheme", "value"])
    static let figures = RepeatedRows(name: "figures", columns: ["year", "population", "partners", "staff", "budget", "currency", "note"])

    /// Whether the form only asks for more rows: it comes back as typed.
    var asksForRows: Bool { !typed.text("more").isEmpty }

    /// The revision this form was written on; nil for a new organisation.
    var revision: Int? { Int(typed.text("revision").prefix(10)) }

    /// What was typed as an entry, or what is wrong with it.
    func entry(place: PlaceField) -> (entry: OrganisationEntry?, problems: Problems) {
        var problems = Problems()
        let name = text("name", most: OrganisationEntry.longestName, &problems)
        if name == nil, problems["name"] == nil { problems.add("name", w("Write the organisation’s name.")) }
        let kind = OrganisationKind(rawValue: typed.text("kind"))
        if kind == nil { problems.add("kind", w("Choose what kind of organisation it is.")) }
        let found: PlaceID?
        switch place {
        case .none: found = nil
        case .place(let id): found = id
        case .unclear(let why): (found, _) = (nil, problems.add("place", why))
        }
        let entry = OrganisationEntry(
            kind: kind ?? .other, name: name ?? "", names: readNames(&problems), place: found, website: readWebsite(&problems),
            identifiers: readIdentifiers(&problems), figures: readFigures(&problems), note: text("note", most: 10_000, &problems),
            isPublic: typed.text("public") == "1")
        return (problems.isEmpty ? entry : nil, problems)
    }

    private func text(_ field: String, most: Int, _ problems: inout Problems) -> String? {
        let text = typed.text(field)
        if text.count > most { problems.add(field, w("This is too long: at most \(most) characters.")) }
        return text.isEmpty ? nil : text
    }

    private func readWebsite(_ problems: inout Problems) -> String? {
        guard let text = text("website", most: 1000, &problems) else { return nil }
        guard let link = Link(typed: text), link.address.hasPrefix("http") else {
            problems.add("website", w("“\(String(text.prefix(60)))” is not an address on the web. Write it like www.example.org."))
            return nil
        }
        return link.address
    }

    private func readNames(_ problems: inout Problems) -> [OrganisationName] {
        Self.names.filled(typed).compactMap { _, row in
            // A language chosen for a row without a name says nothing yet.
            guard !row[1].isEmpty else { return nil }
            if row[1].count > OrganisationEntry.longestName {
                problems.add("names", w("This is too long: at most \(OrganisationEntry.longestName) characters."))
            }
            guard let language = Language(row[0]) else {
                problems.add("names", w("Choose the language of “\(String(row[1].prefix(60)))”."))
                return nil
            }
            return OrganisationName(language, row[1])
        }
    }

    private func readIdentifiers(_ problems: inout Problems) -> [OrganisationIdentifier] {
        Self.identifiers.filled(typed).compactMap { _, row in
            guard !row[1].isEmpty else { return nil }
            guard let scheme = OrganisationIdentifier.Scheme(rawValue: row[0]) else {
                problems.add("identifiers", w("Choose what kind of number “\(String(row[1].prefix(60)))” is."))
                return nil
            }
            guard let identifier = OrganisationIdentifier(scheme, row[1]) else {
                problems.add("identifiers", wrong(scheme, String(row[1].prefix(60))))
                return nil
            }
            return identifier
        }
    }

    private func wrong(_ scheme: OrganisationIdentifier.Scheme, _ text: String) -> String {
        switch scheme {
        case .geonames: w("“\(text)” is not a GeoNames number. It is a whole number such as 2934246.")
        case .wikidata: w("“\(text)” is not a Wikidata number. It begins with Q, such as Q1718.")
        case .unlocode: w("“\(text)” is not a UN/LOCODE. It has five letters: country and place, such as DEDUS.")
        case .own: w("An own number has at most 60 characters.")
        }
    }

    private func readFigures(_ problems: inout Problems) -> [OrganisationFigure] {
        var years: Set<Int> = []
        return Self.figures.filled(typed).compactMap { _, row in
            // The currency stands there before anything is typed.
            if row.enumerated().allSatisfy({ $0.offset == 5 || $0.element.isEmpty }) { return nil }
            guard row[0].count == 4, let year = Int(row[0]), (1800...2200).contains(year) else {
                problems.add("figures", w("Write the year of the figures with four digits, such as 2015."))
                return nil
            }
            guard years.insert(year).inserted else {
                problems.add("figures", w("The year \(String(year)) stands there twice. Keep one row for a year."))
                return nil
            }
            let budget = money(row[4], row[5], &problems)
            if row[6].count > 500 { problems.add("figures", w("A note has at most \(500) characters.")) }
            return OrganisationFigure(
                year: year, population: whole(row[1], 2_000_000_000, &problems), partnerCities: whole(row[2], 100_000, &problems),
                staff: decimal(row[3], &problems), budget: budget, note: row[6].isEmpty ? nil : row[6])
        }.sorted { $0.year > $1.year }
    }

    private func whole(_ text: String, _ most: Int, _ problems: inout Problems) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let number = TypedNumber.whole(text), number <= most else {
            problems.add("figures", w("“\(String(text.prefix(30)))” is not a whole number."))
            return nil
        }
        return number
    }

    private func decimal(_ text: String, _ problems: inout Problems) -> Double? {
        guard !text.isEmpty else { return nil }
        guard let hundredths = TypedNumber.minor(text, digits: 2), hundredths <= 10_000_000 else {
            problems.add("figures", w("“\(String(text.prefix(30)))” is not a number of posts. Write it like 14.5."))
            return nil
        }
        return Double(hundredths) / 100
    }

    private func money(_ text: String, _ currency: String, _ problems: inout Problems) -> Money? {
        guard !text.isEmpty else { return nil }
        guard let empty = Money(minor: 0, currency: currency.uppercased()) else {
            problems.add("figures", w("A currency has three letters, such as EUR."))
            return nil
        }
        guard let minor = TypedNumber.minor(text, digits: empty.fractionDigits) else {
            problems.add("figures", w("“\(String(text.prefix(30)))” is not an amount. Write it like 250,000."))
            return nil
        }
        return Money(minor: minor, currency: empty.currency)
    }
}

extension OrganisationForm {
    /// What the form shows of an entry that is kept.
    static func typed(_ entry: OrganisationEntry, place: KeptPlace?, revision: Int, _ w: Words) -> Parameters {
        var all = Parameters([
            ("revision", String(revision)), ("kind", entry.kind.rawValue), ("name", entry.name), ("website", entry.website ?? ""),
            ("note", entry.note ?? ""),
        ])
        if entry.isPublic { all.append("public", "1") }
        if let place {
            all.append("place", String(place.id))
            all.append("place-text", place.title(in: w.language))
        }
        for name in entry.names { all.append("names-language", name.language.tag); all.append("names-name", name.name) }
        for identifier in entry.identifiers {
            all.append("identifiers-scheme", identifier.scheme.rawValue); all.append("identifiers-value", identifier.value)
        }
        for figure in entry.figures {
            let row = [
                String(figure.year), figure.population.map(String.init) ?? "", figure.partnerCities.map(String.init) ?? "",
                figure.staff.map { TypedNumber.text($0) } ?? "",
                figure.budget.map { TypedNumber.text(minor: $0.minor, digits: $0.fractionDigits) } ?? "", figure.budget?.currency ?? "EUR",
                figure.note ?? "",
            ]
            for (column, value) in zip(figures.columns, row) { all.append(figures.field(column), value) }
        }
        return all
    }

    /// Labels of the fields, in the order of the form: for the list of problems and for what differs between two versions.
    static func labels(_ w: Words) -> [(name: String, label: String)] {
        [
            ("name", w("Name")), ("kind", w("Kind")), ("place", w("City")), ("website", w("Website")), ("names", w("Names in other languages")),
            ("identifiers", w("Numbers and codes")), ("figures", w("Figures")), ("note", w("Private note")), ("public", w("Published")),
        ]
    }
}

/// Numbers as people type them: grouped by point, comma, space or apostrophe.
enum TypedNumber {
    /// `3,421,829`, `3.421.829`, `3 421 829`. Nil for anything else, and for what has more than 15 digits.
    static func whole(_ text: String) -> Int? { minor(text, digits: 0).flatMap { Int(exactly: $0) } }

    /// A number in its smallest unit: `14.5` with two digits is 1450. Three digits after a mark are a group, unless another mark stands before it.
    static func minor(_ text: String, digits: Int) -> Int64? {
        let text = text.filter { !$0.isWhitespace && $0 != "'" && $0 != "’" }
        guard let mark = text.lastIndex(where: { $0 == "." || $0 == "," }) else { return compose(text, "", digits) }
        let head = text[..<mark]
        let tail = text[text.index(after: mark)...]
        let isGroup = tail.count == 3 && !head.contains(text[mark] == "." ? "," : ".")
        if isGroup { return compose(text, "", digits) }
        guard (1...3).contains(tail.count), tail.count <= digits, !head.contains(text[mark]) else { return nil }
        return compose(String(head), String(tail), digits)
    }

    private static func compose(_ whole: String, _ fraction: String, _ digits: Int) -> Int64? {
        let groups = whole.split(maxSplits: 20, omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "," })
        guard let first = groups.first, (1...15).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.count == 1 || first.count <= 3
        else { return nil }
        let padded = fraction + String(repeating: "0", count: max(0, digits - fraction.count))
        let all = groups.joined() + padded
        guard all.count <= 15, all.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int64(all)
    }

    static func text(_ number: Double) -> String { number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number) }

    static func text(minor: Int64, digits: Int) -> String {
        guard digits > 0 else { return String(minor) }
        let unit = (0..<digits).reduce(Int64(1)) { value, _ in value * 10 }
        let (whole, rest) = minor.quotientAndRemainder(dividingBy: unit)
        guard rest != 0 else { return String(whole) }
        let cents = String(rest.magnitude)
        let fraction = String(repeating: "0", count: max(0, digits - cents.count)) + cents
        return "\(digits == 3 ? grouped(whole) : String(whole)).\(fraction)"
    }

    /// With a comma before each three digits, and one at least: three digits behind a lone point would be read as thousands.
    private static func grouped(_ whole: Int64) -> String {
        let digits = String(whole.magnitude)
        let padded = digits.count > 3 ? digits : "0" + String(repeating: "0", count: 3 - digits.count) + digits
        let groups = stride(from: padded.count, to: 0, by: -3).map { end in String(padded.dropLast(padded.count - end).suffix(3)) }
        return (whole < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }
}
