import Gazetteer
import Kernel
import Markup
import Web

/// A place as a line of the review and of the plan shows it.
public struct PlaceLine: Sendable {
    public let id: PlaceID
    public let name: String
    public let local: String?
    public let localLanguage: String?
    public let region: String?
    public let country: String
    public let population: Int

    /// `Mirpur, Pakistan`: as the field of a place writes it.
    public var title: String { "\(name), \(country)" }
    /// Region and country.
    public var place: String { [region, country].compactMap(\.self).filter { !$0.isEmpty && $0 != name }.joined(separator: ", ") }
    public var both: HTML { Part.name(name, local: local, language: localLanguage) }

    /// The places by their numbers, named for a reader; two statements of the gazetteer.
    public static func lines(_ ids: [PlaceID], _ gazetteer: Gazetteer, _ w: Words) throws -> [PlaceID: PlaceLine] {
        let wanted = Set(ids).sorted()
        guard !wanted.isEmpty else { return [:] }
        let names = try gazetteer.names(wanted, language: w.language.tag)
        return try gazetteer.places(wanted).mapValues { place in
            let name = names[place.id]
            return PlaceLine(
                id: place.id, name: name?.reader ?? place.name, local: name?.local, localLanguage: name?.localLanguage, region: place.regionName,
                country: Country(place.country).map { w.country($0) } ?? place.country, population: place.population)
        }
    }
}
