/// Makes the trie of `NameIndex` out of sorted keys, breadth first, so that the children of a node lie together.
struct NameIndexBuilder {
    private var nodes: ContiguousArray<UInt32> = []
    private var postings: ContiguousArray<UInt32> = []
    private var labels = LabelPool()
    private let pool: KeyPool
    private let order: [UInt32]

    /// What is still to be split: the keys from `low` to `high` share their first `depth` units.
    private struct Span {
        let low: UInt32
        let high: UInt32
        let depth: UInt16
    }

    init(pool: KeyPool, order: [UInt32]) {
        self.pool = pool
        self.order = order
    }

    /// - Parameters:
    ///   - levels: by ordinal, `NameIndex.level(population:)`
    ///   - masks: by ordinal, the bit of the country
    mutating func build(levels: [UInt8], masks: [UInt32], progress: (Double) -> Void) throws {
        var spans: ContiguousArray<Span> = [Span(low: 0, high: UInt32(order.count), depth: 0)]
        nodes.reserveCapacity(order.count * 7)
        postings.reserveCapacity(order.count)
        nodes.append(contentsOf: [0, 0, .max, 0, 0])
        var current = 0
        while current < spans.count {
            split(current, &spans, levels, masks)
            current += 1
            if current % 65_536 == 0 { progress(Double(current) / Double(max(1, order.count)) * 0.7) }
        }
        for number in stride(from: spans.count - 1, through: 0, by: -1) { gather(number) }
        guard spans.count < 1 << 24, labels.units.count < 1 << 24 else { throw GazetteerError.bundleDamaged("more names than the index can hold") }
    }

    private mutating func split(_ number: Int, _ spans: inout ContiguousArray<Span>, _ levels: [UInt8], _ masks: [UInt32]) {
        let span = spans[number]
        let low = Int(span.low), high = Int(span.high), depth = Int(span.depth)
        guard low < high else { return }
        let firstKey = Int(order[low]), lastKey = Int(order[high - 1])
        let first = pool.units + Int(pool.starts[firstKey]), last = pool.units + Int(pool.starts[lastKey])
        var end = depth
        if number > 0 {
            let limit = min(Int(pool.lengths[firstKey]), Int(pool.lengths[lastKey]))
            while end < limit, first[end] == last[end] { end += 1 }
        }
        let word = number * NameIndex.nodeWords
        let labelStart = labels.place(first + depth, end - depth)
        nodes[word] = UInt32(labelStart) << 8 | UInt32(end - depth)
        if end > depth { nodes[word + 3] = UInt32(first[depth]) }

        var position = low
        var previousOrdinal = UInt32.max
        var best: UInt8 = 0
        var mask: UInt32 = 0
        while position < high, Int(pool.lengths[Int(order[position])]) == end {
            let value = pool.values[Int(order[position])]
            let ordinal = value >> 9
            if ordinal != previousOrdinal {
                if previousOrdinal == .max { nodes[word + 2] = UInt32(postings.count) }
                postings.append(value)
                best = max(best, levels[Int(ordinal)])
                mask |= masks[Int(ordinal)]
                previousOrdinal = ordinal
            }
            position += 1
        }
        if previousOrdinal != .max { postings[postings.count - 1] |= NameIndex.Posting.isLastBit }
        nodes[word + 1] = UInt32(best)
        nodes[word + 4] = mask
        guard position < high else { return }

        let firstChild = spans.count
        while position < high {
            let key = Int(order[position])
            let unit = pool.units[Int(pool.starts[key]) + end]
            var next = position + 1
            while next < high, pool.units[Int(pool.starts[Int(order[next])]) + end] == unit { next += 1 }
            spans.append(Span(low: UInt32(position), high: UInt32(next), depth: UInt16(end)))
            nodes.append(contentsOf: [0, 0, .max, 0, 0])
            position = next
        }
        nodes[word + 1] |= UInt32(firstChild) << 8
        nodes[word + 3] |= UInt32(spans.count - firstChild) << 16
    }

    /// Hands what the children know up to their parent.
    private mutating func gather(_ number: Int) {
        let word = number * NameIndex.nodeWords
        let firstChild = Int(nodes[word + 1] >> 8), count = Int(nodes[word + 3] >> 16)
        var best = nodes[word + 1] & 0xFF
        var mask = nodes[word + 4]
        for child in firstChild..<(firstChild + count) {
            best = max(best, nodes[child * NameIndex.nodeWords + 1] & 0xFF)
            mask |= nodes[child * NameIndex.nodeWords + 4]
        }
        nodes[word + 1] = nodes[word + 1] & ~0xFF | best
        nodes[word + 4] = mask
    }

    /// Writes the file, with the checksums of itself and of the database it belongs to in its header.
    func write(places: [UInt32], database: FileFingerprint, to output: OutputFile) throws {
        try output.skip(NameIndex.headerLength)
        try places.withUnsafeBytes(output.write)
        try nodes.withUnsafeBytes(output.write)
        try postings.withUnsafeBytes(output.write)
        try labels.units.withUnsafeBytes(output.write)
        let header = NameIndex.Header(
            places: places.count / NameIndex.placeWords, nodes: nodes.count / NameIndex.nodeWords, postings: postings.count,
            labels: labels.units.count, checksum: output.checksum, database: database)
        try output.writeAtStart(header.words)
    }
}

/// The labels of the trie's nodes, each kept once: the ends of names repeat all over the world.
private struct LabelPool {
    private(set) var units: ContiguousArray<UInt16> = []
    private var slots: ContiguousArray<UInt64>
    private var used = 0

    init() { slots = ContiguousArray(repeating: 0, count: 1 << 17) }

    /// Where the label lies; it is added if it is new.
    mutating func place(_ label: UnsafePointer<UInt16>, _ length: Int) -> Int {
        guard length > 0 else { return 0 }
        if used * 2 > slots.count { grow() }
        var slot = Int(truncatingIfNeeded: hash(label, length) & UInt64(slots.count - 1))
        while slots[slot] != 0 {
            let start = Int(slots[slot] >> 9), length_ = Int(slots[slot] & 0x1FF)
            if length_ == length, matches(start, label, length) { return start }
            slot = (slot + 1) & (slots.count - 1)
        }
        let start = units.count
        units.append(contentsOf: UnsafeBufferPointer(start: label, count: length))
        slots[slot] = UInt64(start) << 9 | UInt64(length)
        used += 1
        return start
    }

    private func matches(_ start: Int, _ label: UnsafePointer<UInt16>, _ length: Int) -> Bool {
        for index in 0..<length where units[start + index] != label[index] { return false }
        return true
    }

    private func hash(_ label: UnsafePointer<UInt16>, _ length: Int) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<length { value = (value ^ UInt64(label[index])) &* 0x100_0000_01B3 }
        return value ^ value >> 29
    }

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: 0, count: old.count * 2)
        units.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for entry in old where entry != 0 {
                var slot = Int(truncatingIfNeeded: hash(base + Int(entry >> 9), Int(entry & 0x1FF)) & UInt64(slots.count - 1))
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = entry
            }
        }
    }
}
