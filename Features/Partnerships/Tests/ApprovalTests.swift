import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Decisions of councils, and what makes a sister city in the full sense.
@Suite struct ApprovalTests {
    private static let haifa = 294_801

    private func enter(_ app: TestApp, _ character: Cast.Character, _ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let form = try await app.as(character).get(path).text
        let thing = try #require(form.firstMatch(of: /name="thing" value="([^"]+)"/)?.1)
        return try await app.as(character).post(path, fields + [("thing", String(thing))])
    }

    private func parties(_ app: TestApp, _ path: String) async throws -> [String] {
        let form = try await app.as(.officer).get("\(path)/approvals/new").text
        let found = form.matches(of: /<option value="([0-9a-f]{64}|organisation\/[0-9a-f-]{36})"/).map { String($0.1) }
        try #require(found.count == 2)
        return found
    }

    private static func decision(_ party: String, _ changed: [(String, String)] = []) -> [(String, String)] {
        let all = [
            ("party", party), ("body", "council"), ("on", "03.03.2026"), ("subject", "partnership"), ("for", "7"), ("against", "2"),
            ("abstain", "1"), ("conditions", "A report <every> year"), ("link", "council.example/minutes?id=1"),
        ]
        return all.filter { field in !changed.contains { $0.0 == field.0 } } + changed
    }

