import Foundation
import Gazetteer
import Testing

@testable import Reconciliation

@Suite("Matching names")
struct ReconcilerTests {
    @Test(
        "Matched",
        arguments: [
            // Exonyms, other scripts, former names.
            ("Marseilles", "France", "Marseille"), ("Kiev", "Ukraine", "Kyiv"), ("Lvov", "USSR", "Lviv"), ("Peking", "China", "Beijing"),
            ("Canton", "China", "Guangzhou"), ("Leningrad", "Russia", "Saint Petersburg"), ("Karl-Marx-Stadt", "Germany (East)", "Chemnitz"),
            ("Constantinople", "Turkey", "Istanbul"), ("Danzig", "Polen", "Gdańsk"), ("Breslau", "Poland", "Wrocław"),
            ("Saigon", "Vietnam", "Ho Chi Minh City"),
            ("Bombay", "India", "Mumbai"), ("Eskisehir", "Turkey", "Eskişehir"), ("Ciudad de México", "Mexiko", "Mexico City"),
            ("Sankt-Peterburg", "Russie", "Saint Petersburg"), ("Ho Chi Minh-Stadt", "Vietnam", "Ho Chi Minh City"),
            ("Den Haag", "Holland", "The Hague"),
            ("北京市", "中国", "Beijing"), ("서울특별시", "대한민국", "Seoul"), ("Москва", "Россия", "Moscow"), ("القاهرة", "مصر", "Cairo"),
            // Printed tables: capitals, numbering, footnotes, spaces.
            ("12. MILAN", "ITALY", "Milan"), ("3) Lyon*", "France", "Lyon"), ("Reading¹", "United Kingdom", "Reading"),
            ("  Dresden  ", "Germany (East)", "Dresden"),
            ("Volgograd*", "Russian Federation", "Volgograd"), ("Osaka (a)", "Japan", "Osaka"), ("Chicago [2]", "USA", "Chicago"),
            ("Prague 3", "Czech Republic", "Prague"),
            // Offices' words.
            ("City of Chicago", "USA", "Chicago"), ("City and County of San Francisco", "USA", "San Francisco"),
            ("Ayuntamiento de Sevilla", "España", "Sevilla"),
            ("Comune di Milano", "Italia", "Milan"), ("Ville de Lyon", "France", "Lyon"), ("Ville d'Annecy", "France", "Annecy"),
            ("Landeshauptstadt Düsseldorf", "Allemagne", "Düsseldorf"),
            ("Hansestadt Rostock", "Germany", "Rostock"), ("Gemeente Utrecht", "Netherlands", "Utrecht"), ("Miasto Kraków", "Poland", "Kraków"),
            ("Suwon-si", "Republic of Korea", "Suwon"), ("Hiroshima-shi", "Japan", "Hiroshima"), ("Izmir Büyükşehir Belediyesi", "Türkiye", "İzmir"),
            ("City of Greater Geelong", "Australia", "Geelong"), ("город Казань", "Россия", "Kazan"),
            ("Nanjing Municipal People's Government", "China", "Nanjing"),
            // Qualifiers and abbreviations.
            ("Frankfurt (Oder)", "Germany", "Frankfurt (Oder)"), ("Frankfurt/M.", "Germany", "Frankfurt am Main"),
            ("Frankfurt a. d. Oder", "Germany", "Frankfurt (Oder)"),
            ("Halle/Saale", "DDR", "Halle (Saale)"), ("Halle (Saale)", "Germany", "Halle (Saale)"), ("Freiburg i. Br.", "BRD", "Freiburg"),
            ("Rothenburg o.d.T.", "Germany", "Rothenburg ob der Tauber"), ("Ústí n. L.", "CSSR", "Ústí nad Labem"),
            ("Portland, Oregon", "USA", "Portland"),
            ("Portland, OR", "United States of America", "Portland"), ("St. Petersburg", "Russia", "Saint Petersburg"),
            ("Petersburg (Leningrad)", "Russia", "Saint Petersburg"),
            ("Washington D.C.", "USA", "Washington"), ("New York City", "Etats-Unis", "New York City"),
            ("Springfield, Illinois", "USA", "Springfield"),
            // Two names of one place, districts, territories.
            ("Köln / Cologne", "Deutschland", "Köln"), ("Tel Aviv/Jaffo", "Israel", "Tel Aviv"), ("Berlin Treptow", "Germany", "Treptow"),
            ("Berlin-Treptow", "Germany", "Treptow"),
            ("San Juan", "Puerto Rico", "San Juan"), ("Fort-de-France", "France", "Fort-de-France"), ("Wolwograd", "Russia", "Volgograd"),
        ]) func matched(_ name: String, _ country: String, _ place: String) throws
    {
        let verdict = try TestReconciler.verdict(name, country)
        #expect(
            verdict.status == .matched && verdict.place?.name == place,
            "\(name), \(country): \(verdict.place?.name ?? "none"). \(verdict.reason.sentence)")
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

    @Test("Two names joined by “and” are two, though a city may have grown from them") func joinedByAnd() throws {
        let verdict = try TestReconciler.verdict("Buda & Pest", "Hungary")
        #expect(verdict.status == .review)
        #expect(verdict.reason == .severalPlaces(names: ["Buda", "Pest"]))
        #expect(verdict.candidates.first?.place.name == "Budapest")
        #expect(try TestReconciler.verdict("Köln / Cologne", "Germany").status == .matched)
    }

