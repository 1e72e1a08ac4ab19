import Testing
@testable import Atlas

@Suite struct LandTests {
    @Test func countriesAreThere() {
        let codes = Set(Land.shared.outlines.map(\.country))
        #expect(codes.count == 174)
        for code in ["DE", "FR", "NO", "XK", "CY", "SO", "EH", "FJ", "TW", "PS"] { #expect(codes.contains(code), "\(code)") }
        #expect(!codes.contains("AQ"))
    }

    @Test func edgeIsClean() {
        for outline in Land.shared.outlines {
            for ring in outline.rings {
                #expect(ring.degrees.allSatisfy { abs($0.x) <= 180 && abs($0.y) <= 90 }, "\(outline.country)")
                // No side of an outline runs across the map, and Russia and Fiji are whole at 180 degrees.
                let steps = zip(ring.degrees, ring.degrees.dropFirst()).map { abs($0.x - $1.x) }
                #expect((steps.max() ?? 0) < 60, "\(outline.country)")
            }
        }
        let russia = Land.shared.outlines.first { $0.country == "RU" }
        let largest = russia?.rings.max { $0.degrees.count < $1.degrees.count }
        #expect((largest?.degrees.map(\.x).max() ?? 0) > 178, "Chukotka belongs to the mainland")
        #expect(largest?.degrees.contains { abs($0.x - 169) < 0.02 && $0.y > 65.1 && $0.y < 68.9 } == false, "no seam at 180 degrees")
    }

    @Test func budgets() {
        let (quiet, concerned) = Land.shared.paths(highlighting: ["DE", "CN"])
        #expect(quiet.utf8.count + concerned.utf8.count < 70_000)
        #expect(concerned.utf8.count > 500)
        #expect(Land.shared.paths(highlighting: []).concerned.isEmpty)
    }

    @Test func aDamagedFileGivesFewerCountries() {
        var chance = RepeatableChance(seed: 6)
        let whole: [UInt8] =
            Land.shared.outlines.isEmpty
            ? []
            : Array("ATL1".utf8) + [2, 0] + Array("DE".utf8) + [1, 0, 3, 0] + [0, 0, 0, 0, 100, 0, 0, 0, 100, 0, 100, 0] + Array("FR".utf8) + [0, 0]
        whole.withUnsafeBytes { #expect(Land(bytes: $0).outlines.map(\.country) == ["DE", "FR"]) }
        for length in 0..<whole.count { whole.prefix(length).withUnsafeBytes { #expect(Land(bytes: $0).outlines.count < 2) } }
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance) }
            bytes.withUnsafeBytes { #expect(Land(bytes: $0).outlines.count <= 2) }
        }
    }
}
