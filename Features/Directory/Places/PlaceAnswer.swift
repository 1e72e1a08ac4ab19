import Foundation
import Gazetteer
import Kernel
import Storage
import Synchronization
import Web

/// The place search of the JSON API: what the combobox asks with every letter.
struct PlaceAnswer: Sendable {
    let gazetteer: Gazetteer
    let nearness = Nearness()

    struct Answer: Encodable { let items: [Item] }

    struct Item: Encodable {
        let id: Int
        let text: String
        let name: String
        let local: String?
        let local_language: String?
        let where_: String
        let country: String
        let population: Int
        let latitude: Double
        let longitude: Double
        let time_zone: String

        enum CodingKeys: String, CodingKey {
            case id, text, name, local, local_language, where_ = "where", country, population, latitude, longitude, time_zone
        }

        func encode(to encoder: any Encoder) throws {
            var all = encoder.container(keyedBy: CodingKeys.self)
            try all.encode(id, forKey: .id)
            try all.encode(text, forKey: .text)
            try all.encode(name, forKey: .name)
            // Written as null too: the description of the API promises every field.
            try all.encode(local, forKey: .local)
            try all.encode(local_language, forKey: .local_language)
            try all.encode(where_, forKey: .where_)
            try all.encode(country, forKey: .country)
            try all.encode(population, forKey: .population)
            try all.encode(latitude, forKey: .latitude)
            try all.encode(longitude, forKey: .longitude)
            try all.encode(time_zone, forKey: .time_zone)
        }
    }

    var route: Route { .api("/api/v1/places", may: .anyone, Self.operation, answer) }

    private static let operation = Operation(
        "Places of the world by the beginning of a name in any language and script, the likeliest first",
        parameters: [
            .init("q", .string, "A beginning of a name, at most 200 characters; a country or region may follow after a comma"),
            .init("country", .string, "ISO 3166-1 code of two letters, to look in one country only"),
            .init("limit", .integer, "How many, 1 to 50; 10 when left out"),
        ],
        answer: .object([
            (
                "items",
                .array(
                    .object([
                        ("id", .integer), ("text", .string), ("name", .string), ("local", .optional(.string)), ("local_language", .optional(.string)),
                        ("where", .string),
                        ("country", .string), ("population", .integer), ("latitude", .number), ("longitude", .number), ("time_zone", .string),
                    ]))
            )
        ]))

    private func answer(_ context: Context, _ connection: Connection) throws -> Reply {
        let asked = context.request.query
        let country = asked.text("country")
        if !country.isEmpty, Country(country) == nil { throw AppError.invalid(context.w("A country is two letters, such as DE.")) }
        let limit = min(max(Int(asked.text("limit").prefix(6)) ?? 10, 1), 50)
        let hits = try search(asked.text("q"), country: Country(country), limit: limit, context, connection)
        return try Reply.json(Answer(items: hits.map { Self.item($0, context.language) }))
            .header("cache-control", "private, max-age=60").header("vary", "accept-language, cookie")
    }

    /// What was typed, looked up with what the reader's office deals with in mind.
    func search(_ text: String, country: Country? = nil, limit: Int, _ context: Context, _ connection: Connection) throws -> [PlaceHit] {
        guard text.count <= 200 else { throw AppError.invalid(context.w("Write at most \(200) characters.")) }
        guard !text.isEmpty else { return [] }
        let near = try context.actor.office.map { try nearness.places(of: $0, at: context.now, connection) } ?? []
        return try gazetteer.search(
            PlaceSearch(text: text, language: context.language.tag, countries: country.map { [$0.code] }, closeTo: near, limit: limit))
    }

    private static func item(_ hit: PlaceHit, _ language: Language) -> Item {
        let country = Country(hit.country)?.name(in: language) ?? hit.country
        return Item(
            id: hit.place.id, text: "\(hit.name.reader), \(country)", name: hit.name.reader, local: hit.name.local,
            local_language: hit.name.localLanguage,
            where_: [hit.place.regionName, country].compactMap { $0 }.joined(separator: ", "), country: hit.country, population: hit.place.population,
            latitude: hit.place.latitude, longitude: hit.place.longitude, time_zone: hit.place.timeZone)
    }

    /// The places offices deal with, kept for half a minute: somebody who types asks for them with every letter.
    final class Nearness: Sendable {
        private struct Known { let places: Set<PlaceID>, until: Instant }
        private let known = Mutex<[OfficeID: Known]>([:])
        private static let most = 200

        func places(of office: OfficeID, at now: Instant, _ connection: Connection) throws -> Set<PlaceID> {
            if let kept = known.withLock({ $0[office] }), now < kept.until { return kept.places }
            let places = try PlaceStore(connection).dealtWith(by: office)
            known.withLock { known in
                if known.count >= Self.most { known.removeAll() }
                known[office] = Known(places: places, until: now.adding(seconds: 30))
            }
            return places
        }
    }
}
