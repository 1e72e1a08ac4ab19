import Directory
import Kernel

/// Finds entries that may be one person among all people of an office. Pure: what was read is compared, nobody waits for a transaction.
struct PersonSearch {
    struct Candidate: Sendable {
        let id: PersonID
        /// Folded forms of the name (`PersonKeys.names`), and addresses in small letters.
        var names: [String] = []
        var emails: [String] = []
        /// Where this person works and in which countries: what makes two of one name likely to be one person.
        var organisations: Set<OrganisationID> = []
        var countries: Set<String> = []
    }

    struct Pair: Sendable, Hashable {
        let one: PersonID
        let other: PersonID

        /// In whatever order the two are given.
        init(_ a: PersonID, _ b: PersonID) { (one, other) = a < b ? (a, b) : (b, a) }
    }

    typealias Found = (pair: Pair, likeness: PersonLikeness)

    /// A report of more than this is none: nobody reads it.
    static let most = 10_000
    /// Of a name that half a city bears, so many are compared at most.
    private static let group = 30
    /// An organisation with more people than this is a list of members, in which one letter means little.
    private static let colleagues = 2_000

    let candidates: [Candidate]
    let distinct: Set<Pair>

    init(_ candidates: [Candidate], distinct: Set<Pair> = []) { (self.candidates, self.distinct) = (candidates, distinct) }

    /// The pairs, the surest first, each with its best reason; more than `most` by one where there are more.
    func run() -> [Found] {
        var known = distinct
        var found: [Found] = []
        func add(_ a: Int, _ b: Int, _ likeness: PersonLikeness) {
            let pair = Pair(candidates[a].id, candidates[b].id)
            guard found.count <= Self.most, known.insert(pair).inserted else { return }
            found.append((pair, likeness))
        }
        for (a, b) in sharing(\.emails) { add(a, b, .address) }
        for (a, b) in sharing(\.names) where areNear(candidates[a], candidates[b]) { add(a, b, .name) }
        for (a, b) in slips() { add(a, b, .slip) }
        return found
    }

    /// Each two that have a key in common, in the order of the keys.
    private func sharing(_ keys: (Candidate) -> [String]) -> [(Int, Int)] {
        var bearers: [String: [Int]] = [:]
        for (place, candidate) in candidates.enumerated() { for key in keys(candidate) { bearers[key, default: []].append(place) } }
        return bearers.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.flatMap { Self.pairs($0.value.prefix(Self.group)) }
    }

    private static func pairs(_ places: some Collection<Int>) -> [(Int, Int)] {
        places.enumerated().flatMap { offset, one in places.dropFirst(offset + 1).filter { $0 != one }.map { (one, $0) } }
    }

    /// Colleagues whose names one slip of the pen makes out of each other.
    private func slips() -> [(Int, Int)] {
        var staff: [OrganisationID: [Int]] = [:]
        for (place, candidate) in candidates.enumerated() {
            for organisation in candidate.organisations { staff[organisation, default: []].append(place) }
        }
        return staff.sorted { $0.key < $1.key }.flatMap { slips(among: $0.value) }
    }

    private func slips(among places: [Int]) -> [(Int, Int)] {
        guard (2...Self.colleagues).contains(places.count) else { return [] }
        var forms: [UInt64: [(place: Int, name: OneSlip)]] = [:]
        for place in places {
            for name in candidates[place].names { if let slip = OneSlip(name) { slip.hashes { forms[$0, default: []].append((place, slip)) } } }
        }
        var seen: Set<[Int]> = []
        for bearers in forms.values where bearers.count > 1 {
            for (offset, one) in bearers.prefix(Self.group).enumerated() {
                for other in bearers.prefix(Self.group).dropFirst(offset + 1) where one.place != other.place && one.name.isApart(from: other.name) {
                    seen.insert([min(one.place, other.place), max(one.place, other.place)])
                }
            }
        }
        return seen.map { ($0[0], $0[1]) }.sorted { $0 < $1 }
    }

    private func areNear(_ a: Candidate, _ b: Candidate) -> Bool {
        if !a.countries.isDisjoint(with: b.countries) || !a.organisations.isDisjoint(with: b.organisations) { return true }
        return [a, b].contains { $0.countries.isEmpty && $0.organisations.isEmpty }
    }
}
