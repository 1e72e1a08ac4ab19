import Directory
import Foundation
import Kernel
import Markup
import Web

/// What the page of the plan shows.
struct PlanPage: Sendable {
    let record: ImportRecord
    let tally: ImportTally
    /// Rows by what becomes of them; nil are those whose date could not be read.
    let sections: [(act: RowAct?, rows: [ImportRow])]
    /// The one kind whose rows are shown, where not all are.
    let alone: RowAct?
    let home: PlaceID
    let newEntries: (count: Int, some: [PlaceID])
    let places: [PlaceID: PlaceLine]
    let today: PartialDate?
    let typed: Parameters?
}

enum PlanViews {
    static func page(_ page: PlanPage, notice: HTML, _ context: Context) -> HTML {
        let w = context.w
        let id = page.record.id
        let create = page.tally.acts[.create] ?? 0
        let change = page.tally.acts[.change] ?? 0
        let act = create > 0 || change == 0 ? w("Import \(create) partnerships") : w("Change \(change) partnerships")
        let button: HTML =
            page.tally.acting > 0 ? "<button class=\"button button--act\" formaction=\"\(ImportPaths.application(id))\">\(act)</button>" : .empty
        return """
            \(ImportViews.head(page.record, w("What would be done?"), w))
            \(ImportViews.steps(.check, w))
            \(notice)<div class="tally"><p class="tally-line">\(counts(page, w))</p><p class="second">\(w("Nothing is in the register yet. It is entered all at once, and can be undone as a whole."))</p>\(entries(page, w))</div>
            \(if: page.alone != nil, "<p><a href=\"\(ImportPaths.plan(id))\">\(w("Show the whole plan"))</a></p>")
            <form method="post" action="\(ImportPaths.plan(id))" data-guard\(if: page.typed != nil, " data-changed")>\(context.csrf)\(ImportViews.revision(page.record))
            \(page.alone, some: { "<input type=\"hidden\" name=\"act\" value=\"\($0.rawValue)\">" })
            \(page.sections, { section($0.act, $0.rows, page, w) })
            <div class="dock"><p>\(dock(page, w))</p><div class="actions"><a class="button" href="\(ImportPaths.review(id))">\(w("Back to Places"))</a><button class="button">\(w("Save"))</button>\(button)</div></div></form>
            <p class="block">\(ImportViews.discard(page.record, context))</p>
            """
    }

    // MARK: Counts

    /// What would be done, in sentences.
    private static func counts(_ page: PlanPage, _ w: Words) -> HTML {
        let acts = page.tally.acts
        var sentences: [String] = [w("\(acts[.create] ?? 0) partnerships would be entered.")]
        if let count = acts[.change], count > 0 { sentences.append(w("\(count) would be changed.")) }
        if let count = acts[.differs], count > 0 { sentences.append(w("\(count) differ from the register: choose which holds.")) }
        let alone = (acts[.same] ?? 0) + (acts[.double] ?? 0) + (acts[.itself] ?? 0)
        if alone > 0 { sentences.append(w("\(alone) need nothing.")) }
        if page.tally.out + page.tally.open > 0 { sentences.append(w("\(page.tally.out + page.tally.open) are left out.")) }
        return "\(sentences, { "\($0) " })"
    }

    private static func dock(_ page: PlanPage, _ w: Words) -> HTML {
        page.tally.open > 0
            ? w.html("\("<b>\(w("\(page.tally.open) rows have no place yet."))</b>" as HTML) They are left out.")
            : HTML(text: page.tally.acting == 0 ? w("There is nothing to import.") : w("One click, one act: all of it or nothing."))
    }

    private static func entries(_ page: PlanPage, _ w: Words) -> HTML {
        guard page.newEntries.count > 0 else { return .empty }
        let names = page.newEntries.some.compactMap { page.places[$0] }.map { "\($0.name), \($0.country)" }
        let more = page.newEntries.count - names.count
        return """
            <details><summary class="matched-summary">\(w("\(page.newEntries.count) cities are new in your directory"))</summary><p class="second">\(names.joined(separator: "; "))\(if: more > 0, "; \(w("and \(more) more"))")</p></details>
            """
    }

    // MARK: Sections

