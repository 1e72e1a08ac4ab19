import Foundation
import Synchronization

/// What a country word was understood to mean.
public struct CountryReading: Sendable, Hashable, Codable {
    /// How the word relates to the states of today.
    public enum Note: String, Sendable, Hashable, Codable {
        /// A present-day name or code.
        case usual
        /// A part of a state, written as if it were one ("Scotland").
        case part
        /// A dependent or disputed territory with a code of its own.
        case territory
        /// An older or colloquial name of the same state ("Burma", "Holland").
        case former
        /// A state that has ended; its successors are all possible ("Czechoslovakia").
        case dissolved
        /// Understood in spite of a misspelling ("Kazakhstah").
        case misspelt
    }

    /// The ISO 3166-1 alpha-2 codes that may be meant (Kosovo as XK).
    public var codes: Set<String>
    /// A first-order region of the one country, as the gazetteer codes it ("ENG"), when the word names a part.
    public var region: String?
    /// Words beside the country that may name a region ("Lower Saxony" in "Lower Saxony, Germany").
    public var qualifier: String?
    /// How the word relates to the states of today.
    public var note: Note

    /// Codes of territories whose places are often listed under the country named: Puerto Rico under the USA.
    ///
    /// They are allowed for a place only when the country itself has none of that name.
    public var territories: Set<String> {
        codes.reduce(into: Set()) { $0.formUnion(CountryWords.territories[$1] ?? []) }.subtracting(codes)
    }
}

/// Understands how people write countries: names in many languages, codes, parts, former and dissolved states.
public struct CountryWords: Sendable {
    /// The table built once from the bundled names; about 12,000 spellings.
    public static let bundled = CountryWords()

    private struct Entry: Sendable {
        var codes: Set<String>
        var region: String?
        var note: CountryReading.Note
    }

    /// A plain spelling, compared byte by byte: `Lettering.plain` has normalised it already, and doing so at each look-up is dear.
    private struct Spelling: Sendable, Hashable {
        let text: String

        init(_ text: String) { self.text = text }

