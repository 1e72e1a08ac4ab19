import Gazetteer
import Kernel
import Storage
import Web

/// The known relations of a place in the JSON API: facts about the world with their sources, so anybody may ask.
struct RelationAnswer: Sendable {
    let gazetteer: Gazetteer

    var route: Route { .api("/api/v1/places/{id}/relations", may: .anyone, Self.operation, answer) }

    private static let operation = Operation(
        "The cities a place is known to be twinned with, and who says so; by name",
        parameters: [
            .init("q", .string, "Words to search for"),
            .init("country", .array(.string), "ISO 3166-1 code of two letters; may be given several times"),
            .init("sort", .string, "place, country or since; a leading minus turns the order"),
            .init("after", .string, "Where the page before ended"), .init("limit", .integer, "Entries a page, at most 500"),
        ],
        answer: .object([
            ("total", .integer), ("next", .optional(.string)),
            (
                "items",
                .array(
                    .object([
                        ("place_id", .integer), ("name", .string), ("local_name", .optional(.string)), ("country", .string), ("latitude", .number),
                        ("longitude", .number), ("since", .optional(.string)),
                        ("sources", .array(source)),
                    ]))
            ),
        ]))

    private static let source = Schema.object([
        ("source", .string), ("kind", .optional(.string)), ("since", .optional(.string)), ("imported_at", .format("date-time")),
    ])

    private func answer(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let place = try gazetteer.place(try context.number("id"))?.id else { throw AppError.notFound }
        let asked = context.request.query
        let list = RelationList.of(place)
        let page = try list.page(list.query(asked, limit: min(max(Int(asked.text("limit").prefix(6)) ?? 50, 1), 500)), context.scope, connection)
        let sources = try RelationStore(connection).sources(of: place, with: page.items.map(\.place.id))
        let next = page.after.map {
            "/api/v1/places/\(place)/relations" + asked.setting("before", nil).setting("after", $0.text).queryString
        }
        return try .json(
            [
                "total": .integer(page.total ?? page.items.count), "next": next.map { .string($0) } ?? .null,
                "items": .array(page.items.map { Self.item($0, sources[$0.place.id] ?? []) }),
            ] as JSONValue)
    }

    private static func item(_ item: RelatedPlace, _ sources: [RelationStore.Saying]) -> JSONValue {
        [
            "place_id": .integer(item.place.id), "name": .string(item.place.name), "local_name": text(item.place.localName),
            "country": .string(item.place.country.code), "latitude": .number(item.place.latitude), "longitude": .number(item.place.longitude),
            "since": text(item.since?.description),
            "sources": .array(
                sources.map { saying in
                    [
                        "source": .string(saying.source), "kind": text(saying.kind), "since": text(saying.since?.description),
                        "imported_at": .string(saying.importedAt.rfc3339),
                    ]
                }),
        ]
    }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
