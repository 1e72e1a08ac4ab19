import Foundation
import Testing

@testable import Gazetteer

@Suite("Near names")
struct NearNameTests {
    /// The plain table, against which the quick method is checked: letters inserted, left out, replaced, neighbours swapped.
    private func distance(_ left: [UInt16], _ right: [UInt16]) -> Int {
        var table = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in 0...left.count { table[i][0] = i }
        for j in 0...right.count { table[0][j] = j }
        for i in 0..<left.count {
            for j in 0..<right.count {
                var cost = min(table[i][j] + (left[i] == right[j] ? 0 : 1), table[i][j + 1] + 1, table[i + 1][j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, table[i - 1][j - 1] + 1) }
                table[i + 1][j + 1] = cost
            }
        }
        return table[left.count][right.count]
    }

    @Test("Taking letter by letter gives the same distances as the whole table", arguments: 1...3)
    func letterByLetter(_ edits: Int) {
        var random = Seeded(state: UInt64(edits))
        func word() -> [UInt16] { (0..<(1 + Int(random.next() % 9))).map { _ in UInt16(97 + random.next() % 3) } }
        for _ in 0..<1_500 {
            let left = word(), right = word()
            let found = EditStates.withKey(left, edits: edits) { key -> Int in
                var states = EditStates(key)
                for unit in right where states.advance(unit, key) > edits { return EditStates.beyond }
                return states.distance(key)
            }
            let expected = distance(left, right)
            #expect(found == (expected <= edits ? expected : EditStates.beyond), "\(left) \(right): \(found ?? -1), not \(expected)")
        }
    }

    @Test(
        "Misspelled names find their place in the country",
        arguments: [
            ("Duesseldrof", "DE", 2_934_246), ("Barcelna", "ES", 3_128_760), ("Wolwograd", "RU", 472_757), ("Springfeild", "US", 4_409_896),
            ("Marseile", "FR", 2_995_469), ("Thesaloniki", "GR", 734_077),
        ])
    func misspelled(_ name: String, _ country: String, _ id: Int) throws {
        let gazetteer = try TestGazetteer.shared.get()
        let matches = try gazetteer.near(FoldedName(name), countries: [country], maximumEdits: 1)
        #expect(matches.first?.place.id == id, "\(matches.prefix(3).map(\.place.name))")
        #expect(matches.first?.edits == 1)
    }

    @Test("Near finds all that a look at every name finds", arguments: [("Halle", 1), ("Linz", 2), ("Grossau", 2)])
    func complete(_ name: String, _ edits: Int) throws {
        let gazetteer = try TestGazetteer.shared.get()
        let key = FoldedName(name)
        var expected: Set<Int> = []
        for ordinal in 0..<gazetteer.index.placeCount {
            guard let entry = gazetteer.index.entry(ordinal), gazetteer.index.countries[Int(entry.country)] == "AT" else { continue }
            for other in try gazetteer.allNames(entry.id).map(FoldedName.init) {
                let spellings = [other, other.spelledOut].compactMap(\.self)
                if spellings.contains(where: { distance($0.units, key.units) <= edits }) { expected.insert(entry.id) }
            }
        }
        let found = Set(try gazetteer.near(key, countries: ["AT"], maximumEdits: edits).map(\.place.id))
        #expect(expected.subtracting(found).isEmpty)
        #expect(found.subtracting(expected).isEmpty)
        #expect(!expected.isEmpty)
    }

    @Test("Nearest first, and no place twice") func order() throws {
        let gazetteer = try TestGazetteer.shared.get()
        let matches = try gazetteer.near(FoldedName("Berlim"), countries: nil, maximumEdits: 2)
        #expect(matches.map(\.edits) == matches.map(\.edits).sorted())
        #expect(Set(matches.map(\.place.id)).count == matches.count)
        #expect(matches.contains { $0.place.id == 2_950_159 })
    }

    @Test("Odd requests are answered with nothing") func odd() throws {
        let gazetteer = try TestGazetteer.shared.get()
        #expect(try gazetteer.near(FoldedName(""), countries: nil, maximumEdits: 2).isEmpty)
        #expect(try gazetteer.near(FoldedName("Berlin"), countries: [], maximumEdits: 2).isEmpty)
        #expect(try gazetteer.near(FoldedName("Berlin"), countries: ["ZZ", "", "germany"], maximumEdits: 2).isEmpty)
        #expect(try gazetteer.near(FoldedName("Berlin"), countries: ["DE"], maximumEdits: -5).first?.place.id == 2_950_159)
        #expect(try !gazetteer.near(FoldedName("Berlin"), countries: ["AT"], maximumEdits: 1_000).isEmpty)
        #expect(try gazetteer.near(FoldedName(String(repeating: "x", count: 10_000)), countries: nil, maximumEdits: 3).isEmpty)
    }
}
