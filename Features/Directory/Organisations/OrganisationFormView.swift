import Kernel
import Markup
import Web

/// How the form of an organisation looks.
enum OrganisationFormView {
    /// - Parameters:
    ///   - title: of the page; `act` of its button; `path` the form is sent to; `cancel` where one goes without saving.
    ///   - above: what must be answered first: a conflict, an entry that may be the same.
    static func form(_ form: FormView, title: String, over: String, act: String, path: String, cancel: String, above: HTML, _ context: Context)
        -> HTML
    {
        let w = context.w
        let kinds = [("", w("Choose…"))] + OrganisationKind.allCases.map { ($0.rawValue, $0.word(w)) }
        return """
            \(Part.head(title, over: over, crumbs: [(w("Cities and organisations"), DirectoryPaths.organisations)]))
            <form class="sheet" method="post" action="\(path)" data-guard novalidate>\(context.csrf)\(form.typed["revision"], some: { "<input type=\"hidden\" name=\"revision\" value=\"\($0)\">" })
            <button class="unseen" tabindex="-1">\(act)</button>
            \(above)\(form.wrongs(OrganisationForm.labels(w)))
            \(Part.leaf(w("What it is"), .empty, "\(form.text("name", w("Name"), help: w("As your office writes it.")))\(form.choice("kind", w("Kind"), kinds))\(form.place("place", w("City"), optional: true))\(form.text("website", w("Website"), optional: true, kind: "url"))"))
            \(Part.leaf(w("Names"), .empty, names(form)))
            \(Part.leaf(w("Numbers and codes"), .empty, identifiers(form)))
            \(Part.leaf(w("Figures"), HTML(text: w("For comparing offices; any may be left out")), figures(form)))
            \(Part.leaf(w("Who sees it"), .empty, "\(form.yes("public", w("Published"), help: w("Other offices and the public see the entry and its contact block. They never see the private note.")))\(form.area("note", w("Private note"), help: w("Never leaves your office.")))"))
            \(form.dock(act, note: w("A change is kept in the history, with your name."), cancel: cancel))</form>
            """
    }

    private static func names(_ form: FormView) -> HTML {
        let languages = LanguageChoice.options(form.w, also: form.typed.all("names-language").compactMap { Language($0) })
        return FormRows(rows: OrganisationForm.names, columns: [.init(form.w("Language"), .choice(languages)), .init(form.w("Name"))])
            .line(
                form.w("Names in other languages"), help: form.w("The one in its own language and script first; it stands beside the name."),
                more: form.w("More names"), form)
    }

    private static func identifiers(_ form: FormView) -> HTML {
        let schemes =
            [("", form.w("Kind of number"))] + OrganisationIdentifier.Scheme.allCases.map { ($0.rawValue, OrganisationViews.scheme($0, form.w)) }
        return FormRows(
            rows: OrganisationForm.identifiers, columns: [.init(form.w("Kind of number"), .choice(schemes)), .init(form.w("Number or code"))]
        )
        .line(
            form.w("Numbers and codes"), help: form.w("GeoNames 2934246, Wikidata Q1718, UN/LOCODE DEDUS, or one of your own."),
            more: form.w("More numbers"), form)
    }

    private static func figures(_ form: FormView) -> HTML {
        let w = form.w
        let columns: [FormRows.Column] = [
            .init(w("Year")), .init(w("Population")), .init(w("Partner cities")), .init(w("Staff (full time)")), .init(w("Budget a year")),
            .init(w("Currency")), .init(w("Note")),
        ]
        return FormRows(rows: OrganisationForm.figures, columns: columns).line(
            w("Figures"), help: w("Amounts like 250,000 and a currency of three letters, such as EUR."), more: w("More years"), form)
    }

    /// Entries that may be the same one, and the way on.
    static func alike(_ found: [OrganisationSummary], _ w: Words) -> HTML {
        Part.notice(
            w("Is it this one?"),
            """
            <p>\(w("An entry of this name, or with this number, is in the directory already."))</p>
            <ul class="plain">\(found, { alikeLine($0, w) })</ul>
            <div class="actions"><button class="button" name="another" value="1">\(w("No, it is another one: enter it"))</button></div>
            """)
    }

    private static func alikeLine(_ item: OrganisationSummary, _ w: Words) -> HTML {
        "<li><a href=\"\(DirectoryPaths.organisation(item.id))\">\(OrganisationViews.bothNames(item.name, item.nativeName))</a><span>\(item.kind.word(w))\(item.place, some: { ", \($0.title(in: w.language))" })</span></li>"
    }
}
