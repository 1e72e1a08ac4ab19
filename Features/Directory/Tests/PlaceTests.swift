import Foundation
import Kernel
import Testing
import Testing_

@testable import Directory

struct PlaceTests {
    @Test(arguments: [
        ("北京", 1_816_670), ("Pekin", 1_816_670), ("beij", 1_816_670), ("Wolwograd", 472_757), ("重庆", 1_814_906), ("Αθήνα", 264_371),
        ("Düsseldorf", 2_934_246),
    ])
    func placesAreFoundInAnyScript(words: String, id: Int) async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let asked = try #require(words.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let json = try await app.as(nil).get("/api/v1/places?q=\(asked)&limit=3")
            #expect(json.status == 200 && json.headers["cache-control"]?.contains("max-age=60") == true)
            let items = try #require((try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: [[String: Any]]])?["items"])
            #expect(items.first?["id"] as? Int == id)
            #expect(
                Set(items.first?.keys.map { $0 } ?? []) == [
                    "id", "text", "name", "local", "local_language", "where", "country", "population", "latitude", "longitude", "time_zone",
                ])
            #expect(try await app.as(.colleague).get("/office/places?q=\(asked)").text.contains("/office/places/\(id)"))
        }
    }

    @Test func hostileQuestionsAreAnsweredKindly() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            #expect(try await app.as(nil).get("/api/v1/places?q=\(String(repeating: "a", count: 201))").status == 422)
            #expect(try await app.as(nil).get("/api/v1/places?q=a&country=DEU").status == 422)
            #expect(try await app.as(nil).get("/api/v1/places?q=berlin&limit=999999999999999999999").status == 200)
            #expect(try await app.as(nil).get("/api/v1/places").text.contains("[]"))
            #expect(try await app.as(.officer).get("/office/places?q=\(String(repeating: "a", count: 500))").status == 200)
            for id in ["0", "99999999", "-1", "abc", "9999999999999999999999"] {
                #expect(try await app.as(.officer).get("/office/places/\(id)").status == 404, "\(id)")
            }
        }
    }

    @Test func theCountryNarrows() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let text = try await app.as(nil).get("/api/v1/places?q=Frankfurt&country=US&limit=5").text
            #expect(text.contains("\"US\"") && !text.contains("\"DE\""))
        }
    }

    @Test func aCityShowsBothScriptsAndBothTimes() async throws {
        try await TestApp.each { (app) async throws in
            let page = try await app.as(.officer).get("/office/places/\(TestApp.chongqing)").text
            for words in [
                "<h1>Chongqing <span class=\"native\" lang=\"zh\">重庆", "<b>17:00</b>", "It is 10:00 in Düsseldorf", "There it is 7 h later",
                "https://www.geonames.org/1814906", "CC BY 4.0", "class=\"map-world\"", "Add an organisation here",
            ] {
                #expect(page.contains(words), "\(words)")
            }
            let german = try await app.as(.colleague).get("/office/places/\(TestApp.chongqing)", headers: ["accept-language": "de"])
            #expect(german.status == 200 && !german.text.contains("Add an organisation here"))
        }
    }

    @Test func keepingTwiceKeepsOnce() async throws {
        try await TestApp.each { (app) async throws in
            let gazetteer = try TestPlaces.gazetteer()
            try await app.house.database.write { connection in
                try PlaceStore(connection).keep([TestApp.chongqing, TestApp.chongqing, 264_371], gazetteer: gazetteer)
                try PlaceStore(connection).keep([TestApp.chongqing], gazetteer: gazetteer)
                let named = try PlaceStore(connection).named([TestApp.chongqing], language: .german)
                #expect(named[TestApp.chongqing]?.localName != nil)
                #expect(throws: AppError.self) { try PlaceStore(connection).keep([1], gazetteer: gazetteer) }
            }
        }
    }

    @Test func theSearchOverEverythingFindsAndSaysWhenNot() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.enter("Rheinoper", kind: "other", place: "Düsseldorf, Germany")
            let found = try await app.as(.officer).get("/office/search?q=rheinop").text
            #expect(found.contains("Rheinoper"))
            #expect(try await app.as(.haifaOfficer).get("/office/search?q=rheinop").text.contains("Rheinoper") == false)
            #expect(try await app.as(.officer).get("/office/search?q=qwxyzzyqq").text.contains("Nothing is found for"))
            #expect(try await app.as(.officer).get("/office/search?q=%25%25").status == 200)
        }
    }
}

struct DirectoryValueTests {
    @Test(arguments: [
        ("3,421,829", 0, 3_421_829), ("3.421.829", 0, 3_421_829), ("3 421 829", 0, 3_421_829), ("250,000", 2, 25_000_000), ("1,180.50", 2, 118_050),
        ("1.180,5", 2, 118_050), ("14.5", 2, 1450), ("0", 2, 0), ("1,250.125", 3, 1_250_125),
    ])
    func numbersAreReadAsPeopleTypeThem(text: String, digits: Int, minor: Int64) {
        #expect(TypedNumber.minor(text, digits: digits) == minor)
    }

    @Test(arguments: ["", "1.18o", "-5", "1,2,3", "12,34,567", "1.2.3", "1234,567", ".", ",5", "99999999999999999999", "٣", "1e9"])
    func whatIsNoNumberIsRefused(text: String) { #expect(TypedNumber.minor(text, digits: 2) == nil) }

    @Test func identifiersKeepTheirForm() {
        #expect(OrganisationIdentifier(.wikidata, " q1718 ")?.value == "Q1718")
        #expect(OrganisationIdentifier(.unlocode, "de dus")?.value == "DEDUS")
        #expect(OrganisationIdentifier(.unlocode, "DEDU1") == nil && OrganisationIdentifier(.unlocode, "DEDU") == nil)
        #expect(
            OrganisationIdentifier(.geonames, "2934246") != nil && OrganisationIdentifier(.geonames, "-1") == nil
                && OrganisationIdentifier(.geonames, "012") == nil)
        #expect(OrganisationIdentifier(.wikidata, "Q0") == nil && OrganisationIdentifier(.own, String(repeating: "x", count: 61)) == nil)
    }
}
