import Markup
import Web

/// How the plan looks: four sections, each with what else the record knows about it.
enum CollaborationPlanViews {
    static func page(_ page: RecordPage) -> Reply {
        let (w, reading) = (page.w, page.reading)
        let plan = reading.object(CollaborationPlanKind.kind, "")
        let more = others(page)
        let blank = Part.button(w("Empty form"), to: "\(page.paths.tab(CollaborationPlanKind.tab.path))/blank", icon: Icon.print)
        let change: HTML =
            page.mayEdit
            ? Part.button(
                plan == nil ? w("Write the plan") : w("Change the plan"), to: page.paths.thing(CollaborationPlanKind.kind), isAct: true
            )
            : .empty
        guard plan != nil || more.contains(where: { !$0.isEmpty }) else {
            let none = Part.empty(
                w("No plan yet"),
                w(
                    "Two questions to begin with: what are we trying to accomplish, and what would success look like? The empty form is good for a first talk."
                ),
                actions: "\(change)\(blank)")
            return page.show(CollaborationPlanKind.tab, none)
        }
        let over =
            reading.isAlone
            ? w("What the cities want together, how they talk, who does it and what comes of it.")
            : w("Agreed by all parties; it changes with the assent of all.")
        let sections = zip(CollaborationPlanKind.sections, more).map { section($0, plan, $1, page) }.joined()
        return page.show(
            CollaborationPlanKind.tab, over: over, acts: "\(blank)\(change)", printed: w.list(reading.parties.map(\.name)),
            "<div class=\"sheet\">\(sections)</div>")
    }

    private static func section(_ section: CollaborationPlanKind.Section, _ plan: SharedObject?, _ more: HTML, _ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let facts = section.fields.compactMap { field in
            plan?[field.name].map { (name: field.word(w), value: SharedObjectViews.value($0, field, reading, w)) }
        }
        let missing = section.fields.filter { plan?[$0.name] == nil }.map { $0.word(w) }
        let open: HTML = missing.isEmpty ? .empty : "<p class=\"second unprinted\">\(w("Not written yet: \(w.list(missing))."))</p>"
        return Part.leaf(section.word(w), .empty, "\(if: !facts.isEmpty, Part.facts(facts, wide: true))\(open)\(more)")
    }

    /// What other parts of the record say to each section, in their order.
    private static func others(_ page: RecordPage) -> [HTML] {
        [.empty, agreedWays(page), nodalPersons(page) + activities(page), indicators(page)]
    }

    private static func agreedWays(_ page: RecordPage) -> HTML {
        page.reading.object(CommunicationKind.kind, "").map { SharedObjectViews.facts($0, page.reading, page.w) } ?? .empty
    }

    private static func nodalPersons(_ page: RecordPage) -> HTML {
        let w = page.w
        let nodal = page.reading.all(ContactKind.kind).filter { $0.text("role") == ContactKind.Role.nodal.rawValue }
        let lines = nodal.map { contact in
            let party = page.reading.party(called: contact.text("party"))?.name ?? page.reading.partyName(contact.text("party"))
            return (name: party, value: HTML(text: w.list([contact.text("name"), contact.text("post")].filter { !$0.isEmpty })))
        }
        return lines.isEmpty ? .empty : "<h3>\(w("Nodal persons"))</h3>\(Part.facts(lines, wide: true))"
    }

    private static func activities(_ page: RecordPage) -> HTML {
        let w = page.w
        let all = Activity.all(page.reading, today: page.context.now.day)
        guard !all.isEmpty else { return .empty }
        return """
            <h3>\(w("Activities"))</h3>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Activity"))</th><th scope="col">\(w("Responsible"))</th><th scope="col">\(w("Due"))</th><th scope="col">\(w("State"))</th></tr></thead>
            <tbody>\(all, { activity($0, w) })</tbody></table>
            """
    }

    private static func activity(_ activity: Activity, _ w: Words) -> HTML {
        "<tr><th scope=\"row\">\(activity.title)</th><td class=\"c-sub\">\(activity.party)</td><td class=\"c-sub\">\(activity.due.map { w.date($0) } ?? "")</td><td class=\"c-top\">\(activity.mark(w))</td></tr>"
    }

    private static func indicators(_ page: RecordPage) -> HTML {
        let names = page.reading.choices("agreed/indicator").map(\.word)
        return names.isEmpty ? .empty : "<h3>\(page.w("Indicators"))</h3><ul class=\"plain\">\(names, { "<li>\($0)</li>" })</ul>"
    }

    // MARK: Empty form

    static func blank(_ page: RecordPage) -> Reply {
        let w = page.w
        let crumbs = page.crumbs + [(word: w("Plan"), path: page.paths.tab(CollaborationPlanKind.tab.path))]
        let title = w("Collaboration plan of \(w.list(page.reading.parties.map(\.name)))")
        let over = w("To print and to fill in together. Afterwards somebody writes it into the plan.")
        return page.frame(
            title,
            """
            \(Part.head(title, over: over, crumbs: crumbs))
            <div class="sheet">\(CollaborationPlanKind.sections, { empty($0, w) })
            \(Part.leaf(w("Activities"), .empty, rows([w("Activity"), w("Responsible"), w("Due")], of: 6)))
            \(Part.leaf(w("Nodal persons"), .empty, rows([w("Party"), w("Name"), w("Reached by")], of: max(3, page.reading.parties.count))))
            \(Part.leaf(w("Indicators"), .empty, rows([w("What is measured"), w("Today"), w("Target"), w("Until"), w("Who measures")], of: 4)))</div>
            """)
    }

    private static func empty(_ section: CollaborationPlanKind.Section, _ w: Words) -> HTML {
        Part.leaf(section.word(w), .empty, section.fields.map { line($0, w) }.joined())
    }

    private static func line(_ field: SharedField, _ w: Words) -> HTML {
        let help = field.help(w)
        return "<div class=\"blank\"><h3>\(field.word(w))</h3>\(if: !help.isEmpty, "<p>\(help)</p>")<div class=\"ruled\"></div></div>"
    }

    private static func rows(_ heads: [String], of count: Int) -> HTML {
        let row: HTML = "<tr>\(heads, { _ in "<td></td>" })</tr>"
        return """
            <table class="table blank-rows"><thead><tr>\(heads, { "<th scope=\"col\">\($0)</th>" })</tr></thead><tbody>\(0..<count, { _ in row })</tbody></table>
            """
    }
}
