import Kernel
import Markup
import Storage
import Web

/// A city with a published entry, as the public sees it.
struct PublicCity: Sendable {
    /// Part of its address: an office's slug, else the GeoNames number.
    let slug: String
    /// Set where the city's own office works on this server.
    let office: OfficeID?
    let organisation: OrganisationID
    let name: String
    let localName: String?
    let localLanguage: String?
    let place: PlaceID
    let country: Country
    let regionName: String?
    let latitude: Double
    let longitude: Double
    let timeZone: String
    /// Of the gazetteer; the office's own figure stands in `figures`.
    let population: Int
    let website: String?
    let figures: Figures?
    let updatedAt: Instant

    /// What the office reported of itself, for one year.
    struct Figures: Sendable {
        let year: Int
        let population: Int?
        let partnerCities: Int?
        let staff: Double?
        let budget: Money?
        let note: String?
    }
}

/// All SQL of the portal: what is published of offices, cities and their figures.
struct PortalStore {
    let connection: Connection
    let language: Language

    /// Published local governments, each once a place: an office's own entry stands before what others say of the city.
    static let from: SQL = """
        organisation o JOIN place p ON p.id = o.place_id
        LEFT JOIN office f ON f.organisation_id = o.id
        LEFT JOIN organisation_figure g ON g.organisation_id = o.id AND g.year = (SELECT MAX(year) FROM organisation_figure x WHERE x.organisation_id = o.id)
        """
    static let isPublished: SQL = """
        o.kind = 'local_government' AND o.is_public = 1 AND o.archived_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM organisation b LEFT JOIN office bf ON bf.organisation_id = b.id
            WHERE b.place_id = o.place_id AND b.kind = 'local_government' AND b.is_public = 1 AND b.archived_at IS NULL AND b.id <> o.id
            AND ((bf.id IS NOT NULL AND f.id IS NULL) OR ((bf.id IS NULL) = (f.id IS NULL) AND b.id < o.id)))
        """
    static func select(_ language: Language) -> SQL {
        """
        o.id, o.website, o.updated_at, COALESCE((SELECT n.name FROM place_name n WHERE n.place_id = p.id AND n.language = \(language.base)), o.name) AS name,
        p.local_name, p.local_language, p.id AS place_id, p.country, p.region_name, p.latitude, p.longitude, p.time_zone, p.population,
        f.id AS office_id, f.slug, g.year, g.population AS reported, g.partner_cities, g.staff, g.budget_minor, g.budget_currency, g.note
        """
    }

    /// From the offices to their entries: a server has few of these, whatever the directory holds.
    static let fromOffices: SQL = """
        office f JOIN organisation o ON o.id = f.organisation_id JOIN place p ON p.id = o.place_id
        LEFT JOIN organisation_figure g ON g.organisation_id = o.id AND g.year = (SELECT MAX(year) FROM organisation_figure x WHERE x.organisation_id = o.id)
        """
    static let isOpen: SQL = "o.kind = 'local_government' AND o.is_public = 1 AND o.archived_at IS NULL"

    func offices() throws -> [PublicCity] {
        try connection.rows(
            "SELECT \(Self.select(language)) FROM \(Self.fromOffices) WHERE \(Self.isOpen) ORDER BY o.sort_key, o.id LIMIT 200", Self.make)
    }

    /// By an office's slug or, for a city without an office here, its GeoNames number.
    func city(_ slug: String) throws -> PublicCity {
        let ofOffice = try connection.first(
            "SELECT \(Self.select(language)) FROM \(Self.fromOffices) WHERE \(Self.isOpen) AND f.slug = \(slug)", Self.make)
        if let ofOffice { return ofOffice }
        guard slug.count <= 12, let place = Int(slug) else { throw AppError.notFound }
        let found = try connection.first(
            "SELECT \(Self.select(language)) FROM \(Self.from) WHERE \(Self.isPublished) AND p.id = \(place) AND f.id IS NULL", Self.make)
        guard let found else { throw AppError.notFound }
        return found
    }

    /// The first by name, for the sitemap.
    func all(limit: Int) throws -> [PublicCity] {
        try connection.rows(
            "SELECT \(Self.select(language)) FROM \(Self.from) WHERE \(Self.isPublished) ORDER BY o.sort_key, o.id LIMIT \(limit)", Self.make)
    }

    static let make: @Sendable (Row) throws -> PublicCity = { row in
        let place: Int = try row["place_id"]
        let year: Int? = try row["year"]
        let minor: Int64? = try row["budget_minor"]
        let currency: String? = try row["budget_currency"]
        let code: String = try row["country"]
        guard let country = Country(code) else { throw AppError.notFound }
        let figures = try year.map { year in
            PublicCity.Figures(
                year: year, population: try row["reported"], partnerCities: try row["partner_cities"], staff: try row["staff"],
                budget: minor.flatMap { minor in currency.flatMap { Money(minor: minor, currency: $0) } }, note: try row["note"])
        }
        return PublicCity(
            slug: try row["slug"] as String? ?? String(place), office: try row["office_id"], organisation: try row["id"], name: try row["name"],
            localName: try row["local_name"],
            localLanguage: try row["local_language"], place: place, country: country, regionName: try row["region_name"],
            latitude: try row["latitude"],
            longitude: try row["longitude"], timeZone: try row["time_zone"], population: try row["population"], website: try row["website"],
            figures: figures,
            updatedAt: try row["updated_at"])
    }
}
