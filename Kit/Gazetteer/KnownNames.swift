/// The names of one place as its row holds them, with what is known about their languages.
struct KnownNames {
    private let main: String
    private let alternates: [Substring]
    private let tags: String

    /// From a row with the columns of `Gazetteer.columns`.
    init(_ row: Statement) {
        main = row.text(1)
        alternates = row.text(8).split(separator: "|")
        tags = row.text(9)
    }

    var all: [String] { [main] + alternates.map(String.init) }

    /// Number 0 is the main name, 1 the first alternate.
    func name(number: Int) -> String? {
        if number == 0 { return main }
        return alternates.indices.contains(number - 1) ? String(alternates[number - 1]) : nil
    }

    func name(for language: String) -> PlaceName {
        var reader = main
        var local: String?
        var localLanguage: String?
        for tag in tags.split(separator: " ") {
            let isLocal = tag.hasPrefix("@")
            let body = isLocal ? tag.dropFirst() : tag
            let letters = body.prefix { $0.isLetter }
            guard let number = Int(body.dropFirst(letters.count)), let name = name(number: number) else { continue }
            if isLocal {
                local = name
                localLanguage = String(letters)
            } else if letters == language {
                reader = name
            }
        }
        if local == reader { return PlaceName(reader: reader, local: nil, localLanguage: nil) }
        return PlaceName(reader: reader, local: local, localLanguage: localLanguage)
    }
}

enum LanguageTag {
    /// "de" for "de-AT", "DE_at"; the tags of the gazetteer have no regions.
    static func primary(_ tag: String) -> String {
        let first = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map(String.init) ?? ""
        return first == "no" ? "nb" : first
    }
}