    private static func section(_ act: RowAct?, _ rows: [ImportRow], _ page: PlanPage, _ w: Words) -> HTML {
        let count = act.flatMap { page.tally.acts[$0] } ?? rows.count
        let id = page.record.id
        let last = rows.last?.number ?? 0
        let rest: HTML
        if let act, page.alone == nil, count > ImportPages.rowsOfEach {
            rest = "<p class=\"table-note\"><a href=\"\(ImportPaths.plan(id))?act=\(act.rawValue)\">\(w("Show all \(count)"))</a></p>"
        } else if let act, page.alone != nil, rows.count == ImportPages.rowsPerPage {
            rest =
                "<div class=\"pager\"><p></p><div class=\"actions\"><a class=\"button button--small\" href=\"\(ImportPaths.plan(id))?act=\(act.rawValue)&amp;after=\(last)\">\(w("Next"))\(Icon.after)</a></div></div>"
        } else {
            rest = .empty
        }
        return """
            <section class="block"><div class="block-head"><h2>\(title(act, w))</h2><span class="second">\(w.number(count))</span></div>
            <table class="table table--cards table--match"><thead><tr><th scope="col" class="num">\(w("Row"))</th><th scope="col">\(w("Partnership"))</th><th scope="col">\(w("As written"))</th><th scope="col">\(w("Since"))</th><th scope="col">\(w("What is done, and why"))</th></tr></thead>
            <tbody>\(rows, { row($0, asks: act == nil, page, w) })</tbody></table>\(rest)</section>
            """
    }

    private static func title(_ act: RowAct?, _ w: Words) -> String {
        switch act {
        case nil: w("Dates that cannot be read")
        case .differs: w("The register says otherwise")
        case .change: w("To be changed")
        case .create: w("To be entered")
        case .same: w("In the register already")
        case .double: w("Twice in the file")
        case .itself: w("The city itself")
        case .out: w("Left out")
        case .open, .ready: w("Without a place yet")
        }
    }

    private static func row(_ row: ImportRow, asks: Bool, _ page: PlanPage, _ w: Words) -> HTML {
        let change = RowChange(row, today: page.today)
        let since: HTML = asks || row.corrected != nil ? date(row, page, w) : HTML(text: change.since.map { w.date($0) } ?? row.since)
        return """
            <tr><td class="num third c-no">\(row.number)<input type="hidden" name="row" value="\(row.number)"></td><th scope="row">\(partnership(row, page))</th><td class="c-sub">\(row.written)</td><td class="c-row" data-label="\(w("Since"))">\(since)</td><td class="c-row" data-label="\(w("Why"))"><span>\(why(row, change, w))\(choices(row, page, w))</span></td></tr>
            """
    }

    private static func partnership(_ row: ImportRow, _ page: PlanPage) -> HTML {
        let partner = row.partner.flatMap { page.places[$0] }
        let name: HTML = partner.map { $0.both } ?? HTML(text: row.written)
        guard let home = row.home, home != page.home, let city = page.places[home] else { return name }
        return "\(city.name) – \(name)"
    }

    private static func date(_ row: ImportRow, _ page: PlanPage, _ w: Words) -> HTML {
        let field = "date-\(row.number)"
        let typed = page.typed?[field] ?? row.corrected ?? row.since
        return
            "<label class=\"unseen\" for=\"f-\(field)\">\(w("Since, row \(w.number(row.number))"))</label><input class=\"input input--small\(if: row.isUnclear, " input--wrong")\" id=\"f-\(field)\" name=\"\(field)\" value=\"\(typed)\" autocomplete=\"off\">"
    }

    // MARK: Reasons

    private static func why(_ row: ImportRow, _ change: RowChange, _ w: Words) -> HTML {
        let known: HTML =
            row.existing.map { "<a href=\"\(PartnershipPaths.partnership($0))\">\(w("in the register"))</a>" } ?? HTML(text: w("in the register"))
        switch row.act {
        case .create, .ready: return row.isUnclear ? HTML(text: w("It is entered without a date; what was written goes into the note.")) : .empty
        case .same: return w.html("It is \(known) already, and says the same.")
        case .double: return HTML(text: w("The same two cities as row \(w.number(row.sameAs ?? 0))."))
        case .itself: return HTML(text: w("A city is no partner of its own."))
        case .out: return HTML(text: w("You leave it out."))
        case .open: return HTML(text: w("No place is chosen for it."))
        case .differs, .change:
            var parts: [HTML] = []
            if let since = change.since, row.existingSince.map({ !$0.description.hasPrefix(since.description) }) ?? true {
                parts.append(
                    row.existingSince.map { w.html("It is \(known) since \(w.date($0)); the file says \(w.date(since)).") }
                        ?? w.html("It is \(known) without a beginning; the file says \(w.date(since))."))
            }
            if let kind = change.kind, let now = row.existingKind, kind != now {
                parts.append(w.html("It is \(known) as “\(w.kind(now))”; the file says “\(w.kind(kind))”."))
            }
            if let status = change.status, let now = row.existingStatus, status != now {
                parts.append(w.html("It is \(known) as “\(w.status(now))”; the file says “\(w.status(status))”."))
            }
            return parts.joined(" ")
        }
    }

