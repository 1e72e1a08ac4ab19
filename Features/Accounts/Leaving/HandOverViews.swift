import Kernel
import Markup
import Web

struct HandOverPage {
    let person: OfficePerson
    let form: FormView
    /// What they are responsible for; only what there is.
    let held: [(responsibility: Responsibility, held: Responsibility.Held)]
    let successors: [(id: UserID, name: String)]
}

func handOverView(_ page: HandOverPage, _ context: Context) -> HTML {
    let (w, person) = (context.w, page.person)
    let over =
        page.held.isEmpty
        ? w("\(person.name) is responsible for nothing here that must pass on.")
        : w("What \(person.name) is responsible for passes on in one act; every change is written into the history of what it concerns.")
    return """
        \(Part.head(w("Hand over"), over: over, crumbs: [(w("Accounts"), AccountsPaths.accounts), (person.name, AccountsPaths.person(person.id))]))
        \(page.form.wrongs(page.held.map { ("to-\($0.responsibility.name)", w($0.responsibility.title)) }))
        <form method="post" action="\(AccountsPaths.handOver(person.id))" novalidate data-guard>\(context.csrf)
        <div class="sheet">
        \(page.held, { handOverLeaf($0.responsibility, $0.held, page, w) })
        \(Part.leaf(w("Afterwards"), .empty, "<p>\(w("\(person.name) is taken out of this office: their access tokens for it end, and nobody stands in for them any more. What they entered stays, and so does their account, for other offices."))</p>\(if: !page.held.isEmpty, page.form.yes("stays", w("\(person.name) goes on working here and only hands this over")))"))
        </div>
        \(page.form.dock(page.held.isEmpty ? w("Take out of this office") : w("Hand over"), cancel: AccountsPaths.person(person.id)))
        </form>
        """
}

private func handOverLeaf(_ responsibility: Responsibility, _ held: Responsibility.Held, _ page: HandOverPage, _ w: Words) -> HTML {
    let more = held.count - held.first.count
    let options =
        [(value: "", word: w("Choose"))] + page.successors.map { (value: $0.id.text, word: $0.name) }
        + [(value: HandOverPages.nobody, word: w("Nobody for now"))]
    return Part.leaf(
        w(responsibility.title), HTML(text: w.number(held.count)),
        """
        <ul class="plain">\(held.first, { "<li><a href=\"\($0.path)\">\($0.title)</a></li>" })\(if: more > 0, "<li>\(w("and \(more) more"))</li>")</ul>
        <div class="after">\(page.form.choice("to-\(responsibility.name)", w("Passes to"), options))</div>
        """)
}
