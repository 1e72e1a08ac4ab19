/// A place in the trie from where on every name begins with what was typed.
struct PrefixEntry {
    let node: Int
    /// How many units of a name were needed to use up what was typed.
    let depth: Int
    /// How many units come before the node's label.
    let nodeDepth: Int
    let edits: Int
    let firstLetterDiffers: Bool
}

extension NameIndex {
    /// Where the names lie that begin exactly so.
    func prefix(_ key: [UInt16]) -> PrefixEntry? {
        guard !key.isEmpty, var current = node(0) else { return nil }
        var position = 0
        while true {
            guard let number = child(of: current, beginningWith: key[position]), let next = node(number) else { return nil }
            let length = min(next.labelLength, key.count - position)
            guard length > 0 else { return nil }
            for offset in 0..<length where labelUnit(next.labelStart + offset) != key[position + offset] { return nil }
            if position + length == key.count {
                return PrefixEntry(node: number, depth: key.count, nodeDepth: position, edits: 0, firstLetterDiffers: false)
            }
            position += length
            current = next
        }
    }

    /// Where the names lie that begin so but for a few edits; only where a place with at least the level of population may be.
    func prefixes(_ key: [UInt16], edits: Int, mask: UInt32, leastLevel: [Int]) -> [PrefixEntry] {
        guard !key.isEmpty, edits > 0, let root = node(0), let first = key.first else { return [] }
        let scripts = key.reduce(UInt8(0)) { $0 | ScriptClass.bit($1) }
        return EditStates.withKey(key, edits: edits) { key -> [PrefixEntry] in
            var walk = PrefixWalk(index: self, key: key, mask: mask, leastLevel: leastLevel)
            let states = EditStates(key)
            for number in root.firstChild..<(root.firstChild + root.childCount) {
                let unit = firstUnit(number)
                guard ScriptClass.bit(unit) & scripts != 0 else { continue }
                walk.firstLetterDiffers = unit != first
                walk.visit(number, states, best: edits + 1)
            }
            return walk.found
        } ?? []
    }
}

private struct PrefixWalk {
    let index: NameIndex
    let key: EditStates.Key
    let mask: UInt32
    /// By edits: branches whose largest place is below are left out, since what is found already is better.
    let leastLevel: [Int]
    var firstLetterDiffers = false
    var found: [PrefixEntry] = []
    /// Far more than any walk needs; a damaged file might otherwise keep one busy for ever.
    private var remaining = 1_000_000

    init(index: NameIndex, key: EditStates.Key, mask: UInt32, leastLevel: [Int]) {
        self.index = index
        self.key = key
        self.mask = mask
        self.leastLevel = leastLevel
    }

    /// - Parameter best: the fewest edits with which the key was used up on the way here
    mutating func visit(_ number: Int, _ start: EditStates, best: Int) {
        guard index.countryMask(number) & mask != 0, let node = index.node(number), remaining > 0 else { return }
        remaining -= 1
        var states = start
        var best = best
        var entryDepth = 0
        let before = best
        var offset = 0
        while offset < node.labelLength {
            let least = states.advance(index.labelUnit(node.labelStart &+ offset), key)
            let distance = states.distance(key)
            if distance < best {
                best = distance
                entryDepth = states.depth
            }
            if least >= best || least > key.edits || node.best < leastLevel[min(least, leastLevel.count - 1)] {
                add(number, node, start.depth, entryDepth, best, before)
                return
            }
            offset &+= 1
        }
        add(number, node, start.depth, entryDepth, best, before)
        var child = node.firstChild
        let end = child + node.childCount
        while child < end {
            visit(child, states, best: best)
            child &+= 1
        }
    }

    private mutating func add(_ number: Int, _ node: NameIndex.Node, _ nodeDepth: Int, _ depth: Int, _ best: Int, _ before: Int) {
        guard best < before, best <= key.edits, node.best >= leastLevel[best] else { return }
        found.append(PrefixEntry(node: number, depth: depth, nodeDepth: nodeDepth, edits: best, firstLetterDiffers: firstLetterDiffers))
    }
}

