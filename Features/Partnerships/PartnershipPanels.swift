import Foundation
import Kernel
import Markup
import Storage
import Web

/// What the register shows on the pages of other features.
enum PartnershipPanels {
    static let all = [
        Panel(.today, order: 10, today),
        Panel(.place, order: 10, place),
        Panel(.organisation, order: 20, organisation),
        Panel(.search, order: 20, search),
    ]

    // MARK: Today

    @Sendable private static func today(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(May.readPublished) else { return nil }
        let w = context.w
        let visible = VisiblePartnerships(context, connection)
        let standing = try VisiblePartnerships.standing(context, connection)
        let asked = try asked(context, connection)
        guard standing.total > 0 || !asked.isEmpty else { return context.may(May.edit) ? firstSteps(w) : nil }
        let last = try visible.rows("1 = 1", order: "p.updated_at DESC, p.id DESC", limit: 1).first
        let link: HTML =
            "<a href=\"\(PartnershipPaths.register)\">\(w("\(standing.total) partnerships \(w("in \(standing.countries) countries"))"))</a>"
        let states = standing.states.map { w.standing($0.status, $0.count) }.joined(separator: ", ")
        return """
            <p class="morning">\(w.html("You keep \(link): \(states).")) \(last, some: { changed($0, w) })</p>
            \(asked)
            \(try news(context, connection))
            \(try TermPanel.view(context, connection))
            \(try anniversaries(visible, context))
            """
    }

    /// What partners ask of the office: to share a record, to answer a proposal.
    private static func asked(_ context: Context, _ connection: Connection) throws -> HTML {
        guard context.may(May.edit), let office = context.actor.office else { return .empty }
        let (w, parties) = (context.w, SharedParties(connection: connection))
        let invitations = try parties.invitations(of: office).map { found -> HTML in
            "<li><a href=\"\(PartnershipPaths.invitation(found.record))\">\(w("\(found.from) invites you"))</a><span>\(w.date(found.since))</span></li>"
        }
        let proposals = try parties.waiting(for: office).map { found -> HTML in
            "<li><a href=\"\(PartnershipPaths.agreement(found.partnership))\">\(found.name)</a><span>\(w("\(found.count) proposals wait for your answer"))</span></li>"
        }
        guard !invitations.isEmpty || !proposals.isEmpty else { return .empty }
        return Part.block(w("Partners ask"), "<ul class=\"plain\">\(invitations.joined())\(proposals.joined())</ul>")
    }

    /// What the other parties did lately.
    private static func news(_ context: Context, _ connection: Connection) throws -> HTML {
        guard context.may(May.read), let office = context.actor.office else { return .empty }
        return PartnerNewsViews.panel(try PartnerNews(connection: connection).latest(of: office, at: context.now), context.w)
    }

    private static func changed(_ row: RegisterRow, _ w: Words) -> HTML {
        let link: HTML = "<a href=\"\(PartnershipPaths.partnership(row.id))\">\(row.partner.name)</a>"
        return w.html("Last changed: \(link), \(w.date(row.updatedAt)).")
    }

    private static func firstSteps(_ w: Words) -> HTML {
        let acts: HTML =
            "\(Part.button(w("Upload a spreadsheet"), to: PartnershipPaths.imports, isAct: true))\(Part.button(w("New partnership"), to: PartnershipPaths.new))"
        return Part.empty(
            w("Begin with your partners"),
            w("Upload the spreadsheet you have, just as it is: every row is matched to a real place, and nothing is written before you say so."),
            actions: acts)
    }

