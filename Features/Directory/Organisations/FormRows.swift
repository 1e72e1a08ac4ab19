import Kernel
import Markup
import Web

/// How repeated rows look in a form: fields side by side, the words above those of the first row, a button for more rows.
public struct FormRows {
    public enum Kind { case text, choice([(value: String, word: String)]), area }

    public struct Column {
        let label: String
        let kind: Kind
        public init(_ label: String, _ kind: Kind = .text) { (self.label, self.kind) = (label, kind) }
    }

    let rows: RepeatedRows
    /// In the order of `rows.columns`.
    let columns: [Column]
    /// A column that has a value before anything is typed: a currency.
    var filledColumn: String?

    public init(rows: RepeatedRows, columns: [Column], filledColumn: String? = nil) {
        (self.rows, self.columns, self.filledColumn) = (rows, columns, filledColumn)
    }

    public func line(_ legend: String, help: String = "", more: String, _ form: FormView) -> HTML {
        let problem = form.problems[rows.name]
        let shown = rows.shown(form.typed, alwaysFilled: filledColumn)
        let described: HTML = problem == nil && help.isEmpty ? .empty : " aria-describedby=\"h-\(rows.name)\""
        return """
            <div class="line\(if: problem != nil, " line--wrong")"><fieldset\(described)><legend class="label">\(legend) <small>\(form.w("optional"))</small></legend>
            \(shown.enumerated(), { row($0.offset, $0.element, legend, form.w) })
            \(rows.more(more))</fieldset>
            <div class="beside" id="h-\(rows.name)">\(problem, some: { "<p class=\"problem\">\($0)</p>" })\(if: !help.isEmpty, "<p class=\"help\">\(help)</p>")</div></div>
            """
    }

    private func row(_ position: Int, _ values: [String], _ legend: String, _ w: Words) -> HTML {
        let fields = zip(columns, zip(rows.columns, values)).map { column, field in cell(position, column, field.0, field.1, legend, w) }.joined()
        return "<div class=\"range\(if: position > 0, " after")\(if: columns.count > 2, " range--set")\">\(fields)</div>"
    }

    private func cell(_ position: Int, _ column: Column, _ name: String, _ value: String, _ legend: String, _ w: Words) -> HTML {
        let isFirst = name == rows.columns.first
        let id = isFirst && position == 0 ? "f-\(rows.name)" : "f-\(rows.name)-\(position)-\(name)"
        // Two fields stand under their words; of more, each needs its own.
        let hasLabel = position == 0 || columns.count > 2
        let labelled: HTML = hasLabel ? .empty : " aria-label=\"\(w("\(column.label), row \(position + 1)"))\""
        let label: HTML = hasLabel ? "<label class=\"sub\" for=\"\(id)\">\(column.label)</label>" : .empty
        let field: HTML =
            switch column.kind {
            case .text: "<input class=\"input\" id=\"\(id)\" name=\"\(rows.field(name))\" value=\"\(value)\" autocomplete=\"off\"\(labelled)>"
            case .area: "<textarea class=\"input\" id=\"\(id)\" name=\"\(rows.field(name))\" rows=\"2\"\(labelled)>\n\(value)</textarea>"
            case .choice(let options):
                "<select class=\"input\" id=\"\(id)\" name=\"\(rows.field(name))\"\(labelled)>\(Part.options(options, chosen: value))</select>"
            }
        return "<div>\(label)\(field)</div>"
    }
}

/// The languages one may choose from, in the order of their names in the reader's language. Any other tag that is kept stays.
public enum LanguageChoice {
    private static let tags = [
        "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga",
        "gl", "ha", "he", "hi", "hr", "hu",
        "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "ku", "ky", "lb", "lo", "lt", "lv", "mk", "mn", "ms", "mt", "my", "nb", "ne", "nl",
        "pl", "ps", "pt", "ro", "ru", "rw", "si",
        "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "uz", "vi", "yo", "zh", "zu",
    ]

    public static func options(_ w: Words, also kept: [Language] = []) -> [(value: String, word: String)] {
        let all = Set(tags.compactMap { Language($0) } + kept)
        let sorted = all.map { (value: $0.tag, word: name($0, w)) }.sorted { ($0.word, $0.value) < ($1.word, $1.value) }
        return [("", w("Language"))] + sorted
    }

    /// A language's name as it begins a line: `Deutsch`, `German`.
    public static func name(_ language: Language, _ w: Words) -> String {
        let name = language.name(in: w.language)
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}
