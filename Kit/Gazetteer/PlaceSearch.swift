/// What somebody has typed so far, and where to look.
public struct PlaceSearch: Sendable, Hashable {
    /// A beginning of any name in any script, with or without diacritics; a country or region may follow ("Paris, Texas").
    public var text: String
    /// The reader's language (ISO 639, "de" or "de-AT"), in which names are given back.
    public var language: String
    /// ISO 3166-1 alpha-2 codes to look in; nil for the whole world.
    public var countries: Set<String>?
    /// GeoNames numbers of the places the office already deals with: they and what lies around them come sooner.
    public var closeTo: Set<Int>
    /// The most hits wanted: 1 to 100.
    public var limit: Int

    public init(text: String, language: String = "en", countries: Set<String>? = nil, closeTo: Set<Int> = [], limit: Int = 10) {
        self.text = text
        self.language = language
        self.countries = countries
        self.closeTo = closeTo
        self.limit = limit
    }
}

/// A place that may be meant, best first.
public struct PlaceHit: Sendable, Hashable {
    public let place: Place
    /// What to show: the reader's name and the local one.
    public let name: PlaceName
    /// The name that matched, where it is neither of those shown ("Stalingrad" for Volgograd).
    public let matchedName: String?
    /// Typing errors assumed: 0 to 2.
    public let edits: Int

    /// ISO 3166-1 alpha-2.
    public var country: String { place.country }
}

/// The weights by which hits are ranked, in tenths of a doubling of population: an assumed typing error weighs as much
/// as a city 512 times as large. Found by trying; the tests hold the cases they were tried on.
enum SearchWeight {
    /// The name is complete, not only begun.
    static let complete = 60
    /// The name is an alternative one.
    static let alternate = -8
    /// The name is the one shown to the reader, or the local one.
    static let shown = 12
    /// By typing errors assumed.
    static let edits = [0, -90, -150]
    /// The error is in the first letter, which is rarely wrong.
    static let firstLetter = -25
    /// The end of the text was taken for a country or region although no comma says so.
    static let guessedQualifier = -15
    /// The part behind the comma means no country or region that is known.
    static let unknownQualifier = -60
    /// The office already deals with the place.
    static let ownPlace = 70
    /// The office deals with a place nearby.
    static let nearby = 20

    /// Once the text is a name as it stands, what needs an error to fit and lies so far behind is not meant.
    static let hopeless = -120

    /// How many errors are allowed in a text of so many letters.
    static func allowedEdits(_ length: Int) -> Int { length < 4 ? 0 : length < 8 ? 1 : 2 }
}
