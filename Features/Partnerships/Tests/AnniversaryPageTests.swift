import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The anniversaries of a register: which, in what order, how each is prepared, and the calendar that others read.
@Suite struct AnniversaryPageTests {
    private static let haifa = 294_801

    /// Every beginning there can be, against the rule for one alone: the index finds what the rule says, in the order of the days.
    @Test func theIndexFindsWhatTheRuleSays() async throws {
        try await TestApp.each { app in
            let texts = [
                "1985", "1986", "1986-10", "1986-11", "1986-11-19", "1986-11-20", "1987", "1987-02-28", "1988-02-29", "1988-05", "1988-05-20",
                "1988-05-21", "1988-06",
                "1988", "2021", "2022-01", "2026", "2027-01", "1972-12-31",
            ]
            for text in texts { try await Samples.enter(app) { $0.since = PartialDate(text) } }
            try await Samples.enter(app) { ($0.since, $0.status) = (PartialDate("1986-12"), .ended) }
            try await Samples.enter(app) { $0.since = nil }
            for day in ["2026-11-20", "2027-02-28", "2028-02-29", "2026-01-01", "2026-12-31"] {
                let today = try #require(PartialDate(day))
                let window = try #require(AnniversaryWindow(from: today))
                let expected = texts.compactMap { PartialDate($0) }.compactMap { Anniversary.next(since: $0, today: today) }.filter {
                    $0.isBefore(window.limit)
                }
                let found = try await app.stored { connection in
                    let actor = try #require(app.cast.people[.officer]?.actor)
                    let store = AnniversaryStore(visible: VisiblePartnerships(connection, actor: actor, language: .english))
                    var (all, place): ([AnniversaryRow], AnniversaryStore.Place?) = ([], nil)
                    repeat {
                        let page = try store.page(window, after: place, limit: 3)
                        all += page.rows
                        place = try page.next.map { try #require(AnniversaryStore.Place($0.text)) }
                    } while place != nil
                    #expect(try store.count(window) == all.count)
                    return all.map(\.anniversary)
                }
                #expect(found.map(\.date) == expected.map(\.date).sorted(), "\(day)")
                #expect(found.map { "\($0.date) \($0.years)" }.sorted() == expected.map { "\($0.date) \($0.years)" }.sorted(), "\(day)")
            }
        }
    }

    @Test func aPageNamesThemAndAPreparationIsTickedAndUnticked() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Self.haifa) { $0.since = PartialDate("1988") }
            try await Samples.enter(app, as: .haifaOfficer) { $0.since = PartialDate("1987") }
            let list = try await app.as(.officer).get("/office/partnerships/anniversaries").text
            let path = "/office/partnerships/\(id)/anniversaries/40"
            #expect(list.contains(path) && list.contains("One round anniversary until May 2028") && list.contains("nothing yet"))
            let page = try await app.as(.officer).get(path).text
            #expect(page.contains("40 years: Düsseldorf and Haifa") && page.contains("The day is not recorded") && page.contains("EUR"))
            #expect(page.contains("0 of 8 steps are done.") && page.contains("by January 2027"))
            #expect(try await app.as(.officer).post("\(path)/steps", [("step", "money"), ("done", "1")]).location == path)
            #expect(try await app.as(.officer).post("\(path)/steps", [("step", "money"), ("done", "1")]).status == 303)
            let ticked = try await app.as(.officer).get(path).text
            #expect(ticked.contains("1 of 8 steps are done.") && ticked.contains("done on 20 November 2026"))
            #expect(try await app.as(.officer).get("/office/partnerships/anniversaries").text.contains("1 of 8 steps"))
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)").text.contains("40 years, done: Money asked of the council"))
            let csv = try await app.as(.officer).get("/office/partnerships/anniversaries/export/csv").text
            #expect(csv.contains("Haifa") && csv.contains("2028") && csv.contains("40"))
            #expect(try await app.as(.officer).post("\(path)/steps", [("step", "money"), ("done", "0")]).status == 303)
            #expect(try await app.as(.officer).get(path).text.contains("0 of 8 steps are done."))
            // What is late is said; what does not exist is not there.
            let late = try await Samples.enter(app) { $0.since = PartialDate("2022-02-03") }
            #expect(try await app.as(.officer).get("/office/partnerships/\(late)/anniversaries/5").text.contains("late: by February 2026"))
            #expect(try await app.as(.officer).post("\(path)/steps", [("step", "dance"), ("done", "1")]).status == 422)
            for wrong in ["41", "0", "-5", "99999999999999999999", "x"] {
                #expect(try await app.as(.officer).get("/office/partnerships/\(id)/anniversaries/\(wrong)").status == 404, "\(wrong)")
            }
            #expect(try await app.as(.council).post("\(path)/steps", [("step", "money"), ("done", "1")]).status == 404)
            #expect(try await app.as(.haifaOfficer).get(path).status == 404)
            #expect(try await app.as(.counterpart).get("/office/partnerships/anniversaries").status == 404)
            for odd in ["x", "2028_x", "2028-99_\(id)", "2028-01-01_\(id)"] {
                #expect(try await app.as(.officer).get("/office/partnerships/anniversaries?after=\(odd)").status == 200, "\(odd)")
            }
        }
    }

    @Test func aCalendarIsReadByItsAddressAlone() async throws {
        try await TestApp.each { app in
            let day = try await Samples.enter(app, Self.haifa) { $0.since = PartialDate("1988-06-24") }
            let year = try await Samples.enter(app) { $0.since = PartialDate("1987") }
            _ = try await app.as(.officer).post(
                "/office/partnerships/\(day)/term/edit", [("from", "1.7.2025"), ("until", "30.6.2028"), ("review", "1.3.2027")])
            #expect(try await app.as(.officer).get("/office/partnerships/anniversaries").text.contains("Make an address"))
            let made = try await app.as(.officer).post("/office/partnerships/anniversaries/calendar")
            let path = try #require(made.text.firstMatch(of: /http:\/\/[^\/]+(\/calendar\/[A-Za-z0-9_-]{43}\.ics)/)?.1)
            let read = try await app.as(nil).get(String(path))
            #expect(read.status == 200 && read.headers["content-type"]?.hasPrefix("text/calendar") == true)
            #expect(read.text.contains("UID:\(day)-40\r\n") && read.text.contains("DTSTART;VALUE=DATE:20280624\r\nSUMMARY:40 years with Haifa\r\n"))
            #expect(
                read.text.contains("UID:\(year)-40\r\n")
                    && read.text.contains("DTSTART;VALUE=DATE:20270101\r\nSUMMARY:40 years with Chongqing (date not known)\r\n"))
            #expect(read.text.contains("DTSTART;VALUE=DATE:20280630\r\nSUMMARY:The term with Haifa ends"))
            #expect(read.text.contains("DTSTART;VALUE=DATE:20270301\r\nSUMMARY:Review with Haifa"))
            #expect(try await app.as(nil).get(String(path)).text == read.text)
            // The token itself is nowhere in the database.
            let kept = try await app.stored { try $0.value("SELECT token_hash FROM calendar_feed") ?? "" }
            #expect(!kept.isEmpty && !path.contains(kept))
            // The table is filled from the records alone.
            try await app.house.database.write { connection in
                try connection.run("DELETE FROM partnership_term")
                _ = try RecordCheck(connection).rebuild()
            }
            #expect(try await app.as(nil).get(String(path)).text == read.text)
            // A term that is taken back is in no calendar.
            let seen = try #require(
                try await app.as(.officer).get("/office/partnerships/\(day)/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1)
            _ = try await app.as(.officer).post("/office/partnerships/\(day)/term/edit", [("from", "1.7.2025"), ("seen", String(seen))])
            #expect(!(try await app.as(nil).get(String(path)).text.contains("The term with Haifa")))
            // A new address ends the old one; whoever may not read the register any more reads nothing.
            let second = try #require(
                try await app.as(.officer).post("/office/partnerships/anniversaries/calendar").text.firstMatch(
                    of: /(\/calendar\/[A-Za-z0-9_-]{43}\.ics)/)?.1)
            #expect(try await app.as(nil).get(String(path)).status == 404)
            #expect(try await app.as(nil).get(String(second)).status == 200)
            try await app.house.database.write { _ = try $0.run("UPDATE membership SET role = 'community' WHERE role = 'officer'") }
            #expect(try await app.as(nil).get(String(second)).status == 404)
            try await app.house.database.write { _ = try $0.run("UPDATE membership SET role = 'officer' WHERE role = 'community'") }
            #expect(try await app.as(.officer).post("/office/partnerships/anniversaries/calendar/removal").status == 303)
            #expect(try await app.as(nil).get(String(second)).status == 404)
            for wrong in [
                "/calendar/x.ics", "/calendar/\(String(repeating: "a", count: 43)).ics", "/calendar/\(String(repeating: "a", count: 43))",
                "/calendar/.ics",
            ] {
                #expect(try await app.as(nil).get(wrong).status == 404, "\(wrong)")
            }
        }
    }
}

