import Foundation
import Gazetteer

/// What is offered when nothing decided: the parts of a row, places of that name elsewhere, regions, names a little alike.
extension Judgement {
    private var stated: [String] {
        if case .understood(let country) = statement { country.codes.sorted() } else { [] }
    }

    /// "Corinto/El Reajo".
    mutating func severalPlaces(_ readings: Readings) throws {
        guard readings.several.count >= 2 else { return }
        var named: [(name: String, found: [Found], isTerritory: Bool)] = []
        for part in readings.several {
            let (found, isTerritory) = try placesNamed(part)
            if !found.isEmpty { named.append((part, found, isTerritory)) }
        }
        let isKnown = !named.isEmpty
        // The parts of one row mostly lie side by side: of their namesakes, those go first that do.
        for index in named.indices {
            let others = named.indices.filter { $0 != index }.flatMap { named[$0].found.prefix(Self.mostNamesakes) }
            let beside = named[index].found.prefix(Self.mostNamesakes).filter { one in
                others.contains { $0.place.id != one.place.id && $0.kilometres(to: one.place) < Self.sideBySide }
            }
            let numbers = Set(beside.map(\.place.id))
            named[index].found = beside + named[index].found.filter { !numbers.contains($0.place.id) }
        }
        var rest: [Found] = []
        for part in named {
            var choice = try choose(among: part.found, reading: Reading(name: part.name, kind: .otherName), isTerritory: part.isTerritory)
            rest += choice.others
            choice.others = []
            offer(choice)
        }
        for found in rest.prefix(maximumCandidates) {
            add(Candidate(place: found.place, confidence: 0.2, reason: .doubtful(written: name, name: found.place.name)))
        }
        if doubt == nil, isKnown { doubt = .severalPlaces(names: readings.several) }
    }

    private static let mostNamesakes = 12
    /// In kilometres.
    private static let sideBySide = 25.0

    /// "Vale of White Horse": the town where the council of an area sits that carries no town's name. A person must look.
    mutating func seat(_ readings: Readings) throws {
        guard case .understood(let country) = statement else { return }
        switch doubt {
        case nil, .regionRatherThanTown, .doubtful, .severalOfThatName, .severalPlaces: break
        default: return
        }
        for area in [name] + readings.single.map(\.name) {
            guard let seat = SeatsOfAreas.seat(of: area, in: country.codes), let found = try placesNamed(seat).found.first else { continue }
            let candidate = Candidate(place: found.place, confidence: 0.3, reason: .regionRatherThanTown(written: name))
            candidates.removeAll { $0.place.id == found.place.id }
            candidates.insert(candidate, at: 0)
            doubt = doubt ?? .regionRatherThanTown(written: name)
            return
        }
    }

    /// "Lombardy": the region's largest places.
    mutating func region(_ readings: Readings) throws {
        guard case .understood(let country) = statement, country.codes.count <= 4 else { return }
        for reading in readings.single {
            var regions: [Region] = []
            for code in country.codes.sorted() { regions += try lookups.gazetteer.regions(matching: reading.name, country: code) }
            guard !regions.isEmpty else { continue }
            if doubt == nil || candidates.isEmpty { doubt = .regionRatherThanTown(written: name) }
            for place in try lookups.gazetteer.largest(in: regions, limit: 3) {
                add(Candidate(place: place, confidence: 0.2, reason: .regionRatherThanTown(written: name)))
            }
            return
        }
    }

    /// "Yeongcheon" to "Yŏngch'ŏn": the gazetteer has some Korean towns in the older transcription only, which keeps fewer
    /// sounds apart, so that a person must look.
    mutating func olderKorean(_ readings: Readings) throws {
        guard doubt == nil, stated == ["KR"] || stated == ["KP"] else { return }
        for reading in readings.single.prefix(4) {
            for spelling in Sounding.olderKorean(reading.name) {
                let (found, isTerritory) = try placesNamed(spelling)
                guard !found.isEmpty else { continue }
                var choice = try choose(among: found, reading: reading, isTerritory: isTerritory)
                choice.reason = .anotherTranscription(written: name, name: choice.place.name)
                choice.confidence = min(choice.confidence, 0.6)
                offer(choice)
                doubt = .doubtful(written: name, name: choice.place.name)
                return
            }
        }
    }

