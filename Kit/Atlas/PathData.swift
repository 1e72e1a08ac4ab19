/// A point of a drawing in its own units, y downwards.
typealias Pixel = SIMD2<Double>

/// Writes the `d` of an SVG path, rounded to tenths, relative steps after each start: short and always the same.
///
/// It counts in whole tenths, so that roundings do not add up along a coast.
struct PathData {
    private(set) var bytes: [UInt8] = []
    private var last: (x: Int, y: Int) = (0, 0)

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bytes.isEmpty }

    /// A line through points; nothing when they round to a single one.
    mutating func line(_ points: [Pixel]) { add(points, closed: false, atLeast: 2) }

    /// A closed ring; nothing when fewer than three different points remain after rounding.
    mutating func ring(_ points: [Pixel]) { add(points, closed: true, atLeast: 3) }

    private mutating func add(_ points: [Pixel], closed: Bool, atLeast: Int) {
        var rounded: [(x: Int, y: Int)] = []
        rounded.reserveCapacity(points.count)
        for point in points {
            let next = (x: Self.tenths(point.x), y: Self.tenths(point.y))
            if let previous = rounded.last, previous == next { continue }
            // A straight run along a row or column of tenths needs its ends alone.
            if rounded.count >= 2, let middle = rounded.last {
                let before = rounded[rounded.count - 2]
                let (ax, ay, bx, by) = (middle.x - before.x, middle.y - before.y, next.x - middle.x, next.y - middle.y)
                if ax * by == ay * bx, ax * bx + ay * by > 0 { rounded.removeLast() }
            }
            rounded.append(next)
        }
        if closed, rounded.count > 1, let first = rounded.first, let end = rounded.last, first == end { rounded.removeLast() }
        guard rounded.count >= atLeast, let first = rounded.first else { return }
        bytes.append(UInt8(ascii: "M"))
        write(first.x, first: true)
        write(first.y, first: false)
        last = first
        bytes.append(UInt8(ascii: "l"))
        var opening = true
        for point in rounded.dropFirst() {
            write(point.x - last.x, first: opening)
            write(point.y - last.y, first: false)
            last = point
            opening = false
        }
        if closed { bytes.append(UInt8(ascii: "z")) }
    }

    /// A number in tenths, parted from the one before it by a space or its own minus sign.
    private mutating func write(_ tenths: Int, first: Bool) {
        if tenths < 0 { bytes.append(UInt8(ascii: "-")) } else if !first { bytes.append(UInt8(ascii: " ")) }
        Self.append(magnitude: tenths.magnitude, to: &bytes)
    }

    private static func append(magnitude: UInt, to bytes: inout [UInt8]) {
        let whole = magnitude / 10, rest = magnitude % 10
        if whole > 0 || rest == 0 { bytes.append(contentsOf: String(whole).utf8) }
        if rest > 0 { bytes += [UInt8(ascii: "."), UInt8(ascii: "0") + UInt8(rest)] }
    }

    /// A length in tenths. What is not finite or absurdly far counts as nought, so that nothing traps.
    static func tenths(_ value: Double) -> Int {
        guard value.isFinite, abs(value) < 1e9 else { return 0 }
        return Int((value * 10).rounded())
    }

    /// A single number for an attribute, in tenths: `588.5`, `-3`.
    static func number(_ value: Double) -> String {
        let count = tenths(value)
        var bytes: [UInt8] = count < 0 ? [UInt8(ascii: "-")] : []
        append(magnitude: count.magnitude, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
