import Foundation
import Kernel
import Testing
import Testing_

@testable import Directory

struct OrganisationPagesTests {
    @Test func anOrganisationIsEnteredReadAndChanged() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter(
                "Chongqing University", place: "Chongqing, China",
                [("names-language", "zh"), ("names-name", "重庆大学"), ("identifiers-scheme", "wikidata"), ("identifiers-value", "q1024426")])
            let page = try await app.as(.officer).get(path)
            #expect(page.status == 200)
            #expect(page.text.contains("<span class=\"native\" lang=\"zh\">重庆大学</span>"))
            #expect(page.text.contains("https://www.wikidata.org/wiki/Q1024426"))
            #expect(page.text.contains("Entered"))
            let changed = try await app.as(.officer).post(
                path, [("revision", "1"), ("name", "University of Chongqing"), ("kind", "university"), ("place-text", "Chongqing, China")])
            #expect(changed.status == 303)
            let after = try await app.as(.officer).get(path).text
            #expect(after.contains("University of Chongqing") && after.contains("Chongqing University → University of Chongqing"))
        }
    }

    @Test(arguments: ["重庆", "chongqing univ", "ΑΘΗΝ", "Dusseldorf", "duesseldorf"])
    func theListIsSearchedInAnyScript(words: String) async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.enter("Chongqing University", [("names-language", "zh"), ("names-name", "重庆大学")])
            _ = try await app.enter("Harbour Authority", kind: "port", place: "Athens, Greece")
            _ = try await app.enter("Heinrich-Heine-Universität Düsseldorf")
            let asked = try #require(words.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let list = try await app.as(.officer).get("/office/organisations?kind=university&kind=port&q=\(asked)").text
            let expected = words.hasPrefix("Α") ? "Harbour Authority" : words.lowercased().hasPrefix("d") ? "Heinrich-Heine" : "Chongqing University"
            #expect(list.contains(expected))
            #expect(["Harbour Authority", "Heinrich-Heine", "Chongqing University"].filter { list.contains($0) } == [expected])
        }
    }

    @Test func signsThatMeanSomethingInAPatternAreText() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            _ = try await app.enter("Plain University")
            for asked in ["%25", "_", "!!!", "%27"] {
                #expect(try await app.as(.officer).get("/office/organisations?q=\(asked)").text.contains("Nothing fits"), "\(asked)")
            }
        }
    }

    @Test(arguments: [
        ("name", String(repeating: "x", count: 201)), ("name", ""), ("kind", "palace"), ("website", "javascript:alert(1)"),
        ("website", String(repeating: "a", count: 1001)), ("note", String(repeating: "n", count: 10_001)),
        ("place-text", "Qwxyzzyqq"), ("place-text", String(repeating: "p", count: 201)), ("place", "999999999999"), ("identifiers-value", "Q"),
        ("names-name", "no language"), ("figures-year", "20155"), ("figures-budget", "1.18o"),
    ])
    func badInputComesBackAsTyped(field: String, value: String) async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            var fields = [
                ("name", "Some University"), ("kind", "university"), ("identifiers-scheme", "wikidata"), ("figures-currency", "EUR"),
                ("names-language", ""),
            ]
            if field != "figures-year" { fields.append(("figures-year", field == "figures-budget" ? "2015" : "")) }
            fields = fields.filter { $0.0 != field } + [(field, value)]
            let answer = try await app.as(.officer).post("/office/organisations", fields)
            #expect(answer.status == 422)
            #expect(answer.text.contains("class=\"problem\""))
            #expect(value.isEmpty || value.count > 60 || field == "kind" || field == "place" || answer.text.contains("value=\"\(value)\""))
            let count: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE kind = 'university'") }
            #expect(count == 0)
        }
    }

    @Test func markupInANameIsText() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let path = try await app.enter("<script>alert(1)</script>")
            for address in [path, "/office/organisations", "/office/search?q=script", "\(path)/edit"] {
                #expect(!(try await app.as(.officer).get(address).text.contains("<script>alert")), "\(address)")
            }
        }
    }

    @Test func moreRowsComeBackWithWhatWasTyped() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let answer = try await app.as(.officer).post(
                "/office/organisations",
                [("name", "Half typed"), ("kind", "club"), ("names-language", "el"), ("names-name", "Αθήνα"), ("more", "names")])
            #expect(answer.status == 200)
            #expect(answer.text.contains("value=\"Half typed\"") && answer.text.contains("value=\"Αθήνα\""))
            #expect(answer.text.components(separatedBy: "name=\"names-name\"").count == 1 + 4)
        }
    }

    @Test func anEqualNameAtTheSamePlaceIsAskedAbout() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.enter("Ruhr-Orchester", kind: "club")
            let again = try await app.as(.officer).post("/office/organisations", [("name", "RUHR ORCHESTER"), ("kind", "club")])
            #expect(again.status == 422 && again.text.contains("Is it this one?"))
            let another = try await app.as(.officer).post("/office/organisations", [("name", "RUHR ORCHESTER"), ("kind", "club"), ("another", "1")])
            #expect(another.status == 303)
        }
    }

    @Test func twoEditorsSeeBothVersions() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter("First name", kind: "club")
            #expect(try await app.as(.officer).post(path, [("revision", "1"), ("name", "Theirs"), ("kind", "club")]).status == 303)
            let late = try await app.as(.secondOfficer).post(path, [("revision", "1"), ("name", "Mine"), ("kind", "museum")])
            #expect(late.status == 409)
            #expect(late.text.contains("<td>Theirs</td><td>Mine</td>") && late.text.contains("<td>Club</td><td>Museum</td>"))
            #expect(between(late.text, "name=\"revision\" value=\"", "\"") == "2")
            #expect(try await app.as(.secondOfficer).post(path, [("revision", "2"), ("name", "Mine"), ("kind", "museum")]).status == 303)
            #expect(try await app.as(.officer).get(path).text.contains("Mine"))
        }
    }

    @Test func archivedIsOutOfSightAndComesBack() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter("Old Club", kind: "club", [("public", "1")])
            #expect(try await app.as(.officer).post("\(path)/archive").status == 303)
            #expect(!(try await app.as(.officer).get("/office/organisations").text.contains("Old Club")))
            #expect(try await app.as(.officer).get("/office/organisations/archive").text.contains("Old Club"))
            #expect(try await app.as(.haifaOfficer).get(path).status == 404)
            #expect(try await app.as(.officer).post(path, [("revision", "2"), ("name", "Changed"), ("kind", "club")]).status == 422)
            #expect(try await app.as(.officer).post("\(path)/restoration").status == 303)
            #expect(try await app.as(.officer).get("/office/organisations").text.contains("Old Club"))
        }
    }

    @Test func everyRoleSeesWhatIsItsOwn() async throws {
        try await TestApp.each { (app) async throws in
            let inner = try await app.enter("Inner Club", kind: "club", [("note", "a private note")])
            let open = try await app.enter("Open Club", kind: "club", [("note", "a private note"), ("public", "1")])
            for character in [Cast.Character.admin, .director, .colleague] {
                let page = try await app.as(character).get(inner)
                #expect(page.status == 200 && page.text.contains("a private note"), "\(character)")
            }
            for character in [Cast.Character.counterpart, .community, .council, .haifaOfficer] {
                #expect(try await app.as(character).get(inner).status == 404, "\(character)")
                let page = try await app.as(character).get(open)
                #expect(page.status == 200 && !page.text.contains("a private note") && !page.text.contains("History"), "\(character)")
                let list = try await app.as(character).get("/office/organisations").text
                #expect(list.contains("Open Club") && !list.contains("Inner Club"), "\(character)")
                let id = String(inner.split(separator: "/").last ?? "")
                #expect(try await app.as(character).get("/api/v1/organisations/\(id)").status == 404)
                #expect(!(try await app.as(character).get("/office/organisations/export/csv").text.contains("Inner Club")))
            }
            for character in [Cast.Character.admin, .colleague, .counterpart, .council, .haifaOfficer] {
                for act in ["", "/archive", "/publication", "/contact"] {
                    let status = try await app.as(character).post(
                        open + act, [("revision", "1"), ("name", "Taken over"), ("kind", "club"), ("unit", "x")]
                    ).status
                    #expect(status == 403 || status == 404, "\(character) \(act) \(status)")
                }
            }
            #expect(try await app.as(nil).get(open).status != 200)
            #expect(try await app.as(.officer).get(open).text.contains("Open Club"))
        }
    }

    @Test(arguments: ["nonsense", "01890a5d-ac96-774b-bcce-b302099a8057", "1%27%20OR%201=1"])
    func whatDoesNotExistIsNotFound(id: String) async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            for tail in ["", "/edit", "/contact"] { #expect(try await app.as(.officer).get("/office/organisations/\(id)\(tail)").status == 404) }
            #expect(try await app.as(.officer).get("/api/v1/organisations/\(id)").status == 404)
        }
    }

    @Test func exportsHoldWhatTheListHolds() async throws {
        try await TestApp.each { (app) async throws in
            for number in 1...60 { _ = try await app.enter("Club \(number)", kind: "club") }
            _ = try await app.enter("=cmd|' /C calc'!A0", kind: "museum")
            let csv = try await app.as(.officer).get("/office/organisations/export/csv?kind=club").text
            #expect(csv.split(whereSeparator: \.isNewline).count == 61)
            #expect(!csv.contains("cmd"))
            let json = try await app.as(.officer).get("/office/organisations/export/json?kind=museum").bytes
            let all = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [[String: Any]])
            #expect(all.count == 1 && all.first?["kind_code"] as? String == "museum")
            #expect(!(try await app.as(.officer).get("/office/organisations/export/csv?kind=museum").text.contains("\n=cmd")))
            #expect(try await app.as(.officer).get("/office/organisations/export/exe").status == 404)
        }
    }

    @Test func theAPIAnswersAsItsDescriptionSays() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter("Club with block", kind: "club", place: "Chongqing, China")
            #expect(
                try await app.as(.officer).post("\(path)/contact", [("revision", "0"), ("unit", "Secretariat"), ("email", "club@example.org")]).status
                    == 303)
            let id = String(path.split(separator: "/").last ?? "")
            let one = try #require(
                try JSONSerialization.jsonObject(with: Data(try await app.as(.officer).get("/api/v1/organisations/\(id)").bytes)) as? [String: Any])
            let described = try #require(
                try JSONSerialization.jsonObject(with: Data(try await app.as(nil).get("/api/v1/openapi.json").bytes)) as? [String: Any])
            let paths = try #require(described["paths"] as? [String: [String: [String: Any]]])
            let responses = try #require(paths["/api/v1/organisations/{id}"]?["get"]?["responses"] as? [String: [String: Any]])
            let schema = try #require(((responses["200"]?["content"] as? [String: [String: Any]])?["application/json"])?["schema"] as? [String: Any])
            #expect(Set(one.keys) == Set(try #require(schema["required"] as? [String])))
            #expect((one["contact"] as? [String: Any])?["unit"] as? String == "Secretariat")
            #expect(one["country"] as? String == "CN")
            #expect(try await app.as(nil).get("/api/v1/organisations").status == 401)
        }
    }

    @Test func aListTakesFewStatements() async throws {
        try await TestApp.each { (app) async throws in
            for number in 1...3 {
                _ = try await app.enter("Club \(number)", kind: "club", place: "Chongqing, China", number == 1 ? [] : [("another", "1")])
            }
            let actor = try #require(app.cast.people[.officer]?.actor)
            let w = app.house.words(.english)
            let counted = try await app.stored { connection in
                let listing = OrganisationList.current
                let page = try listing.page(listing.query(.init()), .init(actor: actor, w: w, now: TestApp.now), connection)
                for filter in listing.filters { _ = try filter.options(.init(actor: actor, w: w, now: TestApp.now), connection) }
                return (connection.statements, page.items.count)
            }
            #expect(counted.0 <= 4)
            #expect(counted.1 >= 3)
        }
    }
}
