import Atlas
import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The place search as a page, and the page of a city.
struct PlacePages: Sendable {
    let answer: PlaceAnswer
    private var gazetteer: Gazetteer { answer.gazetteer }

    var routes: [Route] {
        [
            answer.route,
            .get("/office/places", may: DirectoryFeature.read, find),
            .get("/office/places/{id}", may: DirectoryFeature.read, show),
        ]
    }

    private func find(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let text = context.request.query.text("q")
        let hits = text.count > 200 ? [] : try answer.search(text, limit: 20, context, connection)
        let page = PlaceSearchPage(text: text, isTooLong: text.count > 200, hits: hits)
        return context.page(
            text.isEmpty ? w("Place search") : w("Places called “\(String(text.prefix(60)))”"), path: DirectoryPaths.places,
            PlaceViews.search(page, w))
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let id = try context.number("id")
        guard let found = try gazetteer.place(id), let place = try place(found, context.language) else { throw AppError.notFound }
        let organisations = try OrganisationStore(connection).visible(to: context.actor, language: context.language).at(id)
        let governments = organisations.filter { $0.kind == .localGovernment }
        // Our own entry of a city government first, then what another office has published.
        let preferred = governments.filter { $0.office == context.actor.office } + governments.filter { $0.office != context.actor.office }
        let page = PlacePage(
            place: place, home: try context.actor.office.flatMap { try PlaceStore(connection).home(of: $0, language: context.language) },
            now: context.now,
            names: try names(id, besides: place), organisations: organisations,
            contact: try ContactStore(connection).firstBlock(of: preferred.map(\.id)),
            panels: try context.panels(.place, String(id), connection), marks: try context.marks("place", String(id), connection),
            canEdit: context.may(DirectoryFeature.edit))
        return context.page(place.name, path: DirectoryPaths.places, PlaceViews.page(page, context.w))
    }

    /// A place of the gazetteer for one reader. Nobody need have dealt with it before.
    private func place(_ found: Place, _ language: Language) throws -> KeptPlace? {
        guard let country = Country(found.country) else { return nil }
        let name = try gazetteer.names([found.id], language: language.tag)[found.id]
        return KeptPlace(
            id: found.id, name: name?.reader ?? found.name, localName: name?.local, localLanguage: name?.localLanguage, country: country,
            regionName: found.regionName,
            latitude: found.latitude, longitude: found.longitude, population: found.population, timeZone: found.timeZone)
    }

    private func names(_ id: PlaceID, besides place: KeptPlace) throws -> [OrganisationName] {
        let all = try PlaceStore.languages.compactMap { tag in
            try gazetteer.names([id], language: tag)[id].flatMap { name in Language(tag).map { OrganisationName($0, name.reader) } }
        }
        // A language without a name of its own answers with the main one: shown once.
        var seen: Set<String> = [place.name]
        return all.filter { seen.insert($0.name).inserted }
    }
}
