import Foundation
import Kernel
import Markup

/// What an office writes down of an organisation: everything one can change with the form.
public struct OrganisationEntry: Sendable, Equatable, Codable {
    public var kind: OrganisationKind
    /// As the office writes it; at most 200 characters.
    public var name: String
    /// Its names in other languages and scripts, the own one first.
    public var names: [OrganisationName]
    /// Where it sits. An international network may have no place.
    public var place: PlaceID?
    public var website: String?
    public var identifiers: [OrganisationIdentifier]
    /// What is known of it year by year, the newest first.
    public var figures: [OrganisationFigure]
    /// Private to the office that keeps the entry.
    public var note: String?
    /// Whether other offices and the public may see it, without the note.
    public var isPublic: Bool

    public init(
        kind: OrganisationKind, name: String, names: [OrganisationName] = [], place: PlaceID? = nil, website: String? = nil,
        identifiers: [OrganisationIdentifier] = [], figures: [OrganisationFigure] = [], note: String? = nil, isPublic: Bool = false
    ) {
        (self.kind, self.name, self.names, self.place, self.website) = (kind, name, names, place, website)
        (self.identifiers, self.figures, self.note, self.isPublic) = (identifiers, figures, note, isPublic)
    }

    /// The longest name that is taken, in characters.
    public static let longestName = 200
}

/// A name in another language or script.
public struct OrganisationName: Sendable, Hashable, Codable {
    public let language: Language
    public let name: String
    public init(_ language: Language, _ name: String) { (self.language, self.name) = (language, name) }
}

/// A number or code under which others know the organisation.
public struct OrganisationIdentifier: Sendable, Hashable, Codable {
    public enum Scheme: String, Sendable, CaseIterable, Codable {
        case geonames, wikidata, unlocode, own
    }

    public let scheme: Scheme
    public let value: String

    /// Nil when the value has not the scheme's form: GeoNames a whole number, Wikidata `Q1718`, UN/LOCODE `DEDUS`
    /// (UNECE Recommendation 16: country and three letters or the digits 2 to 9), an own one any text of 60 characters.
    public init?(_ scheme: Scheme, _ typed: String) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        let value: String
        switch scheme {
        case .geonames:
            guard (1...10).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }), text.first != "0" else { return nil }
            value = text
        case .wikidata:
            value = text.uppercased()
            let digits = value.dropFirst()
            guard value.first == "Q", (1...12).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.first != "0" else {
                return nil
            }
        case .unlocode:
            value = text.uppercased().filter { $0 != " " }
            guard value.count == 5, value.prefix(2).allSatisfy({ $0.isASCII && $0.isLetter }),
                value.dropFirst(2).allSatisfy({ $0.isASCII && ($0.isLetter || ("2"..."9").contains($0)) })
            else { return nil }
        case .own:
            guard (1...60).contains(text.count) else { return nil }
            value = text
        }
        (self.scheme, self.value) = (scheme, value)
    }

    init(stored scheme: Scheme, _ value: String) { (self.scheme, self.value) = (scheme, value) }
}

/// What is known of an organisation in one year (domain: offices compared). Every figure may be missing.
public struct OrganisationFigure: Sendable, Hashable, Codable {
    public let year: Int
    public let population: Int?
    public let partnerCities: Int?
    /// Full-time equivalents.
    public let staff: Double?
    /// A year's budget of the office.
    public let budget: Money?
    public let note: String?

    public init(year: Int, population: Int? = nil, partnerCities: Int? = nil, staff: Double? = nil, budget: Money? = nil, note: String? = nil) {
        (self.year, self.population, self.partnerCities, self.staff, self.budget, self.note) = (year, population, partnerCities, staff, budget, note)
    }
}

/// An organisation of the directory as one reader may see it.
public struct Organisation: Sendable, Identifiable {
    public let id: OrganisationID
    /// The office that keeps the entry.
    public let office: OfficeID
    public let officeName: String
    /// Without the note for readers of another office.
    public let entry: OrganisationEntry
    public let place: KeptPlace?
    /// Counts its changes, from 1; a form says which one it was written on.
    public let revision: Int
    public let createdAt: Instant
    public let updatedAt: Instant
    public let updatedBy: String
    public let archivedAt: Instant?
    /// The entry that took the place of this one.
    public let mergedInto: OrganisationID?

    public var isArchived: Bool { archivedAt != nil }

    /// The first name in another script or language, beside the one the office writes.
    public var nativeName: OrganisationName? { entry.names.first { $0.name != entry.name } }
}

/// An organisation as a list, another page or a menu shows it.
public struct OrganisationSummary: Sendable, Identifiable {
    public let id: OrganisationID
    public let office: OfficeID
    public let kind: OrganisationKind
    public let name: String
    public let nativeName: OrganisationName?
    public let place: KeptPlace?
    public let website: String?
    public let isPublic: Bool
    public let isArchived: Bool
    public let updatedAt: Instant
}
