import Kernel
import Ledger
import Markup
import Web

enum LifeViews {
    static func page(_ page: RecordPage, course: [PartnershipHistory.Line], mayLeave: Bool) -> Reply {
        let (w, record) = (page.w, page.partnership.record)
        let steps = LifeStep.all(LifeStep.Facts(page.reading, record))
        let done = steps.filter { $0.state == .done }.count
        let change: HTML =
            page.mayKeepRegister ? PartnershipViews.changeOfStatus(page.partnership, FormView(Parameters(), Problems(), w), page.context) : .empty
        return page.show(
            LifeStep.tab, over: w("\(done) of \(steps.count) stages are documented."),
            """
            <div class="sheet">
            \(Part.leaf(w("How it stands"), .empty, "<p>\(standing(record, w))</p>\(change)"))
            \(Part.leaf(w("Term"), .empty, term(page)))
            \(Part.leaf(w("Stages"), HTML(text: w("What a partnership needs before it is called active.")), "<ol class=\"plain stages\">\(steps, { step($0, page) })</ol>"))
            \(Part.leaf(w("Closing report"), .empty, closing(page)))
            \(if: mayLeave, Part.leaf(w("Leaving"), .empty, leave(page)))
            \(if: !course.isEmpty, Part.leaf(w("Course"), .empty, Part.history(course.map { ($0.at, HTML(text: $0.what), HTML(text: $0.who)) }, w)))
            </div>
            """)
    }

    /// How long it is agreed, and the way to the next term.
    private static func term(_ page: RecordPage) -> HTML {
        guard let today = page.context.now.day else { return .empty }
        let outlook = Outlook(
            page.reading, Promises(activities: [], indicators: []), page.partnership.record, today: today)
        let none: HTML =
            outlook.term == nil && page.mayEdit
            ? "<p class=\"after\">\(Part.button(page.w("Write it down"), to: page.paths.thing(TermKind.kind), small: true))</p>" : .empty
        return "<p>\(OutlookViews.sentences(outlook, page.w).joined(separator: " "))</p>\(none)\(OutlookViews.renewal(outlook, page))"
    }

    /// The status with its day and its reason.
    static func standing(_ record: PartnershipRecord, _ w: Words) -> HTML {
        let since = record.statusSince.map { w("since \(w.date($0))") } ?? ""
        return
            "\(record.status.mark(w))\(if: !since.isEmpty, " <span class=\"second\">\(since)</span>")\(record.reason, some: { "<span class=\"second lines\">\($0)</span>" })"
    }

    private static func step(_ step: LifeStep, _ page: RecordPage) -> HTML {
        let w = page.w
        let mark: HTML =
            switch step.state {
            case .done: Part.state("active", w("done"))
            case .missing: Part.state("ending", w("missing"))
            case .optional: Part.state("dormant", w("optional"))
            }
        let way: HTML = step.state != .done && page.mayEdit ? " <a href=\"\(step.stage.path(page.id))\">\(w("Write it down"))</a>" : .empty
        return "<li><div><b>\(step.stage.word(w))</b><span>\(step.stage.asks(w))\(way)</span></div>\(mark)</li>"
    }

    private static func closing(_ page: RecordPage) -> HTML {
        let w = page.w
        guard let report = page.reading.object(ClosingKind.kind, "") else {
            let act: HTML =
                page.mayEdit
                ? "<p class=\"after\">\(Part.button(w("Write the closing report"), to: page.paths.thing(ClosingKind.kind), small: true))</p>"
                : .empty
            return
                "<p class=\"second\">\(w("There is none. A partnership ends with a report: what was achieved, what remains, where the papers lie."))</p>\(act)"
        }
        let acts: HTML =
            page.mayEdit
            ? "<p class=\"after\">\(page.editing(report)) \(Part.doing(w("Revive the partnership"), page.paths.removal(ClosingKind.kind), page.context, small: true))</p>"
            : .empty
        return "\(SharedObjectViews.facts(report, page.reading, w))\(acts)"
    }

    private static func leave(_ page: RecordPage) -> HTML {
        let w = page.w
        return """
            <p class="second">\(w("Each party may leave alone. What it signed stays; from then on it signs nothing more."))</p>
            <p class="after">\(Part.button(w("Leave this partnership"), to: "\(PartnershipPaths.partnership(page.id))/leaving", small: true))</p>
            """
    }

    static func leaving(_ page: RecordPage, _ form: FormView, status: Int) -> Reply {
        let w = page.w
        let others = page.reading.parties.filter { !$0.isOwn }.map(\.name)
        let readers =
            others.count == 1
            ? w("\(w.list(others)) reads the reason, signed by your office.") : w("\(w.list(others)) read the reason, signed by your office.")
        let path = "\(PartnershipPaths.partnership(page.id))/leaving"
        let crumbs = [
            (word: w("Partnerships"), path: PartnershipPaths.register), (word: page.partnership.name, path: PartnershipPaths.partnership(page.id)),
            (word: LifeStep.tab.word(w), path: page.paths.tab(LifeStep.tab.path)),
        ]
        return page.context.page(
            w("Leave this partnership"), status: status, path: PartnershipPaths.register,
            """
            \(Part.head(w("Leave this partnership"), over: readers, crumbs: crumbs))
            \(form.wrongs([("reason", w("Who decided, and why"))]))
            <p class="lead">\(w("What you have not assented to counts as declined, your draft is discarded, and your register says that the partnership has ended. Nothing that was agreed is lost; the others can invite you again."))</p>
            <form class="form" method="post" action="\(path)" data-guard>\(page.context.csrf)
            \(form.area("reason", w("Who decided, and why"), optional: false, rows: 3))
            <div class="dock"><button class="button button--act">\(w("Leave for good"))</button><a class="button" href="\(page.paths.tab(LifeStep.tab.path))">\(w("Stay"))</a></div></form>
            """)
    }
}
