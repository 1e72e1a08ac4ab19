import Kernel
import Markup
import Storage
import Web

/// The help page of the keys. `shortcuts.js` does what stands here, and nothing while somebody types.
enum ShortcutPage {
    static var routes: [Route] { [.get(DeskPaths.shortcuts, may: DeskFeature.use, show)] }

    @Sendable private static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let going: [(keys: [String], what: String)] = [
            (["g", "t"], w("Today")), (["g", "p"], w("Partnerships")), (["g", "e"], w("People")), (["g", "o"], w("Cities and organisations")),
            (["g", "c"], w("Place search")),
            (["g", "f"], w("Files")),
        ]
        let acting: [(keys: [String], what: String)] = [
            (["/"], w("To the search")), (["n"], w("New: what the page offers to enter or add")), (["?"], w("This page")),
        ]
        return context.page(
            w("Keyboard"), path: "/office",
            """
            \(Part.head(w("Keyboard"), over: w("Keys that save a way. They do nothing while you type in a field.")))
            \(Part.leaf(w("On every page"), .empty, keys(acting)))
            \(Part.leaf(w("Go to"), HTML(text: w("One key after the other")), keys(going)))
            \(Part.leaf(w("On this device"), .empty, switching(w)))
            """)
    }

    private static func keys(_ rows: [(keys: [String], what: String)]) -> HTML {
        "<dl class=\"facts\">\(rows, { "<dt>\($0.keys.map { "<kbd>\($0)</kbd>" as HTML }.joined(" "))</dt><dd>\($0.what)</dd>" })</dl>"
    }

    /// Single keys can be switched off (WCAG 2.1.4): they get in the way of speech input.
    private static func switching(_ w: Words) -> HTML {
        """
        <div class="radios"><label><input class="tick" type="checkbox" data-shortcuts>\(w("Use the keys on this device"))</label></div>
        <noscript><p class="second">\(w("The keys need JavaScript, which is switched off in this browser."))</p></noscript>
        """
    }
}
