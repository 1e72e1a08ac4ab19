import Kernel
import Markup

/// The two halves of a guest-token: what both cities have signed.
public enum Token: String, Sendable, CaseIterable {
    case both, ours, theirs, neither

    static let brand: HTML = "<svg class=\"token token--both token--brand\" viewBox=\"0 0 18 18\" aria-hidden=\"true\">\(halves)</svg>"
    private static let halves: HTML =
        "<path class=\"a\" d=\"M8.4 1A8 8 0 0 0 8.4 17V12.9L10.7 10.5 5.7 7.5 8.4 5.1Z\"/><path class=\"b\" d=\"M9.6 1A8 8 0 0 1 9.6 17V12.9L11.9 10.5 6.9 7.5 9.6 5.1Z\"/>"

    /// The mark alone; a word or a label stands beside it.
    public var mark: HTML { "<svg class=\"token token--\(rawValue)\" viewBox=\"0 0 18 18\" aria-hidden=\"true\">\(Self.halves)</svg>" }
}

/// Icons: strokes of 1.4 on 16 px, in the colour of the text, never alone.
public enum Icon {
    public static let search: HTML = icon("<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"m10.5 10.5 4 4\"/>")
    public static let plus: HTML = icon("<path d=\"M8 3v10M3 8h10\"/>")
    public static let close: HTML = icon("<path d=\"m3.5 3.5 9 9m0-9-9 9\"/>")
    public static let menu: HTML = icon("<path d=\"M2.5 4.5h11M2.5 8h11M2.5 11.5h11\"/>")
    public static let up: HTML = icon("<path d=\"M8 13V3.5M4.5 6.5 8 3l3.5 3.5\"/>")
    public static let down: HTML = icon("<path d=\"M8 3v9.5M4.5 9.5 8 13l3.5-3.5\"/>")
    public static let before: HTML = icon("<path d=\"M10 3 5 8l5 5\"/>")
    public static let after: HTML = icon("<path d=\"m6 3 5 5-5 5\"/>")
    public static let print: HTML = icon("<path d=\"M4.5 6V2.5h7V6M4.500 11.500h-2v-5h11v5h-2M4.500 9.500h7v4h-7z\"/>")
    public static let warning: HTML = icon("<path d=\"M8 2.500 14.500 13.500H1.500ZM8 6.500v3.500M8 11.700v.3\"/>")

    private static func icon(_ inside: HTML) -> HTML { "<svg class=\"i\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\(inside)</svg>" }
}

/// Small pieces every feature writes its pages with.
public enum Part {
    /// The head of a working page: its title, a sentence that says how things stand, and the acts at the end.
    /// - Parameter crumbs: word and address of the pages above.
    public static func head(_ title: String, over: String = "", crumbs: [(word: String, path: String)] = [], actions: HTML = .empty) -> HTML {
        """
        \(if: !crumbs.isEmpty, "<nav class=\"crumbs\">\(crumbs, crumb)</nav>")
        <div class="desk-head"><div><h1>\(title)</h1>\(if: !over.isEmpty, "<p class=\"over\">\(over)</p>")</div>\(if: !actions.isEmpty, "<div class=\"actions\">\(actions)</div>")</div>
        """
    }

    private static func crumb(_ crumb: (word: String, path: String)) -> HTML {
        "<a href=\"\(crumb.path)\">\(crumb.word)</a> <span aria-hidden=\"true\">/</span>"
    }

    /// The one act of a page. A plain button otherwise.
    public static func button(_ word: String, to path: String, isAct: Bool = false, icon: HTML = .empty, small: Bool = false) -> HTML {
        "<a class=\"button\(if: isAct, " button--act")\(if: small, " button--small")\" href=\"\(path)\">\(icon)\(word)</a>"
    }

    /// A button that does something at once: a form of its own with the CSRF field.
    public static func doing(
        _ word: String, _ path: String, _ context: Context, isAct: Bool = false, small: Bool = false, fields: [(name: String, value: String)] = []
    ) -> HTML {
        "<form class=\"inline\" method=\"post\" action=\"\(path)\">\(context.csrf)\(fields, hidden)<button class=\"button\(if: isAct, " button--act")\(if: small, " button--small")\">\(word)</button></form>"
    }

    private static func hidden(_ field: (name: String, value: String)) -> HTML {
        "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
    }

