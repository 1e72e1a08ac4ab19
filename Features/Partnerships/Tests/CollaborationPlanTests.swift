import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// What two offices that share a record agree on beside its terms: the plan, the ways of communication.
@Suite struct CollaborationPlanTests {
    @Test func thePlanIsOnePageWithWhatElseTheRecordKnows() async throws {
        try await TestApp.each { app in
            let ours = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(ours)"
            let empty = try await app.as(.officer).get("\(path)/plan")
            #expect(empty.status == 200 && empty.text.contains("No plan yet"))
            let plan = [("objective", "Clean <air>\nat the quays"), ("risks", "Strikes: buses by the sea road"), ("seen", "")]
            #expect(try await app.as(.officer).post("\(path)/plan/edit", plan).location == "\(path)/plan")
            _ = try await app.as(.officer).post("\(path)/communication/edit", [("language", "English"), ("rhythm", "monthly")])
            let own = try #require(try await Together.parties(app, ours).first)
            _ = try await Together.add(app, .officer, path, "contacts", [("party", own), ("name", "Invented Nora"), ("role", "nodal")])
            _ = try await Together.add(app, .officer, path, "contacts", [("party", own), ("name", "Invented Otto"), ("role", "decides")])
            _ = try await Together.add(app, .officer, path, "activities", [("title", "Re-time six junctions"), ("due", "2025")])
            let page = try await app.as(.officer).get("\(path)/plan").text
            #expect(page.contains("Clean &lt;air&gt;\nat the quays") && page.contains("Strikes: buses by the sea road"))
            #expect(page.contains("Every month") && page.contains("Invented Nora") && !page.contains("Invented Otto"))
            #expect(page.contains("Re-time six junctions") && page.contains("overdue"))
            #expect(page.contains("Not written yet: Issues of concern, Areas of joint activity"))
            // Those who only read see the plan and no way to change it.
            let read = try await app.as(.council).get("\(path)/plan").text
            #expect(read.contains("Clean &lt;air&gt;") && !read.contains("plan/edit"))
            #expect(try await app.as(.council).get("\(path)/plan/edit").status == 404)
            #expect(try await app.as(.counterpart).get("\(path)/plan").status == 404)
            #expect(try await app.as(.haifaOfficer).get("\(path)/plan").status == 404)
            let blank = try await app.as(.council).get("\(path)/plan/blank").text
            #expect(blank.contains("What success would look like") && blank.contains("Who measures") && !blank.contains("Clean &lt;air&gt;"))
            #expect(blank.matches(of: /class="ruled"/).count == 14)
            // With the ways of communication, the matrix of its parties and room for reports.
            for words in ["Working language", "Channel", "☐ Every month", "☐ When there is need", "Responsibility matrix", "What was learnt"] {
                #expect(blank.contains(words), "\(words)")
            }
            #expect(blank.contains("<th scope=\"col\">Activity</th><th scope=\"col\">Düsseldorf</th><th scope=\"col\">Haifa</th>"))
            #expect(!blank.contains("Invented Nora"))
            let long = try await app.as(.officer).post("\(path)/plan/edit", [("team", String(repeating: "x", count: 4001))])
            #expect(long.status == 422 && long.text.contains("at most 4,000 characters") && long.text.contains("xxxx"))
        }
    }

    /// What is taken to a meeting says of each indicator where it starts, where it is to be and when, and who measures it; and who has which part.
    @Test func thePlanSaysWhatIsMeasuredAndWhoDoesWhat() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let parties = try await Together.parties(app, path)
            let waiting = [
                ("name", "Waiting <time>"), ("unit", "minutes"), ("direction", "down"), ("baseline", "12.5"), ("baseline-on", "2025"),
                ("target", "9"),
                ("due", "06/2028"), ("measurer", parties[1]),
            ]
            #expect(try await Together.add(app, .officer, path, "indicators", waiting).status == 303)
            _ = try await Together.add(app, .officer, path, "indicators", [("name", "Junctions"), ("direction", "up"), ("target", "20")])
            _ = try await Together.add(
                app, .officer, path, "activities",
                [("title", "Re-time"), ("deliverable", "Signal <plans>"), ("roles", "R:\(parties[0])"), ("roles", "A:\(parties[1])")])
            let page = try await app.as(.council).get("\(path)/plan").text
            #expect(
                page.contains(
                    "<th scope=\"row\">Waiting &lt;time&gt;, minutes</th><td class=\"num c-row dated\" data-label=\"Start\"><div>12.5<span class=\"second\">2025</span>"
                ))
            #expect(page.contains("data-label=\"Target\">9</td><td class=\"c-row dated\" data-label=\"Due\">June 2028</td>"))
            #expect(page.contains("data-label=\"Who measures\">Haifa</td>") && page.contains("data-label=\"Who measures\">all parties</td>"))
            #expect(page.contains("Responsibility matrix") && page.contains("Signal &lt;plans&gt;"))
            #expect(page.contains("<abbr title=\"does it\">R</abbr></td><td><abbr title=\"answers for it\">A</abbr></td>"))
        }
    }

    @Test func betweenTwoOfficesThePlanIsProposedAndAssentedTo() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            #expect(try await app.as(.officer).post("\(path)/plan/edit", [("objective", "Clean air"), ("seen", "")]).location == "\(path)/plan")
            #expect(!(try await app.as(.officer).get("\(path)/plan").text.contains("Clean air")), "drafted is not agreed")
            try await Together.agree(app, path, other)
            for (character, path) in [(Cast.Character.officer, path), (.haifaOfficer, other)] {
                #expect(try await app.as(character).get("\(path)/plan").text.contains("Clean air"), "\(character)")
            }
            let history = try await app.as(.officer).get("\(path)/record").text
            #expect(history.contains("<dt>Objective</dt><dd>Clean air"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }
}

