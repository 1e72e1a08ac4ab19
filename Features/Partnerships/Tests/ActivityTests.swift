import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Activities: agreed with who answers for them, and how they stand is what somebody said last.
@Suite struct ActivityTests {
    private func ids(_ page: String) -> [String] { page.matches(of: /<tr id="a-([0-9a-f-]{36})"/).map { String($0.1) } }

    @Test func theLastWordCountsWhoeverSaidIt() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let parties = try await Together.parties(app, path)
            let roles = [("roles", "R:\(parties[0])"), ("roles", "A:\(parties[1])")]
            _ = try await Together.add(
                app, .officer, path, "activities",
                [("title", "Re-time <six> junctions"), ("deliverable", "Signal plans"), ("party", parties[0])] + roles)
            try await Together.agree(app, path, other)
            let activity = try #require(ids(try await app.as(.officer).get("\(path)/activities").text).first)
            func says(_ who: Cast.Character, _ path: String, _ state: String, _ more: [(String, String)] = []) async throws -> Answer {
                try await Together.add(app, who, path, "activity-states", [("activity", activity), ("state", state)] + more)
            }
            #expect(try await app.as(.officer).get("\(path)/activities").text.contains("state--exploring\">Planned"))
            #expect(try await says(.officer, path, "under-way").location == "\(path)/activities")
            #expect(try await says(.haifaOfficer, other, "late", [("remark", "Waiting for <rain>")]).status == 303)
            let late = try await app.as(.officer).get("\(path)/activities").text
            #expect(late.contains("state--ending\">Late") && late.contains("said by Haifa") && late.contains("Waiting for &lt;rain&gt;"))
            #expect(!late.contains("state--active\">Under way"))
            #expect(try await says(.officer, path, "done", [("done-on", "2.3.2026")]).status == 303)
            for (character, path) in [(Cast.Character.officer, path), (.haifaOfficer, other), (.council, path)] {
                let page = try await app.as(character).get("\(path)/activities").text
                #expect(page.contains("on 2 March 2026; said by Düsseldorf") && page.contains("1 of 1 done."), "\(character)")
                #expect(page.contains("Re-time &lt;six&gt; junctions"))
                #expect(page.contains("<td><abbr title=\"does it\">R</abbr></td>") && page.contains("<abbr title=\"answers for it\">A</abbr>"))
            }
            let wrong = try await says(.officer, path, "late", [("done-on", "2.3.2026")])
            #expect(wrong.status == 422 && wrong.text.contains("only when it is done") && wrong.text.contains("value=\"2.3.2026\""))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatIsOverdueIsMarkedAndFiltersStandInTheAddress() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let parties = try await Together.parties(app, path)
            #expect(try await app.as(.council).get("\(path)/activities").text.contains("No activities yet"))
            for (title, due, party) in [
                ("Later", "2099", parties[0]), ("=Past", "2020-02", parties[1]), ("Whenever", "", ""), ("Past too", "1.2.2020", ""),
            ] {
                #expect(try await Together.add(app, .officer, path, "activities", [("title", title), ("due", due), ("party", party)]).status == 303)
            }
            func titles(_ query: String) async throws -> [String] {
                try await app.as(.council).get("\(path)/activities\(query)").text.matches(of: /<tr id="a-[^"]+"><th scope="row">([^<]+)</).map {
                    String($0.1)
                }
            }
            // What is due first stands first; a month is due on its last day; what has no day comes last.
            #expect(try await titles("") == ["Past too", "=Past", "Later", "Whenever"])
            #expect(try await titles("?state=overdue") == ["Past too", "=Past"])
            #expect(try await titles("?party=\(parties[1])") == ["=Past"])
            #expect(try await titles("?party=\(parties[0])&state=planned") == ["Later"])
            #expect(try await titles("?state=done") == [])
            #expect(try await titles("?state=nonsense&party=nobody").count == 4)
            #expect(try await app.as(.council).get("\(path)/activities").text.contains("2 overdue."))
            let file = try await app.as(.council).get("\(path)/activities/export?state=overdue")
            #expect(file.headers["Content-Type"] == "text/csv; charset=utf-8" || file.headers["content-type"] == "text/csv; charset=utf-8")
            #expect(file.text.split(separator: "\r\n").count == 3 && file.text.contains("'=Past,,") && file.text.contains("2020-02,Planned"))
            #expect(try await app.as(.counterpart).get("\(path)/activities/export").status == 404)
        }
    }

    @Test func atMostOnePartyAnswersForIt() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let parties = try await Together.parties(app, path)
            func add(_ roles: [String]) async throws -> Answer {
                try await Together.add(app, .officer, path, "activities", [("title", "Junctions")] + roles.map { ("roles", $0) })
            }
            let two = try await add(["A:\(parties[0])", "RA:\(parties[1])"])
            #expect(two.status == 422 && two.text.contains("Only one party can answer for it."))
            #expect(two.text.contains("value=\"RA:\(parties[1])\" selected"))
            for bad in ["A", "X:\(parties[0])", "A:nobody", ":", "A:"] { #expect(try await add([bad]).status == 422, "\(bad)") }
            #expect(try await add(["A:\(parties[0])", "R:\(parties[0])"]).status == 422)
            #expect(try await add(["", "RA:\(parties[1])"]).status == 303)
        }
    }

    @Test func aPartyThatJoinsKeepsItsPart() async throws {
        try await TestApp.each { app in
            let ours = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(ours)"
            let before = try await Together.parties(app, path)
            _ = try await Together.add(
                app, .officer, path, "activities",
                [("title", "Junctions"), ("party", before[1]), ("roles", "I:\(before[0])"), ("roles", "R:\(before[1])")])
            _ = try await Together.add(app, .officer, path, "contacts", [("party", before[1]), ("name", "Invented Ofer")])
            _ = try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)])
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            _ = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let after = try await Together.parties(app, path)
            #expect(after[1] != before[1] && after[0] == before[0])
            let values = try await app.stored {
                try RecordStore(connection: $0).ledger(record).agreement.objects.first { $0.key.hasPrefix("agreed/activity/") }?.value
            }
            #expect(values?["party"]?.text == after[1])
            #expect(values?["roles"] == .array([.string("I:\(after[0])"), .string("R:\(after[1])")]))
            // What we wrote of them alone still stands under their name.
            let page = try await app.as(.officer).get("\(path)/communication").text
            #expect(page.contains("Invented Ofer") && !page.contains("No longer a party"))
        }
    }

    @Test func theLastDayOfADate() {
        #expect(Activity.lastDay(of: PartialDate("2024-02"))?.description == "2024-02-29")
        #expect(Activity.lastDay(of: PartialDate("2025"))?.description == "2025-12-31")
        #expect(Activity.lastDay(of: PartialDate("2025-05-04"))?.description == "2025-05-04")
        #expect(Activity.lastDay(of: nil) == nil)
    }
}

