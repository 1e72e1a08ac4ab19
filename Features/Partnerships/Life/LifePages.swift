import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// The life of a partnership: its stages and what they need, how it came to stand as it does, its closing report, and leaving it.
struct LifePages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        let one = "\(PartnershipPaths.register)/{id}"
        return [
            .get("\(one)/\(LifeStep.tab.path)", may: May.read, show),
            .post("\(one)/closing/removal", may: May.edit, reopen),
            .get("\(one)/leaving", may: May.edit) { try leaving($0, $1) },
            .post("\(one)/leaving", may: May.edit, leave),
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let facts = try connection.journal.facts(.subject(kind: PartnershipStore.subject, id: page.id.text), limit: 500)
        let course = facts.filter { ["status-changed", "created"].contains($0.act) }
        return LifeViews.page(page, course: PartnershipHistory.lines(course, context.w), mayLeave: mayLeave(page))
    }

    /// Whether there is something to leave: others sign it too, and this office has not gone yet.
    private func mayLeave(_ page: RecordPage) -> Bool {
        guard page.mayEdit, let own = page.reading.own, page.reading.agreement.parties.contains(own), !page.reading.isAlone else { return false }
        return page.state == .member
    }

    private func sharing(_ context: Context, _ connection: Connection) throws -> Sharing {
        Sharing(connection: connection, office: try context.office(), actor: context.actor, now: context.now, gazetteer: gazetteer)
    }

    /// Takes the closing report out again: the partnership is revived, where others sign with their assent.
    @Sendable private func reopen(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let w = context.w
        try page.mustStand()
        let outcome = try AgreementPages.doing(context) {
            try sharing(context, connection).agree([(name: ClosingKind.kind.prefix, fields: nil)], in: page.record)
        }
        return Reply.redirect(page.paths.tab(LifeStep.tab.path)).saying(
            outcome == .drafted
                ? w("It lies in the draft: propose it. The partnership is revived once all have assented.") : w("The partnership is revived."))
    }

    private func leaving(_ context: Context, _ connection: Connection, typed: Parameters = Parameters(), problems: Problems = Problems()) throws
        -> Reply
    {
        let page = try RecordPage(context, connection)
        guard mayLeave(page) else { throw AppError.notFound }
        return LifeViews.leaving(page, FormView(typed, problems, context.w), status: problems.isEmpty ? 200 : 422)
    }

    @Sendable private func leave(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        guard mayLeave(page) else { throw AppError.notFound }
        let (w, typed) = (context.w, context.request.form)
        let reason = typed.text("reason")
        var problems = Problems()
        if reason.isEmpty { problems.add("reason", w("Say who decided this, and why: it will be asked one day.")) }
        if reason.count > 1000 { problems.add("reason", w("This is too long: at most \(1000) characters.")) }
        guard problems.isEmpty else { return try leaving(context, connection, typed: typed, problems: problems) }
        try AgreementPages.doing(context) {
            try Life(sharing: try sharing(context, connection), partnership: page.id, record: page.record).leave(reason: reason)
        }
        return Reply.redirect(page.paths.tab(LifeStep.tab.path)).saying(
            w("Your office has left. All that was signed stays readable; the others can invite you again."))
    }
}
