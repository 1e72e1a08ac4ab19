import Foundation

/// Makes the two files of the gazetteer out of the bundled text: the SQLite file with what is known of each place, and
/// the index over all names. What it makes depends on nothing but the bundle, so two processes make the same.
final class GazetteerBuilder {
    private let source: PlaceSource
    private let progress: (Double, String) -> Void

    // By line of the source.
    private var ids: [Int32] = []
    private var countryOfLine: [UInt8] = []
    private var regionOfLine: [UInt16] = []
    private var zoneOfLine: [UInt16] = []
    private var latitudes: [Int32] = []
    private var longitudes: [Int32] = []
    private var populations: [Int32] = []
    private var ordinalOfLine: [Int32] = []

    private var countries: [String] = []
    private var largestCountries: [String] = []
    private var regionCodes: [String] = [""]
    private var levels: [UInt8] = []

    init(progress: @escaping (Double, String) -> Void) throws {
        self.progress = progress
        progress(0, "Unpacking the places of the world")
        source = try PlaceSource()
    }

    func build(files: GazetteerFiles, temporary suffix: String) throws {
        progress(0.03, "Reading places")
        try readColumns()
        rank()
        progress(0.08, "Writing places")
        let database = try makeDatabase(path: files.databasePath, temporary: files.databasePath + suffix)
        progress(0.4, "Folding names")
        try makeIndex(path: files.indexPath, temporary: files.indexPath + suffix, database: database)
        progress(1, "The gazetteer is ready")
    }

    // MARK: reading

    private func readColumns() throws {
        var lines = try source.section("id")
        let count = lines.count
        guard count > 0, count < 1 << 18 else { throw GazetteerError.bundleDamaged("\(count) places") }
        var countryLines = try source.section("country"), regionLines = try source.section("region"), zoneLines = try source.section("zone")
        var latitudeLines = try source.section("latitude"), longitudeLines = try source.section("longitude")
        var populationLines = try source.section("population")
        for section in [countryLines, regionLines, zoneLines, latitudeLines, longitudeLines, populationLines] where section.count != count {
            throw GazetteerError.bundleDamaged("columns of different length")
        }
        var numbers: [String: UInt16] = [:]
        var id = 0, country: UInt8 = 0, region: UInt16 = 0, regionText = "", zone = 0
        for _ in 0..<count {
            let countryText = countryLines.nextText()
            if !countryText.isEmpty {
                country = UInt8(clamping: countries.count)
                countries.append(countryText)
                id = 0
            }
            id += lines.nextNumber()
            let newRegion = regionLines.nextText()
            if !newRegion.isEmpty { regionText = newRegion }
            if !newRegion.isEmpty || !countryText.isEmpty {
                let key = "\(country).\(regionText)"
                if regionText == "-" {
                    region = 0
                } else if let known = numbers[key] {
                    region = known
                } else {
                    region = UInt16(clamping: regionCodes.count)
                    regionCodes.append(regionText)
                    numbers[key] = region
                }
            }
            let zoneBytes = zoneLines.next()
            if !zoneBytes.isEmpty { zone = Int(String(decoding: zoneBytes, as: UTF8.self)) ?? 0 }
            ids.append(Int32(clamping: id))
            countryOfLine.append(country)
            regionOfLine.append(region)
            zoneOfLine.append(UInt16(clamping: zone))
            latitudes.append(Int32(clamping: latitudeLines.nextNumber()))
            longitudes.append(Int32(clamping: longitudeLines.nextNumber()))
            populations.append(Int32(clamping: populationLines.nextNumber()))
        }
        guard countries.count < 255, regionCodes.count < 1 << 16 else { throw GazetteerError.bundleDamaged("too many countries or regions") }
    }

    /// Ordinals: the most populous place first, so that an ordinal is also a rank.
    private func rank() {
        let lines = (0..<ids.count).sorted { left, right in
            populations[left] != populations[right] ? populations[left] > populations[right] : ids[left] < ids[right]
        }
        ordinalOfLine = [Int32](repeating: 0, count: ids.count)
        levels = [UInt8](repeating: 0, count: ids.count)
        var perCountry = [Int](repeating: 0, count: countries.count)
        for (ordinal, line) in lines.enumerated() {
            ordinalOfLine[line] = Int32(ordinal)
            levels[ordinal] = UInt8(clamping: NameIndex.level(population: Int(populations[line])))
            perCountry[Int(countryOfLine[line])] += 1
        }
        largestCountries = countries.indices.sorted { perCountry[$0] > perCountry[$1] }.prefix(24).map { countries[$0] }
    }

