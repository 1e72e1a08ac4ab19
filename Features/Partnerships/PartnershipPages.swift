import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// The register and the page of one partnership: what is asked and what is done.
struct PartnershipPages: Sendable {
    let gazetteer: Gazetteer
    let reconciler: Reconciler

    var routes: [Route] {
        let one = "\(PartnershipPaths.register)/{id}"
        return [
            .get(PartnershipPaths.register, may: May.readPublished, register),
            .get(PartnershipPaths.map, may: May.readPublished, map),
            .get(PartnershipPaths.archive, may: May.edit, archive),
            .get(PartnershipPaths.timeline, may: May.readPublished, timeline),
            Self.export(.table, PartnershipPaths.register), Self.export(.map, PartnershipPaths.map),
            Self.export(.timeline, PartnershipPaths.timeline),
            Register.archive.exportRoute(may: May.edit),
            .get(PartnershipPaths.new, may: May.edit, new),
            .post(PartnershipPaths.register, may: May.edit, create),
            .get(one, may: May.readPublished, show),
            .get("\(one)/edit", may: May.edit, edit),
            .post(one, may: May.edit, update),
            .post("\(one)/status", may: May.edit, changeStatus),
            .post("\(one)/publication", may: May.edit, changePublication),
            .post("\(one)/archiving", may: May.edit, changeArchiving),
            Register.api.apiRoute(
                "/api/v1/partnerships", may: .anyone, "Partnerships: those of the office one is signed in to, or the published ones of every office",
                for: { Register.list(.api, for: $0) }),
            PartnershipAPI.route,
        ] + PartnershipActs(pages: self).routes
    }

    // MARK: The register

    private static func export(_ shown: Register.Shown, _ path: String) -> Route {
        .getFlow("\(path)/export/{format}", may: May.readPublished) { try await Register.list(shown, for: $0.actor).export($0) }
    }

    @Sendable private func register(_ context: Context, _ connection: Connection) throws -> Reply {
        let body = try context.drawn {
            let listing = Register.list(.table, for: context.actor)
            let query = listing.query(context.request.query)
            let page = try listing.page(query, context.scope, connection)
            let standing = try VisiblePartnerships.standing(context, connection)
            let list = try listing.view(page, query, context, connection, empty: RegisterViews.empty(context))
            return
                "\(RegisterViews.head(standing, context))\(if: standing.total > 0, RegisterViews.tabs(PartnershipPaths.register, query, context))\(list)"
        }
        return context.page(context.w("Partnerships"), body)
    }

    /// As many rows as a map can show apart.
    private static let mapped = 1000

    @Sendable private func map(_ context: Context, _ connection: Connection) throws -> Reply {
        let listing = Register.list(.map, for: context.actor)
        let query = listing.query(context.request.query, limit: Self.mapped)
        let page = try listing.page(query, context.scope, connection)
        let visible = VisiblePartnerships(context, connection)
        let standing = try VisiblePartnerships.standing(context, connection)
        let isByKind = context.request.query.text("marks") == "kind"
        let map = RegisterMap(rows: page.items, home: try visible.homePlace(), isByKind: isByKind, context: context).view(query)
        let list = try listing.view(page, query, context, connection, empty: RegisterViews.empty(context), above: map)
        return context.page(
            context.w("Partnerships on the map"), path: PartnershipPaths.register,
            "\(RegisterViews.head(standing, context))\(if: standing.total > 0, RegisterViews.tabs(PartnershipPaths.map, query, context))\(list)")
    }

    /// As many bars as anybody reads.
    private static let drawn = 500

    @Sendable private func timeline(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let body = try context.drawn {
            let listing = Register.list(.timeline, for: context.actor)
            let query = listing.query(context.request.query, limit: Self.drawn)
            let page = try listing.page(query, context.scope, connection)
            let standing = try VisiblePartnerships.standing(context, connection)
            var chart = HTML.empty
            if let today = context.now.day {
                let changes = context.may(May.read) ? try TimelineStore(connection: connection).changes(page.items.map(\.id)) : [:]
                chart = TimelineViews(Timeline(page.items, changes: changes, today: today), total: page.total ?? page.items.count, w).view()
            }
            let list = try listing.view(page, query, context, connection, empty: RegisterViews.empty(context), above: chart)
            return
                "\(RegisterViews.head(standing, context))\(if: standing.total > 0, RegisterViews.tabs(PartnershipPaths.timeline, query, context))\(list)"
        }
        return context.page(w("Partnerships since their beginning"), path: PartnershipPaths.register, body)
    }