        static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            hasher.combine(text.utf8.count)
            for unit in text.utf8 { hasher.combine(unit) }
        }
    }

    private let entries: [Spelling: Entry]
    /// The spellings by their length in scalars, sorted, for finding misspelt ones in a fixed order; made when first needed.
    private let lengths = SpellingLengths()
    private let englishNames: [String: String]

    init() {
        var entries: [Spelling: Entry] = [:]
        entries.reserveCapacity(60_000)
        var englishNames: [String: String] = [:]
        let rows = CountryNames.table.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
        for row in rows where row.count > 2 {
            englishNames[row[0]] = Self.spokenNames[row[0]] ?? row[2]
            for name in row.dropFirst(2) {
                entries[Spelling(Lettering.plain(name)), default: Entry(codes: [], note: .usual)].codes.insert(row[0])
            }
        }
        // A code and an English name mean one country, whatever the same letters mean in another language.
        for row in rows where row.count > 2 {
            for name in row.prefix(3) {
                entries[Spelling(Lettering.plain(name))] = Entry(codes: [row[0]], note: .usual)
            }
            // "Congo, The Democratic Republic of the" as it is spoken.
            for name in row.dropFirst(2).prefix(5) {
                let halves = name.components(separatedBy: ", ")
                if halves.count == 2 { entries[Spelling(Lettering.plain(halves[1] + " " + halves[0]))] = Entry(codes: [row[0]], note: .usual) }
            }
        }
        for line in FormerCountries.table.split(separator: "\n") {
            let fields = line.trimmingCharacters(in: .whitespaces).components(separatedBy: ";")
            guard fields.count == 4, let note = CountryReading.Note(rawValue: fields[0]) else { continue }
            let codes = Set(fields[1].split(separator: ",").map(String.init))
            for word in fields[3].split(separator: "|") {
                let key = Lettering.plain(String(word))
                let isCode = key.utf8.count <= 3 && key == word
                if isCode, entries[Spelling(key)] != nil, key.utf8.count == 3, note == .usual { continue }
                entries[Spelling(key)] = Entry(codes: codes, region: fields[2].isEmpty ? nil : fields[2], note: note)
            }
        }
        entries[Spelling("")] = nil
        self.entries = entries
        self.englishNames = englishNames
    }

    /// The usual English name of a country code; the code itself when it is unknown.
    public func englishName(_ code: String) -> String { englishNames[code] ?? code }

    /// What a country word means, or `nil` when it is not understood (an empty text included).
    public func read(_ text: String) -> CountryReading? {
        guard text.utf8.count <= 300 else { return nil }
        let plain = Lettering.plain(text)
        if plain.isEmpty { return nil }
        return direct(plain) ?? composed(text) ?? misspelt(plain)
    }

    /// Exact spellings, also with the ceremony taken off ("Republic of", "the", "in").
    func direct(_ plain: String) -> CountryReading? {
        if let entry = entries[Spelling(plain)] { return reading(entry, plain) }
        for word in Self.ceremony where plain.hasPrefix(word + " ") || plain.hasSuffix(" " + word) {
            let rest = plain.hasPrefix(word + " ") ? plain.dropFirst(word.count + 1) : plain.dropLast(word.count + 1)
            if let entry = entries[Spelling(String(rest))], rest.count > 3 { return reading(entry, String(rest)) }
        }
        return nil
    }

    private func reading(_ entry: Entry, _ plain: String) -> CountryReading {
        let isUncodedPart = entry.note == .part && entry.region == nil
        return CountryReading(codes: entry.codes, region: entry.region, qualifier: isUncodedPart ? plain : nil, note: entry.note)
    }

    private static let ceremony = [
        "the republic of", "republic of", "the state of", "state of", "kingdom of", "the", "in", "republik", "republica de",
        "republique de", "republique du", "repubblica di", "islamic republic of", "commonwealth of", "federal republic of",
        "people s republic of", "peoples republic of", "federation of", "rep of", "republic", "rep", "former", "republica",
        "la", "le", "les", "el", "los", "die", "der", "country", "islands", "island",
    ]

    /// Two words that say one thing together: "England, United Kingdom", "Ohio, United States", "Serbia/Kosovo".
    private func composed(_ text: String) -> CountryReading? {
        let separators = CharacterSet(charactersIn: ",;()[]")
        let parts = text.components(separatedBy: separators).map { Lettering.plain($0) }.filter { !$0.isEmpty }
        if parts.count >= 2, parts.count <= 4 {
            let known = parts.map(direct)
            if let last = known[parts.count - 1] { return combine(last, with: known.dropLast().compactMap { $0 }, words: Array(parts.dropLast())) }
            if let first = known[0] { return combine(first, with: known.dropFirst().compactMap { $0 }, words: Array(parts.dropFirst())) }
        }
        let alternatives = text.components(separatedBy: CharacterSet(charactersIn: "/&+")).map { Lettering.plain($0) }
            .filter { !$0.isEmpty }
        if alternatives.count >= 2, alternatives.allSatisfy({ $0.count >= 2 }) {
            let known = alternatives.compactMap(direct)
            if let first = known.first {
                let codes = known.reduce(into: Set<String>()) { $0.formUnion($1.codes) }
                return CountryReading(
                    codes: codes, region: known.count == 1 ? first.region : nil, qualifier: nil, note: known.count == 1 ? first.note : .usual)
            }
        }
        return nil
    }

    /// The country of the two, narrowed by the other when that is a part or a territory of it.
    private func combine(_ country: CountryReading, with others: [CountryReading], words: [String]) -> CountryReading {
        for other in others {
            let shared = other.codes.intersection(country.codes)
            if !shared.isEmpty, other.codes != country.codes || other.region != nil {
                return CountryReading(codes: shared, region: other.region ?? country.region, qualifier: nil, note: other.note)
            }
            if country.codes.isSubset(of: other.territories) { return country }
            if other.codes.isSubset(of: country.territories) { return other }
        }
        var result = country
        result.qualifier = words.joined(separator: " ")
        return result
    }

    /// One slip in a long word, two in a very long one; only when all the spellings that near mean the same.
    private func misspelt(_ plain: String) -> CountryReading? {
        let letters = Array(plain.unicodeScalars)
        guard letters.count >= 5, letters.count <= 60 else { return nil }
        let byLength = lengths.of(entries.keys.map(\.text))
        for limit in 1...(letters.count >= 10 ? 2 : 1) {
            var found: Entry?
            var isUnclear = false
            for length in max(4, letters.count - limit)...(letters.count + limit) {
                for word in byLength[length] ?? [] {
                    guard Lettering.edits(letters, Array(word.unicodeScalars), limit: limit) != nil, let entry = entries[Spelling(word)] else {
                        continue
                    }
                    if let earlier = found, earlier.codes != entry.codes { isUnclear = true }
                    found = found ?? entry
                }
            }
            if let found, !isUnclear {
                return CountryReading(codes: found.codes, region: found.region, qualifier: nil, note: .misspelt)
            }
            if isUnclear { return nil }
        }
        return nil
    }

    /// English names where the table's first is a clerk's rather than a speaker's.
    private static let spokenNames = [
        "HK": "Hong Kong", "MO": "Macau", "MM": "Myanmar", "CG": "the Republic of the Congo", "CD": "the Democratic Republic of the Congo",
        "US": "the United States", "GB": "the United Kingdom", "NL": "the Netherlands", "AE": "the United Arab Emirates",
        "PH": "the Philippines", "CZ": "the Czech Republic", "DO": "the Dominican Republic", "TR": "Turkey", "CI": "Ivory Coast",
        "PS": "the Palestinian Territories", "BS": "the Bahamas", "GM": "the Gambia", "CF": "the Central African Republic",
    ]

    /// Territories with codes of their own whose places people list under another state.
    static let territories: [String: Set<String>] = [
        "US": ["PR", "VI", "GU", "AS", "MP"],
        "FR": ["RE", "GP", "MQ", "GF", "YT", "NC", "PF", "PM", "BL", "MF", "WF"],
        "GB": ["IM", "JE", "GG", "GI", "FK", "BM", "SH", "KY", "VG", "TC", "AI", "MS"],
        "NL": ["AW", "CW", "SX", "BQ"], "DK": ["GL", "FO"], "FI": ["AX"], "NO": ["SJ"],
        "CN": ["HK", "MO", "TW"], "AU": ["CX", "CC", "NF"], "NZ": ["CK", "NU", "TK"],
        "RS": ["XK"], "XK": ["RS"], "IL": ["PS"], "PS": ["IL"], "MA": ["EH"], "EH": ["MA", "DZ"], "SD": ["SS"],
        "CY": ["GB"], "IE": [], "ES": ["GI"], "CG": ["CD"], "CD": ["CG"],
    ]
}

/// The spellings by length. Most lists spell every country rightly and never need it.
private final class SpellingLengths: Sendable {
    private let known = Mutex<[Int: [String]]?>(nil)

    func of(_ spellings: some Sequence<String> & Sendable) -> [Int: [String]] {
        known.withLock { known in
            if let known { return known }
            let made = Dictionary(grouping: spellings) { $0.unicodeScalars.count }.mapValues { $0.sorted() }
            known = made
            return made
        }
    }
}