/// What is said in a record, and what hangs under its roof.
@Suite struct TalkTests {
    @Test func bothReadWhatWasSaid() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            #expect(try await app.as(.officer).get("\(path)/talk").text.contains("Nothing has been said yet."))
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Shalom <Haifa>\nsecond line")]).location == "\(path)/talk")
            _ = try await Together.add(app, .officer, path, "activities", [("title", "Junctions")])
            try await Together.agree(app, path, other)
            let form = try await app.as(.haifaOfficer).get("\(other)/talk").text
            let about = try #require(form.firstMatch(of: /value="(agreed\/activity\/[0-9a-f-]{36})"/)?.1)
            #expect(try await app.as(.haifaOfficer).post("\(other)/talk", [("text", "Six or seven?"), ("about", String(about))]).status == 303)
            for (character, path) in [(Cast.Character.officer, path), (.haifaOfficer, other), (.council, path)] {
                let page = try await app.as(character).get("\(path)/talk").text
                let first = try #require(page.range(of: "Shalom &lt;Haifa&gt;\nsecond line")), second = try #require(page.range(of: "Six or seven?"))
                #expect(first.lowerBound < second.lowerBound && page.contains("About: Activity: Junctions"), "\(character)")
                #expect(page.contains("name=\"text\"") == (character != .council))
            }
            #expect(try await app.as(.officer).get("\(path)/record").text.contains("Wrote a message"))
            #expect(try await app.as(.council).post("\(path)/talk", [("text", "x")]).status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(path)/talk", [("text", "x")]).status == 404)
            let bad = try await app.as(.officer).post("\(path)/talk", [("text", "kept words"), ("about", "agreed/activity/none")])
            #expect(bad.status == 422 && bad.text.contains("kept words") && bad.text.contains("Choose one of the list."))
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", " \n ")]).status == 422)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", String(repeating: "ß", count: 4001))]).status == 422)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", String(repeating: "ß", count: 4000))]).status == 303)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func onlyTheLastHundredAreShownAtFirst() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa)
            try await app.house.database.write { connection in
                let person = try #require(app.cast.people[.officer]?.actor)
                let sharing = Sharing(
                    connection: connection, office: app.cast.duesseldorf, actor: person, now: TestApp.now, gazetteer: try TestPlaces.gazetteer())
                guard let record = try RecordStore(connection: connection).record(of: id) else { throw AppError.notFound }
                for number in 0..<102 { try sharing.say("message \(number).", about: "", in: record) }
            }
            let page = try await app.as(.officer).get("/office/partnerships/\(id)/talk").text
            #expect(
                !page.contains("message 1.") && page.contains("message 2.") && page.contains("message 101.") && page.contains("Show all 102 messages")
            )
            let whole = try await app.as(.officer).get("/office/partnerships/\(id)/talk?all=1").text
            #expect(whole.contains("message 0.") && !whole.contains("Show all 102"))
        }
    }

    @Test func theUmbrellaIsReadFromEachSide() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let school = [
                ("kind", "school"), ("ours", "Hill <School>"), ("theirs", "Quay School"), ("since", "1994"), ("state", "active"),
                ("link", "www.example.org"),
            ]
            #expect(try await Together.add(app, .officer, path, "sub-partnerships", school).location == "\(path)/umbrella")
            _ = try await Together.add(
                app, .haifaOfficer, other, "sub-partnerships",
                [("kind", "port"), ("ours", "Haifa Port"), ("theirs", "Rhine Port"), ("state", "ended")])
            let ours = try await app.as(.officer).get("\(path)/umbrella").text, theirs = try await app.as(.haifaOfficer).get("\(other)/umbrella").text
            #expect(ours.contains("2 under this roof, 1 of them active.") && ours.contains("<th scope=\"row\">Hill &lt;School&gt;</th>"))
            #expect(theirs.contains("<th scope=\"row\">Quay School<span class=\"second\">Entered by Düsseldorf.</span></th>"))
            #expect(ours.contains("<th scope=\"row\">Rhine Port") && theirs.contains("<th scope=\"row\">Haifa Port</th>"))
            #expect(ours.matches(of: /sub-partnerships\/[0-9a-f-]{36}\/edit/).count == 1 && ours.contains("href=\"https://www.example.org\""))
            #expect(try await app.as(.council).get("\(path)/umbrella").text.contains("Schools"))
            let wrong = try await Together.add(
                app, .officer, path, "sub-partnerships", [("kind", "palace"), ("ours", "X"), ("link", "javascript:x")])
            #expect(wrong.status == 422 && wrong.text.contains("is not an address on the web") && wrong.text.contains("value=\"X\""))
            #expect(try await app.as(.counterpart).get("\(path)/umbrella").status == 404)
        }
    }
}