    @Test func aVoteIsSaidInASentenceWithItsConditions() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            let parties = try await parties(app, path)
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("No decision is entered"))
            #expect(try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[0])).location == "\(path)/agreements")
            let page = try await app.as(.officer).get("\(path)/agreements").text
            #expect(page.contains("Approved 7 to 2 by the city council, 3 March 2026") && page.contains("one abstention"))
            #expect(page.contains("A report &lt;every&gt; year") && page.contains("<a href=\"https://council.example/minutes?id=1\""))
            #expect(page.contains("No approving vote of the council is entered for Haifa.") && !page.contains("entered by Düsseldorf"))
            // A tie is no majority, and what a council rejects it has not adopted.
            let tie = [("for", "4"), ("against", "4"), ("abstain", ""), ("conditions", ""), ("link", "")]
            _ = try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[1], tie))
            let rejected = try await app.as(.officer).get("\(path)/agreements").text
            #expect(rejected.contains("Rejected 4 to 4 by the city council") && rejected.contains("entered by Düsseldorf"))
            #expect(rejected.contains("No approving vote of the council is entered for Haifa."))
            let board = [("body", "other"), ("body-text", "Notables"), ("for", ""), ("against", ""), ("abstain", "")]
            _ = try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[1], board))
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("Approved by “Notables”, 3 March 2026"))
            _ = try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[1], [("abstain", "")]))
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("The councils of all parties have approved it."))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatCannotBeComesBackAsTyped() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            let own = try await parties(app, path)[0]
            func refused(_ changed: [(String, String)], _ why: String) async throws {
                let answer = try await enter(app, .officer, "\(path)/approvals/new", Self.decision(own, changed))
                #expect(answer.status == 422 && answer.text.contains(why), "\(why)")
                #expect(answer.text.contains("A report &lt;every&gt; year</textarea>"))
            }
            try await refused([("body", "")], "This is needed.")
            try await refused([("body", "parliament")], "Choose one of the list.")
            try await refused([("body", "other")], "Say which body.")
            try await refused([("body", "mayor")], "A mayor decides alone: leave the votes empty.")
            try await refused([("on", "01.01.2100")], "This day has not come yet.")
            try await refused([("for", "")], "Enter the votes for it as well.")
            try await refused([("against", "")], "Enter the votes against it as well; 0 for none.")
            try await refused([("for", "0"), ("against", "0")], "Somebody must have voted for or against it.")
            try await refused([("for", "-7")], "“-7” is not a whole number.")
            try await refused([("for", "seven")], "value=\"seven\"")
            try await refused([("link", "javascript:alert(1)")], "is not an address on the web")
            try await refused([("link", "minutes of May")], "is not an address on the web")
            try await refused([("subject", "")], "This is needed.")
            try await refused([("agreement", "x"), ("subject", "agreement")], "Choose one of the list.")
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("No decision is entered"))
            // About an agreement it names one of those that are agreed.
            _ = try await enter(app, .officer, "\(path)/agreements/new", [("title", "Memorandum")])
            let agreement = String(
                try #require(try await app.as(.officer).get("\(path)/agreements").text.firstMatch(of: /agreements\/([0-9a-f-]{36})/)?.1))
            try await refused([("agreement", agreement)], "The decision was not about an agreement")
            let renewal = Self.decision(own, [("agreement", agreement), ("subject", "renewal"), ("against", "0"), ("abstain", "0")])
            #expect(try await enter(app, .officer, "\(path)/approvals/new", renewal).status == 303)
            let page = try await app.as(.officer).get("\(path)/agreements").text
            #expect(page.contains("Approved 7 to 0 by the city council") && page.contains("“Memorandum”") && !page.contains("abstention"))
        }
    }

    @Test func eachCityEntersItsOwnAndTheOtherReadsIt() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await Samples.share(app)
            let (path, other) = ("/office/partnerships/\(ours)", "/office/partnerships/\(try #require(found))")
            let parties = try await parties(app, path)
            #expect(try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[0])).status == 303)
            let read = try await app.as(.haifaOfficer).get("\(other)/agreements").text
            #expect(read.contains("Approved 7 to 2 by the city council") && !read.contains("/approvals/0"))
            let page = try await app.as(.officer).get("\(path)/agreements").text
            let thing = String(try #require(page.firstMatch(of: /approvals\/([0-9a-f-]{36})\/edit/)?.1))
            #expect(try await app.as(.haifaOfficer).get("\(other)/approvals/\(thing)/edit").status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(other)/approvals/\(thing)/removal").status == 404)
            #expect(try await app.as(.council).get("\(path)/agreements").text.contains("Approved 7 to 2"))
            #expect(try await app.as(.council).get("\(path)/approvals/new").status == 404)
            #expect(!(try await app.as(.council).get("\(path)/agreements").text.contains("/new")))
        }
    }

    @Test func programsReadTheSame() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Self.haifa) { $0.fields = [.culture] }
            let path = "/office/partnerships/\(id)", api = "/api/v1/partnerships/\(id)/agreements"
            let parties = try await parties(app, path)
            let texts = [("texts-language", "he"), ("texts-text", "שלום"), ("texts-language", "de"), ("texts-text", "# Hallo")]
            _ = try await enter(app, .officer, "\(path)/agreements/new", [("title", "Memorandum"), ("expires", "31.12.2030")] + texts)
            let agreement = String(
                try #require(try await app.as(.officer).get("\(path)/agreements").text.firstMatch(of: /agreements\/([0-9a-f-]{36})/)?.1))
            let signature = [("agreement", agreement), ("party", parties[1]), ("post", "leader"), ("on", "2026-02-01"), ("name", "Invented Mayor")]
            _ = try await enter(app, .officer, "\(path)/signatures/new", signature)
            _ = try await enter(app, .officer, "\(path)/approvals/new", Self.decision(parties[0]))
            let answer = try await app.as(.officer).get(api)
            let all = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: [[String: Any]]])
            let one = try #require(all["agreements"]?.first)
            #expect(one["id"] as? String == agreement && one["expires"] as? String == "2030-12-31" && one["effective"] is NSNull)
            #expect((one["texts"] as? [[String: String]])?.map { $0["language"] } == ["de", "he"] && one["assented"] as? [String] == ["Düsseldorf"])
            let signed = try #require((one["signatures"] as? [[String: Any]])?.first)
            #expect(signed["party"] as? String == "Haifa" && signed["on"] as? String == "2026-02-01" && signed["by"] as? String == "Düsseldorf")
            #expect(signed["name"] as? String == "Invented Mayor" && signed["post"] as? String == "leader")
            let decision = try #require(all["decisions"]?.first)
            #expect(decision["for"] as? Int == 7 && decision["approved"] as? Bool == true && decision["agreement"] is NSNull)
            let tests = try #require(all["formal_tests"])
            #expect(tests.map { $0["passed"] as? Bool } == [false, false, false])
            #expect(tests.map { $0["lacking"] as? [String] } == [["Düsseldorf"], [], ["Haifa"]])
            #expect(try await app.as(.haifaOfficer).get(api).status == 404)
        }
    }

    @Test func aSisterCityIsSignedByLeadersNotOfOneFieldAndAdopted() throws {
        func tests(
            _ signatures: [(String, String, Bool)] = [], _ decisions: [(String, Bool, Bool, ApprovalKind.Subject)] = [],
            kind: PartnershipKind = .partnerCity, fields: Int = 2
        ) -> FormalTests? {
            FormalTests(
                kind, parties: ["a", "b"], fields: fields,
                signatures: signatures.map { FormalTests.Signature(agreement: $0.0, party: $0.1, isLeader: $0.2) },
                decisions: decisions.map { FormalTests.Decision(party: $0.0, isCouncil: $0.1, isGiven: $0.2, subject: $0.3) })
        }
        for kind in PartnershipKind.allCases where kind != .partnerCity { #expect(tests(kind: kind) == nil, "\(kind)") }
        #expect(FormalTests(.partnerCity, parties: [], fields: 2, signatures: [], decisions: []) == nil)
        let none = try #require(tests(fields: 1))
        #expect(none.unsigned == ["a", "b"] && none.notAdopted == ["a", "b"] && !none.passes(.severalFields))
        #expect(FormalTests.Test.allCases.allSatisfy { !none.passes($0) })
        let all = try #require(
            tests([("x", "a", true), ("x", "b", true)], [("a", true, true, .agreement), ("b", true, true, .partnership)]))
        #expect(FormalTests.Test.allCases.allSatisfy { all.passes($0) })
        // Two agreements of which each has one leader's name are not one that both have signed.
        #expect(tests([("x", "a", true), ("y", "b", true)])?.unsigned == ["a"])
        #expect(tests([("x", "a", true), ("y", "b", true), ("y", "a", true)])?.unsigned == [])
        #expect(tests([("x", "a", true), ("x", "b", false)])?.unsigned == ["b"])
        #expect(tests([("x", "c", true)])?.unsigned == ["a", "b"])
        // Neither a committee's vote, nor a rejection, nor the vote about the end.
        #expect(tests([], [("a", false, true, .partnership), ("b", true, false, .partnership)])?.notAdopted == ["a", "b"])
        #expect(tests([], [("a", true, true, .end), ("b", true, true, .renewal)])?.notAdopted == ["a"])
        #expect(try #require(tests(fields: 0)).passes(.severalFields) == false)
    }
}
