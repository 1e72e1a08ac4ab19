import Foundation
import Gazetteer
import Kernel

/// A place this server deals with, as one reader is to see it.
public struct KeptPlace: Sendable, Hashable {
    public let id: PlaceID
    /// In the reader's language where one is known; GeoNames' main name otherwise.
    public let name: String
    /// In the place's own language and script; nil where it is the same as `name` or not known.
    public let localName: String?
    /// Language of `localName`, for the `lang` attribute.
    public let localLanguage: String?
    public let country: Country
    /// First-order region, in English; nil where GeoNames has none.
    public let regionName: String?
    /// Degrees north and east, WGS 84.
    public let latitude: Double
    public let longitude: Double
    /// Inhabitants according to GeoNames; 0 where not known.
    public let population: Int
    /// IANA time zone, `Europe/Berlin`.
    public let timeZone: String

    /// `Chongqing, China`.
    public func title(in language: Language) -> String { "\(name), \(country.name(in: language))" }
}
