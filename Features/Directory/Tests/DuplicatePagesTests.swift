import Foundation
import Kernel
import Testing
import Testing_
import Web

@testable import Directory
@testable import Storage

/// The report, merging and undoing, as people do it.
@Suite struct DuplicatePagesTests {
    private func id(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    private func look(_ app: TestApp) async throws -> String {
        let begun = try await app.as(.officer).post("/office/organisations/duplicates")
        #expect(begun.status == 303 && begun.location.hasPrefix("/office/jobs/"))
        await app.work()
        #expect(try await app.as(.officer).get(begun.location).location == "/office/organisations/duplicates")
        return try await app.as(.officer).get("/office/organisations/duplicates").text
    }

    private static let sure = [("revision-kept", "1"), ("revision-gone", "1")]

    /// A university entered twice, once well and once in haste.
    private func two(_ app: TestApp) async throws -> (full: String, hasty: String) {
        let full = try await app.enter(
            "Chongqing University", place: "Chongqing, China",
            [
                ("names-language", "zh"), ("names-name", "重庆大学"), ("identifiers-scheme", "wikidata"), ("identifiers-value", "Q1024426"),
                ("website", "https://www.cqu.example"), ("figures-year", "2020"), ("figures-population", "50000"), ("figures-partner_cities", ""),
                ("figures-staff", ""), ("figures-budget", ""), ("figures-currency", "EUR"), ("figures-note", ""),
            ])
        let hasty = try await app.enter(
            "University of Chongqing", kind: "other", place: "Chongqing, China",
            [
                ("names-language", "zh"), ("names-name", "重庆大学"), ("names-language", "fr"), ("names-name", "Université de Chongqing"),
                ("note", "Ask for the ferry"), ("identifiers-scheme", "own"), ("identifiers-value", "CQ-7"),
            ])
        return (full, hasty)
    }

    @Test func theReportSaysWhyAndAsOfWhen() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            #expect(try await officer.get("/office/organisations/duplicates").text.contains("Nobody has looked yet"))
            #expect(try await look(app).contains("Nothing is here twice"))
            let (full, hasty) = try await two(app)
            #expect(try await officer.get(full).text.contains("This may be the same as") == false)
            let report = try await look(app)
            #expect(report.contains("the same name at the same place: 重庆大学") && report.contains("20 November 2026"))
            // The fuller one is the one to keep.
            #expect(report.contains("\(full)/merging/\(id(hasty))") && !report.contains("\(hasty)/merging/\(id(full))"))
            for path in [full, hasty] {
                let page = try await officer.get(path).text
                #expect(page.contains("This may be the same as") && page.contains("\(full)/merging/\(id(hasty))"))
            }
            // Nobody else is told: not who may only read, not another office.
            #expect(try await app.as(.colleague).get(full).text.contains("This may be the same as") == false)
            #expect(try await app.as(.haifaOfficer).get("/office/organisations/duplicates").text.contains("Nobody has looked yet"))
            for other: Cast.Character in [.haifaOfficer, .colleague, .council] {
                #expect(try await app.as(other).get("\(full)/merging/\(id(hasty))").status == 404)
                #expect(try await app.as(other).post("\(full)/merging/\(id(hasty))", Self.sure).status == 404)
            }
            // Two, and two for ever.
            #expect(try await officer.post("\(hasty)/distinction/\(id(full))").status == 303)
            #expect(try await officer.get("/office/organisations/duplicates").text.contains("Nothing is here twice"))
            #expect(try await look(app).contains("Nothing is here twice"))
            #expect(try await officer.get(full).text.contains("This may be the same as") == false)
            #expect(try await officer.get(full).text.contains("Told apart from another entry"))
        }
    }

    @Test func twoBecomeOneAndTwoAgain() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (full, hasty) = try await two(app)
            _ = try await look(app)
            #expect(
                try await officer.post("\(hasty)/contact", [("revision", "0"), ("unit", "Ferry desk"), ("email", "ferry@invented.example")]).status
                    == 303)
            #expect(try await officer.post("\(hasty)/contact/confirmation").status == 303)
            let address = "\(full)/merging/\(id(hasty))"
            let page = try await officer.get(address).text
            #expect(page.contains("name=\"choice-name\" value=\"first\" aria-label=\"Name: Chongqing University\" checked"))
            #expect(page.contains("Ferry desk") && page.contains("Université de Chongqing") && !page.contains("choice-kind"))
            // The other way round the fuller one's values are proposed all the same.
            let turned = try await officer.get("\(hasty)/merging/\(id(full))").text
            #expect(turned.contains("name=\"choice-name\" value=\"second\" aria-label=\"Name: Chongqing University\" checked"))

            #expect(try await officer.post(address, Self.sure + [("choice-name", "second")]).location == full)
            let one = try await officer.get(full).text
            for words in [
                "<h1>University of Chongqing", "University", "Q1024426", "CQ-7", "Université de Chongqing", "cqu.example", "50,000",
                "Ask for the ferry",
                "Ferry desk", "Confirmed on 20 November 2026", "Taken together with “University of Chongqing” on 20 November 2026",
                "Chongqing University → University of Chongqing",
            ] { #expect(one.contains(words), "\(words)") }
            #expect(one.components(separatedBy: "<span lang=\"zh\">重庆大学").count == 2)
            // The address leads on; lists and the report know one.
            #expect(try await officer.get(hasty).location == full)
            #expect(try await officer.get("/office/organisations").text.components(separatedBy: "重庆大学").count == 2)
            #expect(try await officer.get("/office/organisations/archive").text.contains(id(hasty)) == false)
            #expect(try await officer.get("/office/organisations/duplicates").text.contains("Nothing is here twice"))
            #expect(try await officer.post("\(hasty)/restoration").status == 409)
            #expect(try await officer.get("\(hasty)/edit").status == 422)
            // Sent twice, it is done once.
            #expect(try await officer.post(address, Self.sure).location == full)
            #expect(try await officer.get(address).status == 404)
            let api = try await officer.get("/api/v1/organisations/\(id(hasty))").text
            #expect(api.contains("\"merged_into\":\"\(id(full))\""))

            let undo = try #require(one.range(of: "/office/organisations/merges/[0-9a-f-]+/undoing", options: .regularExpression))
            #expect(try await app.as(.haifaOfficer).post(String(one[undo])).status == 404)
            #expect(try await officer.post(String(one[undo])).location == hasty)
            // A second click, or another tab: it is undone already, and nothing is done twice.
            let facts: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") }
            let twice = try await officer.post(String(one[undo]))
            #expect(twice.location == hasty)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") } == facts)
            #expect(try await app.as(.haifaOfficer).post(String(one[undo])).status == 404)
            let first = try await officer.get(full).text, second = try await officer.get(hasty).text
            // The history tells what was there for a while; the entry itself holds none of it.
            let restored = try await officer.get("/api/v1/organisations/\(id(full))").text
            #expect(first.contains("<h1>Chongqing University") && !first.contains("Ask for the ferry</p>"))
            #expect(!restored.contains("CQ-7") && !restored.contains("Ferry desk") && restored.contains("\"contact\":null"))
            #expect(second.contains("<h1>University of Chongqing") && second.contains("Ferry desk") && second.contains("CQ-7"))
            #expect(first.contains("Merging undone") && second.contains("Merging undone"))
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whoWasSlowerSeesBothVersions() async throws {
        try await TestApp.each { (app) async throws in
            let (full, hasty) = try await two(app)
            let changed = [
                ("revision", "1"), ("name", "Chongqing Ferry University"), ("kind", "university"), ("place-text", "Chongqing, China"),
                ("public", "1"),
            ]
            #expect(try await app.as(.director).post(hasty, changed).status == 303)
            let answer = try await app.as(.officer).post("\(full)/merging/\(id(hasty))", Self.sure + [("choice-name", "second")])
            #expect(answer.status == 409)
            #expect(answer.text.contains("<td>University of Chongqing</td><td>Chongqing Ferry University</td>"))
            #expect(answer.text.contains("<td>no</td><td>yes</td>") && answer.text.contains("Ask for the ferry"))
            // What was chosen stays, and the next try stands on what is there now.
            #expect(answer.text.contains("value=\"second\" aria-label=\"Name: Chongqing Ferry University\" checked"))
            #expect(answer.text.contains("name=\"revision-gone\" value=\"2\""))
            #expect(try await app.stored { try $0.exists("SELECT 1 FROM organisation_merge") } == false)
            // Published only because somebody says so.
            #expect(answer.text.contains("name=\"choice-published\" value=\"first\" aria-label=\"Published: no\" checked"))
            #expect(try await app.as(.officer).post("\(full)/merging/\(id(hasty))", [("revision-kept", "1"), ("revision-gone", "2")]).status == 303)
            #expect(try await app.as(.officer).get(full).text.contains("Seen by your office alone"))
        }
    }

    @Test func whatIsGoneCannotBeMerged() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (full, hasty) = try await two(app)
            let foreign = try await app.enter("University in Haifa", by: .haifaOfficer, [("public", "1")])
            for path in [
                "\(full)/merging/\(id(full))", "\(full)/merging/\(id(foreign))", "\(foreign)/merging/\(id(full))", "\(full)/merging/nonsense",
            ] {
                #expect(try await officer.get(path).status == 404, "\(path)")
                #expect(try await officer.post(path, Self.sure).status == 404, "\(path)")
            }
            #expect(try await officer.post("\(full)/merging/\(id(hasty))", [("revision-kept", "many"), ("revision-gone", "")]).status == 409)
            #expect(try await app.as(.director).post("\(hasty)/archive").status == 303)
            #expect(try await officer.post("\(full)/merging/\(id(hasty))", [("revision-kept", "1"), ("revision-gone", "2")]).status == 409)
            #expect(try await officer.get("\(full)/merging/\(id(hasty))").status == 404)
        }
    }

    @Test func whatWasWrittenSinceIsNotLostByUndoing() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (full, hasty) = try await two(app)
            #expect(try await officer.post("\(hasty)/contact", [("revision", "0"), ("unit", "Ferry desk")]).status == 303)
            #expect(try await officer.post("\(full)/merging/\(id(hasty))", Self.sure).status == 303)
            let page = try await officer.get(full).text
            let undo = String(page[try #require(page.range(of: "/office/organisations/merges/[0-9a-f-]+/undoing", options: .regularExpression))])
            // The contact block belongs to it as well.
            #expect(try await app.as(.director).post("\(full)/contact", [("revision", "1"), ("unit", "Bridge desk")]).status == 303)
            let refused = try await officer.post(undo)
            #expect(refused.status == 409 && refused.text.contains("cannot be undone as a whole"))
            #expect(try await officer.get(full).text.contains("Bridge desk"))
            #expect(try await officer.get(hasty).location == full)
        }
    }

    @Test func severalMergesAreUndoneFromTheLast() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (full, hasty) = try await two(app)
            let third = try await app.enter("CQU", place: "Chongqing, China", [("another", "1")])
            let last = try await app.enter("Chongqing Universities", place: "Chongqing, China", [("another", "1")])
            func undo(_ path: String, _ name: String) async throws -> Int {
                let merges = try await app.stored { connection in
                    try connection.value(
                        "SELECT m.id FROM organisation_merge m JOIN organisation o ON o.id = m.gone_id WHERE o.name = \(name) AND m.undone_at IS NULL"
                    ) ?? ""
                }
                return try await officer.post("/office/organisations/merges/\(merges)/undoing").status
            }
            #expect(try await officer.post("\(full)/merging/\(id(hasty))", Self.sure).status == 303)
            #expect(try await officer.post("\(full)/merging/\(id(third))", [("revision-kept", "2"), ("revision-gone", "1")]).status == 303)
            #expect(try await officer.post("\(last)/merging/\(id(full))", [("revision-kept", "1"), ("revision-gone", "3")]).status == 303)
            // Each leads to the end of the way.
            for path in [hasty, third, full] { #expect(try await officer.get(path).location == last) }
            #expect(try await undo(full, "University of Chongqing") == 409)
            #expect(try await undo(full, "Chongqing University") == 303)
            #expect(try await officer.get(hasty).location == full)
            #expect(try await undo(full, "University of Chongqing") == 409)
            #expect(try await undo(full, "CQU") == 303)
            #expect(try await undo(full, "University of Chongqing") == 303)
            for path in [full, hasty, third, last] { #expect(try await officer.get(path).status == 200, "\(path)") }
        }
    }

    @Test func theOfficesOwnEntryStaysItsOwn() async throws {
        try await TestApp.each { (app) async throws in
            let own = try await app.stored { try $0.value("SELECT organisation_id FROM office WHERE name LIKE 'D%sseldorf%'") ?? "" as String }
            guard !own.isEmpty else { return }
            let twin = try await app.enter("City of Düsseldorf", kind: "local_government", place: "Düsseldorf, Germany")
            #expect(try await app.as(.officer).post("\(twin)/merging/\(own)", Self.sure).status == 303)
            func present() async throws -> String {
                try await app.stored { try $0.value("SELECT organisation_id FROM office WHERE name LIKE 'D%sseldorf%'") ?? "" }
            }
            #expect(try await present() == id(twin))
            let page = try await app.as(.officer).get(twin).text
            let undo = String(page[try #require(page.range(of: "/office/organisations/merges/[0-9a-f-]+/undoing", options: .regularExpression))])
            #expect(try await app.as(.officer).post(undo).status == 303)
            #expect(try await present() == own)
        }
    }
}
