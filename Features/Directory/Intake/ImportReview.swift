import Kernel
import Markup
import Web

/// What the pages on which an import is looked through have in common, before the word and after it.
public enum ImportReview {
    /// Up to so many rows nobody waits for a worker: everything is done while the page is awaited.
    public static let mostInline = 300

    /// What was chosen for single rows, by their numbers, in fields such as `row-17`.
    public static func acts<Act: RawRepresentable<String>>(_ form: Parameters, as act: Act.Type = Act.self) -> [Int: Act] {
        var acts: [Int: Act] = [:]
        for pair in form.pairs where pair.name.hasPrefix("row-") {
            if let number = Int(pair.name.dropFirst(4).prefix(10)), let act = Act(rawValue: pair.value) { acts[number] = act }
        }
        return acts
    }

    /// Says beside a title that not all rows are shown.
    public static func more(_ shown: Int, of all: Int, _ w: Words) -> HTML {
        shown < all ? HTML(text: w("the first \(shown) of \(w.number(all))")) : .empty
    }

    /// The way back, asked for once more.
    public static func undo(_ text: String, path: String, _ context: Context) -> HTML {
        let w = context.w
        return Part.asking(w("Undo this import"), id: "undo", title: w("Undo this import?"), text: text, yes: w("Undo it"), path: path, context)
    }

    /// What became of everything when an import was taken back.
    /// - Parameter stays: what is still there, and why.
    public static func undone(removed: Int, restored: Int, stays: [String], _ w: Words) -> HTML {
        let went = [
            w("The import was undone."), w("\(removed) entries were removed."),
            restored > 0 ? w("\(restored) entries are as they were before.") : nil,
        ].compactMap { $0 }.joined(separator: " ")
        return """
            <p class="after">\(went)</p>
            \(if: !stays.isEmpty, "<ul class=\"plain after\">\(stays, { "<li>\($0)</li>" })</ul>")
            """
    }
}

extension NotNow {
    /// - Parameter page: of the import, from which one gets to the work that is going on.
    public static func importAtWork(_ page: String, _ w: Words) -> NotNow {
        NotNow(
            w("This import is being worked on"),
            w("What you sent was not taken, and nothing is lost: wait until the work in the background is done. The page of the import shows it."),
            way: (w("To the import"), page))
    }
}
