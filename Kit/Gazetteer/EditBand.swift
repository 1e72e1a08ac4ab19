/// The distances between a name, taken letter by letter, and every beginning of a key: a band of up to seven around the
/// diagonal, which is enough for three edits. All seven advance at once, one in each lane of a vector.
///
/// Lane `l` at depth `d` stands for the first `d - edits + l` units of the key.
struct EditBand {
    private(set) var row: SIMD8<UInt16>
    private var older: SIMD8<UInt16>
    private var previousUnit: UInt16
    private(set) var depth: Int

    /// More than any number of edits.
    static let beyond: UInt16 = 100
    static let maximumEdits = 3

    /// The key with room on both sides, so that a window can be read at every depth.
    struct Key {
        let units: [UInt16]
        let count: Int
        let edits: Int
        static let margin = 8

        init(_ key: [UInt16], edits: Int) {
            count = key.count
            self.edits = min(EditBand.maximumEdits, max(0, edits))
            let blank = [UInt16](repeating: 0, count: Self.margin)
            // Depth may exceed the key's length by the number of edits before the band runs out.
            units = blank + key + blank + blank
        }
    }

    /// Before the first unit: the distance to the first j units of the key is j.
    init(_ key: Key) {
        row = SIMD8(repeating: Self.beyond)
        older = row
        previousUnit = 0
        depth = 0
        for offset in 0...key.edits where offset <= key.count { row[key.edits + offset] = UInt16(offset) }
    }

    private static let laneNumbers = SIMD8<UInt16>(0, 1, 2, 3, 4, 5, 6, 7)

    @inline(__always)
    private static func window(_ units: UnsafePointer<UInt16>, _ start: Int) -> SIMD8<UInt16> {
        UnsafeRawPointer(units + start).loadUnaligned(as: SIMD8<UInt16>.self)
    }

    /// All bits set where the mask holds. Choosing by bits, because `replacing(with:where:)` compiles to a loop.
    @inline(__always)
    private static func ones(_ mask: SIMDMask<SIMD8<UInt16>.MaskStorage>) -> SIMD8<UInt16> { unsafeBitCast(mask, to: SIMD8<UInt16>.self) }

    /// Lane l takes what lane l + 1 had.
    @inline(__always)
    private static func fromAbove(_ lanes: SIMD8<UInt16>) -> SIMD8<UInt16> {
        unsafeBitCast(unsafeBitCast(lanes, to: UInt128.self) >> 16 | UInt128(beyond) << 112, to: SIMD8<UInt16>.self)
    }

    /// Lane l takes what the lane that many below had.
    @inline(__always)
    private static func fromBelow(_ lanes: SIMD8<UInt16>, _ bits: UInt128, _ filling: UInt128) -> SIMD8<UInt16> {
        unsafeBitCast(unsafeBitCast(lanes, to: UInt128.self) << bits | filling, to: SIMD8<UInt16>.self)
    }

    /// Takes one more unit of a name. Returns the smallest distance in the band.
    ///
    /// - Parameter units: `Key.units`
    @inline(__always)
    mutating func advance(_ unit: UInt16, _ units: UnsafePointer<UInt16>, keyLength: Int, edits: Int) -> UInt16 {
        depth &+= 1
        guard depth <= keyLength &+ edits else { return Self.beyond }
        // The unit before position p of the key lies at p - 1; lane 0 is position depth - edits.
        let start = Key.margin &+ depth &- edits &- 1
        let letter = SIMD8<UInt16>(repeating: unit)
        let one = SIMD8<UInt16>(repeating: 1)
        let far = SIMD8<UInt16>(repeating: Self.beyond)
        let here = Self.window(units, start)
        var next = pointwiseMin(row &+ (one & ~Self.ones(here .== letter)), Self.fromAbove(row) &+ one)
        let swapped = Self.ones((Self.window(units, start &- 1) .== letter) .& (here .== SIMD8(repeating: previousUnit)))
        next = pointwiseMin(next, (older &+ one) | ~swapped)
        // A unit of the key left out: each lane may come from the one below, in one, two or four steps.
        let filling = UInt128(Self.beyond)
        next = pointwiseMin(next, Self.fromBelow(next, 16, filling) &+ one)
        next = pointwiseMin(next, Self.fromBelow(next, 32, filling << 16 | filling) &+ SIMD8(repeating: 2))
        if edits > 1 { next = pointwiseMin(next, Self.fromBelow(next, 64, (filling << 48 | filling << 32 | filling << 16 | filling)) &+ SIMD8(repeating: 4)) }
        // Lanes outside the band or behind the end of the key.
        let last = UInt16(truncatingIfNeeded: min(2 &* edits, keyLength &- depth &+ edits))
        let first = UInt16(truncatingIfNeeded: max(0, edits &- depth))
        next |= Self.ones((Self.laneNumbers .> SIMD8(repeating: last)) .| (Self.laneNumbers .< SIMD8(repeating: first)))
        next = pointwiseMin(next, far)
        older = row
        row = next
        previousUnit = unit
        return next.min()
    }

    /// The distance between the whole key and what was taken so far.
    @inline(__always)
    func distance(keyLength: Int, edits: Int) -> UInt16 {
        let lane = keyLength - depth + edits
        return lane >= 0 && lane <= 2 * edits ? row[lane] : Self.beyond
    }
}
