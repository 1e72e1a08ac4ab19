import Foundation
import Gazetteer
import Synchronization

/// A place that a reading may mean, with what speaks for it.
struct Found: Sendable {
    var place: Place
    /// Whether the name found is the place's main name.
    var isPrimary: Bool
    /// The name found, as the gazetteer writes it.
    var matchedName: String
    /// Letters that differ.
    var edits: Int

    /// Its weight when the likeliest is sought, and when it stands against another; see `Lookups.ranked`.
    var weight = 0.0
    var rivalry = 0.0

    var isTransliteration: Bool {
        guard let first = matchedName.unicodeScalars.first(where: { $0.properties.isAlphabetic }) else { return false }
        return first.value < 0x250 && first.properties.isLowercase
    }

    /// Whether the name found is a code of an airport or the like rather than a name.
    var isCode: Bool { matchedName.utf8.count <= 3 && matchedName.utf8.allSatisfy { (0x41...0x5A).contains($0) } }

    func kilometres(to other: Place) -> Double { place.kilometres(to: other) }
}

extension Place {
    /// The distance along the surface, in kilometres.
    func kilometres(to other: Place) -> Double { kilometres(toLatitude: other.latitude, longitude: other.longitude) }

    func kilometres(toLatitude otherLatitude: Double, longitude otherLongitude: Double) -> Double {
        let degree = Double.pi / 180
        let north = (otherLatitude - latitude) * degree / 2
        let east = (otherLongitude - longitude) * degree / 2
        let chord = sin(north) * sin(north) + cos(latitude * degree) * cos(otherLatitude * degree) * sin(east) * sin(east)
        return 12_742 * asin(min(1, chord.squareRoot()))
    }
}

/// The questions the engine asks of the gazetteer.
struct Lookups: Sendable {
    let gazetteer: Gazetteer
    let words = WordIndex()
    private let cities = LargestCities()

    /// Places of exactly that name (accents and capitals aside), each once, heaviest first.
    func exact(_ name: String, in countries: Set<String>?) throws -> [Found] {
        let key = FoldedName(name)
        guard !key.isEmpty else { return [] }
        return Self.ranked(try gazetteer.exact(key, countries: countries), written: name, in: countries)
    }

    /// Places whose name differs by a few letters, nearest first.
    func near(_ name: String, in countries: Set<String>?) throws -> [Found] {
        let key = FoldedName(name)
        guard key.count >= 4 else { return [] }
        let edits = key.count >= 8 ? 2 : 1
        return Self.ranked(try gazetteer.near(key, countries: countries, maximumEdits: edits), written: name, in: countries)
    }

    /// The three largest cities of a country or of its regions that do not lie side by side.
    func largestCities(of countries: Set<String>, regions: [Region]) throws -> [Place] {
        try cities.found((regions.isEmpty ? countries.sorted() : regions.map { $0.country + "." + $0.code }).joined(separator: ",")) {
            let places = try regions.isEmpty ? gazetteer.largest(in: countries, limit: 30) : gazetteer.largest(in: regions, limit: 30)
            var apart: [Place] = []
            for place in places where apart.count < 3 && !apart.contains(where: { $0.kilometres(to: place) < 30 }) { apart.append(place) }
            return apart
        }
    }

    /// Each place once, by its best name, with its weight: its inhabitants, less when only another name of it was met
    /// (much less beside places whose own name it is: Austin was once called Waterloo), and next to nothing when that name
    /// is a bare transliteration ("lndn"), which nobody would write. Accents that are written count. A place whose own
    /// name goes on after the one written ("Bischofsheim in der Rhön") is nearly as good as one of that very name.
    private static func ranked(_ matches: [NameMatch], written: String, in countries: Set<String>?) -> [Found] {
        let spelling = spelling(written)
        let plain = Lettering.plain(written) + " "
        let hasAccents = !spelling.utf8.allSatisfy { $0 < 0x80 }
        let hasOwn = matches.contains { $0.isPrimary }
        var best: [Int: Found] = [:]
        for match in matches where countries?.contains(match.place.country) ?? true {
            var found = Found(place: match.place, isPrimary: match.isPrimary, matchedName: match.matchedName, edits: match.edits)
            found.weight = Double(max(match.place.population, 300))
            if hasAccents, match.edits == 0, Self.spelling(match.matchedName) != spelling { found.weight *= 0.2 }
            found.rivalry = found.weight
            // "Brugg" may have been meant for Brügg by somebody without the letter, but less likely.
            if !hasAccents, match.edits == 0, !match.matchedName.utf8.allSatisfy({ $0 < 0x80 }) { found.rivalry *= 0.5 }
            if !match.isPrimary {
                if Lettering.plain(match.place.name).hasPrefix(plain) {
                    found.weight *= hasOwn ? 0.3 : 0.7
                    found.rivalry *= hasOwn ? 0.08 : 0.7
                } else if found.isTransliteration {
                    found.weight *= 0.02
                    found.rivalry *= hasOwn ? 0.03 : 0.1
                } else {
                    found.weight *= hasOwn ? 0.05 : 0.5
                    found.rivalry *= hasOwn ? 0.08 : 0.5
                }
            }
            if let earlier = best[match.place.id], (earlier.edits, -earlier.weight) <= (found.edits, -found.weight) { continue }
            best[match.place.id] = found
        }
        return sorted(Array(best.values))
    }

    /// Small letters, with those written alike that differ by the typewriter only: Romanian cedillas and commas, apostrophes.
    private static func spelling(_ name: String) -> String {
        let small = name.lowercased()
        if small.utf8.allSatisfy({ $0 < 0x80 }) { return small }
        return String(String.UnicodeScalarView(small.precomposedStringWithCanonicalMapping.unicodeScalars.map { typewriter[$0] ?? $0 }))
    }

    private static let typewriter: [Unicode.Scalar: Unicode.Scalar] = [
        "ş": "ș", "ţ": "ț", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "‑": "-", "‐": "-",
    ]

    /// Nearest in spelling first, then heaviest; the number decides between equals, so that the order is always the same.
    static func sorted(_ found: [Found]) -> [Found] {
        found.sorted { ($0.edits, -$0.weight, $0.place.id) < ($1.edits, -$1.weight, $1.place.id) }
    }
}

/// Remembers the largest cities of the countries asked for: a list has thousands of rows and a few dozen countries.
private final class LargestCities: Sendable {
    private let known = Mutex<[String: [Place]]>([:])

    func found(_ key: String, _ make: () throws -> [Place]) throws -> [Place] {
        if let places = known.withLock({ $0[key] }) { return places }
        let places = try make()
        known.withLock {
            if $0.count >= 2_000 { $0.removeAll(keepingCapacity: true) }
            $0[key] = places
        }
        return places
    }
}
