import Markup
import Web

/// The plan as an empty form, to be written on by hand in a first talk: the same parts in the same order.
enum BlankPlanViews {
    static func page(_ page: RecordPage) -> Reply {
        let w = page.w
        let crumbs = page.crumbs + [(word: w("Plan"), path: page.paths.tab(CollaborationPlanKind.tab.path))]
        let parties = page.reading.parties.map(\.name)
        let title = w("Collaboration plan of \(w.list(parties))")
        let over = w("To print and to fill in together. Afterwards somebody writes it into the plan.")
        let more: [HTML] = [.empty, ways(w), .empty, .empty]
        return page.frame(
            title,
            """
            \(Part.head(title, over: over, crumbs: crumbs))
            <div class="sheet">\(zip(CollaborationPlanKind.sections, more).map { section($0, $1, w) }.joined())
            \(Part.leaf(w("Activities"), .empty, rows([w("Activity"), w("Deliverable"), w("Responsible"), w("Due")], of: 6)))
            \(Part.leaf(w("Responsibility matrix"), .empty, matrix(parties, w)))
            \(Part.leaf(w("Nodal persons"), .empty, rows([w("Party"), w("Name"), w("Reached by")], of: max(3, parties.count))))
            \(Part.leaf(w("Indicators"), .empty, rows([w("What is measured"), w("Today"), w("Target"), w("Until"), w("Who measures")], of: 4)))
            \(Part.leaf(w("Reports after the activities"), .empty, rows([w("Activity"), w("What came of it"), w("What was learnt"), w("What follows")], of: 4)))</div>
            """)
    }

    private static func section(_ section: CollaborationPlanKind.Section, _ more: HTML, _ w: Words) -> HTML {
        Part.leaf(section.word(w), .empty, "\(section.fields, { line($0, w) })\(more)")
    }

    private static func line(_ field: SharedField, _ w: Words) -> HTML {
        "<div class=\"blank\">\(head(field, w))\(lines(4))</div>"
    }

    /// Lines as borders: printers draw a fine gradient unevenly.
    private static func lines(_ count: Int) -> HTML { "<div class=\"ruled\">\(0..<count, { _ in "<span></span>" })</div>" }

    private static func head(_ field: SharedField, _ w: Words) -> HTML {
        let help = field.help(w)
        return "<h3>\(field.word(w))</h3>\(if: !help.isEmpty, "<p>\(help)</p>")"
    }

    /// How the parties talk: a line to write on, or boxes to tick.
    private static func ways(_ w: Words) -> HTML {
        CommunicationKind.kind.fields.map { field in
            if case .choice(let options) = field.sort {
                return "<div class=\"blank\">\(head(field, w))<p class=\"boxes\">\(options(w), { "<span>☐ \($0.word)</span> " })</p></div>" as HTML
            }
            return "<div class=\"blank\">\(head(field, w))\(lines(2))</div>"
        }.joined()
    }

    private static func matrix(_ parties: [String], _ w: Words) -> HTML {
        "\(rows([w("Activity")] + parties, of: 6))<p class=\"second after\">\(ResponsibilityMatrix.legend(w))</p>"
    }

    private static func rows(_ heads: [String], of count: Int) -> HTML {
        let row: HTML = "<tr>\(heads, { _ in "<td></td>" })</tr>"
        return """
            <table class="table blank-rows"><thead><tr>\(heads, { "<th scope=\"col\">\($0)</th>" })</tr></thead><tbody>\(0..<count, { _ in row })</tbody></table>
            """
    }
}
