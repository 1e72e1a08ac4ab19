import Kernel
import Markup
import Web

/// How the years of an office look, and what a partnership's page says of them.
enum YearViews {
    static func title(_ year: OfficeYear, _ w: Words) -> String { "\(year.year): \(year.theme)" }

    static func list(_ years: [OfficeYear], _ standing: RegisterStanding, _ context: Context) -> HTML {
        let w = context.w
        let tabs = RegisterViews.tabs(YearPages.path, ListQuery(Parameters(), filters: [], sorts: []), context)
        let new =
            context.may(May.edit)
            ? Part.button(w("Set a theme"), to: "\(YearPages.path)/new", isAct: years.isEmpty, small: !years.isEmpty) : .empty
        guard !years.isEmpty else {
            return """
                \(RegisterViews.head(standing, context))\(tabs)\(Part.empty(w("No year has a theme yet"), w("A theme a year gives the work of all partnerships a direction, and ends in a conference or a report. A focus year puts one partnership in the middle; the others read it in the record they share."), actions: new))
                """
        }
        return """
            \(RegisterViews.head(standing, context))\(tabs)
            <div class="block-head after"><p class="over">\(w("What each year is about. Whoever shares a record with you reads it there."))</p>\(new)</div>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Theme"))</th><th scope="col">\(w("Year"))</th><th scope="col">\(w("Partnerships in focus"))</th></tr></thead>
            <tbody>\(years, { row($0, w) })</tbody></table>
            """
    }