    @Sendable private func archive(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let query = Register.archive.query(context.request.query)
        let page = try Register.archive.page(query, context.scope, connection)
        let standing = try VisiblePartnerships.standing(context, connection)
        let list = try Register.archive.view(
            page, query, context, connection,
            empty: Part.empty(w("Nothing is archived"), w("A partnership that is archived waits here until somebody takes it back.")))
        return context.page(
            w("Archived partnerships"), path: PartnershipPaths.register,
            "\(RegisterViews.head(standing, context))\(RegisterViews.tabs(PartnershipPaths.archive, query, context))\(list)")
    }

    // MARK: One partnership

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        return try page(partnership, context, connection)
    }

    /// The page, with what was typed into the form of the status where it came back.
    private func page(
        _ partnership: Partnership, _ context: Context, _ connection: Connection, typed: Parameters = Parameters(), problems: Problems = Problems()
    ) throws -> Reply {
        let history =
            context.may(May.read)
            ? PartnershipHistory.lines(
                try connection.journal.facts(.subject(kind: PartnershipStore.subject, id: partnership.id.text), limit: 30), context.w) : []
        let whole = try recordPage(partnership, context, connection, personal: true)
        let record = whole.flatMap { $0.isAwaiting ? nil : $0 }
        let promises = context.now.day.flatMap { today in record.map { Promises($0.reading, today: today) } }
        let outlook = context.now.day.flatMap { today in
            record.flatMap { page in promises.map { Outlook(page.reading, $0, partnership.record, today: today) } }
        }
        let body = PartnershipViews.page(
            partnership, history: history, status: FormView(typed, problems, context.w), outlook: outlook,
            parts:
                "\(whole, some: awaiting)\(record, some: parts)\(outlook, some: { shown in record.map { OutlookViews.view(shown, $0) } ?? .empty })",
            health: try record.map { "\(try health($0, promises))\(try YearViews.block($0))" } ?? .empty,
            panels: "\(record, some: IndicatorViews.short)\(try context.panels(.partnership, partnership.id.text, connection))",
            marks: try context.marks("partnership", partnership.id.text, connection), context)
        return context.page(
            "\(partnership.home.name) – \(partnership.name)", status: problems.isEmpty ? 200 : 422,
            path: PartnershipPaths.partnership(partnership.id), body)
    }

    /// The record, for those who read it.
    /// - Parameter personal: with the values about persons.
    private func recordPage(_ partnership: Partnership, _ context: Context, _ connection: Connection, personal: Bool = false) throws -> RecordPage? {
        guard context.may(May.read), let record = try RecordStore(connection: connection).record(of: partnership.id) else { return nil }
        return try RecordPage(context, connection, partnership: partnership, record: record, personal: personal, mayWait: true)
    }

    /// What an office is told whose becoming party waits for others.
    private func awaiting(_ page: RecordPage) -> HTML {
        guard page.isAwaiting else { return .empty }
        return "\(page.awaitingNotice)<p class=\"actions\">\(Part.button(RecordTabs.terms.word(page.w), to: page.paths.agreement))</p>"
    }

    /// The ways to the other parts of the page.
    private func parts(_ page: RecordPage) -> HTML {
        "\(RecordTabs.view(page, at: RecordTabs.overview))\(page.leftNotice)\(RecordTabs.drafted(page, at: RecordTabs.overview))"
    }

    /// How well the partnership is; nothing for what is suspended or ended, which rests for a reason.
    private func health(_ page: RecordPage, _ promises: Promises?) throws -> HTML {
        let record = page.partnership.record
        guard !record.status.rests, !record.isArchived, let promises,
            let figures = try HealthStore(connection: page.connection).figures(page.partnership, page.reading, promises, at: page.context.now)
        else { return .empty }
        return HealthViews.box(Health(figures), page.partnership, page.w)
    }

    // MARK: Entering and changing

    @Sendable private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        let place = Int(context.request.query.text("place").prefix(15))
        let form = PartnershipForm(context, gazetteer: gazetteer, reconciler: reconciler)
        return entering(context, form, try form.empty(place: place), Problems())
    }

    private func entering(
        _ context: Context, _ form: PartnershipForm, _ typed: Parameters, _ problems: Problems, notice: HTML = .empty, isSure: Bool = false,
        status: Int = 200
    ) -> Reply {
        let w = context.w
        let page = PartnershipFormPage(
            title: w("New partnership"), action: PartnershipPaths.register, cancel: PartnershipPaths.register, act: w("Enter into the register"),
            typed: typed, problems: problems,
            labels: form.labels(typed), notice: notice, isSure: isSure)
        return context.page(page.title, status: status, path: PartnershipPaths.register, PartnershipFormViews.page(page, context))
    }

    @Sendable private func create(_ context: Context, _ connection: Connection) throws -> Reply {
        let form = PartnershipForm(context, gazetteer: gazetteer, reconciler: reconciler)
        var typed = context.request.form
        if !typed.text("more").isEmpty { return entering(context, form, typed, Problems(), status: 422) }
        let (draft, problems) = try form.read(&typed, present: nil)
        guard problems.isEmpty else { return entering(context, form, typed, problems, status: 422) }
        let store = try store(context, connection)
        if typed.text("anyway") != "1", let double = try double(of: draft, store) {
            return entering(context, form, typed, problems, notice: doubled(double, context), isSure: true, status: 422)
        }
        do {
            let id = try store.create(draft)
            return .redirect(PartnershipPaths.partnership(id)).saying(context.w("The partnership is in the register."))
        } catch PartnershipError.noOtherParty {
            return entering(context, form, typed, alone(context), status: 422)
        }
    }

    /// A partnership of the same kind with the same city, if there is one.
    func double(of draft: PartnershipDraft, _ store: PartnershipStore) throws -> PartnershipID? {
        guard let place = draft.partners.first?.place else { return nil }
        return try store.findExisting(partnerPlace: place, kind: draft.kind)
    }

    private func doubled(_ id: PartnershipID, _ context: Context) -> HTML {
        let w = context.w
        let link: HTML = "<a href=\"\(PartnershipPaths.partnership(id))\">\(w("a partnership of this kind with this city"))</a>"
        return Part.notice(
            w("Perhaps you have it already"), "<p>\(w.html("The register has \(link). Nothing is saved yet: enter it again if you want both."))</p>")
    }

    @Sendable private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let partnership = try standing(context, connection)
        let form = PartnershipForm(context, gazetteer: gazetteer, reconciler: reconciler)
        return changing(context, form, partnership, form.typed(try drafted(partnership, context, connection)), Problems())
    }

    /// With the terms as the office's draft would have them.
    func drafted(_ partnership: Partnership, _ context: Context, _ connection: Connection) throws -> Partnership {
        guard partnership.isShared, let record = try RecordStore(connection: connection).record(of: partnership.id),
            let own = try SharedParties(connection: connection).party(of: try context.office(), in: record),
            let draft = try DraftStore(connection: connection).draft(record, of: own), draft.set[SharedTerms.object] != nil
        else { return partnership }
        let terms = draft.applied(to: try RecordStore(connection: connection).ledger(record).agreement.objects)[SharedTerms.object] ?? [:]
        var shown = partnership
        SharedTerms(shown.record).apply(terms, to: &shown.record)
        return shown
    }

    private func changing(
        _ context: Context, _ form: PartnershipForm, _ partnership: Partnership, _ typed: Parameters, _ problems: Problems, notice: HTML = .empty,
        revision: Int? = nil, status: Int = 200
    ) -> Reply {
        let w = context.w
        let page = PartnershipFormPage(
            title: w("Change: \(partnership.home.name) and \(partnership.name)"), action: PartnershipPaths.partnership(partnership.id),
            cancel: PartnershipPaths.partnership(partnership.id),
            act: w("Save"), typed: typed, problems: problems, labels: form.labels(typed), notice: notice,
            revision: revision ?? partnership.record.revision)
        return context.page(page.title, status: status, path: PartnershipPaths.partnership(partnership.id), PartnershipFormViews.page(page, context))
    }

    @Sendable private func update(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let partnership = try standing(context, connection)
        let form = PartnershipForm(context, gazetteer: gazetteer, reconciler: reconciler)
        var typed = context.request.form
        let revision = Int(typed.text("revision").prefix(10)) ?? 0
        if !typed.text("more").isEmpty { return changing(context, form, partnership, typed, Problems(), revision: revision, status: 422) }
        let (draft, problems) = try form.read(&typed, present: partnership)
        guard problems.isEmpty else { return changing(context, form, partnership, typed, problems, revision: revision, status: 422) }
        guard revision == partnership.record.revision else {
            let notice = ConflictView.notice(by: partnership.updatedBy, at: partnership.updatedAt, fields: form.differences(partnership, typed), w)
            return changing(context, form, partnership, typed, problems, notice: notice, status: 409)
        }
        do {
            guard try store(context, connection).update(partnership.id, draft, revision: revision) else {
                return .redirect(PartnershipPaths.partnership(partnership.id)).saying(w("Saved."))
            }
            return .redirect(PartnershipPaths.agreement(partnership.id)).saying(
                w("What is yours is saved. What is shared lies in the draft: propose it to the other parties."))
        } catch PartnershipError.partiesAreShared {
            var problems = Problems()
            problems.add(PartyField.name(1), w("Who is party changes with the assent of all parties, on the page of the agreement."))
            return changing(context, form, partnership, typed, problems, revision: revision, status: 422)
        } catch PartnershipError.noOtherParty {
            return changing(context, form, partnership, typed, alone(context), revision: revision, status: 422)
        }
    }

    private func alone(_ context: Context) -> Problems {
        var problems = Problems()
        problems.add(PartyField.name(1), context.w("This is the first party itself. Choose the partner on the other side."))
        return problems
    }

    // MARK: Verbs

    @Sendable private func changeStatus(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let partnership = try standing(context, connection)
        var problems = Problems()
        guard let (status, result) = try setStatus(partnership, context, connection, &problems) else {
            return try page(partnership, context, connection, typed: context.request.form, problems: problems)
        }
        switch result {
        case .stands:
            return .redirect(PartnershipPaths.partnership(partnership.id)).saying(w("The partnership now stands as: \(w.status(status))."))
        case .drafted:
            return .redirect(PartnershipPaths.agreement(partnership.id)).saying(
                w("All parties have to assent to this. It lies in the draft: propose it to them."))
        case .suspended(let names):
            return .redirect(PartnershipPaths.partnership(partnership.id)).saying(
                w("It stays suspended until \(w.list(names)) resumes. On your side nothing stands in the way."))
        }
    }

    /// Sets how a partnership stands, as the form says: `status`, `on`, `reason`.
    /// - Returns: nil where there are problems with what was typed.
    func setStatus(_ partnership: Partnership, _ context: Context, _ connection: Connection, _ problems: inout Problems) throws
        -> (PartnershipStatus, Life.Result)?
    {
        let w = context.w
        let typed = context.request.form
        let reason = typed.text("reason")
        let status = PartnershipStatus(rawValue: typed.text("status"))
        if status == nil { problems.add("status", w("Choose how it stands.")) }
        if reason.isEmpty, status == .suspended || status == .ended {
            problems.add("reason", w("Say who decided this, and why: it will be asked one day."))
        }
        if reason.count > 1000 { problems.add("reason", w("This is too long: at most \(1000) characters.")) }
        let on = PartialDate(typed: typed.text("on"))
        if !typed.text("on").isEmpty, on == nil {
            problems.add(
                "on",
                w(
                    "“\(String(typed.text("on").prefix(60)))” is not a date. Write the year, or year and month, or the day: 1988, 06/1988, 24.06.1988."
                ))
        } else if let on, let today = context.now.day, on > today {
            problems.add("on", w("This day has not come yet."))
        }
        let record = try recordPage(partnership, context, connection)
        if let record, let status, reason.isEmpty, problems.isEmpty {
            let missing = LifeStep.missing(from: partnership.record.status, to: status, LifeStep.Facts(record.reading, partnership.record))
            if !missing.isEmpty {
                problems.add(
                    "reason",
                    w("This is missing before that: \(w.list(missing.map { $0.word(w) })). If it goes ahead all the same, say why."))
            }
        }
        guard problems.isEmpty, let status else { return nil }
        guard let record else {
            try store(context, connection).setStatus(partnership.id, status, since: on ?? context.now.day, reason: reason)
            return (status, .stands)
        }
        let sharing = Sharing(connection: connection, office: try context.office(), actor: context.actor, now: context.now, gazetteer: gazetteer)
        let outcome = try AgreementPages.doing(context) {
            try Life(sharing: sharing, partnership: partnership.id, record: record.record).set(status, on: on, reason: reason)
        }
        return (status, outcome)
    }

    @Sendable private func changePublication(_ context: Context, _ connection: Connection) throws -> Reply {
        let partnership = try standing(context, connection)
        let isPublic = context.request.form.text("public") == "1"
        try store(context, connection).setPublic(partnership.id, isPublic)
        return .redirect(PartnershipPaths.partnership(partnership.id)).saying(
            isPublic ? context.w("Everybody may see this partnership now.") : context.w("Only your office sees this partnership now."))
    }

    @Sendable private func changeArchiving(_ context: Context, _ connection: Connection) throws -> Reply {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        let isArchived = context.request.form.text("archived") == "1"
        try store(context, connection).setArchived(partnership.id, isArchived)
        let reply = Reply.redirect(isArchived ? PartnershipPaths.register : PartnershipPaths.partnership(partnership.id))
        return reply.saying(
            isArchived ? context.w("The partnership with \(partnership.name) is archived.") : context.w("The partnership is back in the register."))
    }

    // MARK: Both

    /// One that may be changed: what is archived must be taken back first.
    func standing(_ context: Context, _ connection: Connection) throws -> Partnership {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        guard !partnership.record.isArchived else {
            throw AppError.invalid(context.w("This partnership is archived. Take it back into the register first."))
        }
        return partnership
    }

    func store(_ context: Context, _ connection: Connection) throws -> PartnershipStore {
        PartnershipStore(
            connection, office: try context.office(), by: context.actor, at: context.now, gazetteer: gazetteer, request: context.request.id)
    }
}
