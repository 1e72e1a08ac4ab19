import Foundation

/// An upright rectangle of a drawing.
struct Box: Equatable {
    var minX: Double, minY: Double, maxX: Double, maxY: Double

    init(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) { (self.minX, self.minY, self.maxX, self.maxY) = (minX, minY, maxX, maxY) }
    init(around at: Pixel, radius: Double) { self.init(at.x - radius, at.y - radius, at.x + radius, at.y + radius) }

    func overlaps(_ other: Box) -> Bool { minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY }
    func contains(_ at: Pixel) -> Bool { at.x >= minX && at.x <= maxX && at.y >= minY && at.y <= maxY }
    func lies(in outer: Box) -> Bool { minX >= outer.minX && maxX <= outer.maxX && minY >= outer.minY && maxY <= outer.maxY }
    func grown(by margin: Double) -> Box { Box(minX - margin, minY - margin, maxX + margin, maxY + margin) }
}

/// A name on a drawing, at its place.
struct PlacedLabel {
    enum Anchor: String { case start, middle, end }

    let point: MapPoint
    /// The middle of its mark.
    let mark: Pixel
    /// The start, middle or end of the baseline, as the anchor says.
    let at: Pixel
    let anchor: Anchor
    let withLocalName: Bool
    let box: Box
    /// Still free of its neighbours in the larger letters of a telephone.
    var fitsLarger = true

    /// Its room in letters so many times as large, which grow from where the name is anchored.
    func box(times: Double) -> Box {
        Box(at.x + (box.minX - at.x) * times, at.y + (box.minY - at.y) * times, at.x + (box.maxX - at.x) * times, at.y + (box.maxY - at.y) * times)
    }
}

/// Puts names beside their marks: to the right if there is room, then left, above, below, then aslant. A name that would
/// lie on another name or on a mark is left out, so that what stands can be read.
struct LabelPlacement {
    let area: Box
    let size: Double
    /// Names beyond this are noise.
    let limit: Int

    /// - Parameters:
    ///   - marks: all marks, which no name may cover.
    ///   - named: the indices of marks to be named.
    ///   - larger: how many times as large a telephone shows the letters, and what it shows; a name rather keeps within.
    ///   - obstacles: further places to keep free.
    ///   - dots: quiet dots, and
    ///   - lines: the arcs; a name rather avoids both.
    func place(_ marks: [Mark], named: [Int], larger: (times: Double, area: Box), obstacles: [Box], dots: [Pixel], lines: [[Pixel]]) -> [PlacedLabel]
    {
        let covers = marks.map { Box(around: $0.at, radius: $0.radius + 1) }
        let strokes = Strokes(lines)
        var placed: [PlacedLabel] = []
        let order = named.sorted { first, second in
            let (a, b) = (marks[first], marks[second])
            if a.isHome != b.isHome { return a.isHome }
            let (heavy, light) = (a.leader?.weight ?? 0, b.leader?.weight ?? 0)
            return heavy != light ? heavy > light : (a.leader?.id ?? "") < (b.leader?.id ?? "")
        }
        for index in order where placed.count < limit {
            guard let point = marks[index].leader else { continue }
            let free = { (box: Box) in
                box.lies(in: area) && !placed.contains { $0.box.overlaps(box) } && !obstacles.contains { $0.overlaps(box) }
                    && !covers.enumerated().contains { $0.offset != index && $0.element.overlaps(box) }
            }
            var best: (label: PlacedLabel, cost: Double)?
            for withLocalName in point.local == nil ? [false] : [true, false] {
                for (rank, candidate) in candidates(for: point, at: marks[index], withLocalName: withLocalName).enumerated() {
                    let shorter = point.local != nil && !withLocalName
                    var cost = Double(rank) * 0.5 + (shorter ? 2 : 0)
                    if !candidate.box(times: larger.times).lies(in: larger.area) { cost += 1.3 }
                    guard cost < best?.cost ?? .infinity, free(candidate.box) else { continue }
                    let near = candidate.box.grown(by: -1.5)
                    cost += Double(strokes.crossings(of: near, atMost: 5)) * 2.2
                    cost += Double(min(dots.reduce(0) { $0 + (near.contains($1) ? 1 : 0) }, 4)) * 1.1
                    if cost < best?.cost ?? .infinity { best = (candidate, cost) }
                }
            }
            if best == nil, marks[index].isHome {
                // Home is always named: better over a mark than not at all, but never over another name or off the paper.
                for candidate in candidates(for: point, at: marks[index], withLocalName: false)
                where candidate.box.lies(in: area) && !placed.contains(where: { $0.box.overlaps(candidate.box) }) {
                    let cost = Double(covers.reduce(0) { $0 + ($1.overlaps(candidate.box) ? 1 : 0) })
                    if cost < best?.cost ?? .infinity { best = (candidate, cost) }
                }
            }
            if let best { placed.append(best.label) }
        }
        return placed
    }

