import Kernel
import Ledger
import Markup
import Web

/// What an office means to propose, and the act of proposing it.
enum DraftViews {
    static func view(_ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        guard page.mayAnswer, let draft = reading.draft, !draft.isEmpty else { return .empty }
        let changes = RecordHistory(reading, w).changes(set: draft.set, remove: draft.remove, from: reading.agreement.objects)
        let others = reading.everybody.filter { $0.signs && !$0.isOwn }.map(\.name)
        let answered: HTML =
            draft.answers.map { reading.ledger.isOpen($0) } == true
            ? "<p class=\"second\">\(w("Sent, it declines the proposal it answers."))</p>" : .empty
        return """
            <section class="proposal" aria-labelledby="draft">
            <div class="proposal-head">\(Token.neither.mark)<div><h2 id="draft">\(w("Your draft, not proposed yet"))</h2><p class="second">\(w("Last changed by \(draft.updatedBy), \(w.dateAndTime(draft.updatedAt))."))</p></div></div>
            <div class="proposal-body"><table class="table table--cards"><thead><tr><th scope="col">\(w("What"))</th><th scope="col">\(w("Agreed"))</th><th scope="col">\(w("Draft"))</th><th scope="col"><span class="unseen">\(w("Acts"))</span></th></tr></thead>
            <tbody>\(lines(changes), { line($0, page) })</tbody></table></div>
            <div class="proposal-acts"><form class="proposal-note" method="post" action="\(page.paths.draft("proposal"))" data-guard>\(page.context.csrf)<input type="hidden" name="seen" value="\(reading.version)"><label class="label" for="note">\(w("Why, in a sentence for the others"))</label><input class="input" id="note" name="note" maxlength="2000" value="\(page.context.request.form.text("note"))"><p class="after"><button class="button button--act">\(w("Propose to \(w.list(others))"))</button></p>\(answered)</form>
            <div>\(Part.asking(w("Discard the draft"), id: "discard", title: w("Discard the whole draft?"), text: w("What is agreed stays as it is. The draft is gone for good."), yes: w("Discard it"), path: page.paths.draft("removal"), page.context))</div></div>
            </section>
            """
    }

    /// The changes, each with whether it is the first of its object: the acts stand once for an object.
    private static func lines(_ changes: [RecordHistory.Change]) -> [(change: RecordHistory.Change, isFirst: Bool)] {
        changes.enumerated().map { place, change in (change, place == 0 || changes[place - 1].object != change.object) }
    }

    private static func line(_ line: (change: RecordHistory.Change, isFirst: Bool), _ page: RecordPage) -> HTML {
        let (w, change) = (page.w, line.change)
        let acts: HTML =
            line.isFirst
            ? "\(editing(change.object, page))\(Part.doing(w("Leave as it is"), page.paths.draft("removal"), page.context, small: true, fields: [("object", change.object)]))"
            : .empty
        return """
            <tr><th scope="row">\(change.name)</th><td>\(if: !change.before.isEmpty, "<s>\(change.before)</s>", else: "–")</td><td>\(if: !change.after.isEmpty, "<ins>\(change.after)</ins>", else: HTML(text: w("taken out")))</td><td><div class="actions">\(acts)</div></td></tr>
            """
    }

    private static func editing(_ object: String, _ page: RecordPage) -> HTML {
        let draft = page.reading.draft
        if object == SharedTerms.object { return Part.button(page.w("Change"), to: AgreementViews.changingTerms(page), small: true) }
        guard draft?.set[object] != nil, let kind = SharedKinds.kind(of: object), let id = kind.id(of: object) else { return .empty }
        return Part.button(page.w("Change"), to: page.paths.thing(kind, id), small: true)
    }
}
