/// What matching of messy names asks beyond exact and near names.
extension Gazetteer {
    /// Places one of whose names begins with this key, the most populous first, the key's own bearers included.
    /// - Parameters:
    ///   - countries: ISO 3166-1 alpha-2 codes to look in; nil for the whole world.
    ///   - limit: how many places at most. For very short keys a part of the index is looked at only.
    public func beginning(with key: FoldedName, countries: Set<String>?, limit: Int) throws -> [Place] {
        guard !key.isEmpty, limit > 0 else { return [] }
        let filter = index.filter(countries)
        var ordinals = Set<Int>()
        for (posting, _) in index.postings(beginningWith: key.units, mask: filter?.mask, most: 400) {
            index.forEachPosting(from: posting) { posting in
                if let filter, !filter.numbers.contains(index.country(posting.ordinal)) { return }
                ordinals.insert(posting.ordinal)
            }
        }
        return try inOrder(ordinals.sorted().prefix(limit))
    }

    /// The most populous places of these regions.
    public func largest(in regions: [Region], limit: Int) throws -> [Place] {
        let numbers = Set(regions.compactMap { regionNumbers[$0.country + "." + $0.code] })
        guard !numbers.isEmpty, limit > 0 else { return [] }
        var ordinals: [Int] = []
        for ordinal in 0..<index.placeCount {
            guard let entry = index.entry(ordinal), numbers.contains(entry.region) else { continue }
            ordinals.append(ordinal)
            if ordinals.count >= limit { break }
        }
        return try inOrder(ordinals[...])
    }

    /// The most populous places of these countries (ISO 3166-1 alpha-2).
    public func largest(in countries: Set<String>, limit: Int) throws -> [Place] {
        guard let filter = index.filter(countries), limit > 0 else { return [] }
        var ordinals: [Int] = []
        for ordinal in 0..<index.placeCount where filter.numbers.contains(index.country(ordinal)) {
            ordinals.append(ordinal)
            if ordinals.count >= limit { break }
        }
        return try inOrder(ordinals[...])
    }

    /// Calls the body with the country and the coordinates, in degrees, of every place, from the most populous downwards.
    public func forEachPosition(_ body: (_ country: String, _ latitude: Double, _ longitude: Double) -> Void) {
        for ordinal in 0..<index.placeCount {
            guard let entry = index.entry(ordinal), index.countries.indices.contains(Int(entry.country)) else { continue }
            body(index.countries[Int(entry.country)], Double(entry.latitude) / 100_000, Double(entry.longitude) / 100_000)
        }
    }

    /// Calls the body with the main name of every place, from the most populous downwards, and the place's ordinal.
    public func forEachMainName(_ body: (_ name: String, _ ordinal: Int) -> Void) throws {
        var ordinals: [Int: Int] = [:]
        ordinals.reserveCapacity(index.placeCount)
        for ordinal in 0..<index.placeCount { if let entry = index.entry(ordinal) { ordinals[entry.id] = ordinal } }
        try pool.read { connection in
            try connection.statement("SELECT id, name FROM place").rows([]) { row in
                if let ordinal = ordinals[row.integer(0)] { body(row.text(1), ordinal) }
            }
        }
    }

    /// The places with these ordinals (see `forEachMainName`) that lie in the countries, in the order given.
    public func places(ordinals: [Int], countries: Set<String>) throws -> [Place] {
        guard let filter = index.filter(countries) else { return [] }
        return try inOrder(ordinals.filter { filter.numbers.contains(index.country($0)) }[...])
    }

    private func inOrder(_ ordinals: ArraySlice<Int>) throws -> [Place] {
        let ids = ordinals.compactMap { index.entry($0)?.id }
        let found = try places(ids)
        return ids.compactMap { found[$0] }
    }
}

extension NameIndex {
    /// Where the postings of the names that begin with the key are, shorter names first; at most `most` names.
    func postings(beginningWith key: [UInt16], mask: UInt32?, most: Int) -> [(posting: Int, depth: Int)] {
        guard var current = node(0) else { return [] }
        var position = 0
        var start = 0
        while position < key.count {
            guard let number = child(of: current, beginningWith: key[position]), let next = node(number) else { return [] }
            for offset in 0..<min(next.labelLength, key.count - position) where labelUnit(next.labelStart + offset) != key[position + offset] {
                return []
            }
            position += max(1, next.labelLength)
            current = next
            start = number
        }
        var found: [(posting: Int, depth: Int)] = []
        var waiting = [(number: start, depth: 0)]
        var next = 0
        while next < waiting.count, found.count < most, next < 20 * most {
            let (number, depth) = waiting[next]
            next += 1
            if let mask, countryMask(number) & mask == 0 { continue }
            guard let node = node(number) else { continue }
            if let posting = node.posting { found.append((posting, depth)) }
            for child in node.firstChild..<(node.firstChild + node.childCount) { waiting.append((child, depth + 1)) }
        }
        return found
    }
}
