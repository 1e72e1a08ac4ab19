import Gazetteer
import Kernel

/// Finds which entries of an office may be the same. Entries are brought together by what they have in common and only then looked at:
/// the work grows with their number, not with its square.
struct LikenessSearch {
    /// What is compared of an entry.
    struct Candidate: Sendable {
        let id: OrganisationID
        let kind: String
        let place: PlaceID?
        let website: String?
        /// Its names as written, the main one first.
        var names: [String]
        /// Its names folded, each once, umlauts also spelled out.
        let keys: [Substring]
        var identifiers: [OrganisationIdentifier] = []
    }

    struct Pair: Sendable, Hashable {
        let one: OrganisationID
        let other: OrganisationID

        init(_ a: OrganisationID, _ b: OrganisationID) { (one, other) = (min(a, b), max(a, b)) }
    }

    /// A report that is longer is worked off from its beginning, and made anew.
    static let most = 5000
    /// Of more that share all of it, each is held against the oldest alone.
    private static let eachWithEach = 6
    /// A site that more have in common belongs to none of them.
    private static let mostOnSite = 5
    /// How many that follow in a row of equal hashes are looked at.
    private static let reach = 8

    private let all: [Candidate]
    private let distinct: Set<Pair>
    private var seen: Set<Pair> = []
    private(set) var found: [(pair: Pair, likeness: Likeness)] = []

    /// - Parameter distinct: pairs of which somebody has said that they are not the same.
    init(_ all: [Candidate], distinct: Set<Pair> = []) { (self.all, self.distinct) = (all, distinct) }

    /// All pairs, the surest first; one more than `most` where there are more.
    mutating func run() -> [(pair: Pair, likeness: Likeness)] {
        byIdentifier()
        byName()
        byWebsite()
        let cells = groups { candidate, add in
            guard let place = candidate.place else { return }
            var hash = KeyHash()
            hash.add(place)
            hash.add(candidate.kind)
            add(hash.value)
        }
        for cell in cells { byOrder(cell) }
        for cell in cells { bySlip(cell) }
        return found
    }

    private var isFull: Bool { found.count > Self.most }

    private mutating func note(_ a: Int, _ b: Int, _ likeness: (Candidate, Candidate) -> Likeness) {
        let pair = Pair(all[a].id, all[b].id)
        guard a != b, !isFull, !distinct.contains(pair), seen.insert(pair).inserted else { return }
        found.append((pair, likeness(all[a], all[b])))
    }

    private mutating func note(_ group: [Int], _ likeness: (Candidate, Candidate) -> Likeness) {
        guard group.count > 1 else { return }
        let first = group.count <= Self.eachWithEach ? group.count : 1
        for (place, one) in group.prefix(first).enumerated() { for other in group.dropFirst(place + 1) { note(one, other, likeness) } }
    }

    private struct Entry: Comparable {
        let hash: UInt64
        let place: Int
        static func < (a: Entry, b: Entry) -> Bool { a.hash == b.hash ? a.place < b.place : a.hash < b.hash }
    }

    /// Those that share a key, each group in the order of the entries, the groups in the order of their first.
    private func groups(among some: [Int]? = nil, _ keys: (Candidate, (UInt64) -> Void) -> Void) -> [[Int]] {
        var entries: [Entry] = []
        if let some {
            for place in some { keys(all[place]) { entries.append(Entry(hash: $0, place: place)) } }
        } else {
            for place in all.indices { keys(all[place]) { entries.append(Entry(hash: $0, place: place)) } }
        }
        entries.sort()
        var groups: [[Int]] = []
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].hash == entries[start].hash { end += 1 }
            if end - start > 1 {
                var group: [Int] = []
                for entry in entries[start..<end] where entry.place != group.last { group.append(entry.place) }
                if group.count > 1 { groups.append(group) }
            }
            start = end
        }
        return groups.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private mutating func byIdentifier() {
        let groups = groups { candidate, add in
            for identifier in candidate.identifiers where identifier.scheme != .own {
                var hash = KeyHash()
                hash.add(identifier.scheme.rawValue)
                hash.add(identifier.value)
                add(hash.value)
            }
        }
        for group in groups {
            note(group) { one, other in
                let shared = one.identifiers.first { $0.scheme != .own && other.identifiers.contains($0) }
                return .identifier(shared?.scheme ?? .own, shared?.value ?? "")
            }
        }
    }

    private mutating func byName() {
        let groups = groups { candidate, add in
            for key in candidate.keys {
                var hash = KeyHash()
                hash.add(key)
                hash.add(candidate.place)
                add(hash.value)
            }
        }
        for group in groups {
            note(group) { one, other in
                let theirs = Set(other.names.map { FoldedName($0) })
                return .name(one.names.first { theirs.contains(FoldedName($0)) } ?? one.names.first ?? "")
            }
        }
    }

    private mutating func byWebsite() {
        let groups = groups { candidate, add in
            guard let host = candidate.website.flatMap(Self.host) else { return }
            var hash = KeyHash()
            hash.add(host)
            hash.add(candidate.place)
            add(hash.value)
        }
        for group in groups where group.count <= Self.mostOnSite {
            note(group) { one, _ in .website(one.website.flatMap(Self.host).map(String.init) ?? "") }
        }
    }

    /// `www.Example.org:443/about` and `https://example.org` are one host.
    static func host(_ address: String) -> Substring? {
        var text = Substring(address.lowercased())
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
        text = text.prefix { !"/?#:".contains($0) }
        if text.hasPrefix("www.") { text = text.dropFirst(4) }
        return text.isEmpty ? nil : text
    }

    private mutating func byOrder(_ cell: [Int]) {
        let groups = groups(among: cell) { candidate, add in for name in candidate.names { if let words = KeyHash.words(name) { add(words) } } }
        for group in groups { note(group) { _, _ in .order } }
    }

    private mutating func bySlip(_ cell: [Int]) {
        var names: [(place: Int, name: OneSlip)] = []
        for place in cell { for key in all[place].keys { if let name = OneSlip(key) { names.append((place, name)) } } }
        guard names.count > 1 else { return }
        // A hash and a name in one number: a plain array that sorts quickly and takes little. What collides is looked at and let go.
        let bits = UInt64(24)
        var hashes: [UInt64] = []
        for (number, item) in names.prefix(1 << bits).enumerated() {
            item.name.hashes { hashes.append(($0 &* 0x9E37_79B9_7F4A_7C15) & ~((1 << bits) - 1) | UInt64(number)) }
        }
        hashes.sort()
        for (place, hash) in hashes.enumerated() {
            if isFull { return }
            let one = names[Int(hash & ((1 << bits) - 1))]
            for next in hashes[(place + 1)...].prefix(Self.reach) {
                guard next >> bits == hash >> bits else { break }
                let other = names[Int(next & ((1 << bits) - 1))]
                if one.place != other.place, one.name.isApart(from: other.name) {
                    note(min(one.place, other.place), max(one.place, other.place)) { _, _ in .slip }
                }
            }
        }
    }
}
