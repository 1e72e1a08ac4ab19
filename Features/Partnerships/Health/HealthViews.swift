import Directory
import Kernel
import Markup
import Web

/// How the health of a partnership looks: a word and a figure, the parts with their reasons and what to do next, and the rules behind them.
enum HealthViews {
    static func box(_ health: Health, _ partnership: Partnership, _ w: Words) -> HTML {
        Part.block(
            w("Health"),
            """
            <p class="health-sum" id="health"><b>\(word(health.verdict, w))</b> <span>\(sum(health, w))</span></p>\(below(health, partnership, w))
            <ul class="health-parts">\(health.parts, { part($0, partnership, w) })</ul>
            <details class="after"><summary>\(w("How it is reckoned"))</summary><ul class="rules-of">\(rules(w), { "<li>\($0)</li>" })</ul></details>
            """)
    }

    /// `74 of 100`, and of how much of the scale that is a share.
    private static func sum(_ health: Health, _ w: Words) -> String {
        guard let points = health.points else { return w("Too little is known for a figure.") }
        let figure = w("\(points) of \(w.number(100)) points")
        guard health.judged < 100 else { return figure }
        return w("\(figure), from \(w.number(health.earned)) of the \(w.number(health.judged)) that can be judged")
    }

    /// What the figure leaves out, and the one thing to do next.
    private static func below(_ health: Health, _ partnership: Partnership, _ w: Words) -> HTML {
        let unknown = health.parts.filter { $0.points == nil }.map { name($0.sort, w) }
        let left: HTML =
            unknown.isEmpty || health.points == nil ? .empty : "<p class=\"second\">\(w("Not known, and left out of it: \(w.list(unknown))."))</p>"
        guard let next = health.next else { return left }
        let link: HTML = "<a href=\"\(path(next.sort, partnership))\">\(name(next.sort, w))</a>"
        return "\(left)<p class=\"health-next\">\(w.html("To do next, for \(link): \(HealthWords.step(next, w))"))</p>"
    }

    private static func part(_ part: Health.Part, _ partnership: Partnership, _ w: Words) -> HTML {
        let name: HTML = "<a href=\"\(path(part.sort, partnership))\">\(name(part.sort, w))</a>"
        let words: HTML = """
            <span class="second">\(HealthWords.reason(part.reason, w))</span><span class="second step">\(HealthWords.step(part, w))</span>
            """
        guard let points = part.points else {
            return "<li class=\"unknown\">\(name)<span class=\"second\">\(w("not known"))</span>\(words)</li>"
        }
        let width = points * 100 / part.sort.most
        let low: HTML = points * 2 < part.sort.most ? " bar--low" : .empty
        return """
            <li>\(name)<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-bed" width="100" height="6"/><rect class="bar\(low)" width="\(width)" height="6"/></svg><b>\(w("\(w.number(points)) of \(w.number(part.sort.most))"))</b>\(words)</li>
            """
    }

    private static func path(_ sort: Health.Sort, _ partnership: Partnership) -> String {
        let id = partnership.id
        switch sort {
        case .contact, .people:
            return partnership.partners.first.map { DirectoryPaths.organisation($0.organisation) } ?? PartnershipPaths.partnership(id)
        case .exchange: return PartnershipPaths.record(id)
        case .promises: return RecordPaths(id).tab(ActivityKind.tab.path)
        case .plan: return RecordPaths(id).tab(CollaborationPlanKind.tab.path)
        case .indicators: return RecordPaths(id).tab(RecordTabs.indicators.path)
        case .term: return PartnershipPaths.agreement(id)
        }
    }

    static func name(_ sort: Health.Sort, _ w: Words) -> String {
        switch sort {
        case .contact: w("Contact")
        case .exchange: w("Exchange")
        case .people: w("People")
        case .promises: w("Promises")
        case .plan: w("Plan")
        case .indicators: w("Indicators")
        case .term: w("Term")
        }
    }

    static func word(_ verdict: Health.Verdict, _ w: Words) -> String {
        switch verdict {
        case .sound: w("Sound")
        case .needsAttention: w("Needs attention")
        case .asleep: w("Asleep")
        case .unknown: w("Not known yet")
        case .resting: w("Rests")
        }
    }

    /// In a list: the figure with its bar and, for whoever points at it or hears it, what it is; it leads to what it is made of and what to do next.
    /// That one sleeps is said whatever the figure; of what is not known nothing.
    static func mark(_ verdict: Health.Verdict, _ points: Int?, _ partnership: PartnershipID, _ w: Words) -> HTML {
        let path = PartnershipPaths.partnership(partnership) + "#health"
        if verdict == .asleep { return "<a href=\"\(path)\">\(word(verdict, w))</a>" }
        guard let points else { return .empty }
        let said = w("\(word(verdict, w)), \(w.number(points)) of \(w.number(100)) points: what it is made of, and what to do next")
        let low: HTML = points < Health.sound ? " bar--low" : .empty
        let width = String(Double(points * 52) / 100)
        return
            "<span class=\"on-phone\">\(w("Health")) </span><a class=\"health\" href=\"\(path)\" title=\"\(said)\"><svg viewBox=\"0 0 52 8\" aria-hidden=\"true\"><rect class=\"bar-bed\" y=\"2\" width=\"52\" height=\"4\"/><rect class=\"bar\(low)\" y=\"2\" width=\"\(width)\" height=\"4\"/></svg>\(points)<span class=\"unseen\"> \(said)</span></a>"
    }

    private static func rules(_ w: Words) -> [String] {
        [
            w("What is not known is left out of the scale. Below 40 points that can be judged there is no figure."),
            w(
                "Contact: the last contact noted with a person there, or the last entry of the other side. 20 points within 3 months, 16 within 6, 12 within 12, 6 within 18, 3 within 24."
            ),
            w(
                "Exchange: entries in the record within two years. 20 points when both sides write about as much, 14 when both write, 8 when one does."
            ),
            w("People: those known there. 5 points, and 10 more in proportion to those confirmed within a year."),
            w("Promises: up to 15 points, the share of activities done among those done, late and overdue."),
            w("Plan: up to 10 points for its four sections: objective, communication, team, outcomes."),
            w("Indicators: up to 10 points, the share that is reached, ahead or on course."),
            w(
                "Term: 10 points; 5 when it ends within 6 months and does not go on by itself, or has neither end nor review; 4 when a review is overdue; none when it is over."
            ),
            w("Sound from 60 of 100 points; asleep when for two years there was neither a contact nor an entry nor a change."),
        ]
    }
}
