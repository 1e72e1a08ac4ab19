/// Cuts lines and areas at the edges of a rectangle.
enum Clipping {
    /// The part of a stretch inside the box; nil when it passes by (Liang and Barsky).
    static func stretch(_ a: Pixel, _ b: Pixel, in box: Box) -> (Pixel, Pixel)? {
        let along = b - a
        var (from, to) = (0.0, 1.0)
        for (direction, room) in [(-along.x, a.x - box.minX), (along.x, box.maxX - a.x), (-along.y, a.y - box.minY), (along.y, box.maxY - a.y)] {
            if direction == 0 {
                if room < 0 { return nil }
            } else {
                let share = room / direction
                if direction < 0 { from = max(from, share) } else { to = min(to, share) }
            }
        }
        return from <= to ? (a + along * from, a + along * to) : nil
    }

    /// The parts of a line inside the box.
    static func line(_ points: [Pixel], in box: Box) -> [[Pixel]] {
        var parts: [[Pixel]] = []
        for (a, b) in zip(points, points.dropFirst()) {
            guard let (start, end) = stretch(a, b, in: box) else { continue }
            if let last = parts.indices.last, parts[last].last == start { parts[last].append(end) } else { parts.append([start, end]) }
        }
        return parts
    }

    /// The part of an area inside the box (Sutherland and Hodgman). Separate pieces stay joined along the box's edge, which the
    /// drawing's own frame hides.
    static func area(_ ring: [Pixel], in box: Box) -> [Pixel] {
        var ring = ring
        let sides: [(inside: (Pixel) -> Bool, cut: (Pixel, Pixel) -> Pixel)] = [
            ({ $0.x >= box.minX }, { Pixel(box.minX, $0.y + ($1.y - $0.y) * (box.minX - $0.x) / ($1.x - $0.x)) }),
            ({ $0.x <= box.maxX }, { Pixel(box.maxX, $0.y + ($1.y - $0.y) * (box.maxX - $0.x) / ($1.x - $0.x)) }),
            ({ $0.y >= box.minY }, { Pixel($0.x + ($1.x - $0.x) * (box.minY - $0.y) / ($1.y - $0.y), box.minY) }),
            ({ $0.y <= box.maxY }, { Pixel($0.x + ($1.x - $0.x) * (box.maxY - $0.y) / ($1.y - $0.y), box.maxY) }),
        ]
        for side in sides {
            guard var previous = ring.last else { return [] }
            var kept: [Pixel] = []
            for point in ring {
                let (was, isIn) = (side.inside(previous), side.inside(point))
                if was != isIn { kept.append(side.cut(previous, point)) }
                if isIn { kept.append(point) }
                previous = point
            }
            ring = kept
        }
        return ring
    }
}
