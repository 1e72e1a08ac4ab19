import Synchronization

/// What an office deals with, prepared for ranking: its places with their names, and the squares of the globe around them.
struct Closeness: Sendable {
    /// Ordinals of the places.
    let ordinals: Set<Int>
    /// Their names, folded, with ordinal and number of the name.
    let names: [(key: [UInt16], ordinal: Int, nameNumber: Int)]
    /// Squares of one degree in which, or beside which, a place lies.
    private let squares: Set<Int32>

    static let none = Closeness(ordinals: [], names: [], squares: [])

    private init(ordinals: Set<Int>, names: [(key: [UInt16], ordinal: Int, nameNumber: Int)], squares: Set<Int32>) {
        self.ordinals = ordinals
        self.names = names
        self.squares = squares
    }

    /// More places than this count for nothing: whoever deals with all the world is close to none of it.
    static let mostPlaces = 2_000

    init(_ ids: Set<Int>, gazetteer: Gazetteer) throws {
        var names: [(key: [UInt16], ordinal: Int, nameNumber: Int)] = []
        var ordinals: Set<Int> = []
        var squares: Set<Int32> = []
        try gazetteer.forEachRow(Array(ids.sorted().prefix(Self.mostPlaces))) { row in
            let known = KnownNames(row)
            let main = FoldedName(row.text(1))
            guard let ordinal = gazetteer.ordinal(of: row.integer(0), key: main) else { return }
            ordinals.insert(ordinal)
            for (number, name) in known.all.enumerated() {
                let key = FoldedName(name)
                names.append((key.units, ordinal, number))
                if let longer = key.spelledOut { names.append((longer.units, ordinal, number)) }
            }
            guard let entry = gazetteer.index.entry(ordinal) else { return }
            for north in -1...1 {
                for east in -1...1 { squares.insert(Self.square(entry, Int32(north), Int32(east))) }
            }
        }
        self.init(ordinals: ordinals, names: names, squares: squares)
    }

    private static func square(_ entry: NameIndex.Entry, _ north: Int32, _ east: Int32) -> Int32 {
        let latitude = entry.latitude / 100_000 + north
        let longitude = (entry.longitude / 100_000 + east + 540) % 360
        return latitude &* 1_000 &+ longitude
    }

    func isNearby(_ entry: NameIndex.Entry) -> Bool { squares.contains(Self.square(entry, 0, 0)) }
}

/// The last few offices' closeness: it is the same for every letter somebody types.
final class ClosenessMemory: Sendable {
    private let kept = Mutex<[(ids: Set<Int>, closeness: Closeness)]>([])
    private static let most = 16

    func closeness(_ ids: Set<Int>, gazetteer: Gazetteer) throws -> Closeness {
        if ids.isEmpty { return .none }
        let known = kept.withLock { kept in kept.first { $0.ids == ids }?.closeness }
        if let known { return known }
        let made = try Closeness(ids, gazetteer: gazetteer)
        kept.withLock { kept in
            kept.append((ids, made))
            if kept.count > Self.most { kept.removeFirst() }
        }
        return made
    }
}

extension Gazetteer {
    /// The ordinal of a place whose main name is known.
    func ordinal(of id: Int, key: FoldedName) -> Int? {
        guard let found = index.exact(key.units) else { return nil }
        var ordinal: Int?
        index.forEachPosting(from: found.posting) { posting in
            if index.entry(posting.ordinal)?.id == id { ordinal = posting.ordinal }
        }
        return ordinal
    }
}
