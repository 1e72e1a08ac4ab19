import Kernel
import Markup
import Storage
import Web

/// One partnership as a question of the API. The private note never is an answer.
enum PartnershipAPI {
    static let route = Route.api(
        "/api/v1/partnerships/{id}", may: .anyone,
        Operation(
            "One partnership with its parties",
            answer: .object([
                ("id", .string), ("kind", .oneOf(PartnershipKind.allCases.map(\.rawValue))),
                ("status", .oneOf(PartnershipStatus.allCases.map(\.rawValue))),
                ("status_since", .optional(.string)), ("status_reason", .optional(.string)),
                ("since", .optional(.string)), ("fields", .array(.oneOf(FieldOfWork.allCases.map(\.rawValue)))), ("theme", .string),
                ("basis", .oneOf(PartnershipBasis.allCases.map(\.rawValue))),
                ("basis_text", .string), ("basis_link", .string), ("summary", .string), ("published", .boolean), ("updated_at", .format("date-time")),
                ("parties", .array(party)),
            ]))
    ) { context, connection in
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        let record = partnership.record
        return try .json(
            [
                "id": .string(partnership.id.text), "kind": .string(record.kind.rawValue), "status": .string(record.status.rawValue),
                "status_since": record.statusSince.map { .string($0.description) } ?? .null,
                "status_reason": record.reason.map { .string($0) } ?? .null,
                "since": record.since.map { .string($0.description) } ?? .null, "fields": .array(record.fields.map { .string($0.rawValue) }),
                "theme": .string(record.theme),
                "basis": .string(record.basis.rawValue), "basis_text": .string(record.basisText), "basis_link": .string(record.basisLink),
                "summary": .string(record.summary),
                "published": .bool(record.isPublic), "updated_at": .string(partnership.updatedAt.rfc3339),
                "parties": .array(([partnership.home] + partnership.partners).map(said)),
            ] as JSONValue)
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
