import Kernel
import Markup

/// What an action would do, as it is shown before it is done.
struct BulkPreview {
    let plan: BulkPlan
    let record: RecordKind
    let tally: BulkTally
    let changing: [BulkPlan.Line]
    let leftOut: [BulkPlan.Line]
}

/// What became of an action.
struct BulkOutcome {
    let run: BulkRun
    let record: RecordKind
    let title: String
    let changed: [(id: String, name: String)]
    let kept: [(id: String, name: String)]
    let mayUndo: Bool
}

/// How acting on many rows looks. Functions of plain values.
enum BulkViews {
    // MARK: On a list

    /// The bar above a list: what to do with the rows that are ticked. Its boxes stand in the table and belong to it by its name.
    /// - Parameter total: how many rows match, over all pages.
    static func bar(_ path: String, _ query: ListQuery, _ total: Int, _ actions: [BulkAction], _ w: Words) -> HTML {
        let of = query.parameters.setting("after", nil).setting("before", nil).queryString
        return """
            <form class="bulk" id="bulk" action="\(BulkPages.path)"><input type="hidden" name="list" value="\(path)"><input type="hidden" name="of" value="\(of)">
            <label class="bulk-all"><input class="tick" type="checkbox" name="all" value="1">\(query.isNarrowed ? w("All \(total) that match") : w("All \(total)"))</label>
            <label class="unseen" for="bulk-action">\(w("What to do with the rows that are ticked"))</label><select class="input input--small" id="bulk-action" name="action"><option value="">\(w("With the ticked rows…"))</option>\(actions, { option($0, w) })</select>
            <button class="button button--small">\(w("Look first"))</button></form>
            """
    }

    private static func option(_ action: BulkAction, _ w: Words) -> HTML { "<option value=\"\(action.name)\">\(w(action.title))</option>" }

    static func box(_ id: String, _ name: String, _ w: Words) -> HTML {
        "<td class=\"pick c-first\"><input class=\"tick\" type=\"checkbox\" form=\"bulk\" name=\"row\" value=\"\(id)\" aria-label=\"\(w("Choose \(name)"))\"></td>"
    }

    /// The box at the head of the table ticks all rows of the page; without script it is not there.
    static func boxHead(_ w: Words) -> HTML {
        "<th scope=\"col\" class=\"pick\"><span class=\"unseen\">\(w("Choose"))</span><input class=\"tick\" type=\"checkbox\" data-tick-all aria-label=\"\(w("Tick all rows of this page"))\" hidden></th>"
    }

    // MARK: Choosing

    static func choosing(_ list: BulkList, _ choice: BulkChoice, _ actions: [BulkAction], _ form: FormView, back: String) -> HTML {
        let w = form.w
        let options = actions.map { (value: $0.name, word: w($0.title)) }
        let argument = actions.lazy.compactMap(\.argument).first
        let chosen = actions.first { $0.name == form.typed.text("action") }
        // An action that was chosen and needs no word asks for none.
        let asks = chosen == nil || chosen?.argument != nil
        return """
            \(Part.head(w("Many at once"), over: chosenWords(choice, w), crumbs: [(w("Back to the list"), back)]))
            \(form.wrongs([("action", w("What to do")), ("value", argument.map { w($0.label) } ?? "")]))
            <form class="sheet" action="\(BulkPages.path)"><input type="hidden" name="list" value="\(list.path)">\(choice.fields, hidden)
            \(form.radios("action", w("What to do"), options))
            \(if: asks, argument.map { form.combo("value", w($0.label), $0.suggestions, optional: chosen?.argument == nil) } ?? .empty)
            \(form.dock(w("Look first"), note: w("Nothing is changed yet."), cancel: back))</form>
            """
    }

    private static func chosenWords(_ choice: BulkChoice, _ w: Words) -> String {
        choice.ids.map { w("\($0.count) rows are ticked.") } ?? w("All rows that match the list’s search and filters.")
    }

    private static func hidden(_ field: (name: String, value: String)) -> HTML {
        "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
    }

    // MARK: Before

