import Kernel
import Markup
import Web

/// How the form looks.
struct PartnershipFormPage {
    let title: String
    let action: String
    let cancel: String
    let act: String
    let typed: Parameters
    let problems: Problems
    let labels: [(name: String, label: String)]
    /// A conflict or a likely double, before the form.
    var notice = HTML.empty
    /// The writer has seen the hint at a likely double.
    var isSure = false
    var revision: Int?
}

enum PartnershipFormViews {
    static func page(_ page: PartnershipFormPage, _ context: Context) -> HTML {
        let w = context.w
        let form = FormView(page.typed, page.problems, w)
        return """
            \(Part.head(page.title, crumbs: [(w("Partnerships"), PartnershipPaths.register)]))
            \(page.notice)
            \(form.wrongs(page.labels))
            <form class="sheet" method="post" action="\(page.action)" data-guard>\(context.csrf)
            <button class="unseen" tabindex="-1">\(page.act)</button>
            \(page.revision, some: { "<input type=\"hidden\" name=\"revision\" value=\"\($0)\">" })\(if: page.isSure, "<input type=\"hidden\" name=\"anyway\" value=\"1\">")
            \(Part.leaf(w("Who"), HTML(text: w("Your own city is the first party.")), id: "who", parties(form)))
            \(Part.leaf(w("What it is"), id: "what", what(form, isNew: page.revision == nil)))
            \(Part.leaf(w("What it does"), id: "work", work(form)))
            \(Part.leaf(w("What it rests on"), id: "basis", basis(form)))
            \(Part.leaf(w("In words"), HTML(text: w("The summary may be shown to everybody; the note never leaves the office.")), id: "words", words(form)))
            \(form.dock(page.act, cancel: page.cancel))
            </form>
            """
    }

    private static func parties(_ form: FormView) -> HTML {
        let count = PartyField.count(form.typed)
        return """
            <input type="hidden" name="parties" value="\(count)">
            \(1...count, { party($0, form) })
            <div class="line"><div><button class="button button--small" name="more" value="1" formnovalidate>\(Icon.plus)\(form.w("One more party"))</button></div></div>
            """
    }

    private static func party(_ row: Int, _ form: FormView) -> HTML {
        let (name, w) = (PartyField.name(row), form.w)
        let city = form.place(name, row == 1 ? w("Partner city") : w("City of the further party \(row - 1)"), optional: row > 1)
        let organisation = form.text(
            "\(name)-organisation", row == 1 ? w("Organisation there") : w("Organisation of the further party \(row - 1)"),
            help: row == 1 ? w("Only when the partner is not the city itself: an association, a district, a port.") : "", optional: true)
        return "\(city)\(organisation)<input type=\"hidden\" name=\"\(name)-present\" value=\"\(form.typed.text("\(name)-present"))\">"
    }

    private static func what(_ form: FormView, isNew: Bool) -> HTML {
        let w = form.w
        return """
            \(form.choice("kind", w("Kind"), PartnershipKind.allCases.map { ($0.rawValue, w.kind($0)) }))
            \(if: isNew, form.choice("status", w("Status"), PartnershipStatus.allCases.map { ($0.rawValue, w.status($0)) }))
            \(form.text("since", w("Since"), help: w("As exact as you know it: 1988, 06/1988, 24.06.1988, June 1988. A year stays a year."), optional: true))
            """
    }

    private static func work(_ form: FormView) -> HTML {
        let w = form.w
        let models = [("", w("Not said"))] + InvolvementModel.allCases.map { ($0.rawValue, w.involvement($0)) }
        return """
            \(form.text("theme", w("What it is about"), help: w("In a few words: buses that keep their time, youth orchestras."), optional: true))
            \(form.ticks("fields", w("Fields of work"), FieldOfWork.allCases.map { ($0.rawValue, w.field($0)) }))
            \(form.text("lead", w("Lead person"), help: w("Who looks after it here."), optional: true))
            \(form.choice("involvement", w("Who carries it"), models.map { (value: $0.0, word: $0.1) }, optional: true))
            """
    }

    /// What nobody has chosen is not known: a new entry is not signed because that stands first.
    private static let bases = [PartnershipBasis.noneKnown] + PartnershipBasis.allCases.filter { $0 != .noneKnown }

    private static func basis(_ form: FormView) -> HTML {
        let w = form.w
        return """
            \(form.choice("basis", w("Basis"), bases.map { ($0.rawValue, w.basis($0)) }))
            \(form.text("basis_text", w("About the basis"), help: w("Day, place, who signed; or the number of the decision."), optional: true))
            \(form.text("basis_link", w("Address of the document"), optional: true))
            """
    }

    private static func words(_ form: FormView) -> HTML {
        let w = form.w
        return """
            \(form.area("summary", w("Summary for the public")))
            \(form.yes("public", w("Published"), help: w("Everybody may see partner, kind, year, status, fields, basis and summary.")))
            \(form.area("note", w("Private note")))
            """
    }
}
