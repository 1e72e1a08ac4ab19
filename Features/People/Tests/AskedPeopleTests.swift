import App
import Foundation
import Kernel
import Outbound
import Testing
import Web

@testable import Directory
@testable import People
@testable import Storage
@testable import Testing_

/// What the tests about asking people have in common.
struct AskedCase {
    let app: TestApp
    static let kinds = [ContactPointKind.kind, AskedPeople.kind]
    var kinds: [AskedKind] { Self.kinds }

    /// An invented person whose entry was confirmed last so many days ago.
    func person(
        _ fields: [(String, String)] = [], email: String = "anna@invented.example", days: Int64 = 400, by character: Cast.Character = .officer
    )
        async throws -> String
    {
        let given: [(String, String)] = [
            ("given", "Anna"), ("family", "Winter"), ("channels-kind", "email"), ("channels-value", email), ("channels-note", ""), ("another", "1"),
        ]
        let names = Set(fields.map(\.0))
        let path = try await app.person(fields + given.filter { !names.contains($0.0) }, by: character)
        try await grow(path, days: days)
        return path
    }

    /// The last word about an entry is so many days old.
    func grow(_ path: String, days: Int64) async throws {
        let then = TestApp.now.adding(days: -days)
        try await app.house.database.write { connection in
            try connection.run("UPDATE person SET confirmed_on = \(then.today), updated_at = \(then) WHERE id = \(id(path))")
        }
    }