    /// "Budapest, Romania".
    mutating func elsewhere(_ readings: Readings) throws {
        for reading in readings.single {
            let everywhere = try lookups.exact(reading.name, in: nil).filter { found in !candidates.contains { $0.place.id == found.place.id } }
            guard let best = everywhere.first else { continue }
            add(candidateElsewhere(best, reading: reading))
            if doubt == nil, !stated.isEmpty {
                doubt = .elsewhere(name: best.place.name, country: best.place.country, stated: stated)
            }
            // Without a country every one of them may be meant; with one, those in it that are a little alike go before.
            if stated.isEmpty || best.place.population >= Self.greatCity {
                for found in everywhere.prefix(3) { add(candidateElsewhere(found, reading: reading)) }
            }
            return
        }
    }

    /// Confidence of what is offered for want of anything alike.
    static let guess = 0.05

    /// The largest cities of the region or the country. A name that no list of places has is mostly that of a borough, a suburb
    /// or a municipality, and most of those lie in or by the largest cities: "Newham" in London, "Vitacura" in Santiago.
    mutating func largestCities(_ readings: Readings) throws {
        guard case .understood(let country) = statement, country.codes.count <= 2, candidates.count < Self.shown else { return }
        guard !readings.single.contains(where: { $0.extent == .region || $0.extent == .county }) else { return }
        switch doubt {
        case nil, .onlyAlike, .elsewhere, .regionRatherThanTown: break
        case .doubtful where candidates.allSatisfy({ $0.confidence < 0.4 }): break
        default: return
        }
        // A great city of that name elsewhere says that the country is mistaken.
        if let first = candidates.first, !country.codes.contains(first.place.country), first.place.population >= Self.greatCity { return }
        var regions: [Region] = []
        let hints = [country.qualifier ?? "", written.region ?? ""] + readings.single.flatMap(\.qualifiers)
        if let code = country.region, let only = country.codes.first { regions = [Region(country: only, code: code, name: code, isoSuffix: nil)] }
        for hint in hints where regions.isEmpty && hint.contains(where: { $0.isLetter }) {
            for code in country.codes.sorted() { regions += try lookups.gazetteer.regions(matching: hint, country: code) }
        }
        for place in try lookups.largestCities(of: country.codes, regions: regions) where candidates.count < Self.shown {
            add(Candidate(place: place, confidence: Self.guess, reason: .doubtful(written: name, name: place.name)))
        }
    }

    /// Inhabitants of a city whose name everybody knows.
    private static let greatCity = 500_000

    /// How many suggestions are worth filling up to.
    private static let shown = 3

    /// A well-known namesake abroad: the row may be mistaken in the country.
    mutating func addNamesakes(_ name: String) throws {
        guard candidates.count < maximumCandidates || candidates.count > 2, !stated.isEmpty else { return }
        let reading = Reading(name: name, kind: .asWritten)
        let abroad = try lookups.exact(name, in: nil).filter { !stated.contains($0.place.country) }
        var position = 2
        for found in abroad.prefix(2) where found.place.population >= 1_000 {
            let candidate = candidateElsewhere(found, reading: reading)
            guard !candidates.contains(where: { $0.place.id == found.place.id }) else { continue }
            // It may take the third line from a namesake in the country that is far smaller.
            if doubt == nil, position < candidates.count, candidates[position].place.population * 5 < found.place.population {
                candidates.insert(candidate, at: position)
                position += 1
            } else {
                candidates.append(candidate)
            }
        }
    }

    private func candidateElsewhere(_ found: Found, reading: Reading) -> Candidate {
        let reason: Reason =
            stated.isEmpty || stated.contains(found.place.country)
            ? evidence(found, reading: reading)
            : .elsewhere(name: found.place.name, country: found.place.country, stated: stated)
        return Candidate(place: found.place, confidence: 0.25, reason: reason)
    }

