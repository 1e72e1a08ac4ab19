import Gazetteer

/// The likeliest of the places a reading may mean.
struct Choice {
    var place: Place
    var matchedName: String
    var isTransliteration: Bool
    var confidence: Double
    var reason: Reason
    /// Whether it is meant beyond reasonable doubt.
    var isDecisive: Bool
    /// Why a person should look, when it is not.
    var doubt: Reason?
    /// The other places of that name, heaviest first.
    var others: [Found]
}

extension Judgement {
    /// How many times as heavy as the next the largest of several must be to be meant without saying: the larger a
    /// place, the likelier it is the one that is written about.
    static func dominance(of place: Place) -> Double {
        switch place.population {
        case 200_000...: 2.5
        case 50_000...: 3
        case 10_000...: 4
        default: 5
        }
    }

    /// Where "county" is a region rather than the surroundings of a town.
    private static let countiesAreRegions: Set<String> = ["US", "GB", "IE", "CA", "AU", "NZ", "LR", "KE"]

    /// The time zone by which the gazetteer's places of Crimea are told.
    private static let crimea = "Europe/Simferopol"

    /// The same where no country is given.
    static let worldwideDominance = 10.0
    /// Places of one name nearer than this are taken for one (a town and its municipality), in kilometres.
    static let oneSpot = 20.0

    /// The places of that name in the country, else in its territories, else (without a country) anywhere.
    func placesNamed(_ name: String) throws -> (found: [Found], isTerritory: Bool) {
        guard case .understood(let country) = statement else { return (try lookups.exact(name, in: nil), false) }
        let inside = try lookups.exact(name, in: country.codes)
        if !inside.isEmpty { return (inside, false) }
        if !country.territories.isEmpty {
            let outside = try lookups.exact(name, in: country.territories)
            if !outside.isEmpty { return (outside, true) }
        }
        // Rows may list Crimea under Russia; the gazetteer has it in Ukraine.
        guard country.codes == ["RU"] else { return ([], false) }
        return (try lookups.exact(name, in: ["UA"]).filter { $0.place.timeZone == Self.crimea }, true)
    }

    func choose(among all: [Found], reading: Reading, isTerritory: Bool) throws -> Choice {
        var found = all
        var by: String?
        var contradiction: String?
        var isPlaced = false
        var hints = [written.region ?? ""] + reading.qualifiers
        var country: CountryReading?
        if case .understood(let understood) = statement {
            country = understood
            hints.insert(understood.qualifier ?? "", at: 0)
            if let region = understood.region {
                let inside = found.filter { $0.place.region == region }
                if inside.isEmpty { contradiction = written.country } else { found = inside }
            }
        }
        for hint in hints where hint.contains(where: { $0.isLetter }) {
            guard let inside = try fitting(found, qualifier: hint, country: country) else { continue }
            if inside.isEmpty { contradiction = hint } else if inside.count < found.count { found = inside; by = hint }
            isPlaced = true
        }
        let first = found[0]
        let rivals = found.dropFirst().filter { $0.kilometres(to: first.place) > Self.oneSpot }
        let times = rivals.map(\.rivalry).max().map { first.weight / $0 } ?? .infinity
        var choice = Choice(
            place: first.place, matchedName: first.matchedName, isTransliteration: first.isTransliteration,
            confidence: first.isPrimary ? 0.99 : 0.95, reason: evidence(first, reading: reading), isDecisive: true, doubt: nil,
            others: Array(found.dropFirst()))
        func doubt(_ reason: Reason, _ confidence: Double) {
            choice.isDecisive = false
            choice.doubt = choice.doubt ?? reason
            choice.confidence = min(choice.confidence, confidence)
        }
        if !rivals.isEmpty, times >= Self.dominance(of: first.place) {
            choice.reason = .largestOfSeveral(name: first.place.name, places: rivals.count + 1, times: Int(min(times, 1_000_000)))
            choice.confidence = min(choice.confidence, 1 - 0.6 / max(times, 1))
        }
        if let by { choice.reason = .toldApart(name: first.place.name, by: by) }
        if isTerritory, let country {
            choice.reason = .inTerritory(name: first.place.name, territory: first.place.country, country: country.codes.sorted()[0])
            choice.confidence = min(choice.confidence, 0.9)
            // Which of two states a place belongs to is not ours to settle.
            if first.place.timeZone == Self.crimea { doubt(choice.reason, 0.6) }
        }
        if let contradiction { doubt(.contradicts(name: first.place.name, qualifier: contradiction), 0.5) }
        if try isRegion(reading, place: first.place, hasRivals: times < Self.dominance(of: first.place)) {
            doubt(.regionRatherThanTown(written: name), 0.5)
        }
        if reading.kind == .withoutAddition { doubt(.doubtful(written: name, name: first.place.name), 0.6) }
        if reading.kind == .otherName { doubt(.doubtful(written: name, name: first.place.name), 0.6) }
        // Who names a county or the like does so to tell the place from a better known one.
        let isUnplaced = !reading.qualifiers.isEmpty && !isPlaced
        // Another name of one place against the own name of another: the larger must be overwhelming, and the
        // smaller known to be small.
        let margin = Lettering.plain(first.place.name).hasPrefix(Lettering.plain(reading.name) + " ") ? 2.5 : 10.0
        let isBorrowed = !first.isPrimary && rivals.contains { $0.isPrimary && ($0.place.population == 0 || $0.rivalry * margin > first.weight) }
        if first.isCode, !first.isPrimary { doubt(.doubtful(written: name, name: first.place.name), 0.5) }
        if let country, !isTerritory, !country.territories.isEmpty {
            // Saint-Denis in France: the one in Réunion is larger than the one by Paris.
            let overseas = try lookups.exact(reading.name, in: country.territories).first
            if let overseas, overseas.isPrimary, overseas.rivalry * Self.dominance(of: first.place) > first.weight,
                first.kilometres(to: overseas.place) > Self.oneSpot
            {
                choice.others.insert(overseas, at: 0)
                doubt(.severalOfThatName(written: reading.name, places: rivals.count + 2), 0.6)
            }
        }
        if !rivals.isEmpty, times < Self.dominance(of: first.place) || isUnplaced || isBorrowed {
            doubt(.severalOfThatName(written: reading.name, places: rivals.count + 1), 0.6)
        }
        switch statement {
        case .understood: break
        case .missing:
            if first.place.population < 100_000 || times < Self.worldwideDominance { doubt(.countryMissing(name: name), 0.6) }
        case .notUnderstood(let text): doubt(.countryNotUnderstood(country: text), 0.6)
        }
        return choice
    }

