import Foundation
import Gazetteer
import Testing

@testable import Reconciliation

@Suite("Matching names")
struct ReconcilerTests {
    @Test("Matched", arguments: [
        // Exonyms, other scripts, former names.
        ("Marseilles", "France", "Marseille"), ("Kiev", "Ukraine", "Kyiv"), ("Lvov", "USSR", "Lviv"), ("Peking", "China", "Beijing"),
        ("Canton", "China", "Guangzhou"), ("Leningrad", "Russia", "Saint Petersburg"), ("Karl-Marx-Stadt", "Germany (East)", "Chemnitz"),
        ("Constantinople", "Turkey", "Istanbul"), ("Danzig", "Polen", "Gdańsk"), ("Breslau", "Poland", "Wrocław"), ("Saigon", "Vietnam", "Ho Chi Minh City"),
        ("Bombay", "India", "Mumbai"), ("Eskisehir", "Turkey", "Eskişehir"), ("Ciudad de México", "Mexiko", "Mexico City"),
        ("Sankt-Peterburg", "Russie", "Saint Petersburg"), ("Ho Chi Minh-Stadt", "Vietnam", "Ho Chi Minh City"), ("Den Haag", "Holland", "The Hague"),
        ("北京市", "中国", "Beijing"), ("서울특별시", "대한민국", "Seoul"), ("Москва", "Россия", "Moscow"), ("القاهرة", "مصر", "Cairo"),
        // Printed tables: capitals, numbering, footnotes, spaces.
        ("12. MILAN", "ITALY", "Milan"), ("3) Lyon*", "France", "Lyon"), ("Reading¹", "United Kingdom", "Reading"), ("  Dresden  ", "Germany (East)", "Dresden"),
        ("Volgograd*", "Russian Federation", "Volgograd"), ("Osaka (a)", "Japan", "Osaka"), ("Chicago [2]", "USA", "Chicago"), ("Prague 3", "Czech Republic", "Prague"),
        // Offices' words.
        ("City of Chicago", "USA", "Chicago"), ("City and County of San Francisco", "USA", "San Francisco"), ("Ayuntamiento de Sevilla", "España", "Sevilla"),
        ("Comune di Milano", "Italia", "Milan"), ("Ville de Lyon", "France", "Lyon"), ("Ville d'Annecy", "France", "Annecy"), ("Landeshauptstadt Düsseldorf", "Allemagne", "Düsseldorf"),
        ("Hansestadt Rostock", "Germany", "Rostock"), ("Gemeente Utrecht", "Netherlands", "Utrecht"), ("Miasto Kraków", "Poland", "Kraków"),
        ("Suwon-si", "Republic of Korea", "Suwon"), ("Hiroshima-shi", "Japan", "Hiroshima"), ("Izmir Büyükşehir Belediyesi", "Türkiye", "İzmir"),
        ("City of Greater Geelong", "Australia", "Geelong"), ("город Казань", "Россия", "Kazan"), ("Nanjing Municipal People's Government", "China", "Nanjing"),
        // Qualifiers and abbreviations.
        ("Frankfurt (Oder)", "Germany", "Frankfurt (Oder)"), ("Frankfurt/M.", "Germany", "Frankfurt am Main"), ("Frankfurt a. d. Oder", "Germany", "Frankfurt (Oder)"),
        ("Halle/Saale", "DDR", "Halle (Saale)"), ("Halle (Saale)", "Germany", "Halle (Saale)"), ("Freiburg i. Br.", "BRD", "Freiburg"),
        ("Rothenburg o.d.T.", "Germany", "Rothenburg ob der Tauber"), ("Ústí n. L.", "CSSR", "Ústí nad Labem"), ("Portland, Oregon", "USA", "Portland"),
        ("Portland, OR", "United States of America", "Portland"), ("St. Petersburg", "Russia", "Saint Petersburg"), ("Petersburg (Leningrad)", "Russia", "Saint Petersburg"),
        ("Washington D.C.", "USA", "Washington"), ("New York City", "Etats-Unis", "New York City"), ("Springfield, Illinois", "USA", "Springfield"),
        // Two names of one place, districts, territories.
        ("Köln / Cologne", "Deutschland", "Köln"), ("Tel Aviv/Jaffo", "Israel", "Tel Aviv"), ("Berlin Treptow", "Germany", "Treptow"), ("Berlin-Treptow", "Germany", "Treptow"),
        ("San Juan", "Puerto Rico", "San Juan"), ("Fort-de-France", "France", "Fort-de-France"), ("Wolwograd", "Russia", "Volgograd"),
    ]) func matched(_ name: String, _ country: String, _ place: String) throws {
        let verdict = try TestReconciler.verdict(name, country)
        #expect(verdict.status == .matched && verdict.place?.name == place, "\(name), \(country): \(verdict.place?.name ?? "none"). \(verdict.reason.sentence)")
    }

