/// One search: reads the text, gathers candidates from the trie, and ranks what remains.
extension Gazetteer {
    /// The places that may be meant by what was typed so far, best first.
    ///
    /// Matches beginnings of every name in any script, with or without diacritics, with one typing error from four letters
    /// on and two from eight; ranks by how well the name matches, then population and closeness to the office's places.
    /// An empty text, or one of punctuation only, finds nothing.
    /// - Throws: `GazetteerError` where the gazetteer's file cannot be read.
    public func search(_ request: PlaceSearch) throws -> [PlaceHit] {
        let limit = min(100, max(1, request.limit))
        let readings = try readings(of: request.text)
        guard !readings.isEmpty else { return [] }
        let closeness = try closenessMemory.closeness(request.closeTo, gazetteer: self)
        var gathering = Gathering(wanted: limit + 6)
        for reading in readings where !reading.key.isEmpty {
            gather(reading, countries: index.filter(request.countries), closeness, &gathering)
        }
        return try ranked(gathering, readings: readings, language: LanguageTag.primary(request.language), limit: limit)
    }

    /// The best name of each place found so far.
    struct Gathering {
        let wanted: Int
        private(set) var best: [Int: BestFirst.Candidate] = [:]

        mutating func take(_ candidate: BestFirst.Candidate) {
            if let known = best[candidate.ordinal], known.score >= candidate.score { return }
            best[candidate.ordinal] = candidate
        }

        /// The score that a further candidate must exceed to be among those wanted.
        var threshold: Int {
            guard best.count >= wanted else { return -1_000 }
            return best.values.map(\.score).sorted(by: >)[wanted - 1]
        }
    }

    private static let mostSteps = 20_000

    private func gather(_ reading: SearchReading, countries: NameIndex.CountryFilter?, _ closeness: Closeness, _ gathering: inout Gathering) {
        var mask = countries?.mask ?? .max
        for qualifier in reading.qualifiers { mask &= qualifier.mask }
        let allowance = closeness.ordinals.isEmpty ? 0 : SearchWeight.ownPlace
        func bonus(_ ordinal: Int) -> Int? {
            guard let entry = index.entry(ordinal) else { return nil }
            if let countries, !countries.numbers.contains(entry.country) { return nil }
            for qualifier in reading.qualifiers where !qualifier.accepts(entry) { return nil }
            if allowance == 0 { return 0 }
            if closeness.ordinals.contains(ordinal) { return SearchWeight.ownPlace }
            return closeness.isNearby(entry) ? SearchWeight.nearby : 0
        }

        let keys = [reading.key.units, reading.key.spelledOutUnits].filter { !$0.isEmpty }
        gatherOwn(keys, reading.weight, closeness, bonus, &gathering)
        var strict = BestFirst(index: index, mask: mask)
        for key in keys { if let entry = index.prefix(key) { strict.add(entry, weight: reading.weight) } }
        collect(&strict, allowance, bonus, &gathering)

        let allowed = SearchWeight.allowedEdits(reading.key.count)
        guard allowed > 0 else { return }
        gatherInexact(reading, 1, mask, allowance, bonus, &gathering)
        // The second error only where one did not suffice: it is dear, and what it finds is rarely meant.
        if allowed > 1, !gathering.best.values.contains(where: { $0.score > Self.convincing }) {
            gatherInexact(reading, 2, mask, allowance, bonus, &gathering)
        }
    }

    /// A candidate above this makes looking for more errors needless: a complete name of a village, or a begun one of a town.
    private static let convincing = 120

    private func gatherInexact(
        _ reading: SearchReading, _ edits: Int, _ mask: UInt32, _ allowance: Int, _ bonus: (Int) -> Int?, _ gathering: inout Gathering
    ) {
        // What a branch must hold for its best name to come among those wanted.
        let threshold = gathering.threshold - reading.weight - SearchWeight.complete - allowance
        let leastLevel = SearchWeight.edits.map { threshold - $0 }
        var search = BestFirst(index: index, mask: mask)
        for entry in index.prefixes(reading.key.units, edits: edits, mask: mask, leastLevel: leastLevel) where entry.edits > 0 {
            search.add(entry, weight: reading.weight)
        }
        collect(&search, allowance, bonus, &gathering)
    }

    private func collect(_ search: inout BestFirst, _ allowance: Int, _ bonus: (Int) -> Int?, _ gathering: inout Gathering) {
        var places: Set<Int> = []
        let wanted = gathering.wanted
        search.run(steps: Self.mostSteps, allowance: allowance, bonus: bonus) { candidate in
            gathering.take(candidate)
            places.insert(candidate.ordinal)
            return places.count < wanted
        }
    }

    /// The office's own places, however small: a beginning of any of their names finds them.
    private func gatherOwn(_ keys: [[UInt16]], _ weight: Int, _ closeness: Closeness, _ bonus: (Int) -> Int?, _ gathering: inout Gathering) {
        for name in closeness.names {
            for key in keys where name.key.starts(with: key) {
                guard let entry = index.entry(name.ordinal), let extra = bonus(name.ordinal) else { continue }
                let score =
                    NameIndex.level(population: entry.population) + weight + extra
                    + (name.key.count == key.count ? SearchWeight.complete : 0) + (name.nameNumber == 0 ? 0 : SearchWeight.alternate)
                gathering.take(BestFirst.Candidate(ordinal: name.ordinal, nameNumber: name.nameNumber, edits: 0, score: score))
            }
        }
    }

    // MARK: ranking

    private func ranked(_ gathering: Gathering, readings: [SearchReading], language: String, limit: Int) throws -> [PlaceHit] {
        let best = gathering.best.values.sorted { ($1.score, $0.ordinal) < ($0.score, $1.ordinal) }.prefix(gathering.wanted)
        var byID: [Int: BestFirst.Candidate] = [:]
        for candidate in best { if let entry = index.entry(candidate.ordinal) { byID[entry.id] = candidate } }
        let keys = readings.map(\.key)
        var hits: [(hit: PlaceHit, score: Int, ordinal: Int)] = []
        try forEachRow(Array(byID.keys)) { row in
            let place = self.place(from: row)
            guard let candidate = byID[place.id] else { return }
            let known = KnownNames(row)
            let name = known.name(for: language)
            let matched = known.name(number: candidate.nameNumber)
            let isShown = matched == name.reader || matched == name.local || begins(name, with: keys)
            hits.append(
                (
                    PlaceHit(place: place, name: name, matchedName: isShown ? nil : matched, edits: candidate.edits),
                    candidate.score + (isShown ? SearchWeight.shown : 0), candidate.ordinal
                ))
        }
        hits.sort { ($1.score, $0.ordinal) < ($0.score, $1.ordinal) }
        if let first = hits.first, first.hit.edits == 0 {
            hits.removeAll { $0.hit.edits > 0 && $0.score < first.score + SearchWeight.hopeless }
        }
        return hits.prefix(limit).map(\.hit)
    }

    private func begins(_ name: PlaceName, with keys: [FoldedName]) -> Bool {
        for shown in [name.reader, name.local].compactMap(\.self) {
            let folded = FoldedName(shown)
            for key in keys where folded.units.starts(with: key.units) { return true }
        }
        return false
    }
}
