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
    private let kinds = [ContactPointKind.kind]
    private static let block = ContactBlock(unit: "Office of International Affairs", email: "contact@invented.example", languages: [.german])

    /// An organisation with a contact block written long ago.
    private func make(
        _ app: TestApp, at then: Instant, by character: Cast.Character = .officer, email: String = "contact@invented.example"
    ) async throws -> OrganisationID {
        let officer = try #require(app.cast.people[character])
        let office = try #require(officer.actor.office)
        var block = Self.block
        block.email = email
        let kept = block
        return try await app.house.database.write { connection in
            let store = OrganisationStore(connection)
            let id = try store.add(
                OrganisationEntry(kind: .club, name: "Invented Club", isPublic: true), office: office, by: officer.actor, at: then)
            let organisation = try store.visible(to: officer.actor, language: .english).find(id)
            try ContactStore(connection).save(kept, over: nil, of: organisation, by: officer.actor, at: then)
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

    @Test func aLinkThatWasCutOffIsNotAnAnswer() async throws {
        try await TestApp.on(.sqlite) { app in
            let cut = try await app.as(nil).get("/contact-point/abc")
            #expect(cut.status == 404 && cut.text.contains("This link is not whole") && cut.cookie("proxenia-key") == nil)
        }
    }

    @Test func twoLettersOpenedInOneBrowserAreTwoThings() async throws {
        try await TestApp.each { app in
            let first = try await make(app, at: TestApp.now.adding(days: -400))
            let second = try await make(app, at: TestApp.now.adding(days: -401))
            _ = try await app.as(.officer).post("/office/contact-points/questions")
            let all = try await letters(app)
            let (one, other) = (try await follow(app, try #require(all.first)), try await follow(app, try #require(all.last)))
            // The browser holds the key of the letter that was opened last; the form of the first says whose it is.
            let visitor = try #require(one.cookie.split(separator: "; ").last)
            let key = try #require(other.cookie.split(separator: "; ").first)
            for act in ["confirmation", "correction", "refusal"] {
                let answer = try await app.as(nil).post(
                    "/contact-point/\(act)", [("csrf", one.csrf), ("remark", "Gone")], headers: ["cookie": "\(key); \(visitor)"])
                #expect(answer.status == 422 && answer.text.contains("Another link was opened in this browser"), "\(act)")
            }
            for id in [first, second] { #expect(try await app.stored { try ContactStore($0).block(of: id)?.confirmedOn } == nil) }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM contact_question WHERE answered_at IS NOT NULL") as Int? } == 0)
            #expect(
                try await app.as(nil).post("/contact-point/confirmation", [("csrf", other.csrf)], headers: ["cookie": other.cookie]).status == 200)
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
                            kind: QuestionLetters.job, title: "", payload: "{}", office: nil, by: .system, at: TestApp.now, dedupe: nil)
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

    /// Who may be asked on a day, as seen from the first one.
    private func due(_ app: TestApp, day: Int64, limit: Int = 200, mostOfAll: Int = .max) async throws -> [AskedCandidate] {
        try await app.stored {
            try QuestionStore($0, kinds).due(nil, at: TestApp.now.adding(days: day), limit: limit, mostOfAll: mostOfAll)
        }
    }

    private func askByThemselves(_ app: TestApp) async throws {
        try await app.house.database.write { try $0.run("UPDATE office SET asks_contacts = 1") }
    }

    /// Asks on a day, as the night would.
    private func ask(_ app: TestApp, _ candidates: [AskedCandidate], day: Int64) async throws {
        let letters = QuestionLetters(kinds: kinds, stationery: Stationery(catalogue: app.house.catalogue, settings: app.house.settings))
        for candidate in candidates {
            try await app.house.database.write { try letters.ask(candidate, by: .system, at: TestApp.now.adding(days: day), on: $0) }
        }
    }

    @Test func aYearHoldsALetterAndAReminder() async throws {
        try await TestApp.each { app in
            _ = try await make(app, at: TestApp.now.adding(days: -400))
            try await askByThemselves(app)
            var days: [Int64] = []
            for day in Int64(0)...800 {
                let candidates = try await due(app, day: day)
                guard let candidate = candidates.first else { continue }
                #expect(candidate.isReminder == (days.count % 2 == 1), "day \(day)")
                days.append(day)
                try await ask(app, candidates, day: day)
            }
            // After the reminder of day 31 the next year begins when a year lies between two reminders as well.
            #expect(days == [0, 31, 366, 397, 732, 763])
            for (number, day) in days.enumerated().dropFirst(2) { #expect(day - days[number - 2] >= 365) }
            let letters = try await letters(app)
            #expect(letters[1].subject.contains("Erinnerung") && !letters[0].subject.contains("Erinnerung"))
            #expect(letters.allSatisfy { $0.footer.contains("einmal im Jahr") })
        }
    }

    @Test func anAnswerEndsTheRemindingUntilNextYear() async throws {
        try await TestApp.each { app in
            let id = try await make(app, at: TestApp.now.adding(days: -400))
            try await askByThemselves(app)
            try await ask(app, try await due(app, day: 0), day: 0)
            // A remark leaves the entry unconfirmed: the office has to enter it.
            try await app.house.database.write {
                try QuestionStore($0, kinds).answer(ContactPointKind.kind, id.text, remark: "New telephone", at: TestApp.now.adding(days: 3))
            }
            for day: Int64 in [31, 200, 364] { #expect(try await due(app, day: day).isEmpty, "day \(day)") }
            #expect(try await due(app, day: 365).map(\.isReminder) == [false])
        }
    }

    @Test func whoNeverAnswersKeepsNobodyWaiting() async throws {
        try await TestApp.each { app in
            for number in 1...4 { _ = try await make(app, at: TestApp.now.adding(days: -400), email: "d\(number)@invented.example") }
            for number in 1...2 {
                _ = try await make(app, at: TestApp.now.adding(days: -400), by: .haifaOfficer, email: "h\(number)@invented.example")
            }
            try await askByThemselves(app)
            func addresses(_ candidates: [AskedCandidate]) -> [String] { candidates.map(\.email) }
            // Three a night for both offices: they take turns, and neither gets more than two.
            var asked: [[String]] = []
            for night in Int64(0)..<3 {
                let tonight = try await due(app, day: night, limit: 2, mostOfAll: 3)
                asked.append(addresses(tonight))
                try await ask(app, tonight, day: night)
            }
            #expect(asked.allSatisfy { night in night.count <= 3 && night.count { $0.hasPrefix("d") } <= 2 })
            #expect(Set(asked[0].map { $0.prefix(1) }) == ["d", "h"])
            #expect((asked[0] + asked[1]).count { $0.hasPrefix("h") } == 2)
            #expect(asked.joined().sorted() == ["d1", "d2", "d3", "d4", "h1", "h2"].map { $0 + "@invented.example" })
            // A month later nobody has answered, and somebody new is there: the new one first, then whose question is oldest.
            _ = try await make(app, at: TestApp.now.adding(days: -400), email: "new@invented.example")
            let later = addresses(try await due(app, day: 40, limit: 3)).filter { !$0.hasPrefix("h") }
            #expect(later.count == 3 && later[0] == "new@invented.example" && asked[0].contains(later[1]))
            #expect(addresses(try await due(app, day: 40, limit: 1)).count == 2)
        }
    }

    @Test func whoDoesNotWantToBeAskedIsNot() async throws {
        try await TestApp.each { app in
            let id = try await make(app, at: TestApp.now.adding(days: -400), email: "Contact@Invented.example")
            _ = try await make(app, at: TestApp.now.adding(days: -400), by: .haifaOfficer)
            _ = try await make(app, at: TestApp.now.adding(days: -400), email: "other@invented.example")
            try await askByThemselves(app)
            let candidates = try await due(app, day: 0)
            try await ask(app, candidates.filter { $0.id == id.text }, day: 0)
            let letter = try #require(try await letters(app).first)
            let stop = try #require(letter.unsubscribe)
            #expect(stop.hasPrefix(app.house.settings.address + "/contact-letters/") && letter.plainText.contains(stop))
            let path = String(stop.dropFirst(app.house.settings.address.count))
            let nobody = app.as(nil)
            // Looking stops nothing, and a wrong key neither.
            #expect(try await nobody.get(path).text.contains("<form method=\"post\" action=\"\(path)\">"))
            #expect(try await nobody.post("/contact-letters/\(String(repeating: "A", count: 43))").status == 410)
            #expect(try await app.stored { try !$0.exists("SELECT 1 FROM contact_refusal") })
            // As mail programs do it (RFC 8058, 3.2): no cookie, no token, from elsewhere. Whoever is signed in is nobody here.
            for browser in [nobody, app.as(.haifaOfficer)] {
                let answer = try await browser.post(
                    path, [("List-Unsubscribe", "One-Click"), ("csrf", "none")], headers: ["sec-fetch-site": "cross-site"])
                #expect(answer.status == 200 && answer.text.contains("Contact@Invented.example"))
            }
            #expect(try await due(app, day: 40).map(\.email) == ["other@invented.example"])
            // One whose question was chosen before.
            try await ask(app, candidates, day: 0)
            #expect(try await letters(app).map(\.to).sorted() == ["Contact@Invented.example", "other@invented.example"])
            let officer = app.as(.officer)
            let list = try await officer.get("/office/contact-points?answer=refused").text
            #expect(
                list.contains("Contact@Invented.example") && !list.contains("other@invented.example") && list.contains("Does not want to be asked"))
            let page = try await officer.get("/office/organisations/\(id)").text
            #expect(page.contains("It said so on") && page.contains("/office/organisations/\(id)/contact/confirmation"))
            #expect(!(try await app.as(.colleague).get("/office/organisations/\(id)").text.contains("It said so on")))
            // Confirmed by the office it is settled for a year; the list still says it.
            #expect(try await officer.post("/office/organisations/\(id)/contact/confirmation").status == 303)
            #expect(!(try await officer.get("/office/organisations/\(id)").text.contains("It said so on")))
            #expect(try await officer.get("/office/contact-points").text.contains("Does not want to be asked"))
            let facts: [String] = try await app.stored { connection in
                try connection.rows("SELECT actor_name, before, after, act FROM journal WHERE act = 'contact letters refused'") { row in
                    let (before, after): (String?, String?) = (try row["before"], try row["after"])
                    return "\(try row["actor_name"] as String)|\(before ?? "")|\(after ?? "")"
                }
            }
            #expect(facts.count == 1 && facts[0].hasSuffix("||") && !facts[0].contains("invented.example"))
            // A slip is mended at the same place.
            #expect(try await nobody.post(path + "/resumption").status == 200)
            #expect(try await due(app, day: 40).count == 2)
            #expect(try await due(app, day: 400).count == 3)
        }
    }

    @Test func theFilterReadsTheClockOfTheHouse() async throws {
        // Two years on, whatever the machine's own clock says.
        try await TestApp.on(.sqlite, now: TestApp.now.adding(days: 800)) { app in
            let id = try await make(app, at: TestApp.now)
            try await app.house.database.write { connection in
                try connection.run("UPDATE contact_block SET confirmed_on = '2026-11-20' WHERE organisation_id = \(id)")
            }
            #expect(try await app.as(.officer).get("/office/contact-points?age=stale").text.contains("Invented Club"))
            #expect(!(try await app.as(.officer).get("/office/contact-points?age=fresh").text.contains("Invented Club")))
        }
    }
}
