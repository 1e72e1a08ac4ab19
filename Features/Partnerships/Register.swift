import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// A line of the register.
public struct RegisterRow: Sendable {
    let id: PartnershipID
    let partner: Partner
    /// Parties besides the first and this one.
    let others: Int
    /// The first party, where it is not the office's own organisation.
    let home: String?
    let kind: PartnershipKind
    let status: PartnershipStatus
    let since: PartialDate?
    let fields: [FieldOfWork]
    let lead: String
    let summary: String
    let isPublic: Bool
    let updatedAt: Instant
    /// How well it is, in a word and of 100; for the office alone.
    let health: Health.Verdict
    let healthPoints: Int?
    let termEnds: PartialDate?
    let review: PartialDate?
    /// Since when it stands so, and why.
    let statusSince: PartialDate?
    let statusReason: String
    /// Whether the reader sees what is the office's own.
    let isInner: Bool

    static func columns(_ actor: Actor, _ language: Language) -> SQL {
        """
        p.id, p.kind, p.status, p.since, p.fields, p.summary, p.is_public, p.updated_at, p.status_since, \(May.read.allows(actor) ? inner : outer),
        (SELECT COUNT(*) FROM partnership_party x WHERE x.partnership_id = p.id) AS parties,
        (SELECT h.name FROM partnership_party y JOIN organisation h ON h.id = y.organisation_id JOIN office f ON f.id = p.office_id
         WHERE y.partnership_id = p.id AND y.position = 0 AND f.organisation_id <> h.id) AS home_name, \(Partner.columnsOfFirst(language))
        """
    }

    /// What is the office's own.
    private static let inner: SQL = """
        1 AS is_inner, p.lead_name, p.health, p.health_points, p.term_ends, p.status_reason,
        (SELECT t.review FROM partnership_term t WHERE t.record_id = p.record_id) AS term_review
        """
    private static let outer: SQL = """
        0 AS is_inner, '' AS lead_name, 'unknown' AS health, CAST(NULL AS BIGINT) AS health_points, CAST(NULL AS TEXT) AS term_ends,
        '' AS status_reason, CAST(NULL AS TEXT) AS term_review
        """

    init(row: Row) throws {
        health = Health.Verdict(rawValue: try row["health"]) ?? .unknown
        (healthPoints, termEnds, review) = (try row["health_points"], try row["term_ends"], try row["term_review"])
        (statusSince, statusReason, isInner) = (try row["status_since"], try row["status_reason"], try row["is_inner"])
        id = try row["id"]
        kind = try row["kind"]
        status = try row["status"]
        since = try row["since"]
        fields = FieldOfWork.stored(try row["fields"])
        lead = try row["lead_name"]
        summary = try row["summary"]
        isPublic = try row["is_public"]
        updatedAt = try row["updated_at"]
        let parties: Int = try row["parties"]
        others = max(0, parties - 2)
        home = try row["home_name"]
        partner = try Partner(row: row)
    }
}

/// The list of partnerships, declared once: page, map, timeline, archive, exports, questions of the API.
enum Register {
    enum Shown { case table, map, timeline, archive, api }

    static let table = listing(.table)
    static let map = listing(.map)
    static let timeline = listing(.timeline)
    static let archive = listing(.archive)
    static let api = listing(.api)
    private static let openTable = listing(.table, isInner: false)
    private static let openMap = listing(.map, isInner: false)
    private static let openTimeline = listing(.timeline, isInner: false)
    private static let openAPI = listing(.api, isInner: false)

    /// The list as this reader has it: neither finding nor sorting tells whoever reads only what is published how well a partnership is.
    static func list(_ shown: Shown, for actor: Actor) -> Listing<RegisterRow> {
        let isInner = May.read.allows(actor)
        return switch shown {
        case .table: isInner ? table : openTable
        case .map: isInner ? map : openMap
        case .timeline: isInner ? timeline : openTimeline
        case .archive: archive
        case .api: isInner ? api : openAPI
        }
    }

    private static func listing(_ shown: Shown, isInner: Bool = true) -> Listing<RegisterRow> {
        let path =
            switch shown {
            case .table, .api: PartnershipPaths.register
            case .map: PartnershipPaths.map
            case .timeline: PartnershipPaths.timeline
            case .archive: PartnershipPaths.archive
            }
        let sorts = [
            SortKey("partner", "p.partner_key"), SortKey("country", "COALESCE(p.country, '')"), SortKey("since", "COALESCE(p.since, '')"),
            SortKey("kind", "p.kind"),
            SortKey("changed", "p.updated_at", isNumber: true),
        ]
        let innerSorts = [
            SortKey("health", "COALESCE(p.health_points, -1)", isNumber: true), SortKey("ends", "COALESCE(p.term_ends, '')"),
        ]
        return Listing(
            name: "partnerships", path: path, columns: columns.filter { isInner || shown == .api || !inner.contains($0.name) },
            filters: shown == .archive ? [] : isInner ? Self.filters : Self.filters.filter { !inner.contains($0.name) },
            sorts: isInner ? sorts + innerSorts : sorts,
            href: { shown == .api ? "/api/v1/partnerships/\($0.id)" : PartnershipPaths.partnership($0.id) },
            records: ListRecords(PartnershipStore.subject) { $0.id.text }, find: found
        ) { scope in
            ListSource(
                select: RegisterRow.columns(scope.actor, scope.w.language), from: "partnership p",
                conditions: [try condition(shown, scope.actor)], id: "p.id", make: RegisterRow.init(row:))
        }
    }

