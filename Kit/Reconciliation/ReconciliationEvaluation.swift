import Foundation
import Gazetteer

/// Measures the engine on a list whose places are known by their coordinates.
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

        /// Which half of the list the name falls into, by a hash of the name: one half to tune by, one to judge by.
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

    public struct Figures: Sendable, Hashable, Codable {
        public var names = 0
        /// Rows matched without a person's look.
        public var matched = 0
        /// Matched rows whose place lies farther from the coordinates than the radius.
        public var off = 0
        /// Of those, rows whose coordinates lie in another country than the row says: the list itself is wrong there.
        public var offWithCoordinatesAbroad = 0
        /// Rows whose place is among the first three candidates.
        public var amongFirstThree = 0
        /// Rows for which nothing is offered.
        public var without = 0
        public var causes: [Cause] = []

        /// Shares, 0 to 1; 0 for an empty list.
        public var recall: Double { names == 0 ? 0 : Double(matched) / Double(names) }
        public var precision: Double { matched == 0 ? 0 : 1 - Double(off) / Double(matched) }
        public var topThree: Double { names == 0 ? 0 : Double(amongFirstThree) / Double(names) }
    }

    public struct Result: Sendable, Hashable, Codable {
        public var all = Figures()
        /// The half by which the rules were tuned, and the half that was never looked at.
        public var tuning = Figures()
        public var heldOut = Figures()
        public var seconds = 0.0
        /// The process's resident memory afterwards, in megabytes; 0 where the system does not say.
        public var residentMegabytes = 0.0
        public var namesPerSecond: Double { seconds > 0 ? Double(all.names) / seconds : 0 }

        /// The result as lines of text.
        public var report: String {
            func percent(_ share: Double) -> String { (share * 100).formatted(.number.precision(.fractionLength(2)).locale(Locale(identifier: "en_GB"))) + " %" }
            func line(_ label: String, _ figures: Figures) -> String {
                "\(label): \(figures.names) names, \(percent(figures.recall)) matched, \(percent(1 - figures.precision)) of them off "
                    + "(\(figures.offWithCoordinatesAbroad) of \(figures.off) because the list's coordinates lie in another country), "
                    + "\(percent(figures.topThree)) among the first three, \(figures.without) without any candidate"
            }
            let causes = all.causes.prefix(16).map { "  \($0.count) × \($0.what): \($0.examples.joined(separator: "; "))" }
            return ([
                line("all", all), line("tuning half", tuning), line("held-out half", heldOut),
                "\(Int(namesPerSecond)) names a second, \(Int(residentMegabytes)) MB resident", "commonest causes of failure:",
            ] + causes).joined(separator: "\n")
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
        let landmarks = Landmarks(verdicts)
        result.all = figures(Array(zip(known, verdicts)), landmarks)
        result.tuning = figures(zip(known, verdicts).filter { !$0.0.isHeldOut }, landmarks)
        result.heldOut = figures(zip(known, verdicts).filter(\.0.isHeldOut), landmarks)
        return result
    }

    private static func figures(_ rows: [(Known, Verdict)], _ landmarks: Landmarks) -> Figures {
        var figures = Figures()
        var causes: [String: Cause] = [:]
        for (known, verdict) in rows {
            func isRight(_ place: Place) -> Bool { place.kilometres(toLatitude: known.latitude, longitude: known.longitude) <= radius }
            figures.names += 1
            if verdict.candidates.isEmpty { figures.without += 1 }
            if verdict.candidates.prefix(3).contains(where: { isRight($0.place) }) { figures.amongFirstThree += 1 }
            if verdict.status == .matched { figures.matched += 1 }
            if let place = verdict.place, isRight(place) { continue }
            var what = verdict.status == .matched ? "matched wrongly" : verdict.status == .review ? "for review" : "not found"
            if let place = verdict.place {
                figures.off += 1
                if let there = landmarks.country(latitude: known.latitude, longitude: known.longitude), there != place.country {
                    figures.offWithCoordinatesAbroad += 1
                    what += ", the list's coordinates lying abroad"
                }
            }
            what += ", " + String(String(describing: verdict.reason).prefix { $0 != "(" })
            causes[what, default: Cause(what: what, count: 0, examples: [])].count += 1
            if causes[what, default: Cause(what: what, count: 0, examples: [])].examples.count < 4 {
                causes[what]?.examples.append("\(known.written.name), \(known.written.country ?? "")" + (verdict.place.map { " (\($0.name))" } ?? ""))
            }
        }
        figures.causes = causes.values.sorted { ($1.count, $0.what) < ($0.count, $1.what) }
        return figures
    }

    /// Which country coordinates lie in, judged by the nearest place met with in the verdicts.
    private struct Landmarks {
        private var places: [Int: [Place]] = [:]

        init(_ verdicts: [Verdict]) {
            var seen = Set<Int>()
            for verdict in verdicts {
                for candidate in verdict.candidates where seen.insert(candidate.place.id).inserted {
                    places[Self.cell(candidate.place.latitude, candidate.place.longitude), default: []].append(candidate.place)
                }
            }
        }

        private static func cell(_ latitude: Double, _ longitude: Double) -> Int {
            Int(latitude.rounded(.down)) * 1_000 + Int(longitude.rounded(.down))
        }

        func country(latitude: Double, longitude: Double) -> String? {
            guard latitude.isFinite, longitude.isFinite, abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
            var nearest: (place: Place, distance: Double)?
            for north in -1...1 {
                for east in -1...1 {
                    for place in places[Self.cell(latitude + Double(north), longitude + Double(east))] ?? [] {
                        let distance = place.kilometres(toLatitude: latitude, longitude: longitude)
                        if distance < nearest?.distance ?? .infinity { nearest = (place, distance) }
                    }
                }
            }
            return nearest?.place.country
        }
    }

    private static func residentMegabytes() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }  // Absent elsewhere than on Linux.
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return 0 }
        return pages * 4_096 / 1_000_000
    }
}
