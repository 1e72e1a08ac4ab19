import Directory
import Kernel
import Markup
import Web

/// How the health of a partnership looks: a word, the parts with their reasons, and the rules behind them.
enum HealthViews {
    static func box(_ health: Health, _ partnership: Partnership, _ w: Words) -> HTML {
        let there = partnership.partners.first.map { DirectoryPaths.organisation($0.organisation) } ?? PartnershipPaths.partnership(partnership.id)
        let parts: [(String, Health.Part, String)] = [
            (w("Contact"), health.contact, there), (w("Exchange"), health.exchange, PartnershipPaths.record(partnership.id)),
            (w("People"), health.people, there), (w("Term"), health.term, PartnershipPaths.agreement(partnership.id)),
        ]
        let most = w.number(Health.most * parts.count)
        return Part.block(
            w("Health"),
            """
            <p class="health-sum"><b>\(word(health.verdict, w))</b> <span>\(w("\(health.sum) of \(most) points"))</span></p>
            <ul class="health-parts">\(parts, { part($0.0, $0.1, $0.2, w) })</ul>
            <details class="after"><summary>\(w("How it is reckoned"))</summary><ul class="rules-of">\(rules(w), { "<li>\($0)</li>" })</ul></details>
            """)
    }

    private static func part(_ name: String, _ part: Health.Part, _ path: String, _ w: Words) -> HTML {
        let width = part.points * 100 / Health.most
        let low: HTML = part.points < Health.most / 2 ? " bar--low" : .empty
        return """
            <li><a href="\(path)">\(name)</a><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-bed" width="100" height="6"/><rect class="bar\(low)" width="\(width)" height="6"/></svg><b>\(part.points)</b><span class="second">\(reason(part.reason, w))</span></li>
            """
    }

    static func word(_ verdict: Health.Verdict, _ w: Words) -> String {
        switch verdict {
        case .sound: w("Sound")
        case .needsAttention: w("Needs attention")
        case .sleeping: w("Asleep")
        }
    }

    static func reason(_ reason: Health.Reason, _ w: Words) -> String {
        switch reason {
        case .lastContact(let day): w("last contact on \(w.date(day))")
        case .noContact: w("no contact is noted")
        case .bothWrite(let ours, let theirs): w("both sides write: \(w.number(ours)) entries of ours, \(w.number(theirs)) of theirs in two years")
        case .onlyOurs(let count): w("\(count) entries of ours in two years, none of theirs")
        case .onlyTheirs(let count): w("\(count) entries of theirs in two years, none of ours")
        case .nobodyWrites: w("no entry of either side in two years")
        case .notShared: w("the partner does not share the record yet")
        case .people(let confirmed, let all): w("\(w.number(confirmed)) of \(all) people confirmed within a year")
        case .nobodyKnown: w("nobody there is recorded")
        case .ended(let day): w("the term ended on \(w.date(day))")
        case .reviewDue(let day): w("the review was due on \(w.date(day))")
        case .endsSoon(let day): w("the term ends on \(w.date(day))")
        case .openEnded: w("open-ended, and no review is agreed")
        case .inTerm(let until, let review):
            until.map { w("agreed until \(w.date($0))") } ?? review.map { w("open-ended, review on \(w.date($0))") } ?? ""
        }
    }

    private static func rules(_ w: Words) -> [String] {
        [
            w(
                "Contact: the last contact noted with a person there, or the last entry of the other side. 20 points within 3 months, 16 within 6, 12 within 12, 6 within 18, 3 within 24."
            ),
            w(
                "Exchange: entries in the record within two years. 20 points when both sides write about as much, 14 when both write, 8 when one does."
            ),
            w("People: those known there. 20 points when all were confirmed within a year, 12 for some, 6 for none."),
            w("Term: 20 points; 10 when it ends within 6 months or nothing is agreed; 8 when a review is overdue; none when it is over."),
            w("Sound from 48 points; asleep when for two years there was neither a contact nor an entry."),
        ]
    }
}