    func id(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    /// A contact block of the office that nobody has confirmed for so many days.
    func contactPoint(email: String, days: Int64 = 400) async throws {
        let officer = try #require(app.cast.people[.officer])
        let office = try #require(officer.actor.office)
        let then = TestApp.now.adding(days: -days)
        try await app.house.database.write { connection in
            let store = OrganisationStore(connection)
            let id = try store.add(OrganisationEntry(kind: .club, name: "Invented Club", isPublic: true), office: office, by: officer.actor, at: then)
            let organisation = try store.visible(to: officer.actor, language: .english).find(id)
            try ContactStore(connection).save(
                ContactBlock(unit: "Secretariat", email: email), over: nil, of: organisation, by: officer.actor, at: then)
        }
    }

    func due(day: Int64 = 0) async throws -> [AskedCandidate] {
        let office = app.cast.duesseldorf
        return try await app.stored { try QuestionStore($0, kinds).due(office, at: TestApp.now.adding(days: day), limit: 200) }
    }

    /// Asks on a day, as the night would.
    func ask(day: Int64 = 0) async throws -> [AskedCandidate] {
        let candidates = try await due(day: day)
        let letters = QuestionLetters(kinds: kinds, stationery: Stationery(catalogue: app.house.catalogue, settings: app.house.settings))
        for candidate in candidates {
            try await app.house.database.write { try letters.ask(candidate, by: .system, at: TestApp.now.adding(days: day), on: $0) }
        }
        return candidates
    }

    func letters() async throws -> [Letter] {
        try await app.stored { connection in
            try connection.rows("SELECT \(OutboxItem.columns) FROM outbox WHERE state = 'waiting' ORDER BY id", OutboxItem.init(row:)).map {
                try $0.payload(as: Letter.self)
            }
        }
    }

    /// A person at the page behind the link of a letter.
    struct Reader {
        let app: TestApp
        let page: Answer
        let cookie: String
        let csrf: String

        func post(_ verb: String, _ fields: [(String, String)] = []) async throws -> Answer {
            try await app.as(nil).post("/contact-point/\(verb)", fields + [("csrf", csrf)], headers: ["cookie": cookie])
        }
    }

    func follow(_ letter: Letter) async throws -> Reader {
        var address = ""
        for case .link(_, let found) in letter.blocks { address = found }
        let arrival = try await app.as(nil).get(String(address.dropFirst(app.house.settings.address.count)))
        let key = try #require(arrival.cookie("proxenia-key"))
        let page = try await app.as(nil).get(arrival.location, headers: ["cookie": "proxenia-key=\(key)"])
        let csrf = page.text.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""
        return Reader(
            app: app, page: page, cookie: "proxenia-key=\(key); proxenia-visitor=\(page.cookie("proxenia-visitor") ?? "")", csrf: String(csrf))
    }

    /// Asks everybody who is due and gives what the newest letter leads to.
    func reader() async throws -> Reader {
        _ = try await ask()
        return try await follow(try #require(try await letters().last))
    }
}

@Suite struct AskedPeopleTests {
    @Test func aYearLaterOneClickConfirmsAndNothingConfidentialIsShown() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            #expect(
                try await officer.post(
                    "\(path)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "x"), ("line", "Trams, over tea")]
                ).status == 303)
            #expect(try await test.due().isEmpty, "entered today")
            try await test.grow(path, days: 400)
            let list = try await officer.get("/office/contact-points/people").text
            #expect(
                list.contains("One person with an e-mail address has not been confirmed for more than a year.") && list.contains("Write one letter?"))
            #expect(list.contains("Wang Xiaoming") && list.contains("Director, Foreign Affairs Office"))
            #expect(try await officer.post("/office/contact-points/questions").status == 303)
            let letter = try #require(try await test.letters().first)
            // Chinese is not spoken here, English is; the salutation is kept in German only.
            #expect(letter.language == "en" && letter.to == "wang@invented.example" && letter.plainText.hasPrefix("Dear Prof. Wang Xiaoming,"))
            #expect(letter.unsubscribe?.contains("/contact-letters/") == true && !letter.subject.contains("Wang"))
            let reader = try await test.follow(letter)
            for shown in [
                "王小明", "Director, Foreign Affairs Office, City of Chongqing", "since 2021", "wang@invented.example", "invented-wang", "Chinese",
            ] {
                #expect(reader.page.text.contains(shown), "\(shown)")
            }
            for hidden in ["both hands", "coriander", "chair at receptions", "brother", "over tea", "Visiting card", ">best<", "wahng"] {
                #expect(!reader.page.text.contains(hidden), "\(hidden)")
            }
            let before = try await app.stored { try $0.value("SELECT confirmed_on FROM person") as String? }
            #expect(before != "2026-11-20", "looking changes nothing")
            #expect(try await reader.post("confirmation").status == 200)
            #expect(try await app.stored { try $0.value("SELECT confirmed_on FROM person") as String? } == "2026-11-20")
            #expect(try await reader.post("confirmation").status == 410)
            let page = try await officer.get(path).text
            #expect(page.contains("20 November 2026, by The person") && page.contains("Asked by letter whether the entry still holds"))
            #expect(try await app.as(.officer).get("/office/contact-points/people?age=fresh").text.contains("Wang Xiaoming"))
            #expect(try await app.as(.haifaOfficer).get("/office/contact-points/people").text.contains("Wang") == false)
            #expect(try await app.as(.colleague).get("/office/contact-points/people").status == 404)
            let named: Int = try await app.stored { connection in
                try connection.value("SELECT COUNT(*) FROM journal WHERE actor_name LIKE '%Wang%' OR after LIKE '%wang@%'") ?? -1
            }
            #expect(named == 0)
        }
    }

    @Test func theLetterSpeaksThePersonsLanguageOrTheOffices() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            let salutation = [("salutations-language", "de"), ("salutations-text", "Sehr geehrte Frau Winter")]
            try await app.house.database.write { try $0.run("UPDATE office SET language = 'de'") }
            _ = try await test.person(salutation + [("languages-language", "fr"), ("languages-language", "en")], email: "a@invented.example")
            _ = try await test.person(salutation, email: "b@invented.example")
            _ = try await test.ask()
            let letters = try await test.letters().sorted { $0.to < $1.to }
            #expect(letters.map(\.language) == ["en", "de"])
            #expect(letters[0].plainText.hasPrefix("Dear Anna Winter,") && letters[1].plainText.hasPrefix("Sehr geehrte Frau Winter,\n"))
        }
    }

    @Test func whoIsNotToBeAskedIsNot() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            func isAsked(_ path: String) async throws -> Bool { try await test.due().contains { $0.id == test.id(path) } }
            for (number, basis) in ["consent", "contract", "public_task"].enumerated() {
                #expect(try await isAsked(try await test.person([("basis", basis)], email: "\(number)@invented.example")), "\(basis)")
            }
            #expect(try await isAsked(try await test.person([("basis", "legitimate_interest")], email: "f@invented.example")) == false)
            #expect(try await isAsked(try await test.person([("review", "2026-11-20")], email: "today@invented.example")))
            #expect(
                try await isAsked(try await test.person([("review", "2026-11-19")], email: "over@invented.example")) == false, "to be reviewed first")
            #expect(try await isAsked(try await test.person(email: "young@invented.example", days: 364)) == false)
            let colleague = try #require(app.cast.people[.colleague])
            #expect(try await isAsked(try await test.person(email: colleague.email.uppercased())) == false, "has an account")
            let silent = [("channels-kind", "mobile"), ("channels-value", "+49 211 5550110"), ("channels-note", "")]
            #expect(try await isAsked(try await test.person(silent)) == false, "has no address")
            let archived = try await test.person(email: "archived@invented.example")
            #expect(try await isAsked(archived))
            #expect(try await officer.post("\(archived)/archive").status == 303)
            try await test.grow(archived, days: 400)
            #expect(try await isAsked(archived) == false)
            let changed = try await test.person(email: "changed@invented.example")
            #expect(try await isAsked(changed))
            let fields = [("given", "Anna"), ("family", "Winter"), ("basis", "legitimate_interest"), ("revision", "1")]
            #expect(
                try await officer.post(
                    changed,
                    TestApp.person(fields + [("channels-kind", "email"), ("channels-value", "changed@invented.example"), ("channels-note", "")])
                ).status == 303)
            try await test.grow(changed, days: 400)
            #expect(try await isAsked(changed) == false, "the basis of today counts")
        }
    }

    @Test func oneAddressIsAskedOnceAYearAltogether() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            _ = try await test.person(email: "Shared@invented.example")
            try await test.contactPoint(email: "shared@Invented.example")
            _ = try await test.person([("review", "2030-11-20")], email: "shared@invented.example")
            #expect(try await test.due().count == 1)
            var days: [Int64] = []
            var about: Set<String> = []
            for day in Int64(0)...800 {
                for candidate in try await test.ask(day: day) {
                    days.append(day)
                    about.insert(candidate.id)
                }
            }
            #expect(days.count >= 4)
            for (number, day) in days.enumerated().dropFirst(2) { #expect(day - days[number - 2] >= 365, "\(days)") }
            #expect(about.count >= 2, "they take turns: \(days)")
        }
    }

    @Test func theSameRefusalsHold() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            let two = [
                ("channels-kind", "email"), ("channels-value", "anna@invented.example"), ("channels-note", ""), ("channels-kind", "email"),
                ("channels-value", "Private@Invented.example"), ("channels-note", ""),
            ]
            let path = try await test.person(two)
            // Said about a contact block, with the second of the person's addresses.
            try await test.contactPoint(email: "private@invented.example")
            let both = try await test.due()
            #expect(both.count == 2)
            _ = try await test.ask()
            let letters = try await test.letters()
            let stop = try #require(letters.first { $0.to == "private@invented.example" }?.unsubscribe)
            #expect(try await app.as(nil).post(String(stop.dropFirst(app.house.settings.address.count))).status == 200)
            for day: Int64 in [40, 400] { #expect(try await test.due(day: day).isEmpty) }
            #expect(try await app.as(.officer).get("/office/contact-points/people?answer=refused").text.contains("Anna Winter"))
            #expect(try await app.as(.officer).get(path).text.contains("The person does not want to be asked by letter"))
        }
    }

    @Test func whoDoesNotWantToBeAskedSaysSoOnThePage() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            let path = try await test.person()
            let reader = try await test.reader()
            #expect(try await reader.post("refusal").text.contains("anna@invented.example gets no more letters"))
            #expect(try await reader.post("confirmation").status == 410)
            #expect(try await test.due(day: 400).isEmpty)
            let page = try await app.as(.officer).get(path).text
            #expect(page.contains("Does not want to be asked by letter") && page.contains("They said so on 20 November 2026"))
            let said: Int = try await app.stored { connection in
                try connection.value("SELECT COUNT(*) FROM journal WHERE act = 'contact letters refused' AND actor_name = 'The person'") ?? 0
            }
            #expect(said == 1)
        }
    }

    @Test func theNightAsksPeopleOnlyWhereTheOfficeWishes() async throws {
        var settings = Settings()
        settings.mail = try MailServer(address: "smtp://mail.invented.example?tls=off", password: "", sender: "o@invented.example")
        try await TestApp.on(.sqlite, settings: settings) { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            _ = try await test.person()
            try await test.contactPoint(email: "club@invented.example")
            func night() async throws -> [String] {
                _ = try await app.house.database.write { connection in
                    try connection.jobs.enqueue(
                        kind: QuestionLetters.job, title: "", payload: "{}", office: nil, by: .system, at: TestApp.now, dedupe: nil)
                }
                await app.work()
                return try await test.letters().map(\.to).sorted()
            }
            #expect(try await officer.post("/office/contact-points/asking", [("on", "1")]).status == 303)
            #expect(try await night() == ["club@invented.example"], "who asked contact points has not asked for people")
            #expect(try await officer.post("/office/contact-points/people/asking", [("on", "1")]).status == 303)
            #expect(try await officer.get("/office/contact-points/people").text.contains("Proxenia asks people by itself too"))
            #expect(try await night() == ["anna@invented.example", "club@invented.example"])
        }
    }

    @Test func theChartHoldsTheWholeDirectory() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            _ = try await test.person(email: "a@invented.example", days: 800)
            _ = try await test.person(email: "b@invented.example", days: 1)
            try await test.contactPoint(email: "club@invented.example")
            for path in ["/office/contact-points", "/office/contact-points/people"] {
                let page = try await app.as(.officer).get(path).text
                #expect(page.contains("1 of 3 were confirmed within the last year."), "\(path)")
                #expect(page.contains("aria-label=\"People, Confirmed more than two years ago: 1\""))
                #expect(page.contains("aria-label=\"Contact points, Never confirmed: 1\""))
            }
            #expect(try await app.as(.officer).get("/office/contact-points/people?age=stale").text.contains("a@invented.example"))
            #expect(try await app.as(.officer).get("/office/contact-points/people?q=winter&age=stale").text.contains("b@invented.example") == false)
            let csv = try await app.as(.officer).get("/office/contact-points/people/export/csv").text
            #expect(csv.split(whereSeparator: \.isNewline).count == 3 && csv.contains("a@invented.example"))
        }
    }

    @Test func addressesOfEntriesFromBeforeAreFound() throws {
        let all = Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer(), passwords: .cheap))
        for engine in Engine.allCases {
            let database = try TestDatabase.fresh(engine, all.filter { $0.id < "2026-11-22-20" })
            let entry = PersonEntry(
                name: PersonName(given: "Anna", family: "Winter"),
                channels: [PersonChannel(.mobile, "1"), PersonChannel(.email, "b@x.example"), PersonChannel(.email, "a@x.example")],
                basis: .contract, reviewUntil: try #require(PartialDate("2030-01-01")))
            let ids: [PersonID] = [.new(), .new()]
            try database.writeSync { connection in
                let cast = try Cast.make(connection, try TestPlaces.gazetteer(), at: TestApp.now)
                for (id, entry) in zip(ids, [entry, PersonEntry(name: entry.name, basis: .consent, reviewUntil: entry.reviewUntil)]) {
                    try connection.run(
                        """
                        INSERT INTO person (id, office_id, name, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                        VALUES (\(id), \(cast.duesseldorf), 'x', 'x', '', '2030-01-01', '2024-01-01', '', 1, 0, 0, 'x')
                        """)
                    try connection.run("INSERT INTO person_version (person_id, revision, entry) VALUES (\(id), 1, \(try PersonJSON.text(entry)))")
                }
            }
            _ = try Migrator(all).migrate(database)
            let found: [String] = try database.readSync { connection in
                try ids.map { id in
                    try connection.first("SELECT email, basis FROM person WHERE id = \(id)") { row in
                        let email: String? = try row["email"]
                        return "\(email ?? "-") \(try row["basis"] as String)"
                    } ?? ""
                }
            }
            #expect(found == ["b@x.example contract", "- consent"])
            try TestDatabase.remove(database)
        }
    }
}
