import Kernel
import Markup
import Storage
import Web

/// One partnership as a question of the API. The private note never is an answer.
enum PartnershipAPI {
    static let route = Route.api("/api/v1/partnerships/{id}", may: .anyone, operation, show)

    static let operation = Operation(
        "One partnership with its parties",
        answer: .object([
            ("id", .string), ("kind", .oneOf(PartnershipKind.allCases.map(\.rawValue))),
            ("status", .oneOf(PartnershipStatus.allCases.map(\.rawValue))),
            ("status_since", .optional(.string)), ("status_reason", .optional(.string)),
            ("since", .optional(.string)), ("fields", .array(.oneOf(FieldOfWork.allCases.map(\.rawValue)))), ("theme", .string),
            ("basis", .oneOf(PartnershipBasis.allCases.map(\.rawValue))),
            ("basis_text", .string), ("basis_link", .string), ("summary", .string), ("published", .boolean), ("updated_at", .format("date-time")),
            ("lead", .optional(.string)), ("involvement", .optional(.oneOf(InvolvementModel.allCases.map(\.rawValue)))),
            ("revision", .integer), ("archived", .boolean),
            ("health", .optional(.oneOf(Health.Verdict.allCases.map(\.rawValue)))), ("health_points", .optional(.integer)),
            ("ends", .optional(.string)), ("review", .optional(.string)),
            ("renewal", .optional(.oneOf(TermKind.Renewal.allCases.map(\.rawValue)))), ("renewed_on", .optional(.string)),
            ("parties", .array(party)),
        ]))

    @Sendable static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        let record = partnership.record
        let own = context.may(May.read) ? try Own(partnership.id, connection) : nil
        return try .json(
            [
                "id": .string(partnership.id.text), "kind": .string(record.kind.rawValue), "status": .string(record.status.rawValue),
                "status_since": record.statusSince.map { .string($0.description) } ?? .null,
                "status_reason": record.reason.map { .string($0) } ?? .null,
                "since": record.since.map { .string($0.description) } ?? .null, "fields": .array(record.fields.map { .string($0.rawValue) }),
                "theme": .string(record.theme),
                "basis": .string(record.basis.rawValue), "basis_text": .string(record.basisText), "basis_link": .string(record.basisLink),
                "summary": .string(record.summary),
                // Who leads it is the office's own; the finder leaves it out for others.
                "lead": record.lead.isEmpty ? .null : .string(record.lead), "involvement": record.involvement.map { .string($0.rawValue) } ?? .null,
                "revision": .integer(record.revision), "archived": .bool(record.isArchived),
                "published": .bool(record.isPublic), "updated_at": .string(partnership.updatedAt.rfc3339),
                "health": own.map { .string($0.health) } ?? .null, "health_points": own?.points.map { .integer($0) } ?? .null,
                "ends": own?.ends.map { .string($0.description) } ?? .null, "review": own?.review.map { .string($0.description) } ?? .null,
                "renewal": own?.renewal.map { .string($0.rawValue) } ?? .null,
                "renewed_on": own?.renewedOn.map { .string($0.description) } ?? .null,
                "parties": .array(([partnership.home] + partnership.partners).map(said)),
            ] as JSONValue)
    }

    /// What the office alone is told, as its lists have it: how well the partnership is, and its present term.
    private struct Own {
        let health: String
        let points: Int?
        let ends: PartialDate?
        let review: PartialDate?
        let renewal: TermKind.Renewal?
        let renewedOn: PartialDate?

        init?(_ id: PartnershipID, _ connection: Connection) throws {
            let found = try connection.first(
                """
                SELECT p.health, p.health_points, p.term_ends, t.review, COALESCE(t.renewal, '') AS renewal, t.renewed_on
                FROM partnership p LEFT JOIN partnership_term t ON t.record_id = p.record_id WHERE p.id = \(id)
                """
            ) { row in
                (
                    health: try row["health"] as String, points: try row["health_points"] as Int?, ends: try row["term_ends"] as PartialDate?,
                    review: try row["review"] as PartialDate?, renewal: TermKind.Renewal(rawValue: try row["renewal"]),
                    renewedOn: try row["renewed_on"] as PartialDate?
                )
            }
            guard let found else { return nil }
            (health, points, ends) = (found.health, found.points, found.ends)
            (review, renewal, renewedOn) = (found.review, found.renewal, found.renewedOn)
        }
    }

    private static let party = Schema.object([
        ("organisation", .string), ("name", .string), ("local_name", .optional(.string)), ("local_language", .optional(.string)),
        ("place", .optional(.integer)),
        ("country", .optional(.string)), ("latitude", .optional(.number)), ("longitude", .optional(.number)),
    ])

    private static func said(_ partner: Partner) -> JSONValue {
        [
            "organisation": .string(partner.organisation.text), "name": .string(partner.fullName ?? partner.name),
            "local_name": partner.local.map { .string($0) } ?? .null,
            "local_language": partner.localLanguage.map { .string($0) } ?? .null, "place": partner.place.map { .integer($0.id) } ?? .null,
            "country": partner.country.map { .string($0.code) } ?? .null, "latitude": partner.latitude.map { .number($0) } ?? .null,
            "longitude": partner.longitude.map { .number($0) } ?? .null,
        ]
    }
}
