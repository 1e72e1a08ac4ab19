import Kernel

/// The sentences of the interface in every language there is a file for.
///
/// A file is plain text: a line with the English key, below it lines that begin with `=`. `= Anmelden` is the translation;
/// `=one {0} Partnerschaft` and `=other {0} Partnerschaften` are plural forms. `#` begins a remark. English needs entries
/// for plurals alone, for the key is the English sentence.
public struct Catalogue: Sendable {
    enum Entry: Sendable, Equatable { case plain(Template), plural([Plural: Template]) }

    struct Template: Sendable, Equatable {
        enum Part: Sendable, Equatable { case text(String), argument(Int) }
        let parts: [Part]

        init(_ source: some StringProtocol) {
            var parts: [Part] = []
            var text = ""
            var rest = Substring(source)
            while let open = rest.firstIndex(of: "{") {
                text += rest[..<open]
                let after = rest.index(after: open)
                if let close = rest[after...].firstIndex(of: "}"), let number = Int(rest[after..<close]), number >= 0 {
                    if !text.isEmpty { parts.append(.text(text)); text = "" }
                    parts.append(.argument(number))
                    rest = rest[rest.index(after: close)...]
                } else {
                    text += "{"
                    rest = rest[after...]
                }
            }
            text += rest
            if !text.isEmpty { parts.append(.text(text)) }
            self.parts = parts
        }

        /// The places it fills, each once.
        var arguments: Set<Int> {
            Set(parts.compactMap { part in if case .argument(let number) = part { number } else { nil } })
        }
    }

    private let entries: [String: [String: Entry]]
    public let languages: [Language]

    /// - Parameter files: language tag and the text of its file. English is there even without one.
    public init(files: [(language: Language, text: String)]) {
        var entries: [String: [String: Entry]] = [:]
        for file in files { entries[file.language.tag, default: [:]].merge(Self.parse(file.text)) { $1 } }
        self.entries = entries
        let tags = files.map(\.language)
        languages = tags.contains(.english) ? tags : [.english] + tags
    }

    static func parse(_ text: String) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        var key: String?
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("#") { continue }
            guard line.hasPrefix("=") else { key = String(line); continue }
            guard let key else { continue }
            let body = line.dropFirst()
            if let form = Plural(rawValue: String(body.prefix { $0 != " " })) {
                var forms: [Plural: Template] = [:]
                if case .plural(let known)? = entries[key] { forms = known }
                forms[form] = Template(body.dropFirst(form.rawValue.count + 1))
                entries[key] = .plural(forms)
            } else {
                entries[key] = .plain(Template(body.drop { $0 == " " }))
            }
        }
        return entries
    }

    func entry(_ key: String, _ language: Language) -> Entry? { entries[language.tag]?[key] ?? entries[language.base]?[key] }

    /// Every key a language's file has, for the test that looks for gaps.
    public func keys(of language: Language) -> Set<String> { Set((entries[language.tag] ?? [:]).keys) }

    /// What is wrong with a language's sentences: places filled that the key does not have, or left out, and plurals without "other".
    public func faults(in language: Language) -> [String] {
        (entries[language.tag] ?? [:]).flatMap { key, entry -> [String] in
            let wanted = Template(key).arguments
            switch entry {
            case .plain(let template): return template.arguments == wanted ? [] : ["\(key): places differ"]
            case .plural(let forms):
                let missing = forms[.other] == nil ? ["\(key): no form “other”"] : []
                return missing + forms.values.filter { !$0.arguments.isSubset(of: wanted) }.map { _ in "\(key): places differ" }
            }
        }
    }

    /// The language to speak with somebody: the first of their wishes that there is a file for, else English.
    /// - Parameter acceptLanguage: the header of RFC 9110, `de-CH, de;q=0.9, en;q=0.8`.
    public func negotiate(acceptLanguage: String?) -> Language {
        guard let header = acceptLanguage?.prefix(400) else { return .english }
        let wishes = header.split(separator: ",").prefix(30).enumerated().compactMap { position, item -> (Language, Double, Int)? in
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let tag = parts.first, let language = Language(tag) else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return weight > 0 ? (language, weight, position) : nil
        }
        for wish in wishes.sorted(by: { ($0.1, -$0.2) > ($1.1, -$1.2) }) {
            if let match = languages.first(where: { $0 == wish.0 }) ?? languages.first(where: { $0.base == wish.0.base }) { return match }
        }
        return .english
    }
}