    // MARK: the index

    private func makeIndex(path: String, temporary: String, database: FileFingerprint) throws {
        let pool = KeyPool(expecting: 1_500_000)
        var names = try source.section("name"), alternates = try source.section("alternates")
        var units: [UInt16] = [], spelledOut: [UInt16] = []
        for line in ids.indices {
            let ordinal = Int(ordinalOfLine[line])
            var number = 0
            func add(_ name: String) {
                let value = NameIndex.Posting.word(ordinal: ordinal, nameNumber: min(number, 511))
                Folding.fold(name, limit: FoldedName.maximumLength, into: &units, spelledOut: &spelledOut)
                pool.append(units, value: value)
                if !spelledOut.isEmpty { pool.append(spelledOut, value: value) }
                for other in AbbreviatedNames.otherSpellings(of: name) {
                    Folding.fold(other, limit: FoldedName.maximumLength, into: &units, spelledOut: &spelledOut)
                    pool.append(units, value: value)
                }
                number += 1
            }
            add(names.nextText())
            let more = alternates.next()
            if !more.isEmpty {
                for name in more.split(separator: 0x7C) { add(String(decoding: name, as: UTF8.self)) }
            }
            if line % 16_384 == 0 { progress(0.4 + 0.2 * Double(line) / Double(ids.count), "Folding names") }
        }
        progress(0.6, "Sorting names")
        let order = pool.sorted()
        progress(0.7, "Making the index of names")
        let bits = NameIndex.bits(countries: countries, largest: largestCountries)
        var masks = [UInt32](repeating: 0, count: ids.count)
        var places = [UInt32](repeating: 0, count: ids.count * NameIndex.placeWords)
        for line in ids.indices {
            let ordinal = Int(ordinalOfLine[line])
            masks[ordinal] = bits[Int(countryOfLine[line])]
            let word = ordinal * NameIndex.placeWords
            places[word] = UInt32(bitPattern: ids[line])
            places[word + 1] = UInt32(bitPattern: populations[line])
            places[word + 2] = UInt32(bitPattern: latitudes[line])
            places[word + 3] = UInt32(bitPattern: longitudes[line])
            places[word + 4] = UInt32(countryOfLine[line]) | UInt32(regionOfLine[line]) << 8
        }
        var builder = NameIndexBuilder(pool: pool, order: order)
        try builder.build(levels: levels, masks: masks) { share in progress(0.7 + 0.28 * min(1, share), "Making the index of names") }
        let output = try OutputFile(path: path, temporaryPath: temporary)
        try builder.write(places: places, database: database, to: output)
        try output.finish()
    }

    // MARK: the database

    private static let schema = """
        CREATE TABLE place (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, region TEXT, latitude REAL NOT NULL, longitude REAL NOT NULL,
            population INTEGER NOT NULL, zone INTEGER NOT NULL, alternates TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
        CREATE TABLE zone (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE country (code TEXT PRIMARY KEY, code3 TEXT NOT NULL, names TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE region (country TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, iso_suffix TEXT, name TEXT NOT NULL,
            names TEXT NOT NULL, PRIMARY KEY (country, code)) STRICT, WITHOUT ROWID;
        CREATE TABLE qualifier (key TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL,
            PRIMARY KEY (key, country, region)) STRICT, WITHOUT ROWID;
        CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """

