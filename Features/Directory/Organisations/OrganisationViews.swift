import Foundation
import Kernel
import Markup
import Web

/// An organisation's page as it is shown.
struct OrganisationPage {
    let organisation: Organisation
    let contact: KeptContact?
    /// When the contact point said that it does not want to be asked by letter; nil too while its entry was confirmed lately.
    let refusedAt: Instant?
    /// What the contact point wrote back.
    let remark: String?
    let history: [HistoryLine]
    /// Whether this reader's office keeps it, so that its inner side is shown.
    let isOurs: Bool
    let canEdit: Bool
    /// Entries that may be the same, and those that were taken together with this one.
    let twins: HTML
    let panels: HTML
    let marks: HTML
}

enum OrganisationViews {
    /// The name the office writes, and beside it the one in its own script.
    static func bothNames(_ name: String, _ native: OrganisationName?) -> HTML {
        "\(name)\(native, some: { " <span class=\"native\" lang=\"\($0.language.tag)\"\(if: $0.language.isRightToLeft, " dir=\"rtl\"")>\($0.name)</span>" })"
    }

    static func tabs(at path: String, _ w: Words) -> HTML {
        Part.tabs(
            w("Which entries"),
            [
                (w("In use"), DirectoryPaths.organisations, nil), (w("Archived"), DirectoryPaths.archive, nil),
                (w("Duplicates"), DirectoryPaths.duplicates, nil),
            ], at: path)
    }

    static func standing(isPublic: Bool, _ w: Words) -> HTML {
        isPublic ? Part.state("active", w("published")) : Part.state("held", w("internal"))
    }

    static func page(_ page: OrganisationPage, _ context: Context) -> HTML {
        let w = context.w
        let organisation = page.organisation
        return """
            \(head(page, context))
            \(if: organisation.isArchived, archived(page, context))
            \(page.twins)\(page.remark, some: { remark($0, organisation, context) })
            \(page.refusedAt, some: { refused($0, organisation, context) })
            \(page.contact, some: { ContactViews.contact($0, at: context.now, w) })
            \(if: page.contact == nil && page.canEdit && !organisation.isArchived, noContact(organisation, w))
            \(Part.leaf(w("About"), .empty, facts(page, w)))
            \(if: !organisation.entry.figures.isEmpty, Part.leaf(w("Figures"), HTML(text: w("As the organisation or its office stated them")), figures(organisation.entry.figures, w)))
            \(page.panels)
            \(if: page.isOurs, organisation.entry.note.map { Part.leaf(w("Private note"), HTML(text: w("Never leaves your office")), paragraphs($0)) } ?? .empty)
            \(if: page.isOurs, Part.leaf(w("History"), .empty, history(page.history, w)))
            """
    }

    private static func head(_ page: OrganisationPage, _ context: Context) -> HTML {
        let w = context.w
        let organisation = page.organisation
        let kind = organisation.entry.kind.word(w)
        let over = organisation.place.map { w("\(kind) in \($0.title(in: w.language))") } ?? kind
        let kept =
            page.isOurs ? organisation.entry.isPublic ? w("Published") : w("Seen by your office alone") : w("Kept by \(organisation.officeName)")
        return """
            \(page.marks)<nav class="crumbs"><a href="\(DirectoryPaths.organisations)">\(w("Cities and organisations"))</a> <span aria-hidden="true">/</span></nav>
            <div class="desk-head"><div><h1>\(bothNames(organisation.entry.name, organisation.nativeName))</h1><p class="over">\(over) · \(kept)</p></div>
            \(if: page.canEdit && !organisation.isArchived, acts(page, context))</div>
            """
    }

    /// What the contact point wrote back, until somebody has entered it.
    private static func remark(_ text: String, _ organisation: Organisation, _ context: Context) -> HTML {
        let w = context.w
        let path = DirectoryPaths.contact(organisation.id)
        return Part.notice(
            w("The contact point has written back"),
            "\(paragraphs(text))<div class=\"actions after\">\(Part.button(w("Change the contact block"), to: path))\(Part.doing(w("I have seen to it"), path + "/remark", context))</div>"
        )
    }

    /// Nobody is written to here, so somebody of the office has to see to it.
    private static func refused(_ at: Instant, _ organisation: Organisation, _ context: Context) -> HTML {
        let w = context.w
        return Part.notice(
            w("The contact point does not want to be asked by letter"),
            "<p>\(w("It said so on \(w.date(at)). Ask in another way whether the entry still holds, and confirm it yourself."))</p><div class=\"actions after\">\(Part.doing(w("It still holds: confirm it today"), DirectoryPaths.contact(organisation.id) + "/confirmation", context))</div>"
        )
    }

    private static func acts(_ page: OrganisationPage, _ context: Context) -> HTML {
        let w = context.w
        let organisation = page.organisation
        let path = DirectoryPaths.organisation(organisation.id)
        let publication =
            organisation.entry.isPublic
            ? Part.doing(w("Withdraw from the public"), "\(path)/withdrawal", context)
            : Part.asking(
                w("Publish"), id: "publish", title: w("Publish this entry?"),
                text: w("Everybody sees it then, with the contact block and the person named there. The private note stays with your office."),
                yes: w("Publish it"), path: "\(path)/publication", context)
        let archive = Part.asking(
            w("Archive"), id: "archive", title: w("Archive this entry?"),
            text: w("It leaves the lists and the public pages. Nothing is lost, and you can restore it at any time."),
            yes: w("Archive it"), path: "\(path)/archive", context)
        return
            "<div class=\"actions\">\(Part.button(w("Change"), to: "\(path)/edit", isAct: true))\(Part.button(w("Contact block"), to: DirectoryPaths.contact(organisation.id)))\(publication)\(archive)</div>"
    }

    private static func archived(_ page: OrganisationPage, _ context: Context) -> HTML {
        let w = context.w
        let when = page.organisation.archivedAt.map { w.date($0) } ?? ""
        let restore = page.canEdit ? Part.doing(w("Restore it"), "\(DirectoryPaths.organisation(page.organisation.id))/restoration", context) : .empty
        return Part.notice(
            w("Archived on \(when)"),
            "<p>\(w("It is in no list and on no public page. Everything that was written down is still here."))</p><div class=\"actions\">\(restore)</div>"
        )
    }

    private static func noContact(_ organisation: Organisation, _ w: Words) -> HTML {
        Part.leaf(
            w("Whom to write to"), .empty,
            Part.empty(
                w("Nobody knows yet whom to write to"),
                w("Whom to write to, who decides and by which procedure: the three questions every office abroad asks first."),
                actions: Part.button(w("Write the contact block"), to: DirectoryPaths.contact(organisation.id))))
    }

    private static func facts(_ page: OrganisationPage, _ w: Words) -> HTML {
        let entry = page.organisation.entry
        let place: HTML =
            page.organisation.place.map { "<a href=\"\(DirectoryPaths.place($0.id))\">\(PlaceViews.bothNames($0))</a>, \(w.country($0.country))" }
            ?? .empty
        let website: HTML =
            entry.website.flatMap { Link(typed: $0) }.map { "<a href=\"\($0.address)\" rel=\"noopener noreferrer\">\($0.shown)</a>" } ?? .empty
        let names = entry.names.map {
            "<span lang=\"\($0.language.tag)\"\(if: $0.language.isRightToLeft, " dir=\"rtl\"")>\($0.name)</span> <span class=\"third\">\(LanguageChoice.name($0.language, w))</span>"
                as HTML
        }.joined("<br>")
        let changed: HTML =
            page.isOurs
            ? HTML(text: w("\(w.date(page.organisation.updatedAt)), by \(page.organisation.updatedBy)"))
            : HTML(text: w.date(page.organisation.updatedAt))
        return Part.facts(
            [
                (w("Kind"), HTML(text: entry.kind.word(w))), (w("City"), place), (w("Names in other languages"), names), (w("Website"), website),
                (w("Numbers and codes"), entry.identifiers.map { identifier($0, w) }.joined("<br>")),
                (w("Kept by"), HTML(text: page.organisation.officeName)), (w("Last changed"), changed),
            ], wide: true)
    }

    private static func identifier(_ identifier: OrganisationIdentifier, _ w: Words) -> HTML {
        let name = scheme(identifier.scheme, w)
        switch identifier.scheme {
        case .geonames: return "\(name): <a href=\"https://www.geonames.org/\(identifier.value)\" rel=\"noopener noreferrer\">\(identifier.value)</a>"
        case .wikidata:
            return "\(name): <a href=\"https://www.wikidata.org/wiki/\(identifier.value)\" rel=\"noopener noreferrer\">\(identifier.value)</a>"
        case .unlocode, .own: return "\(name): \(identifier.value)"
        }
    }

    static func scheme(_ scheme: OrganisationIdentifier.Scheme, _ w: Words) -> String {
        switch scheme {
        case .geonames: "GeoNames"
        case .wikidata: "Wikidata"
        case .unlocode: "UN/LOCODE"
        case .own: w("Own number")
        }
    }

    static func figures(_ figures: [OrganisationFigure], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Year"))</th><th scope="col" class="num">\(w("Population"))</th><th scope="col" class="num">\(w("Partner cities"))</th>\
        <th scope="col" class="num">\(w("Staff (full time)"))</th><th scope="col" class="num">\(w("Budget a year"))</th><th scope="col">\(w("Note"))</th></tr></thead><tbody>\(figures, { figure($0, w) })</tbody></table>
        """
    }

    private static func figure(_ figure: OrganisationFigure, _ w: Words) -> HTML {
        func number(_ label: String, _ text: String?) -> HTML { "<td class=\"num nowrap c-row\" data-label=\"\(label)\">\(text ?? "")</td>" }
        return """
            <tr><th scope="row">\(String(figure.year))</th>\(number(w("Population"), figure.population.map(w.number)))\(number(w("Partner cities"), figure.partnerCities.map(w.number)))\
            \(number(w("Staff (full time)"), figure.staff.map { w.number($0, digits: $0 == $0.rounded() ? 0 : 1) }))\(number(w("Budget a year"), figure.budget.map(w.money)))<td class="c-row" data-label="\(w("Note"))">\(figure.note)</td></tr>
            """
    }

    /// Text with its line breaks.
    static func paragraphs(_ text: String) -> HTML {
        text.split(separator: "\n\n").map { part in
            "<p>\(part.split(separator: "\n", omittingEmptySubsequences: false).map { HTML(text: String($0)) }.joined("<br>"))</p>" as HTML
        }.joined()
    }

    private static func history(_ lines: [HistoryLine], _ w: Words) -> HTML {
        guard !lines.isEmpty else { return "<p class=\"second\">\(w("Nothing has happened to it yet."))</p>" }
        return "<ol class=\"history\">\(lines, { historyLine($0, w) })</ol>"
    }

    private static func historyLine(_ line: HistoryLine, _ w: Words) -> HTML {
        let changes = line.changes.map {
            "<span class=\"second\"><b>\($0.label)</b>: \($0.before.isEmpty ? "–" : $0.before) → \($0.after.isEmpty ? "–" : $0.after)</span>" as HTML
        }.joined("<br>")
        return
            "<li><time datetime=\"\(line.at.rfc3339)\">\(w.date(line.at))</time><span></span><div>\(line.what)\(if: !changes.isEmpty, "<br>\(changes)")</div><span class=\"second\">\(line.who)</span></li>"
    }
}
