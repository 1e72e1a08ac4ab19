import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// How well a partnership is: rules that say why, and the list of those nobody has touched for two years.
struct HealthRuleTests {
    private static let today = "2026-11-20"

    private func figures(_ change: (inout HealthFigures) throws -> Void) throws -> Health {
        var figures = HealthFigures(today: try #require(PartialDate(Self.today)))
        try change(&figures)
        return Health(figures)
    }

    @Test(arguments: [
        ("2026-11-20", 20), ("2026-08-20", 20), ("2026-08-19", 16), ("2026-05-20", 16), ("2026-05-19", 12), ("2025-11-20", 12), ("2025-11-19", 6),
        ("2025-05-20", 6), ("2025-05-19", 3), ("2024-11-20", 3), ("2024-11-19", 0),
    ])
    func contactCountsByItsAge(day: String, points: Int) throws {
        let date = try #require(PartialDate(day))
        #expect(try figures { $0.lastTalk = date }.contact == Health.Part(points: points, reason: .lastContact(date)))
        #expect(try figures { ($0.lastTalk, $0.lastTheirs) = (PartialDate("2020-01-01"), date) }.contact.points == points)
        #expect(try figures { _ in }.contact == Health.Part(points: 0, reason: .noContact))
    }

    @Test(arguments: [(3, 1, 20), (4, 1, 14), (1, 3, 20), (1, 4, 14), (5, 2, 20), (5, 0, 8), (0, 5, 8), (0, 0, 0)])
    func exchangeGoesBothWays(ours: Int, theirs: Int, points: Int) throws {
        #expect(try figures { ($0.isShared, $0.ours, $0.theirs) = (true, ours, theirs) }.exchange.points == points)
    }

    @Test func whoeverSharesNothingGetsWhatOneSideGets() throws {
        #expect(try figures { $0.ours = 9 }.exchange == Health.Part(points: 8, reason: .notShared))
        #expect(try figures { _ in }.exchange == Health.Part(points: 0, reason: .notShared))
    }

    @Test(arguments: [(0, 0, 0), (3, 0, 6), (3, 1, 12), (3, 3, 20)])
    func peopleAreWorthWhatIsConfirmed(all: Int, confirmed: Int, points: Int) throws {
        #expect(try figures { ($0.people, $0.confirmed) = (all, confirmed) }.people.points == points)
    }

    @Test(arguments: [
        ("", "", 10), ("2026-11-19", "", 0), ("2026-11-20", "", 10), ("2027-05-20", "", 10), ("2027-05-21", "", 20), ("2028-01-01", "2026-11-19", 8),
        ("", "2026-11-19", 8), ("", "2026-11-20", 20), ("2028-01-01", "2027-01-01", 20),
    ])
    func aTermIsKeptOrOver(ends: String, review: String, points: Int) throws {
        #expect(try figures { ($0.ends, $0.review) = (PartialDate(ends), PartialDate(review)) }.term.points == points)
    }

    @Test func theSumIsAWord() throws {
        let fresh = PartialDate("2026-11-01")
        #expect(try figures { _ in }.verdict == .sleeping)
        #expect(try figures { ($0.people, $0.confirmed, $0.ends) = (1, 1, PartialDate("2030-01-01")) }.verdict == .sleeping)
        #expect(try figures { $0.ours = 1 }.verdict == .needsAttention)
        #expect(try figures { $0.lastTalk = fresh }.verdict == .needsAttention)
        let sound = try figures { ($0.lastTalk, $0.ours, $0.people, $0.confirmed) = (PartialDate("2026-11-01"), 1, 1, 1) }
        #expect(sound.sum == 58 && sound.verdict == .sound)
        let less = try figures { ($0.lastTalk, $0.ours, $0.people) = (PartialDate("2026-11-01"), 1, 1) }
        #expect(less.sum == 44 && less.verdict == .needsAttention)
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
            let page = try await app.as(.officer).get(path).text
            #expect(Samples.ids(page) == [old.text] && page.contains("Find somebody to write to"))
            for other in [recent, ended, suspended, talked] { #expect(!page.contains(other.text)) }
            #expect(try await app.as(.officer).get("\(path)/export/csv").text.contains("Chongqing"))
            let asleep = try await app.as(.officer).get("/office/partnerships/\(old)").text
            #expect(asleep.contains("Asleep") && asleep.contains("no contact is noted") && asleep.contains("How it is reckoned"))
            let alive = try await app.as(.officer).get("/office/partnerships/\(talked)").text
            #expect(alive.contains("last contact on 1 October 2026") && alive.contains("1 of 1 person confirmed") && !alive.contains("Asleep"))
            // What rests for a reason is not reckoned; nor do those see it who read only what is published.
            #expect(!(try await app.as(.officer).get("/office/partnerships/\(ended)").text.contains("How it is reckoned")))
            #expect(try await app.as(.counterpart).get(path).status == 404)
            #expect(Samples.ids(try await app.as(.haifaOfficer).get(path).text) == [])
        }
    }
}
