import Foundation
import Kernel
import Testing
import Testing_

@testable import People
@testable import Storage

struct MergingTests {
    private static let second: [(String, String)] = [
        ("title", "Dr."), ("native", "王小明"), ("native_language", "zh"), ("place-text", "Chongqing, China"), ("channels-kind", "mobile"),
        ("channels-value", "+86 23 5550110"), ("channels-note", ""), ("languages-language", "fr"), ("diet", "Likes coriander"), ("another", "1"),
    ]

    private func id(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    /// The report after somebody had all people compared.
    private func report(_ app: TestApp) async throws -> String {
        #expect(try await app.as(.officer).post("/office/people/duplicates").location.hasPrefix("/office/jobs/"))
        await app.work()
        return try await app.as(.officer).get("/office/people/duplicates").text
    }

    @Test func twoBecomeOneFieldByFieldAndTwoAgain() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let kept = try await app.person(TestApp.wang), gone = try await app.person(Self.second)
            #expect(
                try await officer.post("\(gone)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "x"), ("line", "About ferries")]).status
                    == 303)
            #expect(try await officer.get("/office/people/duplicates").text.contains("Nobody has looked yet"))
            let report = try await report(app)
            #expect(
                report.contains("the same name") && (report.contains("\(kept)/merging/\(id(gone))") || report.contains("\(gone)/merging/\(id(kept))"))
            )
            #expect(try await app.as(.haifaOfficer).get("/office/people/duplicates").text.contains("小明") == false)
            let address = "\(kept)/merging/\(id(gone))"
            for other: Cast.Character in [.haifaOfficer, .colleague] { #expect(try await app.as(other).get(address).status == 404) }
            let page = try await officer.get(address).text
            #expect(
                page.contains("name=\"choice-title\" value=\"second\"") && page.contains("name=\"choice-diet\"")
                    && !page.contains("name=\"choice-channels\""))
            let form = [("revision-kept", "1"), ("revision-gone", "1"), ("choice-title", "second"), ("choice-diet", "first")]
            #expect(try await officer.post(address, form.map { $0.0 == "revision-gone" ? ("revision-gone", "2") : $0 }).status == 409)
            #expect(try await officer.post(address, form).status == 303)
            let one = try await officer.get(kept).text
            for words in ["Dr. Wang Xiaoming", "No coriander", "+86 23 5550110", "invented-wang", "French", "About ferries", "Undo the merging"] {
                #expect(one.contains(words), "\(words)")
            }
            #expect(!one.contains("Likes coriander</dd>"))
            // The contact was noted with the entry that is gone now: the list knows it, and sorts by it.
            let other = try await app.person([("given", "Nobody"), ("family", "Yet")])
            #expect(
                try await officer.post("\(other)/talks", [("day", "2026-10-01"), ("medium", "visit"), ("who", "x"), ("line", "y")]).status == 303)
            let csv = try await officer.get("/office/people/export/csv?sort=-contact").text.split(whereSeparator: \.isNewline)
            #expect(csv.count == 3 && csv[1].contains("Wang") && csv[1].contains("2026-11-19") && csv[2].contains("2026-10-01"), "\(csv)")
            #expect(try await officer.get("/office/people").text.components(separatedBy: "王小明").count == 2)
            #expect(try await officer.get("/office/people/duplicates").text.contains("Nobody is here twice"))
            #expect(try await officer.get(gone).text.contains("Merged into another entry on 20 November 2026"))
            #expect(try await officer.get("\(gone)/edit").status == 422)
            #expect(try await officer.post(address, form).status == 404)
            // And two again.
            let undo = try #require(one.range(of: "/office/people/merges/[0-9a-f-]+/undoing", options: .regularExpression))
            #expect(try await app.as(.haifaOfficer).post(String(one[undo])).status == 404)
            #expect(try await officer.post(String(one[undo])).status == 303)
            let again = try await officer.get(kept).text
            #expect(again.contains("Prof. Wang Xiaoming") && !again.contains("5550110</a>") && !again.contains("About ferries"))
            #expect(try await officer.get(gone).text.contains("About ferries"))
            // A second click, or another tab: it is undone already, and nothing is done twice.
            let facts: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") }
            let twice = try await officer.post(String(one[undo]))
            #expect(twice.location == kept)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") } == facts)
            #expect(try await app.as(.haifaOfficer).post(String(one[undo])).status == 404)
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whatWasChangedSinceIsNotLostByUndoing() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let kept = try await app.person([("family", "Winter"), ("given", "Anna"), ("source", "card")])
            let gone = try await app.person([("family", "Winter"), ("given", "Anna"), ("source", "list"), ("another", "1"), ("diet", "none")])
            #expect(try await officer.post("\(kept)/merging/\(id(gone))", [("revision-kept", "1"), ("revision-gone", "1")]).status == 303)
            let changed = TestApp.person([("family", "Winter"), ("given", "Anna"), ("title", "Dr."), ("revision", "2")])
            #expect(try await officer.post(kept, changed).status == 303)
            let page = try await officer.get(kept).text
            let undo = try #require(page.range(of: "/office/people/merges/[0-9a-f-]+/undoing", options: .regularExpression))
            #expect(try await officer.post(String(page[undo])).status == 303)
            #expect(try await officer.get(kept).text.contains("Dr. Anna Winter"))
            #expect(try await officer.get("/office/people").text.contains(id(gone)))
        }
    }

    @Test func twoPeopleOfOneNameAreLeftAlone() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let one = try await app.person([("family", "Winter"), ("given", "Anna")])
            let other = try await app.person([("family", "Winter"), ("given", "Anna"), ("another", "1")])
            #expect(try await report(app).contains(self.id(one)))
            #expect(try await officer.post("\(other)/distinction/\(id(one))").status == 303)
            #expect(try await officer.get("/office/people/duplicates").text.contains("Nobody is here twice"))
            #expect(try await report(app).contains("Nobody is here twice"), "nor when all are compared again")
            #expect(try await officer.get("\(one)/merging/\(id(one))").status == 404)
        }
    }

    @Test func erasingTakesWhatWasMergedWithIt() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let kept = try await app.person(TestApp.wang), gone = try await app.person(Self.second)
            #expect(try await officer.post("\(kept)/merging/\(id(gone))", [("revision-kept", "1"), ("revision-gone", "1")]).status == 303)
            #expect(try await officer.post("\(gone)/erasure", [("revision", "1"), ("sure", "1")]).status == 404)
            #expect(try await officer.get("\(kept)/erasure").text.contains("an entry that was merged into this one"))
            #expect(try await officer.post("\(kept)/erasure", [("revision", "2"), ("sure", "1")]).status == 303)
            let after = try await app.stored(dump)
            for mark in ["Xiaoming", "小明", "5550110", "coriander"] { #expect(!after.contains(mark), "\(mark)") }
        }
    }
}
