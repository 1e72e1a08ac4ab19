import Foundation
import Gazetteer

/// The work on one row: readings are tried from the most literal to the most roundabout, and the first that leads to
/// one place beyond doubt decides.
struct Judgement {
    let lookups: Lookups
    let countries: CountryCache
    let written: Written
    let maximumCandidates: Int

    /// What the row says of the country.
    enum Statement {
        case understood(CountryReading)
        case notUnderstood(String)
        case missing
    }

    private(set) var statement: Statement = .missing
    private var name = ""
    private var candidates: [Candidate] = []
    private var doubt: (reason: Reason, confidence: Double)?

    init(lookups: Lookups, countries: CountryCache, written: Written, maximumCandidates: Int) {
        self.lookups = lookups
        self.countries = countries
        self.written = written
        self.maximumCandidates = maximumCandidates
    }

    func verdict() throws -> Verdict {
        var judgement = self
        return try judgement.judge()
    }

    private mutating func judge() throws -> Verdict {
        guard written.name.utf8.count <= 8 * NameReader.longestName else { return nothing(.tooLong) }
        name = NameReader.tidied(written.name)
        guard name.contains(where: { $0.isLetter }) else { return nothing(.noName) }
        guard name.count <= NameReader.longestName else { return nothing(.tooLong) }
        let country = NameReader.tidied(written.country ?? "")
        if !country.isEmpty {
            statement = countries.read(country).map { .understood($0) } ?? .notUnderstood(country)
        }
        let readings = NameReader.readings(of: written.name)

        if case .missing = statement, let verdict = try countryInName(readings) { return verdict }
        if let verdict = try exactly(readings) { return verdict }
        if let verdict = try partsOfOnePlace(readings) { return verdict }
        if let verdict = try misspelt(readings) { return verdict }
        if let verdict = try districts(readings) { return verdict }
        try severalPlaces(readings)
        try elsewhere(readings)
        return conclusion()
    }

    // MARK: Stages

    /// "San José, Costa Rica" in a list without a country column.
    private mutating func countryInName(_ readings: Readings) throws -> Verdict? {
        for reading in readings.single where reading.kind == .qualified {
            guard let last = reading.qualifiers.last(where: { countries.read($0) != nil }), let country = countries.read(last) else { continue }
            var inner = self
            inner.statement = .understood(country)
            var plain = readings
            plain.single = readings.single.map {
                var stripped = $0
                stripped.qualifiers.removeAll { $0 == last }
                return stripped
            }
            if let verdict = try inner.exactly(plain) { return verdict }
            if inner.doubt != nil { self = inner }
        }
        return nil
    }

    /// Readings whose name is known exactly.
    private mutating func exactly(_ readings: Readings) throws -> Verdict? {
        for reading in readings.single {
            let (found, isTerritory) = try placesNamed(reading.name)
            guard !found.isEmpty else { continue }
            let choice = try choose(among: found, reading: reading, isTerritory: isTerritory)
            offer(choice)
            if choice.isDecisive { return matched(choice) }
            if doubt == nil { doubt = (choice.doubt ?? choice.reason, choice.confidence) }
            if reading.kind <= .qualified { break }
        }
        return nil
    }

    /// "Köln / Cologne": several names, one place.
    private mutating func partsOfOnePlace(_ readings: Readings) throws -> Verdict? {
        guard doubt == nil, readings.several.count >= 2 else { return nil }
        var common: [Int: Found]?
        for part in readings.several {
            let found = Dictionary(try placesNamed(part).found.map { ($0.place.id, $0) }, uniquingKeysWith: { first, _ in first })
            common = common.map { $0.filter { found[$0.key] != nil } } ?? found
        }
        guard let all = common?.values.sorted(by: { ($0.weight, $1.place.id) > ($1.weight, $0.place.id) }), let first = all.first else { return nil }
        var choice = try choose(among: all, reading: Reading(name: readings.several[0], kind: .otherName), isTerritory: false)
        choice.reason = .namesOfOnePlace(names: readings.several, name: first.place.name)
        offer(choice)
        return choice.isDecisive ? matched(choice) : nil
    }

    /// Names a few letters away from a known one.
    private mutating func misspelt(_ readings: Readings) throws -> Verdict? {
        guard doubt == nil, case .understood(let country) = statement else { return nil }
        for reading in readings.single.prefix(4) {
            let found = try lookups.near(reading.name, in: country.codes)
            guard let best = found.first else { continue }
            let nearest = found.filter { $0.edits == best.edits }
            var choice = try choose(among: nearest, reading: reading, isTerritory: false)
            choice.reason = .misspelt(written: name, name: choice.place.name, edits: best.edits)
            let letters = reading.name.count
            let isClose = best.edits == 1 ? letters >= 5 : letters >= 9
            let famous = try lookups.exact(reading.name, in: nil).first
            let isFamousElsewhere = (famous?.place.population ?? 0) > 20_000
            choice.confidence = min(choice.confidence, best.edits == 1 ? 0.88 : 0.75)
            if !isClose || isFamousElsewhere || best.isTransliteration { choice.isDecisive = false }
            if isFamousElsewhere { continue }
            offer(choice)
            if choice.isDecisive { return matched(choice) }
            if doubt == nil { doubt = (.onlyAlike(written: name, name: choice.place.name), min(0.5, choice.confidence)) }
        }
        return nil
    }

