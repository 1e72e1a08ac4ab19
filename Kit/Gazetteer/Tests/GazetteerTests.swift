import CZlib
import Foundation
import Testing

@testable import Gazetteer

@Suite("Gazetteer")
struct GazetteerTests {
    private var gazetteer: Gazetteer { get throws { try TestGazetteer.shared.get() } }

    @Test("All places of the world are there") func count() throws {
        #expect(try gazetteer.count == 234_908)
    }

    @Test("A place has all its particulars") func place() throws {
        let place = try #require(try gazetteer.place(2_934_246))
        #expect(place.name == "Düsseldorf")
        #expect(place.country == "DE")
        #expect(place.region == "07")
        #expect(place.regionName == "North Rhine-Westphalia")
        #expect(abs(place.latitude - 51.22) < 0.05 && abs(place.longitude - 6.78) < 0.05)
        #expect(place.population > 500_000)
        #expect(place.timeZone == "Europe/Berlin")
        #expect(try gazetteer.place(0) == nil)
        #expect(try gazetteer.place(-1) == nil)
        #expect(try gazetteer.place(.max) == nil)
    }

    @Test("Many places come in one go, unknown ones are absent") func places() throws {
        let found = try gazetteer.places([2_934_246, 1_816_670, 99, 1_816_670])
        #expect(Set(found.keys) == [2_934_246, 1_816_670])
        #expect(try gazetteer.places([]).isEmpty)
        #expect(try gazetteer.places(Array(1...50_000)).allSatisfy { $0.key == $0.value.id })
    }

    @Test(
        "Names in the reader's language with the local one beside",
        arguments: [
            (1_816_670, "de", "Beijing", "北京", "zh"), (1_816_670, "zh", "北京", nil, nil), (264_371, "de", "Athen", "Αθήνα", "el"),
            (264_371, "en-GB", "Athens", "Αθήνα", "el"),
            (360_630, "fr", "Le Caire", "القاهرة", "ar"), (2_867_714, "en", "Munich", "München", "de"), (2_867_714, "de_DE", "München", nil, nil),
            (294_801, "en", "Haifa", "חיפה", "he"), (472_757, "de", "Wolgograd", "Волгоград", "ru"), (2_660_646, "de", "Genf", "Genève", "fr"),
            (3_173_435, "de", "Mailand", "Milano", "it"),
        ] as [(Int, String, String, String?, String?)])
    func names(_ id: Int, _ language: String, _ reader: String, _ local: String?, _ localLanguage: String?) throws {
        let name = try #require(try gazetteer.names([id], language: language)[id])
        #expect(name.reader == reader)
        #expect(name.local == local)
        #expect(name.localLanguage == localLanguage)
        #expect(name.isRightToLeft == ["ar", "he"].contains(localLanguage))
    }

    @Test("A language nobody knows gives the main name") func unknownLanguage() throws {
        for language in ["", "xx", "-", "de'; DROP TABLE place", String(repeating: "x", count: 10_000)] {
            #expect(try gazetteer.names([2_934_246], language: language)[2_934_246]?.reader == "Düsseldorf")
        }
    }

    @Test("All names of a place, the main one first") func allNames() throws {
        let names = try gazetteer.allNames(472_757)
        #expect(names.first == "Volgograd")
        #expect(names.contains("Stalingrad") && names.contains("Волгоград"))
        #expect(Set(names).count == names.count)
        #expect(try gazetteer.allNames(1).isEmpty)
    }

    @Test(
        "Exact names in every script and spelling",
        arguments: [
            ("Düsseldorf", 2_934_246), ("DUESSELDORF", 2_934_246), ("dusseldorf", 2_934_246), ("北京", 1_816_670), ("Москва", 524_901),
            ("القاهرة", 360_630),
            ("Stalingrad", 472_757), ("Pressburg", 3_060_972), ("Mailand", 3_173_435), ("St. Petersburg", 498_817), ("Saint-Petersburg", 498_817),
            ("Muenster", 2_867_543), ("Münster", 2_867_543), ("חיפה", 294_801), ("서울", 1_835_848), ("St Albans", 2_638_867),
            ("Saint Albans", 2_638_867),
        ])
    func exact(_ name: String, _ id: Int) throws {
        let matches = try gazetteer.exact(FoldedName(name), countries: nil)
        #expect(matches.contains { $0.place.id == id }, "\(matches.prefix(3).map { "\($0.place.id) \($0.place.name)" })")
        #expect(matches.allSatisfy { $0.edits == 0 })
        #expect(matches.map(\.place.population) == matches.map(\.place.population).sorted(by: >))
    }

