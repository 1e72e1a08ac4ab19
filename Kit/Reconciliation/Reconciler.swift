import Dispatch
import Foundation
import Gazetteer
import Synchronization

/// Matches names of places as somebody typed them to real places.
///
/// Precision comes first: a row is matched only when one place is meant beyond reasonable doubt; everything else is put
/// up for review with the likeliest candidates. A match never lies outside the country the row names, and a row's
/// verdict depends on that row alone. Safe to use from several threads at once.
public struct Reconciler: Sendable {
    /// How many candidates a verdict carries at most.
    public let maximumCandidates: Int
    let lookups: Lookups
    private let countries = CountryCache()

    public init(gazetteer: Gazetteer, maximumCandidates: Int = 5) {
        lookups = Lookups(gazetteer: gazetteer)
        self.maximumCandidates = max(1, maximumCandidates)
    }

    /// The verdict on one row. Throws only when the gazetteer cannot be read.
    public func reconcile(_ written: Written) throws -> Verdict {
        try Judgement(lookups: lookups, countries: countries, written: written, maximumCandidates: maximumCandidates).verdict()
    }

    /// The verdicts on many rows, in their order, worked out on all processors.
    public func reconcile(_ rows: [Written]) throws -> [Verdict] {
        let width = 64
        let count = (rows.count + width - 1) / width
        let finished = Mutex<[Int: Result<[Verdict], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let start = index * width
            let slice = rows[start..<min(start + width, rows.count)]
            let result = Result { try slice.map { try reconcile($0) } }
            finished.withLock { $0[index] = result }
        }
        let results = finished.withLock { $0 }
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(rows.count)
        for index in 0..<count {
            if let result = results[index] { verdicts += try result.get() }
        }
        return verdicts
    }
}

/// Remembers country words already read: a list has thousands of rows and a few dozen countries.
final class CountryCache: Sendable {
    private static let capacity = 2_000
    private let known = Mutex<[String: CountryReading?]>([:])

    func read(_ text: String) -> CountryReading? {
        if let reading = known.withLock({ $0[text] }) { return reading }
        let reading = CountryWords.bundled.read(text)
        known.withLock {
            if $0.count >= Self.capacity { $0.removeAll(keepingCapacity: true) }
            $0[text] = .some(reading)
        }
        return reading
    }
}
