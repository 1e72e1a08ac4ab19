import Kernel
import Markup
import Storage
import Web

/// A city that another one is known to be related to, as one reader sees it. Several sources make it one line.
struct RelatedPlace: Sendable {
    let place: KeptPlace
    /// What a source calls the relation.
    let kind: String?
    /// The earliest date that a source gives.
    let since: PartialDate?
    /// The first of those who say so, by name, and how many more there are.
    let source: String
    let otherSources: Int

    init(row: Row) throws {
        place = try PlaceStore.make(row)
        (kind, since, source) = (try row["kind"], try row["since"], try row["source"])
        let sources: Int = try row["sources"]
        otherSources = max(0, sources - 1)
    }

    /// Who says so, in a few words.
    func sources(_ w: Words) -> String { otherSources == 0 ? source : w("\(source) and \(otherSources) more") }
}

/// Known relations as other queries read them.
public enum KnownRelations {
    /// The cities related to one, once each: `other_id`, `kind`, the earliest `since`, the first `source` and how many `sources` there are.
    /// - Parameter place: its number, as an expression.
    public static func related(to place: SQL) -> SQL {
        """
        SELECT other_id, MIN(kind) AS kind, MIN(since) AS since, MIN(source) AS source, COUNT(*) AS sources FROM (
            SELECT upper_id AS other_id, kind, since, source FROM known_relation WHERE lower_id = \(place)
            UNION ALL SELECT lower_id, kind, since, source FROM known_relation WHERE upper_id = \(place)) ends GROUP BY other_id
        """
    }
}

/// The cities one city is known to be related to: a list for each place.
enum RelationList {
    static func of(_ place: PlaceID) -> Listing<RelatedPlace> {
        Listing(
            name: "relations-\(place)", path: DirectoryPaths.relations(place), columns: columns, filters: [country(place)],
            sorts: [
                SortKey("place", "COALESCE(pn.sort_key, p.name)"), SortKey("country", "p.country"), SortKey("since", "COALESCE(r.since, '')"),
            ],
            href: { DirectoryPaths.place($0.place.id) }, find: { SearchText.holds("p.search", $0) }
        ) { scope in
            ListSource(
                select: "\(PlaceStore.columns), r.kind, r.since, r.source, r.sources",
                from: """
                    (\(KnownRelations.related(to: "\(place)"))) r JOIN place p ON p.id = r.other_id
                    LEFT JOIN place_name pn ON pn.place_id = p.id AND pn.language = \(scope.w.language.base)
                    """, conditions: [], id: "CAST(p.id AS TEXT)", make: RelatedPlace.init(row:))
        }
    }

    private static func country(_ place: PlaceID) -> Filter {
        Filter("country", "Country") { scope, connection in
            let found = try connection.rows(
                "SELECT DISTINCT p.country FROM (\(KnownRelations.related(to: "\(place)"))) r JOIN place p ON p.id = r.other_id"
            ) {
                try $0["country"] as Country
            }
            return found.map { ($0.code, scope.w.country($0)) }.sorted { $0.1 < $1.1 }
        } condition: {
            "p.country IN \(list: $0)"
        }
    }

    private static let columns: [Column<RelatedPlace>] = [
        Column("place", "City", value: { item, _ in .text(item.place.name) }, view: { item, _ in PlaceViews.bothNames(item.place) }),
        Column("country", "Country", value: { item, w in .text(w.country(item.place.country)) }),
        Column(
            "since", "Since", value: { item, _ in item.since.map { .date($0) } ?? .none },
            view: { item, w in HTML(text: item.since.map { w.date($0) } ?? "") }),
        Column("kind", "As it is called there", isHidden: true, value: { item, _ in item.kind.map { .text($0) } ?? .none }),
        Column(
            "source", "Source", onTelephone: "c-row", value: { item, w in .text(item.sources(w)) },
            view: { item, w in "\(item.sources(w))\(item.kind, some: { "<span class=\"second\">\(w("called “\($0)”"))</span>" })" }),
        Column("local_name", "Local name", isHidden: true, value: { item, _ in item.place.localName.map { .text($0) } ?? .none }),
        Column("country_code", "Country, code", isHidden: true, value: { item, _ in .text(item.place.country.code) }),
        Column("place_id", "GeoNames number", .integer, isHidden: true, value: { item, _ in .integer(item.place.id) }),
    ]
}
