import Directory
import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import People

/// Which entries are taken for one person, and which are not.
struct PersonSearchTests {
    private let city = OrganisationID(stored: "00000000-0000-7000-8000-000000000001")
    private let museum = OrganisationID(stored: "00000000-0000-7000-8000-000000000002")

    private static func organisation(_ number: Int) -> OrganisationID {
        OrganisationID(stored: "00000000-0000-7000-8001-\(String(1_000_000_000_000 + number).dropFirst())")
    }
    private static func id(_ number: Int) -> PersonID {
        PersonID(stored: "00000000-0000-7000-8000-\(String(1_000_000_000_000 + number).dropFirst())")
    }

    private func person(
        _ number: Int, _ names: [String], emails: [String] = [], at organisations: Set<OrganisationID> = [], in countries: Set<String> = []
    ) -> PersonSearch.Candidate {
        PersonSearch.Candidate(id: Self.id(number), names: names, emails: emails, organisations: organisations, countries: countries)
    }

    private func reasons(_ people: [PersonSearch.Candidate], distinct: Set<PersonSearch.Pair> = []) -> [PersonLikeness] {
        PersonSearch(people, distinct: distinct).run().map(\.likeness)
    }

    @Test func theSurestReasonIsNamed() {
        let one = person(1, ["annawinter", "winteranna"], emails: ["a@x.example"], at: [city], in: ["DE"])
        #expect(reasons([one, person(2, ["annawinter"], emails: ["a@x.example"], at: [city])]) == [.address])
        #expect(reasons([one, person(2, ["winteranna"], at: [city])]) == [.name])
        #expect(reasons([one, person(2, ["annawniter"], at: [city])]) == [.slip])
        #expect(reasons([one, person(2, ["annawinter"])]) == [.name], "of whom nothing else is known")
    }

    @Test func otherPeopleAreLeftAlone() {
        let one = person(1, ["annawinter"], at: [city], in: ["DE"])
        #expect(reasons([one, person(2, ["annawinter"], at: [museum], in: ["FR"])]).isEmpty, "the same name elsewhere")
        #expect(reasons([one, person(2, ["annawniter"], at: [museum], in: ["DE"])]).isEmpty, "a slip counts among colleagues alone")
        #expect(reasons([one, person(2, ["hannawinters"], at: [city])]).isEmpty, "two slips")
        #expect(reasons([person(1, ["liwei"], at: [city]), person(2, ["liwen"], at: [city])]).isEmpty, "short names differ by a letter")
        #expect(reasons([one, person(2, ["annawinter"], at: [city])], distinct: [PersonSearch.Pair(Self.id(2), one.id)]).isEmpty)
    }

    @Test func aNameThatManyBearIsNotComparedWithoutEnd() {
        let many = (1...3000).map { person($0, ["annawinter"], at: [city]) }
        #expect(reasons(many).count == 30 * 29 / 2)
    }

    /// A hundred thousand people in less than ten seconds; asked for with PROXENIA_MEASURE=1. Three names of each, twenty at an organisation, and
    /// three hundred who are there again with a slip, the same name or the same address.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PROXENIA_MEASURE"] == "1"), arguments: Engine.allCases)
    func hundredThousand(engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            let office = app.cast.duesseldorf
            try await app.house.database.write { try Self.fill($0, office) }
            let begun = ContinuousClock.now
            _ = try await app.as(.officer).post("/office/people/duplicates")
            await app.work()
            print("measured on \(engine): the whole job in \(ContinuousClock.now - begun)")
            let reasons = try await app.stored {
                try $0.rows("SELECT reason, COUNT(*) AS number FROM person_pair GROUP BY reason ORDER BY reason") {
                    "\(try $0["reason"] as String) \(try $0["number"] as Int)"
                }
            }
            #expect(reasons == ["address 300", "name 300", "slip 300"])
        }
    }

    private static func fill(_ connection: Connection, _ office: OfficeID) throws {
        for start in stride(from: 0, to: 5000, by: 1000) {
            let rows = (start..<start + 1000).map { "(\(organisation($0)), \(office), 'club', 'Club', 'club', 'club', 0, 1, 1, 1, 'x')" as SQL }
            try connection.run(
                """
                INSERT INTO organisation (id, office_id, kind, name, search, sort_key, is_public, revision, created_at, updated_at, updated_by)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
        let letters = Array("bcdfghjklmnpqrstvwxz").map(String.init)
        for start in stride(from: 0, to: 100_000, by: 1000) {
            var (people, keys, roles): ([SQL], [SQL], [SQL]) = ([], [], [])
            for number in start..<start + 1000 {
                let twin = number >= 99_100 ? number - 99_100 : number
                // Spread, so that nobody is a letter away from a colleague by chance.
                let spread = (UInt64(twin) + 1) &* 2_654_435_761 % 4_294_967_291
                var name = "family" + String(spread, radix: 20).map { letters[Int(String($0), radix: 20) ?? 0] + "o" }.joined() + "given"
                let isSlip = (99_100..<99_400).contains(number), isName = (99_400..<99_700).contains(number)
                if isSlip { name.removeLast() }
                people.append("(\(id(number)), \(office), \(name), \(name), '2030-01-01', '2026-01-01', 'x', 1, 1, 1, 'x')")
                roles.append("(\(id(number)), 0, \(organisation(twin / 20)), 'other', '', '')")
                if number < 99_700 {
                    keys += ["(\(id(number)), \(office), 'name', \(name))", "(\(id(number)), \(office), 'name', \("given" + name))"]
                }
                if !isSlip, !isName { keys.append("(\(id(number)), \(office), 'email', \("p\(twin)@invented.example"))") }
            }
            try connection.run(
                """
                INSERT INTO person (id, office_id, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                VALUES \(people.joined(separator: ", "))
                """)
            try connection.run("INSERT INTO person_key (person_id, office_id, kind, value) VALUES \(keys.joined(separator: ", "))")
            try connection.run(
                "INSERT INTO person_role (person_id, position, organisation_id, kind, post, post_key) VALUES \(roles.joined(separator: ", "))")
        }
    }
}
