import Foundation
import Gazetteer
import Kernel
@testable import Partnerships
import Sheets
import Testing
import Testing_

@Suite("Import: what stands in the cells")
struct ImportReadingTests {
    private let today = PartialDate("2026-11-20")

    @Test(
        "dates as officials write them",
        arguments: [
            ("1988", "1988"), ("24.6.1988", "1988-06-24"), ("June 1988", "1988-06"), ("24. Juni 1988", "1988-06-24"), ("24 juin 1988", "1988-06-24"),
            ("24 de junio de 1988", "1988-06-24"), ("06/1988", "1988-06"), ("1988-06-24", "1988-06-24"), ("März 1992", "1992-03"),
        ])
    func dates(typed: String, meant: String) throws {
        #expect(CellReading.since(typed, today: today) == .date(try #require(PartialDate(meant))))
    }

    @Test("what is no date is said, never guessed", arguments: ["around 1950", "19888", "88", "31.2.1988", "2150", "soon", "1988/1990"])
    func noDates(typed: String) { #expect(CellReading.since(typed, today: today) == .unreadable) }

    @Test func emptyIsEmpty() { #expect(CellReading.since("  ", today: today) == .empty) }

    @Test("kinds and states in four languages")
    func words() {
        #expect(CellReading.kind("Städtepartnerschaft") == .partnerCity)
        #expect(CellReading.kind("Sister City") == .partnerCity)
        #expect(CellReading.kind("jumelage") == .partnerCity)
        #expect(CellReading.kind("Städtefreundschaft") == .friendshipCity)
        #expect(CellReading.kind("Klimapartnerschaft") == .climate)
        #expect(CellReading.kind("hermanamiento") == .partnerCity)
        #expect(CellReading.kind("xyz") == nil)
        #expect(CellReading.status("ruhend") == .dormant)
        #expect(CellReading.status("Inactive") == .dormant)
        #expect(CellReading.status("actif") == .active)
        #expect(CellReading.status("beendet") == .ended)
        #expect(CellReading.fields("Kultur, Jugend; Sport").fields == [.culture, .youth, .sport])
        #expect(CellReading.fields("Kultur, Quidditch").isAll == false)
    }

    @Test("any text is read without harm", arguments: 0..<200)
    func anyText(seed: Int) {
        var random = Numbered(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let text = String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in UnicodeScalar(UInt32.random(in: 0...0x2FFF, using: &random)) }))
        if case .date(let date) = CellReading.since(text, today: today) { #expect((1000...2027).contains(date.year)) }
        _ = (CellReading.kind(text), CellReading.status(text), CellReading.fields(text))
    }

    private struct Numbered: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(
        "columns by their headings, in four languages",
        arguments: [
            ["city", "partner", "partner_country", "year_formalised"], ["Stadt", "Partnerstadt", "Land", "seit"],
            ["ville", "Ville jumelée", "Pays", "Année"], ["Ciudad", "Ciudad hermanada", "País", "Desde"],
        ])
    func headings(names: [String]) throws {
        let columns = try guess(names, [["Düsseldorf", "Warschau", "Polen", "1989"]])
        #expect(columns[.home] == 0)
        #expect(columns[.partner] == 1)
        #expect(columns[.country] == 2)
        #expect(columns[.since] == 3)
    }

    @Test("columns by what stands in them")
    func contents() throws {
        let columns = try guess(["A1", "B1", "C1"], [["1989", "Warsaw", "Poland"], ["1988", "Haifa", "Israel"], ["1992", "Moskau", "Russland"]])
        #expect(columns[.since] == 0)
        #expect(columns[.partner] == 1)
        #expect(columns[.country] == 2)
        #expect(columns[.home] == nil)
    }

    @Test("a city alone is the partner")
    func cityAlone() throws {
        let columns = try guess(["City", "Country"], [["Warsaw", "Poland"]])
        #expect(columns[.partner] == 0)
        #expect(columns[.home] == nil)
    }

    private func guess(_ names: [String], _ rows: [[String]]) throws -> ImportColumns {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID().uuidString).csv")
        defer { unlink(file.path) }
        try Data(([names] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n").utf8).write(to: file)
        let guess = try SheetReader.inspect(file: file, name: "list.csv", options: SheetOptions(header: .row(1)))
        return try ColumnGuess(gazetteer: try TestPlaces.gazetteer()).columns(of: guess)
    }
}