    /// Places whose names go on where the name written ends: "Hemnes" to Hemnesberget.
    mutating func addLonger(_ written: String) throws {
        guard case .understood(let country) = statement, written.count >= 3 else { return }
        for place in try lookups.gazetteer.beginning(with: FoldedName(written), countries: country.codes, limit: 4) {
            add(Candidate(place: place, confidence: 0.2, reason: .onlyAlike(written: name, name: place.name)))
        }
    }

    /// Places whose names hold the one written as a word of theirs: "Salle" to La Salle.
    mutating func addSharing(_ written: String) throws {
        guard case .understood(let country) = statement, written.count >= 4, !written.contains(" ") else { return }
        let ordinals = try lookups.words.ordinals(of: written, in: lookups.gazetteer)
        guard ordinals.count > 1 else { return }
        for place in try lookups.gazetteer.places(ordinals: ordinals, countries: country.codes).prefix(3) {
            add(Candidate(place: place, confidence: 0.15, reason: .onlyAlike(written: name, name: place.name)))
        }
    }

    /// Names that begin as written, that are written within a longer text, or that share a rare word.
    mutating func alike(_ readings: Readings) throws {
        guard case .understood(let country) = statement, candidates.count < 3 else { return }
        let allowed = country.codes
        for reading in readings.single.prefix(3) where reading.name.count >= 4 { try addLonger(reading.name) }
        guard candidates.count < 3 else { return }
        let base = readings.single.last?.name ?? name
        let words = base.split(whereSeparator: { !$0.isLetter && $0 != "'" && $0 != "’" }).map(String.init)
        guard words.count <= 8 else { return }
        var runs: [String] = []
        for count in stride(from: words.count - 1, to: 0, by: -1) {
            runs.append(words.prefix(count).joined(separator: " "))
            runs.append(words.suffix(count).joined(separator: " "))
        }
        if words.count > 2 { runs += words.dropFirst().dropLast() }
        // "Mariagerfjord" to Mariager: the beginning of a municipality's name is often its seat's.
        if words.count == 1, base.count >= 7, base.count <= 24 {
            runs += stride(from: base.count - 2, through: max(5, base.count - 6), by: -1).map { String(base.prefix($0)) }
        }
        runs += words.filter { $0.hasSuffix("shire") }.map { String($0.dropLast(5)) }
        for run in runs where run.count >= 4 && !Self.commonWords.contains(Lettering.plain(run)) {
            guard let found = try lookups.exact(run, in: allowed).first else { continue }
            add(Candidate(place: found.place, confidence: 0.15, reason: .onlyAlike(written: name, name: found.place.name)))
            if candidates.count >= maximumCandidates { return }
        }
        var sharing: [[Place]] = []
        for word in words where word.count >= 4 && !Self.commonWords.contains(Lettering.plain(word)) {
            let places = try lookups.gazetteer.places(ordinals: lookups.words.ordinals(of: word, in: lookups.gazetteer), countries: allowed)
            if !places.isEmpty { sharing.append(places) }
        }
        for place in sharing.sorted(by: { $0.count < $1.count }).flatMap({ $0.prefix(3) }) {
            if candidates.count >= maximumCandidates { return }
            add(Candidate(place: place, confidence: 0.1, reason: .onlyAlike(written: name, name: place.name)))
        }
    }

    private static let commonWords: Set<String> = [
        "saint", "sainte", "sankt", "santa", "santo", "north", "south", "east", "west", "central", "upper", "lower", "great", "little", "nova",
        "novo", "novi",
        "nove", "stara", "stary", "velka", "velky", "mala", "maly", "county", "district", "city", "region", "greater", "port", "villa", "vila",
        "castle",
        "vale", "valley", "forest", "beach", "park", "heath", "shire", "horse", "island", "isle", "agios", "agia", "ayios", "aghios", "szent",
        "svaty", "svata",
        "swieta", "swiety", "sfantu", "sveti", "sveta", "senhora", "nossa", "bourg", "chateau", "markt", "dolny", "dolna", "dolni", "horny", "horna",
        "horni",
        "nizna", "nizny", "vysny", "vysna", "grad", "gorod", "novy", "novaya", "novoye", "staraya", "verkhniy", "nizhniy", "ostra", "vastra", "norra",
        "sodra",
    ]
}
