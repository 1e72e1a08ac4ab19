import Foundation
import Gazetteer

/// Measures the engine on a list whose places are known by their coordinates.
///
/// Each distinct name with its country counts once; a place is right when it lies within 25 km of the list's coordinates. The
/// list is itself wrong in places: a geocoder put "Ipswich, Australia" into England. Names whose coordinates lie in another
/// country than the row says (the nearest place known is in none of its countries, or none is within 50 km) tell nothing of the
/// engine and are left out of the chosen measure. That is the reading that comes nearest to the comparison the requirement is
/// stated in, an exact look-up that takes the largest place of the country and matches 84 % with 4.7 % off; counting every name,
/// that look-up has more than 6 % off. Both measures are printed, for the engine and for such a look-up. Errors of the list
/// within the country cannot be told and count against the engine in both.
public struct ReconciliationEvaluation: Sendable {
    /// A name as written and where its place is.
    public struct Known: Sendable {
        public var written: Written
        /// Degrees north and east.
        public var latitude: Double
        public var longitude: Double

        public init(written: Written, latitude: Double, longitude: Double) {
            self.written = written
            self.latitude = latitude
            self.longitude = longitude
        }

        /// Which half of the list the name falls into, by a hash of the name: one half to set thresholds by, one to check them by.
        public var isHeldOut: Bool {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for unit in written.name.utf8 { hash = (hash ^ UInt64(unit)) &* 0x100_0000_01B3 }
            return (hash >> 7) % 2 == 1
        }
    }

    /// A kind of failure, with how often it occurred and a few of the names.
    public struct Cause: Sendable, Hashable, Codable {
        public var what: String
        public var count: Int
        public var examples: [String]
    }

    /// One way of counting: every name, or only those whose coordinates can be right.
    public struct Figures: Sendable, Hashable, Codable {
        public var names = 0
        /// Rows matched without a person's look.
        public var matched = 0
        /// Matched rows whose place lies farther from the coordinates than the radius.
        public var off = 0
        /// Rows whose place is among the first three candidates.
        public var amongFirstThree = 0
        /// Rows for which nothing is offered.
        public var without = 0

        /// Shares, 0 to 1; 0 for an empty list.
        public var recall: Double { names == 0 ? 0 : Double(matched) / Double(names) }
        public var precision: Double { matched == 0 ? 0 : 1 - Double(off) / Double(matched) }
        public var topThree: Double { names == 0 ? 0 : Double(amongFirstThree) / Double(names) }

        mutating func count(_ verdict: Verdict, _ isRight: (Place) -> Bool) {
            names += 1
            if verdict.candidates.isEmpty { without += 1 }
            if verdict.candidates.prefix(3).contains(where: { isRight($0.place) }) { amongFirstThree += 1 }
            guard let place = verdict.place else { return }
            matched += 1
            if !isRight(place) { off += 1 }
        }
    }

    /// A part of the list, counted both ways.
    public struct Part: Sendable, Hashable, Codable {
        /// Without the names whose coordinates lie in another country: the measure of the requirement.
        public var chosen = Figures()
        /// Every name, the list's own errors counted as the engine's.
        public var strict = Figures()
        /// An exact look-up that takes the largest place of that name in the country, for comparison; every name, and without those
        /// whose coordinates lie in another country.
        public var baselineStrict = Figures()
        public var baseline = Figures()
        public var causes: [Cause] = []
    }

    public struct Result: Sendable, Hashable, Codable {
        public var all = Part()
        /// The half by which thresholds were set, and the other. Some of the other half's failures have been read, too: it is a check, not a blind test.
        public var tuning = Part()
        public var heldOut = Part()
        public var seconds = 0.0
        /// The process's resident memory afterwards, in megabytes; 0 where the system does not say.
        public var residentMegabytes = 0.0
        public var namesPerSecond: Double { seconds > 0 ? Double(all.strict.names) / seconds : 0 }

        /// The result as lines of text.
        public var report: String {
            func percent(_ share: Double) -> String {
                (share * 100).formatted(.number.precision(.fractionLength(2)).locale(Locale(identifier: "en_GB"))) + " %"
            }
            func line(_ label: String, _ figures: Figures) -> String {
                "\(label): \(figures.names) names, \(percent(figures.recall)) matched, \(percent(1 - figures.precision)) of them off, "
                    + "\(percent(figures.topThree)) among the first three, \(figures.without) without any candidate"
            }
            func lines(_ label: String, _ part: Part) -> [String] {
                [line(label, part.chosen), line("  counting the list's own errors", part.strict)]
            }
            func baseline(_ label: String, _ figures: Figures) -> String {
                "\(label): \(percent(figures.recall)) matched, \(percent(1 - figures.precision)) of them off"
            }
            let causes = all.causes.prefix(16).map { "  \($0.count) × \($0.what): \($0.examples.joined(separator: "; "))" }
            let heading = [
                baseline("an exact look-up", all.baseline), baseline("  counting the list's own errors", all.baselineStrict),
                "\(Int(namesPerSecond)) names a second, \(Int(residentMegabytes)) MB resident", "commonest causes of failure:",
            ]
            return (lines("all", all) + lines("tuning half", tuning) + lines("held-out half", heldOut) + heading + causes).joined(separator: "\n")
        }
    }

    /// Places farther than this from the coordinates count as wrong, in kilometres.
    public static let radius = 25.0

