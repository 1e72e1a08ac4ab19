import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Desk

/// A person's own desk: nobody else's, nothing on it that they may not see.
@Suite struct DeskTests {
    private func enter(_ app: TestApp, _ name: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await app.as(character).post("/office/organisations", [("name", name), ("kind", "other"), ("place-text", "")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location.split(separator: "/").last.map(String.init) ?? ""
    }

    @Test func aStarIsOnesOwn() async throws {
        try await TestApp.each { (app) async throws in
            let id = try await enter(app, "Harbour of Haifa")
            let fields = [("kind", "organisation"), ("record", id)]
            let page = try await app.as(.officer).get("/office/organisations/\(id)").text
            #expect(page.contains("Add to my favourites"))
            for _ in 1...2 { #expect(try await app.as(.officer).post("/office/favourites", fields).location == "/office/organisations/\(id)") }
            #expect(try await app.as(.officer).get("/office/organisations/\(id)").text.contains("Take off my favourites"))
            let today = try await app.as(.officer).get("/office").text
            #expect(today.contains("My favourites") && today.contains("Harbour of Haifa"))
            #expect(try await app.as(.director).get("/office").text.contains("My favourites") == false)
            // Marking tells nobody what exists.
            #expect(try await app.as(.haifaOfficer).post("/office/favourites", fields).status == 404)
            #expect(try await app.as(.council).post("/office/favourites", fields).status == 404)
            #expect(try await app.as(.officer).post("/office/favourites", [("kind", "place"), ("record", "x")]).status == 404)
            #expect(try await app.as(.officer).post("/office/favourites/removal", fields).status == 303)
            #expect(try await app.as(.officer).get("/office").text.contains("My favourites") == false)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM favourite") ?? -1 } == 0)
        }
    }

    @Test func whatWasOpenedLastComesFirstAndTheTwentyFirstFalls() async throws {
        for engine in Engine.allCases {
            try await TestApp.on(engine) { (app) async throws in
                var ids: [String] = []
                for number in 1...22 { ids.append(try await enter(app, "Club \(number)")) }
                let actor = try #require(app.cast.people[.officer]).actor
                let owner = try #require(DeskOwner(actor))
                let recent = RecentItems()
                let records = app.house.features.flatMap(\.records)
                let opened = ids
                try await app.house.database.read { (connection) throws in
                    for (second, id) in (opened + [opened[3], UUID().uuidString.lowercased()]).enumerated() {
                        recent.note("organisation", id, by: owner, at: TestApp.now.adding(seconds: Int64(second)), records, app.house)
                    }
                    let names = try recent.last(3, of: owner, records, actor, .english, connection).map(\.name)
                    #expect(names == ["Club 4", "Club 22", "Club 21"])
                }
                try await recent.flush(records, app.house.database)
                let kept = try await app.stored { try $0.value("SELECT COUNT(*) FROM recent_item") ?? -1 }
                #expect(kept == 20)
                try await app.house.database.read { (connection) throws in
                    // Another server knows only what was written down.
                    let names = try RecentItems().last(20, of: owner, records, actor, .english, connection).map(\.name)
                    #expect(names.contains("Club 22") && !names.contains("Club 1"))
                }
                try await recent.flush(records, app.house.database)
                #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM recent_item") ?? -1 } == kept)
            }
        }
    }

    /// A place of the gazetteer nobody has dealt with so far is taken into the database by the star, and by a file.
    @Test func aPlaceNobodyDealtWithCanBeMarked() async throws {
        try await TestApp.each { (app) async throws in
            let (mark, attach) = ("1814906", "1850147")
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM place WHERE id IN (1814906, 1850147)") ?? -1 } == 0)
            let answer = try await app.as(.officer).post("/office/favourites", [("kind", "place"), ("record", mark)])
            #expect(answer.location == "/office/places/\(mark)")
            #expect(try await app.as(.officer).get("/office").text.contains("Chongqing"))
            #expect(try await app.as(.officer).get("/office/files/new?kind=place&record=\(attach)").text.contains("Tokyo"))
            let file = try await app.as(.officer).upload(
                "/office/files", file: ("files", "map.txt", Array("harbour".utf8)), [("kind", "place"), ("record", attach)])
            #expect(file.location == "/office/places/\(attach)")
            #expect(try await app.as(.officer).get("/office/places/\(attach)").text.contains(">map</a>"))
            #expect(try await app.as(.officer).post("/office/favourites", [("kind", "place"), ("record", "999999999")]).status == 404)
        }
    }

    @Test func openingAPageIsRemembered() async throws {
        try await TestApp.each { (app) async throws in
            let id = try await enter(app, "Opened club")
            #expect(try await app.as(.officer).get("/office").text.contains("Opened last") == false)
            _ = try await app.as(.officer).get("/office/organisations/\(id)")
            let today = try await app.as(.officer).get("/office").text
            #expect(today.contains("Opened last") && today.contains("Opened club"))
            #expect(try await app.as(.secondOfficer).get("/office").text.contains("Opened club") == false)
        }
    }

    @Test func twoViewsOfOneListHaveTwoNames() async throws {
        try await TestApp.each { (app) async throws in
            let (address, other) = ("/office/organisations?q=haifa", "/office/organisations?q=reading")
            func save(_ address: String, _ name: String, _ more: [(String, String)] = [], as who: Cast.Character = .officer) async throws -> Answer {
                try await app.as(who).post("/office/views", [("address", address), ("name", name)] + more)
            }
            func stored() async throws -> [String] {
                try await app.stored {
                    try $0.rows("SELECT name, address, is_shared FROM saved_view ORDER BY address, name") { row in
                        "\(try row["name"] as String) \(try row["address"] as String) \(try row["is_shared"] as Bool)"
                    }
                }
            }
            #expect(try await save(address, "Clubs").location == address)
            // Pressed twice, it is saved once.
            #expect(try await save(address, "Clubs").location == address)
            #expect(try await stored() == ["Clubs \(address) false"])
            let refused = try await save(other, "clubs", [("shared", "1")])
            #expect(refused.status == 422 && refused.text.contains("called “Clubs” already") && refused.text.contains("Put it in its place"))
            #expect(refused.text.contains("name=\"replace\" value=\"1\"") && refused.text.contains("value=\"clubs\""))
            #expect(try await stored() == ["Clubs \(address) false"])
            // The same name is free for another list, and for somebody else.
            #expect(try await save("/office/people?q=haifa", "Clubs").status == 303)
            #expect(try await save(other, "Clubs", as: .secondOfficer).status == 303)
            #expect(try await stored().count == 3)
            #expect(try await save(other, "clubs", [("shared", "1"), ("replace", "1")]).location == other)
            #expect(try await stored() == ["Clubs \(other) false", "clubs \(other) true", "Clubs /office/people?q=haifa false"])
        }
    }

    @Test func aViewIsSavedSharedAndRemoved() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await enter(app, "Club of Haifa")
            let address = "/office/organisations?q=haifa&sort=-name"
            let list = try await app.as(.officer).get(address).text
            #expect(list.contains("Save this view"))
            #expect(try await app.as(.officer).get("/office/organisations").text.contains("Save this view") == false)
            #expect(try await app.as(nil).get("/partnerships?sort=city").text.contains("Save this view") == false)
            let wrong = try await app.as(.officer).post("/office/views", [("address", address), ("name", " ")])
            #expect(wrong.status == 422 && wrong.text.contains("Give it a name"))
            let saved = try await app.as(.officer).post("/office/views", [("address", address), ("name", "Haifa <clubs>"), ("shared", "1")])
            #expect(saved.location == address)
            let shown = "<a href=\"/office/organisations?q=haifa&amp;sort=-name\">Haifa &lt;clubs&gt;</a>"
            for reader in [Cast.Character.officer, .colleague] {
                #expect(try await app.as(reader).get("/office").text.contains(shown))
                #expect(try await app.as(reader).get("/office/views").text.contains(shown))
            }
            #expect(try await app.as(.haifaOfficer).get("/office/views").text.contains("clubs") == false)
            let id: String = try await app.stored { try $0.value("SELECT id FROM saved_view") ?? "" }
            for stranger in [Cast.Character.colleague, .haifaOfficer] {
                #expect(try await app.as(stranger).post("/office/views/\(id)/removal").status == 404)
            }
            #expect(try await app.as(.officer).post("/office/views/\(id)/sharing", [("shared", "0")]).status == 303)
            #expect(try await app.as(.colleague).get("/office/views").text.contains("clubs") == false)
            #expect(try await app.as(.director).post("/office/views/\(id)/removal").status == 404)
            #expect(try await app.as(.officer).post("/office/views/\(id)/removal").status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM saved_view") ?? -1 } == 0)
        }
    }

    /// A view leads to a list of ours and nowhere else, whatever is written into the form.
    @Test func aViewLeadsNowhereElse() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            for address in [
                "https://example.org/office/organisations", "//example.org/office", "/office/organisations\r\nX: y", "javascript:alert(1)",
                "/office/nothing", "",
                "/sign-in", "/office/accounts", "/office/organisations?q=" + String(repeating: "x", count: 2000),
                "/office/organisations/../../sign-in",
            ] {
                #expect(
                    try await app.as(.officer).post("/office/views", [("address", address), ("name", "x")]).status == 404, "\(address.prefix(60))")
            }
        }
    }

    @Test func theKeysAreExplained() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let page = try await app.as(.council).get("/office/shortcuts").text
            #expect(page.contains("<kbd>g</kbd> <kbd>p</kbd>") && page.contains("data-shortcuts"))
        }
    }
}
