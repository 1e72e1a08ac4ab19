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
            guard next.labelLength > 0, next.labelLength <= key.count - position else { return nil }
            for offset in 0..<next.labelLength where labelUnit(next.labelStart + offset) != key[position + offset] { return nil }
            position += next.labelLength
            current = next
        }
        return current.posting.map { Found(posting: $0, edits: 0) }
    }

    /// Every name within so many edits of the key, in countries the mask allows (the caller checks the postings).
    func near(_ key: [UInt16], edits: Int, mask: UInt32?) -> [Found] {
        guard !key.isEmpty, edits > 0, let root = node(0) else { return exact(key).map { [$0] } ?? [] }
        let scripts = key.reduce(UInt8(0)) { $0 | ScriptClass.bit($1) }
        let key = EditBand.Key(key, edits: edits)
        return key.units.withUnsafeBufferPointer { units -> [Found] in
            guard let base = units.baseAddress else { return [] }
            var walk = NearWalk(index: self, units: base, keyLength: key.count, edits: key.edits, mask: mask ?? .max)
            let band = EditBand(key)
            for number in root.firstChild..<(root.firstChild + root.childCount) where ScriptClass.bit(firstUnit(number)) & scripts != 0 {
                walk.visit(number, band)
            }
            return walk.found
        }
    }
}

/// Walks the trie along a key, allowing edits; a branch is left as soon as the whole band is beyond what is allowed, or
/// when none of the countries asked for occurs below.
private struct NearWalk {
    let index: NameIndex
    let units: UnsafePointer<UInt16>
    let keyLength: Int
    let edits: Int
    let mask: UInt32
    var found: [NameIndex.Found] = []

    init(index: NameIndex, units: UnsafePointer<UInt16>, keyLength: Int, edits: Int, mask: UInt32) {
        self.index = index
        self.units = units
        self.keyLength = keyLength
        self.edits = edits
        self.mask = mask
    }

    mutating func visit(_ number: Int, _ start: EditBand) {
        guard index.countryMask(number) & mask != 0, let node = index.node(number) else { return }
        var band = start
        for offset in 0..<node.labelLength {
            let least = band.advance(index.labelUnit(node.labelStart + offset), units, keyLength: keyLength, edits: edits)
            if Int(least) > edits { return }
        }
        if let posting = node.posting {
            let distance = band.distance(keyLength: keyLength, edits: edits)
            if Int(distance) <= edits { found.append(NameIndex.Found(posting: posting, edits: Int(distance))) }
        }
        for child in node.firstChild..<(node.firstChild + node.childCount) { visit(child, band) }
    }
}
