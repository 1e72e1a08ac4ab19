import Foundation
import Kernel
import Testing

@testable import People

struct PersonTests {
    @Test func namesStandInTheirOrder() {
        let wang = PersonName(title: "Prof.", given: "Xiaoming", family: "Wang", order: .familyFirst, native: "王小明")
        #expect(wang.full == "Prof. Wang Xiaoming" && wang.filed == "Wang Xiaoming" && wang.nativeBeside == "王小明")
        let anna = PersonName(given: "Anna", family: "Winter")
        #expect(anna.full == "Anna Winter" && anna.filed == "Winter Anna")
        #expect(PersonName(native: "王小明").full == "王小明" && PersonName(native: "王小明").nativeBeside == nil)
        #expect(PersonName(title: "Dr.").isEmpty)
    }

    @Test func namesAreComparedAcrossOrderAndScript() {
        func meet(_ a: PersonName, _ b: PersonName) -> Bool { !PersonKeys.names(a).isDisjoint(with: PersonKeys.names(b)) }
        #expect(meet(PersonName(given: "Xiao Ming", family: "Wang"), PersonName(native: "王小明")))
        #expect(meet(PersonName(given: "Müge", family: "Öz"), PersonName(given: "OEZ", family: "muege")))
        #expect(meet(PersonName(given: "Pëtr", family: "Ivanov"), PersonName(romanisation: "Ivanov Petr")))
        #expect(!meet(PersonName(family: "Wang"), PersonName(given: "Li", family: "Wang")))
        #expect(!meet(PersonName(given: "Anna", family: "Winter"), PersonName(given: "Anne", family: "Winter")))
    }

    @Test func aPostIsHeldFromItsBeginningToItsEnd() {
        let organisation = OrganisationID.new()
        func held(_ from: String?, _ until: String?, _ day: String = "2026-11-20") -> Bool {
            PersonRole(organisation, .head, "Mayor", from: from.flatMap { PartialDate($0) }, until: until.flatMap { PartialDate($0) }).isHeld(on: day)
        }
        #expect(held(nil, nil) && held("2026", nil) && held("2026-11-20", "2026-11-20") && held("2020", "2026") && held(nil, "2026-11"))
        #expect(!held("2026-11-21", nil) && !held("2027", nil) && !held(nil, "2026-10") && !held(nil, "2026-11-19") && !held(nil, "2025"))
    }

    @Test func hoursAreOfTheirOwnClock() throws {
        let hours = try #require(WorkingHours(days: [5, 1, 1], from: 540, until: 1050))
        let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        #expect(hours.days == [1, 5])
        // Friday, 20 November 2026, 09:00 UTC is 17:00 there.
        let friday = Instant(milliseconds: 1_795_165_200_000)
        #expect(hours.holds(friday, in: zone))
        #expect(!hours.holds(friday.adding(seconds: 1800), in: zone), "17:30 is the end")
        #expect(!hours.holds(friday.adding(days: 1), in: zone))
        #expect(hours.holds(friday.adding(days: 3), in: zone))
        #expect(WorkingHours.minutes("9:05") == 545 && WorkingHours.minutes("24:00") == 1440 && WorkingHours.minutes("24:01") == nil)
        #expect(WorkingHours.minutes("9:60") == nil && WorkingHours.minutes("") == nil && WorkingHours.minutes("999999999999") == nil)
        #expect(WorkingHours(days: [8], from: 1, until: 2) == nil && WorkingHours(days: [1], from: 2, until: 2) == nil)
    }

    @Test func everyFieldIsComparedAndTaken() throws {
        let day = try #require(PartialDate("2028-01-01")), later = try #require(PartialDate("2029-01-01"))
        let empty = PersonEntry(name: PersonName(), basis: .consent, reviewUntil: day)
        let full = PersonEntry(
            name: PersonName(
                title: "a", given: "b", family: "c", order: .familyFirst, native: "d", nativeLanguage: .german, romanisation: "e", pronunciation: "f"),
            salutations: [Salutation(.german, "g")], languages: [.german], channels: [PersonChannel(.email, "h")],
            hours: WorkingHours(days: [1], from: 1, until: 2), place: 1, timeZone: "i", roles: [PersonRole(.new(), .head, "j")],
            notes: PrivateNotes(protocolNote: "k", diet: "l", access: "m", other: "n"), basis: .contract, reviewUntil: later, source: "o")
        #expect(PersonFields.differing(empty, full) == PersonFields.allCases)
        #expect(PersonFields.differing(full, full).isEmpty)
        var taken = empty
        for field in PersonFields.allCases { field.take(from: full, into: &taken) }
        #expect(taken == full)
    }
}
