import Directory
import Kernel
import Storage
import Web

/// People in the JSON API: for the office that keeps them, without private notes.
enum PersonAnswer {
    static let routes: [Route] = [
        PersonList.current.apiRoute("/api/v1/people", may: PeopleFeature.read, "The people your office knows"),
        .api("/api/v1/people/{id}", may: PeopleFeature.read, operation, show),
    ]

    @Sendable static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        try .json(answer(PersonPages.find(context, connection), context.now.today))
    }

    static let operation = Operation(
        "One person with posts and channels, without private notes",
        answer: .object([
            ("id", .format("uuid")), ("href", .string), ("name", .string), ("title", .optional(.string)), ("given_name", .optional(.string)),
            ("family_name", .optional(.string)), ("name_order", .oneOf(PersonName.Order.allCases.map(\.rawValue))),
            ("native_name", .optional(.string)),
            ("native_language", .optional(.string)), ("romanisation", .optional(.string)), ("pronunciation", .optional(.string)),
            ("salutations", .array(.object([("language", .string), ("text", .string)]))), ("languages", .array(.string)),
            (
                "channels",
                .array(.object([("kind", .oneOf(PersonChannel.Kind.allCases.map(\.rawValue))), ("value", .string), ("note", .optional(.string))]))
            ),
            ("place_id", .optional(.integer)), ("country", .optional(.string)), ("time_zone", .optional(.string)),
            (
                "posts",
                .array(
                    .object([
                        ("organisation_id", .format("uuid")), ("organisation", .optional(.string)),
                        ("kind", .oneOf(PersonRole.Kind.allCases.map(\.rawValue))), ("post", .string), ("from", .optional(.string)),
                        ("until", .optional(.string)), ("held", .boolean),
                    ]))
            ),
            ("legal_basis", .oneOf(LegalBasis.allCases.map(\.rawValue))), ("review_until", .format("date")), ("source", .optional(.string)),
            ("archived", .boolean), ("revision", .integer), ("changed_at", .format("date-time")),
        ]))

    private static func answer(_ person: Person, _ today: String) -> JSONValue {
        let entry = person.entry
        let name = entry.name
        return .object([
            "id": .string(person.id.text), "href": .string(PeoplePaths.person(person.id)), "name": .string(name.full), "title": text(name.title),
            "given_name": text(name.given), "family_name": text(name.family), "name_order": .string(name.order.rawValue),
            "native_name": text(name.native),
            "native_language": text(name.nativeLanguage?.tag), "romanisation": text(name.romanisation), "pronunciation": text(name.pronunciation),
            "salutations": .array(entry.salutations.map { ["language": .string($0.language.tag), "text": .string($0.text)] }),
            "languages": .array(entry.languages.map { .string($0.tag) }),
            "channels": .array(entry.channels.map { ["kind": .string($0.kind.rawValue), "value": .string($0.value), "note": text($0.note)] }),
            "place_id": entry.place.map { .integer($0) } ?? .null, "country": text(person.country(on: today)?.code),
            "time_zone": text(person.zone(on: today)?.identifier),
            "posts": .array(
                entry.roles.map { role in
                    [
                        "organisation_id": .string(role.organisation.text), "organisation": text(person.organisations[role.organisation]?.name),
                        "kind": .string(role.kind.rawValue), "post": .string(role.post), "from": text(role.from?.description),
                        "until": text(role.until?.description), "held": .bool(role.isHeld(on: today)),
                    ]
                }),
            "legal_basis": .string(entry.basis.rawValue), "review_until": .string(entry.reviewUntil.description), "source": text(entry.source),
            "archived": .bool(person.isArchived), "revision": .integer(person.revision), "changed_at": .string(person.updatedAt.rfc3339),
        ])
    }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
