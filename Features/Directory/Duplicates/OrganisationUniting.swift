import Gazetteer
import Kernel
import Markup

/// The fields of an entry of which one value stands: chosen when two entries become one.
enum MergingField: String, CaseIterable {
    case name, kind, place, website, published, note

    /// Whether an entry says nothing in this field. Standing among the public is always said.
    func isEmpty(_ entry: OrganisationEntry) -> Bool {
        switch self {
        case .name, .published: false
        case .kind: entry.kind == .other
        case .place: entry.place == nil
        case .website: entry.website == nil
        case .note: entry.note == nil
        }
    }

    func isSame(_ a: OrganisationEntry, _ b: OrganisationEntry) -> Bool {
        var copy = a
        take(from: b, into: &copy)
        return copy == a
    }

    /// Sets the field of one entry to that of another.
    func take(from other: OrganisationEntry, into entry: inout OrganisationEntry) {
        switch self {
        case .name: entry.name = other.name
        case .kind: entry.kind = other.kind
        case .place: entry.place = other.place
        case .website: entry.website = other.website
        case .published: entry.isPublic = other.isPublic
        case .note: entry.note = other.note
        }
    }

    func label(_ w: Words) -> String {
        switch self {
        case .name: w("Name")
        case .kind: w("Kind")
        case .place: w("City")
        case .website: w("Website")
        case .published: w("Published")
        case .note: w("Private note")
        }
    }

    func text(_ organisation: Organisation, _ w: Words) -> String {
        let entry = organisation.entry
        return switch self {
        case .name: entry.name
        case .kind: entry.kind.word(w)
        case .place: organisation.place?.title(in: w.language) ?? entry.place.map(String.init) ?? ""
        case .website: entry.website ?? ""
        case .published: entry.isPublic ? w("yes") : w("no")
        case .note: entry.note ?? ""
        }
    }
}

/// Two entries about one organisation made into one: what only one knows is taken, names, numbers and figures are united, and between two values
/// somebody chooses.
enum OrganisationUniting {
    /// - Parameter second: the fields in which the value of the second stands, where both say something.
    static func united(_ first: OrganisationEntry, _ second: OrganisationEntry, choosing fromSecond: Set<MergingField> = []) -> OrganisationEntry {
        var entry = first
        for field in MergingField.allCases {
            let isTaken = field.isEmpty(first) || (fromSecond.contains(field) && !field.isEmpty(second))
            if isTaken { field.take(from: second, into: &entry) }
        }
        entry.names = names(first.names, second.names)
        entry.identifiers = first.identifiers + second.identifiers.filter { !first.identifiers.contains($0) }
        entry.figures = figures(first.figures, second.figures)
        return entry
    }

    /// Which of two says more: the one whose values are proposed. Of two that say as much the first.
    static func isSecondFuller(_ first: OrganisationEntry, _ second: OrganisationEntry) -> Bool { weight(second) > weight(first) }

    private static func weight(_ entry: OrganisationEntry) -> Int {
        MergingField.allCases.count { !$0.isEmpty(entry) } + entry.names.count + entry.identifiers.count + entry.figures.count
    }

    static func names(_ first: [OrganisationName], _ second: [OrganisationName]) -> [OrganisationName] {
        struct Key: Hashable { let language: Language, name: FoldedName }
        let known = Set(first.map { Key(language: $0.language, name: FoldedName($0.name)) })
        return first + second.filter { !known.contains(Key(language: $0.language, name: FoldedName($0.name))) }
    }

    /// One for each year; of a year that both know, what the first leaves out is filled in from the second.
    static func figures(_ first: [OrganisationFigure], _ second: [OrganisationFigure]) -> [OrganisationFigure] {
        let others = Dictionary(second.map { ($0.year, $0) }) { first, _ in first }
        let years = Set(first.map(\.year))
        let filled = first.map { figure in
            guard let other = others[figure.year] else { return figure }
            return OrganisationFigure(
                year: figure.year, population: figure.population ?? other.population, partnerCities: figure.partnerCities ?? other.partnerCities,
                staff: figure.staff ?? other.staff, budget: figure.budget ?? other.budget, note: figure.note ?? other.note)
        }
        return (filled + second.filter { !years.contains($0.year) }).sorted { $0.year > $1.year }
    }
}
