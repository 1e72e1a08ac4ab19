/// A populated place of the gazetteer, as GeoNames describes it.
public struct Place: Sendable, Hashable, Codable {
    /// The GeoNames number: stable, public, the identity under which places are kept everywhere.
    public let id: Int
    /// GeoNames' main name: mostly the international or the local one in Latin script.
    public let name: String
    /// ISO 3166-1 alpha-2.
    public let country: String
    /// GeoNames' code of the first-order region (admin1), unique within the country; nil where GeoNames has none.
    public let region: String?
    /// The region's name in English, where known.
    public let regionName: String?
    /// Degrees north, WGS 84.
    public let latitude: Double
    /// Degrees east, WGS 84.
    public let longitude: Double
    /// Inhabitants; 0 where GeoNames does not know.
    public let population: Int
    /// IANA time zone, such as "Europe/Berlin".
    public let timeZone: String

    public init(
        id: Int, name: String, country: String, region: String?, regionName: String?,
        latitude: Double, longitude: Double, population: Int, timeZone: String
    ) {
        self.id = id
        self.name = name
        self.country = country
        self.region = region
        self.regionName = regionName
        self.latitude = latitude
        self.longitude = longitude
        self.population = population
        self.timeZone = timeZone
    }
}

/// What a place is called, for one reader.
public struct PlaceName: Sendable, Hashable, Codable {
    /// The name in the reader's language; GeoNames' main name where no other is known.
    public let reader: String
    /// The name used in the place itself, in its own script; nil where it is the same as `reader` or not known.
    public let local: String?
    /// Language of `local` (ISO 639, such as "el"), for the `lang` attribute.
    public let localLanguage: String?

    public init(reader: String, local: String?, localLanguage: String?) {
        self.reader = reader
        self.local = local
        self.localLanguage = localLanguage
    }

    /// Whether `local` is written from right to left, for the `dir` attribute.
    public var isRightToLeft: Bool {
        guard let localLanguage else { return false }
        return ["ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr"].contains(localLanguage)
    }
}

/// A place that a name may mean, and by which of its names.
public struct NameMatch: Sendable, Hashable {
    public let place: Place
    /// The name of the place that matched, as GeoNames writes it.
    public let matchedName: String
    /// Whether the matched name is the place's main name.
    public let isPrimary: Bool
    /// Edits (letters inserted, left out, replaced, or two neighbours swapped) between the key and the matched name; 0 when equal.
    public let edits: Int

    public init(place: Place, matchedName: String, isPrimary: Bool, edits: Int) {
        self.place = place
        self.matchedName = matchedName
        self.isPrimary = isPrimary
        self.edits = edits
    }
}

/// A first-order region: state, province, Land, prefecture.
public struct Region: Sendable, Hashable, Codable {
    /// ISO 3166-1 alpha-2.
    public let country: String
    /// GeoNames' admin1 code, as in `Place.region`.
    public let code: String
    /// In English.
    public let name: String
    /// The part of the ISO 3166-2 code after the hyphen, where known: "IL" for Illinois.
    public let isoSuffix: String?

    public init(country: String, code: String, name: String, isoSuffix: String?) {
        self.country = country
        self.code = code
        self.name = name
        self.isoSuffix = isoSuffix
    }
}

/// What can go wrong with the gazetteer; each reads as a sentence for the operator.
public enum GazetteerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bundled data cannot be read: the program itself is damaged.
    case bundleDamaged(String)
    /// The built files are damaged; they are built anew the next time the gazetteer is opened.
    case fileDamaged(String)
    /// The files cannot be written or opened.
    case fileUnavailable(path: String, reason: String)

    public var description: String {
        switch self {
        case .bundleDamaged(let what): "The bundled places cannot be read (\(what)). Install Proxenia again."
        case .fileDamaged(let what): "The gazetteer is damaged (\(what)). It will be built anew at the next start."
        case .fileUnavailable(let path, let reason): "The gazetteer \(path) is not available: \(reason)."
        }
    }
}
