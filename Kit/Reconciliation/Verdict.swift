import Gazetteer

/// What became of one row.
public struct Verdict: Sendable, Hashable, Codable {
    /// Whether a row may be taken over without a person's look.
    public enum Status: String, Sendable, Codable, Hashable {
        /// One place is meant beyond reasonable doubt.
        case matched
        /// A person has to decide; the candidates are offered.
        case review
        /// Nothing like it is known.
        case none
    }

    /// Whether the row may be taken over as it is.
    public var status: Status
    /// The place, only when the status is `matched`.
    public var place: Place?
    /// How sure the match, or the first candidate, is: 0 to 1.
    public var confidence: Double
    /// Why, to be said in any language.
    public var reason: Reason
    /// The places that may be meant, likeliest first; the matched place is the first of them.
    public var candidates: [Candidate]
}

/// A place that may be meant, with its own reason.
public struct Candidate: Sendable, Hashable, Codable {
    public var place: Place
    /// 0 to 1; comparable within one verdict.
    public var confidence: Double
    /// Why it is offered.
    public var reason: Reason
}
