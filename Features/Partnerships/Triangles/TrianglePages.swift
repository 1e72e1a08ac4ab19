import Directory
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// Thinking in triangles: partners that are related to each other, and the cities that another city has in common with one's own.
struct TrianglePages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        [
            .get(PartnershipPaths.triangles, may: May.readPublished, triangles),
            TriangleLists.triangles.exportRoute(may: May.readPublished),
            .get("\(PartnershipPaths.triangles)/{place}", may: May.readPublished, common),
            .getFlow("\(PartnershipPaths.triangles)/{place}/export/{format}", may: May.readPublished) { context in
                try await TriangleLists.common(with: try found(context).id).export(context)
            },
        ]
    }

    /// After what is known of the city.
    static let panel = Panel(.place, order: 20, onPlace)
    /// Most lines of the panel; the whole list is a page of its own.
    private static let shown = 10

    private func triangles(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let list = TriangleLists.triangles
        let body = try context.drawn {
            let query = list.query(context.request.query)
            let page = try list.page(query, context.scope, connection)
            let standing = try VisiblePartnerships.standing(context, connection)
            return """
                \(RegisterViews.head(standing, context))\(if: standing.total > 0, RegisterViews.tabs(PartnershipPaths.triangles, query, context))
                <p class="second relations-why">\(w("Two of your partners that are twinned with each other: with your city they make a triangle."))</p>
                \(try list.view(page, query, context, connection, empty: Self.none(w)))
                """
        }
        return context.page(w("Triangles"), path: PartnershipPaths.register, body)
    }

    private static func none(_ w: Words) -> HTML {
        Part.empty(
            w("No two of your partners are known to be related"),
            w("Whoever runs this server imports lists of twinned cities with “proxenia import relations FILE”."))
    }

    // MARK: In common

    private func found(_ context: Context) throws -> Place {
        guard let place = try gazetteer.place(try context.number("place")) else { throw AppError.notFound }
        return place
    }

    private func common(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let place = try found(context)
        let name = try gazetteer.names([place.id], language: w.language.tag)[place.id]?.reader ?? place.name
        let body = try context.drawn {
            let list = TriangleLists.common(with: place.id)
            let query = list.query(context.request.query)
            let page = try list.page(query, context.scope, connection)
            let none = Part.empty(
                w("Nothing in common is known"), w("None of the cities related to \(name) is your partner, or known to be related to your city."))
            return try list.view(page, query, context, connection, empty: none)
        }
        let title = w("In common with \(name)")
        return context.page(
            title, path: PartnershipPaths.register,
            """
            \(Part.head(title, over: w("Cities related to both: your partners first, then those that your city is known to be twinned with."), crumbs: [(w("Triangles"), PartnershipPaths.triangles), (name, DirectoryPaths.place(place.id))]))
            \(body)
            """)
    }

    @Sendable private static func onPlace(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(May.readPublished), context.actor.office != nil, let place = PlaceID(subject) else { return nil }
        let standing = try TriangleStore.standing(with: place, context.actor, connection)
        guard standing != CommonStanding(partners: 0, others: 0) else { return nil }
        let w = context.w
        let list = TriangleLists.common(with: place)
        let page = try list.page(list.query(Parameters(), limit: shown), context.scope, connection, counting: false)
        let total = standing.partners + standing.others
        let all: HTML = "<a href=\"\(list.path)\">\(total > page.items.count ? w("All \(total)") : w("List and export"))</a>"
        return Part.block(
            w("In common"), link: all,
            """
            <p class="second relations-why">\(w("Related to both: \(standing.words(w))."))</p>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("City"))</th><th scope="col">\(w("Country"))</th><th scope="col">\(w("With your city"))</th><th scope="col">\(w("With this city"))</th></tr></thead>
            <tbody>\(page.items, { line($0, w) })</tbody></table>
            """)
    }

    private static func line(_ item: CommonCity, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(DirectoryPaths.place(item.city.place))">\(item.city.both)</a></th><td class="c-sub">\(w.country(item.city.country))</td>\
        <td class="c-row" data-label="\(w("With your city"))">\(item.why(w))</td><td class="c-row" data-label="\(w("With this city"))">\(item.theirs.why(w))</td></tr>
        """
    }
}
