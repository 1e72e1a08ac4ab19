/// The folded names of all places while the index is made: one stretch of units, and one entry for each name.
///
/// Raw memory, because a million small arrays would take ten times the room and sorting them ten times the time.
final class KeyPool {
    private(set) var units: UnsafeMutablePointer<UInt16>
    private(set) var unitCount = 0
    private var unitCapacity: Int
    /// Where each key begins, how long it is, and what it stands for (see `NameIndex.Posting`).
    private(set) var starts: UnsafeMutablePointer<UInt32>
    private(set) var lengths: UnsafeMutablePointer<UInt8>
    private(set) var values: UnsafeMutablePointer<UInt32>
    private(set) var count = 0
    private var capacity: Int

    init(expecting names: Int) {
        capacity = max(16, names)
        unitCapacity = capacity * 11
        units = .allocate(capacity: unitCapacity)
        starts = .allocate(capacity: capacity)
        lengths = .allocate(capacity: capacity)
        values = .allocate(capacity: capacity)
    }

    deinit {
        units.deallocate()
        starts.deallocate()
        lengths.deallocate()
        values.deallocate()
    }

    func append(_ key: [UInt16], value: UInt32) {
        guard !key.isEmpty else { return }
        if count == capacity {
            capacity *= 2
            starts = Self.grown(starts, count, capacity)
            lengths = Self.grown(lengths, count, capacity)
            values = Self.grown(values, count, capacity)
        }
        let length = min(key.count, 255)
        if unitCount + length > unitCapacity {
            unitCapacity *= 2
            units = Self.grown(units, unitCount, unitCapacity)
        }
        starts[count] = UInt32(unitCount)
        lengths[count] = UInt8(length)
        values[count] = value
        key.withUnsafeBufferPointer { source in
            for index in 0..<length { units[unitCount + index] = source[index] }
        }
        unitCount += length
        count += 1
    }

    private static func grown<Element>(_ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int) -> UnsafeMutablePointer<Element> {
        let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        new.moveInitialize(from: old, count: count)
        old.deallocate()
        return new
    }

    /// The entries in the order of their keys, then of their values.
    func sorted() -> [UInt32] {
        var order = [UInt32](repeating: 0, count: count)
        order.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for index in 0..<count { base[index] = UInt32(index) }
            sort(base, 0, count, depth: 0)
        }
        return order
    }

    @inline(__always)
    private func unit(_ entry: UInt32, _ depth: Int) -> Int {
        depth < Int(lengths[Int(entry)]) ? Int(units[Int(starts[Int(entry)]) + depth]) : -1
    }

    /// Three-way radix quicksort: looks at each unit of a common beginning once. Loops on the largest part, so that the
    /// stack stays shallow.
    private func sort(_ base: UnsafeMutablePointer<UInt32>, _ from: Int, _ to: Int, depth: Int) {
        var low = from, high = to
        while high - low > 1 {
            let first = unit(base[low], depth), middle = unit(base[low + (high - low) / 2], depth), last = unit(base[high - 1], depth)
            let pivot = max(min(first, middle), min(max(first, middle), last))
            var less = low, index = low, greater = high
            while index < greater {
                let here = unit(base[index], depth)
                if here < pivot {
                    (base[less], base[index]) = (base[index], base[less])
                    less += 1
                    index += 1
                } else if here > pivot {
                    greater -= 1
                    (base[greater], base[index]) = (base[index], base[greater])
                } else {
                    index += 1
                }
            }
            if pivot < 0 {
                sortByValue(base, less, greater)
            } else {
                sort(base, less, greater, depth: depth + 1)
            }
            if less - low < high - greater {
                sort(base, low, less, depth: depth)
                low = greater
            } else {
                sort(base, greater, high, depth: depth)
                high = less
            }
        }
    }

    private func sortByValue(_ base: UnsafeMutablePointer<UInt32>, _ from: Int, _ to: Int) {
        guard to - from > 1 else { return }
        var part = UnsafeMutableBufferPointer(start: base + from, count: to - from)
        let values = self.values
        part.sort { values[Int($0)] < values[Int($1)] }
    }
}