    private static func row(_ year: OfficeYear, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(YearPages.one(year.year))">\(year.theme)</a></th><td class="c-top">\(String(year.year))</td><td class="c-sub">\(w.list(year.focus.map(\.name)))</td></tr>
        """
    }

    // MARK: One year

    static func page(_ year: OfficeYear, asked: String, found: [RegisterRow], _ context: Context) -> HTML {
        let w = context.w
        let crumbs = [(word: w("Partnerships"), path: PartnershipPaths.register), (word: w("Themes of the years"), path: YearPages.path)]
        let path = YearPages.one(year.year)
        let mayEdit = context.may(May.edit)
        let removal = Part.asking(
            w("Take back"), id: "removal", title: w("Take the theme of \(String(year.year)) back?"),
            text: w("It disappears from the pages of your partners too. The history keeps what it was."), yes: w("Take it back"),
            path: "\(path)/removal", context)
        let acts: HTML = mayEdit ? "\(Part.button(w("Change"), to: "\(path)/edit", isAct: true))\(removal)" : .empty
        return """
            \(Part.head(title(year, w), over: w("Last changed on \(w.date(year.updatedAt)) by \(year.updatedBy)."), crumbs: crumbs, actions: acts))
            <div class="sheet">\(Part.leaf(w("What it is about"), .empty, "<p class=\"lines\">\(year.text.isEmpty ? "–" : year.text)</p>"))
            \(Part.leaf(w("Partnerships in focus"), HTML(text: w("The others read of them.")), "\(focus(year, context))\(if: mayEdit, search(year, asked, found, context))"))</div>
            """
    }

    private static func focus(_ year: OfficeYear, _ context: Context) -> HTML {
        guard !year.focus.isEmpty else { return "<p class=\"second\">\(context.w("None yet."))</p>" }
        return "<ul class=\"plain steps-of\">\(year.focus, { focused($0, year, context) })</ul>"
    }

    private static func focused(_ focus: OfficeYear.Focus, _ year: OfficeYear, _ context: Context) -> HTML {
        let act: HTML =
            context.may(May.edit)
            ? Part.doing(
                context.w("Take out"), "\(YearPages.one(year.year))/focus", context, small: true,
                fields: [("partnership", focus.partnership.text), ("on", "0")]) : .empty
        return
            "<li><a href=\"\(PartnershipPaths.partnership(focus.partnership))\">\(focus.name)</a> <span class=\"second\">\(context.w.kind(focus.kind))</span>\(act)</li>"
    }

    private static func search(_ year: OfficeYear, _ asked: String, _ found: [RegisterRow], _ context: Context) -> HTML {
        let w = context.w
        let nothing: HTML = asked.isEmpty || !found.isEmpty ? .empty : "<p class=\"second after\">\(w("No partnership is called so."))</p>"
        let open = found.filter { row in !year.focus.contains { $0.partnership == row.id } }
        return """
            <form class="filters inline-fields after" method="get" action="\(YearPages.one(year.year))" role="search"><div><label class="label" for="f-q">\(w("Put a partnership in focus"))</label><input class="input" id="f-q" name="q" type="search" value="\(asked)"></div><button class="button">\(w("Search"))</button></form>
            \(nothing)\(if: !open.isEmpty, "<ul class=\"plain steps-of\">\(open, { offered($0, year, context) })</ul>")
            """
    }

    private static func offered(_ row: RegisterRow, _ year: OfficeYear, _ context: Context) -> HTML {
        let act = Part.doing(
            context.w("Put in focus"), "\(YearPages.one(year.year))/focus", context, small: true, fields: [("partnership", row.id.text), ("on", "1")])
        return "<li><span>\(row.partner.both) <span class=\"second\">\(context.w.kind(row.kind))</span></span>\(act)</li>"
    }

    // MARK: Form

    static func typed(_ year: OfficeYear) -> Parameters {
        Parameters([("year", String(year.year)), ("theme", year.theme), ("text", year.text), ("revision", String(year.revision))])
    }

    static func form(_ year: Int?, _ form: FormView, notice: HTML, _ context: Context) -> HTML {
        let w = context.w
        let crumbs = [(word: w("Partnerships"), path: PartnershipPaths.register), (word: w("Themes of the years"), path: YearPages.path)]
        let back = year.map(YearPages.one) ?? YearPages.path
        let title = year.map { w("Theme of \(String($0))") } ?? w("Theme of a year")
        let names = [("year", w("Year")), ("theme", w("Theme")), ("text", w("What it is about"))]
        return """
            \(Part.head(title, crumbs: crumbs))\(notice)\(form.wrongs(names))
            <form class="form" method="post" action="\(year.map { "\(YearPages.one($0))/edit" } ?? YearPages.path)" data-guard>\(context.csrf)
            <input type="hidden" name="revision" value="\(form.typed.text("revision"))">
            \(if: year == nil, form.text("year", w("Year"), help: w("With four digits: 2027."), small: true))
            \(form.text("theme", w("Theme"), help: w("In a few words: mobility, inclusion, water.")))
            \(form.area("text", w("What it is about"), help: w("A few sentences: what is done, and with what it ends."), rows: 5))
            \(form.dock(w("Save"), note: w("Whoever shares a record with you reads it there."), cancel: back))</form>
            """
    }

    // MARK: On a partnership's page

    /// A year as one party of the record has it.
    private struct Told {
        let party: String
        let year: String
        let theme: String
        let text: String
        let focus: String
        let isHere: Bool
        let path: String?
    }

    /// The present and coming years of all parties; nothing where nobody has said anything.
    static func block(_ page: RecordPage) throws -> HTML {
        guard let today = page.context.now.day, let office = page.context.actor.office else { return .empty }
        let (w, reading) = (page.w, page.reading)
        let own = try YearStore(connection: page.connection, office: office).years(from: today.year).map { year in
            Told(
                party: "", year: String(year.year), theme: year.theme, text: year.text, focus: w.list(year.focus.map(\.name)),
                isHere: year.focus.contains { $0.partnership == page.id }, path: YearPages.one(year.year))
        }
        let theirs = reading.all(YearKind.kind).filter { $0.author != reading.own && (Int($0.text("year")) ?? 0) >= today.year }.map { object in
            Told(
                party: object.author.map { reading.partyName($0.hex) } ?? "", year: object.text("year"), theme: object.text("theme"),
                text: object.text("text"), focus: object.text("focus"), isHere: object.text("here") == "yes", path: nil)
        }
        let all = (own + theirs).sorted { ($0.year, $0.party) < ($1.year, $1.party) }
        return all.isEmpty ? .empty : Part.block(w("Themes of the years"), "<ul class=\"plain years-of\">\(all, { told($0, w) })</ul>")
    }

    private static func told(_ told: Told, _ w: Words) -> HTML {
        let name: HTML = told.path.map { "<a href=\"\($0)\">\(told.theme)</a>" } ?? "<b>\(told.theme)</b>"
        let who = told.party.isEmpty ? w("our theme") : w("theme of \(told.party)")
        let focus: HTML =
            told.isHere
            ? "<span class=\"mark-of\">\(w("Focus year of this partnership"))</span>"
            : told.focus.isEmpty ? .empty : "<span class=\"second\">\(w("Focus year of \(told.focus)"))</span>"
        return """
            <li><span class="second">\(told.year), \(who)</span>\(name)\(if: !told.text.isEmpty, "<span class=\"second lines\">\(told.text)</span>")\(focus)</li>
            """
    }
}