    private static func anniversaries(_ visible: VisiblePartnerships, _ context: Context) throws -> HTML {
        let w = context.w
        guard let today = context.now.day, let window = AnniversaryWindow(from: today),
            let month = PartialDate(year: window.limit.year, month: window.limit.month)
        else { return .empty }
        let all = try context.memory.recall("anniversaries \(today)") { try AnniversaryStore(visible: visible).page(window, limit: 8) }
        guard !all.rows.isEmpty else { return .empty }
        let link: HTML = context.may(May.read) ? "<a href=\"\(PartnershipPaths.anniversaries)\">\(w("All of them"))</a>" : .empty
        return Part.block(
            w("Anniversaries until \(w.date(month))"), link: link,
            """
            <table class="table table--cards"><thead class="unseen"><tr><th scope="col">\(w("When"))</th><th scope="col">\(w("Partner"))</th><th scope="col">\(w("What"))</th><th scope="col">\(w("Status"))</th></tr></thead>
            <tbody>\(all.rows, { anniversary($0.partnership, $0.anniversary, w) })</tbody></table>
            """)
    }

    private static func anniversary(_ row: RegisterRow, _ anniversary: Anniversary, _ w: Words) -> HTML {
        let years = anniversary.date.month == nil ? w("\(anniversary.years) years, day not recorded") : w("\(anniversary.years) years")
        return
            "<tr><td class=\"c-over nowrap\">\(w.date(anniversary.date))</td><th scope=\"row\"><a href=\"\(PartnershipPaths.partnership(row.id))\">\(row.partner.both)</a></th><td class=\"c-sub\">\(years)</td><td class=\"c-sub\">\(row.status.mark(w))</td></tr>"
    }

    // MARK: Lists

    @Sendable private static func place(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(May.readPublished), let place = Int(subject) else { return nil }
        let rows = try VisiblePartnerships(context, connection).rows(
            among: """
                SELECT pl.partnership_id AS id FROM organisation og JOIN partnership_party pl ON pl.organisation_id = og.id WHERE og.place_id = \(place) AND pl.position > 0
                """, order: "COALESCE(p.since, '')", limit: 50)
        let act: HTML = context.may(May.edit) ? Part.button(context.w("New partnership"), to: PartnershipPaths.new(with: place), small: true) : .empty
        guard !rows.isEmpty else {
            return act.isEmpty
                ? nil : Part.block(context.w("Partnerships"), link: act, "<p class=\"second\">\(context.w("None with this place yet."))</p>")
        }
        return list(rows, link: act, context.w)
    }

    @Sendable private static func organisation(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(May.readPublished), let organisation = OrganisationID(subject) else { return nil }
        let rows = try VisiblePartnerships(context, connection).rows(
            among: "SELECT pl.partnership_id AS id FROM partnership_party pl WHERE pl.organisation_id = \(organisation)", order: "p.partner_key",
            limit: 50)
        return rows.isEmpty ? nil : list(rows, link: .empty, context.w)
    }

    @Sendable private static func search(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(May.readPublished), !subject.isEmpty else { return nil }
        let typed = String(subject.prefix(200))
        let rows = try VisiblePartnerships(context, connection).rows(Register.found(typed), order: Register.nearest(typed), limit: 11)
        guard !rows.isEmpty else { return nil }
        let w = context.w
        let more: HTML =
            rows.count > 10 ? "<a href=\"\(PartnershipPaths.register)\(Parameters([("q", subject)]).queryString)\">\(w("All of them"))</a>" : .empty
        return list(Array(rows.prefix(10)), link: more, w)
    }

    private static func list(_ rows: [RegisterRow], link: HTML, _ w: Words) -> HTML {
        Part.block(
            w("Partnerships"), link: link,
            """
            <table class="table table--cards"><thead class="unseen"><tr><th scope="col">\(w("Partner"))</th><th scope="col">\(w("Kind"))</th><th scope="col">\(w("Status"))</th></tr></thead>
            <tbody>\(rows, { line($0, w) })</tbody></table>
            """)
    }

    private static func line(_ row: RegisterRow, _ w: Words) -> HTML {
        let what = row.since.map { w("\(w.kind(row.kind)), since \(w.date($0))") } ?? w.kind(row.kind)
        return
            "<tr><th scope=\"row\"><a href=\"\(PartnershipPaths.partnership(row.id))\">\(row.partner.both)</a></th><td class=\"c-sub\">\(what)</td><td class=\"c-top\">\(row.status.mark(w))</td></tr>"
    }
}
