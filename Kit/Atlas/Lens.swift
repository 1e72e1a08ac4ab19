import Foundation

/// The enlargement of a crowded region: a sheet of its own in Lambert's azimuthal equal-area projection around the region's
/// middle, so that north is up and shapes are true wherever it lies.
struct Lens {
    static let width = 380.0, height = 240.0
    static let sheet = Box(0, 0, width, height)

    let middle: SIMD3<Double>
    /// Units of the sheet for a radian.
    let scale: Double
    private let east: SIMD3<Double>, north: SIMD3<Double>

    init(middle: GeographicPosition, scale: Double) {
        let (phi, lambda) = (middle.latitude * .pi / 180, middle.longitude * .pi / 180)
        self.middle = middle.vector
        self.scale = scale
        east = SIMD3(-sin(lambda), cos(lambda), 0)
        north = SIMD3(-sin(phi) * cos(lambda), -sin(phi) * sin(lambda), cos(phi))
    }

    func pixel(_ vector: SIMD3<Double>) -> Pixel {
        let k = (2 / max(1 + vector.dot(middle), 1e-6)).squareRoot() * scale
        return Pixel(Self.width / 2 + k * vector.dot(east), Self.height / 2 - k * vector.dot(north))
    }

    func position(at pixel: Pixel) -> GeographicPosition {
        let (x, y) = ((pixel.x - Self.width / 2) / scale, (Self.height / 2 - pixel.y) / scale)
        let far = (x * x + y * y).squareRoot()
        guard far > 1e-12 else { return GeographicPosition(middle) }
        let angle = 2 * asin(min(1, far / 2))
        return GeographicPosition(middle * cos(angle) + (east * x + north * y) / far * sin(angle))
    }

    // MARK: - Which region

    /// The lens that shows most of the places too close to be read, as large as it can; nil when the map does without.
    ///
    /// A sheet of the lens's shape slides over the map, in several enlargements. The largest that still holds 85 % of what
    /// the widest one holds wins; then it is fitted around what it holds.
    static func choose(for places: [(point: MapPoint, at: Pixel)]) -> Lens? {
        let near = closeNeighbours(places)
        let crowded = zip(places, near).filter { $0.1 < MarkGrouping.crowded }.map(\.0)
        guard crowded.count >= 3 || (near.min() ?? .infinity) < 12 else { return nil }

        // How many crowded places lie above and left of each corner of a grid: any window is then counted in four steps.
        let step = 4.0, columns = Int(WorldCanvas.width / step) + 1, rows = Int(WorldCanvas.fullHeight / step) + 1
        var sums = [Double](repeating: 0, count: (columns + 1) * (rows + 1))
        func corner(_ column: Int, _ row: Int) -> Int { min(max(row, 0), rows) * (columns + 1) + min(max(column, 0), columns) }
        for place in crowded {
            sums[corner(Int(place.at.x / step) + 1, Int(place.at.y / step) + 1)] += place.point.kind == .home ? 2 : 1
        }
        for row in 1...rows {
            for column in 1...columns {
                sums[corner(column, row)] += sums[corner(column - 1, row)] + sums[corner(column, row - 1)] - sums[corner(column - 1, row - 1)]
            }
        }
        var best: (count: Double, window: Box)?
        for enlargement in [2.2, 2.8, 3.6, 4.5, 5.6, 7.0] {
            let across = max(1, Int((room.x / enlargement / step).rounded())), down = max(1, Int((room.y / enlargement / step).rounded()))
            var here: (count: Double, window: Box) = (0, sheet)
            for row in 0...max(0, rows - down) {
                for column in 0...max(0, columns - across) {
                    let count =
                        sums[corner(column + across, row + down)] - sums[corner(column, row + down)] - sums[corner(column + across, row)]
                        + sums[corner(column, row)]
                    if count > here.count {
                        here = (count, Box(Double(column) * step, Double(row) * step, Double(column + across) * step, Double(row + down) * step))
                    }
                }
            }
            if let wide = best, here.count < 0.85 * wide.count { break }
            best = (max(best?.count ?? 0, here.count), here.window)
        }
        guard let window = best?.window else { return nil }
        return fitted(around: crowded.filter { window.contains($0.at) }.map(\.point.position.vector))
    }

