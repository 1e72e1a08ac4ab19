import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Indicators are agreed by all parties; each measures under its own name.
@Suite struct IndicatorTests {
    private static let haifa = 294_801

    private static let indicator = [
        ("name", "Bus junctions <with> priority"), ("unit", "junctions"), ("direction", "up"), ("baseline", "4"), ("baseline-on", "01.01.2026"),
        ("target", "24"), ("due", "2028"), ("remark", "Counted twice a year"),
    ]

    /// Posts an empty form's identity with the fields.
    private func enter(_ app: TestApp, _ character: Cast.Character, _ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let form = try await app.as(character).get(path).text
        let thing = try #require(form.firstMatch(of: /name="thing" value="([^"]+)"/)?.1)
        return try await app.as(character).post(path, fields + [("thing", String(thing))])
    }

    private func without(_ fields: [(String, String)], _ changed: [(String, String)]) -> [(String, String)] {
        fields.filter { field in !changed.contains { $0.0 == field.0 } } + changed
    }

    private func found(_ page: String) throws -> String {
        String(try #require(page.firstMatch(of: /indicators\/([0-9a-f-]{36})\/edit/)?.1))
    }

    @Test func oneAloneAgreesWithItselfMeasuresAndReadsHowItStands() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            let empty = try await app.as(.officer).get("\(path)/indicators").text
            #expect(empty.contains("Nothing is measured yet") && empty.contains("\(path)/indicators/new"))
            #expect(!(try await app.as(.officer).get(path).text.contains("What we measure")))
            #expect(try await enter(app, .officer, "\(path)/indicators/new", Self.indicator).location == "\(path)/indicators")
            let page = try await app.as(.officer).get("\(path)/indicators").text
            #expect(
                page.contains("Bus junctions &lt;with&gt; priority, junctions") && page.contains("not measured yet") && page.contains("until 2028"))
            #expect(page.contains("From 4 at the start, not measured since; target 24.") && page.contains("measured by all parties"))
            let id = try found(page)
            // The way to a measurement knows its indicator.
            let form = try await app.as(.officer).get("\(path)/measurements/new?indicator=\(id)").text
            #expect(form.contains("<option value=\"\(id)\" selected"))
            let measured = [("indicator", id), ("value", "9"), ("on", "01.06.2026"), ("source", "Count of <June>")]
            #expect(try await enter(app, .officer, "\(path)/measurements/new", measured).location == "\(path)/indicators")
            #expect(
                try await enter(app, .officer, "\(path)/measurements/new", without(measured, [("value", "6"), ("on", "01.03.2026")])).status == 303)
            let read = try await app.as(.officer).get("\(path)/indicators").text
            #expect(read.contains("On an even course it would be at"))
            // Nine is the newer one, though it was entered first.
            #expect(read.contains("From 4 at the start to 9 now; target 24.") && read.contains("ahead") && read.contains("25 % of the way"))
            #expect(read.contains("Count of &lt;June&gt;") && read.contains("1 March 2026") && read.contains("<polyline class=\"line\""))
            let overview = try await app.as(.officer).get(path).text
            #expect(overview.contains("What we measure") && overview.contains("ahead"))
            // Changed and taken out by the office.
            let thing = String(try #require(read.firstMatch(of: /measurements\/([0-9a-f-]{36})\/edit/)?.1))
            let edit = try await app.as(.officer).get("\(path)/measurements/\(thing)/edit").text
            let seen = String(try #require(edit.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1))
            let change = without(measured, [("value", "5,5"), ("seen", seen)])
            #expect(try await app.as(.officer).post("\(path)/measurements/\(thing)/edit", change).status == 303)
            #expect(try await app.as(.officer).get("\(path)/indicators").text.contains("From 4 at the start to 5.5 now"))
            #expect(try await app.as(.officer).post("\(path)/measurements/\(thing)/edit", change).status == 409)
            #expect(try await app.as(.officer).post("\(path)/measurements/\(thing)/removal").location == "\(path)/indicators")
            #expect(try await app.as(.officer).get("\(path)/indicators").text.contains("From 4 at the start to 6 now"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatCannotBeComesBackAsTyped() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            func refused(_ fields: [(String, String)], _ why: String, at form: String = "indicators") async throws {
                let answer = try await enter(app, .officer, "\(path)/\(form)/new", fields)
                #expect(answer.status == 422 && answer.text.contains(why), "\(why)")
            }
            try await refused(without(Self.indicator, [("target", "4,0")]), "there would be nothing to do")
            try await refused(without(Self.indicator, [("target", "3")]), "choose that it is to fall")
            try await refused(without(Self.indicator, [("direction", "down")]), "choose that it is to rise")
            try await refused(without(Self.indicator, [("due", "12/2025")]), "It is due before the start was measured.")
            try await refused(without(Self.indicator, [("baseline", "")]), "Say which value it had then.")
            try await refused(without(Self.indicator, [("target", "many")]), "value=\"many\"")
            try await refused(without(Self.indicator, [("name", ""), ("direction", "sideways")]), "This is needed.")
            #expect(try await app.as(.officer).get("\(path)/indicators").text.contains("Nothing is measured yet"))
            // Down to nothing is a target like any other.
            let none = without(Self.indicator, [("direction", "down"), ("target", "0")])
            #expect(try await enter(app, .officer, "\(path)/indicators/new", none).status == 303)
            let id = try found(try await app.as(.officer).get("\(path)/indicators").text)
            let measured = [("indicator", id), ("value", "3"), ("on", "01.06.2026")]
            try await refused(without(measured, [("on", "31.12.2025")]), "This lies before the start", at: "measurements")
            try await refused(without(measured, [("on", "01.01.2027")]), "This day has not come yet.", at: "measurements")
            try await refused(without(measured, [("on", "06/2026")]), "is not a day", at: "measurements")
            try await refused(without(measured, [("indicator", "x")]), "Choose one of the list.", at: "measurements")
            // The first day of the start and today are both in time.
            for day in ["2026-01-01", TestApp.now.day?.description ?? ""] {
                #expect(try await enter(app, .officer, "\(path)/measurements/new", without(measured, [("on", day)])).status == 303, "\(day)")
            }
        }
    }

    @Test func twoCitiesAgreeOnTheTargetAndEachMeasuresUnderItsOwnName() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await Samples.share(app)
            let theirs = try #require(found)
            let (path, other) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            _ = try await enter(app, .officer, "\(path)/indicators/new", Self.indicator)
            #expect(try await app.as(.officer).get("\(path)/indicators").text.contains("Nothing is measured yet"), "a draft is not agreed")
            let drafted = String(
                try #require(try await app.as(.officer).get("\(path)/measurements/new").text.firstMatch(of: /<option value="([0-9a-f-]{36})"/)?.1))
            let early = [("indicator", drafted), ("value", "6"), ("on", "01.03.2026")]
            let refused = try await enter(app, .officer, "\(path)/measurements/new", early)
            #expect(refused.status == 422 && refused.text.contains("This indicator is not agreed yet."))
            try await agree(app, path, other)
            let page = try await app.as(.officer).get("\(path)/indicators").text
            let id = try self.found(page)
            #expect(try await enter(app, .officer, "\(path)/measurements/new", early).status == 303)
            #expect(
                try await enter(app, .haifaOfficer, "\(other)/measurements/new", [("indicator", id), ("value", "8"), ("on", "01.05.2026")]).status
                    == 303)
            let read = try await app.as(.officer).get("\(path)/indicators").text
            #expect(read.contains("to 8 now") && read.contains(">Haifa<") && read.matches(of: /measurements\/[0-9a-f-]{36}\/edit/).count == 1)
            // Nobody changes what the other measured.
            let thing = String(try #require(read.firstMatch(of: /measurements\/([0-9a-f-]{36})\/edit/)?.1))
            #expect(try await app.as(.officer).get("\(path)/measurements/\(thing)/edit").status == 200)
            #expect(try await app.as(.haifaOfficer).get("\(other)/measurements/\(thing)/edit").status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(other)/measurements/\(thing)/removal").status == 404)
            // A lower target is asked for: it stands beside the one that holds, for both once it is proposed.
            let form = try await app.as(.haifaOfficer).get("\(other)/indicators/\(id)/edit").text
            let seen = String(try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1))
            let lower = without(Self.indicator, [("target", "14"), ("seen", seen)])
            #expect(try await app.as(.haifaOfficer).post("\(other)/indicators/\(id)/edit", lower).status == 303)
            #expect(try await app.as(.haifaOfficer).get("\(other)/indicators").text.contains("14 asked"))
            #expect(!(try await app.as(.officer).get("\(path)/indicators").text.contains("14 asked")))
            #expect(try await app.as(.haifaOfficer).post("\(other)/draft/proposal").status == 303)
            let asked = try await app.as(.officer).get("\(path)/indicators").text
            #expect(asked.contains("14 asked") && asked.contains("A target of 14 is asked for.") && asked.contains("target--asked"))
            #expect(asked.contains("to 8 now; target 24."))
        }
    }

    /// Düsseldorf proposes its draft, Haifa assents.
    private func agree(_ app: TestApp, _ path: String, _ other: String) async throws {
        _ = try await app.as(.officer).post("\(path)/draft/proposal")
        let page = try await app.as(.haifaOfficer).get("\(other)/agreement").text
        let proposal = try #require(page.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
        #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(proposal)/assent").status == 303)
    }

    @Test func programsReadTheSameAndOnlyThoseWhoMay() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Self.haifa)
            let path = "/office/partnerships/\(id)", api = "/api/v1/partnerships/\(id)/indicators"
            _ = try await enter(app, .officer, "\(path)/indicators/new", Self.indicator)
            let indicator = try found(try await app.as(.officer).get("\(path)/indicators").text)
            _ = try await enter(
                app, .officer, "\(path)/measurements/new", [("indicator", indicator), ("value", "9"), ("on", "2026-06-01"), ("source", "Count")])
            let answer = try await app.as(.officer).get(api)
            let all = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: [[String: Any]]])
            let one = try #require(all["indicators"]?.first)
            #expect(one["id"] as? String == indicator && one["target"] as? Double == 24 && one["progress"] as? Double == 0.25)
            #expect(one["reading"] as? String == "ahead" && one["due"] as? String == "2028" && one["measurer"] is NSNull)
            let measured = try #require((one["measurements"] as? [[String: Any]])?.first)
            #expect(measured["value"] as? Double == 9 && measured["on"] as? String == "2026-06-01" && measured["source"] as? String == "Count")
            #expect(try await app.as(.haifaOfficer).get(api).status == 404)
            #expect(try await app.as(.haifaOfficer).get("\(path)/indicators").status == 404)
            #expect(try await app.as(.council).get("\(path)/indicators/new").status == 404)
            #expect(!(try await app.as(.council).get("\(path)/indicators").text.contains("/edit\"")))
        }
    }
}
