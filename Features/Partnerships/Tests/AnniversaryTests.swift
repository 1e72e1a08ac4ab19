import Foundation
import Kernel
import Markup
import Testing

@testable import App
@testable import Partnerships

struct AnniversaryTests {
    private func date(_ text: String) throws -> PartialDate { try #require(PartialDate(text)) }

    @Test(arguments: [
        ("1988", "2026-11-20", 40, "2028"), ("1986", "2026-11-20", 40, "2026"), ("1988-06", "2028-06-30", 40, "2028-06"),
        ("1988-06", "2028-07-01", 45, "2033-06"),
        ("1988-06-24", "2028-06-24", 40, "2028-06-24"), ("1988-06-24", "2028-06-25", 45, "2033-06-24"), ("2026-01-01", "2026-11-20", 5, "2031-01-01"),
        ("2020-02-29", "2024-03-01", 5, "2025-02-28"),
    ])
    func comesEveryFiveYearsAsExactAsTheBeginning(since: String, today: String, years: Int, expected: String) throws {
        let next = try #require(Anniversary.next(since: try date(since), today: try date(today)))
        #expect(next == Anniversary(years: years, date: try date(expected)))
    }

    @Test func whatHasNotBegunHasNone() throws {
        #expect(Anniversary.next(since: try date("2027"), today: try date("2026-11-20")) == nil)
    }

    @Test func isNeverOverAndNeverFurtherThanFiveYears() throws {
        let today = try date("2026-11-20")
        for year in 1800...2026 {
            for text in ["\(year)", "\(year)-11", "\(year)-11-19", "\(year)-11-20", "\(year)-02-28"] {
                let since = try date(text)
                guard since <= today else { continue }
                let next = try #require(Anniversary.next(since: since, today: today))
                #expect(next.years % 5 == 0)
                #expect(next.date.year >= 2026 && next.date.year <= 2031)
                #expect((next.date.month == nil) == (since.month == nil) && (next.date.day == nil) == (since.day == nil))
            }
        }
    }

    @Test func monthsRunOverTheYearsEnd() throws {
        #expect(try date("2026-11-20").adding(months: 18) == (try date("2028-05-20")))
        #expect(try date("2026-08-31").adding(months: 6) == (try date("2027-02-28")))
    }
}

struct SinceReadingTests {
    private let languages = [Words(Composition.catalogue, .english), Words(Composition.catalogue, .german)]

    @Test(arguments: [
        ("1988", "1988"), (" 1988 ", "1988"), ("06/1988", "1988-06"), ("6.1988", "1988-06"), ("24.06.1988", "1988-06-24"),
        ("24/6/1988", "1988-06-24"), ("1988-06-24", "1988-06-24"),
        ("June 1988", "1988-06"), ("24 June 1988", "1988-06-24"), ("June 24, 1988", "1988-06-24"), ("24. Juni 1988", "1988-06-24"),
        ("März 1966", "1966-03"), ("Sept 1990", "1990-09"),
    ])
    func readsWhatOfficialsWrite(typed: String, stored: String) {
        #expect(SinceReading.read(typed, languages)?.description == stored)
    }

    @Test(arguments: ["", "soon", "31.02.1988", "19888", "June", "24 June", "88", "June 1988 1989", "1 2 1988 5", "13/1988", "99999999999999999999"])
    func refusesWhatIsNoDate(typed: String) {
        #expect(SinceReading.read(typed, languages) == nil)
    }
}
