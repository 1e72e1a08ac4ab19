import Foundation
import Testing
@testable import Atlas

@Suite struct GreatCircleTests {
    let düsseldorf = place(51.2217, 6.7762), chongqing = place(29.5628, 106.5528)
    let auckland = place(-36.8485, 174.7633), santiago = place(-33.4569, -70.6483)

    @Test func distances() {
        // A quarter of the globe, half of it, nothing, and a hundredth of a degree along the equator.
        #expect(abs(GreatCircle(from: place(0, 0), to: place(0, 90)).distance - 10_007.557) < 0.01)
        #expect(abs(GreatCircle(from: place(0, 0), to: place(0, -180)).distance - 20_015.115) < 0.01)
        #expect(GreatCircle(from: düsseldorf, to: düsseldorf).distance == 0)
        #expect(abs(GreatCircle(from: place(0, 0), to: place(0, 0.01)).distance - 1.11195) < 1e-5)
        #expect(abs(GreatCircle(from: düsseldorf, to: chongqing).distance - 8_119) < 40)
        #expect(abs(GreatCircle(from: auckland, to: santiago).distance - 9_670) < 40)
    }

    @Test func bearings() {
        #expect(GreatCircle.initialBearing(from: place(0, 0), to: place(10, 0)) == 0)
        #expect(abs(GreatCircle.initialBearing(from: place(0, 0), to: place(0, 10)) - 90) < 1e-9)
        #expect(abs(GreatCircle.initialBearing(from: place(0, 0), to: place(-10, 0)) - 180) < 1e-9)
        #expect(abs(GreatCircle.initialBearing(from: place(0, 179), to: place(0, -179)) - 90) < 1e-9)
        // Baghdad to Osaka, a textbook pair: about 60 degrees.
        #expect(abs(GreatCircle.initialBearing(from: place(35, 45), to: place(35, 135)) - 60.16) < 0.01)
    }

    @Test func pointsAlongTheWayKeepTheirPace() {
        var chance = RepeatableChance(seed: 3)
        for _ in 0..<200 {
            let (a, b) = (chance.position(), chance.position())
            let points = GreatCircle(from: a, to: b).points(count: 9)
            let steps = zip(points, points.dropFirst()).map { GreatCircle(from: $0, to: $1).distance }
            #expect(points.count == 9)
            #expect((steps.max() ?? 0) - (steps.min() ?? 0) < 1e-5)
            #expect(abs(steps.reduce(0, +) - GreatCircle(from: a, to: b).distance) < 1e-4)
            #expect(GreatCircle(from: points[8], to: b).distance < 1e-5)
        }
    }

    @Test func thereIsAsBack() {
        var chance = RepeatableChance(seed: 4)
        for _ in 0..<100 {
            let (a, b) = (chance.position(), chance.position())
            let there = GreatCircle(from: a, to: b), back = GreatCircle(from: b, to: a)
            for share in [0.0, 0.2, 0.5, 0.9] {
                #expect(GreatCircle(from: there.position(at: share), to: back.position(at: 1 - share)).distance < 1e-5)
            }
            #expect(WorldCanvas.lines(there).count == WorldCanvas.lines(back).count)
        }
    }

    @Test(arguments: [(-36.8485, 174.7633, -33.4569, -70.6483), (35.68, 139.69, 37.77, -122.42), (-18.1, 178.4, 21.3, -157.86), (0, 170, 0, -150)])
    func overTheEdgeInTwoPieces(_ a: Double, _ b: Double, _ c: Double, _ d: Double) throws {
        let (from, to) = (place(a, b), place(c, d))
        let pieces = WorldCanvas.lines(GreatCircle(from: from, to: to))
        try #require(pieces.count == 2)
        let (out, back) = (try #require(pieces[0].last), try #require(pieces[1].first))
        #expect(abs(out.x + back.x - WorldCanvas.width) < 0.01, "leaves at one edge and comes back at the other")
        #expect(abs(out.y - back.y) < 0.01)
        #expect(near(pieces[0].first, WorldCanvas.pixel(from)))
        #expect(near(pieces[1].last, WorldCanvas.pixel(to)))
        for piece in pieces { #expect(widestStep(piece) < 400) }
    }

    @Test func sideBySideInOnePiece() {
        #expect(WorldCanvas.lines(GreatCircle(from: düsseldorf, to: chongqing)).count == 1)
        // Across 180 degrees, which is not the edge of this map.
        #expect(WorldCanvas.lines(GreatCircle(from: place(0, 175), to: place(0, -175))).count == 1)
    }

    @Test func degenerateWays() {
        #expect(WorldCanvas.lines(GreatCircle(from: düsseldorf, to: düsseldorf)).isEmpty)
        let poles = GreatCircle(from: place(90, 0), to: place(-90, 0))
        #expect(abs(poles.distance - 20_015.115) < 0.01)
        #expect(WorldCanvas.lines(poles).count == 1)
        let antipodes = GreatCircle(from: place(51, 7), to: place(-51, -173))
        #expect(antipodes.position(at: 0.1).latitude > 51, "antipodes go over the north pole")
        let overThePole = WorldCanvas.lines(GreatCircle(from: place(60, 20), to: place(60, -160)))
        #expect(overThePole.count == 2)
        for piece in overThePole { #expect(widestStep(piece) < 400) }
        #expect(WorldCanvas.lines(GreatCircle(from: place(10, -169), to: place(60, -169))).count == 1, "along the edge itself")
        #expect(WorldCanvas.lines(GreatCircle(from: place(90, 50), to: place(51, 7))).count == 1)
    }

    /// Whatever the places: finite, on the paper, and no jump across it.
    @Test func alwaysOnThePaper() {
        var chance = RepeatableChance(seed: 5)
        let corners = [place(90, 0), place(-90, 0), place(0, -169), place(0, 11), place(89.9999, 100), place(0, -180), place(-51, -173)]
        for round in 0..<700 {
            let a = round % 5 == 0 ? corners[round / 5 % corners.count] : chance.position()
            let b = round % 7 == 0 ? corners[round / 7 % corners.count] : chance.position()
            let pieces = WorldCanvas.lines(GreatCircle(from: a, to: b))
            #expect(pieces.count <= 3)
            for point in pieces.joined() {
                #expect(point.x.isFinite && point.y.isFinite && point.x >= 0 && point.x <= 1200 && point.y >= 0 && point.y <= WorldCanvas.fullHeight)
            }
            if let first = pieces.first?.first, abs(a.latitude) < 89.99, 180 - abs(GeographicPosition.turned(a.longitude - 11)) > 0.01 {
                #expect(near(first, WorldCanvas.pixel(a)))
            }
        }
    }

    private func near(_ a: Pixel?, _ b: Pixel) -> Bool { a.map { MarkGrouping.distance($0, b) < 0.02 } ?? false }
    private func widestStep(_ line: [Pixel]) -> Double { zip(line, line.dropFirst()).map { abs($0.x - $1.x) }.max() ?? 0 }
}
