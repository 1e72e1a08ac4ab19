import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// What is known of a city's partners: a panel on its page and on that of its government, the whole list, its exports.
struct RelationPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        [
            .get("/office/places/{id}/relations", may: DirectoryFeature.read, list),
            .getFlow("/office/places/{id}/relations/export/{format}", may: DirectoryFeature.read) { context in
                try await RelationList.of(try found(context).id).export(context)
            },
            RelationAnswer(gazetteer: gazetteer).route,
        ]
    }

    /// After the office's own partnerships, which stand first.
    static let panels = [Panel(.place, order: 15, onPlace), Panel(.organisation, order: 25, onOrganisation)]

    /// Most lines of a panel; the whole list is a page of its own.
    private static let shown = 20
    private static let shownBeside = 8

    // MARK: The list

    /// - Throws: `AppError.notFound` for what is no place of the world.
    func found(_ context: Context) throws -> Place {
        guard let place = try gazetteer.place(try context.number("id")) else { throw AppError.notFound }
        return place
    }

    private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let place = try found(context)
        let name = try gazetteer.names([place.id], language: w.language.tag)[place.id]?.reader ?? place.name
        let body = try context.drawn {
            let list = RelationList.of(place.id)
            let query = list.query(context.request.query)
            let page = try list.page(query, context.scope, connection)
            return try list.view(page, query, context, connection, empty: Self.nothing(name, w))
        }
        let title = w("Known relations of \(name)")
        return context.page(
            title, path: DirectoryPaths.places,
            """
            \(Part.head(title, over: w("Cities it is twinned with, as the sources say that were imported. They are not partnerships of your office."), crumbs: [(w("Place search"), DirectoryPaths.places), (name, DirectoryPaths.place(place.id))]))
            \(body)
            """)
    }

    private static func nothing(_ name: String, _ w: Words) -> HTML {
        Part.empty(
            w("No relation of \(name) is known here"),
            w("Whoever runs this server imports lists of twinned cities with “proxenia import relations FILE”."))
    }

    // MARK: Panels

    @Sendable private static func onPlace(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(DirectoryFeature.read), let place = PlaceID(subject) else { return nil }
        return try panel(place, most: shown, context, connection)
    }

    /// On the page of a city's government: what is known of its city.
    @Sendable private static func onOrganisation(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(DirectoryFeature.read), let id = OrganisationID(subject) else { return nil }
        let place: PlaceID? = try connection.first(
            "SELECT place_id FROM organisation WHERE id = \(id) AND kind = \(OrganisationKind.localGovernment.rawValue) AND place_id IS NOT NULL"
        ) { try $0["place_id"] }
        return try place.flatMap { try panel($0, most: shownBeside, context, connection) }
    }

    private static func panel(_ place: PlaceID, most: Int, _ context: Context, _ connection: Connection) throws -> HTML? {
        let w = context.w
        let list = RelationList.of(place)
        let page = try list.page(list.query(Parameters(), limit: most), context.scope, connection)
        guard !page.items.isEmpty else { return nil }
        let total = page.total ?? page.items.count
        let all: HTML = "<a href=\"\(list.path)\">\(total > page.items.count ? w("All \(total)") : w("List and export"))</a>"
        return Part.block(
            w("Known relations"), link: all,
            """
            <p class="second relations-why">\(w("Twinned with \(total) cities, as the sources say that were imported; not partnerships of your office."))</p>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("City"))</th><th scope="col">\(w("Country"))</th><th scope="col">\(w("Since"))</th><th scope="col">\(w("Source"))</th></tr></thead>
            <tbody>\(page.items, { line($0, w) })</tbody></table>
            """)
    }

    private static func line(_ item: RelatedPlace, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(DirectoryPaths.place(item.place.id))">\(PlaceViews.bothNames(item.place))</a></th><td class="c-sub">\(w.country(item.place.country))</td>\
        <td class="c-sub">\(item.since.map { w.date($0) } ?? "")</td><td class="c-sub">\(item.sources(w))</td></tr>
        """
    }
}
