import Kernel
import Markup
import Web

struct AnniversaryListPage {
    let rows: [AnniversaryRow]
    let total: Int
    let window: AnniversaryWindow
    let next: AnniversaryStore.Place?
    let isFirst: Bool
    let standing: RegisterStanding
}

struct PreparationPage {
    let partnership: Partnership
    let anniversary: Anniversary
    let done: [PreparationDone]
}

/// How anniversaries look.
enum AnniversaryViews {
    static func title(_ partnership: Partnership, _ anniversary: Anniversary, _ w: Words) -> String {
        w("\(anniversary.years) years: \(partnership.home.name) and \(partnership.name)")
    }

    // MARK: All of them

    static func list(_ page: AnniversaryListPage, _ context: Context) -> HTML {
        let w = context.w
        let head = RegisterViews.head(page.standing, context)
        let tabs = RegisterViews.tabs(PartnershipPaths.anniversaries, ListQuery(Parameters(), filters: [], sorts: []), context)
        let until = PartialDate(year: page.window.limit.year, month: page.window.limit.month).map { w.date($0) } ?? ""
        guard page.total > 0 else {
            return
                "\(head)\(tabs)\(Part.empty(w("No round anniversary until \(until)"), w("A partnership is celebrated every five years, counted from when it began. Those whose beginning is not known cannot be counted.")))"
        }
        let exports = ["csv", "xlsx", "json"].map { "<a href=\"\(AnniversaryList.path)/export/\($0)\">\($0.uppercased())</a>" as HTML }.joined(" ")
        return """
            \(head)\(tabs)
            <p class="over after">\(w("\(page.total) round anniversaries until \(until).")) \(w("A year without a day stands at its beginning; the day is not recorded."))</p>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("When"))</th><th scope="col">\(w("Partner"))</th><th scope="col">\(w("Anniversary"))</th><th scope="col">\(w("Prepared"))</th><th scope="col">\(w("Status"))</th></tr></thead>
            <tbody>\(page.rows, { row($0, w) })</tbody></table>
            <div class="pager"><p>\(w("\(page.rows.count) of \(page.total) entries"))</p><div class="actions"><span class="pager-export">\(w("Export \(page.total):")) \(exports)</span>\(ways(page, w))</div></div>
            """
    }

    private static func ways(_ page: AnniversaryListPage, _ w: Words) -> HTML {
        let first: HTML =
            page.isFirst ? .empty : "<a class=\"button button--small\" href=\"\(AnniversaryList.path)\">\(Icon.before)\(w("From the beginning"))</a>"
        let next: HTML =
            page.next.map {
                "<a class=\"button button--small\" href=\"\(AnniversaryList.path)\(Parameters([("after", $0.text)]).queryString)\">\(w("Next"))\(Icon.after)</a>"
            } ?? .empty
        return "\(first)\(next)"
    }

    private static func row(_ row: AnniversaryRow, _ w: Words) -> HTML {
        let (partnership, anniversary) = (row.partnership, row.anniversary)
        let prepared =
            row.done == 0 ? w("nothing yet") : w("\(row.done) of \(w.number(PreparationStep.allCases.count)) steps")
        return """
            <tr><td class="c-over nowrap">\(w.date(anniversary.date))</td><th scope="row"><a href="\(PartnershipPaths.anniversary(partnership.id, anniversary.years))">\(partnership.partner.both)</a></th><td class="c-sub">\(w("\(anniversary.years) years"))</td><td class="c-sub">\(prepared)</td><td class="c-top">\(partnership.status.mark(w))</td></tr>
            """
    }

    // MARK: One of them

    static func preparation(_ page: PreparationPage, _ context: Context) -> HTML {
        let (w, partnership, anniversary) = (context.w, page.partnership, page.anniversary)
        let crumbs = [
            (word: w("Partnerships"), path: PartnershipPaths.register), (word: w("Anniversaries"), path: PartnershipPaths.anniversaries),
            (word: partnership.name, path: PartnershipPaths.partnership(partnership.id)),
        ]
        let steps = PreparationStep.allCases
        let late = steps.filter { step in !page.done.contains { $0.step == step } && isLate(step, anniversary, context) }.count
        let state =
            late > 0
            ? w("\(page.done.count) of \(w.number(steps.count)) steps are done, \(w("\(late) are late")).")
            : w("\(page.done.count) of \(w.number(steps.count)) steps are done.")
        let exact = anniversary.date.day == nil ? w("The day is not recorded: agree on one with the partner.") : ""
        return """
            \(Part.head(title(partnership, anniversary, w), over: "\(w("\(w.date(anniversary.date)).")) \(state) \(exact)", crumbs: crumbs))
            <div class="sheet">
            \(Part.leaf(w("Preparation"), HTML(text: w("It begins a year ahead.")), "<ul class=\"plain steps-of\">\(steps, { step($0, page, context) })</ul>"))
            \(AnniversaryBudget.extra, some: { money($0, w) })
            </div>
            """
    }

    private static func money(_ extra: Money, _ w: Words) -> HTML {
        let text = w(
            "An anniversary asks for more than an ordinary year: Stuttgart, for one, asked its council for \(w.money(extra)) beside the yearly money."
        )
        return Part.leaf(w("Money"), .empty, "<p>\(text)</p>")
    }

    private static func isLate(_ step: PreparationStep, _ anniversary: Anniversary, _ context: Context) -> Bool {
        context.now.day.map { step.isLate(anniversary.date, today: $0) } ?? false
    }

    private static func step(_ step: PreparationStep, _ page: PreparationPage, _ context: Context) -> HTML {
        let (w, done) = (context.w, page.done.first { $0.step == step })
        let due = step.due(page.anniversary.date).map { w("by \(w.date($0))") } ?? ""
        let line: String
        if let done {
            line = w("done on \(w.date(done.on)) by \(done.by)")
        } else {
            line = isLate(step, page.anniversary, context) ? w("late: \(due)") : due
        }
        let mayEdit = context.may(May.edit) && !page.partnership.record.isArchived
        let act: HTML =
            mayEdit
            ? Part.doing(
                done == nil ? w("Mark as done") : w("Not done after all"),
                "\(PartnershipPaths.anniversary(page.partnership.id, page.anniversary.years))/steps", context, small: true,
                fields: [("step", step.rawValue), ("done", done == nil ? "1" : "0")]) : .empty
        return """
            <li><div><b>\(step.word(w))</b><span\(if: done == nil && isLate(step, page.anniversary, context), " class=\"late\"")>\(line)</span></div>\(act)</li>
            """
    }
}
