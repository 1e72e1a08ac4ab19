import Atlas
import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The list of published cities, and the page of each.
struct CityPages: Sendable {
    let connections: PublicConnections
    let pictures: MapPictures

    var listing: Listing<PublicCity> {
        Listing(
            name: "cities", path: PortalPaths.cities,
            columns: [
                Column(
                    "name", "City", .string, value: { city, _ in .text(city.name) },
                    view: { city, _ in Part.name(city.name, local: city.localName, language: city.localLanguage) }),
                Column("country", "Country", .string, value: { city, w in .text(w.country(city.country)) }),
                Column("region", "Region", .string, onTelephone: "c-no", value: { city, _ in city.regionName.map { .text($0) } ?? .none }),
                Column(
                    "population", "Population", .integer, onTelephone: "c-row",
                    value: { city, _ in .integer(city.figures?.population ?? city.population) },
                    view: { city, w in "\(w.number(city.figures?.population ?? city.population))" }),
                Column(
                    "partner_cities", "Partner cities", .integer, onTelephone: "c-no",
                    value: { city, _ in city.figures?.partnerCities.map { .integer($0) } ?? .none }),
                Column("has_office", "Office", .string, onTelephone: "c-top", value: { city, w in .text(city.office == nil ? "" : w("Works here")) }),
                Column("place", "GeoNames number", .integer, isHidden: true, value: { city, _ in .integer(city.place) }),
                Column("website", "Website", .string, isHidden: true, value: { city, _ in city.website.map { .text($0) } ?? .none }),
            ],
            filters: [
                Filter(
                    "country", "Country",
                    options: { scope, connection in
                        try connection.rows("SELECT DISTINCT p.country AS code FROM \(PortalStore.from) WHERE \(PortalStore.isPublished)") {
                            try $0["code"] as String
                        }
                        .compactMap { Country($0) }.map { ($0.code, scope.w.country($0)) }.sorted { $0.1 < $1.1 }
                    }, condition: { "p.country IN \(list: $0)" })
            ],
            sorts: [SortKey("name", "o.sort_key"), SortKey("country", "p.country"), SortKey("population", "p.population", isNumber: true)],
            href: { PortalPaths.city($0.slug) },
            find: { words in
                let folded = FoldedName(words).text
                // What folds to nothing is no name in any script.
                guard !folded.isEmpty else { return "1 = 0" }
                let pattern = "%" + folded + "%"
                return "o.search LIKE \(pattern) OR p.search LIKE \(pattern)"
            },
            source: { scope in
                ListSource(
                    select: PortalStore.select(scope.w.language), from: PortalStore.from, conditions: [PortalStore.isPublished], id: "o.id",
                    make: PortalStore.make)
            })
    }

    @Sendable func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let body = try context.drawn {
            let query = listing.query(context.request.query)
            let page = try listing.page(query, context.scope, connection)
            let list = try listing.view(
                page, query, context, connection, empty: Part.empty(w("No city is published yet"), w("Entries that an office publishes stand here.")))
            let count =
                query.isNarrowed
                ? w("Whom to write to, who decides, and how.")
                : w("\(page.total ?? 0) cities with a public entry: whom to write to, who decides, and how.")
            return "<div class=\"wrap block\">\(Part.head(w("Cities"), over: count))\(list)</div>"
        }
        return context.page(
            w("Cities"), shell: .publicSite,
            head: OpenGraph.head(
                w("Cities"), w("Cities with a public entry: whom to write to, who decides, and how."), PortalPaths.cities, picture: nil, context),
            body)
    }

    private func load(_ context: Context, _ connection: Connection) throws -> (
        city: PublicCity, connections: [PublicConnection], offices: [PublicCity]
    ) {
        let store = PortalStore(connection: connection, language: context.w.language)
        let city = try store.city(try context.word("slug"))
        return (city, try city.office.map { try connections.of($0, 300, context.w, connection) } ?? [], try store.offices())
    }

    @Sendable func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (city, found, offices) = try load(context, connection)
        let contact = try ContactStore(connection).block(of: city.organisation)
        let page = CityPage(
            city: city, connections: found, offices: offices, contact: contact.map { DirectoryFeature.contactView($0, at: context.now, context.w) },
            now: context.now,
            panels: try city.office.map { try context.panels(.publicCity, $0.text, connection) } ?? .empty)
        return context.page(
            city.name, shell: .publicSite,
            head: OpenGraph.head(
                city.name, page.sentence(context.w), PortalPaths.city(city.slug), picture: PortalPaths.picture(city.slug, pictures), context),
            page.view(context))
    }

    /// The map as an image file: for links, slides and printed matter.
    @Sendable func map(_ context: Context, _ connection: Connection) throws -> Reply {
        .text(try drawing(context, connection), type: "image/svg+xml; charset=utf-8")
    }

    /// The same as PNG, for sites that show it with a link.
    @Sendable func picture(_ context: Context) async throws -> Reply {
        let svg = try await context.house.database.read { try drawing(context, $0) }
        return Reply(body: .bytes(try await pictures.png(of: svg), type: "image/png"))
    }

    private func drawing(_ context: Context, _ connection: Connection) throws -> String {
        let (city, found, offices) = try load(context, connection)
        let drawing = CityMap(city: city, connections: found, offices: offices, w: context.w)
        guard let map = drawing.map(id: "map", zoom: false) else { throw AppError.notFound }
        return map.standaloneSVG(office: [city.name, context.house.instance.name].filter { !$0.isEmpty }.joined(separator: ", ")).text
    }
}

