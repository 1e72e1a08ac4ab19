import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The public site: the home of the instance, the cities, feeds and what crawlers ask for. Nothing here depends on who reads:
/// whoever is signed in sees the same pages as a citizen.
public enum PortalFeature {
    /// The one public door. The portal imports no working feature: what it shows of partnerships is handed over by App.
    public static func door(gazetteer: Gazetteer, connections: PublicConnections) -> Feature {
        let pictures = MapPictures()
        let home = HomePages(connections: connections, pictures: pictures)
        let cities = CityPages(connections: connections, pictures: pictures)
        let machines = MachinePages(connections: connections)
        return Feature(
            "portal",
            routes: [
                .get("/", may: .anyone, home.show),
                .get(PortalPaths.cities, may: .anyone, cities.list),
                cities.listing.exportRoute(may: .anyone),
                cities.listing.apiRoute("/api/v1/cities", may: .anyone, "Cities with a public entry"),
                .get("\(PortalPaths.cities)/{slug}", may: .anyone, cities.show),
                .get("\(PortalPaths.cities)/{slug}/map.svg", may: .anyone, cities.map),
                .getFlow("\(PortalPaths.cities)/{slug}/map.png", may: .anyone, cities.picture),
                .get("/feeds/partnerships.atom", may: .anyone, machines.feed),
                .get("/sitemap.xml", may: .anyone, machines.sitemap),
                .get("/robots.txt", may: .anyone, machines.robots),
                .get("/.well-known/security.txt", may: .anyone, machines.security),
            ])
    }
}

enum PortalPaths {
    static let cities = "/cities"
    /// An office's city by its slug; another published city by its GeoNames number.
    static func city(_ slug: String) -> String { "\(cities)/\(slug)" }
    /// The page of a published partnership.
    static func partnership(_ id: String) -> String { "/partnerships/\(id)" }
    /// The map of a city as other sites show it with a link.
    static func picture(_ slug: String, _ pictures: MapPictures) -> String { city(slug) + (pictures.program == nil ? "/map.svg" : "/map.png") }
}

/// A published partnership as the public pages show it.
public struct PublicConnection: Sendable {
    public let id: String
    /// The office that published it.
    public let office: OfficeID
    /// The partner in the reader's language, and locally with its language tag.
    public let partner: String
    public let partnerLocal: String?
    public let partnerLanguage: String?
    public let place: PlaceID?
    public let country: String?
    public let latitude: Double?
    public let longitude: Double?
    /// Words in the reader's language: `Partner city`, `Active`.
    public let kind: String
    public let since: PartialDate?
    public let state: String
    /// Shape of the state, as `Part.state` draws it.
    public let stateKind: String
    public let summary: String
    public let updatedAt: Instant

    public init(
        id: String, office: OfficeID, partner: String, partnerLocal: String?, partnerLanguage: String?, place: PlaceID?, country: String?,
        latitude: Double?,
        longitude: Double?, kind: String, since: PartialDate?, state: String, stateKind: String, summary: String, updatedAt: Instant
    ) {
        (self.id, self.office, self.partner, self.partnerLocal, self.partnerLanguage) = (id, office, partner, partnerLocal, partnerLanguage)
        (self.place, self.country, self.latitude, self.longitude, self.kind) = (place, country, latitude, longitude, kind)
        (self.since, self.state, self.stateKind, self.summary, self.updatedAt) = (since, state, stateKind, summary, updatedAt)
    }
}

/// Where the portal learns of published partnerships.
public struct PublicConnections: Sendable {
    /// Those of one office, or the latest of all; for a reader's words. One statement.
    public let of: @Sendable (OfficeID?, _ limit: Int, Words, Connection) throws -> [PublicConnection]

    public init(_ of: @escaping @Sendable (OfficeID?, _ limit: Int, Words, Connection) throws -> [PublicConnection]) { self.of = of }
}