/// Takes names out of the trie in the order of their scores: the branch with the largest place first.
struct BestFirst {
    private struct Item {
        let score: Int
        /// A node, or the ordinal of a place.
        let number: Int
        /// -1 for a node, else the number of the name.
        let nameNumber: Int
        let depth: Int
        let entryDepth: Int
        let weight: Int
        let edits: Int
    }

    /// A place found by one of its names.
    struct Candidate {
        let ordinal: Int
        let nameNumber: Int
        let edits: Int
        var score: Int
    }

    private var heap: [Item] = []
    private let index: NameIndex
    private let mask: UInt32

    init(index: NameIndex, mask: UInt32) {
        self.index = index
        self.mask = mask
    }

    mutating func add(_ entry: PrefixEntry, weight: Int) {
        let penalty = SearchWeight.edits[min(entry.edits, SearchWeight.edits.count - 1)] + (entry.firstLetterDiffers ? SearchWeight.firstLetter : 0)
        push(
            Item(
                score: index.best(entry.node) + weight + penalty + SearchWeight.complete, number: entry.node, nameNumber: -1, depth: entry.nodeDepth,
                entryDepth: entry.depth, weight: weight + penalty, edits: entry.edits))
    }

    /// Gives candidates, best first, until the body says that it has enough or so many steps were made.
    ///
    /// - Parameters:
    ///   - allowance: the most that `bonus` may add
    ///   - bonus: what else speaks for a place; nil to leave it out
    mutating func run(steps: Int, allowance: Int, bonus: (Int) -> Int?, _ body: (Candidate) -> Bool) {
        var remaining = steps
        while let item = pop() {
            remaining -= 1
            if remaining < 0 { return }
            if item.nameNumber >= 0 {
                guard body(Candidate(ordinal: item.number, nameNumber: item.nameNumber, edits: item.edits, score: item.score)) else { return }
                continue
            }
            guard let node = index.node(item.number) else { continue }
            let end = item.depth + node.labelLength
            if let posting = node.posting {
                let complete = end == item.entryDepth ? SearchWeight.complete : 0
                index.forEachPosting(from: posting) { posting in
                    guard let entry = index.entry(posting.ordinal), let extra = bonus(posting.ordinal) else { return }
                    let score =
                        NameIndex.level(population: entry.population) + item.weight + complete + extra
                        + (posting.nameNumber == 0 ? 0 : SearchWeight.alternate)
                    push(
                        Item(
                            score: score, number: posting.ordinal, nameNumber: posting.nameNumber, depth: 0, entryDepth: 0, weight: 0,
                            edits: item.edits))
                }
            }
            for child in node.firstChild..<(node.firstChild + node.childCount) where index.countryMask(child) & mask != 0 {
                push(
                    Item(
                        score: index.best(child) + item.weight + allowance, number: child, nameNumber: -1, depth: end,
                        entryDepth: item.entryDepth, weight: item.weight, edits: item.edits))
            }
        }
    }

    // MARK: a binary heap

    private mutating func push(_ item: Item) {
        heap.append(item)
        var position = heap.count - 1
        while position > 0 {
            let parent = (position - 1) / 2
            if !Self.precedes(heap[position], heap[parent]) { break }
            heap.swapAt(position, parent)
            position = parent
        }
    }

    private mutating func pop() -> Item? {
        guard let top = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return top }
        heap[0] = last
        var position = 0
        while true {
            let left = position * 2 + 1
            guard left < heap.count else { return top }
            let right = left + 1
            let child = right < heap.count && Self.precedes(heap[right], heap[left]) ? right : left
            if !Self.precedes(heap[child], heap[position]) { return top }
            heap.swapAt(position, child)
            position = child
        }
    }

    /// Equal scores: the larger place, then the lower name, so that the order never depends on the heap.
    private static func precedes(_ left: Item, _ right: Item) -> Bool {
        if left.score != right.score { return left.score > right.score }
        if (left.nameNumber < 0) != (right.nameNumber < 0) { return left.nameNumber < 0 }
        if left.number != right.number { return left.number < right.number }
        return left.nameNumber < right.nameNumber
    }
}
