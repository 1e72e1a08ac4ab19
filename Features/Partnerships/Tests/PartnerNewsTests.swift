import Kernel
import Testing
import Testing_

@testable import Partnerships
@testable import Storage

/// What partners did lately is told on the page Today of those whom it concerns, and of nobody else.
@Suite struct PartnerNewsTests {
    private func news(_ app: TestApp, _ who: Cast.Character) async throws -> String {
        let page = try await app.as(who).get("/office").text
        return page.firstMatch(of: /From your partners(?s:.*?)<\/ul>/).map { String($0.0) } ?? ""
    }

    @Test func whatAPartnerDidIsToldWithItsReasonAndItsPlace() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Together.share(app)
            #expect(try await news(app, .officer).contains("href=\"\(us)/agreement\">Haifa has joined the record</a>"))
            #expect(try await news(app, .officer).matches(of: /has joined/).count == 1)
            #expect(try await news(app, .haifaOfficer).isEmpty, "nobody is told of themselves")
            // Of several messages one line, which leads to all of them.
            for text in ["First <words>", "Second words"] {
                #expect(try await app.as(.haifaOfficer).post("\(them)/talk", [("text", text)]).status == 303)
            }
            let talk = try await news(app, .officer)
            #expect(talk.contains("href=\"\(us)/talk\">Haifa has written a message</a>") && talk.contains("Second words") && !talk.contains("First"))
            // A proposal of ours is declined, with a reason.
            _ = try await app.as(.officer).post("\(us)/term/edit", [("from", "1.7.2025"), ("until", "30.6.2028")])
            #expect(try await app.as(.officer).post("\(us)/draft/proposal").status == 303)
            let page = try await app.as(.haifaOfficer).get("\(them)/agreement").text
            let proposal = try #require(page.firstMatch(of: /proposals\/([0-9a-f]{64})\/decline/)?.1)
            #expect(try await app.as(.haifaOfficer).post("\(them)/proposals/\(proposal)/decline", [("reason", "Not <before> May")]).status == 303)
            let declined = try await news(app, .officer)
            #expect(declined.contains("href=\"\(us)/agreement\">Haifa has declined a proposal of your office</a>"))
            #expect(declined.contains("Not &lt;before&gt; May"))
            // Suspended, resumed, left.
            #expect(try await app.as(.haifaOfficer).post("\(them)/status", [("status", "suspended"), ("reason", "No funds.")]).status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(them)/status", [("status", "active"), ("reason", "Funds.")]).status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(them)/leaving", [("reason", String(repeating: "Long ", count: 150))]).status == 303)
            let all = try await news(app, .officer)
            for words in [
                "Haifa has suspended", "Haifa has resumed", "href=\"\(us)/life\">Haifa has left the partnership</a>", "No funds.", "Long …",
            ] {
                #expect(all.contains(words), "\(words)")
            }
            #expect(try await news(app, .haifaOfficer).isEmpty)
            #expect(
                try await app.as(.officer).get("/office", headers: ["accept-language": "de"]).text.contains("ist aus der Partnerschaft ausgetreten"))
            // Whoever reads what is published alone reads none of it; an archived partnership is silent; after 30 days it is no news.
            #expect(try await news(app, .counterpart).isEmpty)
            let office = app.cast.duesseldorf
            func count(_ days: Int64) async throws -> Int {
                try await app.stored { try PartnerNews(connection: $0).latest(of: office, at: TestApp.now.adding(days: days)).count }
            }
            #expect(try await count(29) == 6)
            #expect(try await count(30) == 0)
            #expect(try await app.as(.officer).post("\(us)/archiving", [("archived", "1")]).status == 303)
            #expect(try await count(0) == 0)
        }
    }

    @Test func whatGuestsAnswerIsTold() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app, takesPart: false)
            #expect(try await guest.post("/refusal", [("reason", "Next year")]).status == 303)
            let refused = try await news(app, .officer)
            #expect(refused.contains("href=\"\(path)/agreement\">Haifa does not take part for now</a>") && refused.contains("Next year"))
            #expect(try await guest.post("/participation").status == 303)
            #expect(try await news(app, .officer).contains("Haifa has joined the record"))
            #expect((app.statements.of("/office") ?? 99) <= 17, "\(app.statements.of("/office") ?? 0)")
        }
    }

    /// Of a register of tens of thousands only the few lines of news are looked up.
    @Test func theIndexIsAsked() async throws {
        try await TestApp.each { app in
            let office = app.cast.duesseldorf
            let plan = try await app.stored { connection -> [String] in
                guard connection.dialect == .sqlite else { return [] }
                return try connection.rows("EXPLAIN QUERY PLAN \(PartnerNews.query(office, TestApp.now))") { try $0["detail"] as String }
            }
            #expect(plan.isEmpty || plan.contains { $0.contains("partner_news_office") }, "\(plan)")
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
        }
    }
}
