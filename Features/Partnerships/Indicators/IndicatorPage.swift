import Foundation
import Kernel
import Ledger

/// An indicator with what was measured of it, and what somebody asks to change in its target.
struct IndicatorPage: Sendable {
    struct Measurement: Sendable {
        let object: SharedObject
        let value: Decimal
        let on: PartialDate

        var point: IndicatorCourse.Point { IndicatorCourse.Point(value: value, on: on) }
    }

    /// A target in an open proposal or in the office's draft.
    struct Asked: Equatable, Sendable {
        let target: Decimal
        /// As the record writes it.
        let text: String
    }

    let object: SharedObject
    let course: IndicatorCourse
    /// The oldest first.
    let measurements: [Measurement]
    let asked: [Asked]
    let reading: IndicatorCourse.Reading

    var last: Measurement? { measurements.last }

    /// As it is agreed, whatever is proposed.
    var withoutAsked: IndicatorPage { IndicatorPage(object: object, course: course, measurements: measurements, asked: [], reading: reading) }

    /// All indicators of a record; one whose target another program wrote in a form that is no number is left out.
    static func all(_ reading: SharedReading, today: PartialDate) -> [IndicatorPage] {
        let measured = Dictionary(grouping: reading.all(MeasurementKind.kind)) { $0.text("indicator") }
        return reading.all(IndicatorKind.kind).compactMap { object in
            guard let target = object.number("target") else { return nil }
            let baseline = object.number("baseline")
            let course = IndicatorCourse(
                baseline: baseline, baselineOn: object.date("baseline-on"), target: target, due: object.date("due"),
                direction: IndicatorCourse.Direction(rawValue: object.text("direction")) ?? (baseline.map { target < $0 } == true ? .down : .up))
            let measurements = (measured[object.id] ?? []).compactMap { found -> Measurement? in
                guard let value = found.number("value"), let on = found.date("on"), on.day != nil else { return nil }
                return Measurement(object: found, value: value, on: on)
            }.sorted { ($0.on, $0.object.name) < ($1.on, $1.object.name) }
            return IndicatorPage(
                object: object, course: course, measurements: measurements, asked: asked(object, reading),
                reading: course.reading(measurements.last?.point, today: today))
        }
    }

    private static func asked(_ object: SharedObject, _ reading: SharedReading) -> [Asked] {
        let ledger = reading.ledger
        let proposed = ledger.proposals.filter { ledger.isOpen($0) }.compactMap { hash -> Value? in
            if case .propose(let content)? = ledger[hash]?.act { content.set[object.name]?["target"] } else { nil }
        }
        let drafted = reading.draft?.set[object.name]?["target"]
        var all: [Asked] = []
        for text in (proposed + [drafted].compactMap { $0 }).compactMap(\.text) {
            guard let target = SharedNumber.value(text), text != object.text("target"), !all.contains(where: { $0.text == text }) else { continue }
            all.append(Asked(target: target, text: text))
        }
        return all
    }
}
