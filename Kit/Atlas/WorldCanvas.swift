import Foundation

/// The paper of the world map: Equal Earth, 1,200 units wide, centred on 11° east so that no land of weight is cut.
enum WorldCanvas {
    static let centralMeridian = 11.0
    static let width = 1200.0
    static let projection = EqualEarth(centralMeridian: centralMeridian)
    static let scale = width / (2 * EqualEarth.halfWidth)
    static let equator = 292.1
    /// Where the usual map ends, about 57° south, below the last land.
    static let usualHeight = 521.0
    /// Where a map ends whose lines pass nearer to the south pole.
    static let fullHeight = 584.2

    static func pixel(_ position: GeographicPosition) -> Pixel {
        pixel(fromMiddle: GeographicPosition.turned(position.longitude - centralMeridian), latitude: position.latitude)
    }

    static func pixel(fromMiddle longitude: Double, latitude: Double) -> Pixel {
        let point = projection.forward(fromMiddle: longitude, latitude: latitude)
        return Pixel(min(max(width / 2 + point.x * scale, 0), width), equator - point.y * scale)
    }

    /// The way as it is drawn: one line, or several where it leaves the map at one edge and comes back at the other, or
    /// runs over a pole. Empty when the places are one. Dense where it bends, sparse where it is straight.
    static func lines(_ circle: GreatCircle) -> [[Pixel]] {
        guard circle.angle > 1e-9 else { return [] }
        let stops = [0] + circle.breaks(atMeridian: centralMeridian + 180) + [1]
        return zip(stops, stops.dropFirst()).map { from, to in
            let middle = GeographicPosition(circle.vector(at: (from + to) / 2))
            let side = GeographicPosition.turned(middle.longitude - centralMeridian)
            // Along a meridian the longitude stands still; at its poles it could not even be computed.
            let fixed = circle.runsAlongMeridian ? side : nil
            return CurveTracer(tolerance: 0.2) { share in
                let position = GeographicPosition(circle.vector(at: share))
                var longitude = fixed ?? GeographicPosition.turned(position.longitude - centralMeridian)
                // Both ends of the edge are the same meridian: keep to the side this piece is on.
                if 180 - abs(longitude) < 1e-4, (longitude < 0) != (side < 0) { longitude = -longitude }
                return pixel(fromMiddle: longitude, latitude: position.latitude)
            }.trace(from: from, to: to, parts: max(2, Int((circle.angle * (to - from) / 0.25).rounded(.up))))
        }
    }
}

/// Turns a curve into a line of few points: more where it bends.
struct CurveTracer {
    /// How far the line may stray from the curve, in the drawing's units.
    let tolerance: Double
    let point: (Double) -> Pixel

    init(tolerance: Double, point: @escaping (Double) -> Pixel) {
        self.tolerance = tolerance
        self.point = point
    }

    /// The line between two parameters, looked at in so many parts at first, each halved while it strays.
    func trace(from: Double, to: Double, parts: Int) -> [Pixel] {
        var shares: [Double] = []
        for part in 0...parts { shares.append(from + (to - from) * Double(part) / Double(parts)) }
        var fine = shares.first.map { [point($0)] } ?? []
        for (a, b) in zip(shares, shares.dropFirst()) {
            let end = point(b)
            if let start = fine.last { halve(a, start, b, end, depth: 12, into: &fine) }
            fine.append(end)
        }
        return Self.thinned(fine, tolerance: tolerance)
    }

    private func halve(_ a: Double, _ start: Pixel, _ b: Double, _ end: Pixel, depth: Int, into line: inout [Pixel]) {
        let middle = (a + b) / 2, there = point(middle)
        guard depth > 0, Self.distance(of: there, from: start, to: end) > tolerance else { return }
        halve(a, start, middle, there, depth: depth - 1, into: &line)
        line.append(there)
        halve(middle, there, b, end, depth: depth - 1, into: &line)
    }

    /// Leaves out every point without which the line strays no further than the tolerance (Ramer, Douglas and Peucker).
    static func thinned(_ line: [Pixel], tolerance: Double) -> [Pixel] {
        guard line.count > 2 else { return line }
        var kept = [Bool](repeating: false, count: line.count)
        kept[0] = true
        kept[line.count - 1] = true
        var open = [(0, line.count - 1)]
        while let (first, last) = open.popLast() {
            var worst = (index: first, distance: tolerance)
            for index in first + 1..<max(last, first + 1) {
                let far = distance(of: line[index], from: line[first], to: line[last])
                if far > worst.distance { worst = (index, far) }
            }
            if worst.index > first {
                kept[worst.index] = true
                open += [(first, worst.index), (worst.index, last)]
            }
        }
        return zip(line, kept).filter(\.1).map(\.0)
    }

    /// From a point to a stretch.
    static func distance(of point: Pixel, from a: Pixel, to b: Pixel) -> Double {
        let along = b - a, square = (along * along).sum()
        guard square > 0 else { return ((point - a) * (point - a)).sum().squareRoot() }
        let share = min(max(((point - a) * along).sum() / square, 0), 1)
        let off = point - a - along * share
        return (off * off).sum().squareRoot()
    }
}