    static func preview(_ preview: BulkPreview, above: HTML, _ context: Context) -> HTML {
        let (w, plan, tally) = (context.w, preview.plan, preview.tally)
        let back = plan.list.path + plan.choice.address
        let title = titled(w(plan.action.title), plan.ask.value)
        let fields: [(name: String, value: String)] =
            [
                ("list", plan.list.path), ("action", plan.action.name), ("value", plan.ask.value), ("run", plan.ask.batch),
                ("seen", String(plan.seen.milliseconds)), ("count", String(tally.changed)),
            ] + plan.choice.fields
        let act: HTML =
            tally.changed == 0
            ? "<div class=\"actions\">\(Part.button(w("Back to the list"), to: back))</div>"
            : """
            <form method="post" action="\(BulkPages.path)">\(context.csrf)\(fields, hidden)
            <div class="dock"><p class="second">\(w("It can be undone afterwards."))</p><div class="actions"><a class="button" href="\(back)">\(w("Cancel"))</a><button class="button button--act">\(w("Do it to \(tally.changed) entries"))</button></div></div></form>
            """
        return """
            \(Part.head(title, over: w("This is what would happen. Nothing is changed yet."), crumbs: [(w("Back to the list"), back)]))\(above)
            \(Part.leaf(w("Will be changed"), .empty, "<p class=\"lead\">\(tally.changed == 0 ? w("None of the \(tally.total) entries.") : w("\(tally.changed) of \(tally.total) entries."))</p>\(names(preview.changing, of: tally.changed, preview.record, w))"))
            \(if: !tally.leftOut.isEmpty, Part.leaf(w("Left as they are"), .empty, "\(reasons(tally, w))\(names(tally.reasons.count > 1 ? preview.leftOut : preview.leftOut.map(\.withoutReason), of: tally.total - tally.changed, preview.record, w))"))
            \(act)
            """
    }

    /// `Put a tag on: Climate`.
    private static func titled(_ title: String, _ value: String) -> String { value.isEmpty ? title : "\(title): \(value)" }

    private static func reasons(_ tally: BulkTally, _ w: Words) -> HTML {
        "<ul class=\"plain\">\(tally.reasons, { "<li>\($0.reason.words($0.count, w))</li>" })</ul>"
    }

    private static func names(_ lines: [BulkPlan.Line], of total: Int, _ record: RecordKind, _ w: Words) -> HTML {
        let known = lines.filter { $0.name != nil }
        guard !known.isEmpty else { return .empty }
        let more: HTML = total > known.count ? "<li class=\"second\">\(w("and \(total - known.count) more"))</li>" : .empty
        return "<ul class=\"bulk-names\">\(known, { line($0, record, w) })\(more)</ul>"
    }

    private static func line(_ line: BulkPlan.Line, _ record: RecordKind, _ w: Words) -> HTML {
        "<li><a href=\"\(record.path(line.id))\">\(line.name)</a>\(line.reason, some: { " <span class=\"third\">\($0.word(w))</span>" })</li>"
    }

    // MARK: After

    static func outcome(_ outcome: BulkOutcome, _ context: Context) -> HTML {
        let (w, run) = (context.w, outcome.run)
        let back = run.list + run.choice.address
        let undo: HTML =
            outcome.mayUndo
            ? Part.asking(
                w("Undo"), id: "undo", title: w("Undo all of it?"),
                text: w("\(run.tally.changed) entries become what they were. What somebody has changed since stays as it is."), yes: w("Undo it"),
                path: "\(BulkPages.run(run.id))/undoing", context) : .empty
        return """
            \(Part.head(titled(outcome.title, run.value), over: w("\(run.by), \(w.dateAndTime(run.createdAt))"), crumbs: [(w("Back to the list"), back)], actions: undo))
            \(Part.leaf(w("What was done"), .empty, "<p class=\"lead\">\(sentence(run, w))</p>\(linked(outcome.changed, of: run.tally.changed - run.undone - run.kept, outcome.record, w))"))
            \(if: !run.tally.leftOut.isEmpty, Part.leaf(w("Left as they are"), .empty, reasons(run.tally, w)))
            \(if: run.kept > 0, Part.leaf(w("Not undone"), .empty, "<p>\(w("Somebody has changed \(run.kept) of them since; they stay as they are."))</p>\(linked(outcome.kept, of: run.kept, outcome.record, w))"))
            """
    }

    private static func sentence(_ run: BulkRun, _ w: Words) -> String {
        let changed = w("\(run.tally.changed) entries were changed.")
        switch run.state {
        case .working: return w("It is still at work: \(run.tally.changed) entries so far.")
        case .done: return changed
        case .stopped: return w("It was stopped on the way. \(changed)")
        case .undoing: return w("It is being undone.")
        case .undone: return w("\(run.undone) entries are again what they were before.")
        }
    }

    private static func linked(_ names: [(id: String, name: String)], of total: Int, _ record: RecordKind, _ w: Words) -> HTML {
        guard !names.isEmpty else { return .empty }
        let more: HTML = total > names.count ? "<li class=\"second\">\(w("and \(total - names.count) more"))</li>" : .empty
        return "<ul class=\"bulk-names\">\(names, { "<li><a href=\"\(record.path($0.id))\">\($0.name)</a></li>" })\(more)</ul>"
    }
}