    private static func choices(_ row: ImportRow, _ page: PlanPage, _ w: Words) -> HTML {
        let field = "choice-\(row.number)"
        let chosen = page.typed?[field] ?? row.choice ?? ""
        switch row.act {
        case .differs, .change:
            return
                "<span class=\"radios plan-choice\">\(radio(field, "", w("Leave it as it is"), chosen))\(radio(field, "change", w("Change it to what the file says"), chosen))\(radio(field, "out", w("Leave this row out"), chosen))</span>"
        case .create, .ready:
            return
                "<span class=\"radios plan-choice\"><label><input class=\"tick\" type=\"checkbox\" name=\"\(field)\" value=\"out\"\(if: chosen == "out", " checked")>\(w("Leave this row out"))</label></span>"
        case .out where row.choice == "out":
            return
                "<span class=\"radios plan-choice\"><label><input class=\"tick\" type=\"checkbox\" name=\"\(field)\" value=\"out\"\(if: chosen == "out", " checked")>\(w("Leave this row out"))</label></span>"
        default: return .empty
        }
    }

    private static func radio(_ field: String, _ value: String, _ word: String, _ chosen: String) -> HTML {
        "<label><input class=\"tick\" type=\"radio\" name=\"\(field)\" value=\"\(value)\"\(if: value == chosen, " checked")>\(word)</label>"
    }
}

/// What an import did, and the way back.
enum ResultViews {
    static func page(_ record: ImportRecord, _ outcome: ImportOutcome, _ context: Context) -> HTML {
        let w = context.w
        let isUndone = record.state == .undone
        return """
            \(ImportViews.head(record, isUndone ? w("This import is undone") : w("The import is made"), w))
            \(ImportViews.steps(.done, w))
            <div class="tally"><p class="tally-line">\(isUndone ? undone(outcome, w) : made(outcome, w))</p>
            <p class="second">\(record.appliedAt.map { w("Imported on \(w.dateAndTime($0)).") } ?? "")\(if: isUndone, " \(w("Undone by \(record.updatedBy) on \(w.dateAndTime(record.updatedAt))."))", else: " \(w("By \(record.updatedBy)."))")</p></div>
            \(if: !isUndone, acts(record, outcome, context))
            """
    }

    private static func made(_ outcome: ImportOutcome, _ w: Words) -> HTML {
        var sentences = [w("\(outcome.created) partnerships are in the register now.")]
        if outcome.changed > 0 { sentences.append(w("\(outcome.changed) were changed.")) }
        if outcome.organisations > 0 { sentences.append(w("\(outcome.organisations) cities are new in your directory.")) }
        if outcome.untouched > 0 { sentences.append(w("\(outcome.untouched) rows needed nothing.")) }
        if outcome.leftOut > 0 { sentences.append(w("\(outcome.leftOut) rows were left out.")) }
        return "\(sentences, { "\($0) " })"
    }

    private static func undone(_ outcome: ImportOutcome, _ w: Words) -> HTML {
        var sentences = [w("\(outcome.removed ?? 0) partnerships were taken out of the register.")]
        if let count = outcome.restored, count > 0 { sentences.append(w("\(count) are as they were before.")) }
        if let count = outcome.archived, count > 0 { sentences.append(w("\(count) cities nobody needs were taken out of the directory.")) }
        if let count = outcome.kept, count > 0 { sentences.append(w("\(count) stayed, because somebody changed them since.")) }
        return "\(sentences, { "\($0) " })"
    }

    private static func acts(_ record: ImportRecord, _ outcome: ImportOutcome, _ context: Context) -> HTML {
        let w = context.w
        return """
            <div class="actions">\(Part.button(w("See them in the register"), to: ImportPaths.register(record.id), isAct: true))\(Part.button(w("See them on the map"), to: ImportPaths.map(record.id)))
            \(Part.asking(w("Undo"), id: "undo", title: w("Undo the whole import?"), text: w("All \(outcome.created) partnerships it entered are taken out again, and what it changed is put back. What somebody has changed since stays."), yes: w("Undo it"), path: ImportPaths.removal(record.id), context))</div>
            """
    }
}
