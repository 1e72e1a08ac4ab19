import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Randomness that a failure can be repeated with.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

/// How well a partnership is: rules that say why, and the list of those nobody has touched for two years.
struct HealthRuleTests {
    private static let today = "2026-11-20"

    private func figures(_ change: (inout HealthFigures) throws -> Void) throws -> Health {
        var figures = HealthFigures(today: try #require(PartialDate(Self.today)))
        try change(&figures)
        return Health(figures)
    }

    private func part(_ sort: Health.Sort, _ change: (inout HealthFigures) throws -> Void) throws -> Health.Part {
        try #require(try figures(change)[sort])
    }

    @Test func whatIsWorthMostIsNext() throws {
        #expect(try figures { _ in }.next?.sort == .contact, "nothing is known: the first of those that weigh most")
        let today = try #require(PartialDate(Self.today))
        let poor = try figures { ($0.lastTalk, $0.isShared, $0.ours, $0.theirs, $0.people) = (today, true, 0, 0, 4) }
        #expect(poor.next?.reason == .nobodyWrites)
        let full = try figures { figures in
            (figures.lastTalk, figures.isShared, figures.ours, figures.theirs) = (today, true, 5, 5)
            (figures.people, figures.confirmed, figures.kept, figures.activities, figures.onCourse, figures.indicators) = (1, 1, 1, 1, 1, 1)
            figures.plan = Set(HealthFigures.PlanPart.allCases)
            (figures.hasTerm, figures.ends, figures.review) = (true, PartialDate("2029-01-01"), PartialDate("2028-01-01"))
        }
        #expect(full.points == 100 && full.judged == 100 && full.next?.sort == .contact, "all is well: the next contact keeps it so")
    }

    @Test func theScaleIsAHundred() {
        #expect(Health.Sort.allCases.reduce(0) { $0 + $1.most } == 100)
    }

    @Test(arguments: [
        ("2026-11-20", 20), ("2026-08-20", 20), ("2026-08-19", 16), ("2026-05-20", 16), ("2026-05-19", 12), ("2025-11-20", 12), ("2025-11-19", 6),
        ("2025-05-20", 6), ("2025-05-19", 3), ("2024-11-20", 3), ("2024-11-19", 0),
    ])
    func contactCountsByItsAge(day: String, points: Int) throws {
        let date = try #require(PartialDate(day))
        #expect(try part(.contact) { $0.lastTalk = date } == Health.Part(sort: .contact, points: points, reason: .lastContact(date)))
        #expect(try part(.contact) { ($0.lastTalk, $0.lastTheirs) = (PartialDate("2020-01-01"), date) }.points == points)
        #expect(try part(.contact) { _ in } == Health.Part(sort: .contact, points: nil, reason: .noContact))
    }

    @Test(arguments: [(3, 1, 20), (4, 1, 14), (1, 3, 20), (1, 4, 14), (5, 2, 20), (5, 0, 8), (0, 5, 8), (0, 0, 0)])
    func exchangeGoesBothWays(ours: Int, theirs: Int, points: Int) throws {
        #expect(try part(.exchange) { ($0.isShared, $0.ours, $0.theirs) = (true, ours, theirs) }.points == points)
        #expect(try part(.exchange) { ($0.ours, $0.theirs) = (ours, theirs) } == Health.Part(sort: .exchange, points: nil, reason: .notShared))
    }

    @Test(arguments: [(3, 0, 5), (3, 1, 8), (3, 3, 15)])
    func peopleAreWorthWhatIsConfirmed(all: Int, confirmed: Int, points: Int) throws {
        #expect(try part(.people) { ($0.people, $0.confirmed) = (all, confirmed) }.points == points)
        #expect(try part(.people) { _ in } == Health.Part(sort: .people, points: nil, reason: .nobodyKnown))
    }

    @Test(arguments: [(4, 0, 15), (3, 1, 11), (0, 2, 0)])
    func promisesAreKeptOrLate(kept: Int, overdue: Int, points: Int) throws {
        #expect(try part(.promises) { ($0.activities, $0.kept, $0.overdue) = (9, kept, overdue) }.points == points)
        #expect(try part(.promises) { $0.activities = 9 } == Health.Part(sort: .promises, points: nil, reason: .noneDue(9)))
        #expect(try part(.promises) { _ in } == Health.Part(sort: .promises, points: nil, reason: .noActivities))
    }

    @Test(arguments: [(2, 0, 10), (1, 2, 3), (0, 1, 0)])
    func indicatorsAreOnCourseOrBehind(onCourse: Int, behind: Int, points: Int) throws {
        #expect(try part(.indicators) { ($0.indicators, $0.onCourse, $0.behind) = (5, onCourse, behind) }.points == points)
        #expect(try part(.indicators) { $0.indicators = 5 } == Health.Part(sort: .indicators, points: nil, reason: .notMeasured(5)))
        #expect(try part(.indicators) { _ in } == Health.Part(sort: .indicators, points: nil, reason: .noIndicators))
    }

    @Test func aPlanHasFourSections() throws {
        #expect(try part(.plan) { _ in } == Health.Part(sort: .plan, points: nil, reason: .noPlan))
        #expect(
            try part(.plan) { $0.plan = [.communication, .objective] }
                == Health.Part(sort: .plan, points: 5, reason: .plan(missing: [.team, .outcomes])))
        #expect(try part(.plan) { $0.plan = Set(HealthFigures.PlanPart.allCases) }.isFull)
    }

