import Foundation

/// The Equal Earth projection of a sphere of radius 1: areas are true, shapes nearly so.
///
/// Bojan Šavrič, Tom Patterson and Bernhard Jenny, "The Equal Earth map projection",
/// International Journal of Geographical Information Science 33 (2019), 454–465, first published in 2018.
public struct EqualEarth: Sendable {
    /// The meridian in the middle of the map, in degrees. The map's edge lies opposite.
    public let centralMeridian: Double

    public init(centralMeridian: Double) { self.centralMeridian = GeographicPosition.turned(centralMeridian) }

    /// Half the map's width, reached on the equator, and half its height, reached at the poles.
    public static let halfWidth = 2 * 3.0.squareRoot() * .pi / (3 * a1)
    public static let halfHeight = height(at: .pi / 3)

    private static let a1 = 1.340264, a2 = -0.081106, a3 = 0.000893, a4 = 0.003796

    private static func height(at theta: Double) -> Double {
        let square = theta * theta, sixth = square * square * square
        return theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    }

    private static func slope(at theta: Double) -> Double {
        let square = theta * theta, sixth = square * square * square
        return a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    }

    /// Where a place lies: x to the east, y to the north, from the middle of the map.
    public func forward(_ position: GeographicPosition) -> SIMD2<Double> {
        forward(fromMiddle: GeographicPosition.turned(position.longitude - centralMeridian), latitude: position.latitude)
    }

    /// The same for a longitude counted from the central meridian, −180…180, so that both ends of the edge can be meant.
    func forward(fromMiddle longitude: Double, latitude: Double) -> SIMD2<Double> {
        let theta = asin(3.0.squareRoot() / 2 * sin(latitude * .pi / 180))
        let x = 2 * 3.0.squareRoot() * (longitude * .pi / 180) * cos(theta) / (3 * Self.slope(at: theta))
        return SIMD2(x, Self.height(at: theta))
    }

    /// The place at a point of the map; nil outside the map.
    public func inverse(_ point: SIMD2<Double>) -> GeographicPosition? {
        guard point.x.isFinite, abs(point.y) <= Self.halfHeight + 1e-9 else { return nil }
        var theta = point.y / Self.a1
        for _ in 0..<20 {
            let step = (Self.height(at: theta) - point.y) / Self.slope(at: theta)
            theta -= step
            if abs(step) < 1e-13 { break }
        }
        let latitude = asin(min(max(2 * sin(theta) / 3.0.squareRoot(), -1), 1)) * 180 / .pi
        let longitude = 3 * point.x * Self.slope(at: theta) / (2 * 3.0.squareRoot() * cos(theta)) * 180 / .pi
        guard abs(longitude) <= 180 + 1e-7 else { return nil }
        return GeographicPosition(latitude: latitude, longitude: longitude + centralMeridian)
    }
}
