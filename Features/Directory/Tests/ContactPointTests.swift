import Foundation
import Kernel
import Outbound
import Storage
import Testing
import Testing_
import Web

@testable import Directory

@Suite struct FreshnessTests {
    private func day(_ text: String) throws -> PartialDate { try #require(PartialDate(text)) }

    @Test func aWordGrowsOldByTheDay() throws {
        let today = try day("2026-11-20")
        for (confirmed, age) in [
            ("2026-11-20", Freshness.fresh), ("2025-11-20", .fresh), ("2025-11-19", .due), ("2024-11-20", .due), ("2024-11-19", .stale),
        ] {
            #expect(Freshness(confirmed: try day(confirmed), today: today) == age, "\(confirmed)")
        }
        #expect(Freshness(confirmed: nil, today: today) == .never)
        #expect(Freshness.before(try day("2028-02-29"), years: 1) == (try day("2027-03-01")))
    }
}

@Suite struct ContactPointTests {
    private static let block = ContactBlock(unit: "Office of International Affairs", email: "contact@invented.example", languages: [.german])

    /// An organisation with a contact block written long ago.
    private func make(_ app: TestApp, at then: Instant) async throws -> OrganisationID {
        let officer = try #require(app.cast.people[.officer])
        return try await app.house.database.write { connection in
            let store = OrganisationStore(connection)
            let id = try store.add(
                OrganisationEntry(kind: .club, name: "Invented Club", isPublic: true), office: app.cast.duesseldorf, by: officer.actor, at: then)
            let organisation = try store.visible(to: officer.actor, language: .english).find(id)
            try ContactStore(connection).save(Self.block, over: nil, of: organisation, by: officer.actor, at: then)
            return id
        }
    }

    private func letters(_ app: TestApp) async throws -> [Letter] {
        try await app.stored { connection in
            try connection.rows("SELECT \(OutboxItem.columns) FROM outbox WHERE state = 'waiting' ORDER BY id", OutboxItem.init(row:)).map {
                try $0.payload(as: Letter.self)
            }
        }
    }

    /// Follows the link of a letter and gives the cookies and the token of the page.
    private func follow(_ app: TestApp, _ letter: Letter) async throws -> (page: Answer, cookie: String, csrf: String) {
        var address = ""
        for case .link(_, let found) in letter.blocks { address = found }
        let arrival = try await app.as(nil).get(String(address.dropFirst(app.house.settings.address.count)))
        let key = try #require(arrival.cookie("proxenia-key"))
        let page = try await app.as(nil).get(arrival.location, headers: ["cookie": "proxenia-key=\(key)"])
        let visitor = page.cookie("proxenia-visitor") ?? ""
        let csrf = page.text.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""
        return (page, "proxenia-key=\(key); proxenia-visitor=\(visitor)", String(csrf))
    }

    @Test func aYearLaterOneClickConfirms() async throws {
        try await TestApp.each { app in
            let id = try await make(app, at: TestApp.now.adding(days: -400))
            _ = try await make(app, at: TestApp.now.adding(days: -100))
            let page = try await app.as(.officer).get("/office/contact-points")
            #expect(page.status == 200 && page.text.contains("One contact point with an e-mail address"))
            #expect(try await app.as(.officer).post("/office/contact-points/questions").status == 303)
            let letters = try await letters(app)
            #expect(letters.map(\.to) == ["contact@invented.example"] && letters.first?.language == "de")
            // Asked once, not again within the month.
            _ = try await app.as(.officer).post("/office/contact-points/questions")
            #expect(try await self.letters(app).count == 1)

            let (asked, cookie, csrf) = try await follow(app, try #require(letters.first))
            #expect(asked.status == 200 && asked.text.contains("Invented Club"))
            // Looking changes nothing.
            #expect(try await app.stored { try ContactStore($0).block(of: id)?.confirmedOn } == nil)
            let done = try await app.as(nil).post("/contact-point/confirmation", [("csrf", csrf)], headers: ["cookie": cookie])
            #expect(done.status == 200)
            #expect(try await app.stored { try ContactStore($0).block(of: id)?.confirmedOn?.description } == "2026-11-20")
            #expect(try await app.as(nil).post("/contact-point/confirmation", [("csrf", csrf)], headers: ["cookie": cookie]).status == 410)
            #expect(try await app.as(.officer).get("/office/contact-points?age=fresh").text.contains("Invented Club"))
        }
    }

    @Test func whatHasChangedReachesTheOfficeAndNotTheJournal() async throws {
        try await TestApp.each { app in
            let id = try await make(app, at: TestApp.now.adding(days: -400))
            _ = try await app.as(.officer).post("/office/contact-points/questions")
            let (_, cookie, csrf) = try await follow(app, try #require(try await letters(app).first))
            func correct(_ remark: String) async throws -> Answer {
                try await app.as(nil).post("/contact-point/correction", [("remark", remark), ("csrf", csrf)], headers: ["cookie": cookie])
            }
            #expect(try await correct("").status == 422)
            #expect(try await correct(String(repeating: "x", count: 5000)).status == 422)
            #expect(try await correct("Ask for <Invented Successor>").status == 200)
            #expect(try await app.as(.officer).get("/office/organisations/\(id)").text.contains("Ask for &lt;Invented Successor&gt;"))
            #expect(try await app.as(.officer).get("/office").text.contains("/office/contact-points?answer=remark"))
            #expect(!(try await app.as(.haifaOfficer).get("/office/organisations/\(id)").text.contains("Successor")))
            let inJournal: Int = try await app.stored {
                try $0.value("SELECT COUNT(*) FROM journal WHERE before LIKE '%Successor%' OR after LIKE '%Successor%'") ?? -1
            }
            #expect(inJournal == 0)
            #expect(try await app.as(.officer).post("/office/organisations/\(id)/contact/remark").status == 303)
            #expect(!(try await app.as(.officer).get("/office/organisations/\(id)").text.contains("Successor")))
        }
    }

    @Test func byItselfOnlyWhereTheOfficeWishesAndAServerSends() async throws {
        var settings = Settings()
        settings.mail = try MailServer(address: "smtp://mail.invented.example?tls=off", password: "", sender: "o@invented.example")
        for (settings, count) in [(settings, 1), (Settings(), 0)] {
            try await TestApp.on(.sqlite, settings: settings) { app in
                _ = try await make(app, at: TestApp.now.adding(days: -400))
                func night() async throws {
                    _ = try await app.house.database.write { connection in
                        try connection.jobs.enqueue(
                            kind: ContactLetters.job, title: "", payload: "{}", office: nil, by: .system, at: TestApp.now, dedupe: nil)
                    }
                    await app.work()
                }
                try await night()
                #expect(try await letters(app).isEmpty)
                _ = try await app.as(.officer).post("/office/contact-points/asking", [("on", "1")])
                try await night()
                #expect(try await letters(app).count == count)
            }
        }
    }
}
