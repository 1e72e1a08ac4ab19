import CAtlasData

/// The outlines of the countries, read once from the embedded file (Data/make-atlas describes it).
struct Land: Sendable {
    /// One outline, ready for the world map and for an enlargement.
    struct Ring: Sendable {
        /// Longitude counted from the map's middle, and latitude, in degrees.
        let degrees: [SIMD2<Double>]
        let vectors: [SIMD3<Double>]
        /// A cap that holds all of it: its middle, and the cosine of its angle.
        let middle: SIMD3<Double>
        let reach: Double
    }

    struct Outline: Sendable {
        let country: String
        let rings: [Ring]
        /// The path on the world map.
        let path: String
    }

    let outlines: [Outline]
    /// The net of meridians and parallels, every 30 degrees, on the usual world map and on the one that reaches the south pole.
    let usualGraticule: String
    let fullGraticule: String

    static let shared = Land(bytes: UnsafeRawBufferPointer(start: atlas_countries(), count: atlas_countries_length()))

    /// Reads what it can: a file cut short gives fewer countries, never a trap.
    init(bytes: UnsafeRawBufferPointer) {
        var reader = Reader(bytes: bytes)
        var outlines: [Outline] = []
        if reader.letters(4) == "ATL1", let count = reader.unsigned() {
            countries: for _ in 0..<count {
                guard let code = reader.letters(2), let ringCount = reader.unsigned() else { break }
                var rings: [Ring] = []
                for _ in 0..<ringCount {
                    guard let ring = reader.ring() else { break countries }
                    rings.append(ring)
                }
                var path = PathData()
                for ring in rings { path.ring(ring.degrees.map { WorldCanvas.pixel(fromMiddle: $0.x, latitude: $0.y) }) }
                outlines.append(Outline(country: code, rings: rings, path: path.text))
            }
        }
        self.outlines = outlines
        usualGraticule = Self.graticule(height: WorldCanvas.usualHeight)
        fullGraticule = Self.graticule(height: WorldCanvas.fullHeight)
    }

    /// The paths on the world map of all countries but those named, and of those named.
    func paths(highlighting countries: Set<String>) -> (quiet: String, concerned: String) {
        var quiet: [UInt8] = [], concerned: [UInt8] = []
        quiet.reserveCapacity(70_000)
        for outline in outlines {
            if countries.contains(outline.country) {
                concerned.append(contentsOf: outline.path.utf8)
            } else {
                quiet.append(contentsOf: outline.path.utf8)
            }
        }
        return (String(decoding: quiet, as: UTF8.self), String(decoding: concerned, as: UTF8.self))
    }

    private static func graticule(height: Double) -> String {
        let paper = Box(0, 0, WorldCanvas.width, height)
        var path = PathData()
        func draw(_ points: [Pixel]) { for piece in Clipping.line(points, in: paper) { path.line(piece) } }
        let meridians = stride(from: -150.0, through: 180, by: 30).map { GeographicPosition.turned($0 - WorldCanvas.centralMeridian) }
        // With both edges of the map, where a line may leave it.
        for longitude in [-180] + meridians + [180] {
            draw(stride(from: -90.0, through: 90, by: 5).map { WorldCanvas.pixel(fromMiddle: longitude, latitude: $0) })
        }
        for latitude in stride(from: -60.0, through: 60, by: 30) {
            draw([-180.0, 180].map { WorldCanvas.pixel(fromMiddle: $0, latitude: latitude) })
        }
        return path.text
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var at = 0

        mutating func unsigned() -> Int? {
            guard at + 2 <= bytes.count else { return nil }
            defer { at += 2 }
            return Int(bytes[at]) | Int(bytes[at + 1]) << 8
        }

        mutating func signed() -> Int? { unsigned().map { $0 >= 0x8000 ? $0 - 0x10000 : $0 } }

        mutating func letters(_ count: Int) -> String? {
            guard at + count <= bytes.count else { return nil }
            defer { at += count }
            return String(decoding: bytes[at..<at + count], as: UTF8.self)
        }

        mutating func ring() -> Ring? {
            guard let count = unsigned(), at + 4 * count <= bytes.count else { return nil }
            var degrees: [SIMD2<Double>] = []
            degrees.reserveCapacity(count)
            for _ in 0..<count {
                guard let x = signed(), let y = signed() else { return nil }
                degrees.append(SIMD2(Double(x), Double(y)) / 100)
            }
            let vectors = degrees.map { GeographicPosition(known: $0.y, $0.x + WorldCanvas.centralMeridian).vector }
            let middle = vectors.reduce(.zero, +).direction ?? SIMD3(1, 0, 0)
            return Ring(degrees: degrees, vectors: vectors, middle: middle, reach: vectors.map { $0.dot(middle) }.min() ?? 1)
        }
    }
}
