import Directory
import Kernel
import Ledger
import Markdown
import Markup
import Web

/// The same text in several languages, each as Markdown: an object whose members are named by the language, `{"de": "…", "he": "…"}`.
enum SharedTexts {
    struct Version: Equatable, Sendable {
        let language: Language
        let text: String
    }

    static let most = 6
    /// All languages together, in bytes: what the record takes in one entry, less what else may be proposed with it.
    static let bytes = 120_000

    /// The language that the reader reads first, then the others by their tags.
    static func all(_ value: Value?, for reader: Language? = nil) -> [Version] {
        let versions = (value?.object?.all ?? []).compactMap { member in
            Language(member.name).flatMap { language in member.value.text.map { Version(language: language, text: $0) } }
        }
        return versions.filter { $0.language.base == reader?.base } + versions.filter { $0.language.base != reader?.base }
    }

    private static func rows(_ field: String) -> RepeatedRows { RepeatedRows(name: field, columns: ["language", "text"]) }

    // MARK: The form

    /// What was typed; nil for nothing.
    static func read(_ typed: Parameters, _ field: String, atMost count: Int, _ w: Words, _ problem: (String) -> Void) -> Value? {
        var texts: [String: String] = [:]
        for row in rows(field).filled(typed).map(\.values) {
            guard let language = row.first.flatMap({ Language($0) }) else {
                problem(w("Choose the language of each text."))
                continue
            }
            let name = LanguageChoice.name(language, w)
            let text = (row.last ?? "").replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            if text.isEmpty { problem(w("Write the text in \(name), or take the language out.")) }
            if text.count > count { problem(w("The text in \(name) is too long: at most \(w.number(count)) characters.")) }
            if texts.updateValue(text, forKey: language.tag) != nil { problem(w("There are two texts in \(name): keep one.")) }
        }
        if texts.count > most { problem(w("At most \(w.number(most)) languages.")) }
        if texts.values.reduce(0, { $0 + $1.utf8.count }) > bytes { problem(w("The texts are too long together. Shorten them, or attach a file.")) }
        return texts.isEmpty ? nil : Value.Members(texts.map { ($0.key, .string($0.value)) }).map { .object($0) }
    }

    /// As the form's fields.
    static func typed(_ value: Value, _ field: String) -> [(name: String, text: String)] {
        let names = rows(field)
        return all(value).flatMap { [(names.field("language"), $0.language.tag), (names.field("text"), $0.text)] }
    }

    /// The texts that are there and room for one more; three to begin with.
    static func view(_ field: String, _ label: String, _ form: FormView, help: String) -> HTML {
        let filled = rows(field).filled(form.typed).map(\.values)
        let count = min(max(3, filled.count + 1), max(most, filled.count))
        let shown = filled + Array(repeating: ["", ""], count: count - filled.count)
        let isWrong = form.problems[field] != nil
        return """
            <fieldset class="line texts\(if: isWrong, " line--wrong")" id="f-\(field)" aria-describedby="h-\(field)"><legend class="label">\(label) <small>\(form.w("optional"))</small></legend>
            <div class="beside" id="h-\(field)">\(form.problems[field], some: { "<p class=\"problem\">\($0)</p>" })\(if: !help.isEmpty, "<p class=\"help\">\(help)</p>")</div>
            <div class="texts-all">\(shown.enumerated(), { row($0.offset, $0.element, field, form) })</div></fieldset>
            """
    }

    private static func row(_ place: Int, _ values: [String], _ field: String, _ form: FormView) -> HTML {
        let (w, tag, text) = (form.w, values.first ?? "", values.last ?? "")
        let options = LanguageChoice.options(w, also: Language(tag).map { [$0] } ?? [])
        let language = Language(tag)
        return """
            <div><select class="input" name="\(field)-language" aria-label="\(w("Language of text \(place + 1)"))">\(Part.options(options, chosen: tag))</select>
            <textarea class="input" name="\(field)-text" rows="9" aria-label="\(w("Text \(place + 1)"))" dir="auto"\(language, some: { " lang=\"\($0.tag)\"" })>
            \(text)</textarea></div>
            """
    }

    // MARK: Reading

    /// All of it as one text.
    static func said(_ value: Value, _ w: Words) -> String {
        all(value, for: w.language).map { "\(LanguageChoice.name($0.language, w)):\n\($0.text)" }.joined(separator: "\n\n")
    }

    /// One language under the other, for pages that show a thing's fields in a row.
    static func shown(_ value: Value, _ w: Words) -> HTML { all(value, for: w.language).map { version($0, w) }.joined() }

    /// One language's text under its name, in its own direction.
    /// - Parameter isFirst: nothing but the page's heading stands above.
    static func version(_ version: Version, _ w: Words, isFirst: Bool = false) -> HTML {
        let language = version.language
        let name = LanguageChoice.name(language, w)
        let head: HTML = isFirst ? "<h2>\(name)</h2>" : "<h3>\(name)</h3>"
        return """
            <div class="version">\(head)<div class="prose" lang="\(language.tag)"\(if: language.isRightToLeft, " dir=\"rtl\"")>\(Markdown.html(version.text, headingsFrom: isFirst ? 3 : 4))</div></div>
            """
    }

    /// What differs between two, by language: only the lines that changed, so that one word in ten pages is found.
    static func differences(_ old: Value?, _ new: Value?, _ w: Words) -> [(name: String, before: String, after: String)] {
        let (before, after) = (all(old), all(new))
        let languages = Set(before.map(\.language) + after.map(\.language)).sorted { $0.tag < $1.tag }
        return languages.compactMap { language in
            let (a, b) = (before.first { $0.language == language }?.text ?? "", after.first { $0.language == language }?.text ?? "")
            guard a != b else { return nil }
            let (left, right) = changedLines(a, b)
            return (LanguageChoice.name(language, w), left, right)
        }
    }

    /// The lines of two texts without those at the beginning and at the end that are the same; an ellipsis stands for them.
    static func changedLines(_ old: String, _ new: String) -> (String, String) {
        guard !old.isEmpty, !new.isEmpty else { return (old, new) }
        let (a, b) = (old.split(separator: "\n", omittingEmptySubsequences: false), new.split(separator: "\n", omittingEmptySubsequences: false))
        let head = zip(a, b).prefix { $0 == $1 }.count
        let tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        func part(_ lines: [Substring]) -> String {
            let changed = lines.dropFirst(head).dropLast(tail)
            return ((head > 0 ? ["…"] : []) + changed + (tail > 0 ? ["…"] : [])).joined(separator: "\n")
        }
        return (part(a), part(b))
    }
}
