import Kernel
import Markup
import Outbound
import Storage
import Web

/// Temporary stand-ins: named by whoever goes away, or by those who manage the accounts for somebody who could not (an illness); used by the
/// deputy, who begins and ends to act with one click.
struct StandInPages: Sendable {
    func routes() -> [Route] {
        let manage = AccountsFeature.manage
        return [
            .get(AccountsPaths.standIns, may: .signedIn) { try page($0, $1, try own($0, $1)) },
            .post(AccountsPaths.standIns, may: .signedIn) { try add($0, $1, try own($0, $1)) },
            .post("\(AccountsPaths.standIns)/{id}/removal", may: .signedIn, remove),
            .post(AccountsPaths.acting, may: .signedIn, act),
            .post(AccountsPaths.actingEnd, may: .signedIn, actNoMore),
            .get("/office/accounts/{id}/stand-ins", may: manage) { try page($0, $1, try another($0, $1)) },
            .post("/office/accounts/{id}/stand-ins", may: manage) { try add($0, $1, try another($0, $1)) },
        ]
    }

    /// Whose absence it is, and where its page stands.
    private struct Absence {
        let user: UserID
        let name: String
        let path: String
        let isOwn: Bool
    }

    private func own(_ context: Context, _ connection: Connection) throws -> Absence {
        guard let user = context.actor.user else { throw AppError.notFound }
        let person = try UserStore.person(user, in: try context.office(), on: connection)
        guard StandIn.lent.contains(person.role) else { throw AppError.notFound }
        return Absence(user: user, name: person.name, path: AccountsPaths.standIns, isOwn: true)
    }

    private func another(_ context: Context, _ connection: Connection) throws -> Absence {
        let person = try UserStore.person(try context.id("id"), in: try context.office(), on: connection)
        guard StandIn.lent.contains(person.role) else { throw AppError.notFound }
        return Absence(user: person.id, name: person.name, path: AccountsPaths.standIns(of: person.id), isOwn: false)
    }

    // MARK: Acts

    private func add(_ context: Context, _ connection: Connection, _ absence: Absence) throws -> Reply {
        let (w, office, typed) = (context.w, try context.office(), context.request.form)
        // What is lent cannot be lent on: else a deputy could keep the role for good.
        guard context.visitor?.actsFor == nil else {
            throw AppError.invalid(w("Whoever stands in for somebody names no deputy. Go on as yourself first."))
        }
        let candidates = try StandInStore.candidates(for: absence.user, in: office, on: connection)
        let form = StandInForm(typed, candidates, at: context.now, w)
        guard form.problems.isEmpty, let deputy = form.deputy, let from = form.from, let until = form.until else {
            return try page(context, connection, absence, typed, form.problems, status: 422)
        }
        // Nobody who manages accounts lends themselves somebody else's role.
        guard absence.isOwn || deputy != context.actor.user || context.actor.role == .director else {
            var problems = Problems()
            problems.add("deputy", w("Nobody names themselves. Ask another director or administrator."))
            return try page(context, connection, absence, typed, problems, status: 422)
        }
        guard try !StandInStore.overlaps(absence.user, from: from, until: until, in: office, on: connection) else {
            var problems = Problems()
            problems.add("from", w("On some of these days somebody stands in already. Take that back first, or choose other days."))
            return try page(context, connection, absence, typed, problems, status: 422)
        }
        try StandInStore.add(absence.user, deputy, from: from, until: until, in: office, by: context.actor, at: context.now, on: connection)
        if let user = try UserStore.find(deputy, on: connection) {
            try AccountLetters(context: context, connection: connection).standIn(user, for: absence.name, from: from, until: until, office: office)
        }
        let name = candidates.first { $0.id == deputy }?.name ?? ""
        return Reply.redirect(absence.path).saying(
            absence.isOwn
                ? w("\(name) stands in for you from \(w.date(from)) to \(w.date(until)) and has been told by letter.")
                : w("\(name) stands in for \(absence.name) from \(w.date(from)) to \(w.date(until)) and has been told by letter."))
    }

    /// The absent one, the deputy and those who manage the accounts can take it back.
    @Sendable private func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let office = try context.office()
        let standIn = try StandInStore.find(try context.id("id"), in: office, on: connection)
        let isConcerned = context.actor.user == standIn.absent || context.actor.user == standIn.deputy
        guard isConcerned || context.may(AccountsFeature.manage) else { throw AppError.notFound }
        try StandInStore.remove(standIn, in: office, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(isConcerned ? AccountsPaths.standIns : AccountsPaths.standIns(of: standIn.absent)).saying(
            context.w("\(standIn.deputyName) no longer stands in for \(standIn.absentName)."))
    }

    @Sendable private func act(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let visitor = context.visitor, let user = visitor.actor.user, let id = ID<StandIn>(context.request.form.text("standIn")) else {
            throw AppError.notFound
        }
        let office = try context.office()
        let standIn = try StandInStore.find(id, in: office, on: connection)
        guard standIn.deputy == user, standIn.holds(at: context.now) else { throw AppError.notFound }
        try StandInStore.act(id, session: visitor.sessionKey, of: user, on: connection)
        let acts = try SessionStore.visitor(
            visitor.sessionKey, sessionHours: context.house.settings.sessionHours, acting: { name, _, _ in name }, at: context.now, on: connection)
        guard acts?.visitor.actsFor != nil else {
            throw AppError.invalid(
                context.w(
                    "The office asks for a second factor of whoever acts for \(standIn.absentName). Set yours up first, on the page of your account.")
            )
        }
        try UserStore.record(
            "acting-begun", user, office: office, from: nil, to: ["absent": standIn.absent.text], by: context.actor, at: context.now, on: connection)
        return Reply.redirect("/office").saying(context.w("You now act for \(standIn.absentName)."))
    }

    @Sendable private func actNoMore(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let visitor = context.visitor, let user = visitor.actor.user else { throw AppError.notFound }
        if visitor.actsFor != nil {
            try StandInStore.act(nil, session: visitor.sessionKey, of: user, on: connection)
            try UserStore.record(
                "acting-ended", user, office: context.actor.office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        }
        return Reply.redirect("/office").saying(context.w("You go on as yourself."))
    }

    // MARK: Page

    private func page(
        _ context: Context, _ connection: Connection, _ absence: Absence, _ typed: Parameters? = nil, _ problems: Problems = Problems(),
        status: Int = 200
    ) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let all = try StandInStore.concerning(absence.user, in: office, at: context.now, on: connection)
        let shown = StandInPage(
            form: FormView(typed ?? Parameters([("from", context.now.rfc3339.prefix(10).description)]), problems, w), path: absence.path,
            name: absence.name, isOwn: absence.isOwn, user: absence.user,
            candidates: try StandInStore.candidates(for: absence.user, in: office, on: connection),
            away: all.filter { $0.absent == absence.user }, asked: all.filter { $0.deputy == absence.user },
            isActing: context.visitor?.actsFor != nil)
        return context.page(
            w("Standing in"), status: status, path: absence.isOwn ? AccountsPaths.account : AccountsPaths.accounts, standInView(shown, context))
    }
}
