import Kernel
import Storage
import Web

/// Organisations in the JSON API.
enum OrganisationAnswer {
    static let routes: [Route] = [
        OrganisationList.current.apiRoute("/api/v1/organisations", may: DirectoryFeature.read, "The organisations you may see"),
        .api("/api/v1/organisations/{id}", may: DirectoryFeature.read, operation, show),
    ]

    @Sendable static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try OrganisationPages.find(context, connection)
        return try .json(answer(organisation, try ContactStore(connection).block(of: organisation.id), context))
    }

    private static let titled = Schema.object([("title", .string), ("text", .optional(.string))])

    private static let contact = Schema.object([
        ("unit", .string), ("person", .optional(.string)), ("postal_address", .optional(.string)), ("email", .optional(.string)),
        ("telephone", .optional(.string)),
        ("answers_within", .optional(.string)), ("preferred_channel", .optional(.oneOf(Channel.Kind.allCases.map(\.rawValue)))),
        ("languages", .array(.string)), ("sectors", .array(.string)),
        ("decisions", .array(.object([("matter", .string), ("who", .string)]))),
        ("procedure", .array(.object([("title", .string), ("text", .optional(.string)), ("duration", .optional(.string))]))),
        ("channels", .array(.object([("kind", .oneOf(Channel.Kind.allCases.map(\.rawValue))), ("detail", .optional(.string))]))),
        ("seeks", .array(titled)), ("offers", .array(titled)), ("confirmed_on", .optional(.format("date"))),
        ("revision", .integer),
    ])

    static let operation = Operation(
        "One organisation with its contact block",
        answer: .object([
            ("id", .format("uuid")), ("href", .string), ("kind", .oneOf(OrganisationKind.allCases.map(\.rawValue))), ("name", .string),
            ("names", .array(.object([("language", .string), ("name", .string)]))), ("place_id", .optional(.integer)),
            ("country", .optional(.string)), ("website", .optional(.format("uri"))),
            ("identifiers", .array(.object([("scheme", .oneOf(OrganisationIdentifier.Scheme.allCases.map(\.rawValue))), ("value", .string)]))),
            (
                "figures",
                .array(
                    .object([
                        ("year", .integer), ("population", .optional(.integer)), ("partner_cities", .optional(.integer)),
                        ("staff", .optional(.number)),
                        ("budget_minor", .optional(.integer)), ("budget_currency", .optional(.string)), ("note", .optional(.string)),
                    ]))
            ),
            ("published", .boolean), ("archived", .boolean), ("merged_into", .optional(.format("uuid"))), ("kept_by", .string),
            ("note", .optional(.string)), ("revision", .integer), ("changed_at", .format("date-time")),
            ("contact", .optional(contact)),
        ]))

    private static func answer(_ organisation: Organisation, _ contact: KeptContact?, _ context: Context) -> JSONValue {
        let entry = organisation.entry
        return .object([
            "id": .string(organisation.id.text), "href": .string(DirectoryPaths.organisation(organisation.id)), "kind": .string(entry.kind.rawValue),
            "name": .string(entry.name),
            "names": .array(entry.names.map { ["language": .string($0.language.tag), "name": .string($0.name)] }), "place_id": integer(entry.place),
            "country": text(organisation.place?.country.code), "website": text(entry.website),
            "identifiers": .array(entry.identifiers.map { ["scheme": .string($0.scheme.rawValue), "value": .string($0.value)] }),
            "figures": .array(
                entry.figures.map { figure in
                    [
                        "year": .integer(figure.year), "population": integer(figure.population), "partner_cities": integer(figure.partnerCities),
                        "staff": figure.staff.map { .number($0) } ?? .null,
                        "budget_minor": integer(figure.budget.map { Int(clamping: $0.minor) }), "budget_currency": text(figure.budget?.currency),
                        "note": text(figure.note),
                    ]
                }),
            "published": .bool(entry.isPublic), "archived": .bool(organisation.isArchived), "merged_into": text(organisation.mergedInto?.text),
            "kept_by": .string(organisation.officeName),
            // Nil for whoever is not of the office that keeps it.
            "note": text(entry.note), "revision": .integer(organisation.revision), "changed_at": .string(organisation.updatedAt.rfc3339),
            "contact": contact.map(answer) ?? .null,
        ])
    }

    private static func answer(_ kept: KeptContact) -> JSONValue {
        let block = kept.block
        func offers(_ all: [ContactBlock.Offer]) -> JSONValue { .array(all.map { ["title": .string($0.title), "text": text($0.text)] }) }
        return .object([
            "unit": .string(block.unit), "person": text(block.person), "postal_address": text(block.postalAddress), "email": text(block.email),
            "telephone": text(block.telephone),
            "answers_within": text(block.answersWithin), "preferred_channel": text(block.preferredChannel?.rawValue),
            "languages": .array(block.languages.map { .string($0.tag) }),
            "sectors": .array(block.sectors.map { .string($0.stored) }),
            "decisions": .array(block.decisions.map { ["matter": .string($0.matter), "who": .string($0.who)] }),
            "procedure": .array(block.procedure.map { ["title": .string($0.title), "text": text($0.text), "duration": text($0.duration)] }),
            "channels": .array(block.channels.map { ["kind": .string($0.kind.rawValue), "detail": text($0.detail)] }),
            "seeks": offers(block.seeks), "offers": offers(block.offers), "confirmed_on": text(kept.confirmedOn?.description),
            "revision": .integer(kept.revision),
        ])
    }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    private static func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