    /// "Berlin Treptow".
    private mutating func districts(_ readings: Readings) throws -> Verdict? {
        guard doubt == nil, case .understood = statement else { return nil }
        for (city, district) in readings.districts {
            let (cities, isTerritory) = try placesNamed(city.name)
            guard let largest = cities.first, largest.place.population >= 50_000 else { continue }
            let parts = try placesNamed(district).found.filter { $0.kilometres(to: largest.place) < 35 && $0.place.id != largest.place.id }
            if let part = parts.first {
                var choice = try choose(among: [part], reading: city, isTerritory: isTerritory)
                choice.reason = .districtOf(district: part.place.name, city: largest.place.name)
                choice.confidence = 0.85
                offer(choice)
                offer(try choose(among: cities, reading: city, isTerritory: isTerritory))
                return matched(choice)
            }
            offer(try choose(among: cities, reading: city, isTerritory: isTerritory))
            doubt = (.unknownDistrict(written: name, city: largest.place.name), 0.5)
            return nil
        }
        return nil
    }

    /// "Corinto/El Reajo".
    private mutating func severalPlaces(_ readings: Readings) throws {
        guard readings.several.count >= 2 else { return }
        var known: [String] = []
        for part in readings.several {
            let (found, isTerritory) = try placesNamed(part)
            guard !found.isEmpty else { continue }
            known.append(part)
            offer(try choose(among: found, reading: Reading(name: part, kind: .otherName), isTerritory: isTerritory))
        }
        if doubt == nil, !known.isEmpty { doubt = (.severalPlaces(names: readings.several), 0.4) }
    }

    /// "Budapest, Romania".
    private mutating func elsewhere(_ readings: Readings) throws {
        var stated: [String] = []
        if case .understood(let country) = statement { stated = country.codes.sorted() }
        for reading in readings.single {
            let everywhere = try lookups.exact(reading.name, in: nil)
            guard let best = everywhere.first else { continue }
            for found in everywhere.prefix(3) {
                let reason: Reason = stated.isEmpty ? evidence(found, reading: reading)
                    : .elsewhere(name: found.place.name, country: found.place.country, stated: stated)
                add(Candidate(place: found.place, confidence: 0.3, reason: reason))
            }
            if doubt == nil, !stated.isEmpty {
                doubt = (.elsewhere(name: best.place.name, country: best.place.country, stated: stated), 0.3)
            }
            return
        }
    }

    private func conclusion() -> Verdict {
        guard let first = candidates.first else { return nothing(.nothingAlike(written: name)) }
        var reason = doubt?.reason ?? .doubtful(written: name, name: first.place.name)
        switch statement {
        case .notUnderstood(let text): reason = .countryNotUnderstood(country: text)
        case .missing: if case .severalOfThatName = reason {} else { reason = .countryMissing(name: name) }
        case .understood: break
        }
        return Verdict(status: .review, place: nil, confidence: min(first.confidence, 0.6), reason: reason, candidates: shortlist())
    }

    private func nothing(_ reason: Reason) -> Verdict {
        Verdict(status: .none, place: nil, confidence: 0, reason: reason, candidates: [])
    }

    // MARK: Choosing

    /// The places of that name in the country, else in its territories, else (without a country) anywhere.
    private func placesNamed(_ name: String) throws -> (found: [Found], isTerritory: Bool) {
        guard case .understood(let country) = statement else { return (try lookups.exact(name, in: nil), false) }
        let inside = try lookups.exact(name, in: country.codes)
        if !inside.isEmpty || country.territories.isEmpty { return (inside, false) }
        return (try lookups.exact(name, in: country.territories), true)
    }

    struct Choice {
        var place: Place
        var confidence: Double
        var reason: Reason
        var isDecisive: Bool
        var doubt: Reason?
        var others: [Found]
    }

