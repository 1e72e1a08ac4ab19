import Foundation
import Gazetteer

/// A place that a reading may mean, with what speaks for it.
struct Found: Sendable {
    var place: Place
    /// Whether the name found is the place's main name.
    var isPrimary: Bool
    /// The name found, as the gazetteer writes it.
    var matchedName: String
    /// Letters that differ.
    var edits: Int

    /// The weight of a place among its namesakes: its inhabitants, less when only another name of it was met, and
    /// much less when that name is a bare transliteration ("lndn"), which nobody would write.
    var weight: Double {
        let inhabitants = Double(max(place.population, 300))
        if isPrimary { return inhabitants }
        return inhabitants * (isTransliteration ? 0.1 : 0.5)
    }

    var isTransliteration: Bool {
        guard let first = matchedName.unicodeScalars.first(where: { $0.properties.isAlphabetic }) else { return false }
        return first.value < 0x250 && first.properties.isLowercase
    }

    func kilometres(to other: Place) -> Double { place.kilometres(to: other) }
}

extension Place {
    /// The distance along the surface, in kilometres.
    func kilometres(to other: Place) -> Double {
        let degree = Double.pi / 180
        let north = (other.latitude - latitude) * degree / 2
        let east = (other.longitude - longitude) * degree / 2
        let chord = sin(north) * sin(north) + cos(latitude * degree) * cos(other.latitude * degree) * sin(east) * sin(east)
        return 12_742 * asin(min(1, chord.squareRoot()))
    }
}

/// The questions the engine asks of the gazetteer.
struct Lookups: Sendable {
    let gazetteer: Gazetteer

    /// Places of exactly that name (accents and capitals aside), each once, heaviest first.
    func exact(_ name: String, in countries: Set<String>?) throws -> [Found] {
        let key = FoldedName(name)
        guard !key.isEmpty else { return [] }
        return Self.ranked(try gazetteer.exact(key, countries: countries), in: countries)
    }

    /// Places whose name differs by a few letters, nearest first.
    func near(_ name: String, in countries: Set<String>?) throws -> [Found] {
        let key = FoldedName(name)
        guard key.count >= 4 else { return [] }
        let edits = key.count >= 8 ? 2 : 1
        return Self.ranked(try gazetteer.near(key, countries: countries, maximumEdits: edits), in: countries)
    }

    private static func ranked(_ matches: [NameMatch], in countries: Set<String>?) -> [Found] {
        var best: [Int: Found] = [:]
        for match in matches where countries?.contains(match.place.country) ?? true {
            let found = Found(place: match.place, isPrimary: match.isPrimary, matchedName: match.matchedName, edits: match.edits)
            guard let earlier = best[match.place.id] else {
                best[match.place.id] = found
                continue
            }
            if (found.edits, -found.weight) < (earlier.edits, -earlier.weight) { best[match.place.id] = found }
        }
        return best.values.sorted { left, right in
            (left.edits, -left.weight, left.place.id) < (right.edits, -right.weight, right.place.id)
        }
    }
}
