import Kernel
import Markup
import Storage
import Web

/// The calendar a person subscribes to in a program of their own, and its address.
struct CalendarPages: Sendable {
    var routes: [Route] {
        [
            .get("/calendar/{token}", may: .anyone, feed),
            .post(PartnershipPaths.calendar, may: May.read, make),
            .post("\(PartnershipPaths.calendar)/removal", may: May.read, end),
        ]
    }

    static let reading = FactReading(CalendarFeed.subject, "Calendar address") { fact, w in
        fact.act == "made" ? w("Address made") : w("Address ended")
    }

    // MARK: The calendar

    @Sendable private func feed(_ context: Context, _ connection: Connection) throws -> Reply {
        let name = try context.word("token")
        let feed = CalendarFeed(connection: connection)
        guard name.hasSuffix(".ics"), let owner = try feed.owner(of: String(name.dropLast(4))), May.read.allows(owner.actor),
            let today = context.now.day, let window = AnniversaryWindow(from: today, months: 36)
        else { throw AppError.notFound }
        let w = owner.language.map { context.house.words($0) } ?? context.w
        let visible = VisiblePartnerships(connection, actor: owner.actor, language: w.language)
        let anniversaries = try AnniversaryStore(visible: visible).page(window, limit: CalendarFeed.most).rows
        let address = context.house.settings.address
        var events = anniversaries.compactMap { Self.event($0, address, w) }
        for term in try feed.terms(for: owner.actor, from: today) {
            let link = address + PartnershipPaths.agreement(term.id)
            if let day = term.ends, day >= today {
                events.append(
                    CalendarEvent(
                        id: "\(term.id)-end", day: day, title: w("The term with \(term.name) ends"),
                        text: term.goesOn ? w("It goes on unless a party says no before that day.") : w("What comes then is agreed before that day."),
                        link: link, changed: term.changed))
            }
            if let day = term.review, day >= today {
                events.append(
                    CalendarEvent(
                        id: "\(term.id)-review", day: day, title: w("Review with \(term.name)"),
                        text: w("What was promised, what was kept, what is to change."), link: link, changed: term.changed))
            }
        }
        for year in try YearStore(connection: connection, office: try owner.office).years(from: today.year) {
            guard let day = PartialDate(year: year.year, month: 1, day: 1), day >= today else { continue }
            let focus = year.focus.isEmpty ? "" : w("Focus year of \(w.list(year.focus.map(\.name)))")
            events.append(
                CalendarEvent(
                    id: "\(year.year)-theme", day: day, title: w("Theme of \(String(year.year)): \(year.theme)"), text: focus,
                    link: address + YearPages.one(year.year), changed: year.updatedAt))
        }
        return Reply.text(CalendarText.calendar(w("Partnerships of \(owner.officeName)"), events), type: "text/calendar; charset=utf-8")
            .header("cache-control", "private, no-cache")
    }

    /// A year or a month alone becomes its first day, and says so.
    private static func event(_ row: AnniversaryRow, _ address: String, _ w: Words) -> CalendarEvent? {
        let (date, name) = (row.anniversary.date, row.partnership.partner.name)
        guard let day = PartialDate(year: date.year, month: date.month ?? 1, day: date.day ?? 1) else { return nil }
        let title = w("\(row.anniversary.years) years with \(name)")
        return CalendarEvent(
            id: "\(row.partnership.id)-\(row.anniversary.years)", day: day, title: date.day == nil ? w("\(title) (date not known)") : title,
            text: date.day == nil ? w("Only \(w.date(date)) is recorded.") : "",
            link: address + PartnershipPaths.anniversary(row.partnership.id, row.anniversary.years), changed: row.partnership.updatedAt)
    }

    // MARK: Its address

    @Sendable private func make(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        guard let user = context.actor.user else { throw AppError.notFound }
        let token = try CalendarFeed(connection: connection).make(for: user, in: try context.office(), by: context.actor, at: context.now)
        let address = "\(context.house.settings.address)/calendar/\(token).ics"
        return context.page(
            w("Your calendar"), path: PartnershipPaths.register,
            """
            \(Part.head(w("Your calendar"), crumbs: [(w("Partnerships"), PartnershipPaths.register), (w("Anniversaries"), PartnershipPaths.anniversaries)]))
            \(Part.notice(w("Copy it now: it is shown only once"), "<p>\(w("Subscribe to this address in your calendar. Whoever has it reads these dates, so keep it to yourself."))</p>\(Part.facts([(w("Address"), "<b class=\"num breaks\">\(address)</b>")]))"))
            <p class="block">\(Part.button(w("Done"), to: PartnershipPaths.anniversaries, isAct: true))</p>
            """
        ).header("cache-control", "no-store")
    }

    @Sendable private func end(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let user = context.actor.user else { throw AppError.notFound }
        try CalendarFeed(connection: connection).end(of: user, in: try context.office(), by: context.actor, at: context.now)
        return Reply.redirect(PartnershipPaths.anniversaries).saying(context.w("The address opens nothing any more."))
    }

    /// On the page of the anniversaries: the way to the address.
    static func block(_ context: Context, _ connection: Connection) throws -> HTML {
        let w = context.w
        guard let user = context.actor.user, let office = context.actor.office else { return .empty }
        let made = try CalendarFeed(connection: connection).made(by: user, in: office)
        let acts: HTML
        if let made {
            acts = """
                <p>\(w("You made an address on \(w.date(made)). A new one replaces it."))</p><div class="actions after">\(Part.doing(w("Make a new address"), PartnershipPaths.calendar, context, small: true))\(Part.doing(w("End the address"), "\(PartnershipPaths.calendar)/removal", context, small: true))</div>
                """
        } else {
            acts = "<div class=\"actions after\">\(Part.doing(w("Make an address"), PartnershipPaths.calendar, context, small: true))</div>"
        }
        return Part.block(
            w("In your own calendar"),
            "<p class=\"second\">\(w("Your calendar can subscribe to the anniversaries of three years, and to ends and reviews of terms."))</p>\(acts)"
        )
    }
}
