import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The theme of a year and its focus: kept by one office, read by those who share a record with it.
@Suite struct YearTests {
    private static let path = "/office/partnerships/years"
    private static let mobility = [("year", "2027"), ("theme", "Mobility <for all>"), ("text", "Ends in a conference in May.")]

    @Test func aThemeTravelsToThoseWhoShareARecord() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.share(app)
            let alone = try await Samples.enter(app, Samples.moscow)
            let entries = try await Together.chain(app, "/office/partnerships/\(alone)")
            #expect(try await app.as(.officer).get(Self.path).text.contains("No year has a theme yet"))
            #expect(try await app.as(.officer).post(Self.path, Self.mobility).location == "\(Self.path)/2027")
            let id = try #require(PartnershipID(String(ours.suffix(36))))
            let found = try await app.as(.officer).get("\(Self.path)/2027?q=haifa").text
            #expect(found.contains("value=\"\(id)\"") && found.contains("Put in focus"))
            #expect(try await app.as(.officer).post("\(Self.path)/2027/focus", [("partnership", id.text), ("on", "1")]).status == 303)
            await app.work()
            let page = try await app.as(.haifaOfficer).get(theirs).text
            #expect(
                page.contains("theme of Düsseldorf") && page.contains("Mobility &lt;for all&gt;") && page.contains("Ends in a conference in May."))
            #expect(page.contains("Focus year of this partnership"))
            let own = try await app.as(.officer).get(ours).text
            #expect(own.contains("our theme") && own.contains("\(Self.path)/2027") && own.contains("Focus year of this partnership"))
            let other = try await app.as(.officer).get("/office/partnerships/\(alone)").text
            #expect(other.contains("Focus year of Haifa") && !other.contains("Focus year of this partnership"))
            // A record that nobody shares is not written into.
            #expect(try await Together.chain(app, "/office/partnerships/\(alone)") == entries)
            // Told again, nothing is written a second time; taken back, it is gone there too.
            let told = try await Together.chain(app, ours)
            #expect(told.contains("\"theme\":\"Mobility <for all>\""))
            try await YearAnnouncing(gazetteer: try TestPlaces.gazetteer()).run(
                app.cast.duesseldorf, by: .system, app.house.database, at: TestApp.now)
            #expect(try await Together.chain(app, ours) == told)
            #expect(try await app.as(.haifaOfficer).get("\(theirs)/record").text.contains("Wrote: Theme of the year"))
            #expect(try await app.as(.officer).post("\(Self.path)/2027/removal").location == Self.path)
            await app.work()
            #expect(!(try await app.as(.haifaOfficer).get(theirs).text.contains("Mobility")))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// Telling of a year is no sign of life: a partnership does not wake because its office has a theme.
    @Test func aThemeIsNoContact() async throws {
        try await TestApp.each { app in
            let (_, theirs) = try await Together.share(app)
            func entries() async throws -> (Int, PartialDate?) {
                try await app.stored { connection in
                    let store = RecordStore(connection: connection)
                    guard let id = PartnershipID(String(theirs.suffix(36))), let record = try store.record(of: id) else { throw AppError.notFound }
                    let key = try connection.value("SELECT party FROM office_key WHERE office_id = \(app.cast.haifa)") as String?
                    let today = try #require(PartialDate("2026-11-20"))
                    var figures = HealthFigures(today: today)
                    let reading = SharedReading(try store.ledger(record), own: key.flatMap { PartyID(hex: $0) })
                    figures.read(reading, Promises(reading, today: today), at: TestApp.now)
                    return (figures.theirs, figures.lastTheirs)
                }
            }
            let before = try await entries()
            #expect(before.0 > 0 && before.1 == PartialDate("2026-11-20"))
            _ = try await app.as(.officer).post(Self.path, Self.mobility)
            await app.work()
            #expect(try await app.as(.haifaOfficer).get(theirs).text.contains("Mobility"))
            let after = try await entries()
            #expect(before == after)
        }
    }

    @Test func whoJoinsLaterIsToldToo() async throws {
        try await TestApp.each { app in
            _ = try await app.as(.officer).post(Self.path, Self.mobility)
            await app.work()
            let (_, theirs) = try await Together.share(app)
            await app.work()
            #expect(try await app.as(.haifaOfficer).get(theirs).text.contains("theme of Düsseldorf"))
        }
    }

    @Test func whatIsWrittenBadlyComesBackAndNobodyElseWritesIt() async throws {
        try await TestApp.each { app in
            for (fields, why) in [
                ([("year", "27"), ("theme", "x")], "“27” is not a year."), ([("year", "1899"), ("theme", "x")], "is not a year"),
                ([("year", "2027"), ("theme", ""), ("text", "kept <words>")], "This is needed."),
                ([("year", "2027"), ("theme", String(repeating: "x", count: 201))], "at most 200"),
                ([("year", "2027"), ("theme", "x"), ("text", String(repeating: "x", count: 2001))], "at most 2,000"),
            ] {
                let answer = try await app.as(.officer).post(Self.path, fields)
                #expect(answer.status == 422 && answer.text.contains(why), "\(why)")
            }
            #expect(try await app.as(.officer).post(Self.path, [("year", "2027"), ("text", "kept <words>")]).text.contains("kept &lt;words&gt;"))
            #expect(try await app.as(.officer).post(Self.path, Self.mobility).status == 303)
            #expect(try await app.as(.officer).post(Self.path, Self.mobility).text.contains("There is a theme for this year already."))
            let edit = "\(Self.path)/2027/edit"
            #expect(try await app.as(.officer).get(edit).text.contains("name=\"revision\" value=\"1\""))
            #expect(try await app.as(.officer).post(edit, [("theme", "Water"), ("revision", "1")]).status == 303)
            let late = try await app.as(.secondOfficer).post(edit, [("theme", "Heat"), ("revision", "1")])
            #expect(late.status == 409 && late.text.contains("Water") && late.text.contains("value=\"Heat\"") && late.text.contains("value=\"2\""))
            // Another office has none of it, and no partnership of another office comes into focus.
            let foreign = try await Samples.enter(app, as: .haifaOfficer)
            #expect(try await app.as(.officer).post("\(Self.path)/2027/focus", [("partnership", foreign.text), ("on", "1")]).status == 404)
            #expect(try await app.as(.officer).post("\(Self.path)/2027/focus", [("partnership", "x"), ("on", "1")]).status == 404)
            #expect(try await app.as(.haifaOfficer).get("\(Self.path)/2027").status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(Self.path)/2027/removal").status == 404)
            for character in [Cast.Character.colleague, .council, .counterpart] {
                #expect(try await app.as(character).post(Self.path, Self.mobility).status == 404)
                #expect(try await app.as(character).get("\(Self.path)/new").status == 404)
            }
            #expect(try await app.as(.council).get("\(Self.path)/2027").text.contains("Water"))
            #expect(!(try await app.as(.council).get("\(Self.path)/2027").text.contains("/removal")))
            #expect(try await app.as(.counterpart).get(Self.path).status == 404)
            // The forms of other things do not write it.
            let id = try await Samples.enter(app, Samples.reading)
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/years/new").status == 404)
        }
    }

    @Test func itStandsInTheCalendar() async throws {
        try await TestApp.each { app in
            _ = try await app.as(.officer).post(Self.path, Self.mobility)
            _ = try await app.as(.officer).post(Self.path, [("year", "2026"), ("theme", "Past")])
            let page = try await app.as(.officer).post("/office/partnerships/anniversaries/calendar").text
            let address = String(try #require(page.firstMatch(of: /\/calendar\/[A-Za-z0-9_-]+\.ics/)?.0))
            let calendar = try await app.as(nil).get(address).text
            #expect(calendar.contains("Theme of 2027: Mobility <for all>") && calendar.contains("DTSTART;VALUE=DATE:20270101"))
            #expect(!calendar.contains("Past"))
        }
    }
}
