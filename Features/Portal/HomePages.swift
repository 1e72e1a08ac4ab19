import Kernel
import Markup
import Storage
import Web

/// The home of the instance: search over the cities, the map of one office's partnerships, who works here.
struct HomePages: Sendable {
    let connections: PublicConnections
    let pictures: MapPictures

    @Sendable func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let offices = try PortalStore(connection: connection, language: w.language).offices()
        let wish = context.request.query.text("city")
        let shown = offices.first { $0.slug == wish } ?? offices.first
        let found = try shown.flatMap { city in try city.office.map { try connections.of($0, 300, w, connection) } } ?? []
        let page = HomePage(
            offices: offices, shown: shown, connections: found, instance: context.house.instance.name,
            panels: try context.panels(.publicHome, "", connection))
        return context.page(
            w("Know whom to write to"), shell: .publicSite,
            head: OpenGraph.head(
                w("Know whom to write to"), page.lead(w), "/", picture: shown.map { PortalPaths.picture($0.slug, pictures) }, context),
            page.view(context))
    }
}

/// What the home page shows.
struct HomePage {
    let offices: [PublicCity]
    let shown: PublicCity?
    let connections: [PublicConnection]
    let instance: String
    let panels: HTML

    func lead(_ w: Words) -> String {
        w("\(offices.count) cities keep their international work here, in the open: who decides, what has been agreed and with whom.")
    }

    func view(_ context: Context) -> HTML {
        let w = context.w
        let map = context.drawn("map") { shown.map { mapSection($0, w) } ?? .empty }
        return """
            <div class="wrap"><section class="opening"><h1>\(w("Know whom to write to."))</h1>
            <div class="opening-side"><p class="lead">\(lead(w))</p>
            <form class="opening-find" role="search" action="\(PortalPaths.cities)"><label class="label" for="city">\(w("Find a city, in any language or script"))</label>
            <div class="opening-line"><input class="input" id="city" name="q" type="search" placeholder="Haifa, 重庆, Варшава" autocomplete="off"><button class="button button--act">\(w("Search"))</button></div></form>
            </div></section></div>
            \(map)
            <div class="wrap home-lower">\(panels)\(members(w))</div>
            """
    }

    private func mapSection(_ city: PublicCity, _ w: Words) -> HTML {
        let map = CityMap(city: city, connections: connections, offices: offices, w: w)
        let table = ConnectionTable(city: city, connections: connections, w: w)
        return """
            <section class="map-section" id="map" aria-labelledby="map-h"><div class="wrap"><div class="map-head"><h2 id="map-h">\(map.title)</h2></div>
            \(if: offices.count > 1, tabs(city, w))</div>
            \(map.map(id: "home-map"), some: { $0.figure() })
            <div class="wrap">\(table.view())</div></section>
            """
    }

    private func tabs(_ city: PublicCity, _ w: Words) -> HTML {
        "<nav class=\"tabs\" aria-label=\"\(w("Partners of"))\">\(offices, { "<a href=\"/?city=\($0.slug)#map\"\(if: $0.slug == city.slug, " aria-current=\"true\"")>\($0.name)</a>" })</nav>"
    }

    private func members(_ w: Words) -> HTML {
        let note = Part.leaf(
            w("Member offices"), HTML(text: w("Offices that work on this server. Figures as the cities reported them, with their year.")),
            offices.isEmpty
                ? Part.empty(
                    w("No office has published its entry yet"), w("An office that signs in can publish its contact block; it then stands here."))
                : CityTable.view(offices, w))
        return note
    }
}

/// Cities with the figures of their offices.
enum CityTable {
    static func view(_ cities: [PublicCity], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("City"))</th><th scope="col">\(w("Country"))</th><th scope="col" class="num">\(w("Population"))</th><th scope="col" class="num">\(w("Partner cities"))</th><th scope="col" class="num">\(w("Staff (FTE)"))</th><th scope="col" class="num">\(w("Budget a year"))</th><th scope="col" class="num">\(w("Year"))</th></tr></thead>
        <tbody>\(cities, { row($0, w) })</tbody></table>
        """
    }

    private static func row(_ city: PublicCity, _ w: Words) -> HTML {
        let figures = city.figures
        return """
            <tr><th scope="row"><a href="\(PortalPaths.city(city.slug))">\(Part.name(city.name, local: city.localName, language: city.localLanguage))</a></th><td class="c-sub">\(w.country(city.country))</td>
            \(cell(w("Population"), w.number(figures?.population ?? city.population)))\(cell(w("Partner cities"), figures?.partnerCities.map { w.number($0) }))\(cell(w("Staff (FTE)"), figures?.staff.map { w.number($0, digits: $0.rounded() == $0 ? 0 : 1) }))\(cell(w("Budget a year"), figures?.budget.map { w.money($0) }))<td class="num c-no">\(figures.map { String($0.year) })</td></tr>
            """
    }

    /// A figure; on a telephone an empty one is left out.
    private static func cell(_ label: String, _ value: String?) -> HTML {
        guard let value else { return "<td class=\"num c-no\"></td>" }
        return "<td class=\"num c-row nowrap\" data-label=\"\(label)\">\(value)</td>"
    }
}

/// What a link to a page looks like elsewhere (Open Graph protocol).
enum OpenGraph {
    static func head(_ title: String, _ description: String, _ path: String, picture: String?, _ context: Context) -> HTML {
        let address = context.house.settings.address
        return """
            <meta name="description" content="\(description)">
            <meta property="og:type" content="website"><meta property="og:title" content="\(title)"><meta property="og:description" content="\(description)">
            <meta property="og:url" content="\(address)\(path)"><meta property="og:site_name" content="Proxenia">
            \(picture, some: { "<meta property=\"og:image\" content=\"\(address)\($0)\"><meta property=\"og:image:width\" content=\"1200\"><meta property=\"og:image:height\" content=\"630\">" })
            <link rel="canonical" href="\(address)\(path)"><link rel="alternate" type="application/atom+xml" title="\(context.w("Partnerships"))" href="/feeds/partnerships.atom">
            """
    }
}
