import Kernel
import Markup
import Storage
import Web

/// The theme of each year and the partnerships in its focus: what an office gives itself, and tells its partners.
struct YearPages: Sendable {
    static let path = "/office/partnerships/years"
    static func one(_ year: Int) -> String { "\(path)/\(year)" }

    var routes: [Route] {
        let one = "\(Self.path)/{year}"
        return [
            .get(Self.path, may: May.read, list),
            .get("\(Self.path)/new", may: May.edit, new),
            .post(Self.path, may: May.edit, create),
            .get(one, may: May.read, show),
            .get("\(one)/edit", may: May.edit, edit),
            .post("\(one)/edit", may: May.edit, update),
            .post("\(one)/focus", may: May.edit, setFocus),
            .post("\(one)/removal", may: May.edit, remove),
        ]
    }

    static let reading = FactReading(YearStore.subject, "Theme of the year", path: { Int($0).map(one) }) { fact, w in
        switch fact.act {
        case "created": w("Theme of \(fact.subjectID) set")
        case "focus": w("Focus of \(fact.subjectID) changed")
        case "removed": w("Theme of \(fact.subjectID) taken back")
        default: w("Theme of \(fact.subjectID) changed")
        }
    }

    private func store(_ context: Context, _ connection: Connection) throws -> YearStore {
        YearStore(connection: connection, office: try context.office())
    }

    // MARK: Reading

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let standing = try VisiblePartnerships.standing(context, connection)
        let years = try store(context, connection).years()
        return context.page(context.w("Themes of the years"), path: PartnershipPaths.register, YearViews.list(years, standing, context))
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let year = try store(context, connection).find(try context.number("year"))
        let asked = String(context.request.query.text("q").prefix(200))
        var found: [RegisterRow] = []
        if context.may(May.edit), !asked.isEmpty {
            found = try VisiblePartnerships(context, connection).rows(Register.found(asked), order: Register.nearest(asked), limit: 10)
        }
        return context.page(
            YearViews.title(year, context.w), path: PartnershipPaths.register, YearViews.page(year, asked: asked, found: found, context))
    }

    // MARK: Writing

    @Sendable private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        let years = try store(context, connection).years(from: context.now.day?.year ?? 0).map(\.year)
        let first = context.now.day.map { today in (today.year...today.year + 20).first { !years.contains($0) } ?? today.year }
        return form(context, nil, Parameters([("year", first.map(String.init) ?? "")]), Problems())
    }

    private func form(
        _ context: Context, _ year: Int?, _ typed: Parameters, _ problems: Problems, notice: HTML = .empty, status: Int = 200
    ) -> Reply {
        context.page(
            year.map { context.w("Theme of \(String($0))") } ?? context.w("Theme of a year"), status: status, path: PartnershipPaths.register,
            YearViews.form(year, FormView(typed, problems, context.w), notice: notice, context))
    }

    /// What was typed; the year of the path where it has one.
    private func read(_ typed: Parameters, _ year: Int?, _ w: Words) -> (OfficeYear?, Problems) {
        var problems = Problems()
        let text = typed.text("year")
        let number = year ?? (text.count == 4 && text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil)
        if number.map({ !(1900...2200).contains($0) }) ?? true {
            problems.add("year", w("“\(String(text.prefix(20)))” is not a year. Write it like 2027."))
        }
        let (theme, body) = (typed.text("theme"), typed.text("text"))
        if theme.isEmpty { problems.add("theme", w("This is needed.")) }
        if theme.count > 200 { problems.add("theme", w("This is too long: at most \(200) characters.")) }
        if body.count > 2000 { problems.add("text", w("This is too long: at most \(2000) characters.")) }
        guard problems.isEmpty, let number else { return (nil, problems) }
        return (OfficeYear(year: number, theme: theme, text: body), problems)
    }

    @Sendable private func create(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        var (year, problems) = read(typed, nil, w)
        let store = try store(context, connection)
        if let number = year?.year, try store.years(from: number).contains(where: { $0.year == number }) {
            problems.add("year", w("There is a theme for this year already."))
            year = nil
        }
        guard let year else { return form(context, nil, typed, problems, status: 422) }
        try store.save(year, over: nil, by: context.actor, at: context.now)
        return Reply.redirect(Self.one(year.year)).saying(w("Saved. Whoever shares a record with you reads it there."))
    }

    @Sendable private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let year = try store(context, connection).find(try context.number("year"))
        return form(context, year.year, YearViews.typed(year), Problems())
    }

    @Sendable private func update(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let store = try store(context, connection)
        let present = try store.find(try context.number("year"))
        let (year, problems) = read(typed, present.year, w)
        guard let year else { return form(context, present.year, typed, problems, status: 422) }
        guard Int(typed.text("revision").prefix(10)) == present.revision else {
            let notice = ConflictView.notice(
                by: present.updatedBy, at: present.updatedAt,
                fields: [(w("Theme"), present.theme, year.theme), (w("What it is about"), present.text, year.text)], w)
            return form(context, present.year, typed.setting("revision", String(present.revision)), problems, notice: notice, status: 409)
        }
        try store.save(year, over: present.revision, by: context.actor, at: context.now)
        return Reply.redirect(Self.one(year.year)).saying(w("Saved. Whoever shares a record with you reads it there."))
    }

    @Sendable private func setFocus(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let year = try context.number("year")
        guard let partnership = PartnershipID(typed.text("partnership")) else { throw AppError.notFound }
        let isOn = typed.text("on") == "1"
        let store = try store(context, connection)
        if isOn, try store.find(year).focus.count >= YearStore.most {
            throw AppError.invalid(w("\(w.number(YearStore.most)) partnerships are in focus already. Take one out first."))
        }
        try store.setFocus(partnership, isOn, in: year, by: context.actor, at: context.now)
        return Reply.redirect(Self.one(year)).saying(isOn ? w("The partnership is in focus.") : w("The partnership is no longer in focus."))
    }

    @Sendable private func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let year = try context.number("year")
        try store(context, connection).remove(year, by: context.actor, at: context.now)
        return Reply.redirect(Self.path).saying(context.w("Taken back. The partners read it no more."))
    }
}
