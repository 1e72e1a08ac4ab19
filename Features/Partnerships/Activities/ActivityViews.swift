import Kernel
import Markup
import Web

/// How activities look: the list with its filters, and the responsibility matrix.
enum ActivityViews {
    static func page(_ page: RecordPage, _ all: [Activity], _ wish: ActivityPages.Wish) -> Reply {
        let w = page.w
        guard !all.isEmpty else {
            let none = Part.empty(
                w("No activities yet"), w("What do the cities do together, who answers for it, and until when?"),
                actions: page.adding(ActivityKind.kind))
            return page.show(ActivityKind.tab, none)
        }
        let shown = all.filter(wish.fits)
        let (done, overdue) = (all.count { $0.state == .done }, all.count(where: \.isOverdue))
        let over = [w("\(done) of \(w.number(all.count)) done."), overdue > 0 ? w("\(overdue) overdue.") : ""].filter { !$0.isEmpty }.joined(
            separator: " ")
        let path = page.paths.tab(ActivityKind.tab.path)
        let export = Part.button(w("As a table (CSV)"), to: "\(path)/export\(wish.query)")
        let none = Part.empty(w("Nothing fits"), w("No activity fits what is asked for."), actions: Part.button(w("Show all"), to: path))
        return page.show(
            ActivityKind.tab, over: over, acts: "\(export)\(page.adding(ActivityKind.kind))",
            """
            \(filters(page, wish, path))
            \(shown.isEmpty ? none : table(shown, page))
            \(ResponsibilityMatrix.block(shown, page))
            """)
    }

    // MARK: List

    private static func filters(_ page: RecordPage, _ wish: ActivityPages.Wish, _ path: String) -> HTML {
        let w = page.w
        let parties = [(value: "", word: w("All parties"))] + page.reading.parties.map { (value: $0.id, word: $0.name) }
        let states =
            [(value: "", word: w("All states")), (value: ActivityPages.Wish.overdue, word: w("Overdue"))]
            + Activity.State.allCases.map { (value: $0.rawValue, word: $0.word(w)) }
        return """
            <form class="filters inline-fields" method="get" action="\(path)" aria-label="\(w("Filters"))">\(select("party", w("Party"), parties, wish.party))\
            \(select("state", w("State"), states, wish.state))<button class="button">\(w("Show"))</button>\(if: !wish.isEmpty, "<a class=\"clear\" href=\"\(path)\">\(w("Show all"))</a>")</form>
            """
    }

    private static func select(_ name: String, _ label: String, _ options: [(value: String, word: String)], _ chosen: String) -> HTML {
        "<div><label class=\"label\" for=\"f-\(name)\">\(label)</label><select class=\"input\" id=\"f-\(name)\" name=\"\(name)\">\(options, { "<option value=\"\($0.value)\"\(if: $0.value == chosen, " selected")>\($0.word)</option>" })</select></div>"
    }

    private static func table(_ activities: [Activity], _ page: RecordPage) -> HTML {
        let w = page.w
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Activity"))</th><th scope="col">\(w("Responsible"))</th><th scope="col">\(w("Due"))</th><th scope="col">\(w("State"))</th><th scope="col"><span class="unseen">\(w("Acts"))</span></th></tr></thead>
            <tbody>\(activities, { row($0, page) })</tbody></table>
            """
    }

    private static func row(_ activity: Activity, _ page: RecordPage) -> HTML {
        let w = page.w
        let (deliverable, note) = (activity.object.text("deliverable"), activity.object.text("note"))
        let said = activity.standing.map { second(standing($0, w)) } ?? .empty
        let remark = second(activity.standing?.object.text("remark") ?? "")
        let report = second(reported(activity, w))
        let change = activity.standing.map { page.changing($0.object) } ?? .empty
        return """
            <tr id="a-\(activity.id)"><th scope="row">\(activity.title)\(second(deliverable))\(second(note))</th><td class="c-row" data-label="\(w("Responsible"))"><div>\(activity.party)\(second(activity.persons(w)))</div></td>\
            <td class="c-row dated" data-label="\(w("Due"))">\(activity.due.map { w.date($0) } ?? "–")</td><td class="c-row" data-label="\(w("State"))"><div>\(activity.mark(w))\(said)\(remark)\(report)\(if: !change.isEmpty, "<span class=\"second\">\(change)</span>")</div></td>\
            <td class="c-row" data-label="\(w("Acts"))"><div class="actions">\(acts(activity, page))</div></td></tr>
            """
    }

    private static func second(_ text: String) -> HTML { text.isEmpty ? .empty : "<span class=\"second lines\">\(text)</span>" }

    private static func reported(_ activity: Activity, _ w: Words) -> String {
        let report = activity.standing?.object.text("report") ?? ""
        return report.isEmpty ? "" : w("Report: \(report)")
    }

    private static func standing(_ standing: Activity.Standing, _ w: Words) -> String {
        guard let done = standing.object.date("done-on") else { return w("said by \(standing.by), \(w.date(standing.at))") }
        return w("on \(w.date(done)); said by \(standing.by), \(w.date(standing.at))")
    }

    private static func acts(_ activity: Activity, _ page: RecordPage) -> HTML {
        guard page.mayEdit else { return .empty }
        let query = Parameters([("activity", activity.id)]).queryString
        return
            "\(Part.button(page.w("How it stands"), to: page.paths.thing(ActivityStateKind.kind) + query, small: true))\(page.editing(activity.object))"
    }
}
