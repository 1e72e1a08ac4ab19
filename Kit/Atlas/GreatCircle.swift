import Foundation

/// The shortest way between two places over a sphere.
///
/// Of the many shortest ways between antipodes it takes the one over the north pole, and from pole to pole the one
/// along the first place's longitude.
public struct GreatCircle: Sendable {
    /// The mean radius of the Earth in kilometres (IUGG). Distances on the sphere differ from those on the ellipsoid by 0.5 % at most.
    public static let earthRadius = 6371.0088

    /// The angle between the places in radians, 0…π.
    public let angle: Double
    let start: SIMD3<Double>
    /// The direction of travel at the start, at a right angle to it.
    let heading: SIMD3<Double>

    public init(from: GeographicPosition, to: GeographicPosition) {
        let (a, b) = (from.vector, to.vector)
        start = a
        angle = atan2(a.cross(b).length, a.dot(b))
        let lambda = from.longitude * .pi / 180
        // Northwards; at the south pole that is along the longitude given with it, at the north pole away from it.
        let northwards = SIMD3(-a.z * cos(lambda), -a.z * sin(lambda), max(0, 1 - a.z * a.z).squareRoot()).direction ?? SIMD3(0, 0, 1)
        let towards = b - a * a.dot(b)
        heading = towards.length > 1e-9 ? towards.direction ?? northwards : northwards
    }

    /// Kilometres between the places. The angle comes from both its sine and its cosine, so it is exact for neighbours and antipodes alike.
    public var distance: Double { angle * Self.earthRadius }

    /// The compass direction in which one leaves, 0..<360 degrees, 0 being north. At a pole, where every direction is south or
    /// north, it is counted from the pole's given longitude.
    public static func initialBearing(from: GeographicPosition, to: GeographicPosition) -> Double {
        let (phi, psi) = (from.latitude * .pi / 180, to.latitude * .pi / 180)
        let turn = (to.longitude - from.longitude) * .pi / 180
        let bearing = atan2(sin(turn) * cos(psi), cos(phi) * sin(psi) - sin(phi) * cos(psi) * cos(turn)) * 180 / .pi
        let positive = bearing < 0 ? bearing + 360 : bearing
        return positive >= 360 ? 0 : positive
    }

    /// The place at a share of the way, 0 being the start and 1 the end.
    public func position(at share: Double) -> GeographicPosition { GeographicPosition(vector(at: share)) }

    /// Places evenly spaced along the way, both ends included; at least two.
    public func points(count: Int) -> [GeographicPosition] {
        let last = max(1, count - 1)
        return (0...last).map { position(at: Double($0) / Double(last)) }
    }

    func vector(at share: Double) -> SIMD3<Double> { start * cos(angle * share) + heading * sin(angle * share) }

    /// The shares, ascending and strictly between 0 and 1, at which the way crosses a meridian or runs over a pole:
    /// there a map whose edge is that meridian has to lift the pen.
    func breaks(atMeridian longitude: Double) -> [Double] {
        guard angle > 1e-9 else { return [] }
        let lambda = longitude * .pi / 180
        var shares: [Double] = []
        func note(_ turn: Double) {
            let share = (turn < 0 ? turn + 2 * .pi : turn) / angle
            if share > 1e-7, share < 1 - 1e-7 { shares.append(share) }
        }
        if runsAlongMeridian {
            note(atan2(heading.z, start.z))
            note(atan2(-heading.z, -start.z))
        } else {
            // The meridian's plane cuts the circle in two opposite points; one of them is on the meridian's own half.
            let across = SIMD3(-sin(lambda), cos(lambda), 0), along = SIMD3(cos(lambda), sin(lambda), 0)
            let (a, h) = (start.dot(across), heading.dot(across))
            for turn in [atan2(-a, h), atan2(a, -h)] where (start * cos(turn) + heading * sin(turn)).dot(along) > 0 { note(turn) }
        }
        return shares.sorted()
    }

    /// The way follows a meridian and would meet a pole if it went on.
    var runsAlongMeridian: Bool { abs(start.cross(heading).z) < 1e-9 }
}
