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
        return EditStates.withKey(key, edits: edits) { key -> [Found] in
            var walk = NearWalk(index: self, key: key, mask: mask ?? .max)
            let states = EditStates(key)
            for number in root.firstChild..<(root.firstChild + root.childCount) where ScriptClass.bit(firstUnit(number)) & scripts != 0 {
                walk.visit(number, states)
            }
            return walk.found
        } ?? exact(key).map { [$0] } ?? []
    }
}

/// Walks the trie along a key, allowing edits; a branch is left as soon as nothing agrees any more, or when none of the
/// countries asked for occurs below.
private struct NearWalk {
    let index: NameIndex
    let key: EditStates.Key
    let mask: UInt32
    var found: [NameIndex.Found] = []
    /// Far more than any walk needs; a damaged file might otherwise keep one busy for ever.
    private var remaining = 1_000_000

    init(index: NameIndex, key: EditStates.Key, mask: UInt32) {
        self.index = index
        self.key = key
        self.mask = mask
    }

    mutating func visit(_ number: Int, _ start: EditStates) {
        guard index.countryMask(number) & mask != 0, let node = index.node(number), remaining > 0 else { return }
        remaining -= 1
        var states = start
        var offset = 0
        while offset < node.labelLength {
            if states.advance(index.labelUnit(node.labelStart &+ offset), key) > key.edits { return }
            offset &+= 1
        }
        if let posting = node.posting {
            let distance = states.distance(key)
            if distance <= key.edits { found.append(NameIndex.Found(posting: posting, edits: distance)) }
        }
        var child = node.firstChild
        let end = child + node.childCount
        while child < end {
            visit(child, states)
            child &+= 1
        }
    }
}
