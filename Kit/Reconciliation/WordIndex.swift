import Gazetteer
import Synchronization

/// The words of all places' main names, so that "Ledro" leads to Molina di Ledro. Made at the first question that needs
/// it, some 4 MB.
final class WordIndex: Sendable {
    /// Hash of the word in the upper 46 bits, ordinal of the place in the lower 18, sorted.
    private let entries = Mutex<[UInt64]?>(nil)
    private static let ordinalBits: UInt64 = 18

    /// Ordinals of the places of whose name this is a word, the most populous first. Common words have none: a word
    /// that hundreds of names share says nothing.
    func ordinals(of word: String, in gazetteer: Gazetteer) throws -> [Int] {
        let all = try entries.withLock { known -> [UInt64] in
            if let known { return known }
            let made = try Self.make(gazetteer)
            known = made
            return made
        }
        let low = Self.hash(Lettering.plain(word)) << Self.ordinalBits
        var first = 0
        var end = all.count
        while first < end {
            let middle = (first + end) / 2
            if all[middle] < low { first = middle + 1 } else { end = middle }
        }
        var result: [Int] = []
        while first < all.count, all[first] >> Self.ordinalBits == low >> Self.ordinalBits {
            result.append(Int(all[first] & ((1 << Self.ordinalBits) - 1)))
            first += 1
            if result.count > 300 { return [] }
        }
        return result
    }

    private static func make(_ gazetteer: Gazetteer) throws -> [UInt64] {
        var entries: [UInt64] = []
        entries.reserveCapacity(2 * gazetteer.count)
        try gazetteer.forEachMainName { name, ordinal in
            guard ordinal < 1 << Int(ordinalBits) else { return }
            for word in Lettering.plain(name).split(separator: " ") where word.utf8.count >= 4 {
                entries.append(hash(String(word)) << ordinalBits | UInt64(ordinal))
            }
        }
        entries.sort()
        return entries
    }

    /// FNV-1a, cut to 46 bits: the same in every run.
    private static func hash(_ word: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for unit in word.utf8 { hash = (hash ^ UInt64(unit)) &* 0x100_0000_01B3 }
        return hash >> 18
    }
}
