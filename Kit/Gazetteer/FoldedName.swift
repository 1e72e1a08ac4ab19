/// The key under which names compare: what remains of a name when case, diacritics, punctuation, spaces, width and
/// variants of letters are set aside. "Saint-Étienne", "SAINT ETIENNE" and "saint etienne" have one key.
///
/// Rules: compatibility decomposition and lower case of Unicode; marks above and below letters are dropped in Latin, Greek,
/// Cyrillic, Arabic and Hebrew, while the vowel signs of Indic and South-East Asian scripts stay, being letters in all
/// but name; letters that have no decomposition but a customary plain form take it (ß ss, ø o, ł l, ı i, ə e);
/// Arabic and Hebrew letters take one form each; katakana becomes hiragana; digits of every script become ASCII.
public struct FoldedName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// UTF-16 units: the alphabet of the name index.
    let units: [UInt16]
    /// The same with ä, ö, ü, å, ø spelled out as ae, oe, ue, aa, oe; empty when it would be no different.
    let spelledOutUnits: [UInt16]

    /// Longer names are cut here: the longest name on Earth has fewer letters, and a form field may bring any number.
    public static let maximumLength = 96

    public init(_ text: String) {
        var units: [UInt16] = []
        var spelledOut: [UInt16] = []
        Folding.fold(text, limit: Self.maximumLength, into: &units, spelledOut: &spelledOut)
        self.units = units
        self.spelledOutUnits = spelledOut
    }

    init(units: [UInt16]) {
        self.units = units
        self.spelledOutUnits = []
    }

    /// The key as text. Folding it again gives the same key.
    public var text: String { String(decoding: units, as: UTF16.self) }
    public var description: String { text }
    /// The number of letters and digits.
    public var count: Int { units.count }
    /// Whether nothing remained: the name was empty or only punctuation.
    public var isEmpty: Bool { units.isEmpty }

    /// The key of the same name with its umlauts spelled out ("Köln": koln and koeln), where that is different.
    public var spelledOut: FoldedName? { spelledOutUnits.isEmpty ? nil : FoldedName(units: spelledOutUnits) }

    public static func == (left: FoldedName, right: FoldedName) -> Bool { left.units == right.units }
    public func hash(into hasher: inout Hasher) { hasher.combine(units) }
    public static func < (left: FoldedName, right: FoldedName) -> Bool { left.units.lexicographicallyPrecedes(right.units) }
}
