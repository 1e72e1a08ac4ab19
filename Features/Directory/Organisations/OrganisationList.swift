import Kernel
import Markup
import Storage
import Web

/// The list of organisations, declared once: its page, its exports, its question of the API.
public enum OrganisationList {
    /// Those in use.
    public static let current = listing(path: DirectoryPaths.organisations, isArchive: false)
    /// Those put away. A list of its own, so that nobody meets them by chance.
    static let archive = listing(path: DirectoryPaths.archive, isArchive: true)

    private static func listing(path: String, isArchive: Bool) -> Listing<OrganisationSummary> {
        Listing(
            name: isArchive ? "organisations-archived" : "organisations", path: path, columns: columns,
            filters: [kind, country, standing],
            sorts: [
                SortKey("name", "o.sort_key"), SortKey("country", "COALESCE(p.country, '')", isJoined: true), SortKey("kind", "o.kind"),
                SortKey("changed", "o.updated_at", isNumber: true),
            ],
            href: { DirectoryPaths.organisation($0.id) }, records: ListRecords(OrganisationStore.subject) { $0.id.text },
            find: { OrganisationStore.holds($0) },
            source: { OrganisationStore.listed(for: $0, isArchive: isArchive) })
    }

    private static let columns: [Column<OrganisationSummary>] = [
        Column("name", "Name", value: { item, _ in .text(item.name) }, view: { item, _ in OrganisationViews.bothNames(item.name, item.nativeName) }),
        Column("local_name", "Name in its own script", isHidden: true, value: { item, _ in item.nativeName.map { .text($0.name) } ?? .none }),
        Column(
            "local_language", "Language of that name", isHidden: true, value: { item, _ in item.nativeName.map { .text($0.language.tag) } ?? .none }),
        Column("kind", "Kind", value: { item, w in .text(item.kind.word(w)) }),
        Column(
            "kind_code", "Kind, code", .oneOf(OrganisationKind.allCases.map(\.rawValue)), isHidden: true,
            value: { item, _ in .text(item.kind.rawValue) }),
        Column(
            "place", "City", value: { item, _ in item.place.map { .text($0.name) } ?? .none },
            view: { item, _ in item.place.map(PlaceViews.bothNames) ?? .empty }),
        Column("place_id", "GeoNames number", .integer, isHidden: true, value: { item, _ in item.place.map { .integer($0.id) } ?? .none }),
        Column("country", "Country", value: { item, w in item.place.map { .text(w.country($0.country)) } ?? .none }),
        Column("country_code", "Country, code", isHidden: true, value: { item, _ in item.place.map { .text($0.country.code) } ?? .none }),
        Column("website", "Website", .format("uri"), isHidden: true, value: { item, _ in item.website.map { .text($0) } ?? .none }),
        Column(
            "published", "Published", onTelephone: "c-row", value: { item, w in .text(item.isPublic ? w("yes") : w("no")) },
            view: { item, w in OrganisationViews.standing(isPublic: item.isPublic, w) }),
        Column(
            "changed", "Changed", .format("date"), onTelephone: "c-no", value: { item, _ in day(item.updatedAt) },
            view: { item, w in HTML(text: w.date(item.updatedAt)) }),
        Column("id", "Identity", .format("uuid"), isHidden: true, value: { item, _ in .text(item.id.text) }),
    ]

    private static func day(_ instant: Instant) -> Cell { PartialDate(instant.rfc3339.prefix(10)).map { .date($0) } ?? .none }

    private static let kind = Filter("kind", "Kind") { scope, _ in
        OrganisationKind.allCases.map { ($0.rawValue, $0.word(scope.w)) }
    } condition: {
        "o.kind IN \(list: $0)"
    }

    private static let country = Filter("country", "Country", isJoined: true) { scope, connection in
        try OrganisationStore(connection).visible(to: scope.actor, language: scope.w.language).countries()
            .map { ($0.code, scope.w.country($0)) }.sorted { $0.1 < $1.1 }
    } condition: {
        "p.country IN \(list: $0)"
    }

    private static let standing = Filter("standing", "Published") { scope, _ in
        OrganisationStore.worksInside(scope.actor.role) ? [("yes", scope.w("yes")), ("no", scope.w("no"))] : []
    } condition: { values in
        // Both chosen are as good as none.
        values.contains("yes") && values.contains("no") ? "1 = 1" : values.contains("yes") ? "o.is_public = 1" : "o.is_public = 0"
    }
}

extension OrganisationStore {
    static func listed(for scope: ListScope, isArchive: Bool) -> ListSource<OrganisationSummary> {
        ListSource(
            select: summaryColumns, from: "organisation o", with: placeJoin(scope.w.language),
            conditions: [condition(for: scope.actor), isArchive ? "o.archived_at IS NOT NULL AND o.merged_into IS NULL" : "o.archived_at IS NULL"],
            id: "o.id", make: summary)
    }
}

extension VisibleOrganisations {
    /// The countries in which this reader sees an organisation.
    func countries() throws -> [Country] {
        try connection.rows(
            """
            SELECT DISTINCT p.country FROM place p
            WHERE EXISTS (SELECT 1 FROM organisation o WHERE o.place_id = p.id AND o.archived_at IS NULL AND \(OrganisationStore.condition(for: actor)))
            """
        ) { try $0["country"] as Country }
    }
}