    private static func condition(_ shown: Shown, _ actor: Actor) throws -> SQL {
        guard shown == .archive else { return VisiblePartnerships.condition(for: actor) }
        guard let office = actor.office else { throw AppError.notFound }
        return "p.office_id = \(office) AND p.archived_at IS NOT NULL"
    }

    /// Names of the partners in any language, every name of the first one's place, and what the partnership is about.
    @Sendable static func found(_ typed: String) -> SQL {
        let key = FoldedName(typed).text
        // Folding leaves letters and digits: nothing that LIKE would take for a sign.
        guard !key.isEmpty else { return "1 = 0" }
        let pattern = "%\(key)%"
        return """
            p.names LIKE \(pattern) OR p.theme_key LIKE \(pattern) OR p.place_id IN (SELECT s.id FROM place s WHERE s.search LIKE \(pattern))
            """
    }

    /// The order for a few rows to choose from: the partner of this very name first, then those with the words in a name, then the rest.
    static func nearest(_ typed: String) -> SQL {
        let key = FoldedName(typed).text
        return "CASE WHEN p.partner_key = \(key) THEN 0 WHEN p.names LIKE \("%\(key)%") THEN 1 ELSE 2 END, p.partner_key"
    }

    /// Columns, filters and sorts that are the office's own.
    private static let inner: Set<String> = ["health", "health_word", "health_code", "ends", "review", "status_reason"]