    @Test(arguments: [
        ("", "", 5), ("2026-11-19", "", 0), ("2026-11-20", "", 5), ("2027-05-20", "", 5), ("2027-05-21", "", 10), ("2028-01-01", "2026-11-19", 4),
        ("", "2026-11-19", 4), ("", "2026-11-20", 10), ("2028-01-01", "2027-01-01", 10),
    ])
    func aTermIsKeptOrOver(ends: String, review: String, points: Int) throws {
        #expect(try part(.term) { ($0.hasTerm, $0.ends, $0.review) = (true, PartialDate(ends), PartialDate(review)) }.points == points)
        #expect(try part(.term) { _ in } == Health.Part(sort: .term, points: nil, reason: .noTerm))
    }

    /// What is not known is left out of the scale; where too little is known, there is no figure.
    @Test func whatIsNotKnownIsLeftOut() throws {
        let fresh = PartialDate("2026-11-01")
        let little = try figures { ($0.ours, $0.lastTalk, $0.people, $0.confirmed) = (1, fresh, 1, 1) }
        #expect(little.judged == 35 && little.points == nil && little.verdict == .unknown)
        let enough = try figures { ($0.isShared, $0.ours, $0.theirs, $0.lastTheirs) = (true, 1, 1, fresh) }
        #expect(enough.judged == 40 && enough.points == 100 && enough.verdict == .sound)
        let less = try figures { ($0.isShared, $0.ours, $0.lastTalk) = (true, 5, PartialDate("2025-12-01")) }
        #expect(less.earned == 20 && less.points == 50 && less.verdict == .needsAttention)
    }

    @Test func whoeverWroteMetAndChangedNothingForTwoYearsSleeps() throws {
        #expect(try figures { _ in }.verdict == .asleep)
        #expect(try figures { ($0.people, $0.confirmed, $0.hasTerm, $0.ends) = (1, 1, true, PartialDate("2030-01-01")) }.verdict == .asleep)
        #expect(try figures { $0.lastTalk = PartialDate("2024-11-19") }.verdict == .asleep)
        for life in ["2024-11-20", "2026-11-20"] {
            #expect(try figures { $0.lastTalk = PartialDate(life) }.verdict != .asleep)
            #expect(try figures { $0.lastChange = PartialDate(life) }.verdict != .asleep)
        }
        #expect(try figures { $0.ours = 1 }.verdict == .unknown)
        #expect(try figures { $0.theirs = 1 }.verdict == .unknown)
    }

