import Foundation
import Kernel

/// Where an indicator stands between its start and its target: nothing but arithmetic.
struct IndicatorCourse: Equatable, Sendable {
    enum Direction: String, CaseIterable, Sendable { case up, down }

    enum Reading: String, CaseIterable, Sendable {
        case reached, ahead
        case onCourse = "on-course"
        case behind
        /// Measured, but no start or no day is agreed to compare it with.
        case underWay = "under-way"
        case notMeasured = "not-measured"
    }

    struct Point: Equatable, Sendable {
        let value: Decimal
        let on: PartialDate
    }

    /// Where it came from; nil where nobody wrote it down.
    let baseline: Decimal?
    let baselineOn: PartialDate?
    let target: Decimal
    let due: PartialDate?
    let direction: Direction

    /// How far from the even course still counts as being on it, as a share of the whole way.
    static let tolerance = 0.05

    /// How much of the way from the start to the target is done: 0 at the start or behind it, 1 at the target, more beyond it. Nil without a start.
    func progress(_ value: Decimal) -> Double? {
        guard let baseline, let share = Self.share(value - baseline, of: target - baseline) else { return nil }
        return max(0, share)
    }

    /// Which value an even course from the start to the target would have on a day; nil where the course has no beginning or no end.
    func expected(on day: PartialDate) -> Double? {
        guard let baseline, let share = elapsed(on: day) else { return nil }
        return Self.double(baseline) + Self.double(target - baseline) * share
    }

    /// How much of the time has passed, 0 to 1.
    private func elapsed(on day: PartialDate) -> Double? {
        guard let begin = baselineOn?.firstDay, let end = due?.lastDay, end > begin else { return nil }
        return min(1, max(0, Double(day.firstDay - begin) / Double(end - begin)))
    }

    func isReached(_ value: Decimal) -> Bool {
        switch direction {
        case .up: value >= target
        case .down: value <= target
        }
    }

    /// How the last measurement reads. It is compared with the course of the day it was made on, since nobody knows what came after; once the
    /// time is over, whatever has not reached the target is behind.
    func reading(_ last: Point?, today: PartialDate) -> Reading {
        guard let last else { return .notMeasured }
        if isReached(last.value) { return .reached }
        if let due, today.firstDay > due.lastDay { return .behind }
        guard let baseline, let share = elapsed(on: last.on), let done = Self.share(last.value - baseline, of: target - baseline) else {
            return .underWay
        }
        if done < share - Self.tolerance { return .behind }
        return done > share + Self.tolerance ? .ahead : .onCourse
    }

    /// Nil instead of dividing by nothing.
    private static func share(_ part: Decimal, of whole: Decimal) -> Double? {
        guard whole != 0 else { return nil }
        let share = double(part) / double(whole)
        return share.isFinite ? share : nil
    }

    /// By its digits: `NSDecimalNumber.doubleValue` multiplies its way there, and of two numbers the larger could come out smaller.
    static func double(_ value: Decimal) -> Double { Double(value.description) ?? (value as NSDecimalNumber).doubleValue }
}