    private static let columns: [Column<RegisterRow>] = [
        Column("partner", "Partner", value: { row, _ in .text(row.partner.name) }, view: { row, w in RegisterViews.partner(row, w) }),
        Column("country", "Country", value: { row, w in row.partner.country.map { .text(w.country($0)) } ?? .none }),
        Column("kind", "Kind", value: { row, w in .text(w.kind(row.kind)) }),
        Column(
            "since", "Since", value: { row, _ in row.since.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: row.since.map { w.date($0) } ?? "") }),
        Column("status", "Status", onTelephone: "c-top", value: { row, w in .text(w.status(row.status)) }, view: { row, w in row.status.mark(w) }),
        Column(
            "health", "Health", .integer, value: { row, _ in row.healthPoints.map { .integer($0) } ?? .none },
            view: { row, w in HealthViews.mark(row.health, row.healthPoints, row.id, w) }),
        Column(
            "ends", "Term ends", onTelephone: "c-no", value: { row, _ in row.termEnds.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: row.termEnds.map { w.date($0) } ?? "") }),
        Column("fields", "Fields", onTelephone: "c-no", value: { row, w in row.fields.isEmpty ? .none : .text(w.fields(row.fields)) }),
        Column("lead", "Lead", onTelephone: "c-no", value: { row, _ in row.lead.isEmpty ? .none : .text(row.lead) }),
        Column(
            "changed", "Changed", isHidden: true, value: { row, _ in row.updatedAt.day.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: w.date(row.updatedAt)) }),
        Column(
            "health_word", "Health in a word", isHidden: true, value: { row, w in row.isInner ? .text(HealthViews.word(row.health, w)) : .none }),
        Column(
            "health_code", "Health code", .oneOf(Health.Verdict.allCases.map(\.rawValue)), isHidden: true,
            value: { row, _ in row.isInner ? .text(row.health.rawValue) : .none }),
        Column("review", "Joint review", isHidden: true, value: { row, _ in row.review.map { .date($0) } ?? .none }),
        Column("status_since", "Status since", isHidden: true, value: { row, _ in row.statusSince.map { .date($0) } ?? .none }),
        Column(
            "status_reason", "Reason of the status", isHidden: true,
            value: { row, _ in row.statusReason.isEmpty ? .none : .text(row.statusReason) }),
        Column("local_name", "Local name", isHidden: true, value: { row, _ in row.partner.local.map { .text($0) } ?? .none }),
        Column("other_parties", "Other parties", .integer, isHidden: true, value: { row, _ in .integer(row.others) }),
        Column("place", "GeoNames number", .integer, isHidden: true, value: { row, _ in row.partner.place.map { .integer($0.id) } ?? .none }),
        Column("country_code", "Country code", isHidden: true, value: { row, _ in row.partner.country.map { .text($0.code) } ?? .none }),
        Column("latitude", "Latitude", .number, isHidden: true, value: { row, _ in row.partner.latitude.map { .decimal($0) } ?? .none }),
        Column("longitude", "Longitude", .number, isHidden: true, value: { row, _ in row.partner.longitude.map { .decimal($0) } ?? .none }),
        Column(
            "kind_code", "Kind code", .oneOf(PartnershipKind.allCases.map(\.rawValue)), isHidden: true, value: { row, _ in .text(row.kind.rawValue) }),
        Column(
            "status_code", "Status code", .oneOf(PartnershipStatus.allCases.map(\.rawValue)), isHidden: true,
            value: { row, _ in .text(row.status.rawValue) }),
        Column("summary", "Summary", isHidden: true, value: { row, _ in row.summary.isEmpty ? .none : .text(row.summary) }),
        Column("published", "Published", isHidden: true, value: { row, w in .text(row.isPublic ? w("yes") : w("no")) }),
    ]

    private static let filters: [Filter] = [
        Filter(
            "kind", "Kind", options: { scope, _ in PartnershipKind.allCases.map { ($0.rawValue, scope.w.kind($0)) } },
            condition: { "p.kind IN \(list: $0)" }),
        Filter(
            "status", "Status", options: { scope, _ in PartnershipStatus.allCases.map { ($0.rawValue, scope.w.status($0)) } },
            condition: { "p.status IN \(list: $0)" }),
        country,
        Filter(
            "field", "Field", options: { scope, _ in FieldOfWork.allCases.map { ($0.rawValue, scope.w.field($0)) } },
            condition: { values in
                any(values.compactMap { FieldOfWork(rawValue: $0) }.map { "p.fields LIKE \("%,\($0.rawValue),%")" })
            }),
        Filter(
            "health", "Health", options: { scope, _ in Health.Verdict.allCases.map { ($0.rawValue, HealthViews.word($0, scope.w)) } },
            condition: { "p.health IN \(list: $0)" }),
        Filter(
            "ends", "Term ends", options: { scope, _ in Ends.allCases.map { ($0.rawValue, $0.word(scope.w)) } },
            conditionNow: { values, scope in any(values.compactMap { Ends(rawValue: $0) }.compactMap { $0.condition(scope.now) }) }),
        Filter("since", "Since", options: { scope, _ in Since.options(scope) }, condition: { any($0.compactMap(Since.condition)) }),
        Filter(
            "published", "Published", options: { scope, _ in [("yes", scope.w("Published")), ("no", scope.w("For the office alone"))] },
            condition: { values in
                any(values.compactMap { $0 == "yes" ? "p.is_public = 1" : $0 == "no" ? "p.is_public = 0" : nil })
            }),
        // Reached from an import's page, never chosen from a menu.
        Filter("import", "Import", options: { _, _ in [] }, condition: { "p.import_id IN \(list: $0)" }),
    ]

    /// By the country of the first partner.
    static let country = Filter(
        "country", "Country",
        options: { scope, connection in
            let countries = try VisiblePartnerships(connection, actor: scope.actor, language: scope.w.language).countries()
            return countries.map { (value: $0.code, word: scope.w.country($0)) }.sorted { FoldedName($0.word) < FoldedName($1.word) }
        }, condition: { "p.country IN \(list: $0)" })

    private static func any(_ conditions: [SQL]) -> SQL { conditions.isEmpty ? "1 = 0" : conditions.joined(separator: " OR ") }

    /// By the end of the agreed term.
    private enum Ends: String, CaseIterable {
        case soon, passed, open

        func word(_ w: Words) -> String {
            switch self {
            case .soon: w("Within 12 months")
            case .passed: w("Passed")
            case .open: w("Open-ended")
            }
        }

        func condition(_ now: Instant) -> SQL? {
            guard let today = now.day, let limit = today.adding(months: 12) else { return nil }
            return switch self {
            case .soon: "p.term_ends >= \(today) AND p.term_ends <= \(limit)"
            case .passed: "p.term_ends < \(today)"
            case .open: "p.term_ends IS NULL"
            }
        }
    }

    /// By decade, or by age: what an anniversary's or a review's list begins with.
    private enum Since {
        static func options(_ scope: ListScope) -> [(value: String, word: String)] {
            guard let today = scope.now.day else { return [] }
            let decades = stride(from: today.year / 10 * 10, through: 1940, by: -10).map { (value: "\($0)s", word: scope.w("The \(String($0))s")) }
            let ages = [25, 50, 75].compactMap { years in
                PartialDate(year: today.year - years, month: today.month, day: min(today.day ?? 1, 28)).map {
                    (value: "before-\($0)", word: scope.w("Older than \(years) years"))
                }
            }
            return decades + ages + [("unknown", scope.w("Not known"))]
        }

        static func condition(_ value: String) -> SQL? {
            if value == "unknown" { return "p.since IS NULL" }
            if value.hasPrefix("before-"), let date = PartialDate(value.dropFirst(7)) { return "p.since < \(date)" }
            guard value.count == 5, value.hasSuffix("s"), let year = Int(value.prefix(4)), let from = PartialDate(year: year),
                let to = PartialDate(year: year + 10)
            else { return nil }
            return "p.since >= \(from) AND p.since < \(to)"
        }
    }
}
