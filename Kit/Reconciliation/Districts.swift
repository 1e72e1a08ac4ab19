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
        for reading in readings.single where reading.kind == .qualified && reading.extent == nil {
            for qualifier in reading.qualifiers {
                guard let city = try lookups.exact(qualifier, in: country.codes).first, city.place.population >= Self.citySize else { continue }
                if let known, known.id != city.place.id, known.population * 5 > city.place.population { continue }
                var choice = try choose(among: [city], reading: Reading(name: qualifier, kind: .qualified), isTerritory: false)
                choice.reason = .partOfCity(written: name, city: city.place.name)
                choice.confidence = 0.75
                candidates.insert(Candidate(place: city.place, confidence: 0.75, reason: choice.reason), at: 0)
                if choice.isDecisive { return matched(choice) }
            }
        }
        return nil
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
                    .filter { $0.kilometres(to: largest.place) < 35 && $0.place.id != largest.place.id }
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
            let isDivided = readings.hasDash && largest.place.population >= 3 * Self.citySize
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
