import Testing
@testable import Atlas

@Suite struct PathDataTests {
    @Test func shortAndExact() {
        var path = PathData()
        path.line([Pixel(588.5, 76.5), Pixel(589.04, 76.5), Pixel(588, 77.26), Pixel(-3, 0.04)])
        #expect(path.text == "M588.5 76.5l.5 0-1 .8-591-77.3")
        path.ring([Pixel(0, 0), Pixel(10, 0), Pixel(10, 10), Pixel(0, 0)])
        #expect(path.text.hasSuffix("M0 0l10 0 0 10z"))
    }

    @Test func nothingOfNothing() {
        var path = PathData()
        path.line([])
        path.line([Pixel(1, 1), Pixel(1.01, 1.02)])
        path.ring([Pixel(0, 0), Pixel(5, 5)])
        #expect(path.isEmpty)
        #expect(PathData.number(.nan) == "0")
        #expect(PathData.number(.infinity) == "0")
        #expect(PathData.number(-0.04) == "0")
        #expect(PathData.number(-12.25) == "-12.3" || PathData.number(-12.25) == "-12.2")
    }

    /// Relative steps add up to where the line ends, however long it is.
    @Test func roundingsDoNotAddUp() throws {
        var chance = RepeatableChance(seed: 8)
        let points = (0..<500).map { _ in Pixel(.random(in: 0...1200, using: &chance), .random(in: 0...580, using: &chance)) }
        var path = PathData()
        path.line(points)
        let numbers = path.text.dropFirst().replacing("l", with: " ").replacing("-", with: " -").split(separator: " ").compactMap { Double($0) }
        let x = stride(from: 0, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] }
        let last = try #require(points.last)
        #expect(abs(x - last.x) < 0.051)
    }

    @Test func clipping() {
        let box = Box(0, 0, 10, 10)
        #expect(Clipping.line([Pixel(-5, 5), Pixel(15, 5), Pixel(15, 20), Pixel(5, 20), Pixel(5, -5)], in: box).count == 2)
        #expect(Clipping.area([Pixel(-5, -5), Pixel(5, -5), Pixel(5, 5), Pixel(-5, 5)], in: box).allSatisfy { box.contains($0) })
        #expect(Clipping.area([Pixel(20, 20), Pixel(30, 20), Pixel(30, 30)], in: box).isEmpty)
    }
}