struct CalendarTextTests {
    @Test func longLinesAreFoldedWithinNoCharacter() {
        for filler in ["a", "ü", "重", "👩‍👩‍👧", "e\u{301}"] {
            let line = "SUMMARY:" + String(repeating: filler, count: 90)
            let bytes = Array(CalendarText.folded(line).utf8)
            // By bytes: to Swift a blank and an accent behind it are one character.
            let lines = bytes.split(separator: 13, omittingEmptySubsequences: false).enumerated().map {
                $0.offset == 0 ? $0.element : $0.element.dropFirst()
            }
            #expect(lines.count > 1 && lines.allSatisfy { $0.count <= 75 && String(validating: $0, as: UTF8.self) != nil })
            let isBlank = lines.dropFirst().allSatisfy { $0.first == 32 }
            #expect(isBlank && lines.dropFirst().reduce(Array(lines[0])) { $0 + $1.dropFirst() } == Array(line.utf8))
            // Folded as late as it may be.
            #expect(lines.dropLast().allSatisfy { $0.count > 71 })
        }
        #expect(CalendarText.folded(String(repeating: "a", count: 75)) == String(repeating: "a", count: 75))
    }

    @Test func whatMeansSomethingIsEscaped() throws {
        #expect(CalendarText.escaped("a,b;c\\d\ne\r\u{0}\u{7}f,\u{301}") == "a\\,b\\;c\\\\d\\nef\\,\u{301}")
        let day = try #require(PartialDate("2028-06-24"))
        let text = CalendarText.calendar(
            "N\nX:1",
            [CalendarEvent(id: "1", day: day, title: "A\r\nEND:VEVENT", text: "", link: "http://x/\r\ny", changed: Instant(milliseconds: 0))])
        #expect(text.contains("DTSTAMP:19700101T000000Z\r\n") && text.contains("SUMMARY:A\\nEND:VEVENT\r\n") && text.contains("URL:http://x/y\r\n"))
        #expect(text.components(separatedBy: "\r\nEND:VEVENT\r\n").count == 2 && text.hasSuffix("END:VCALENDAR\r\n"))
    }
}
