import Foundation
import Kernel
import Testing

@testable import Partnerships

/// Progress, course and reading of an indicator, with whatever numbers a record may hold.
@Suite struct IndicatorCourseTests {
    private func day(_ text: String) throws -> PartialDate { try #require(PartialDate(text)) }

    private func course(
        _ baseline: Decimal?, _ target: Decimal, _ direction: IndicatorCourse.Direction = .up, from: String? = "2025-01-01",
        due: String? = "2027-01-01"
    ) -> IndicatorCourse {
        IndicatorCourse(
            baseline: baseline, baselineOn: from.flatMap { PartialDate($0) }, target: target, due: due.flatMap { PartialDate($0) },
            direction: direction)
    }

    @Test func daysAreCountedAsTheCalendarHasThem() throws {
        #expect(try day("2000-03-01").firstDay - day("2000-02-28").firstDay == 2)
        #expect(try day("1900-03-01").firstDay - day("1900-02-28").firstDay == 1)
        #expect(try day("2028-01-01").firstDay - day("2027-12-31").firstDay == 1)
        #expect(try day("2400-01-01").firstDay - day("2000-01-01").firstDay == 146_097)
        #expect(try day("2028").lastDay == day("2028-12-31").firstDay && day("2028-02").lastDay == day("2028-02-29").firstDay)
        #expect(try day("2028").firstDay == day("2028-01-01").firstDay && day("2028-06").firstDay == day("2028-06-01").firstDay)
        var last = try day("0001-01-01").firstDay - 1
        for year in 1...9999 {
            let first = try #require(PartialDate(year: year))
            #expect(first.firstDay == last + 1, "\(year)")
            last = first.lastDay
        }
    }

    @Test func progressRunsFromTheStartToTheTargetInEitherDirection() throws {
        let rising = course(4, 24), falling = course(38, 30, .down), toNothing = course(10, 0, .down)
        #expect(rising.progress(4) == 0 && rising.progress(14) == 0.5 && rising.progress(24) == 1 && rising.progress(34) == 1.5)
        #expect(rising.progress(0) == 0, "behind the start is no progress")
        #expect(falling.progress(36) == 0.25 && falling.progress(40) == 0 && falling.progress(30) == 1)
        #expect(toNothing.progress(5) == 0.5 && toNothing.progress(0) == 1 && toNothing.isReached(0) && !toNothing.isReached(1))
        #expect(course(nil, 5).progress(3) == nil && course(5, 5).progress(5) == nil)
        #expect(rising.isReached(24) && rising.isReached(25) && !rising.isReached(23) && falling.isReached(29) && !falling.isReached(31))
    }

    @Test func theEvenCourseIsALine() throws {
        let course = course(0, 731, from: "2025-01-01", due: "2027-01-02")
        #expect(try course.expected(on: day("2025-01-01")) == 0 && course.expected(on: day("2026-01-01")) == 365)
        #expect(try course.expected(on: day("2024-01-01")) == 0 && course.expected(on: day("2030-01-01")) == 731)
        #expect(try self.course(0, 1, from: nil).expected(on: day("2026-01-01")) == nil)
        #expect(try self.course(0, 1, due: nil).expected(on: day("2026-01-01")) == nil)
        #expect(try self.course(0, 1, from: "2027-01-01").expected(on: day("2027-01-01")) == nil, "no time at all is no course")
    }

    @Test func readingsSayHowItStands() throws {
        let today = try day("2026-06-01"), course = course(0, 100)
        func reading(_ value: Decimal, _ course: IndicatorCourse, _ today: PartialDate, on: String = "2026-01-01") throws -> IndicatorCourse.Reading {
            course.reading(IndicatorCourse.Point(value: value, on: try day(on)), today: today)
        }
        #expect(course.reading(nil, today: today) == .notMeasured)
        // Half the time has passed on the first day of 2026.
        #expect(try reading(50, course, today) == .onCourse && reading(46, course, today) == .onCourse && reading(54, course, today) == .onCourse)
        #expect(try reading(44, course, today) == .behind && reading(56, course, today) == .ahead && reading(100, course, today) == .reached)
        // What was measured before is compared with the course of its own day.
        #expect(try reading(25, course, today, on: "2025-07-02") == .onCourse && reading(25, course, today, on: "2026-05-01") == .behind)
        // Once the time is over only the target counts; its last day still belongs to it.
        #expect(try reading(99, course, day("2027-01-01"), on: "2026-12-31") == .onCourse)
        #expect(try reading(99, course, day("2027-01-02"), on: "2026-12-31") == .behind)
        #expect(try reading(100, course, day("2029-01-02"), on: "2026-12-31") == .reached)
        let falling = self.course(38, 30, .down)
        #expect(try reading(34, falling, today) == .onCourse && reading(38, falling, today) == .behind && reading(31, falling, today) == .ahead)
        #expect(try reading(30, falling, today) == .reached)
        #expect(try reading(3, self.course(nil, 5), today) == .underWay && reading(5, self.course(nil, 5), today) == .reached)
        #expect(try reading(3, self.course(0, 5, due: nil), today) == .underWay)
    }

    /// Numbers as a record may hold them: up to fifteen digits, the point anywhere.
    private func decimal(_ random: inout some RandomNumberGenerator) -> Decimal {
        let digits = Int.random(in: 1...15, using: &random)
        let whole = Decimal(Int.random(in: 0...Int(pow(10.0, Double(digits))) - 1, using: &random))
        let scaled = whole / pow(Decimal(10), Int.random(in: 0...15, using: &random))
        return Bool.random(using: &random) ? -scaled : scaled
    }

    @Test func whateverTheNumbersProgressNeverFallsWithTheValueAndNothingTraps() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let (baseline, target) = (decimal(&random), decimal(&random))
            guard baseline != target else { continue }
            let direction: IndicatorCourse.Direction = target > baseline ? .up : .down
            let course = course(baseline, target, direction)
            let values = (0..<4).map { _ in decimal(&random) }.sorted { direction == .up ? $0 < $1 : $0 > $1 }
            let progress = values.compactMap { course.progress($0) }
            #expect(progress.count == values.count && progress == progress.sorted(), "\(baseline) \(target) \(values)")
            #expect(progress.allSatisfy { $0.isFinite && $0 >= 0 }, "\(baseline) \(target) \(values)")
            let share = try #require(course.progress(target))
            #expect(abs(share - 1) < 1e-9 && course.isReached(target) && course.progress(baseline) == 0)
            for value in values {
                let point = IndicatorCourse.Point(
                    value: value, on: try #require(PartialDate(year: Int.random(in: 1...9999, using: &random), month: 2, day: 3)))
                let today = try #require(PartialDate(year: Int.random(in: 1...9999, using: &random), month: 2, day: 3))
                #expect((course.reading(point, today: today) == .reached) == course.isReached(value))
                let chart = ProgressChart(
                    course: course, points: [point], asked: [.init(target: value, text: "x")], today: today, label: "<l>", targetWord: "t"
                ) { _ in "a" }
                let drawn = chart.html.text
                #expect(!drawn.contains("nan") && !drawn.contains("inf") && !drawn.contains("e+") && drawn.contains("&lt;l&gt;"))
            }
        }
        #expect(IndicatorViews.percent(0.29) == 29 && IndicatorViews.percent(0.9999) == 99 && IndicatorViews.percent(1) == 100)
        #expect(IndicatorViews.percent(.infinity) == nil && IndicatorViews.percent(1e300) == nil)
    }
}
