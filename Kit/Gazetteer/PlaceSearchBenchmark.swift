import Foundation
import Synchronization

/// Measures search as you type over a mixed workload: beginnings of every length of names of all sizes and scripts, a third
/// of them with a typing error. The workload is the same in every run.
public enum PlaceSearchBenchmark {
    /// What was measured. Times in milliseconds.
    public struct Figures: Sendable, CustomStringConvertible {
        public let searches: Int
        public let threads: Int
        public let median: Double
        public let p99: Double
        public let slowest: Double
        public let perSecond: Double
        /// Shares of the places meant among the first three hits, when the whole name was typed rightly: of all, and of
        /// those with 15,000 inhabitants and more.
        public let foundOfAll: Double
        public let foundOfTowns: Double
        /// The same for towns with a typing error, and with the last third of the name still missing.
        public let foundOfTownsMistyped: Double
        public let foundOfTownsUnfinished: Double

        public var description: String {
            func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
            return """
                place search: \(searches) searches, p50 \(String(format: "%.2f", median)) ms, p99 \(String(format: "%.2f", p99)) ms, \
                slowest \(String(format: "%.2f", slowest)) ms, \(Int(perSecond)) searches/s on \(threads) threads
                found in the first three: \(share(foundOfAll)) of all places by a whole name, \(share(foundOfTowns)) of towns, \
                \(share(foundOfTownsMistyped)) mistyped, \(share(foundOfTownsUnfinished)) with a third of the name missing
                """
        }
    }

    private struct Question: Sendable {
        let text: String
        let id: Int
        let isTown: Bool
        let kind: Kind
    }

    private enum Kind {
        case beginning, whole, mistyped, unfinished
    }

    /// - Parameters:
    ///   - names: how many names to sample
    ///   - threads: how many searches at once
    public static func run(gazetteer: Gazetteer, names: Int = 2_000, threads: Int = 2) throws -> Figures {
        let questions = try workload(gazetteer, names: max(1, names))
        let times = Mutex<[Double]>([])
        let found = Mutex<[[Bool]]>(Array(repeating: [], count: 4))
        let failure = Mutex<(any Error)?>(nil)
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { thread in
            var own: [Double] = []
            var results: [[Bool]] = Array(repeating: [], count: 4)
            do {
                for index in stride(from: thread, to: questions.count, by: max(1, threads)) {
                    let question = questions[index]
                    let before = ContinuousClock.now
                    let hits = try gazetteer.search(PlaceSearch(text: question.text, language: "en", limit: 8))
                    own.append((ContinuousClock.now - before) / .milliseconds(1))
                    let isFound = hits.prefix(3).contains { $0.place.id == question.id }
                    switch question.kind {
                    case .beginning: break
                    case .whole:
                        results[0].append(isFound)
                        if question.isTown { results[1].append(isFound) }
                    case .mistyped: if question.isTown { results[2].append(isFound) }
                    case .unfinished: if question.isTown { results[3].append(isFound) }
                    }
                }
            } catch {
                failure.withLock { $0 = error }
            }
            times.withLock { $0 += own }
            found.withLock { all in for kind in all.indices { all[kind] += results[kind] } }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if let error = failure.withLock({ $0 }) { throw error }
        let sorted = times.withLock { $0.sorted() }
        let shares = found.withLock { $0.map { $0.isEmpty ? 0 : Double($0.count(where: \.self)) / Double($0.count) } }
        func quantile(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
        return Figures(
            searches: sorted.count, threads: max(1, threads), median: quantile(0.5), p99: quantile(0.99), slowest: sorted.last ?? 0,
            perSecond: Double(sorted.count) / max(seconds, 1e-9),
            foundOfAll: shares[0], foundOfTowns: shares[1], foundOfTownsMistyped: shares[2], foundOfTownsUnfinished: shares[3])
    }

    /// Half of the names from the largest tenth of the places, where people look, half from all of them.
    private static func workload(_ gazetteer: Gazetteer, names: Int) throws -> [Question] {
        var random = SplitMix(state: 20_250_101)
        var questions: [Question] = []
        let count = gazetteer.index.placeCount
        for number in 0..<names {
            let ordinal = Int(random.next() % UInt64(max(1, number % 2 == 0 ? count / 10 : count)))
            guard let entry = gazetteer.index.entry(ordinal) else { continue }
            let all = try gazetteer.allNames(entry.id).filter { FoldedName($0).count > 1 }
            guard !all.isEmpty else { continue }
            // The main name half of the time, else any, in any script.
            let name = random.next() % 2 == 0 ? all[0] : all[Int(random.next() % UInt64(all.count))]
            let letters = Array(name)
            let isTown = entry.population >= 15_000
            func ask(_ text: [Character], _ kind: Kind) { questions.append(Question(text: String(text), id: entry.id, isTown: isTown, kind: kind)) }
            ask(letters, .whole)
            ask(Array(letters.prefix(1 + Int(random.next() % UInt64(letters.count)))), .beginning)
            ask(Array(letters.prefix(max(1, letters.count * 2 / 3))), .unfinished)
            if letters.count >= 5 {
                ask(mistyped(letters, &random), .mistyped)
                ask(mistyped(Array(letters.prefix(4 + Int(random.next() % UInt64(letters.count - 3)))), &random), .beginning)
            }
        }
        return questions
    }

    /// One letter replaced, left out, doubled or swapped with its neighbour; the first stays.
    private static func mistyped(_ letters: [Character], _ random: inout SplitMix) -> [Character] {
        guard letters.count > 2 else { return letters }
        var letters = letters
        let position = 1 + Int(random.next() % UInt64(letters.count - 2))
        switch random.next() % 4 {
        case 0: letters[position] = letters[Int(random.next() % UInt64(letters.count))]
        case 1: letters.remove(at: position)
        case 2: letters.insert(letters[position], at: position)
        default: letters.swapAt(position, position + 1)
        }
        return letters
    }

    /// A small generator with a fixed seed, so that every run asks the same.
    private struct SplitMix {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }
}
