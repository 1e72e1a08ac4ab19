import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Who answers for an activity in person: a contact point that is named by its object, so that nothing about a person is agreed for ever.
@Suite struct ActivityPersonTests {
    private func contact(_ app: TestApp, _ who: Cast.Character, _ path: String, _ party: String, _ name: String) async throws {
        #expect(try await Together.add(app, who, path, "contacts", [("party", party), ("name", name)]).status == 303)
    }

    private func choices(_ app: TestApp, _ path: String) async throws -> [String] {
        try await app.as(.officer).get("\(path)/activities/new").text.matches(of: /name="persons" value="(contact\/[0-9a-f]{64}\/[0-9a-f-]{36})"/).map
        {
            String($0.1)
        }
    }

    @Test func personsAreChosenOutOfTheContactPointsAndCanBeForgotten() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let parties = try await Together.parties(app, path)
            #expect(!(try await app.as(.officer).get("\(path)/activities/new").text.contains("Responsible persons")), "nobody to choose yet")
            try await contact(app, .officer, path, parties[0], "Invented <Nora>")
            try await contact(app, .haifaOfficer, other, parties[1], "Invented Ofer")
            let form = try await app.as(.officer).get("\(path)/activities/new").text
            #expect(form.contains("Invented &lt;Nora&gt;, Düsseldorf") && form.contains("Invented Ofer, Haifa"))
            let persons = try await choices(app, path)
            #expect(persons.count == 2)
            let ours = try #require(persons.first { $0.contains(parties[0]) }), theirs = try #require(persons.first { $0.contains(parties[1]) })
            let nobody = "contact/\(parties[0])/00000000-0000-7000-8000-000000000000"
            for bad in [nobody, "Invented Ofer", "contact/"] {
                let answer = try await Together.add(app, .officer, path, "activities", [("title", "Junctions"), ("persons", ours), ("persons", bad)])
                #expect(answer.status == 422 && answer.text.contains("Choose one of the list.") && answer.text.contains("value=\"Junctions\""))
            }
            let fields = [
                ("title", "Junctions"), ("party", parties[0]), ("persons", ours), ("persons", theirs), ("roles", "RA:\(parties[0])"),
            ]
            _ = try await Together.add(app, .officer, path, "activities", fields)
            try await Together.agree(app, path, other)
            for (who, path) in [(Cast.Character.officer, path), (.haifaOfficer, other)] {
                let page = try await app.as(who).get("\(path)/activities").text
                #expect(page.contains("Düsseldorf<span class=\"second lines\">Invented &lt;Nora&gt; and Invented Ofer</span>"), "\(who)")
                // In the matrix each stands with the party whose contact point it is.
                #expect(page.contains("R/A</abbr><span class=\"second\">Invented &lt;Nora&gt;</span></td>"))
                #expect(page.contains("<td>–<span class=\"second\">Invented Ofer</span></td>"))
                #expect(try await app.as(who).get("\(path)/plan").text.contains("Invented &lt;Nora&gt; and Invented Ofer"))
            }
            #expect(try await app.as(.officer).get("\(path)/activities/export").text.contains("Invented <Nora> and Invented Ofer"))
            // The chain names the objects alone, and a page without personal values says whose they are.
            let chain = try await Together.chain(app, path)
            #expect(
                chain.contains(ours) && chain.contains(theirs) && !chain.contains("&lt;Nora&gt;") && !chain.contains("<Nora>")
                    && !chain.contains("Invented Ofer"))
            let history = try await app.as(.officer).get("\(path)/record").text
            #expect(history.contains("a contact point of Düsseldorf and a contact point of Haifa") && !history.contains("Nora"))
            // Taken out, and erased with it.
            let id = String(theirs.suffix(36))
            #expect(try await app.as(.haifaOfficer).post("\(other)/contacts/\(id)/removal").status == 303)
            let after = try await app.as(.officer).get("\(path)/activities").text
            #expect(after.contains("Invented &lt;Nora&gt; and no longer named") && !after.contains("Ofer"))
            #expect(try await app.as(.officer).get("\(path)/plan").text.contains("no longer named"))
            #expect(try await choices(app, path) == [ours])
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// The object stays and its values are gone: nobody is named either.
    @Test func anErasedValueIsNoName() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let own = try #require(try await Together.parties(app, path).first)
            try await contact(app, .officer, path, own, "Invented Nora")
            let persons = try await choices(app, path)
            _ = try await Together.add(app, .officer, path, "activities", [("title", "Junctions"), ("persons", try #require(persons.first))])
            #expect(try await app.as(.officer).get("\(path)/activities").text.contains("Invented Nora"))
            try await app.house.database.write { try $0.run("UPDATE personal_value SET salt = NULL, value = NULL") }
            let page = try await app.as(.officer).get("\(path)/activities").text
            #expect(page.contains("no longer named") && !page.contains("Nora") && !page.contains("a contact point of"))
            #expect(try await choices(app, path).isEmpty)
        }
    }

    @Test func aReportIsWrittenWhenItIsOver() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            _ = try await Together.add(app, .officer, path, "activities", [("title", "Junctions")])
            let activity = try #require(
                try await app.as(.officer).get("\(path)/activities").text.firstMatch(of: /<tr id="a-([0-9a-f-]{36})"/)?.1)
            func says(_ state: String) async throws -> Answer {
                try await Together.add(
                    app, .officer, path, "activity-states", [("activity", String(activity)), ("state", state), ("report", "Six <re-timed>")])
            }
            let early = try await says("under-way")
            #expect(
                early.status == 422 && early.text.contains("It is reported on when it is done or dropped.")
                    && early.text.contains("Six &lt;re-timed&gt;"))
            #expect(!(try await app.as(.officer).get("\(path)/plan").text.contains("Reports after the activities")))
            #expect(try await says("done").status == 303)
            #expect(try await app.as(.council).get("\(path)/activities").text.contains("Report: Six &lt;re-timed&gt;"))
            let plan = try await app.as(.council).get("\(path)/plan").text
            #expect(plan.contains("Reports after the activities") && plan.contains("<p class=\"lines\">Six &lt;re-timed&gt;</p>"))
        }
    }
}
