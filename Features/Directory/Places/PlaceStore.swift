import Foundation
import Gazetteer
import Kernel
import Storage

/// The places this server deals with: all SQL about `place` and `place_name`.
public struct PlaceStore {
    private let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// The languages in which place names are kept: those a catalogue of sentences may come in.
    static let languages = ["en", "de", "fr", "es", "ar", "zh", "ru", "he"]

    /// Copies places from the gazetteer, with their names for readers and their local name, unless they are here already.
    /// - Throws: `AppError.invalid` when the gazetteer knows no such place.
    public func keep(_ ids: [PlaceID], gazetteer: Gazetteer) throws {
        let wanted = Set(ids)
        guard !wanted.isEmpty else { return }
        let here = Set(try connection.rows("SELECT id FROM place WHERE id IN \(list: wanted.sorted())") { try $0["id"] as Int })
        let missing = wanted.subtracting(here).sorted()
        guard !missing.isEmpty else { return }
        let places = try gazetteer.places(missing)
        guard places.count == missing.count else { throw AppError.invalid("There is no such place in the gazetteer.") }
        var names: [String: [Int: PlaceName]] = [:]
        for language in Self.languages { names[language] = try gazetteer.names(missing, language: language) }
        // SQLite takes 32,766 values in a statement; a place has eleven.
        for start in stride(from: 0, to: missing.count, by: 400) {
            try insert(missing[start..<min(start + 400, missing.count)].compactMap { places[$0] }, names, gazetteer)
        }
    }

    private func insert(_ places: [Place], _ names: [String: [Int: PlaceName]], _ gazetteer: Gazetteer) throws {
        let rows: [SQL] = try places.map { place in
            // A reader's name hides a local one that is the same; in another language the two differ.
            let local = Self.languages.lazy.compactMap { names[$0]?[place.id] }.first { $0.local != nil }
            let all = try gazetteer.allNames(place.id)
            return """
                (\(place.id), \(place.name), \(place.country), \(place.regionName), \(place.latitude), \(place.longitude),
                \(max(0, place.population)), \(place.timeZone), \(local?.local), \(local?.localLanguage), \(SearchText.of([place.name] + all)))
                """
        }
        try connection.run(
            """
            INSERT INTO place (id, name, country, region_name, latitude, longitude, population, time_zone, local_name, local_language, search)
            VALUES \(rows.joined(separator: ", ")) ON CONFLICT (id) DO NOTHING
            """)
        let spoken: [SQL] = Self.languages.flatMap { language in
            places.compactMap { place in
                names[language]?[place.id].map { "(\(place.id), \(language), \($0.reader), \(SearchText.sortKey($0.reader)))" as SQL }
            }
        }
        guard !spoken.isEmpty else { return }
        try connection.run(
            """
            INSERT INTO place_name (place_id, language, name, sort_key) VALUES \(spoken.joined(separator: ", "))
            ON CONFLICT (place_id, language) DO NOTHING
            """)
    }

    /// The places by their numbers, named for a reader; what is not kept here is absent.
    public func named(_ ids: [PlaceID], language: Language) throws -> [PlaceID: KeptPlace] {
        guard !ids.isEmpty else { return [:] }
        let rows = try connection.rows(
            """
            SELECT \(Self.columns) FROM place p LEFT JOIN place_name pn ON pn.place_id = p.id AND pn.language = \(language.base)
            WHERE p.id IN \(list: Set(ids).sorted())
            """, Self.make)
        return Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    }

    /// An office's own city.
    public func home(of office: OfficeID, language: Language) throws -> KeptPlace? {
        try connection.first(
            """
            SELECT \(Self.columns) FROM office f JOIN place p ON p.id = f.place_id
            LEFT JOIN place_name pn ON pn.place_id = p.id AND pn.language = \(language.base) WHERE f.id = \(office)
            """, Self.make)
    }

    /// The places an office deals with: its own city and those of the organisations it keeps.
    /// More than this many say nothing about what is near, so no more are read.
    func dealtWith(by office: OfficeID) throws -> Set<PlaceID> {
        Set(
            try connection.rows(
                """
                SELECT DISTINCT place_id FROM organisation
                WHERE office_id = \(office) AND place_id IS NOT NULL AND archived_at IS NULL LIMIT 2000
                """
            ) { try $0["place_id"] as Int })
    }

    /// A place as other queries read it: tables `p` (place) and `pn` (its name in the reader's language).
    static let columns: SQL = """
        p.id AS place_number, COALESCE(pn.name, p.name) AS place_name, p.local_name, p.local_language, p.country, p.region_name,
        p.latitude, p.longitude, p.population, p.time_zone
        """

    static func make(_ row: Row) throws -> KeptPlace {
        let name: String = try row["place_name"]
        let local: String? = try row["local_name"]
        return KeptPlace(
            id: try row["place_number"], name: name, localName: local == name ? nil : local,
            localLanguage: local == name ? nil : try row["local_language"],
            country: try row["country"], regionName: try row["region_name"], latitude: try row["latitude"], longitude: try row["longitude"],
            population: try row["population"], timeZone: try row["time_zone"])
    }
}