    /// Whatever is known, the figure stays within its scale, and nothing good that happens makes it worse.
    @Test func nothingGoodMakesItWorse() throws {
        var random = SeededGenerator(seed: 7)
        let today = try #require(PartialDate(Self.today))
        func day() -> PartialDate? { Bool.random(using: &random) ? today.adding(months: Int.random(in: -40...20, using: &random)) : nil }
        func count() -> Int { Int.random(in: 0...6, using: &random) }
        for _ in 0..<5000 {
            var figures = HealthFigures(today: today)
            (figures.lastTalk, figures.lastTheirs, figures.lastChange) = (day(), day(), day())
            figures.isShared = Bool.random(using: &random)
            (figures.ours, figures.theirs) = (count(), count())
            (figures.kept, figures.overdue) = (count(), count())
            figures.activities = figures.kept + figures.overdue + count()
            (figures.onCourse, figures.behind) = (count(), count())
            figures.indicators = figures.onCourse + figures.behind
            figures.people = count()
            figures.confirmed = Int.random(in: 0...figures.people, using: &random)
            figures.plan = Set(HealthFigures.PlanPart.allCases.filter { _ in Bool.random(using: &random) })
            (figures.hasTerm, figures.ends, figures.review) = (Bool.random(using: &random), day(), day())
            let before = Health(figures)
            #expect(before.earned >= 0 && before.earned <= before.judged && before.judged <= 100)
            for part in before.parts { #expect((0...part.sort.most).contains(part.points ?? 0)) }
            func better(_ what: String, _ change: (inout HealthFigures) -> Void) {
                var changed = figures
                change(&changed)
                let after = Health(changed)
                guard let was = before.points, let `is` = after.points else {
                    #expect(before.points == nil || after.points != nil, "\(what) \(figures)")
                    return
                }
                #expect(`is` >= was, "\(what) \(figures)")
                #expect(before.verdict == .asleep || after.verdict != .asleep)
            }
            // A contact of today counts in full, also where none was noted before; a newer one counts no less than the older.
            better("contact today") { $0.lastTalk = today }
            if let last = figures.lastTalk { better("newer contact") { $0.lastTalk = [last.adding(months: 1) ?? last, last].max() } }
            if figures.overdue > 0 { better("promise kept") { ($0.kept, $0.overdue) = ($0.kept + 1, $0.overdue - 1) } }
            if figures.behind > 0 { better("caught up") { ($0.onCourse, $0.behind) = ($0.onCourse + 1, $0.behind - 1) } }
            if figures.confirmed < figures.people { better("confirmed") { $0.confirmed += 1 } }
            if !figures.plan.isEmpty { better("plan") { $0.plan.insert(.team) } }
        }
    }

    @Test func theNextStepFollowsFromWhatIsKnown() {
        #expect(SleepingRow.step(.exploring, people: 3) == .decide && SleepingRow.step(.contact, people: 0) == .decide)
        #expect(SleepingRow.step(.active, people: 0) == .find && SleepingRow.step(.dormant, people: 0) == .find)
        #expect(SleepingRow.step(.dormant, people: 1) == .revive && SleepingRow.step(.active, people: 1) == .write)
    }
}

@Suite struct SleepingTests {
    private func enter(_ app: TestApp, _ place: Int, days: Int64, _ change: @escaping @Sendable (inout PartnershipDraft) -> Void = { _ in })
        async throws
        -> PartnershipID
    {
        try await app.house.database.write { connection in
            let actor = try #require(app.cast.people[.officer]?.actor)
            var draft = PartnershipDraft(since: PartialDate(year: 2004), partners: [.place(place)])
            change(&draft)
            let store = PartnershipStore(
                connection, office: try #require(actor.office), by: actor, at: TestApp.now.adding(days: -days), gazetteer: try TestPlaces.gazetteer())
            return try store.create(draft)
        }
    }

    @Test func whatNobodyTouchedForTwoYearsSleeps() async throws {
        try await TestApp.each { app in
            let old = try await enter(app, Samples.chongqing, days: 800)
            let recent = try await enter(app, Samples.warsaw, days: 700)
            let ended = try await enter(app, Samples.reading, days: 900) { $0.status = .ended }
            let suspended = try await enter(app, Samples.moscow, days: 900) { $0.status = .suspended }
            let talked = try await enter(app, Samples.chemnitz, days: 900)
            let path = "/office/partnerships/sleeping"
            #expect(Samples.ids(try await app.as(.officer).get(path).text) == [], "nobody has reckoned yet")
            try await HealthJob.run(app.house.database, at: TestApp.now)
            let partner = try await app.stored { try PartnershipStore.records([talked], of: app.cast.duesseldorf, $0)[talked]?.partners.first }
            let organisation = try #require(partner)
            #expect(Samples.ids(try await app.as(.officer).get(path).text) == [talked.text, old.text])
            // A contact with somebody there is a sign of life.
            try await app.house.database.write { connection in
                let id = PersonID.new()
                let office = app.cast.duesseldorf
                try connection.run(
                    """
                    INSERT INTO person (id, office_id, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                    VALUES (\(id), \(office), 'ida', 'ida', '2030-01-01', '2026-11-01', 'x', 1, 1, 1, 'x')
                    """)
                try connection.run(
                    "INSERT INTO person_role (person_id, position, organisation_id, kind, post, post_key) VALUES (\(id), 0, \(organisation), 'other', '', '')"
                )
                try connection.run(
                    "INSERT INTO person_talk (id, person_id, day, medium, who, line, entered_at) VALUES (\(PersonID.new()), \(id), '2026-10-01', 'letter', 'x', 'x', 1)"
                )
            }
            try await HealthJob.run(app.house.database, at: TestApp.now)
            let page = try await app.as(.officer).get(path).text
            #expect(Samples.ids(page) == [old.text] && page.contains("Find somebody to write to"))
            for other in [recent, ended, suspended, talked] { #expect(!page.contains(other.text)) }
            #expect(try await app.as(.officer).get("\(path)/export/csv").text.contains("Chongqing"))
            let asleep = try await app.as(.officer).get("/office/partnerships/\(old)").text
            #expect(asleep.contains("Asleep") && asleep.contains("No contact is noted.") && asleep.contains("How it is reckoned"))
            let alive = try await app.as(.officer).get("/office/partnerships/\(talked)").text
            #expect(alive.contains("Last contact on 1 October 2026.") && alive.contains("1 of 1 person confirmed") && !alive.contains("Asleep"))
            // What rests for a reason is not reckoned; nor do those see it who read only what is published.
            #expect(!(try await app.as(.officer).get("/office/partnerships/\(ended)").text.contains("How it is reckoned")))
            #expect(try await app.as(.counterpart).get(path).status == 404)
            #expect(Samples.ids(try await app.as(.haifaOfficer).get(path).text) == [])
        }
    }
}

/// The figure that lists find and sort by is written where something changes, and follows the days.
@Suite struct StoredHealthTests {
    private func stored(_ app: TestApp, _ path: String) async throws -> String {
        try await stored(app, try #require(PartnershipID(String(path.suffix(36)))))
    }

    private func stored(_ app: TestApp, _ id: PartnershipID) async throws -> String {
        try await app.stored { connection in
            try connection.first("SELECT health, health_points FROM partnership WHERE id = \(id)") { row in
                "\(try row["health"] as String) \((try row["health_points"] as Int?).map(String.init) ?? "–")"
            } ?? ""
        }
    }

    @Test func whatIsWrittenCountsInTheRegistersOfAllParties() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.share(app)
            #expect(try await stored(app, ours) == "sound 100")
            #expect(try await stored(app, theirs) == "sound 100")
            // Of little that is known all is well: the figure says what it leaves out, and what to do next; in the list it leads there.
            let page = try await app.as(.officer).get(ours).text
            #expect(page.contains("100 of 100 points, from 40 of the 40 that can be judged"))
            #expect(page.contains("Not known, and left out of it: People, Promises, Plan, Indicators and Term."))
            #expect(page.contains("To do next, for <a href=") && page.contains(">People</a>: Find out who is responsible there, and enter them."))
            let list = try await app.as(.officer).get("/office/partnerships").text
            #expect(list.contains("href=\"\(ours)#health\" title=\"Sound, 100 of 100 points: what it is made of, and what to do next\""))
            #expect(page.contains("id=\"health\""))
            let activity = try await Together.add(app, .officer, ours, "activities", [("title", "Handbook"), ("due", "2025")])
            #expect(activity.status == 303)
            #expect(try await stored(app, ours) == "sound 100", "a draft is not agreed")
            try await Together.agree(app, ours, theirs)
            // Twenty and twenty of forty, and none of fifteen for what is overdue.
            #expect(try await stored(app, ours) == "sound 72")
            #expect(try await stored(app, theirs) == "sound 72")
            #expect(try await app.as(.officer).get(ours).text.contains("0 of 1 activity kept, 1 late."))
            #expect(try await app.as(.officer).post("\(ours)/status", [("status", "suspended"), ("reason", "Council")]).status == 303)
            #expect(try await stored(app, ours) == "resting –")
            #expect(try await stored(app, theirs) == "resting –", "one party suspends it for all")
            #expect(try await app.as(.officer).post("\(ours)/status", [("status", "active"), ("reason", "")]).status == 303)
            for path in [ours, theirs] { #expect(try await stored(app, path) == "sound 72") }
        }
    }

    @Test func itFollowsTheDays() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await Together.share(app)
            let alone = try await Samples.enter(app)
            let ended = try await Samples.enter(app, Samples.moscow) { $0.status = .ended }
            #expect(try await stored(app, alone) == "unknown –")
            #expect(try await stored(app, ended) == "resting –")
            for (days, outcome) in [
                (0, "sound 100"), (95, "sound 90"), (200, "sound 80"), (400, "sound 65"), (600, "attention 57"), (740, "asleep 0"),
            ] {
                try await HealthJob.run(app.house.database, at: TestApp.now.adding(days: Int64(days)))
                #expect(try await stored(app, ours) == outcome, "after \(days) days")
            }
            #expect(try await stored(app, alone) == "asleep –")
            #expect(try await stored(app, ended) == "resting –")
            // Whoever changes its entry wakes it.
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships/sleeping").text).count == 2)
            try await app.house.database.write { connection in
                let store = PartnershipStore(
                    connection, office: app.cast.duesseldorf, by: .system, at: TestApp.now.adding(days: 741), gazetteer: try TestPlaces.gazetteer())
                try store.setLead(alone, "Somebody")
            }
            #expect(try await stored(app, alone) == "unknown –")
        }
    }