    @Test("The parts of a row that lie side by side go before their namesakes") func sideBySide() throws {
        let verdict = try TestReconciler.verdict("Sankt Andrä and Wördern", "Austria")
        #expect(verdict.status == .review)
        #expect(verdict.candidates.prefix(2).map(\.place.name) == ["Sankt Andrä vor dem Hagenthale", "Wördern"])
    }

    @Test("Crimea under Russia is never matched by itself", arguments: ["Sevastopol", "Simferopol", "Yalta", "Kerch"]) func disputed(_ name: String)
        throws
    {
        let verdict = try TestReconciler.verdict(name, "Russia")
        #expect(verdict.status == .review)
        guard case .inTerritory(_, "UA", "RU") = verdict.reason else { Issue.record("\(verdict.reason)"); return }
        #expect(verdict.candidates.first?.place.country == "UA")
        #expect(try TestReconciler.verdict(name, "Ukraine").candidates.first?.place == verdict.candidates.first?.place)
    }

    @Test("Slavic names of districts lead to their seats, unless two towns may have given the name") func seats() throws {
        #expect(try TestReconciler.verdict("Naro-Fominsky District", "Russia").place?.name == "Naro-Fominsk")
        #expect(try TestReconciler.verdict("Kostromskoy District", "Russia").place?.name == "Kostroma")
        #expect(try TestReconciler.verdict("Leninsky District", "Russia").status == .review)
    }

    @Test("A part named after its city and a dash is found far out in the same region") func farPart() throws {
        #expect(try TestReconciler.verdict("Chongqing – Nanchuan", "China").place?.name == "Nanchuan")
    }

    @Test(
        "A name no list has is offered the largest cities, as a guess and no more",
        arguments: [
            ("Newham", "England", "London"), ("Vitacura", "Chile", "Santiago"), ("Bayside, Victoria", "Australia", "Melbourne"),
            ("Vale of Glamorgan", "Wales", "Cardiff"),
        ]) func guess(_ name: String, _ country: String, _ city: String) throws
    {
        let verdict = try TestReconciler.verdict(name, country)
        #expect(verdict.status != .matched && verdict.place == nil)
        let guess = try #require(verdict.candidates.prefix(3).first { $0.place.name == city })
        #expect(guess.confidence <= 0.05)
    }

    @Test("Nothing is guessed beside a great city abroad, for a region or without a country") func noGuess() throws {
        #expect(try TestReconciler.verdict("Budapest", "Romania").candidates.allSatisfy { $0.place.country == "HU" })
        #expect(try TestReconciler.verdict("Xqzzt Province", "Italy").candidates.isEmpty)
        #expect(try TestReconciler.verdict("Xqzzt").candidates.isEmpty)
    }

    @Test("The city in brackets is offered beside a place of the first name") func namedCity() throws {
        let verdict = try TestReconciler.verdict("Vaihingen (Stuttgart)", "Germany")
        #expect(verdict.status == .review)
        #expect(verdict.candidates.prefix(2).contains { $0.place.name == "Stuttgart" })
    }

    @Test("A Korean name in the newer transcription is offered the town in the older, for review") func olderKorean() throws {
        let verdict = try TestReconciler.verdict("Yeongcheon", "South Korea")
        #expect(verdict.status == .review)
        #expect(verdict.candidates.first?.reason == .anotherTranscription(written: "Yeongcheon", name: verdict.candidates.first?.place.name ?? ""))
        #expect(Sounding.olderKorean("Uljin").contains("ulchin"))
        #expect(Sounding.olderKorean("Gwacheon").contains("kwachon"))
        #expect(Sounding.olderKorean("울진").isEmpty)
    }

    @Test("Romanian cedillas and commas are one spelling") func cedillas() throws {
        let comma = try TestReconciler.verdict("Dănești", "Romania")
        let cedilla = try TestReconciler.verdict("Dăneşti", "Romania")
        #expect(comma.candidates.map(\.place) == cedilla.candidates.map(\.place))
        let populations = comma.candidates.prefix(3).map(\.place.population)
        #expect(populations == populations.sorted(by: >))
    }

    @Test(
        "Regions are not taken for towns",
        arguments: [("Guangdong Province", "China"), ("Lombardy", "Italy"), ("Sverdlovsk Oblast", "Russia"), ("Cook County", "USA")])
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

    @Test(
        "Hostile cells get a verdict, not a crash",
        arguments: [
            "", " ", "\u{0}", "\u{1F}\u{7F}\u{200B}", "=cmd|' /C calc'!A0", "@SUM(1+1)", "12", "---", "((((", "))))", "a)", "/", "//", "&", "-", "(",
            "[", "St.", "St",
            "City of", "of", "\u{202E}nilreB", "🏳️‍🌈", "..", "1. ", "()", "(a)(b)(c)(d)(e)", ",,,,", "Städtchen, , ,", "\"", "'", "’", "d'", "-shi", "市",
            "é\u{301}\u{301}\u{301}",
        ]) func hostile(_ cell: String) throws
    {
        for country in [nil, "", cell, "France"] {
            let verdict = try TestReconciler.verdict(cell, country, region: cell)
            #expect((verdict.status == .matched) == (verdict.place != nil))
            #expect(!verdict.reason.sentence.isEmpty)
        }
    }

    @Test("Ten thousand characters are too many") func long() throws {
        for text in [
            String(repeating: "Paris ", count: 2_000), String(repeating: "(", count: 10_000), String(repeating: "é", count: 10_000),
            String(repeating: "a-", count: 5_000),
        ] {
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
