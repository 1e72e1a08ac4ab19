/// Walks the trie along a key, allowing edits: letters inserted, left out, replaced, or two neighbours swapped.
///
/// The distance to every beginning of the key is kept in a band of nine around the diagonal, enough for four edits;
/// a branch is left as soon as the whole band is beyond what is allowed.
struct EditBand {
    private(set) var row: SIMD16<UInt8>
    private var older: SIMD16<UInt8>
    private var previousUnit: UInt16
    private(set) var depth: Int
    static let beyond: UInt8 = 200

    /// Before the first unit: the distance to the first j units of the key is j.
    init(edits: Int, keyLength: Int) {
        row = SIMD16(repeating: Self.beyond)
        older = row
        previousUnit = 0
        depth = 0
        for offset in 0...edits where offset <= keyLength { row[edits + offset] = UInt8(offset) }
    }

    /// Takes one more unit of a name. Returns the smallest distance in the band.
    @inline(__always)
    mutating func advance(_ unit: UInt16, _ key: UnsafeBufferPointer<UInt16>, _ edits: Int) -> UInt8 {
        depth += 1
        var next = SIMD16<UInt8>(repeating: Self.beyond)
        var least = Self.beyond
        let width = 2 * edits + 1
        var position = depth - edits
        for slot in 0..<width {
            defer { position += 1 }
            if position < 0 || position > key.count { continue }
            var cost = Self.beyond
            if position > 0 {
                cost = row[slot] &+ (key[position - 1] == unit ? 0 : 1)
                if slot > 0 { cost = min(cost, next[slot - 1] &+ 1) }
                if position > 1, depth > 1, key[position - 2] == unit, key[position - 1] == previousUnit { cost = min(cost, older[slot] &+ 1) }
            }
            if slot + 1 < width { cost = min(cost, row[slot + 1] &+ 1) }
            cost = min(cost, Self.beyond)
            next[slot] = cost
            least = min(least, cost)
        }
        older = row
        row = next
        previousUnit = unit
        return least
    }

    /// The distance between the key and what was taken so far.
    @inline(__always)
    func distance(_ keyLength: Int, _ edits: Int) -> UInt8 {
        let slot = keyLength - depth + edits
        return slot >= 0 && slot <= 2 * edits ? row[slot] : Self.beyond
    }
}

/// Scripts in so far as a typing error never leads from one to another.
enum ScriptClass {
    @inline(__always)
    static func bit(_ unit: UInt16) -> UInt8 {
        switch unit {
        case 0..<0x370: 1
        case 0x370..<0x400: 2
        case 0x400..<0x530: 4
        case 0x590..<0x600: 8
        case 0x600..<0x780: 16
        case 0x2E80...0x9FFF: 32
        case 0xAC00...0xD7A3: 64
        default: 128
        }
    }
}

extension NameIndex {
    /// One name found: where its postings begin and how many edits away it is.
    struct Found {
        let posting: Int
        let edits: Int
    }

    /// The name equal to the key, if there is one.
    func exact(_ key: [UInt16]) -> Found? {
        guard !key.isEmpty, var current = node(0) else { return nil }
        var position = 0
        while position < key.count {
            guard let number = child(of: current, beginningWith: key[position]), let next = node(number) else { return nil }
            guard next.labelLength <= key.count - position else { return nil }
            for offset in 0..<next.labelLength where labelUnit(next.labelStart + offset) != key[position + offset] { return nil }
            position += next.labelLength
            current = next
        }
        return current.posting.map { Found(posting: $0, edits: 0) }
    }

    /// Every name within so many edits of the key, in countries the mask allows (the caller checks the postings).
    func near(_ key: [UInt16], edits: Int, mask: UInt32?) -> [Found] {
        guard !key.isEmpty, edits > 0, let root = node(0) else { return exact(key).map { [$0] } ?? [] }
        var found: [Found] = []
        let scripts = key.reduce(UInt8(0)) { $0 | ScriptClass.bit($1) }
        key.withUnsafeBufferPointer { key in
            let band = EditBand(edits: edits, keyLength: key.count)
            for number in root.firstChild..<(root.firstChild + root.childCount) where ScriptClass.bit(firstUnit(number)) & scripts != 0 {
                walk(number, band, key, edits, mask, &found)
            }
        }
        return found
    }

    private func walk(
        _ number: Int, _ start: EditBand, _ key: UnsafeBufferPointer<UInt16>, _ edits: Int, _ mask: UInt32?, _ found: inout [Found]
    ) {
        if let mask, countryMask(number) & mask == 0 { return }
        guard let node = node(number) else { return }
        var band = start
        for offset in 0..<node.labelLength where band.advance(labelUnit(node.labelStart + offset), key, edits) > edits { return }
        if let posting = node.posting {
            let distance = band.distance(key.count, edits)
            if distance <= edits { found.append(Found(posting: posting, edits: Int(distance))) }
        }
        for child in node.firstChild..<(node.firstChild + node.childCount) { walk(child, band, key, edits, mask, &found) }
    }
}
