import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The published partnerships of all offices on this server, as the public reads them: the same for everybody, signed in or not.
enum PublicRegister {
    struct Item: Sendable {
        let row: RegisterRow
        let city: String
        let slug: String
    }

    static let path = "/partnerships"

    static let listing = Listing<Item>(
        name: "published-partnerships", path: path,
        columns: [
            Column("partner", "Partner", value: { item, _ in .text(item.row.partner.name) }, view: { item, w in RegisterViews.partner(item.row, w) }),
            Column("city", "City", value: { item, _ in .text(item.city) }),
            Column("country", "Country", value: { item, w in item.row.partner.country.map { .text(w.country($0)) } ?? .none }),
            Column("kind", "Kind", onTelephone: "c-no", value: { item, w in .text(w.kind(item.row.kind)) }),
            Column(
                "since", "Since", value: { item, _ in item.row.since.map { .date($0) } ?? .none },
                view: { item, w in HTML(text: item.row.since.map { w.date($0) } ?? "") }),
            Column(
                "status", "Status", onTelephone: "c-top", value: { item, w in .text(w.status(item.row.status)) },
                view: { item, w in item.row.status.mark(w) }),
            Column(
                "summary", "What it is about", onTelephone: "c-row", value: { item, _ in item.row.summary.isEmpty ? .none : .text(item.row.summary) }),
        ],
        filters: [
            Filter(
                "office", "City",
                options: { _, connection in
                    try connection.rows("SELECT slug, name FROM office ORDER BY name, id LIMIT 200") { (try $0["slug"], try $0["name"]) }
                },
                condition: { "f.slug IN \(list: $0)" }),
            Filter(
                "kind", "Kind", options: { scope, _ in PartnershipKind.allCases.map { ($0.rawValue, scope.w.kind($0)) } },
                condition: { "p.kind IN \(list: $0)" }),
            Filter(
                "country", "Country",
                options: { scope, connection in
                    try VisiblePartnerships(connection, actor: .anyone, language: scope.w.language).countries().map {
                        (value: $0.code, word: scope.w.country($0))
                    }
                    .sorted { FoldedName($0.word) < FoldedName($1.word) }
                }, condition: { "p.country IN \(list: $0)" }),
        ],
        sorts: [
            SortKey("partner", "p.partner_key"), SortKey("city", "f.name"), SortKey("country", "COALESCE(p.country, '')"),
            SortKey("since", "COALESCE(p.since, '')"),
        ],
        href: { PublicPartnershipPages.path($0.row.id) },
        find: Register.found
    ) { scope in
        ListSource(
            select: "\(RegisterRow.columns(.anyone, scope.w.language)), f.name AS office_name, f.slug",
            from: "partnership p JOIN office f ON f.id = p.office_id",
            conditions: [VisiblePartnerships.condition(for: .anyone)], id: "p.id"
        ) { row in Item(row: try RegisterRow(row: row), city: try row["office_name"], slug: try row["slug"]) }
    }

    static var routes: [Route] { [.get(path, may: .anyone, show), listing.exportRoute(may: .anyone)] }

    @Sendable private static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let query = listing.query(context.request.query)
        let page = try listing.page(query, context.scope, connection)
        let over = query.isNarrowed ? w("What the cities have published.") : w("\(page.total ?? 0) partnerships that the cities have published.")
        let body = try listing.view(
            page, query, context, connection,
            empty: Part.empty(w("No partnership is published yet"), w("What an office publishes stands here and on the map.")))
        return context.page(
            w("Partnerships"), shell: .publicSite, head: "<meta name=\"description\" content=\"\(over)\">",
            """
            <div class="wrap block">\(Part.head(w("Partnerships"), over: over))\(body)</div>
            """)
    }
}
