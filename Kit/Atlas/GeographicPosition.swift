import Foundation

/// A place on the globe, which is a sphere here: latitude −90…90, longitude −180..<180, in degrees.
public struct GeographicPosition: Hashable, Sendable {
    public let latitude: Double
    public let longitude: Double

    /// Longitudes outside −180..<180 are turned back into it. Nil when a number is not finite or the latitude lies beyond a pole.
    public init?(latitude: Double, longitude: Double) {
        guard latitude.isFinite, longitude.isFinite, abs(latitude) <= 90, abs(longitude) <= 1_000 else { return nil }
        self.init(known: latitude, Self.turned(longitude))
    }

    init(known latitude: Double, _ longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    init(_ vector: SIMD3<Double>) {
        self.init(
            known: atan2(vector.z, (vector.x * vector.x + vector.y * vector.y).squareRoot()) * 180 / .pi,
            Self.turned(atan2(vector.y, vector.x) * 180 / .pi))
    }

    /// From the middle of the sphere: x towards 0° 0°, y towards 90° east, z towards the north pole; length 1.
    var vector: SIMD3<Double> {
        let (phi, lambda) = (latitude * .pi / 180, longitude * .pi / 180)
        return SIMD3(cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi))
    }

    /// A longitude turned into −180..<180.
    static func turned(_ longitude: Double) -> Double {
        if longitude >= -180, longitude < 180 { return longitude }
        let rest = (longitude + 180).truncatingRemainder(dividingBy: 360)
        return (rest < 0 ? rest + 360 : rest) - 180
    }
}

extension SIMD3<Double> {
    func dot(_ other: Self) -> Double { (self * other).sum() }
    func cross(_ other: Self) -> Self {
        Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }
    var length: Double { dot(self).squareRoot() }
    /// Nil for a vector too short to have a direction.
    var direction: Self? { length > 1e-12 ? self / length : nil }
}
