import Foundation
import Gazetteer

/// The work on one row: readings are tried from the most literal to the most roundabout, and the first that leads to
/// one place beyond doubt decides. What did not decide stays as a candidate.
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

    var statement: Statement = .missing
    var name = ""
    var candidates: [Candidate] = []
    /// The first reason why a person should look.
    var doubt: Reason?
    /// Names a few letters away beyond the nearest two: offered when nothing better fills the list.
    var spare: [Candidate] = []

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
        // A formula is no name, whatever letters are in it.
        guard name.contains(where: { $0.isLetter }), name.first != "=", name.first != "@" else { return nothing(.noName) }
        guard name.count <= NameReader.longestName else { return nothing(.tooLong) }
        let country = NameReader.tidied(written.country ?? "")
        if country.contains(where: { $0.isLetter }) {
            statement = countries.read(country).map { .understood($0) } ?? .notUnderstood(country)
        }
        let readings = NameReader.readings(of: written.name)

        if case .missing = statement, let verdict = try countryInName(readings) { return verdict }
        if let verdict = try exactly(readings) { return verdict }
        if let verdict = try partsOfOnePlace(readings) { return verdict }
        if let verdict = try partOfNamedCity(readings) { return verdict }
        if let verdict = try joinedTowns(readings) { return verdict }
        try seat(readings)
        try region(readings)
        try olderKorean(readings)
        if let verdict = try misspelt(readings) { return verdict }
        if let verdict = try districts(readings) { return verdict }
        try severalPlaces(readings)
        try elsewhere(readings)
        try alike(readings)
        try largestCities(readings)
        for candidate in spare { add(candidate) }
        return conclusion()
    }

    // MARK: Stages that may decide

    /// "San José, Costa Rica" in a list without a country column.
    private mutating func countryInName(_ readings: Readings) throws -> Verdict? {
        for reading in readings.single where reading.kind == .qualified {
            guard let last = reading.qualifiers.last(where: { countries.read($0) != nil }), let country = countries.read(last),
                country.note != .misspelt
            else { continue }
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
            var (found, isTerritory) = try placesNamed(reading.name)
            if reading.isDerived { found = found.filter(\.isPrimary) }
            guard !found.isEmpty else { continue }
            var choice = try choose(among: found, reading: reading, isTerritory: isTerritory)
            if choice.isDecisive, let another = try another(than: choice, reading, readings) {
                choice.isDecisive = false
                choice.doubt = another
                choice.confidence = min(choice.confidence, 0.6)
            }
            offer(choice)
            try addNamedCity(reading)
            if choice.isDecisive {
                try addNamesakes(reading.name)
                if candidates.count < 3, choice.place.population < 20_000 { try addLonger(reading.name) }
                if candidates.count < 3, choice.place.population < 50_000 { try addSharing(reading.name) }
                return matched(choice)
            }
            if doubt == nil { doubt = choice.doubt ?? .doubtful(written: name, name: choice.place.name) }
            if reading.kind <= .spelledOut || reading.isDerived { break }
        }
        if doubt != nil { try addNamesakes(readings.single.first?.name ?? name) }
        return nil
    }

    /// What else the row may mean when one of its readings has decided.
    private func another(than choice: Choice, _ reading: Reading, _ readings: Readings) throws -> Reason? {
        // "Buda & Pest" is not "Buda-Pest", though it folds to the same letters.
        if name.contains(where: { "&+".contains($0) }), reading.kind <= .withoutMarks, !choice.matchedName.contains(where: { "&+".contains($0) }),
            readings.several.count >= 2
        {
            return .severalPlaces(names: readings.several)
        }
        // "Vaihingen (Stuttgart)" is not Vaihingen an der Enz, though that is called Vaihingen too.
        if reading.isBracketed, Lettering.plain(choice.matchedName) != Lettering.plain(choice.place.name), let city = try namedCity(reading),
            choice.place.kilometres(to: city) > Self.oneSpot
        {
            return .unknownDistrict(written: name, city: city.name)
        }
        guard reading.isDerived else { return nil }
        // "Slavyansky District" may be made from Slavyanka as well as from Slavyansk.
        for other in readings.single where other.isDerived && other.name != reading.name {
            let found = try placesNamed(other.name).found
            if found.contains(where: { $0.kilometres(to: choice.place) > Self.oneSpot && $0.rivalry * 5 > Double(choice.place.population) }) {
                return .severalOfThatName(written: reading.name, places: 2)
            }
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
        guard let all = common.map({ Lookups.sorted(Array($0.values)) }), let first = all.first else { return nil }
        // "Buda & Pest" are two, whatever they have become; "Köln / Cologne" is one.
        guard !readings.isJoinedByAnd else {
            offer(try choose(among: all, reading: Reading(name: readings.several[0], kind: .otherName), isTerritory: false))
            doubt = .severalPlaces(names: readings.several)
            return nil
        }
        var choice = try choose(among: all, reading: Reading(name: readings.several[0], kind: .qualified), isTerritory: false)
        choice.reason = .namesOfOnePlace(names: readings.several, name: first.place.name)
        offer(choice)
        return choice.isDecisive ? matched(choice) : nil
    }

    /// Names a few letters away from a known one. Most unknown names are right and only the place is too small to be
    /// listed; so only a large place, with a long name begun rightly, is taken for what was meant.
    private mutating func misspelt(_ readings: Readings) throws -> Verdict? {
        guard doubt == nil, case .understood(let country) = statement else { return nil }
        for reading in readings.single.prefix(4) where reading.extent != .region && reading.kind != .otherName {
            let found = try lookups.near(reading.name, in: country.codes)
            guard let best = found.first else { continue }
            let nearest = Lookups.sorted(found.filter { $0.edits == best.edits })
            var choice = try choose(among: nearest, reading: reading, isTerritory: false)
            choice.reason = .misspelt(written: name, name: choice.place.name, edits: best.edits)
            choice.confidence = min(choice.confidence, best.edits == 1 ? 0.85 : 0.72)
            let letters = reading.name.count { $0.isLetter }
            let isLikely =
                best.edits == 1
                ? letters >= 6 && choice.place.population >= 100_000
                : letters >= 9 && choice.place.population >= 300_000
            let sameStart = Lettering.plain(choice.matchedName).first == Lettering.plain(reading.name).first
            let famous = try lookups.exact(reading.name, in: nil).first?.place.population ?? 0
            let likeSounding = Lookups.sorted(
                found.filter {
                    Sounding.key($0.matchedName, in: $0.place.country) == Sounding.key(reading.name, in: $0.place.country)
                })
            if !likeSounding.isEmpty, best.edits == 1 ? letters >= 5 : letters >= 7, reading.extent != .district, famous < 100_000 {
                choice = try choose(among: likeSounding, reading: reading, isTerritory: false)
                choice.reason = .anotherTranscription(written: name, name: choice.place.name)
                choice.confidence = min(choice.confidence, 0.9)
                if choice.place.population < 2_000 { choice.isDecisive = false }
            } else if !isLikely || !sameStart || famous > 5_000 || reading.extent == .district || choice.isTransliteration {
                choice.isDecisive = false
            }
            if choice.isDecisive {
                offer(choice)
                return matched(choice)
            }
            // A name that is right elsewhere is not taken for a slip: "Budapest, Romania" is not Bucharest.
            if famous > 20_000 || famous > choice.place.population { continue }
            let known = candidates
            offer(choice)
            // A slip in the first letter is the rarest.
            let initial = Lettering.plain(reading.name).first
            let offered = candidates.dropFirst(known.count)
            let added =
                offered.filter { Lettering.plain($0.place.name).first == initial }
                + offered.filter { Lettering.plain($0.place.name).first != initial }
            spare += added.dropFirst(2)
            candidates = known + added.prefix(2)
            if doubt == nil { doubt = .onlyAlike(written: name, name: choice.place.name) }
        }
        return nil
    }

    // MARK: Verdicts

    private func conclusion() -> Verdict {
        guard let first = candidates.first else { return nothing(.nothingAlike(written: name)) }
        if doubt == nil, case .understood = statement, candidates.allSatisfy({ $0.confidence <= Self.guess }) {
            // Nothing like it is known; the cities are no more than a guess.
            var verdict = nothing(.nothingAlike(written: name))
            verdict.candidates = candidates
            return verdict
        }
        var reason = doubt ?? .doubtful(written: name, name: first.place.name)
        switch statement {
        case .notUnderstood(let text): reason = .countryNotUnderstood(country: text)
        case .missing: if case .severalOfThatName = reason {} else { reason = .countryMissing(name: name) }
        case .understood: break
        }
        let shown = Array(candidates.prefix(maximumCandidates))
        return Verdict(status: .review, place: nil, confidence: min(first.confidence, 0.6), reason: reason, candidates: shown)
    }

    private func nothing(_ reason: Reason) -> Verdict {
        Verdict(status: .none, place: nil, confidence: 0, reason: reason, candidates: [])
    }

    func matched(_ choice: Choice) -> Verdict {
        let first = Candidate(place: choice.place, confidence: choice.confidence, reason: choice.reason)
        let others = candidates.filter { $0.place.id != choice.place.id }
        let shown = Array(([first] + others).prefix(maximumCandidates))
        return Verdict(status: .matched, place: choice.place, confidence: choice.confidence, reason: choice.reason, candidates: shown)
    }
}
