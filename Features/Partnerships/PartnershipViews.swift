import Atlas
import Directory
import Foundation
import Kernel
import Markup
import Web

/// How the page of one partnership looks.
enum PartnershipViews {
    static func page(
        _ partnership: Partnership, history: [PartnershipHistory.Line], status: FormView, outlook: Outlook?, parts: HTML, health: HTML, panels: HTML,
        marks: HTML, _ context: Context
    )
        -> HTML
    {
        let w = context.w
        let archived: HTML =
            partnership.record.isArchived
            ? Part.notice(w("This partnership is archived"), "<p>\(w("It stands in no list and on no map. Nothing of it is lost."))</p>") : .empty
        return """
            \(marks)<nav class="crumbs"><a href="\(PartnershipPaths.register)">\(w("Partnerships"))</a> <span aria-hidden="true">/</span> <span>\(partnership.name)</span></nav>
            \(archived)\(status.wrongs([("status", w("Status")), ("on", w("Since")), ("reason", w("Who decided, and why"))]))
            \(head(partnership, context))
            \(facts(partnership, outlook, context))
            \(parts)
            <div class="two block"><div>
            \(about(partnership, w))
            \(parties(partnership, w))
            \(panels)
            \(if: !history.isEmpty, happenings(history, w))
            </div><div>
            \(health)
            \(place(partnership, context))
            \(if: !partnership.record.note.isEmpty, Part.block(w("Private note"), "<p class=\"pair-note\">\(partnership.record.note)</p>"))
            \(if: context.may(May.edit) && !partnership.record.isArchived, changeOfStatus(partnership, status, context))
            </div></div>
            """
    }

    // MARK: Head

    private static func head(_ partnership: Partnership, _ context: Context) -> HTML {
        let w = context.w
        let others = partnership.partners.dropFirst().map(\.name)
        return """
            <header class="pair"><h1>\(partnership.home.name) <span class="pair-and" aria-label="\(w("and"))" role="img">\(Token.ours.mark)</span> \(partnership.name)\(partnership.partners.first, some: native)</h1>
            <div>\(if: !others.isEmpty, "<p class=\"lead\">\(w("with \(w.list(others))"))</p>")\(if: !partnership.record.summary.isEmpty, "<p class=\"lead\">\(partnership.record.summary)</p>")</div>
            \(if: context.may(May.edit), "<div class=\"actions\">\(acts(partnership, context))</div>")</header>
            """
    }

