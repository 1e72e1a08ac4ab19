import Gazetteer

/// Rows that name a part of a city.
extension Judgement {
    /// A city of this size is expected to have districts of its own.
    private static let citySize = 100_000

    /// "Gangdong (Seoul)": the city in brackets, when no place of the first name lies in or by it.
    mutating func partOfNamedCity(_ readings: Readings) throws -> Verdict? {
        guard case .understood(let country) = statement else { return nil }
        switch doubt {
        case nil, .contradicts, .doubtful: break
        default: return nil
        }
        let known = candidates.first?.place
        for reading in readings.single where reading.isBracketed && reading.extent == nil {
            for qualifier in reading.qualifiers {
                let cities = try lookups.exact(qualifier, in: country.codes)
                guard let city = cities.first else { continue }
                if let known, known.id != city.place.id, known.population * 5 > city.place.population || city.place.population < Self.citySize {
                    continue
                }
                var choice = try choose(among: cities, reading: Reading(name: qualifier, kind: .qualified), isTerritory: false)
                choice.reason = .partOfCity(written: name, city: city.place.name)
                choice.confidence = 0.75
                candidates.insert(Candidate(place: city.place, confidence: 0.75, reason: choice.reason), at: 0)
                if choice.isDecisive { return matched(choice) }
            }
        }
        return nil
    }

    /// "Zhongshan (Dalian)": the city in brackets, should the place of the first name not be the one in it.
    mutating func addNamedCity(_ reading: Reading) throws {
        guard let city = try namedCity(reading), !candidates.contains(where: { $0.place.id == city.id }) else { return }
        candidates.insert(
            Candidate(place: city, confidence: 0.3, reason: .unknownDistrict(written: name, city: city.name)), at: min(1, candidates.count))
    }

    /// The city that stands in brackets behind the name.
    func namedCity(_ reading: Reading) throws -> Place? {
        guard reading.isBracketed, case .understood(let country) = statement else { return nil }
        for qualifier in reading.qualifiers {
            if let city = try lookups.exact(qualifier, in: country.codes).first?.place, city.population >= Self.citySize { return city }
        }
        return nil
    }

    /// "Leidschendam-Voorburg": one municipality of several towns, whose largest is given.
    mutating func joinedTowns(_ readings: Readings) throws -> Verdict? {
        guard doubt == nil, readings.joined.count >= 2, case .understood = statement else { return nil }
        var parts: [Found] = []
        for name in readings.joined {
            let named = try placesNamed(name).found.filter { found in
                found.isPrimary && (parts.first.map { $0.kilometres(to: found.place) < Self.joinedDistance } ?? true)
            }
            if let first = parts.isEmpty ? nil : named.first {
                parts.append(first)
            } else if parts.isEmpty, let next = readings.joined.dropFirst().first {
                // The first part is the one that has a second near by.
                let neighbours = try placesNamed(next).found.filter(\.isPrimary)
                guard
                    let start = named.first(where: { one in
                        neighbours.contains { $0.place.id != one.place.id && $0.kilometres(to: one.place) < Self.joinedDistance }
                    })
                else { return nil }
                parts.append(start)
            } else {
                return nil
            }
        }
        guard let largest = parts.max(by: { ($0.place.population, $1.place.id) < ($1.place.population, $0.place.id) }),
            Set(parts.map(\.place.id)).count > 1
        else { return nil }
        // "Berlin-Treptow" is a city and its district, not two towns side by side.
        let smallest = parts.map(\.place.population).min() ?? 0
        if largest.place.population >= Self.citySize, smallest < largest.place.population / 5 { return nil }
        let reason = Reason.joinedTowns(names: readings.joined, name: largest.place.name)
        var choice = try choose(among: [largest], reading: Reading(name: largest.place.name, kind: .qualified), isTerritory: false)
        choice.reason = reason
        choice.confidence = 0.75
        for part in [largest] + parts { add(Candidate(place: part.place, confidence: 0.75, reason: reason)) }
        return choice.isDecisive ? matched(choice) : nil
    }

    /// Towns farther apart than this, in kilometres, do not make one municipality.
    private static let joinedDistance = 15.0

    /// Whether a place may be a part of the city: near it, or, where a dash says so, in its own region and not far. Chinese cities reach 100 km.
    private func isPart(_ found: Found, of city: Place, isMarked: Bool) -> Bool {
        let distance = found.kilometres(to: city)
        return distance < 35 || (isMarked && distance < 150 && found.isPrimary && found.place.region == city.region)
    }

    /// "Berlin Treptow", "Budapest VIII – Józsefváros", "Paris 13e".
    mutating func districts(_ readings: Readings) throws -> Verdict? {
        if let doubt, case .onlyAlike = doubt {} else if doubt != nil { return nil }
        guard case .understood = statement, !readings.hasConjunction else { return nil }
        for (city, district) in readings.districts {
            let (cities, isTerritory) = try placesNamed(city.name)
            guard let largest = cities.first, largest.place.population >= 50_000, largest.isPrimary || city.name.count > 4 else { continue }
            let whole = try choose(among: cities, reading: city, isTerritory: isTerritory)
            for first in district.indices {
                let parts = try placesNamed(district[first...].joined(separator: " ")).found
                    .filter { isPart($0, of: largest.place, isMarked: readings.hasDash) && $0.place.id != largest.place.id }
                guard let part = parts.first else { continue }
                var choice = try choose(among: [part], reading: city, isTerritory: isTerritory)
                choice.reason = .districtOf(district: part.place.name, city: largest.place.name)
                choice.confidence = 0.85
                candidates.removeAll()
                offer(choice)
                offer(whole)
                return matched(choice)
            }
            let isNumbered = district.count == 1 && district.allSatisfy { $0.contains { $0.isNumber } || $0.allSatisfy { "IVX".contains($0) } }
            let isDivided = readings.hasDash && largest.place.population >= Self.citySize
            if whole.isDecisive, city.isFirst, isDivided || (isNumbered && largest.place.population >= Self.citySize) {
                var choice = whole
                choice.reason = .partOfCity(written: name, city: whole.place.name)
                choice.confidence = 0.75
                candidates.removeAll()
                offer(choice)
                return matched(choice)
            }
            candidates.insert(Candidate(place: whole.place, confidence: 0.4, reason: .unknownDistrict(written: name, city: whole.place.name)), at: 0)
            doubt = .unknownDistrict(written: name, city: whole.place.name)
            return nil
        }
        return nil
    }
}
