import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The search over everything: organisations, places, and what other features plug in.
struct SearchPages: Sendable {
    let answer: PlaceAnswer

    var routes: [Route] { [.get("/office/search", may: DirectoryFeature.read, search)] }

    private struct Found {
        let text: String
        let organisations: [OrganisationSummary]
        let hasMore: Bool
        let places: [PlaceHit]
        let panels: HTML
        var isNothing: Bool { organisations.isEmpty && places.isEmpty && panels.isEmpty }
    }

    /// So many organisations are shown; the list has the rest.
    private static let most = 10

    private func search(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let text = String(context.request.query.text("q").prefix(200))
        guard !FoldedName(text).isEmpty else {
            return context.page(
                w("Search"), path: DirectoryPaths.search, "\(Part.head(w("Search")))\(field(text, w))\(if: !text.isEmpty, nothing(text, w))")
        }
        let organisations = try OrganisationStore(connection).visible(to: context.actor, language: context.language).search(
            text, limit: Self.most + 1)
        let found = Found(
            text: text, organisations: Array(organisations.prefix(Self.most)), hasMore: organisations.count > Self.most,
            places: try answer.search(text, limit: 6, context, connection), panels: try context.panels(.search, text, connection))
        return context.page(
            w("Search: \(String(text.prefix(60)))"), path: DirectoryPaths.search,
            """
            \(Part.head(w("Search")))\(field(text, w))
            \(if: found.isNothing, nothing(text, w), else: view(found, w))
            """)
    }

    private func field(_ text: String, _ w: Words) -> HTML {
        """
        <form class="sheet" role="search" aria-label="\(w("Search everything"))" action="\(DirectoryPaths.search)"><div class="line"><div><label class="label" for="words">\(w("City, person, partnership, file, in any script"))</label>
        <div class="find find--wide">\(Icon.search)<input class="input" id="words" name="q" type="search" value="\(text)" autocomplete="off"></div></div><div class="beside"></div></div>
        <p class="after"><button class="button">\(w("Search"))</button></p></form>
        """
    }

    private func nothing(_ text: String, _ w: Words) -> HTML {
        Part.empty(
            w("Nothing is found for “\(text)”"),
            w("Neither an organisation nor a place nor a partnership has this name. Try fewer letters, or the name in another language."),
            actions: Part.button(w("To the organisations"), to: DirectoryPaths.organisations))
    }

    private func view(_ found: Found, _ w: Words) -> HTML {
        """
        \(found.panels)
        \(if: !found.organisations.isEmpty, Part.leaf(w("Organisations"), .empty, organisations(found, w)))
        \(if: !found.places.isEmpty, Part.leaf(w("Places"), HTML(text: w("GeoNames, CC BY 4.0")), PlaceViews.table(found.places, w)))
        """
    }

    private func organisations(_ found: Found, _ w: Words) -> HTML {
        let all = DirectoryPaths.organisations + Parameters([("q", found.text)]).queryString
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Kind"))</th><th scope="col">\(w("City"))</th><th scope="col">\(w("Country"))</th></tr></thead>
            <tbody>\(found.organisations, { row($0, w) })</tbody></table>
            \(if: found.hasMore, "<p class=\"table-note\"><a href=\"\(all)\">\(w("More in the list of organisations"))</a></p>")
            """
    }

    private func row(_ item: OrganisationSummary, _ w: Words) -> HTML {
        let place: HTML = item.place.map { "<a href=\"\(DirectoryPaths.place($0.id))\">\(PlaceViews.bothNames($0))</a>" } ?? .empty
        return """
            <tr><th scope="row"><a href="\(DirectoryPaths.organisation(item.id))">\(OrganisationViews.bothNames(item.name, item.nativeName))</a></th><td class="c-sub">\(item.kind.word(w))</td>\
            <td class="c-sub">\(place)</td><td class="c-sub">\(item.place.map { w.country($0.country) })</td></tr>
            """
    }
}
