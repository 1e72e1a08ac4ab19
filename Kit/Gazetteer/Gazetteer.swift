import Foundation

/// The places of the world with 500 inhabitants and more, and all their names: found by number, by exact name, by a name
/// nearly right, and while somebody types.
///
/// It is reference data: built once from what the program bundles into two files beside the database, then only read.
/// Every method may be called from many threads at once; each takes well under a millisecond to a few milliseconds and
/// blocks its thread for that time.
public final class Gazetteer: Sendable {
    let index: NameIndex
    let pool: ConnectionPool
    let zones: [String]
    /// By country and code: "DE.02".
    let regionNames: [String: String]
    let regionNumbers: [String: UInt16]
    let closenessMemory = ClosenessMemory()

    /// Opens the gazetteer in a directory, building its files first where they are missing, damaged or of another version.
    ///
    /// Building takes some 15 seconds. It may be interrupted at any time and begins anew then; when two processes start at
    /// once, one builds and the other waits.
    /// - Parameter progress: called while building, with the share done (0 to 1) and what is being done.
    /// - Throws: `GazetteerError`
    public static func open(directory: URL, progress: (@Sendable (Double, String) -> Void)? = nil) throws -> Gazetteer {
        let files = GazetteerFiles(directory: directory.path)
        Folding.prepare()
        let about = try files.ensureBuilt { share, words in progress?(share, words) }
        return try Gazetteer(files: files, about: about)
    }

    private init(files: GazetteerFiles, about: GazetteerFiles.About) throws {
        index = try NameIndex(
            file: MappedFile(path: files.indexPath), countries: about.countries, largestCountries: about.largestCountries)
        pool = try ConnectionPool(path: files.databasePath, count: max(4, min(16, ProcessInfo.processInfo.activeProcessorCount * 2)))
        var zones: [String] = []
        var names: [String: String] = [:]
        var numbers: [String: UInt16] = [:]
        try pool.read { connection in
            try connection.statement("SELECT name FROM zone ORDER BY number").rows([]) { zones.append($0.text(0)) }
            try connection.statement("SELECT country || '.' || code, name, number FROM region").rows([]) { row in
                names[row.text(0)] = row.text(1)
                if let number = UInt16(exactly: row.integer(2)), number > 0 { numbers[row.text(0)] = number }
            }
        }
        self.zones = zones
        regionNames = names
        regionNumbers = numbers
    }

    /// How many places there are.
    public var count: Int { index.placeCount }

    // MARK: by number

    /// The place with this GeoNames number; nil where the gazetteer has none.
    public func place(_ id: Int) throws -> Place? { try places([id])[id] }

    /// The places with these GeoNames numbers, in one statement; unknown numbers are absent.
    public func places(_ ids: [Int]) throws -> [Int: Place] {
        var found: [Int: Place] = [:]
        try forEachRow(ids) { row in
            let place = self.place(from: row)
            found[place.id] = place
        }
        return found
    }

    /// What the places are called for a reader of the language (ISO 639, "de" or "de-AT"), in one statement.
    public func names(_ ids: [Int], language: String) throws -> [Int: PlaceName] {
        let wanted = LanguageTag.primary(language)
        var found: [Int: PlaceName] = [:]
        try forEachRow(ids) { row in found[row.integer(0)] = KnownNames(row).name(for: wanted) }
        return found
    }

    /// Every name of a place: the main one first, then the others in no particular order; empty where there is no such place.
    public func allNames(_ id: Int) throws -> [String] {
        var all: [String] = []
        try forEachRow([id]) { row in all = KnownNames(row).all }
        return all
    }

    // MARK: by name

    /// Every place one of whose names has this key (or the key with its umlauts spelled out), the most populous first.
    /// - Parameter countries: ISO 3166-1 alpha-2 codes to look in; nil for the whole world.
    public func exact(_ key: FoldedName, countries: Set<String>?) throws -> [NameMatch] {
        var found: [NameIndex.Found] = []
        for units in [key.units, key.spelledOutUnits] {
            if let name = index.exact(units) { found.append(name) }
        }
        return try matches(found, in: index.filter(countries))
    }