    private func candidates(for point: MapPoint, at mark: Mark, withLocalName: Bool) -> [PlacedLabel] {
        let width = LetterWidth.of(point, withLocalName: withLocalName, size: size)
        let (gap, rise, fall) = (mark.radius + 4, size * 0.82, size * 0.28)
        let slant = mark.radius * 0.7 + 2
        func label(_ x: Double, _ baseline: Double, _ anchor: PlacedLabel.Anchor) -> PlacedLabel {
            let left =
                switch anchor {
                case .start: x;
                case .middle: x - width / 2;
                case .end: x - width
                }
            return PlacedLabel(
                point: point, mark: mark.at, at: Pixel(x, baseline), anchor: anchor, withLocalName: withLocalName,
                box: Box(left - 1, baseline - rise, left + width + 1, baseline + fall))
        }
        let (x, y) = (mark.at.x, mark.at.y)
        return [
            label(x + gap, y + size * 0.27, .start), label(x - gap, y + size * 0.27, .end),
            label(x, y - mark.radius - 4 - fall, .middle), label(x, y + mark.radius + 2 + rise, .middle),
            label(x + slant, y - slant - fall, .start), label(x + slant, y + slant + rise, .start),
            label(x - slant, y - slant - fall, .end), label(x - slant, y + slant + rise, .end),
        ]
    }

    /// Which names may stay when a telephone shows them in letters so many times as large: the same order, the same rule.
    static func markLarger(_ labels: [PlacedLabel], by times: Double, in area: Box) -> [PlacedLabel] {
        var kept: [Box] = []
        return labels.map { label in
            let larger = label.box(times: times)
            var label = label
            label.fitsLarger = larger.lies(in: area) && !kept.contains { $0.overlaps(larger) }
            if label.fitsLarger { kept.append(larger) }
            return label
        }
    }

    static func crosses(_ a: Pixel, _ b: Pixel, _ box: Box) -> Bool {
        if max(a.x, b.x) < box.minX || min(a.x, b.x) > box.maxX || max(a.y, b.y) < box.minY || min(a.y, b.y) > box.maxY { return false }
        return Clipping.stretch(a, b, in: box) != nil
    }
}

/// The stretches of all lines, sorted into columns so that a box meets only its neighbours.
private struct Strokes {
    private var columns: [Int: [(Pixel, Pixel)]] = [:]
    private static let width = 40.0

    private static func column(_ x: Double) -> Int { Int(min(max(x, -1e6), 1e6) / width) }

    init(_ lines: [[Pixel]]) {
        for line in lines {
            for (a, b) in zip(line, line.dropFirst()) {
                for column in Self.column(min(a.x, b.x))...Self.column(max(a.x, b.x)) { columns[column, default: []].append((a, b)) }
            }
        }
    }

    /// How many stretches run through the box, counted once for each column they share with it.
    func crossings(of box: Box, atMost limit: Int) -> Int {
        var count = 0
        for column in Self.column(box.minX)...max(Self.column(box.minX), Self.column(box.maxX)) {
            for (a, b) in columns[column] ?? [] where LabelPlacement.crosses(a, b, box) {
                count += 1
                if count >= limit { return count }
            }
        }
        return count
    }
}

/// How wide text will be, told from its letters, generously: the reader's machine chooses the typeface.
enum LetterWidth {
    static func of(_ point: MapPoint, withLocalName: Bool, size: Double) -> Double {
        let own = of(point.label, size: size)
        guard withLocalName, let local = point.local else { return own }
        return own + 6 + of(local.text, size: size * 13 / 15)
    }

    static func of(_ text: String, size: Double) -> Double { text.unicodeScalars.reduce(0) { $0 + share(of: $1) } * size }

    /// In parts of the type size, after a wide serif.
    private static func share(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200F, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F: 0
        case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0x1F000...0x3FFFF: 1.02
        default:
            if "iIjlıíìîïļłfrt.,:;'’|!()- ".unicodeScalars.contains(scalar) {
                0.4
            } else if "mwMWмшщжюШЩЖЮМ—%@".unicodeScalars.contains(scalar) {
                0.96
            } else if scalar.properties.isUppercase {
                0.74
            } else {
                0.6
            }
        }
    }
}