    private static func native(_ partner: Partner) -> HTML {
        guard let local = partner.local else { return .empty }
        let language = partner.localLanguage.flatMap { Language($0) }
        return
            " <span class=\"pair-native\"\(language, some: { " lang=\"\($0.tag)\"" })\(if: language?.isRightToLeft == true, " dir=\"rtl\"")>\(local)</span>"
    }

    private static func acts(_ partnership: Partnership, _ context: Context) -> HTML {
        let (w, id) = (context.w, partnership.id)
        if partnership.record.isArchived {
            return Part.doing(w("Take back into the register"), PartnershipPaths.archiving(id), context, isAct: true, fields: [("archived", "0")])
        }
        let publication: HTML =
            partnership.record.isPublic
            ? Part.doing(w("Withdraw from the public"), PartnershipPaths.publication(id), context, fields: [("public", "0")])
            : Part.doing(w("Publish"), PartnershipPaths.publication(id), context, fields: [("public", "1")])
        let archiving = Part.asking(
            w("Archive"), id: "archiving", title: w("Archive this partnership?"),
            text: w("It disappears from lists, maps and the public pages, and can be taken back from the archive at any time."),
            yes: w("Archive it"), path: PartnershipPaths.archiving(id), context, fields: [("archived", "1")])
        return "\(Part.button(w("Edit"), to: PartnershipPaths.edit(id), isAct: true))\(publication)\(archiving)"
    }

    private static func facts(_ partnership: Partnership, _ outlook: Outlook?, _ context: Context) -> HTML {
        let (w, record) = (context.w, partnership.record)
        return """
            <div class="pair-facts">
            <dl><dt>\(w("Status"))</dt><dd>\(LifeViews.standing(record, w))</dd></dl>
            <dl><dt>\(w("Kind"))</dt><dd>\(w.kind(record.kind))</dd></dl>
            \(record.since, some: { since($0, isAlone: outlook == nil, context) })\(outlook, some: { term($0, w) })
            <dl><dt>\(w("Record"))</dt><dd>\(recordMark(partnership, context))</dd></dl>
            <dl><dt>\(w("Public"))</dt><dd>\(record.isPublic ? w("Published") : w("For the office alone"))</dd></dl>
            </div>
            """
    }

    /// Who has signed what is agreed, and the way there.
    private static func recordMark(_ partnership: Partnership, _ context: Context) -> HTML {
        let w = context.w
        let words = partnership.isShared ? w("signed by all parties") : w("stated by us alone")
        let mark = partnership.isShared ? Token.both.mark : Token.ours.mark
        guard context.may(May.read) else { return "<span class=\"mark-of\">\(mark)\(words)</span>" }
        return "<span class=\"mark-of\">\(mark)<a href=\"\(PartnershipPaths.agreement(partnership.id))\">\(words)</a></span>"
    }

    /// From when to when it is agreed, and what happens at the end.
    private static func term(_ outlook: Outlook, _ w: Words) -> HTML {
        guard let term = outlook.term else { return .empty }
        let from = outlook.present?.renewedOn ?? term.from
        let span =
            switch (from, outlook.present?.ends) {
            case (let from?, let ends?): w("\(w.date(from)) to \(w.date(ends))")
            case (let from?, nil): w("since \(w.date(from))")
            case (nil, let ends?): w("until \(w.date(ends))")
            case (nil, nil): w("open-ended")
            }
        return """
            <dl><dt>\(w("Term"))</dt><dd>\(span)\(term.renewal, some: { "<span class=\"second\">\($0.word(w))</span>" })</dd></dl>
            """
    }

    /// - Parameter isAlone: no list of the next dates names the anniversary.
    private static func since(_ date: PartialDate, isAlone: Bool, _ context: Context) -> HTML {
        let w = context.w
        let next = !isAlone ? nil : context.now.day.flatMap { Anniversary.next(since: date, today: $0) }
        return """
            <dl><dt>\(w("Since"))</dt><dd>\(w.date(date))</dd></dl>
            \(next, some: { "<dl><dt>\(w("Next anniversary"))</dt><dd>\(w("\($0.years) years"))<span class=\"second\">\(w.date($0.date))</span></dd></dl>" })
            """
    }

    // MARK: Body

    private static func about(_ partnership: Partnership, _ w: Words) -> HTML {
        let record = partnership.record
        let basis: HTML =
            "\(w.basis(record.basis))\(if: !record.basisText.isEmpty, "<span class=\"second\">\(record.basisText)</span>")\(Link(typed: record.basisLink), some: document)"
        return Part.block(
            w("About"),
            Part.facts(
                [
                    (w("What it is about"), HTML(text: record.theme)), (w("Fields of work"), HTML(text: w.fields(record.fields))),
                    (w("Basis"), basis),
                    (w("Lead person"), HTML(text: record.lead)),
                    (w("Who carries it"), HTML(text: record.involvement.map { w.involvement($0) } ?? "")),
                    (w("Source"), HTML(text: record.source ?? "")),
                    (w("Last changed"), HTML(text: w("\(w.date(partnership.updatedAt)) by \(partnership.updatedBy)"))),
                ], wide: true))
    }

    private static func document(_ link: Link) -> HTML {
        "<span class=\"second\"><a href=\"\(link.address)\" rel=\"noopener\">\(link.shown)</a></span>"
    }

    private static func parties(_ partnership: Partnership, _ w: Words) -> HTML {
        let all = [partnership.home] + partnership.partners
        return Part.block(
            w("Parties"),
            """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Party"))</th><th scope="col">\(w("What it is"))</th><th scope="col">\(w("Place"))</th></tr></thead>
            <tbody>\(all, { party($0, w) })</tbody></table>
            """)
    }

    private static func party(_ partner: Partner, _ w: Words) -> HTML {
        let place: HTML =
            partner.place.map { place in
                "<a href=\"\(DirectoryPaths.place(place.id))\">\(place.name)</a>\(partner.country, some: { ", \(w.country($0))" })"
            } ?? .empty
        return
            "<tr><th scope=\"row\"><a href=\"\(DirectoryPaths.organisation(partner.organisation))\">\(partner.fullName ?? partner.name)</a>\(partner.local, some: { local($0, partner) })</th><td class=\"c-sub\">\(partner.kind.word(w))</td><td class=\"c-sub\">\(place)</td></tr>"
    }

    private static func local(_ name: String, _ partner: Partner) -> HTML {
        let language = partner.localLanguage.flatMap { Language($0) }
        return
            " <span class=\"native\"\(language, some: { " lang=\"\($0.tag)\"" })\(if: language?.isRightToLeft == true, " dir=\"rtl\"")>\(name)</span>"
    }

    private static func happenings(_ history: [PartnershipHistory.Line], _ w: Words) -> HTML {
        Part.block(w("History"), Part.history(history.map { ($0.at, HTML(text: $0.what), HTML(text: $0.who)) }, w))
    }

    // MARK: Where

    private static func place(_ partnership: Partnership, _ context: Context) -> HTML {
        let w = context.w
        guard let partner = partnership.partners.first else { return .empty }
        let map = RegisterMap.map(of: partnership, w)
        let lines = [distance(partnership.home, partner, w), clock(partnership.home, partner, context)].compactMap(\.self)
        guard !map.isEmpty || !lines.isEmpty else { return .empty }
        return Part.block(
            w("Where"), "\(if: !map.isEmpty, "<div class=\"pair-map\">\(map)</div>")<ul class=\"plain\">\(lines, { "<li>\($0)</li>" })</ul>")
    }

    private static func distance(_ home: Partner, _ partner: Partner, _ w: Words) -> String? {
        guard let from = position(home), let to = position(partner) else { return nil }
        let kilometres = Int(GreatCircle(from: from, to: to).distance.rounded())
        return w("\(w.number(kilometres)) km as the crow flies")
    }

    private static func position(_ partner: Partner) -> GeographicPosition? {
        partner.latitude.flatMap { latitude in partner.longitude.flatMap { GeographicPosition(latitude: latitude, longitude: $0) } }
    }

    /// What the clock says there now, and how far it is from ours.
    private static func clock(_ home: Partner, _ partner: Partner, _ context: Context) -> String? {
        let w = context.w
        guard let here = home.timeZone.flatMap({ TimeZone(identifier: $0) }), let there = partner.timeZone.flatMap({ TimeZone(identifier: $0) })
        else { return nil }
        let minutes = (there.secondsFromGMT(for: context.now.date) - here.secondsFromGMT(for: context.now.date)) / 60
        let time = w.time(context.now, in: there)
        guard minutes != 0 else { return w("\(time) there now, as here") }
        let hours = Double(abs(minutes)) / 60
        let span = abs(minutes) % 60 == 0 ? w("\(abs(minutes) / 60) hours") : w("\(w.number(hours, digits: abs(minutes) % 30 == 0 ? 1 : 2)) hours")
        return minutes > 0 ? w("\(time) there now, \(span) ahead of us") : w("\(time) there now, \(span) behind us")
    }

    // MARK: Status

    static func changeOfStatus(_ partnership: Partnership, _ form: FormView, _ context: Context) -> HTML {
        let w = context.w
        let isBack = !form.problems.isEmpty
        let typed = isBack ? form.typed : Parameters([("status", partnership.record.status.rawValue)])
        let fields = FormView(typed, form.problems, w)
        return Part.block(
            w("Change the status"),
            """
            <form class="narrow" method="post" action="\(PartnershipPaths.status(partnership.id))" data-guard>\(context.csrf)
            \(fields.choice("status", w("Status"), PartnershipStatus.allCases.map { ($0.rawValue, w.status($0)) }))
            \(fields.text("on", w("Since"), help: w("Empty for today."), optional: true, small: true))
            \(fields.area("reason", w("Who decided, and why"), rows: 2))
            <p class="after"><button class="button">\(w("Change"))</button></p></form>
            """)
    }
}