    /// The distinct names of a list of pairs with the columns city1, country1, lat1, lng1, city2, country2, lat2, lng2.
    public static func pairs(csv text: String) -> [Known] {
        var seen = Set<Written>()
        var result: [Known] = []
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = fields(of: line)
            guard fields.count >= 8 else { continue }
            for start in [0, 4] {
                guard let latitude = Double(fields[start + 2]), let longitude = Double(fields[start + 3]) else { continue }
                let written = Written(name: fields[start], country: fields[start + 1])
                if seen.insert(written).inserted { result.append(Known(written: written, latitude: latitude, longitude: longitude)) }
            }
        }
        return result
    }

    /// The cells of one line of comma-separated text without line breaks inside cells.
    public static func fields(of line: Substring) -> [String] {
        var fields: [String] = []
        var current = ""
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(current)
                current = ""
            default: current.append(character)
            }
        }
        return fields + [current]
    }

    /// Reconciles the whole list at once and compares. Throws only when the gazetteer cannot be read.
    public static func run(_ reconciler: Reconciler, on known: [Known]) throws -> Result {
        var result = Result()
        let clock = ContinuousClock()
        let start = clock.now
        let verdicts = try reconciler.reconcile(known.map(\.written))
        result.seconds = (clock.now - start) / .seconds(1)
        result.residentMegabytes = residentMegabytes()
        let ground = Ground(reconciler.lookups.gazetteer)
        var causes: [String: Cause] = [:]
        for (row, verdict) in zip(known, verdicts) {
            func isRight(_ place: Place) -> Bool { place.kilometres(toLatitude: row.latitude, longitude: row.longitude) <= radius }
            let reading = CountryWords.bundled.read(row.written.country ?? "")
            let isMisplaced = ground.isElsewhere(row, than: reading.map { $0.codes.union($0.territories) })
            let plain = try exactly(row.written.name, reading?.codes, reconciler.lookups.gazetteer)
            func count(_ part: inout Part) {
                part.strict.count(verdict, isRight)
                part.baselineStrict.count(plain, isRight)
                if isMisplaced { return }
                part.chosen.count(verdict, isRight)
                part.baseline.count(plain, isRight)
            }
            count(&result.all)
            if row.isHeldOut { count(&result.heldOut) } else { count(&result.tuning) }
            if let place = verdict.place, isRight(place) { continue }
            let what =
                (verdict.status == .matched ? "matched wrongly" : verdict.status == .review ? "for review" : "not found")
                + (isMisplaced ? ", the list's coordinates lying abroad" : "") + ", "
                + String(String(describing: verdict.reason).prefix { $0 != "(" })
            causes[what, default: Cause(what: what, count: 0, examples: [])].count += 1
            if causes[what]?.examples.count ?? 0 < 4 {
                causes[what]?.examples.append("\(row.written.name), \(row.written.country ?? "")" + (verdict.place.map { " (\($0.name))" } ?? ""))
            }
        }
        result.all.causes = causes.values.sorted { ($1.count, $0.what) < ($0.count, $1.what) }
        return result
    }

    /// What a plain look-up says: the largest place of the country with a name of these letters.
    private static func exactly(_ name: String, _ countries: Set<String>?, _ gazetteer: Gazetteer) throws -> Verdict {
        let found = try countries.map { try gazetteer.exact(FoldedName(name), countries: $0) } ?? []
        let place = found.max { ($0.place.population, $1.place.id) < ($1.place.population, $0.place.id) }?.place
        return Verdict(status: place == nil ? .none : .matched, place: place, confidence: 0, reason: .noName, candidates: [])
    }

    /// Which countries lie where, judged by the gazetteer's places.
    private struct Ground {
        private var places: [Int: [(country: String, latitude: Double, longitude: Double)]] = [:]

        init(_ gazetteer: Gazetteer) {
            gazetteer.forEachPosition { country, latitude, longitude in
                places[Self.cell(latitude, longitude), default: []].append((country, latitude, longitude))
            }
        }

        private static func cell(_ latitude: Double, _ longitude: Double) -> Int {
            Int((latitude * 2).rounded(.down)) * 1_000 + Int((longitude * 2).rounded(.down))
        }

        /// Whether the place nearest to the coordinates lies in another country than the row says, or none is anywhere near.
        func isElsewhere(_ row: Known, than countries: Set<String>?) -> Bool {
            guard let countries, row.latitude.isFinite, row.longitude.isFinite, abs(row.latitude) <= 90, abs(row.longitude) <= 180 else {
                return false
            }
            let here = Place(
                id: 0, name: "", country: "", region: nil, regionName: nil, latitude: row.latitude, longitude: row.longitude, population: 0,
                timeZone: "")
            var nearest: (country: String, distance: Double)?
            for north in -1...1 {
                for east in -1...1 {
                    for place in places[Self.cell(row.latitude + Double(north) / 2, row.longitude + Double(east) / 2)] ?? [] {
                        let distance = here.kilometres(toLatitude: place.latitude, longitude: place.longitude)
                        if distance < nearest?.distance ?? Self.reach { nearest = (place.country, distance) }
                    }
                }
            }
            return nearest.map { !countries.contains($0.country) } ?? true
        }

        /// Coordinates farther than this from any place are no town's, in kilometres.
        private static let reach = 50.0
    }

    private static func residentMegabytes() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }  // Absent elsewhere than on Linux.
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return 0 }
        return pages * 4_096 / 1_000_000
    }
}