    /// Whether the administrative word that was taken off makes the row a region's rather than a town's.
    private func isRegion(_ reading: Reading, place: Place, hasRivals: Bool) throws -> Bool {
        switch reading.extent {
        case nil, .town: return false
        case .region: return true
        case .county where Self.countiesAreRegions.contains(place.country): return true
        case .county, .district:
            return try hasRivals || place.population < 2_000
                || (!reading.isDerived && !lookups.gazetteer.regions(matching: reading.name, country: place.country).isEmpty)
        }
    }

    /// The places that fit what is said beside the name; none when it is understood and none fits; `nil` when it is not
    /// understood as a region, a country or a place near by.
    private func fitting(_ found: [Found], qualifier: String, country: CountryReading?) throws -> [Found]? {
        let codes = country?.codes ?? Set(found.map(\.place.country))
        var regions = Set<String>()
        for code in codes.sorted().prefix(40) {
            for region in try lookups.gazetteer.regions(matching: qualifier, country: code) { regions.insert(region.country + "." + region.code) }
        }
        let inRegion = found.filter { regions.contains($0.place.country + "." + ($0.place.region ?? "")) }
        if !inRegion.isEmpty { return inRegion }
        if let named = countries.read(qualifier), named.note != .misspelt, country == nil || !named.codes.isDisjoint(with: codes) {
            if named.note == .part, named.region == nil { return nil }
            return found.filter { named.codes.contains($0.place.country) && (named.region == nil || named.region == $0.place.region) }
        }
        // A place near by: "San Giuliano (Pisa)". Where it is also a region's name, only the town itself counts.
        let landmarks = try lookups.exact(qualifier, in: codes).filter { $0.isPrimary || (regions.isEmpty && $0.place.population > 20_000) }.prefix(5)
        let reach = regions.isEmpty ? 50.0 : 25.0
        let near = found.filter { one in landmarks.contains { $0.place.id == one.place.id || $0.kilometres(to: one.place) < reach } }
        if !near.isEmpty { return near }
        return regions.isEmpty && landmarks.isEmpty ? nil : []
    }

    /// Why a place found by a reading is offered.
    func evidence(_ found: Found, reading: Reading) -> Reason {
        let place = found.place.name
        switch reading.kind {
        case .asWritten: return found.isPrimary ? .exactName(name: place) : .anotherName(written: reading.name, name: place)
        default: return .understoodAs(written: name, understood: reading.name, name: place)
        }
    }

    mutating func offer(_ choice: Choice) {
        add(Candidate(place: choice.place, confidence: choice.confidence, reason: choice.reason))
        for other in choice.others.prefix(maximumCandidates) {
            let reason: Reason =
                other.isPrimary ? .exactName(name: other.place.name) : .anotherName(written: other.matchedName, name: other.place.name)
            add(Candidate(place: other.place, confidence: min(choice.confidence, 0.4), reason: reason))
        }
    }

    mutating func add(_ candidate: Candidate) {
        if !candidates.contains(where: { $0.place.id == candidate.place.id }) { candidates.append(candidate) }
    }
}
