import Kernel
import Outbound
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Ends and reviews of terms on the first page and by letter.
@Suite struct TermReminderTests {
    private func settings() throws -> Settings {
        var settings = Settings()
        settings.mail = try MailServer(address: "smtp://mail.invented.example?tls=off", password: "", sender: "o@invented.example")
        return settings
    }

    private func letters(_ app: TestApp) async throws -> [Letter] {
        try await app.stored { connection in
            try connection.rows("SELECT \(OutboxItem.columns) FROM outbox ORDER BY id", OutboxItem.init(row:)).map { try $0.payload(as: Letter.self) }
        }
    }

    private func enter(
        _ app: TestApp, _ place: Int, _ until: String, _ review: String = "", as who: Cast.Character = .officer, lead: String = "",
        renewal: String = "by-agreement", status: PartnershipStatus = .active
    ) async throws -> PartnershipID {
        let id = try await Samples.enter(app, as: who, place) { ($0.lead, $0.status) = (lead, status) }
        let term = [("from", "1.1.2020"), ("until", until), ("review", review), ("renewal", renewal)]
        #expect(try await app.as(who).post("/office/partnerships/\(id)/term/edit", term).status == 303)
        return id
    }

    @Test func theFirstPageShowsWhatEndsAndWhatIsDue() async throws {
        try await TestApp.each { app in
            let over = try await enter(app, Samples.chongqing, "30.9.2026")
            let due = try await enter(app, Samples.warsaw, "31.12.2030", "1.11.2026")
            let soon = try await enter(app, Samples.reading, "20.8.2027", renewal: "tacit")
            let far = try await enter(app, Samples.chemnitz, "21.11.2027")
            let rests = try await enter(app, Samples.moscow, "20.12.2026", status: .suspended)
            let foreign = try await enter(app, Samples.chongqing, "20.12.2026", as: .haifaOfficer)
            let page = try await app.as(.officer).get("/office").text
            let part = String(page[(page.range(of: "Terms and reviews until 20 November 2027")?.lowerBound ?? page.endIndex)...].prefix { _ in true })
            let table = String(part.prefix(upTo: part.range(of: "</table>")?.lowerBound ?? part.endIndex))
            #expect(Samples.ids(table) == [due.text, over.text, soon.text])
            for words in ["Review is due", "Term is over", "Term goes on", "in 9 months", "2 weeks ago", "7 weeks ago"] {
                #expect(table.contains(words), "\(words)")
            }
            for other in [far, rests, foreign] { #expect(!table.contains(other.text)) }
            #expect(!(try await app.as(.counterpart).get("/office").text.contains("Terms and reviews")))
            #expect((app.statements.of("/office") ?? 99) <= 17)
        }
    }

    @Test func eachIsToldOnceToWhoeverLeadsOrToTheOfficers() async throws {
        for engine in Engine.allCases {
            try await TestApp.on(engine, settings: try settings()) { app in
                _ = try await enter(app, Samples.chongqing, "20.8.2027")
                _ = try await enter(app, Samples.warsaw, "1.2.2027", lead: "Invented Colleague")
                _ = try await enter(app, Samples.reading, "31.12.2030", "10.11.2026", lead: "Nobody Here")
                // Too far ahead, long past, resting, archived.
                _ = try await enter(app, Samples.chemnitz, "21.8.2027", "1.9.2026")
                _ = try await enter(app, Samples.moscow, "20.12.2026", status: .ended)
                let archived = try await enter(app, 2_925_533, "20.12.2026")
                try await app.house.database.write { try Samples.store(app, $0).setArchived(archived, true) }
                let reminders = TermReminders(stationery: Stationery(catalogue: app.house.catalogue, settings: app.house.settings))
                func night(_ days: Int64) async throws { try await reminders.run(app.house.database, at: TestApp.now.adding(days: days)) }
                try await night(0)
                let first = try await letters(app)
                let officers = first.filter { letter in ["officer@", "secondofficer@", "both@"].contains { letter.to.hasPrefix($0) } }
                #expect(first.count == 4 && officers.count == 3, "\(first.map(\.to))")
                let lead = try #require(first.first { $0.to.hasPrefix("colleague") })
                #expect(lead.subject == "The term with Warsaw ends" && lead.plainText.contains("ends on 1 February 2027, in 2 months."))
                let other = try #require(officers.first)
                #expect(other.subject == "2 dates of your partnerships")
                #expect(other.plainText.contains("The term with Chongqing ends on 20 August 2027, in 9 months. Agree on what comes then."))
                #expect(other.plainText.contains("The review with Reading is due on 10 November 2026"))
                #expect(!other.plainText.contains("Warsaw") && other.plainText.contains("\(app.house.settings.address)/office/partnerships/"))
                // Once each, however often the job runs.
                try await night(0)
                try await night(1)
                let second = try await letters(app)
                #expect(second.count == first.count + 3, "the one of the 21st has come into its nine months")
                #expect(second.suffix(3).allSatisfy { $0.plainText.contains("Chemnitz") && !$0.plainText.contains("Chongqing") })
                // Three months before the end once more.
                try await night(182)
                let third = try await letters(app)
                #expect(third.suffix(3).allSatisfy { $0.plainText.contains("in 3 months") && $0.plainText.contains("Chongqing") }, "\(third.count)")
                #expect(third.count == second.count + 3)
            }
        }
    }

    @Test func whereNothingIsSentNothingIsWritten() async throws {
        try await TestApp.on(.sqlite) { app in
            _ = try await enter(app, Samples.chongqing, "20.8.2027")
            _ = try await app.house.database.write { connection in
                try connection.jobs.enqueue(kind: TermReminders.job, title: "", payload: "{}", office: nil, by: .system, at: TestApp.now)
            }
            await app.work()
            #expect(try await letters(app).isEmpty)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM term_reminder") ?? -1 } == 0)
        }
    }
}
