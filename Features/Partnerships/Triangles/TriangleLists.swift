import Directory
import Kernel
import Markup
import Storage
import Web

/// The list of triangles, and for each city the list of those it has in common with the office's own.
enum TriangleLists {
    static let triangles = Listing<Triangle>(
        name: "triangles", path: PartnershipPaths.triangles,
        columns: [
            Column(
                "partner", "Partner", value: { item, _ in .text(item.one.name) }, view: { item, w in corner(item.one, w) }),
            Column(
                "other", "Related to", onTelephone: "c-row", value: { item, _ in .text(item.other.name) },
                view: { item, w in "<a href=\"\(DirectoryPaths.place(item.other.place))\">\(corner(item.other, w))</a>" }),
            Column(
                "since", "Twinned since", onTelephone: "c-row", value: { item, _ in item.link.since.map { .date($0) } ?? .none },
                view: { item, w in HTML(text: item.link.since.map { w.date($0) } ?? "") }),
            Column("source", "Source", onTelephone: "c-row", value: { item, w in .text(item.link.sources(w)) }),
            Column("country_code", "Country, code", isHidden: true, value: { item, _ in .text(item.one.country.code) }),
            Column("place_id", "GeoNames number", .integer, isHidden: true, value: { item, _ in .integer(item.one.place) }),
            Column("partner_since", "Partner since", isHidden: true, value: { item, _ in item.one.partnerSince.map { .date($0) } ?? .none }),
            Column("other_country_code", "Country of the other, code", isHidden: true, value: { item, _ in .text(item.other.country.code) }),
            Column("other_place_id", "GeoNames number of the other", .integer, isHidden: true, value: { item, _ in .integer(item.other.place) }),
            Column(
                "other_partner_since", "The other partner since", isHidden: true,
                value: { item, _ in item.other.partnerSince.map { .date($0) } ?? .none }),
        ],
        filters: [
            Filter(
                "country", "Country",
                options: { scope, connection in
                    try TriangleStore.countries(scope.actor, connection).map { ($0.code, scope.w.country($0)) }.sorted { $0.1 < $1.1 }
                }, condition: { "a.country IN \(list: $0) OR b.country IN \(list: $0)" })
        ],
        sorts: [
            SortKey("partner", "\(TriangleStore.key) || ' ' || \(TriangleStore.otherKey)"),
            SortKey("other", "\(TriangleStore.otherKey) || ' ' || \(TriangleStore.key)"),
            SortKey("since", "COALESCE(t.since, '')"),
        ],
        href: { DirectoryPaths.place($0.one.place) }, find: { "\(SearchText.holds("a.search", $0)) OR \(SearchText.holds("b.search", $0))" },
        source: { try TriangleStore.triangles($0) })

    static func common(with place: PlaceID) -> Listing<CommonCity> {
        Listing(
            name: "in-common-\(place)", path: PartnershipPaths.inCommon(place),
            columns: [
                Column("place", "City", value: { item, _ in .text(item.city.name) }, view: { item, _ in item.city.both }),
                Column("country", "Country", value: { item, w in .text(w.country(item.city.country)) }),
                Column("ours", "With your city", onTelephone: "c-row", value: { item, w in .text(item.why(w)) }),
                Column("theirs", "With the other city", onTelephone: "c-row", value: { item, w in .text(item.theirs.why(w)) }),
                Column("partner", "Your partner", isHidden: true, value: { item, w in .text(item.isPartner ? w("yes") : w("no")) }),
                Column("country_code", "Country, code", isHidden: true, value: { item, _ in .text(item.city.country.code) }),
                Column("place_id", "GeoNames number", .integer, isHidden: true, value: { item, _ in .integer(item.city.place) }),
            ],
            filters: [
                Filter(
                    "tie", "With your city", options: { scope, _ in [("partner", scope.w("Your partner")), ("known", scope.w("Known relation"))] },
                    condition: { chosen in
                        let wanted: [SQL] = chosen.compactMap { $0 == "partner" ? "c.partnerships > 0" : $0 == "known" ? "c.home_sources > 0" : nil }
                        return wanted.isEmpty ? "1 = 0" : wanted.joined(separator: " OR ")
                    }),
                Filter(
                    "country", "Country",
                    options: { scope, connection in
                        try TriangleStore.countries(ofCommon: place, scope.actor, connection).map { ($0.code, scope.w.country($0)) }.sorted {
                            $0.1 < $1.1
                        }
                    }, condition: { "a.country IN \(list: $0)" }),
            ],
            sorts: [
                SortKey("tie", "CASE WHEN c.partnerships > 0 THEN '0' ELSE '1' END || \(TriangleStore.key)"), SortKey("place", TriangleStore.key),
                SortKey("country", "a.country"),
            ],
            href: { DirectoryPaths.place($0.city.place) }, find: { SearchText.holds("a.search", $0) },
            source: { try TriangleStore.common(with: place, $0) })
    }

    private static func corner(_ corner: Triangle.Corner, _ w: Words) -> HTML {
        let since = corner.partnerSince.map { w("your partner since \(w.date($0))") } ?? w("your partner")
        return "\(corner.both)<br><span class=\"second corner\">\(w.country(corner.country)), \(since)</span>"
    }
}