    /// Asks before something is done that cannot be taken back at a glance. Opens without script; Escape closes it.
    public static func asking(
        _ word: String, id: String, title: String, text: String, yes: String, path: String, _ context: Context,
        fields: [(name: String, value: String)] = []
    ) -> HTML {
        """
        <button type="button" class="button" popovertarget="\(id)">\(word)…</button>
        <div class="dialog" popover id="\(id)" role="dialog" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2><p>\(text)</p>
        <div class="actions">\(doing(yes, path, context, isAct: true, fields: fields))<button type="button" class="button" popovertarget="\(id)" popovertargetaction="hide">\(context.w("Leave it"))</button></div></div>
        """
    }

    /// A section whose name stands in the margin.
    public static func leaf(_ title: String, _ note: HTML = .empty, id: String = "", _ body: HTML) -> HTML {
        "<section class=\"leaf\"\(if: !id.isEmpty, " id=\"\(id)\"")><header><h2>\(title)</h2>\(if: !note.isEmpty, "<p>\(note)</p>")</header><div>\(body)</div></section>"
    }

    /// A block with its head, for pages in columns.
    public static func block(_ title: String, link: HTML = .empty, _ body: HTML) -> HTML {
        "<section class=\"block\"><div class=\"block-head\"><h2>\(title)</h2>\(link)</div>\(body)</section>"
    }

    /// Names and what they hold. What is empty is left out.
    public static func facts(_ facts: [(name: String, value: HTML)], wide: Bool = false) -> HTML {
        "<dl class=\"facts\(if: wide, " facts--wide")\">\(facts.filter { !$0.value.isEmpty }, fact)</dl>"
    }

    private static func fact(_ fact: (name: String, value: HTML)) -> HTML { "<dt>\(fact.name)</dt><dd>\(fact.value)</dd>" }

    /// Why there is nothing here, and the next step.
    public static func empty(_ title: String, _ text: String, actions: HTML = .empty) -> HTML {
        "<div class=\"empty\"><h2>\(title)</h2><p>\(text)</p>\(if: !actions.isEmpty, "<div class=\"actions\">\(actions)</div>")</div>"
    }

    /// What must be answered now.
    public static func notice(_ title: String, _ body: HTML, isWrong: Bool = false) -> HTML {
        "<section class=\"notice\(if: isWrong, " notice--wrong")\"\(if: isWrong, " role=\"alert\"")><h2>\(title)</h2>\(body)</section>"
    }

    /// A shape and a word. Kinds: active, exploring, dormant, held, ending.
    public static func state(_ kind: String, _ word: String) -> HTML { "<span class=\"state state--\(kind)\">\(word)</span>" }

    /// The steps of a wizard, the present one marked.
    public static func steps(_ names: [String], at present: Int, _ w: Words) -> HTML {
        "<ol class=\"steps\" aria-label=\"\(w("Steps"))\">\(names.enumerated(), { step($0, present) })</ol>"
    }

    private static func step(_ item: (offset: Int, element: String), _ present: Int) -> HTML {
        "<li\(if: item.offset < present, " class=\"done\"")\(if: item.offset == present, " aria-current=\"step\"")><b>\(item.offset + 1)</b><span>\(item.element)</span></li>"
    }

    /// A row of tabs; each is a page of its own.
    public static func tabs(_ label: String, _ tabs: [(word: String, path: String, count: Int?)], at present: String) -> HTML {
        "<nav class=\"tabs\" aria-label=\"\(label)\">\(tabs, { tab($0, present) })</nav>"
    }

    private static func tab(_ tab: (word: String, path: String, count: Int?), _ present: String) -> HTML {
        "<a href=\"\(tab.path)\"\(if: tab.path == present, " aria-current=\"page\"")>\(tab.word)\(tab.count, some: { " <span>\($0)</span>" })</a>"
    }

    /// A name in the reader's language with the local name beside it, in its own script.
    public static func name(_ name: String, local: String?, language: String?) -> HTML {
        guard let local, !local.isEmpty, local != name else { return HTML(text: name) }
        let isRightToLeft = language.flatMap { Language($0) }?.isRightToLeft == true
        return "\(name) <span class=\"native\"\(language, some: { " lang=\"\($0)\"" })\(if: isRightToLeft, " dir=\"rtl\"")>\(local)</span>"
    }

    /// What has happened, newest first: when, who and what.
    public static func history(_ entries: [(instant: Instant, text: HTML, end: HTML)], _ w: Words) -> HTML {
        "<ol class=\"history\">\(entries, { happening($0, w) })</ol>"
    }

    private static func happening(_ entry: (instant: Instant, text: HTML, end: HTML), _ w: Words) -> HTML {
        "<li><time datetime=\"\(entry.instant.rfc3339)\">\(w.date(entry.instant))</time><span></span><span>\(entry.text)</span><span class=\"second\">\(entry.end)</span></li>"
    }
}
