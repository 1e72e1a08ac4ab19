import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// Where a term is renewed.
enum TermPaths {
    static func renewal(_ id: PartnershipID) -> String { "\(PartnershipPaths.partnership(id))/term/renewal" }
}

/// Renewing a term that does not go on by itself: the next one is drafted in one act, and agreed on like everything else.
struct TermPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] { [.post("\(PartnershipPaths.register)/{id}/term/renewal", may: May.edit, renew)] }

    @Sendable private func renew(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let w = context.w
        guard let today = context.now.day, let term = page.reading.term, term.asksForRenewal(on: today),
            page.partnership.record.status != .ended
        else {
            throw AppError.invalid(w("There is no term to renew now: it goes on by itself, ends for good, or ends in more than a year."))
        }
        guard let next = term.following(on: today) else {
            return Reply.redirect(page.paths.thing(TermKind.kind)).saying(w("How long the next term is, nobody wrote down. Write it here."))
        }
        var fields = page.reading.agreement.objects[TermKind.kind.prefix] ?? [:]
        fields["from"] = .string(next.from.description)
        fields["until"] = .string(next.until.description)
        fields["review"] = next.review.map { .string($0.description) }
        let outcome = try AgreementPages.doing(context) {
            try page.sharing(gazetteer).agree([(name: TermKind.kind.prefix, fields: fields)], in: page.record)
        }
        let reply = Reply.redirect(page.paths.agreement)
        return switch outcome {
        case .stated: reply.saying(w("Renewed: the term now runs until \(w.date(next.until))."))
        case .drafted: reply.saying(w("The next term lies in the draft. Propose it; it holds once all parties have assented."))
        case .nothing: reply.saying(w("The next term lies in the draft already."))
        }
    }
}
