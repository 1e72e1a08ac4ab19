import Foundation
import Kernel
import Testing
import Testing_
import Web

@testable import Tags
@testable import Storage

extension TestApp {
    fileprivate func club(_ name: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await self.as(character).post("/office/organisations", [("name", name), ("kind", "other"), ("place-text", "")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location
    }

    fileprivate func person(_ family: String) async throws -> String {
        let fields = [("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"), ("family", family), ("another", "1")]
        let answer = try await self.as(.officer).post("/office/people", fields)
        #expect(answer.status == 303, "\(answer.text.prefix(3000))")
        return answer.location
    }

    fileprivate func put(_ word: String, on path: String, _ kind: String = "organisation", by character: Cast.Character = .officer) async throws
        -> Answer
    {
        try await self.as(character).post("/office/taggings", about(path, kind) + [("tag", word)])
    }

    fileprivate func tag(_ name: String) async throws -> String {
        try await stored { try $0.value("SELECT id FROM tag WHERE name = \(name) AND removed_at IS NULL") ?? "" }
    }
}

private func about(_ path: String, _ kind: String = "organisation") -> [(String, String)] {
    [("kind", kind), ("record", path.split(separator: "/").last.map(String.init) ?? "")]
}

/// A small set of words of the office's own, on any record.
@Suite struct TagsTests {
    @Test func aWordIsOneHoweverItIsWritten() async throws {
        try await TestApp.each { (app) async throws in
            let (one, other) = (try await app.club("Club one"), try await app.club("Club two"))
            #expect(try await app.put("Klima", on: one).location == one + "#tags")
            for spelling in ["klima", " KLIMA ", "Klíma", "ｋｌｉｍａ"] { _ = try await app.put(spelling, on: other) }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM tag") ?? -1 } == 1)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM tagging") ?? -1 } == 2)
            // What cannot be a word changes nothing and says why.
            for wrong in ["", "  ", "!!!", String(repeating: "x", count: 61), "\u{0}"] {
                #expect(try await app.put(wrong, on: one).location == one + "#tags")
            }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM tag") ?? -1 } == 1)
            let found = try await app.as(.officer).get("/office/tags/suggestions?q=KLI").text
            #expect(found.contains("\"text\":\"Klima\""))
            #expect(try await app.as(.officer).get("/office/tags/suggestions?q=%25").text == "{\"items\":[]}")
            #expect(try await app.as(.haifaOfficer).get("/office/tags/suggestions?q=KLI").text == "{\"items\":[]}")
        }
    }

    @Test func tagsStandOnPagesListsExportsAndInTheAPI() async throws {
        try await TestApp.each { (app) async throws in
            let (one, other) = (try await app.club("Club one"), try await app.club("Club two"))
            let list = "/office/organisations"
            #expect(try await app.as(.officer).get(list).text.contains("<th scope=\"col\">Tags</th>") == false)
            _ = try await app.put("Youth", on: one)
            _ = try await app.put("Harbour", on: one)
            _ = try await app.put("<b>", on: other)
            let page = try await app.as(.colleague).get(one).text
            #expect(page.contains(">Youth</a>") && !page.contains("/office/taggings"))
            let table = try await app.as(.officer).get(list).text
            #expect(table.contains("Harbour, Youth") && table.contains("&lt;b&gt;") && !table.contains("<b></"))
            let youth = try await app.tag("Youth")
            let narrowed = try await app.as(.officer).get("\(list)?tag=\(youth)").text
            #expect(narrowed.contains("Club one") && !narrowed.contains("Club two") && narrowed.contains("Take off: Tag Youth"))
            let csv = try await app.as(.officer).get("\(list)/export/csv?tag=\(youth)").text
            #expect(csv.contains("\"Harbour, Youth\"") && !csv.contains("Club two"))
            let json = try await app.as(.officer).get("/api/v1/organisations?tag=\(youth)").text
            #expect(json.contains("\"tags\":[\"Harbour\",\"Youth\"]") && json.contains("\"total\":1"))
            // Nobody else's list has them, and their filter means nothing there.
            _ = try await app.as(.officer).post("\(one)/publication")
            let foreign = try await app.as(.haifaOfficer).get("\(list)?tag=\(youth)").text
            #expect(!foreign.contains("Youth") && !foreign.contains("Club one"))
            let council = try await app.as(.council).get("/api/v1/organisations?tag=\(youth)").text
            #expect(council.contains("\"tags\":null") && council.contains("\"total\":"))
            let description = try await app.as(nil).get("/api/v1/openapi.json").text
            #expect(description.contains("\"tags\":{\"anyOf\":[{\"items\":{\"type\":\"string\"},\"type\":\"array\"},{\"type\":\"null\"}]}"))
        }
    }

    @Test func whoMayNotMayNot() async throws {
        try await TestApp.each { (app) async throws in
            let club = try await app.club("Club")
            for stranger in [Cast.Character.colleague, .haifaOfficer, .council, .counterpart, .community] {
                #expect(try await app.put("x", on: club, by: stranger).status == 404, "\(stranger)")
            }
            _ = try await app.put("Youth", on: club)
            let id = try await app.tag("Youth")
            for stranger in [Cast.Character.colleague, .haifaOfficer, .council] {
                #expect(try await app.as(stranger).get("/office/tags/\(id)").status == 404, "\(stranger)")
                #expect(try await app.as(stranger).post("/office/taggings/removal", about(club) + [("tag", id)]).status == 404)
                #expect(try await app.as(stranger).post("/office/tags/\(id)/removal").status == 404)
            }
            #expect(try await app.as(.officer).post("/office/taggings/removal", about(club) + [("tag", "x")]).status == 404)
            #expect(try await app.as(.officer).post("/office/taggings/removal", about(club) + [("tag", id)]).status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM tagging") ?? -1 } == 0)
        }
    }

    @Test func tagsAreRenamedUnitedRemovedAndTakenBack() async throws {
        try await TestApp.each { (app) async throws in
            let (one, other) = (try await app.club("Club one"), try await app.club("Club two"))
            for (word, club) in [("Youth", one), ("Young people", one), ("Young people", other)] { _ = try await app.put(word, on: club) }
            let (youth, young) = (try await app.tag("Youth"), try await app.tag("Young people"))
            let officer = app.as(.officer)
            let page = try await officer.get("/office/tags").text
            #expect(page.contains("Organisation: 2") && page.contains("/office/organisations?tag=\(young)"))
            #expect(try await officer.post("/office/tags/\(youth)", [("name", "young PEOPLE")]).status == 422)
            #expect(try await officer.post("/office/tags/\(youth)", [("name", "!")]).status == 422)
            #expect(try await officer.post("/office/tags/\(youth)", [("name", "youth")]).status == 303)
            #expect(try await officer.get(one).text.contains(">youth</a>"))
            #expect(try await officer.post("/office/tags/\(young)/union", [("into", young)]).status == 422)
            #expect(try await officer.post("/office/tags/\(young)/union", [("into", "")]).status == 422)
            #expect(try await officer.post("/office/tags/\(young)/union", [("into", youth)]).location == "/office/tags/\(youth)")
            #expect(try await officer.get("/api/v1/tags").text.contains("\"name\":\"youth\",\"uses\":2"))
            #expect(try await officer.get("/office/tags/\(young)").status == 404)

            #expect(try await officer.post("/office/tags/\(youth)/removal").status == 303)
            #expect(try await officer.get(one).text.contains(">youth</a>") == false)
            #expect(try await officer.get("/office/organisations").text.contains("youth") == false)
            // While another tag bears the word, the old one stays away; then it comes back with all it was on.
            _ = try await app.put("Youth", on: other)
            _ = try await officer.post("/office/tags/\(youth)/restoration")
            #expect(try await officer.get("/office/tags/\(youth)").status == 404)
            let new = try await app.tag("Youth")
            _ = try await officer.post("/office/tags/\(new)", [("name", "Schools")])
            _ = try await officer.post("/office/tags/\(youth)/restoration")
            #expect(try await officer.get(one).text.contains(">youth</a>"))
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func aPersonsTagsAreMergedUnmergedHandedOutAndErased() async throws {
        try await TestApp.each { (app) async throws in
            let (anna, ana) = (try await app.person("Winter"), try await app.person("Wintr"))
            let (kept, gone) = (anna.split(separator: "/").last ?? "", ana.split(separator: "/").last ?? "")
            let officer = app.as(.officer)
            for (word, path) in [("Guest", anna), ("Guest", ana), ("Speaker", ana)] { _ = try await app.put(word, on: path, "person") }
            // The journal does not say which tag a person bears: it could not be erased.
            let facts: String = try await app.stored { connection in
                try connection.rows("SELECT after FROM journal WHERE subject_kind = 'tagging'") { try $0["after"] as String? ?? "" }.joined()
            }
            let guest = try await app.tag("Guest")
            #expect(facts.contains("person") && !guest.isEmpty && !facts.contains(guest))
            let speaker = try await app.tag("Speaker")
            #expect(try await officer.get("/office/people?tag=\(speaker)").text.contains(anna) == false)
            let fields = [("revision-kept", "1"), ("revision-gone", "1")]
            let merged = try await officer.post("/office/people/\(kept)/merging/\(gone)", fields)
            #expect(merged.status == 303, "\(merged.text.suffix(1500))")
            #expect(try await officer.get("/office/people?tag=\(speaker)").text.contains(anna))
            let held = String(decoding: try await officer.post("\(anna)/held").bytes, as: UTF8.self)
            #expect(held.contains("\"Guest\"") && held.contains("\"Speaker\""))
            let undo = try #require(
                try await officer.get(anna).text.firstMatch(of: /action="(\/office\/people\/[^"]*(?:merg|undo)[^"]*)"/)?.output.1)
            #expect(try await officer.post(String(undo)).status == 303)
            #expect(try await officer.get("/office/people?tag=\(speaker)").text.contains(anna) == false)
            #expect(try await officer.get(anna).text.contains(">Guest</a>"))
            #expect(try await officer.get(ana).text.contains(">Speaker</a>"))
            #expect(try await officer.post("\(ana)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM tagging") ?? -1 } == 1)
        }
    }
}
