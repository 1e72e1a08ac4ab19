/// One way of reading what was typed: the name to look up and what was said beside it.
struct Reading: Sendable, Hashable {
    /// What had to be done to the text to read it so. The order is the order of trust.
    enum Kind: Int, Sendable, Hashable, Comparable {
        case asWritten, withoutMarks, spelledOut, qualified, otherName, withoutAdministrativeWords, withoutAddition
        case district, cityOfDistrict

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The name to look up.
    var name: String
    /// Words said beside the name that may be a region, a country or a place near by, nearest first.
    var qualifiers: [String] = []
    /// What had to be done to the text.
    var kind: Kind
    /// What the administrative word that was taken off claims, when one was.
    var extent: AdministrativeWords.Extent?
    /// Whether the name stands at the beginning of what was typed.
    var isFirst = true
    /// Whether the name is one of those from which the name of the district may be made ("Kostroma" of "Kostromskoy").
    var isDerived = false
    /// Whether the qualifiers stood in brackets.
    var isBracketed = false
}

/// The readings of a name as typed, most literal first, and the names it lists when it lists several.
struct Readings: Sendable {
    var single: [Reading] = []
    /// The names in a row that seems to hold two or more places ("Corinto/El Reajo"), as typed.
    var several: [String] = []
    /// "Berlin Treptow": the possible cities with the words of the district's own name.
    var districts: [(city: Reading, district: [String])] = []
    /// Whether an "and" or the like joins the words.
    var hasConjunction = false
    /// Whether the parts are joined by such a word or sign rather than by a stroke or a dash.
    var isJoinedByAnd = false
    /// Whether a dash stands between words: "Prague 18 – Letňany".
    var hasDash = false
    /// The names that a hyphen joins into one: "Leidschendam-Voorburg".
    var joined: [String] = []
}
