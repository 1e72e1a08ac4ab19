import Foundation
import Testing

@testable import Gazetteer

@Suite("Place search")
struct PlaceSearchTests {
    private func search(_ text: String, language: String = "en", closeTo: Set<Int> = [], countries: Set<String>? = nil, limit: Int = 10) throws
        -> [PlaceHit]
    {
        try TestGazetteer.shared.get().search(PlaceSearch(text: text, language: language, countries: countries, closeTo: closeTo, limit: limit))
    }

    /// What was typed, the place meant, and among how many first hits it must be.
    @Test(
        "What people type finds the place before the word is finished",
        arguments: [
            ("北京", 1_816_670, 1), ("Pekin", 1_816_670, 1), ("beij", 1_816_670, 1), ("Wolwograd", 472_757, 1), ("Wolwo", 472_757, 3),
            ("Wolgog", 472_757, 1),
            ("St Petersbourg", 498_817, 1), ("St Petersb", 498_817, 1), ("Sankt Peterburg", 498_817, 1), ("Sankt Pe", 498_817, 1),
            ("Mailand", 3_173_435, 1), ("Maila", 3_173_435, 3),
            ("Krakau", 3_094_802, 1), ("Kraka", 3_094_802, 3), ("koln", 2_886_242, 1), ("köln", 2_886_242, 1), ("koeln", 2_886_242, 1),
            ("cologne", 2_886_242, 1), ("colog", 2_886_242, 1),
            ("москва", 524_901, 1), ("моск", 524_901, 1), ("القاهرة", 360_630, 1), ("القاه", 360_630, 1), ("Florens", 3_176_959, 1),
            ("Florenz", 3_176_959, 1), ("Firenz", 3_176_959, 1),
            ("Dusseldorf", 2_934_246, 1), ("Dusseldrof", 2_934_246, 1), ("Duesseldrf", 2_934_246, 1), ("Düsel", 2_934_246, 3),
            ("Chicgao", 4_887_398, 1), ("new yrok", 5_128_581, 1),
            ("חיפה", 294_801, 1), ("חיפ", 294_801, 1), ("서울", 1_835_848, 1), ("Αθήνα", 264_371, 1), ("ΑΘΗΝ", 264_371, 1), ("東京", 1_850_147, 1),
            ("東", 1_850_147, 1), ("กรุงเทพ", 1_609_350, 1),
            ("Barcelna", 3_128_760, 1), ("São Pa", 3_448_439, 1), ("sao pualo", 3_448_439, 1), ("Rom", 3_169_070, 1), ("Wien", 2_761_369, 1),
            ("Reading", 2_639_577, 1), ("Birmingham", 2_655_603, 1),
            ("Stalingrad", 472_757, 1), ("Bombay", 1_275_339, 1), ("Constantinople", 745_044, 1), ("Istanbul", 745_044, 1), ("istanbul", 745_044, 1),
            ("İSTANBUL", 745_044, 1), ("Diyarbakir", 316_541, 1),
            ("Lodz", 3_093_133, 1), ("Thesaloniki", 734_077, 1), ("Nuernberg", 2_861_650, 1), ("Nürnbreg", 2_861_650, 1), ("St. Louis", 4_407_066, 1),
            ("Saint Louis", 4_407_066, 3), ("St Albans", 2_638_867, 3),
        ])
    func finds(_ text: String, _ id: Int, _ among: Int) throws {
        let hits = try search(text)
        #expect(
            hits.prefix(among).contains { $0.place.id == id }, "\(text): \(hits.prefix(4).map { "\($0.place.id) \($0.place.name) \($0.country)" })")
    }

    @Test(
        "Country and region behind the name",
        arguments: [
            ("Cardiff, UK", 2_653_822), ("Cardiff UK", 2_653_822), ("Cardiff, Wales", 2_653_822), ("Paris, Texas", 4_717_560),
            ("Paris Texas", 4_717_560), ("Paris, TX", 4_717_560), ("Paris, Tex", 4_717_560),
            ("Springfield, Illinois", 4_250_542), ("Springfield, IL", 4_250_542), ("Springfeild, Illinois", 4_250_542),
            ("Frankfurt, Brandenburg", 2_925_535), ("Frankfurt (Oder)", 2_925_535), ("Frankfurt Oder", 2_925_535),
            ("Wien Österreich", 2_761_369), ("Vienna, Virginia", 4_791_160), ("Birmingham, USA", 4_049_979), ("Birmingham, Alabama", 4_049_979),
            ("Birmingham, Vereinigtes Königreich", 2_655_603),
            ("London, Ontario", 6_058_560), ("London, Ontario, Canada", 6_058_560), ("London, Canada", 6_058_560), ("Haifa, Israel", 294_801),
            ("Haifa, ISR", 294_801), ("Sankt Peterburg, Россия", 498_817),
            ("Santiago, Chile", 3_871_336), ("Santiago de Chile", 3_871_336), ("Tripoli, Liban", 266_826), ("San José, Costa Rica", 3_621_849),
            ("Reading, Pennsylvania", 5_207_728), ("Birmingham,", 2_655_603), ("Birmingham, ", 2_655_603),
        ])
    func qualified(_ text: String, _ id: Int) throws {
        let hits = try search(text)
        #expect(
            hits.first?.place.id == id,
            "\(text): \(hits.prefix(4).map { "\($0.place.id) \($0.place.name) \($0.country) \($0.place.regionName ?? "")" })")
    }

    @Test("One or two letters give large places at once", arguments: ["a", "b", "L", "be", "lo", "м", "東", "ال"])
    func short(_ text: String) throws {
        let hits = try search(text)
        #expect(hits.count == 10)
        #expect(hits.allSatisfy { $0.place.population > 100_000 }, "\(hits.map { "\($0.place.name) \($0.place.population)" })")
    }

    @Test("Names come in the reader's language, and the matched one where it is another") func names() throws {
        let hit = try #require(try search("Stalingrad", language: "de").first)
        #expect(hit.name.reader == "Wolgograd" && hit.name.local == "Волгоград" && hit.matchedName == "Stalingrad")
        let shown = try #require(try search("Wolgog", language: "de").first)
        #expect(shown.matchedName == nil && shown.edits == 0)
        #expect(try search("Wolwograd").first?.edits == 1)
    }

    @Test("Countries limit the search") func countries() throws {
        #expect(try search("Birmingham", countries: ["US"]).allSatisfy { $0.country == "US" })
        #expect(try search("Birmingham", countries: ["US"]).first?.place.id == 4_049_979)
        #expect(try search("Birmingham", countries: []).isEmpty)
        #expect(try search("Birmingham", countries: ["??"]).isEmpty)
        #expect(try search("Birmingham, UK", countries: ["US"]).allSatisfy { $0.country == "US" })
    }

    @Test("What the office deals with comes sooner, however small") func closeTo() throws {
        let paris = 4_717_560
        #expect(try search("Par").contains { $0.place.id == paris } == false)
        #expect(try search("Par", closeTo: [paris, 99]).prefix(8).contains { $0.place.id == paris })
        // Reading in Pennsylvania is as large as half of Reading in England.
        #expect(try search("Readin", closeTo: [5_207_728]).first?.place.id == 5_207_728)
        #expect(try search("Berlin", closeTo: Set(1...5_000)).first?.place.id == 2_950_159)
        #expect(try search("Par", closeTo: [paris], countries: ["FR"]).allSatisfy { $0.country == "FR" })
    }

    @Test("The limit holds and no place comes twice") func limit() throws {
        #expect(try search("san", limit: 3).count == 3)
        #expect(try search("san", limit: 0).count == 1)
        #expect(try search("san", limit: -7).count == 1)
        let many = try search("san", limit: 1_000)
        #expect(many.count == 100)
        #expect(Set(many.map(\.place.id)).count == many.count)
    }

    @Test("The same question has the same answer") func deterministic() throws {
        for text in ["s", "san", "Springfield", "Wolwograd", "köln"] { #expect(try search(text) == search(text)) }
    }

    @Test(
        "Bad input finds nothing or something, and ends quickly",
        arguments: [
            "", " ", ",", ",,,", "(", "---", "'", "\u{0}", "\u{1}\u{2}\u{7F}", "\u{301}\u{301}", "\u{FFFD}", "\u{200B}", "🏙️", "%", "_", "*", "\"",
            "'; DROP TABLE place; --", "\\", "a\u{0}b",
            ", Texas", "Paris, , ,", "Paris,,,Texas", "((((", "a,b,c,d,e,f,g,h", "\u{202E}siraP", "ก็็็็็็็็็็", "Z̸̢̛̙͇̲a̶l̷g̴o̵",
        ])
    func bad(_ text: String) throws {
        _ = try search(text)
        if FoldedName(text).isEmpty { #expect(try search(text).isEmpty) }
    }

    @Test("Long input ends quickly") func long() throws {
        let start = ContinuousClock.now
        for unit in ["a", "ä", "San ", "x, ", "北", "\u{301}", "\u{1112}\u{1161}", "🏙️", "aaaaaaaab ", ",", " "] {
            _ = try search(String(repeating: unit, count: 10_000))
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("Text of any bytes does no harm") func arbitrary() throws {
        var random = Seeded(state: 3)
        for _ in 0..<60 {
            let bytes = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try search(String(decoding: bytes, as: UTF8.self))
            let units = (0..<Int(random.next() % 20)).map { _ in UInt16(truncatingIfNeeded: random.next()) }
            _ = try search(String(decoding: units, as: UTF16.self))
        }
    }

    @Test("The benchmark runs and most towns are found") func benchmark() throws {
        let figures = try PlaceSearchBenchmark.run(gazetteer: TestGazetteer.shared.get(), names: 60)
        #expect(figures.searches > 180)
        #expect(figures.foundOfTowns > 0.9, "\(figures)")
        #expect(figures.foundOfTownsMistyped > 0.8, "\(figures)")
    }
}
