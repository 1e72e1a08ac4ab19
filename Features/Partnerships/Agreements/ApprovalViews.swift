import Kernel
import Ledger
import Markup
import Web

/// Decisions in sentences: approved 7 to 2 by the city council, 3 March 2026.
enum ApprovalViews {
    static func section(_ all: [Approval], _ page: RecordPage) -> HTML {
        let w = page.w
        let act: HTML = page.mayEdit ? Part.button(w("New decision"), to: page.paths.thing(ApprovalKind.kind), small: true) : .empty
        let none: HTML =
            "<p class=\"second\">\(w("No decision is entered: neither that a council approved the partnership nor on which conditions."))</p>"
        return Part.block(
            w("Decisions"), link: act, all.isEmpty ? none : "<ul class=\"plain decisions\">\(all, { line($0, page) })</ul>")
    }

    private static func line(_ approval: Approval, _ page: RecordPage) -> HTML {
        let (w, object) = (page.w, approval.object)
        let conditions = object.text("conditions")
        let link: HTML =
            Link(typed: object.text("link")).map { "<span class=\"second\"><a href=\"\($0.address)\" rel=\"noopener\">\($0.shown)</a></span>" }
            ?? .empty
        return """
            <li><div><b>\(sentence(approval, w))</b><span class="second">\(more(approval, page).joined(separator: " · "))</span>\
            \(if: !conditions.isEmpty, "<p class=\"conditions\">\(w("Conditions:")) <span class=\"lines\">\(conditions)</span></p>")\(link)\(ScanViews.list(object, page))</div>\(page.editing(object))</li>
            """
    }

    static func sentence(_ approval: Approval, _ w: Words) -> String {
        let name = approval.object.text("body-text")
        let body = approval.body == .other ? w("by “\(name)”") : approval.body.by(w)
        let day = w.date(approval.on)
        guard let votes = approval.votes else { return w("Approved \(body), \(day)") }
        let (yes, no) = (w.number(votes.yes), w.number(votes.no))
        return approval.isGiven ? w("Approved \(yes) to \(no) \(body), \(day)") : w("Rejected \(yes) to \(no) \(body), \(day)")
    }

    private static func more(_ approval: Approval, _ page: RecordPage) -> [String] {
        let (w, object, reading) = (page.w, approval.object, page.reading)
        let party = reading.party(called: object.text("party"))
        let abstained = approval.votes.map(\.abstained) ?? 0
        let agreement = object["agreement"]?.text.map { id in reading.object(AgreementKind.kind, id)?.title ?? w("something taken out since") }
        let byOther = object.author.flatMap { author in party?.id == author.hex ? nil : w("entered by \(reading.partyName(author.hex))") }
        return [
            party?.name ?? reading.partyName(object.text("party")), approval.body == .other ? "" : object.text("body-text"),
            agreement.map { w("“\($0)”") } ?? approval.subject.word(w), abstained > 0 ? w("\(abstained) abstentions") : "", byOther ?? "",
        ].filter { !$0.isEmpty }
    }
}