/// Contact points: read by all parties, erased for good when they are taken out.
@Suite struct ContactPointTests {
    private static let nora = [
        ("name", "Invented Nora Quay"), ("post", "Harbour <desk>"), ("email", "nora@haifa.example"), ("telephone", "+972 4 555 01-73"),
        ("role", "nodal"), ("languages", "Hebrew, English"), ("zone", "Asia/Jerusalem"), ("hours", "Sunday to Thursday"),
    ]

    @Test func bothSidesReadThemAndTheirOwnClock() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let parties = try await Together.parties(app, path)
            let haifa = try #require(parties.last)
            let added = try await Together.add(app, .haifaOfficer, other, "contacts", [("party", haifa)] + Self.nora)
            #expect(added.location == "\(other)/communication")
            let seen = try await app.as(.officer).get("\(path)/communication").text
            #expect(seen.contains("<h3>Invented Nora Quay</h3><p>Harbour &lt;desk&gt; · Nodal person</p>"))
            #expect(seen.contains("mailto:nora@haifa.example") && seen.contains("href=\"tel:+97245550173\""))
            let zone = try #require(TimeZone(identifier: "Asia/Jerusalem"))
            let clock = Date(timeIntervalSince1970: Double(TestApp.now.milliseconds) / 1000 + Double(zone.secondsFromGMT(for: TestApp.now.date)))
            let time = String(clock.formatted(.iso8601).dropFirst(11).prefix(5))
            #expect(seen.contains("Languages: Hebrew, English. Working hours: Sunday to Thursday.</p>"))
            #expect(seen.contains("<p>Local time now: \(time).</p>"), "the clock of the place")
            #expect(!seen.contains("/edit\">Change</a>"), "another party's is not ours to change")
            #expect(try await app.as(.haifaOfficer).get("\(other)/communication").text.contains("/edit\">Change</a>"))
            // What is personal stands nowhere in the chain, what is not does.
            let chain = try await Together.chain(app, path)
            #expect(!chain.contains("Nora Quay") && !chain.contains("555 01") && !chain.contains("Harbour") && chain.contains("Sunday to Thursday"))
            // Entered by us for them says so.
            _ = try await Together.add(
                app, .officer, path, "contacts", [("party", haifa), ("name", "Invented Ofer"), ("zone", "Pacific/Kiritimati")])
            let entered = try await app.as(.haifaOfficer).get("\(other)/communication").text
            #expect(entered.contains(/Local time now: \d\d:\d\d. Entered by Düsseldorf.</))
        }
    }

    @Test func takenOutTheyAreErasedAndTheChainStillVerifies() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let haifa = try #require(try await Together.parties(app, path).last)
            _ = try await Together.add(app, .haifaOfficer, other, "contacts", [("party", haifa)] + Self.nora)
            let form = try await app.as(.haifaOfficer).get("\(other)/communication").text
            let edit = try #require(form.firstMatch(of: /contacts\/([0-9a-f-]{36})\/edit/)?.1)
            func kept() async throws -> [String?] {
                try await app.stored { try $0.rows("SELECT value FROM personal_value ORDER BY commitment") { try $0["value"] as String? } }
            }
            #expect(try await kept().contains { $0?.contains("Invented Nora Quay") == true })
            // A new number: the old value goes at once.
            let seen = try #require(
                try await app.as(.haifaOfficer).get("\(other)/contacts/\(edit)/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1)
            let changed = [("party", haifa), ("name", "Invented Nora Quay"), ("telephone", "+972 4 555 0199"), ("seen", String(seen))]
            #expect(try await app.as(.haifaOfficer).post("\(other)/contacts/\(edit)/edit", changed).status == 303)
            #expect(try await kept().count == 2)
            #expect(try await kept().compactMap(\.self).count == 1)
            // Nobody takes out what another party wrote.
            #expect(try await app.as(.officer).post("\(path)/contacts/\(edit)/removal").status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(other)/contacts/\(edit)/removal").location == "\(other)/communication")
            #expect(try await kept() == [nil, nil])
            #expect(!(try await app.as(.officer).get("\(path)/communication").text.contains("Nora")))
            #expect(!(try await app.as(.officer).get("\(path)/record").text.contains("Nora")))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatIsWrittenBadlyComesBack() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let wrong = try await Together.add(
                app, .officer, path, "contacts",
                [("party", "nobody"), ("email", "nora at haifa"), ("telephone", "ask"), ("zone", "Europe/Nowhere"), ("role", "king")])
            #expect(wrong.status == 422 && wrong.text.contains("This is not an e-mail address.") && wrong.text.contains("value=\"nora at haifa\""))
            #expect(wrong.text.contains("This is not a telephone number.") && wrong.text.contains("This time zone is not known."))
            #expect(wrong.text.contains("Choose one of the list."))
            for name in ["", "CET", "GMT+3", "../etc/passwd", "/UTC", "Europe/", "Europe/Berlin\0", String(repeating: "A/", count: 40)] {
                #expect(ContactKind.zone(name) == nil, "\(name)")
            }
            #expect(ContactKind.zone("America/Argentina/Buenos_Aires") != nil && ContactKind.zone("Asia/Kolkata") != nil)
        }
    }
}