/// What the public page of a city shows.
struct CityPage {
    let city: PublicCity
    let connections: [PublicConnection]
    let offices: [PublicCity]
    let contact: HTML?
    let now: Instant
    let panels: HTML

    func sentence(_ w: Words) -> String {
        let people = w("\(w.number(city.figures?.population ?? city.population)) inhabitants.")
        return connections.isEmpty ? people : people + " " + w("\(connections.count) published partnerships.")
    }

    func view(_ context: Context) -> HTML {
        let w = context.w
        let map = CityMap(city: city, connections: connections, offices: offices, w: w)
        let drawing: HTML = city.office == nil ? .empty : context.drawn("map") { partnerships(map, w) }
        return """
            <div class="wrap"><div class="city-head"><div><nav class="crumbs"><a href="\(PortalPaths.cities)">\(w("Cities"))</a> <span aria-hidden="true">/</span> <a href="\(PortalPaths.cities)?country=\(city.country.code)">\(w.country(city.country))</a></nav>
            <h1>\(Part.name(city.name, local: city.localName, language: city.localLanguage))</h1><p class="lead">\(sentence(w))</p></div>\(clock(w))</div>
            \(contact ?? nobody(w))
            \(figures(w))
            \(panels)</div>
            \(drawing)
            <div class="wrap">\(source(w))</div>
            """
    }

    private func clock(_ w: Words) -> HTML {
        guard let zone = TimeZone(identifier: city.timeZone) else { return .empty }
        return "<p class=\"clock\"><b>\(w.time(now, in: zone))</b> <span>\(w("local time, \(w.date(now, in: zone))"))</span></p>"
    }

    private func nobody(_ w: Words) -> HTML {
        Part.leaf(
            w("Whom to write to"), .empty,
            Part.empty(w("No contact point is published yet"), w("The city's own office can publish one here. Until then, write to the city hall.")))
    }

    private func figures(_ w: Words) -> HTML {
        guard let figures = city.figures else { return .empty }
        return Part.leaf(
            w("The office in figures"), HTML(text: w("As the city reported them for \(String(figures.year)).")),
            Part.facts(
                [
                    (w("Population"), HTML(text: figures.population.map { w.number($0) } ?? "")),
                    (w("Partner cities"), HTML(text: figures.partnerCities.map { w.number($0) } ?? "")),
                    (w("Staff (FTE)"), HTML(text: figures.staff.map { w.number($0, digits: $0.rounded() == $0 ? 0 : 1) } ?? "")),
                    (w("Budget a year"), HTML(text: figures.budget.map { w.money($0) } ?? "")),
                    (w("Note"), HTML(text: figures.note ?? "")),
                ], wide: true))
    }

    private func partnerships(_ map: CityMap, _ w: Words) -> HTML {
        """
        <section class="map-section" id="map" aria-labelledby="map-h"><div class="wrap"><div class="map-head"><h2 id="map-h">\(map.title)</h2><a class="second" href="\(PortalPaths.city(city.slug))/map.svg">\(w("The map as a picture"))</a></div></div>
        \(map.map(id: "city-map"), some: { $0.figure() })
        <div class="wrap">\(ConnectionTable(city: city, connections: connections, w: w).view())</div></section>
        """
    }

    private func source(_ w: Words) -> HTML {
        "<p class=\"table-note block\">\(w("Entry of \(w.date(city.updatedAt))."))  <a href=\"https://www.geonames.org/\(city.place)\" rel=\"noreferrer\">GeoNames \(city.place)</a></p>"
    }
}
