import Kernel

/// A fact about two cities of the world, with whoever says so: they are twinned. It is no partnership of an office.
struct KnownRelation: Sendable, Hashable {
    /// The two cities. A relation has no direction, so the smaller number stands first.
    struct Pair: Sendable, Hashable {
        let lower: PlaceID
        let upper: PlaceID

        /// Nil for a city and itself.
        init?(_ one: PlaceID, _ other: PlaceID) {
            guard one != other else { return nil }
            (lower, upper) = (min(one, other), max(one, other))
        }
    }

    let pair: Pair
    /// What the source calls it, `Friendship city`.
    var kind: String?
    var since: PartialDate?

    /// What two lines of one source say together, in whichever order they come: the earlier year, the date that knows more of it, one of the words.
    func joined(with other: KnownRelation) -> KnownRelation {
        KnownRelation(
            pair: pair, kind: [kind, other.kind].compactMap { $0 }.min(), since: [since, other.since].compactMap { $0 }.min(by: Self.isEarlier))
    }

    private static func isEarlier(_ one: PartialDate, _ other: PartialDate) -> Bool {
        if one.year != other.year { return one.year < other.year }
        let (first, second) = (one.description, other.description)
        return first.count == second.count ? first < second : first.count > second.count
    }
}
