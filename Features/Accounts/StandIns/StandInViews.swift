import Kernel
import Markup
import Web

struct StandInPage {
    let form: FormView
    let path: String
    let name: String
    let isOwn: Bool
    let user: UserID
    let candidates: [(id: UserID, name: String)]
    /// Those in which the person is absent, and those in which they are the deputy.
    let away: [StandIn]
    let asked: [StandIn]
    let isActing: Bool
}

func standInView(_ page: StandInPage, _ context: Context) -> HTML {
    let w = context.w
    let crumbs =
        page.isOwn
        ? [(word: w("My account"), path: AccountsPaths.account)]
        : [(word: w("Accounts"), path: AccountsPaths.accounts), (word: page.name, path: AccountsPaths.person(page.user))]
    let none = page.isOwn ? w("Nobody stands in for you.") : w("Nobody stands in for \(page.name).")
    let away: HTML =
        page.away.isEmpty ? "<p class=\"second\">\(none)</p>" : "<ul class=\"plain\">\(page.away, { standInLine($0, page, context) })</ul>"
    return """
        \(Part.head(w("Standing in"), over: w("While somebody is away, a colleague may do what they may do, for as long as you say. What the deputy does carries both names."), crumbs: crumbs))
        \(page.form.wrongs(StandInForm.names(w)))
        <div class="sheet">
        \(if: !page.asked.isEmpty, Part.leaf(page.isOwn ? w("You stand in") : w("Stands in"), .empty, "<ul class=\"plain\">\(page.asked, { standInLine($0, page, context) })</ul>"))
        \(Part.leaf(page.isOwn ? w("When you are away") : w("When \(page.name) is away"), .empty, "\(away)\(if: !page.isActing, newStandIn(page, context))"))
        </div>
        """
}

private func newStandIn(_ page: StandInPage, _ context: Context) -> HTML {
    let w = context.w
    guard !page.candidates.isEmpty else { return "<p class=\"second after\">\(w("There is nobody else in this office who could stand in."))</p>" }
    let deputies = [(value: "", word: w("Choose"))] + page.candidates.map { (value: $0.id.text, word: $0.name) }
    return """
        <form method="post" action="\(page.path)" novalidate data-guard class="after">\(context.csrf)
        \(page.form.choice("deputy", w("Deputy"), deputies, help: w("Is told by letter.")))
        \(page.form.text("from", w("First day")))
        \(page.form.text("until", w("Last day"), help: w("On the evening of this day it ends by itself.")))
        <p class="after"><button class="button button--act">\(w("Name the deputy"))</button></p></form>
        """
}

private func standInLine(_ standIn: StandIn, _ page: StandInPage, _ context: Context) -> HTML {
    let w = context.w
    let isDeputy = standIn.deputy == page.user
    let state: HTML =
        standIn.holds(at: context.now) ? Part.state("active", w("now")) : Part.state("held", w("from \(w.date(standIn.from))"))
    let begin: HTML =
        page.isOwn && isDeputy && standIn.holds(at: context.now) && !page.isActing
        ? Part.doing(
            w("Act for \(standIn.absentName)"), AccountsPaths.acting, context, isAct: true, small: true, fields: [("standIn", standIn.id.text)])
        : .empty
    let end = Part.doing(w("Take back"), AccountsPaths.standInRemoval(standIn.id), context, small: true)
    return
        "<li><b>\(isDeputy ? w("for \(standIn.absentName)") : standIn.deputyName)</b><p class=\"second\">\(w.date(standIn.from)) – \(w.date(standIn.until)) · \(state)</p><div class=\"actions\">\(begin)\(end)</div></li>"
}

/// The leaf on the page of one's account: who stands in, for whom one does, and the way to act.
func standInLeaf(_ all: [StandIn], of user: UserID, isActing: Bool, _ context: Context) -> HTML {
    let w = context.w
    let present = all.filter { $0.holds(at: context.now) }
    let lines = present.map {
        $0.deputy == user
            ? w("You stand in for \($0.absentName) until \(w.date($0.until)).") : w("\($0.deputyName) stands in for you until \(w.date($0.until)).")
    }
    let begin = present.filter { $0.deputy == user && !isActing }.map {
        Part.doing(w("Act for \($0.absentName)"), AccountsPaths.acting, context, isAct: true, fields: [("standIn", $0.id.text)])
    }
    return """
        \(if: lines.isEmpty, "<p>\(w("A colleague can act for you while you are away."))</p>", else: "<ul class=\"plain\">\(lines, { "<li>\($0)</li>" })</ul>")
        <div class="actions after">\(begin.joined())\(Part.button(w("Standing in"), to: AccountsPaths.standIns))</div>
        """
}
