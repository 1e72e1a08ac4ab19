import Directory
import Kernel
import Markup
import Web

/// How the outlook of a partnership looks: a sentence or two, then what was kept, what comes, and whom to write to.
enum OutlookViews {
    static func view(_ outlook: Outlook, _ page: RecordPage) -> HTML {
        let w = page.w
        return """
            <section class="outlook" aria-label="\(w("Outlook"))"><p class="lead">\(sentences(outlook, w).joined(separator: " "))</p>\(renewal(outlook, page))
            <div class="outlook-parts">\(promises(outlook, page))\(coming(outlook, page))\(reach(outlook, page))</div></section>
            """
    }

    // MARK: Sentences

    /// The term, its review, what was promised and what was kept.
    static func sentences(_ outlook: Outlook, _ w: Words) -> [String] {
        var all = [term(outlook, w)] + review(outlook, w)
        let promises = outlook.promises
        if !promises.activities.isEmpty {
            all.append(w("Of \(promises.activities.count) activities promised: \(w.list(activities(promises, w)))."))
        }
        if !promises.indicators.isEmpty {
            all.append(w("Of \(promises.indicators.count) indicators: \(w.list(indicators(promises, w)))."))
        }
        return all
    }

    /// Nothing for what has ended: what was to be looked at is history.
    private static func review(_ outlook: Outlook, _ w: Words) -> [String] {
        guard let term = outlook.term, !outlook.isEnded else { return [] }
        guard let review = term.review else { return [w("No review is agreed.")] }
        guard review > outlook.today else { return [w("A review is due since \(w.date(review)).")] }
        return [w("The next review is on \(w.date(review)), \(DayWords.distance(from: outlook.today, to: review, w)).")]
    }

    private static func term(_ outlook: Outlook, _ w: Words) -> String {
        outlook.term.map { $0.sentence(on: outlook.today, w) } ?? w("No term is agreed.")
    }

    private static func activities(_ promises: Promises, _ w: Words) -> [String] {
        let dropped = promises.activities.count - promises.done - promises.overdue - promises.open
        return [
            promises.done > 0 ? w("\(promises.done) done") : nil, promises.overdue > 0 ? w("\(promises.overdue) overdue") : nil,
            promises.open > 0 ? w("\(promises.open) still open") : nil, dropped > 0 ? w("\(dropped) dropped") : nil,
        ].compactMap { $0 }
    }

    private static func indicators(_ promises: Promises, _ w: Words) -> [String] {
        [
            promises.reached > 0 ? w("\(promises.reached) reached") : nil, promises.onCourse > 0 ? w("\(promises.onCourse) on course") : nil,
            promises.behind > 0 ? w("\(promises.behind) behind") : nil,
            promises.unjudged > 0 ? w("\(promises.unjudged) not judged yet") : nil,
        ].compactMap { $0 }
    }

    // MARK: Renewal

    /// The way to the next term, where it is time to agree on one.
    static func renewal(_ outlook: Outlook, _ page: RecordPage) -> HTML {
        let w = page.w
        guard page.mayEdit, !outlook.isEnded, let term = outlook.term, term.asksForRenewal(on: outlook.today), !outlook.isTermDrafted else {
            return .empty
        }
        guard let next = term.following(on: outlook.today) else {
            return
                "<p class=\"outlook-act\">\(Part.button(w("Agree on the next term"), to: page.paths.thing(TermKind.kind), small: true))</p>"
        }
        let what = w("The next term: \(w.date(next.from)) to \(w.date(next.until)).")
        let holds =
            page.reading.isAlone ? w("Holds at once: your office is alone in this record.") : w("What is agreed holds until all parties assent.")
        return """
            <div class="outlook-act">\(Part.doing(w("Renew the term"), TermPaths.renewal(page.id), page.context, small: true))<span class="second">\(what) \(holds)</span></div>
            """
    }

    // MARK: Parts

