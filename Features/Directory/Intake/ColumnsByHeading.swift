import Kernel
import Markup
import Web

/// The columns of an uploaded table, each with a choice of what it is: what the headings were taken for can be corrected.
public enum ColumnsByHeading {
    public struct Column: Sendable {
        let heading: String
        let sample: String
        let chosen: String

        /// - Parameters:
        ///   - sample: what stands in its first row; may be empty.
        ///   - chosen: what it is; empty for a column that is not read.
        public init(_ heading: String, sample: String = "", chosen: String) {
            (self.heading, self.sample, self.chosen) = (heading, sample, chosen)
        }
    }

    /// - Parameter revision: of the import, as the page shows it.
    public static func form(to path: String, _ columns: [Column], _ parts: [(value: String, word: String)], revision: Int, _ context: Context) -> HTML
    {
        let w = context.w
        let options = [(value: "", word: w("not read"))] + parts
        return """
            <form method="post" action="\(path)" data-guard>\(context.csrf)<input type="hidden" name="revision" value="\(String(revision))"><div class="columns-set">\(columns.enumerated().map { view($0, $1, options) }.joined())</div>
            <p class="after"><button class="button button--small">\(w("Read it again with these columns"))</button></p></form>
            """
    }

    private static func view(_ place: Int, _ column: Column, _ options: [(value: String, word: String)]) -> HTML {
        "<div><label class=\"sub\" for=\"c-\(place)\">\(String(column.heading.prefix(60)))</label><select class=\"input input--small\" id=\"c-\(place)\" name=\"column\">\(Part.options(options, chosen: column.chosen))</select>\(if: !column.sample.isEmpty, "<span class=\"third\">\(String(column.sample.prefix(40)))</span>")</div>"
    }

    /// What somebody chose in that form.
    /// - Parameter count: how many columns there are; what is unknown is not read.
    public static func chosen<Meaning: RawRepresentable<String>>(_ form: Parameters, count: Int, as meaning: Meaning.Type = Meaning.self)
        -> [Meaning?]
    {
        let typed = form.all("column")
        return (0..<count).map { $0 < typed.count ? Meaning(rawValue: typed[$0]) : nil }
    }

    /// Why columns cannot be taken so; nil when they can.
    /// - Parameters:
    ///   - single: what all the columns are of which there may be one only.
    ///   - hasName: whether a column says what somebody or something is called.
    public static func problem(single: [String], hasName: Bool, _ w: Words) -> String? {
        if let twice = single.first(where: { word in single.count { $0 == word } > 1 }) { return w("“\(twice)” is chosen for more than one column.") }
        return hasName ? nil : w("Choose the column with the names.")
    }

    /// Says so on the page.
    public static func notice(_ problem: String?, _ w: Words) -> HTML {
        problem.map {
            "<section class=\"notice notice--wrong\" role=\"alert\"><h2>\(w("The columns were not taken"))</h2><p>\($0)</p></section>"
        } ?? .empty
    }
}
