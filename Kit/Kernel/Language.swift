import Foundation

/// A language of the interface or of a name: a BCP 47 tag, `en`, `de`, `zh-Hant`.
public struct Language: Hashable, Sendable, CustomStringConvertible {
    public let tag: String

    /// Nil when it is no well-formed tag.
    public init?(_ tag: some StringProtocol) {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLetter }),
            parts.count <= 4,
            parts.dropFirst().allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
        else { return nil }
        self.tag =
            ([first.lowercased()] + parts.dropFirst().map { $0.count == 4 ? $0.capitalized : $0.count == 2 ? $0.uppercased() : $0.lowercased() })
            .joined(separator: "-")
    }

    private init(known tag: String) { self.tag = tag }
    public static let english = Language(known: "en")
    public static let german = Language(known: "de")

    /// The tag's first part, `zh` of `zh-Hant`.
    public var base: String { String(tag.prefix { $0 != "-" }) }

    /// Written from right to left: Arabic, Hebrew, Persian, Urdu and their neighbours.
    public var isRightToLeft: Bool { ["ar", "he", "fa", "ur", "yi", "ps", "dv", "ku", "sd", "ug"].contains(base) }

    public var locale: Locale { Locale(identifier: tag) }

    /// Its own name for itself, `Deutsch`.
    public var ownName: String {
        let name = locale.localizedString(forLanguageCode: tag) ?? tag
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Its name in another language: `German`.
    public func name(in language: Language) -> String { language.locale.localizedString(forLanguageCode: tag) ?? tag }

    public var description: String { tag }
}

extension Language: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let language = Language(text) else { throw AppError.invalid("“\(text.prefix(40))” is not a language tag.") }
        self = language
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tag)
    }
}

/// A country by its ISO 3166-1 code of two letters. `XK` stands for Kosovo, as in GeoNames.
public struct Country: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let code: String

    /// Nil when it is not two letters.
    public init?(_ code: some StringProtocol) {
        guard code.count == 2, code.allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
        self.code = code.uppercased()
    }

    /// Its name in a language: `Allemagne`. The code itself where the language has none.
    public func name(in language: Language) -> String { CountryNames.name(code, language) }

    public var description: String { code }
    public static func < (a: Country, b: Country) -> Bool { a.code < b.code }
}

/// Country names by language, asked of the system's data once and kept: a page of fifty rows asks for them fifty times.
private enum CountryNames {
    /// The system's data call it "China mainland", which no city hall writes.
    private static let china = [
        "ar": "الصين", "de": "China", "en": "China", "es": "China", "fr": "Chine", "he": "סין", "it": "Cina", "ja": "中国", "ko": "중국", "nl": "China",
        "pl": "Chiny",
        "pt": "China", "ru": "Китай", "tr": "Çin", "uk": "Китай", "zh": "中国",
    ]
    private static let lock = NSLock()
    nonisolated(unsafe) private static var known: [String: String] = [:]

    static func name(_ code: String, _ language: Language) -> String {
        let key = language.tag + code
        lock.lock()
        defer { lock.unlock() }
        if let name = known[key] { return name }
        let name = (code == "CN" ? china[language.base] : nil) ?? language.locale.localizedString(forRegionCode: code) ?? code
        known[key] = name
        return name
    }
}
