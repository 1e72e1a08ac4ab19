import Foundation
import Kernel
import Markup

/// The course of an indicator as a small picture: axis, even course, target, what was measured, and where it stands. Colours are attributes as
/// well as classes, since the engine that makes PDF ignores the page's styles inside SVG.
struct ProgressChart {
    let course: IndicatorCourse
    let points: [IndicatorCourse.Point]
    let asked: [IndicatorPage.Asked]
    let today: PartialDate
    /// What the picture says, for those who do not see it.
    let label: String
    /// The target, and what is asked for, as they are written beside their lines.
    let targetWord: String
    let askedWord: (IndicatorPage.Asked) -> String

    private static let width = 176.0, top = 9.0, bottom = 46.0, axis = 54.0

    private struct Scale {
        let begin: Int, end: Int
        let low: Double, high: Double

        func x(_ day: Int) -> Double {
            let share = Double(day - begin) / Double(max(1, end - begin))
            return min(1, max(0, share)) * ProgressChart.width
        }

        func y(_ value: Double) -> Double {
            let whole = high - low
            let share = whole > 0 ? (value - low) / whole : 0.5
            return ProgressChart.bottom - min(1, max(0, share)) * (ProgressChart.bottom - ProgressChart.top)
        }
    }

    private var start: IndicatorCourse.Point? {
        guard let value = course.baseline, let on = course.baselineOn else { return nil }
        return IndicatorCourse.Point(value: value, on: on)
    }

    private var scale: Scale {
        let days = ([start?.on.firstDay] + points.map { $0.on.firstDay }).compactMap { $0 }
        let begin = days.min() ?? today.firstDay
        let end = max(days.max() ?? begin, course.due?.lastDay ?? today.firstDay)
        let values = ([course.baseline, course.target] + points.map(\.value) + asked.map(\.target)).compactMap { $0 }.map(IndicatorCourse.double)
        return Scale(begin: begin, end: max(end, begin + 1), low: values.min() ?? 0, high: values.max() ?? 0)
    }

    var html: HTML {
        let scale = scale
        let target = scale.y(IndicatorCourse.double(course.target))
        let line = ([start].compactMap { $0 } + points).map { point in
            "\(Self.n(scale.x(point.on.firstDay))),\(Self.n(scale.y(IndicatorCourse.double(point.value))))"
        }
        let marks = places(scale, target)
        return """
            <svg class="chart ind" viewBox="-5 -6 252 66" width="252" height="66" role="img" aria-label="\(label)"><path class="axis" stroke="#bdb19a" d="M0 54H176"/>\(even(scale))<path class="target" fill="none" stroke="#17595f" stroke-dasharray="4 3" d="M0 \(Self.n(target))H176"/>\(asked, { askedLine($0, scale) })\(if: line.count > 1, "<polyline class=\"line\" fill=\"none\" stroke=\"#1a2130\" stroke-width=\"1.5\" points=\"\(line.joined(separator: " "))\"/>")\(points.last, some: { now($0, scale) })\(marks, word)</svg>
            """
    }

    private func even(_ scale: Scale) -> HTML {
        guard let start, let due = course.due else { return .empty }
        let from = "\(Self.n(scale.x(start.on.firstDay))) \(Self.n(scale.y(IndicatorCourse.double(start.value))))"
        let to = "\(Self.n(scale.x(due.lastDay))) \(Self.n(scale.y(IndicatorCourse.double(course.target))))"
        return "<path class=\"course\" fill=\"none\" stroke=\"#bdb19a\" d=\"M\(from)L\(to)\"/>"
    }

    private func askedLine(_ asked: IndicatorPage.Asked, _ scale: Scale) -> HTML {
        let y = Self.n(scale.y(IndicatorCourse.double(asked.target)))
        let from = Self.n(points.last.map { scale.x($0.on.firstDay) } ?? 0)
        return "<path class=\"target target--asked\" fill=\"none\" stroke=\"#9b2a1f\" stroke-dasharray=\"4 3\" d=\"M\(from) \(y)H176\"/>"
    }

    private func now(_ point: IndicatorCourse.Point, _ scale: Scale) -> HTML {
        let (x, y) = (Self.n(scale.x(point.on.firstDay)), Self.n(scale.y(IndicatorCourse.double(point.value))))
        return "<circle class=\"now\" fill=\"#1a2130\" cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\"/>"
    }

    private struct Mark {
        let kind: String, colour: String, text: String
        var y: Double
    }

    /// The words beside the lines, moved apart where they would lie on each other.
    private func places(_ scale: Scale, _ target: Double) -> [Mark] {
        var all = [Mark(kind: "t-target", colour: "#17595f", text: targetWord, y: target + 4)]
        all += asked.map { Mark(kind: "t-asked", colour: "#9b2a1f", text: askedWord($0), y: scale.y(IndicatorCourse.double($0.target)) + 4) }
        all.sort { $0.y < $1.y }
        for place in all.indices.dropFirst() { all[place].y = max(all[place].y, all[place - 1].y + 13) }
        return all
    }

    private func word(_ mark: Mark) -> HTML {
        "<text class=\"\(mark.kind)\" fill=\"\(mark.colour)\" font-size=\"11\" x=\"182\" y=\"\(Self.n(mark.y))\">\(mark.text)</text>"
    }

    /// A coordinate with one digit behind the point.
    private static func n(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