    @Test("Every name of a sample of places finds it by exact name") func everyName() throws {
        let gazetteer = try gazetteer
        for ordinal in stride(from: 0, to: gazetteer.index.placeCount, by: 1_999) {
            let id = try #require(gazetteer.index.entry(ordinal)?.id)
            let place = try #require(try gazetteer.place(id))
            for name in try gazetteer.allNames(id) where !FoldedName(name).isEmpty {
                let matches = try gazetteer.exact(FoldedName(name), countries: [place.country])
                #expect(matches.contains { $0.place.id == id }, "\(place.name) by \(name)")
                #expect(matches.allSatisfy { $0.place.country == place.country })
            }
        }
    }

    @Test("Regions by name in many languages and by code") func regions() throws {
        #expect(try gazetteer.regions(matching: "Illinois", country: nil).map(\.code) == ["IL"])
        #expect(try gazetteer.regions(matching: "bayern", country: nil).map(\.name) == ["Bavaria"])
        #expect(try gazetteer.regions(matching: "Bavière", country: "DE").map(\.code) == ["02"])
        #expect(try gazetteer.regions(matching: "IL", country: "US").map(\.name) == ["Illinois"])
        #expect(try gazetteer.regions(matching: "ON", country: "CA").map(\.name) == ["Ontario"])
        #expect(try gazetteer.regions(matching: "Illinois", country: "DE").isEmpty)
        #expect(try gazetteer.regions(matching: "", country: nil).isEmpty)
        #expect(try gazetteer.regions(matching: "'; --", country: "x").isEmpty)
    }

    @Test("Population levels keep the order of populations") func levels() {
        var previous = 0
        for population in [0, 1, 500, 1_000, 10_000, 1_000_000, 40_000_000, .max] {
            let level = NameIndex.level(population: population)
            #expect(level >= previous && level <= 255)
            previous = level
        }
        #expect(NameIndex.level(population: -5) == 0)
    }

    @Test("The bundle agrees with the published table of places") func sameAsPublished() throws {
        let table = TestGazetteer.directory.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared/data/geonames-cities500.tsv.gz")
        guard FileManager.default.fileExists(atPath: table.path) else {
            print("skipped: \(table.lastPathComponent) is not beside the repository")
            return
        }
        let file = gzopen(table.path, "rb")
        defer { gzclose(file) }
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        var number = 0
        var wrong: [String] = []
        while gzgets(file, &buffer, Int32(buffer.count)) != nil {
            number += 1
            guard number % 500 == 2 else { continue }
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 8, let id = Int(fields[0]) else { continue }
            let place = try gazetteer.place(id)
            guard let place, place.name == fields[1], place.country == fields[2], place.region ?? "" == fields[3],
                abs(place.latitude - (Double(fields[4]) ?? 99)) < 0.00002, abs(place.longitude - (Double(fields[5]) ?? 999)) < 0.00002,
                place.population == Int(fields[6]), place.timeZone == fields[7]
            else {
                wrong.append(fields[0])
                continue
            }
        }
        #expect(number == 234_909)
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("Many threads ask at once and each gets its own answer") func threads() throws {
        let gazetteer = try gazetteer
        let questions: [(String, Int)] = [
            ("Düsseldorf", 2_934_246), ("北京", 1_816_670), ("Wolwograd", 472_757), ("koln", 2_886_242), ("Paris, Texas", 4_717_560),
        ]
        let wrong = Counter()
        DispatchQueue.concurrentPerform(iterations: 64) { worker in
            for round in 0..<12 {
                let (text, id) = questions[(worker + round) % questions.count]
                let hits = try? gazetteer.search(PlaceSearch(text: text))
                let place = try? gazetteer.place(id)
                if hits?.first?.place.id != id || place?.id != id { wrong.add() }
            }
        }
        #expect(wrong.value == 0)
    }
}

/// Counts from many threads.
final class Counter: @unchecked Sendable {  // The lock guards the number.
    private let lock = NSLock()
    private var number = 0
    func add() { lock.withLock { number += 1 } }
    var value: Int { lock.withLock { number } }
}
