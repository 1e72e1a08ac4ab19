/// How far a name, taken letter by letter, agrees with a key when a few edits are allowed.
///
/// For each number of edits one word has a bit for every beginning of the key that the letters so far may stand for
/// (Wu and Manber's method, with swapped neighbours): one more letter costs a handful of integer operations, however
/// long the key, and is quick in unoptimised builds too.
struct EditStates {
    /// Bit j of word d: the letters so far are at most d edits from the first j units of the key.
    private var exact: UInt64
    private var one: UInt64
    private var two: UInt64
    private var three: UInt64
    // The same before the last letter, from where a swap starts.
    private var olderExact: UInt64 = 0
    private var olderOne: UInt64 = 0
    private var olderTwo: UInt64 = 0
    private var previousPositions: UInt64 = 0
    /// How many letters were taken.
    private(set) var depth = 0

    static let maximumEdits = 3
    /// More than any number of edits.
    static let beyond = 100

    /// The key, prepared: where each letter stands in it.
    struct Key {
        let count: Int
        let edits: Int
        /// The bits of the key's beginnings, 0 to `count`.
        fileprivate let valid: UInt64
        // Open addressing by the letter's low byte.
        fileprivate let letters: UnsafeMutablePointer<UInt16>
        fileprivate let positions: UnsafeMutablePointer<UInt64>
        static let slots = 256
        /// Longer keys have no room in a word; nobody mistypes a name of so many letters and is helped by us.
        static let longest = 62

        /// The positions of a letter: bit j where it is unit j - 1 of the key.
        @inline(__always)
        fileprivate func positions(of unit: UInt16) -> UInt64 {
            var slot = Int(unit & 0xFF)
            while positions[slot] != 0 {
                if letters[slot] == unit { return positions[slot] }
                slot = (slot &+ 1) & 0xFF
            }
            return 0
        }
    }

    /// Calls the body with the prepared key; nil where the key is empty or too long.
    static func withKey<Result>(_ units: [UInt16], edits: Int, _ body: (Key) -> Result) -> Result? {
        guard !units.isEmpty, units.count <= Key.longest else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Key.slots) { letters in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Key.slots) { positions -> Result? in
                letters.initialize(repeating: 0)
                positions.initialize(repeating: 0)
                guard let letterBase = letters.baseAddress, let positionBase = positions.baseAddress else { return nil }
                for (index, unit) in units.enumerated() {
                    var slot = Int(unit & 0xFF)
                    while positionBase[slot] != 0, letterBase[slot] != unit { slot = (slot + 1) & 0xFF }
                    letterBase[slot] = unit
                    positionBase[slot] |= 1 << UInt64(index + 1)
                }
                return body(
                    Key(
                        count: units.count, edits: min(maximumEdits, max(0, edits)), valid: (1 << UInt64(units.count + 1)) - 1,
                        letters: letterBase, positions: positionBase))
            }
        }
    }

    /// Before the first letter: nothing agrees with the first j units of the key at j edits.
    init(_ key: Key) {
        exact = 0b1
        one = 0b11 & key.valid
        two = 0b111 & key.valid
        three = 0b1111 & key.valid
    }

    /// Takes one more letter of a name. Returns the fewest edits at which it still agrees with a beginning of the key.
    @inline(__always)
    mutating func advance(_ unit: UInt16, _ key: Key) -> Int {
        depth &+= 1
        let positions = key.positions(of: unit)
        // Where the letter is unit j - 2 and the one before was unit j - 1.
        let swapped = (positions &<< 1) & previousPositions
        // Below, in this order: the letter agrees; it is one too many; it stands for another; a unit is left out; a swap.
        let newExact = (exact &<< 1) & positions
        var newOne = (one &<< 1) & positions | exact | (exact &<< 1) | (newExact &<< 1)
        newOne = (newOne | (olderExact &<< 2) & swapped) & key.valid
        var newTwo: UInt64 = 0, newThree: UInt64 = 0
        if key.edits > 1 {
            newTwo = (two &<< 1) & positions | one | (one &<< 1) | (newOne &<< 1)
            newTwo = (newTwo | (olderOne &<< 2) & swapped) & key.valid
            if key.edits > 2 {
                newThree = (three &<< 1) & positions | two | (two &<< 1) | (newTwo &<< 1)
                newThree = (newThree | (olderTwo &<< 2) & swapped) & key.valid
            }
        }
        olderExact = exact
        olderOne = one
        olderTwo = two
        previousPositions = positions
        exact = newExact
        one = newOne
        two = newTwo
        three = newThree
        if exact != 0 { return 0 }
        if one != 0 { return key.edits > 0 ? 1 : Self.beyond }
        if two != 0 { return 2 }
        return three != 0 ? 3 : Self.beyond
    }

    /// The edits between the whole key and the letters taken so far; `beyond` where they are more than allowed.
    @inline(__always)
    func distance(_ key: Key) -> Int {
        let last: UInt64 = 1 &<< UInt64(key.count)
        if exact & last != 0 { return 0 }
        if key.edits > 0, one & last != 0 { return 1 }
        if key.edits > 1, two & last != 0 { return 2 }
        if key.edits > 2, three & last != 0 { return 3 }
        return Self.beyond
    }
}
