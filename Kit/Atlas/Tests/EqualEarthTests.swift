import Foundation
import Testing
@testable import Atlas

@Suite struct EqualEarthTests {
    let projection = EqualEarth(centralMeridian: 0)

    /// Reference points of EPSG:8857, which is this projection on the sphere of the ellipsoid's area, with authalic latitudes.
    @Test(arguments: [
        (0.0, 0.0, 0.0, 0.0), (90, -180, -10_216_474.79, 8_392_927.60), (90, 0, 0, 8_392_927.60), (45, -180, -14_792_474.75, 5_466_867.76),
        (0, -180, -17_243_959.06, 0), (-31.2, -70, -6_241_081.64, -3_907_019.16),
    ])
    func knownValues(latitude: Double, longitude: Double, x: Double, y: Double) {
        let point = projection.forward(fromMiddle: longitude, latitude: authalic(latitude)) * 6_371_007.1809
        #expect(abs(point.x - x) < 0.02)
        #expect(abs(point.y - y) < 0.02)
    }

    /// The latitude on a sphere of the same area for one on the WGS 84 ellipsoid.
    private func authalic(_ latitude: Double) -> Double {
        let square = 0.006_694_379_990_141_3, eccentricity = square.squareRoot()
        func share(_ sine: Double) -> Double {
            (1 - square) * (sine / (1 - square * sine * sine) - log((1 - eccentricity * sine) / (1 + eccentricity * sine)) / (2 * eccentricity))
        }
        return asin(max(-1, min(1, share(sin(latitude * .pi / 180)) / share(1)))) * 180 / .pi
    }

    @Test func extents() {
        #expect(abs(EqualEarth.halfWidth - 2.7066299836) < 1e-9)
        #expect(abs(EqualEarth.halfHeight - 1.3173627591574) < 1e-12)
    }

    @Test func thereAndBack() throws {
        var chance = RepeatableChance(seed: 1)
        let shifted = EqualEarth(centralMeridian: 11)
        for _ in 0..<2_000 {
            let there = chance.position()
            let back = try #require(shifted.inverse(shifted.forward(there)))
            #expect(abs(back.latitude - there.latitude) < 1e-6)
            let turn = abs(back.longitude - there.longitude)
            #expect(min(turn, 360 - turn) * cos(there.latitude * .pi / 180) < 1e-6)
        }
    }

    @Test func outsideIsNowhere() {
        #expect(projection.inverse(SIMD2(2.8, 0)) == nil)
        #expect(projection.inverse(SIMD2(0, 1.4)) == nil)
        #expect(projection.inverse(SIMD2(2.6, 1.3)) == nil)
        #expect(projection.inverse(SIMD2(.nan, 0)) == nil)
    }

    /// A degree's cell has on the map the area it has on the globe.
    @Test func areasAreTrue() {
        var chance = RepeatableChance(seed: 2)
        for _ in 0..<300 {
            let (south, west, size) = (Double.random(in: -89...87, using: &chance), Double.random(in: -179...177, using: &chance), 1.0)
            let globe = size * .pi / 180 * (sin((south + size) * .pi / 180) - sin(south * .pi / 180))
            var ring: [SIMD2<Double>] = []
            for (fromX, fromY, toX, toY) in [(0.0, 0.0, 1.0, 0.0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)] {
                for part in 0..<20 {
                    let share = Double(part) / 20
                    ring.append(
                        projection.forward(
                            fromMiddle: west + size * (fromX + (toX - fromX) * share), latitude: south + size * (fromY + (toY - fromY) * share)))
                }
            }
            let area = zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
            #expect(abs(area / globe - 1) < 1e-4)
        }
    }
}