    @Test func aContactWithAPersonCountsAtOnce() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            try await app.house.database.write { try $0.run("UPDATE partnership SET health = 'asleep' WHERE id = \(id)") }
            try await app.house.database.write { connection in
                let (person, office) = (PersonID.new(), app.cast.duesseldorf)
                let partner = try #require(try PartnershipStore.records([id], of: office, connection)[id]?.partners.first)
                try connection.run(
                    """
                    INSERT INTO person (id, office_id, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                    VALUES (\(person), \(office), 'ida', 'ida', '2030-01-01', '2026-11-01', 'x', 1, 1, 1, 'x')
                    """)
                try connection.run(
                    "INSERT INTO person_role (person_id, position, organisation_id, kind, post, post_key) VALUES (\(person), 0, \(partner), 'other', '', '')"
                )
                try connection.journal.record(Fact("created", "person", person.text, office: office), by: .system, at: TestApp.now)
                #expect(try HealthStore(connection: connection).isAsleep(id), "a name alone is no contact")
                try connection.journal.record(Fact("talk added", "person", person.text, office: office), by: .system, at: TestApp.now)
            }
            #expect(try await stored(app, id) == "unknown –")
        }
    }

    @Test func manyTakeFewStatements() async throws {
        try await TestApp.each { app in
            let drafts = try Samples.drafts(150)
            let ids = try await app.house.database.write { try Samples.store(app, $0).create(all: drafts) }
            let statements = try await app.house.database.write { connection in
                let before = connection.statements
                try HealthStore(connection: connection).refresh(ids, at: TestApp.now.adding(days: 900))
                return connection.statements - before
            }
            #expect(statements <= 6, "\(statements)")
            let asleep: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership WHERE health = 'asleep'") }
            #expect(asleep == drafts.count { !$0.status.rests })
        }
    }
}