    /// What a lens keeps free at its edges for names.
    private static let room = Pixel(width - 120, height - 90)

    private static func fitted(around vectors: [SIMD3<Double>]) -> Lens? {
        guard vectors.count > 1, let first = vectors.reduce(.zero, +).direction else { return nil }
        let rough = Lens(middle: GeographicPosition(first), scale: 1000)
        let pixels = vectors.map(rough.pixel)
        let (left, right) = (pixels.map(\.x).min() ?? 0, pixels.map(\.x).max() ?? 0)
        let (top, bottom) = (pixels.map(\.y).min() ?? 0, pixels.map(\.y).max() ?? 0)
        let fit = min(room.x / max(right - left, 1), room.y / max(bottom - top, 1))
        let scale = min(max(1000 * fit, 2 * WorldCanvas.scale), 8 * WorldCanvas.scale)
        return Lens(middle: rough.position(at: Pixel((left + right) / 2, (top + bottom) / 2)), scale: scale)
    }

    /// For each place how far the next one is, up to the distance that counts as crowded.
    private static func closeNeighbours(_ places: [(point: MapPoint, at: Pixel)]) -> [Double] {
        let order = places.indices.sorted { places[$0].at.x < places[$1].at.x }
        var near = [Double](repeating: .infinity, count: places.count)
        for (rank, index) in order.enumerated() {
            for other in order[(rank + 1)...] {
                if places[other].at.x - places[index].at.x > MarkGrouping.crowded { break }
                let far = MarkGrouping.distance(places[index].at, places[other].at)
                near[index] = min(near[index], far)
                near[other] = min(near[other], far)
            }
        }
        return near
    }

    // MARK: - What it shows

    /// Its frame on the world map: slightly bent, as the two projections differ.
    func frame() -> [[Pixel]] {
        let corners = [Pixel(0, 0), Pixel(Self.width, 0), Pixel(Self.width, Self.height), Pixel(0, Self.height), Pixel(0, 0)]
        var lines: [[Pixel]] = [[]]
        for (from, to) in zip(corners, corners.dropFirst()) {
            for part in 0..<8 {
                let pixel = WorldCanvas.pixel(position(at: from + (to - from) * (Double(part) / 8)))
                if let last = lines[lines.count - 1].last, abs(last.x - pixel.x) > WorldCanvas.width / 2 { lines.append([]) }
                lines[lines.count - 1].append(pixel)
            }
        }
        if lines.count == 1, let first = lines[0].first { lines[0].append(first) }
        return lines.map { CurveTracer.thinned($0, tolerance: 0.1) }
    }

    /// The land on the sheet, in full detail: quiet, and of the countries concerned.
    func land(_ land: Land, highlighting countries: Set<String>) -> (quiet: String, concerned: String) {
        var quiet = PathData(), concerned = PathData()
        let half = 2 * asin(min(1, (Self.width * Self.width + Self.height * Self.height).squareRoot() / 2 / scale / 2))
        for outline in land.outlines {
            for ring in outline.rings where acos(min(max(ring.middle.dot(middle), -1), 1)) < acos(min(max(ring.reach, -1), 1)) + half {
                let cut = Clipping.area(ring.vectors.map(pixel), in: Self.sheet)
                if countries.contains(outline.country) { concerned.ring(cut) } else { quiet.ring(cut) }
            }
        }
        return (quiet.text, concerned.text)
    }

    func lines(_ circle: GreatCircle) -> [[Pixel]] {
        guard circle.angle > 1e-9 else { return [] }
        // Far behind the sheet the projection tears; only the near side counts.
        let curve = CurveTracer(tolerance: 0.2) { pixel(circle.vector(at: $0)) }
        return Clipping.line(curve.trace(from: 0, to: 1, parts: max(8, Int(circle.angle / 0.05))), in: Self.sheet)
    }
}
