/// The names of one place as its row holds them, with what is known about their languages.
///
/// Works on the row's bytes, since a large city has hundreds of names and a search wants two of them.
struct KnownNames {
    private let main: String
    private let alternates: UnsafeBufferPointer<UInt8>
    private let tags: UnsafeBufferPointer<UInt8>

    /// From a row with the columns of `Gazetteer.columns`; valid as long as the row is the current one.
    init(_ row: Statement) {
        main = row.text(1)
        alternates = row.bytes(8)
        tags = row.bytes(9)
    }

    var all: [String] { [main] + alternates.split(separator: Self.bar).map { String(decoding: $0, as: UTF8.self) } }

    private static let bar = UInt8(ascii: "|")

    /// Number 0 is the main name, 1 the first alternate.
    func name(number: Int) -> String? {
        if number == 0 { return main }
        guard number > 0 else { return nil }
        var current = 1
        var start = 0
        for position in 0...alternates.count where position == alternates.count || alternates[position] == Self.bar {
            if current == number {
                return position > start ? String(decoding: alternates[start..<position], as: UTF8.self) : nil
            }
            current += 1
            start = position + 1
        }
        return nil
    }

    /// Tags are words like "de46"; "@" stands before the local one.
    func name(for language: String) -> PlaceName {
        let wanted = Array(language.utf8)
        var reader: Int?
        var local: (number: Int, language: String)?
        for tag in tags.split(separator: UInt8(ascii: " ")) {
            let isLocal = tag.first == UInt8(ascii: "@")
            let body = isLocal ? tag.dropFirst() : tag
            let digits = body.drop { !(0x30...0x39).contains($0) }
            let letters = body.prefix(body.count - digits.count)
            guard isLocal || letters.elementsEqual(wanted) else { continue }
            let number = digits.reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
            if isLocal { local = (number, String(decoding: letters, as: UTF8.self)) } else { reader = number }
        }
        let shown = reader.flatMap(name(number:)) ?? main
        guard let local, let localName = name(number: local.number), localName != shown else {
            return PlaceName(reader: shown, local: nil, localLanguage: nil)
        }
        return PlaceName(reader: shown, local: localName, localLanguage: local.language)
    }
}

enum LanguageTag {
    /// "de" for "de-AT", "DE_at"; the tags of the gazetteer have no regions.
    static func primary(_ tag: String) -> String {
        let first = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map(String.init) ?? ""
        return first == "no" ? "nb" : first
    }
}