    private func makeDatabase(path: String, temporary: String) throws -> FileFingerprint {
        _ = unlink(temporary)
        let connection = try Connection(path: temporary, purpose: .building)
        try connection.run(Self.schema)
        try connection.run("BEGIN")
        try writeZones(connection)
        try writeCountries(connection)
        try writeRegions(connection)
        try writePlaces(connection)
        let about = try connection.statement("INSERT INTO about (name, value) VALUES (?, ?)")
        for (name, value) in [
            ("version", GazetteerFiles.version), ("places", String(ids.count)), ("countries", countries.joined(separator: " ")),
            ("largest", largestCountries.joined(separator: " ")),
        ] {
            try about.execute([.text(name), .text(value)])
        }
        try connection.run("COMMIT")
        try connection.close()
        let fingerprint = try FileFingerprint(path: temporary)
        let descriptor = Foundation.open(temporary, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0, fsync(descriptor) == 0, close(descriptor) == 0, rename(temporary, path) == 0 else {
            throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno)))
        }
        return fingerprint
    }

    private func writeZones(_ connection: Connection) throws {
        var zones = try source.section("zones")
        let insert = try connection.statement("INSERT INTO zone (number, name) VALUES (?, ?)")
        for number in 0..<zones.count { try insert.execute([.integer(number), .text(zones.nextText())]) }
    }

    private func writeCountries(_ connection: Connection) throws {
        var lines = try source.section("countries")
        let insert = try connection.statement("INSERT INTO country (code, code3, names) VALUES (?, ?, ?)")
        let qualifier = try connection.statement("INSERT OR IGNORE INTO qualifier (key, country, region) VALUES (?, ?, '')")
        for _ in 0..<lines.count {
            let fields = lines.nextText().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5 else { throw GazetteerError.bundleDamaged("country \(fields.first ?? "")") }
            try insert.execute([.text(fields[0]), .text(fields[1]), .text(fields[4])])
            for word in [fields[0], fields[1]] + names(in: fields[4]) + (CountryWords.more[fields[0]] ?? []) {
                let key = FoldedName(word)
                if !key.isEmpty { try qualifier.execute([.text(key.text), .text(fields[0])]) }
            }
        }
    }

    private func writeRegions(_ connection: Connection) throws {
        var numbers: [String: Int] = [:]
        for line in ids.indices where regionOfLine[line] > 0 {
            let number = Int(regionOfLine[line])
            numbers[countries[Int(countryOfLine[line])] + "." + regionCodes[number]] = number
        }
        var lines = try source.section("regions")
        let insert = try connection.statement("INSERT INTO region (country, code, number, iso_suffix, name, names) VALUES (?, ?, ?, ?, ?, ?)")
        let qualifier = try connection.statement("INSERT OR IGNORE INTO qualifier (key, country, region) VALUES (?, ?, ?)")
        for _ in 0..<lines.count {
            let fields = lines.nextText().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let name = names(in: fields[3]).first else { throw GazetteerError.bundleDamaged("region \(fields.first ?? "")") }
            let number = numbers[fields[0] + "." + fields[1]] ?? 0
            try insert.execute([
                .text(fields[0]), .text(fields[1]), .integer(number), fields[2].isEmpty ? .null : .text(fields[2]), .text(name), .text(fields[3]),
            ])
            for word in [fields[2]] + names(in: fields[3]) {
                let key = FoldedName(word)
                if !key.isEmpty { try qualifier.execute([.text(key.text), .text(fields[0]), .text(fields[1])]) }
            }
        }
    }

    private func names(in tagged: String) -> [String] {
        tagged.split(separator: "|").compactMap { part in
            part.firstIndex(of: ":").map { String(part[part.index(after: $0)...]) }
        }
    }

    private func writePlaces(_ connection: Connection) throws {
        // The names are read in the order of the source, the rows wanted in the order of the numbers: remember where each lies.
        var names = try source.section("name"), alternates = try source.section("alternates"), tags = try source.section("tags")
        var texts: [(UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>)] = []
        texts.reserveCapacity(ids.count)
        for _ in ids.indices { texts.append((names.next(), alternates.next(), tags.next())) }
        let insert = try connection.statement(
            "INSERT INTO place (id, name, country, region, latitude, longitude, population, zone, alternates, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        var written = 0
        for line in ids.indices.sorted(by: { ids[$0] < ids[$1] }) {
            let region = Int(regionOfLine[line])
            try insert.execute([
                .integer(Int(ids[line])), .bytes(texts[line].0), .text(countries[Int(countryOfLine[line])]),
                region == 0 ? .null : .text(regionCodes[region]),
                .real(Double(latitudes[line]) / 100_000), .real(Double(longitudes[line]) / 100_000),
                .integer(Int(populations[line])), .integer(Int(zoneOfLine[line])), .bytes(texts[line].1), .bytes(texts[line].2),
            ])
            written += 1
            if written % 16_384 == 0 { progress(0.1 + 0.3 * Double(written) / Double(ids.count), "Writing places") }
        }
    }
}