    private static func promises(_ outlook: Outlook, _ page: RecordPage) -> HTML {
        let (w, promises) = (page.w, outlook.promises)
        let none: HTML = "<span class=\"second\">\(w("None is agreed."))</span>"
        let activities =
            promises.activities.isEmpty
            ? none
            : counts(
                [
                    (promises.done, w("done"), false), (promises.overdue, w("overdue"), true), (promises.open, w("open"), false),
                ], w)
        let indicators =
            promises.indicators.isEmpty
            ? none
            : counts(
                [
                    (promises.reached, w("reached"), false), (promises.onCourse, w("on course"), false), (promises.behind, w("behind"), true),
                    (promises.unjudged, w("not judged"), false),
                ], w)
        return Part.block(
            w("Promised and kept"),
            """
            <dl class="kept"><dt><a href="\(page.paths.tab(ActivityKind.tab.path))">\(w("Activities"))</a></dt><dd>\(activities)</dd>
            <dt><a href="\(page.paths.tab(RecordTabs.indicators.path))">\(w("Indicators"))</a></dt><dd>\(indicators)</dd></dl>
            """)
    }

    private static func counts(_ all: [(count: Int, word: String, isLate: Bool)], _ w: Words) -> HTML {
        all.filter { $0.count > 0 }.map { part -> HTML in
            "<span\(if: part.isLate, " class=\"late\"")><b>\(w.number(part.count))</b> \(part.word)</span> "
        }.joined()
    }

    private static func coming(_ outlook: Outlook, _ page: RecordPage) -> HTML {
        let w = page.w
        let none: HTML = "<p class=\"second\">\(w("Nothing is due."))</p>"
        return Part.block(
            w("Next dates"),
            outlook.coming.isEmpty ? none : "<ul class=\"plain dates-of\">\(outlook.coming, { line($0, outlook.today, page) })</ul>")
    }

    private static func line(_ coming: Outlook.Coming, _ today: PartialDate, _ page: RecordPage) -> HTML {
        let w = page.w
        let (word, path): (String, String) =
            switch coming.what {
            case .termEnds(let goesOn): (goesOn ? w("The term goes on") : w("The term ends"), page.paths.agreement)
            case .review: (w("Joint review"), page.paths.agreement)
            case .anniversary(let years): (w("\(years) years"), PartnershipPaths.anniversary(page.id, years))
            case .activity(let title): (title, page.paths.tab(ActivityKind.tab.path))
            }
        let distance = DayWords.distance(from: today, to: coming.day, w)
        return """
            <li><span class="nowrap">\(w.date(coming.day))</span><a href="\(path)">\(word)</a>\(if: !distance.isEmpty, "<span class=\"second\(if: coming.isLate, " late")\">\(distance)</span>")</li>
            """
    }

    private static func reach(_ outlook: Outlook, _ page: RecordPage) -> HTML {
        let w = page.w
        let link: HTML = "<a href=\"\(page.paths.tab(CommunicationKind.tab.path))\">\(w("All contact points"))</a>"
        let rhythm = outlook.ways.flatMap { CommunicationKind.Rhythm(rawValue: $0.text("rhythm")) }.map { $0.word(w) } ?? ""
        let ways = [outlook.ways?.text("channel") ?? "", outlook.ways?.text("language") ?? "", rhythm].filter { !$0.isEmpty }
        return Part.block(
            w("Whom to write to"), link: link,
            "<dl class=\"reach\">\(outlook.reach, { party($0, w) })</dl>\(if: !ways.isEmpty, "<p class=\"second\">\(ways.joined(separator: " · "))</p>")"
        )
    }

    private static func party(_ reach: Outlook.Reach, _ w: Words) -> HTML {
        guard !reach.contacts.isEmpty else { return "<dt>\(reach.party)</dt><dd class=\"second\">\(w("nobody named yet"))</dd>" }
        return "<dt>\(reach.party)</dt>\(reach.contacts.prefix(Outlook.named), { contact($0, w) })"
    }

    private static func contact(_ contact: SharedObject, _ w: Words) -> HTML {
        let name = contact.title.isEmpty ? w("Erased") : contact.title
        let email = contact.text("email")
        let link = email.isEmpty ? nil : Link(typed: "mailto:" + email)
        return "<dd>\(name)\(link, some: { " <a class=\"breaks\" href=\"\($0.address)\">\($0.shown)</a>" })</dd>"
    }
}