    @Test("Without a country only what is clear is matched") func countryMissing() throws {
        #expect(try TestReconciler.verdict("Paris").place?.country == "FR")
        #expect(try TestReconciler.verdict("Springfield").status == .review)
        #expect(try TestReconciler.verdict("San José, Costa Rica").place?.country == "CR")
        #expect(try TestReconciler.verdict("Leon (Nicaragua)").place?.country == "NI")
    }

    @Test("The region tells namesakes apart") func region() throws {
        #expect(try TestReconciler.verdict("Springfield", "USA", region: "Massachusetts").place?.region == "MA")
        #expect(try TestReconciler.verdict("Springfield", "USA").status == .review)
        let cardiff = try TestReconciler.verdict("Cardiff", "England")
        #expect(cardiff.status == .review)
        #expect(cardiff.reason == .contradicts(name: "Cardiff", qualifier: "England"))
    }

    @Test("A place that is known elsewhere is never silently corrected") func elsewhere() throws {
        let budapest = try TestReconciler.verdict("Budapest", "Romania")
        #expect(budapest.status == .review)
        #expect(budapest.place == nil)
        #expect(budapest.reason == .elsewhere(name: "Budapest", country: "HU", stated: ["RO"]))
        #expect(budapest.reason.sentence == "Budapest is in Hungary, not in Romania.")
        #expect(budapest.candidates.first?.place.country == "HU")
        #expect(try TestReconciler.verdict("Cairo", "Nicaragua").reason.sentence == "Cairo is in Egypt, not in Nicaragua.")
        #expect(try TestReconciler.verdict("Breslau", "Germany").status == .review)
    }

    @Test("Two places in one row are both offered") func severalPlaces() throws {
        let verdict = try TestReconciler.verdict("Corinto/El Reajo", "Nicaragua")
        #expect(verdict.status == .review)
        #expect(verdict.reason == .severalPlaces(names: ["Corinto", "El Reajo"]))
        let cities = try TestReconciler.verdict("Lyon & Marseille", "France")
        #expect(cities.status == .review)
        #expect(Set(cities.candidates.prefix(2).map(\.place.name)) == ["Lyon", "Marseille"])
    }

    @Test("Regions are not taken for towns", arguments: [("Guangdong Province", "China"), ("Lombardy", "Italy"), ("Sverdlovsk Oblast", "Russia"), ("Cook County", "USA")])
    func regions(_ name: String, _ country: String) throws {
        let verdict = try TestReconciler.verdict(name, country)
        #expect(verdict.status == .review)
        #expect(verdict.reason == .regionRatherThanTown(written: name))
    }

    @Test("A larger namesake overseas makes a row doubtful") func overseas() throws {
        #expect(try TestReconciler.verdict("San Juan", "USA").status == .review)
        #expect(try TestReconciler.verdict("Saint-Denis", "France").status == .review)
    }

    @Test("A country that is not understood is never passed over") func unknownCountry() throws {
        let verdict = try TestReconciler.verdict("Paris", "Utopia")
        #expect(verdict.status == .review)
        #expect(verdict.reason == .countryNotUnderstood(country: "Utopia"))
    }

    @Test("Hostile cells get a verdict, not a crash", arguments: [
        "", " ", "\u{0}", "\u{1F}\u{7F}\u{200B}", "=cmd|' /C calc'!A0", "@SUM(1+1)", "12", "---", "((((", "))))", "a)", "/", "//", "&", "-", "(", "[", "St.", "St",
        "City of", "of", "\u{202E}nilreB", "🏳️‍🌈", "..", "1. ", "()", "(a)(b)(c)(d)(e)", ",,,,", "Städtchen, , ,", "\"", "'", "’", "d'", "-shi", "市", "é\u{301}\u{301}\u{301}",
    ]) func hostile(_ cell: String) throws {
        for country in [nil, "", cell, "France"] {
            let verdict = try TestReconciler.verdict(cell, country, region: cell)
            #expect((verdict.status == .matched) == (verdict.place != nil))
            #expect(!verdict.reason.sentence.isEmpty)
        }
    }

    @Test("Ten thousand characters are too many") func long() throws {
        for text in [String(repeating: "Paris ", count: 2_000), String(repeating: "(", count: 10_000), String(repeating: "é", count: 10_000), String(repeating: "a-", count: 5_000)] {
            let verdict = try TestReconciler.verdict(text, "France")
            #expect(verdict.status == .none)
            #expect(verdict.reason == .tooLong || verdict.reason == .noName)
        }
    }

    @Test("A verdict survives being stored") func coding() throws {
        let verdict = try TestReconciler.verdict("Tel Aviv/Jaffo", "Israel")
        #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
    }
}
