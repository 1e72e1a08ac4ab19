import Foundation
import Kernel
import Testing
import Testing_

@testable import People

struct PersonPagesTests {
    @Test func aPersonIsEnteredShownChangedAndFound() async throws {
        try await TestApp.each { (app) async throws in
            let city = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            let page = try await app.as(.officer).get(path).text
            // 09:00 UTC is 10:00 in Düsseldorf and 17:00 in Chongqing, where work ends at half past five.
            for words in [
                "Prof. Wang Xiaoming", "<span class=\"native\" lang=\"zh\">王小明</span>", "Wáng Xiǎomíng", "10:00 here, 17:00 there", "at work now",
                "mailto:wang@invented.example", "Director, Foreign Affairs Office", "since 2021", "Sehr geehrter Herr Professor Wang",
                "Present gifts with both hands", "No coriander", "Public task", "20 November 2028", "Monday to Friday, 09:00 to 17:30, in their time",
            ] {
                #expect(page.contains(words), "\(words)")
            }
            #expect(try await app.as(.officer).get(city).text.contains("Wang Xiaoming"))
            #expect(try await app.as(.officer).get("/office/places/1814906").text.contains("Wang Xiaoming"))
            for typed in ["wang xiao", "Xiaoming Wang", "王小", "wáng", "wang@invented", "foreign affairs"] {
                let query = typed.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                #expect(try await app.as(.colleague).get("/office/people?q=\(query)").text.contains("王小明"), "\(typed)")
                #expect(try await app.as(.colleague).get("/office/search?q=\(query)").text.contains("王小明"), "\(typed)")
            }
            for filter in ["country=CN", "language=zh", "role=international_office", "organisation=\(city.split(separator: "/").last ?? "")"] {
                #expect(try await app.as(.officer).get("/office/people?\(filter)").text.contains("王小明"), "\(filter)")
            }
            for filter in ["country=DE", "language=fr", "role=science", "review=2026-11-20"] {
                #expect(try await app.as(.officer).get("/office/people?\(filter)").text.contains("王小明") == false, "\(filter)")
            }
            // As the form shows it, nothing changes.
            let form = try await app.as(.officer).get("\(path)/edit").text
            #expect(form.contains("value=\"Wang\"") && form.contains("value=\"City of Chongqing\"") && form.contains("name=\"revision\" value=\"1\""))
            let changed = TestApp.person(TestApp.wang.map { $0.0 == "title" ? ("title", "H.E.") : $0 } + [("revision", "1")])
            #expect(try await app.as(.officer).post(path, changed).status == 303)
            #expect(try await app.as(.officer).get(path).text.contains("<b>Title</b>: Prof. → H.E."))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person_version") as Int? } == 2)
        }
    }