    /// The likeliest of the places a reading may mean, and whether it is meant beyond doubt.
    private func choose(among all: [Found], reading: Reading, isTerritory: Bool) throws -> Choice {
        var found = all
        var by: String?
        var contradiction: String?
        if case .understood(let country) = statement {
            if let region = country.region {
                let inside = found.filter { $0.place.region == region }
                if inside.isEmpty { contradiction = written.country } else { found = inside }
            }
            for qualifier in [written.region ?? "", country.qualifier ?? ""] + reading.qualifiers where !qualifier.isEmpty {
                guard let inside = try fitting(found, qualifier: qualifier, country: country) else { continue }
                if inside.isEmpty { contradiction = qualifier } else if inside.count < found.count { found = inside; by = qualifier }
            }
        } else {
            for qualifier in [written.region ?? ""] + reading.qualifiers where !qualifier.isEmpty {
                guard let inside = try fitting(found, qualifier: qualifier, country: nil) else { continue }
                if inside.isEmpty { contradiction = qualifier } else if inside.count < found.count { found = inside; by = qualifier }
            }
        }
        let first = found[0]
        let rivals = found.dropFirst().filter { $0.kilometres(to: first.place) > 20 }
        let times = rivals.first.map { first.weight / $0.weight } ?? .infinity
        var reason = evidence(first, reading: reading)
        var confidence = first.isPrimary ? 0.99 : 0.95
        var isDecisive = true
        var doubt: Reason?
        if !rivals.isEmpty {
            reason = .largestOfSeveral(name: first.place.name, places: rivals.count + 1, times: Int(min(times, 1_000_000)))
            confidence = min(confidence, 1 - 0.6 / max(times, 1))
            if times < 4 {
                isDecisive = false
                doubt = .severalOfThatName(written: reading.name, places: rivals.count + 1)
            }
        }
        if let by { reason = .toldApart(name: first.place.name, by: by) }
        if isTerritory, case .understood(let country) = statement {
            reason = .inTerritory(name: first.place.name, territory: first.place.country, country: country.codes.sorted()[0])
            confidence = min(confidence, 0.9)
        }
        if let contradiction {
            isDecisive = false
            doubt = .contradicts(name: first.place.name, qualifier: contradiction)
            confidence = min(confidence, 0.5)
        }
        if reading.extent == .region {
            isDecisive = false
            doubt = .regionRatherThanTown(written: name)
            confidence = min(confidence, 0.5)
        }
        if case .understood = statement {} else {
            let isDominant = first.place.population >= 100_000 && times >= 10
            if !isDominant || isNotUnderstood {
                isDecisive = false
                doubt = doubt ?? .countryMissing(name: name)
                confidence = min(confidence, 0.6)
            }
        }
        return Choice(place: first.place, confidence: confidence, reason: reason, isDecisive: isDecisive, doubt: doubt, others: Array(found.dropFirst()))
    }

    private var isNotUnderstood: Bool { if case .notUnderstood = statement { true } else { false } }

    /// The places that fit what is said beside the name; `nil` when that is not understood as a place or region.
    private func fitting(_ found: [Found], qualifier: String, country: CountryReading?) throws -> [Found]? {
        let codes = country?.codes ?? Set(found.map(\.place.country))
        var regions = Set<String>()
        for code in codes.sorted() where codes.count <= 4 {
            for region in try lookups.gazetteer.regions(matching: qualifier, country: code) { regions.insert(region.country + "." + region.code) }
        }
        if !regions.isEmpty {
            return found.filter { regions.contains($0.place.country + "." + ($0.place.region ?? "")) }
        }
        if let named = countries.read(qualifier), named.note != .misspelt {
            let inside = found.filter { named.codes.contains($0.place.country) && (named.region == nil || named.region == $0.place.region) }
            return inside
        }
        // A place near by: "San Giuliano (Pisa)".
        let landmarks = try lookups.exact(qualifier, in: codes).prefix(3)
        let inside = found.filter { one in landmarks.contains { $0.place.id != one.place.id && $0.kilometres(to: one.place) < 60 } }
        return inside.isEmpty ? nil : inside
    }

    /// Why a place found by a reading is offered.
    private func evidence(_ found: Found, reading: Reading) -> Reason {
        let place = found.place.name
        switch reading.kind {
        case .asWritten: return found.isPrimary ? .exactName(name: place) : .anotherName(written: reading.name, name: place)
        default: return .understoodAs(written: name, understood: reading.name, name: place)
        }
    }

    // MARK: Candidates

    private mutating func offer(_ choice: Choice) {
        add(Candidate(place: choice.place, confidence: choice.confidence, reason: choice.reason))
        for other in choice.others.prefix(maximumCandidates) {
            add(Candidate(place: other.place, confidence: min(choice.confidence, 0.4), reason: other.isPrimary ? .exactName(name: other.place.name) : .anotherName(written: other.matchedName, name: other.place.name)))
        }
    }

    private mutating func add(_ candidate: Candidate) {
        if !candidates.contains(where: { $0.place.id == candidate.place.id }) { candidates.append(candidate) }
    }

    private func shortlist() -> [Candidate] { Array(candidates.prefix(maximumCandidates)) }

    private func matched(_ choice: Choice) -> Verdict {
        let others = candidates.filter { $0.place.id != choice.place.id }
        let first = Candidate(place: choice.place, confidence: choice.confidence, reason: choice.reason)
        return Verdict(status: .matched, place: choice.place, confidence: choice.confidence, reason: choice.reason, candidates: Array(([first] + others).prefix(maximumCandidates)))
    }
}
