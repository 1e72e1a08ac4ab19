/// Countries and regions that words beside a city's name may mean.
struct PlaceQualifier: Sendable {
    /// Country numbers of the index, each with the region numbers that are meant, or nil for all of the country.
    var countries: [UInt8: Set<UInt16>?] = [:]
    var mask: UInt32 = 0

    func accepts(_ entry: NameIndex.Entry) -> Bool {
        guard let regions = countries[entry.country] else { return false }
        guard let regions else { return true }
        return regions.contains(entry.region)
    }
}

/// A text as one may read it: a name, and what must be true of the place.
struct SearchReading {
    let key: FoldedName
    let qualifiers: [PlaceQualifier]
    /// Added to the score of what this reading finds.
    let weight: Int
}

extension Gazetteer {
    /// The ways to read a text, likeliest first: at most five.
    func readings(of text: String) throws -> [SearchReading] {
        // Nobody types more; a form field may send anything.
        let text = String(text.unicodeScalars.prefix(300))
        let commas: Set<Character> = [",", "،", "、", "，", ";", "("]
        let parts = text.split(whereSeparator: commas.contains).map(String.init).filter { !FoldedName($0).isEmpty }
        guard let name = parts.first else { return [] }
        let whole = FoldedName(text)
        guard parts.count > 1 else { return try readingsWithoutComma(text, whole) }

        var qualifiers: [PlaceQualifier] = []
        var unknown = 0
        for (position, part) in parts.dropFirst().prefix(3).enumerated() {
            let isLast = position == parts.count - 2
            // One letter of a Latin name says too little.
            if isLast, FoldedName(part).text.unicodeScalars.count == 1, part.utf8.count < 3 { continue }
            if let qualifier = try qualifier(part, unfinished: isLast) { qualifiers.append(qualifier) } else { unknown += 1 }
        }
        var readings = [SearchReading(key: FoldedName(name), qualifiers: qualifiers, weight: unknown * SearchWeight.unknownQualifier)]
        // "Frankfurt (Oder)": the part behind is of the name itself.
        readings.append(SearchReading(key: whole, qualifiers: [], weight: 0))
        return readings
    }

    private func readingsWithoutComma(_ text: String, _ whole: FoldedName) throws -> [SearchReading] {
        var readings = [SearchReading(key: whole, qualifiers: [], weight: 0)]
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        for count in 1...3 where count < words.count {
            let name = FoldedName(words.dropLast(count).joined(separator: " "))
            let tail = words.suffix(count).joined(separator: " ")
            guard name.count > 1, FoldedName(tail).count > 1, let qualifier = try qualifier(tail, unfinished: false) else { continue }
            readings.append(SearchReading(key: name, qualifiers: [qualifier], weight: SearchWeight.guessedQualifier))
        }
        return readings
    }

    /// What a word for a country or region means; with `unfinished`, also every one that begins so.
    private func qualifier(_ text: String, unfinished: Bool) throws -> PlaceQualifier? {
        let key = FoldedName(text).text
        guard !key.isEmpty else { return nil }
        var found: [(country: String, region: String)] = []
        try pool.read { connection in
            let exact = try connection.statement("SELECT country, region FROM qualifier WHERE key = ?")
            try exact.rows([.text(key)]) { found.append(($0.text(0), $0.text(1))) }
            guard found.isEmpty, unfinished else { return }
            let beginning = try connection.statement(
                "SELECT country, region FROM qualifier WHERE key >= ?1 AND key < ?1 || char(0x10FFFF) LIMIT 1000")
            try beginning.rows([.text(key)]) { found.append(($0.text(0), $0.text(1))) }
        }
        guard !found.isEmpty else { return nil }
        var qualifier = PlaceQualifier()
        for (country, region) in found {
            guard let filter = index.filter([country]), let number = filter.numbers.first else { continue }
            qualifier.mask |= filter.mask
            if region.isEmpty {
                qualifier.countries[number] = .some(nil)
            } else if let regionNumber = regionNumbers[country + "." + region] {
                if let known = qualifier.countries[number] {
                    if let regions = known { qualifier.countries[number] = regions.union([regionNumber]) }
                } else {
                    qualifier.countries[number] = [regionNumber]
                }
            }
        }
        return qualifier
    }
}