    /// Every place one of whose names is at most so many edits away from the key, nearest first, then the most populous.
    ///
    /// An edit is a letter inserted, left out or replaced, or two neighbours swapped. Names in another script are never near.
    /// - Parameters:
    ///   - countries: ISO 3166-1 alpha-2 codes to look in; nil for the whole world (slower).
    ///   - maximumEdits: 0 to 3; more is taken as 3.
    public func near(_ key: FoldedName, countries: Set<String>?, maximumEdits: Int) throws -> [NameMatch] {
        let filter = index.filter(countries)
        return try matches(index.near(key.units, edits: min(3, max(0, maximumEdits)), mask: filter?.mask), in: filter)
    }

    /// The places of the names found, each place once with its best name.
    private func matches(_ found: [NameIndex.Found], in filter: NameIndex.CountryFilter?) throws -> [NameMatch] {
        var best: [Int: (edits: Int, nameNumber: Int)] = [:]
        for name in found {
            index.forEachPosting(from: name.posting) { posting in
                let ordinal = posting.ordinal
                if let filter, !filter.numbers.contains(index.country(ordinal)) { return }
                if let known = best[ordinal], (known.edits, known.nameNumber) <= (name.edits, posting.nameNumber) { return }
                best[ordinal] = (name.edits, posting.nameNumber)
            }
        }
        guard !best.isEmpty else { return [] }
        var ordinals: [Int: Int] = [:]
        for ordinal in best.keys { if let entry = index.entry(ordinal) { ordinals[entry.id] = ordinal } }
        var matches: [(match: NameMatch, ordinal: Int)] = []
        matches.reserveCapacity(best.count)
        try forEachRow(Array(ordinals.keys)) { row in
            let place = self.place(from: row)
            guard let ordinal = ordinals[place.id], let how = best[ordinal] else { return }
            let name = how.nameNumber == 0 ? place.name : KnownNames(row).name(number: how.nameNumber) ?? place.name
            matches.append((NameMatch(place: place, matchedName: name, isPrimary: how.nameNumber == 0, edits: how.edits), ordinal))
        }
        matches.sort { ($0.match.edits, $0.ordinal) < ($1.match.edits, $1.ordinal) }
        return matches.map(\.match)
    }

    // MARK: regions

    /// The regions that a text names: by name in any of many languages ("Bavaria", "Bayern"), or by the ISO 3166-2 suffix ("IL").
    /// - Parameter country: ISO 3166-1 alpha-2, to look in one country only.
    public func regions(matching text: String, country: String?) throws -> [Region] {
        let key = FoldedName(text)
        guard !key.isEmpty else { return [] }
        var found: [Region] = []
        try pool.read { connection in
            let statement = try connection.statement(
                """
                SELECT region.country, region.code, region.name, region.iso_suffix FROM qualifier
                JOIN region ON region.country = qualifier.country AND region.code = qualifier.region
                WHERE qualifier.key = ?1 AND (?2 IS NULL OR qualifier.country = ?2) ORDER BY region.country, region.code
                """)
            try statement.rows([.text(key.text), country.map { .text($0) } ?? .null]) { row in
                found.append(Region(country: row.text(0), code: row.text(1), name: row.text(2), isoSuffix: row.isNull(3) ? nil : row.text(3)))
            }
        }
        return found
    }

    // MARK: rows

    /// Calls the body with the row of each place. Lists of any length: the numbers travel as one JSON value.
    func forEachRow(_ ids: [Int], _ body: (Statement) throws -> Void) throws {
        guard !ids.isEmpty else { return }
        try pool.read { connection in
            if ids.count == 1 {
                try connection.statement("SELECT \(Self.columns) FROM place WHERE id = ?").rows([.integer(ids[0])], body)
            } else {
                let list = "[" + ids.map(String.init).joined(separator: ",") + "]"
                try connection.statement("SELECT \(Self.columns) FROM place WHERE id IN (SELECT value FROM json_each(?))").rows([.text(list)], body)
            }
        }
    }

    private static let columns = "id, name, country, region, latitude, longitude, population, zone, alternates, tags"

    func place(from row: Statement) -> Place {
        let country = row.text(2)
        let region = row.isNull(3) ? nil : row.text(3)
        let zone = row.integer(7)
        return Place(
            id: row.integer(0), name: row.text(1), country: country, region: region,
            regionName: region.flatMap { regionNames[country + "." + $0] },
            latitude: row.real(4), longitude: row.real(5), population: row.integer(6), timeZone: zones.indices.contains(zone) ? zones[zone] : "UTC")
    }
}
