import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Directory

struct RelationPagesTests {
    /// Warsaw with four cities; Chongqing with it from two sources.
    private static func fill(_ app: TestApp) throws {
        try app.relate(
            """
            city1,country1,city2,country2,since,kind
            Warsaw,Poland,Chongqing,China,1999,Sister city
            Moscow,Russia,Warsaw,Poland,1993,
            Athens,Greece,Warsaw,Poland,,
            Haifa,Israel,Warsaw,Poland,,
            Haifa,Israel,Athens,Greece,,

            """, source: "Invented list")
        try app.relate("city1,country1,city2,country2,since\nChongqing,China,Warsaw,Poland,1987\n", source: "Another list")
    }

    private static func names(_ page: String) -> [String] {
        page.matches(of: /<th scope="row"><a href="\/office\/places\/([0-9]+)"/).map { String($0.1) }
    }

    @Test func thePageOfACityNamesTheCitiesItIsTwinnedWith() async throws {
        try await TestApp.each { app in
            let before = try await app.as(.officer).get("/office/places/\(TestApp.warsaw)").text
            #expect(!before.contains("Known relations"))
            let empty = try await app.as(.officer).get("/office/places/\(TestApp.warsaw)/relations").text
            #expect(empty.contains("No relation of Warsaw is known here") && empty.contains("proxenia import relations FILE"))
            try Self.fill(app)
            let page = try await app.as(.colleague).get("/office/places/\(TestApp.warsaw)").text
            for words in [
                "<h2>Known relations</h2>", "Twinned with 4 cities", "href=\"/office/places/\(TestApp.warsaw)/relations\"",
                "Another list and one more",
                "<span class=\"native\" lang=\"zh\">重庆", "1987",
            ] { #expect(page.contains(words), "\(words)") }
            // From the other end, and in German.
            let haifa = try await app.as(.officer).get("/office/places/\(TestApp.haifa)", headers: ["accept-language": "de"]).text
            #expect(haifa.contains("Bekannte Beziehungen") && haifa.contains("Warschau") && haifa.contains("Athen"))
        }
    }

    @Test func theListIsSearchedSortedNarrowedPagedAndExported() async throws {
        try await TestApp.each { app in
            try Self.fill(app)
            let path = "/office/places/\(TestApp.warsaw)/relations"
            let (athens, chongqing, haifa, moscow) = ("264371", "1814906", "294801", "524901")
            let expected = [
                "": [athens, chongqing, haifa, moscow], "?sort=-place": [moscow, haifa, chongqing, athens],
                "?sort=country": [chongqing, athens, haifa, moscow],
                "?sort=-since": [moscow, chongqing], "?q=Moskau": [moscow],
                "?q=重庆".addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "": [chongqing],
                "?country=IL&country=GR": [athens, haifa], "?q=%25": [], "?q=zzz": [], "?country=XX": [],
            ]
            for (query, cities) in expected {
                let page = try await app.as(.colleague).get(path + query)
                #expect(page.status == 200 && Array(Self.names(page.text).prefix(cities.count)) == cities, "\(query): \(Self.names(page.text))")
                if query != "?sort=-since" { #expect(Self.names(page.text).count == cities.count, "\(query)") }
            }
            let csv = try await app.as(.officer).get(path + "/export/csv?q=Chongqing").text
            #expect(csv.contains("Chongqing,China,1987,Sister city,Another list and one more") && !csv.contains("Moscow"))
            let json = try await app.as(.officer).get(path + "/export/json")
            #expect((try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [[String: Any]])?.count == 4)
            for missing in [
                "/office/places/1/relations", "/office/places/abc/relations", "/office/places/1/relations/export/csv", path + "/export/pdf",
            ] {
                #expect(try await app.as(.officer).get(missing).status == 404, "\(missing)")
            }
            #expect(try await app.as(nil).get(path).status != 200)
        }
    }

    /// Page by page, in every order, each city once.
    @Test func pagingShowsEveryCityOnce() async throws {
        try await TestApp.each { app in
            try Self.fill(app)
            let actor = try #require(app.cast.people[.officer]?.actor)
            let scope = ListScope(actor: actor, w: app.house.words(.german), now: TestApp.now)
            for sort in ["place", "-place", "country", "-country", "since", "-since"] {
                let found = try await app.stored { connection in
                    let list = RelationList.of(TestApp.warsaw)
                    var query = list.query(Parameters([("sort", sort)]), limit: 1)
                    var found: [PlaceID] = []
                    while found.count < 10 {
                        let page = try list.page(query, scope, connection)
                        found += page.items.map(\.place.id)
                        guard let after = page.after else { break }
                        query.cursor = after
                    }
                    return found
                }
                #expect(found.count == 4 && Set(found).count == 4, "\(sort): \(found)")
            }
        }
    }

    @Test func theGovernmentOfACityShowsWhatIsKnownOfIt() async throws {
        try await TestApp.each { (app) async throws in
            try Self.fill(app)
            let government = try await app.enter("City of Warsaw", kind: "local_government", place: "Warsaw, Poland")
            let club = try await app.enter("Vistula Club", kind: "club", place: "Warsaw, Poland")
            #expect(try await app.as(.officer).get(government).text.contains("Known relations"))
            #expect(try await app.as(.officer).get(club).text.contains("Known relations") == false)
        }
    }

    @Test func theApiSaysWhoSaysSo() async throws {
        try await TestApp.each { (app) async throws in
            try Self.fill(app)
            let path = "/api/v1/places/\(TestApp.warsaw)/relations"
            let answer = try await app.as(nil).get(path + "?limit=3")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
            #expect(answer.status == 200 && object["total"] as? Int == 4, "\(answer.text)")
            let items = try #require(object["items"] as? [[String: Any]])
            #expect(items.map { $0["place_id"] as? Int } == [264_371, 1_814_906, 294_801])
            let sources = try #require(items[1]["sources"] as? [[String: Any]])
            #expect(sources.map { $0["source"] as? String } == ["Another list", "Invented list"])
            #expect(sources.map { $0["since"] as? String } == ["1987", "1999"] && sources[1]["kind"] as? String == "Sister city")
            #expect(sources[0]["kind"] is NSNull && (sources[0]["imported_at"] as? String)?.hasPrefix("2026-11-20T") == true)
            let rest = try await app.as(nil).get(try #require(object["next"] as? String))
            let last = try #require(try JSONSerialization.jsonObject(with: Data(rest.bytes)) as? [String: Any])
            #expect((last["items"] as? [[String: Any]])?.map { $0["place_id"] as? Int } == [524_901] && last["next"] is NSNull)
            let described = try await app.as(nil).get("/api/v1/openapi.json")
            let all = try #require(try JSONSerialization.jsonObject(with: Data(described.bytes)) as? [String: Any])
            let operation = try #require((all["paths"] as? [String: [String: Any]])?["/api/v1/places/{id}/relations"]?["get"] as? [String: Any])
            let text = String(decoding: try JSONSerialization.data(withJSONObject: operation), as: UTF8.self)
            for key in (items[0].keys.map { $0 } + sources[0].keys) { #expect(text.contains("\"\(key)\""), "\(key)") }
            for missing in ["1", "abc", "-1"] { #expect(try await app.as(nil).get("/api/v1/places/\(missing)/relations").status == 404) }
        }
    }

    @Test func fewStatementsHoweverManyCities() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            try Self.fill(app)
            _ = try await app.as(.officer).get("/office/places/\(TestApp.warsaw)/relations?sort=since")
            _ = try await app.as(nil).get("/api/v1/places/\(TestApp.warsaw)/relations")
            #expect((app.statements.of("/office/places/{id}/relations") ?? 99) <= 4)
            #expect((app.statements.of("/api/v1/places/{id}/relations") ?? 99) <= 3)
        }
    }
}