    @Test func privateNotesAreForTheOfficeAndNothingIsForOthers() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            let secrets = ["both hands", "coriander", "chair at receptions", "brother"]
            let id = path.split(separator: "/").last ?? ""
            let seen = [path, "/office/people", "/office/people/export/json", "/api/v1/people", "/api/v1/people/\(id)", "/office/search?q=wang"]
            for address in seen {
                let text = try await app.as(.colleague).get(address).text
                #expect(text.contains("Wang"), "\(address)")
                for secret in secrets { #expect(!text.contains(secret), "\(address): \(secret)") }
            }
            for address in seen.filter({ $0 != path }) {
                let text = try await app.as(.director).get(address).text
                for secret in secrets { #expect(!text.contains(secret), "\(address): \(secret)") }
            }
            #expect(try await app.as(.director).get(path).text.contains("coriander"))
            #expect(try await app.as(.colleague).get("\(path)/edit").status == 404)
            for other: Cast.Character in [.haifaOfficer, .counterpart, .community, .council, .admin] {
                #expect(try await app.as(other).get(path).status == 404, "\(other)")
                #expect(try await app.as(other).get("/office/people").text.contains("Xiaoming") == false, "\(other)")
                #expect(try await app.as(other).get("/api/v1/people").text.contains("Xiaoming") == false, "\(other)")
            }
            #expect(try await app.as(nil).get(path).text.contains("Xiaoming") == false)
            // The journal knows that, not what.
            let facts = try await app.stored { try $0.journal.facts(.subject(kind: "person", id: String(id))) }
            #expect(facts.count == 1)
            for fact in facts { #expect(fact.after == "{\"version\":1}" && fact.before == nil) }
        }
    }

    @Test func whatIsWrongIsSaidAndNothingTypedIsLost() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let wrong: [(String, String, String)] = [
                ("family", "", "Write a name"), ("channels-value", "not an address", "is not an e-mail address"),
                ("time_zone", "Mars/Olympus", "is not a time zone"),
                ("review", "soon", "Write a day"), ("basis", "because", "Choose why the office may keep"),
                ("hours-from", "25:00", "Write the time like 09:00"),
                ("roles-organisation", "Nowhere at all", "is not in the directory"), ("roles-from", "yesterday", "is not a date"),
                ("native_language", "", "Choose the language of this name"), ("given", String(repeating: "x", count: 201), "This is too long"),
            ]
            _ = try await app.organisation("City of Chongqing")
            for (field, value, words) in wrong {
                var fields = TestApp.person(TestApp.wang)
                if field == "family" { fields.removeAll { ["family", "given", "native", "romanisation"].contains($0.0) } }
                if field == "channels-value" {
                    fields.removeAll { $0.0.hasPrefix("channels") }
                    fields += [("channels-kind", "email"), ("channels-value", value), ("channels-note", "")]
                }
                fields = fields.map { $0.0 == field ? (field, value) : $0 }
                if !fields.contains(where: { $0.0 == field }) { fields.append((field, value)) }
                let answer = try await officer.post("/office/people", fields)
                #expect(answer.status == 422 && answer.text.contains(words), "\(field): \(words)")
                #expect(answer.text.contains("Sehr geehrter Herr Professor Wang") && answer.text.contains("No coriander"), "\(field)")
            }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 0)
            // A post that ends before it begins; an organisation of another office that is not published.
            _ = try await app.organisation("Haifa Secret", place: "Haifa, Israel", by: .haifaOfficer)
            for (name, value) in [("roles-until", "2019"), ("roles-organisation", "Haifa Secret")] {
                let fields = TestApp.person(TestApp.wang).map { $0.0 == name ? (name, value) : $0 }
                #expect(try await officer.post("/office/people", fields).status == 422, "\(name)")
            }
        }
    }

    @Test func whoWasSlowerSeesBothVersions() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.person([("family", "Winter"), ("given", "Anna")])
            func fields(_ given: String) -> [(String, String)] { TestApp.person([("family", "Winter"), ("given", given), ("revision", "1")]) }
            #expect(try await app.as(.officer).post(path, fields("Anne")).status == 303)
            let answer = try await app.as(.secondOfficer).post(path, fields("Annika"))
            #expect(
                answer.status == 409 && answer.text.contains("<td>Anne</td><td>Annika</td>") && answer.text.contains("name=\"revision\" value=\"2\""))
            #expect(try await app.as(.officer).get(path).text.contains("Anne Winter"))
        }
    }

    @Test func whoIsEnteredTwiceIsNoticed() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            _ = try await app.person(TestApp.wang)
            let alike: [[(String, String)]] = [
                // The other order, at the same organisation.
                [
                    ("family", "Xiaoming"), ("given", "WANG"), ("roles-organisation", "City of Chongqing"), ("roles-chosen", ""), ("roles-kind", ""),
                    ("roles-post", "x"), ("roles-from", ""), ("roles-until", ""),
                ],
                // Only the characters, in the same country.
                [("native", "王小明"), ("native_language", "zh"), ("place-text", "Shenzhen, China")],
                // Another name, the same address in capitals.
                [("family", "Nobody"), ("channels-kind", "email"), ("channels-value", "WANG@invented.example"), ("channels-note", "")],
            ]
            for fields in alike {
                let answer = try await officer.post("/office/people", TestApp.person(fields))
                #expect(
                    answer.status == 422 && answer.text.contains("Perhaps the person is here already") && answer.text.contains("王小明"), "\(fields)")
            }
            // The same name in another country is somebody else; and whoever knows better saves.
            _ = try await app.person([("family", "Wang"), ("given", "Xiaoming"), ("place-text", "Reading, United Kingdom")])
            _ = try await app.person(alike[2] + [("another", "1")])
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 3)
        }
    }

    @Test func aSuccessorIsFoundByThePost() async throws {
        try await TestApp.each { (app) async throws in
            let city = try await app.organisation("City of Chongqing")
            func role(_ from: String, _ until: String) -> [(String, String)] {
                [
                    ("roles-organisation", "City of Chongqing"), ("roles-chosen", ""), ("roles-kind", "head"), ("roles-post", "Mayor"),
                    ("roles-from", from), ("roles-until", until),
                ]
            }
            _ = try await app.person([("family", "Zhao"), ("given", "Invented")] + role("2016", "2021"))
            _ = try await app.person([("family", "Qian"), ("given", "Invented")] + role("2021", ""))
            let page = try await app.as(.colleague).get(city).text
            let row = try #require(page.range(of: "<tr><th scope=\"row\">Mayor</th>")).upperBound
            let rest = String(page[row...].prefix(1200))
            let (now, before) = (try #require(rest.range(of: "Qian")), try #require(rest.range(of: "Zhao")))
            #expect(now.lowerBound < before.lowerBound && rest.contains("since 2021") && rest.contains("2016 to 2021"))
            #expect(page.components(separatedBy: ">Mayor<").count == 2)
        }
    }

    @Test func whatIsArchivedLeavesTheListsAndComesBack() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.person([("family", "Winter"), ("given", "Anna"), ("review", "2025-01-01")])
            #expect(try await app.as(.officer).get("/office").text.contains("To be looked at again"))
            #expect(try await app.as(.officer).get("/office/people?review=2026-11-20").text.contains("Anna Winter"))
            #expect(try await app.as(.officer).post("\(path)/archive").status == 303)
            #expect(try await app.as(.officer).get("/office/people").text.contains("Anna Winter") == false)
            #expect(try await app.as(.officer).get("/office/people/archive").text.contains("Anna Winter"))
            #expect(try await app.as(.officer).get("\(path)/edit").status == 422)
            #expect(try await app.as(.officer).post("\(path)/restoration").status == 303)
            #expect(try await app.as(.officer).get("/office/people").text.contains("Anna Winter"))
        }
    }

    @Test func anEntryGrowsStaleUntilSomebodyConfirmsIt() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.person([("family", "Winter"), ("given", "Anna")])
            #expect(try await app.as(.officer).get(path).text.contains("still right") == false, "just entered")
            try await app.house.database.write { try $0.run("UPDATE person SET confirmed_on = '2025-11-19'") }
            #expect(try await app.as(.colleague).get(path).text.contains("not since 19 November 2025"))
            #expect(try await app.as(.officer).get("/office/people?confirmed=2025-11-20").text.contains("Anna Winter"))
            #expect(try await app.as(.colleague).post("\(path)/confirmation").status == 404)
            #expect(try await app.as(.secondOfficer).post("\(path)/confirmation").status == 303)
            #expect(try await app.as(.officer).get(path).text.contains("20 November 2026, by Invented Secondofficer"))
            #expect(try await app.as(.officer).get("/office/people?confirmed=2025-11-20").text.contains("Anna Winter") == false)
        }
    }

    @Test func pagesTakeFewStatements() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            for _ in 0..<2 {
                _ = try await app.as(.officer).get(path)
                _ = try await app.as(.officer).get("/office/people")
            }
            #expect((app.statements.of("/office/people/{id}") ?? 99) <= 15)
            #expect((app.statements.of("/office/people") ?? 99) <= 8)
        }
    }
}
