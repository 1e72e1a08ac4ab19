import Foundation
import Gazetteer
import Kernel
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
        try rows.mapInParallel(width: 64, reconcile)
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
