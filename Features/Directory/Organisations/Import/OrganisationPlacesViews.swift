import Kernel
import Markup
import Web

/// What the page of the cities shows.
struct OrganisationPlacesPage: Sendable {
    let record: OrganisationImport
    let all: Int
    let open: Int
    let cases: [ImportName]
    let from: Int
    let places: [PlaceID: PlaceLine]
    /// What somebody typed, where the form comes back.
    let typed: Parameters?
    let notice: HTML
}

enum OrganisationPlacesViews {
    static func page(_ page: OrganisationPlacesPage, _ context: Context) -> HTML {
        let w = context.w
        let path = OrganisationPlacesPages.path(page.record.id)
        let show = DirectoryPaths.organisationImport(page.record.id)
        let head = Part.head(
            w("Which cities are meant?"), over: w("\(w.number(page.all - page.open)) of \(w.number(page.all)) decided"),
            crumbs: OrganisationImportViews.crumbs(w) + [(page.record.name, show)])
        return """
            \(head)\(page.notice)
            <p class="lead">\(w("We match only where one place alone can be meant. A wrong match is worse than a question, so nothing below is chosen for you."))</p>
            <form id="decide" method="post" action="\(path)" data-guard\(if: page.typed != nil, " data-changed")>\(context.csrf)\(OrganisationImportViews.revision(page.record))
            <input type="hidden" name="from" value="\(page.from)"><input type="hidden" name="next" value="\(page.from + NameCaseView.casesPerPage)">
            \(page.cases.isEmpty ? Part.empty(w("Nothing to ask"), w("Every name found its place.")) : NameCaseView.list(page.cases, page.typed, page.places, takesBare: true, w))
            </form>
            \(NameCaseView.pager(from: page.from, of: page.all, path, w))
            <div class="dock"><p class="second">\(if: page.open > 0, w.html("\("<b>\(w("\(page.open) open."))</b>" as HTML) You can go on; rows without a place are left out."))</p>
            <div class="actions"><a class="button" href="\(show)">\(w("Back"))</a>\(if: !page.cases.isEmpty, "<button class=\"button\" form=\"decide\" name=\"go\" value=\"save\">\(w("Save"))</button>")<button class="button button--act" form="decide" name="go" value="plan">\(w("Save, and see the plan"))</button></div></div>
            """
    }
}
