import Kernel
import Ledger
import Markup
import Storage
import Web

/// What the parties measure together: the page, and the same for programs.
struct IndicatorPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get(IndicatorKind.kind.path, show) + [.api("/api/v1/partnerships/{id}/indicators", may: May.read, Self.operation, answer)]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        guard let today = context.now.day else { throw AppError.notFound }
        let all = IndicatorPage.all(page.reading, today: today)
        let acts: HTML = "\(page.adding(IndicatorKind.kind, isAct: all.isEmpty))\(if: !all.isEmpty, page.adding(MeasurementKind.kind))"
        return page.show(
            RecordTabs.indicators, over: context.w("What is to change, by how much and until when; each city measures under its own name."),
            acts: all.isEmpty ? .empty : acts, IndicatorViews.page(all, page, today: today))
    }

    // MARK: For programs

    static let operation = Operation(
        "The indicators of a partnership with what was measured, the oldest measurement first",
        answer: .object([
            (
                "indicators",
                .array(
                    .object([
                        ("id", .string), ("name", .string), ("unit", .string),
                        ("direction", .oneOf(IndicatorCourse.Direction.allCases.map(\.rawValue))),
                        ("baseline", .optional(.number)), ("baseline_on", .optional(.string)), ("target", .number), ("due", .optional(.string)),
                        ("measurer", .optional(.string)), ("remark", .string), ("progress", .optional(.number)),
                        ("reading", .oneOf(IndicatorCourse.Reading.allCases.map(\.rawValue))),
                        (
                            "measurements",
                            .array(.object([("id", .string), ("value", .number), ("on", .format("date")), ("source", .string), ("by", .string)]))
                        ),
                    ]))
            )
        ]))

    @Sendable func answer(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        guard let today = context.now.day else { throw AppError.notFound }
        let all = IndicatorPage.all(page.reading, today: today)
        return try .json(["indicators": .array(all.map { Self.said($0, page.reading) })] as JSONValue)
    }

    private static func said(_ shown: IndicatorPage, _ reading: SharedReading) -> JSONValue {
        let (object, course) = (shown.object, shown.course)
        return [
            "id": .string(object.id), "name": .string(object.title), "unit": .string(object.text("unit")),
            "direction": .string(course.direction.rawValue),
            "baseline": course.baseline.map { .number(IndicatorCourse.double($0)) } ?? .null,
            "baseline_on": course.baselineOn.map { .string($0.description) } ?? .null,
            "target": .number(IndicatorCourse.double(course.target)), "due": course.due.map { .string($0.description) } ?? .null,
            "measurer": object["measurer"]?.text.map { .string(reading.partyName($0)) } ?? .null, "remark": .string(object.text("remark")),
            "progress": shown.last.flatMap { course.progress($0.value) }.map { .number($0) } ?? .null,
            "reading": .string(shown.reading.rawValue),
            "measurements": .array(shown.measurements.map { said($0, reading) }),
        ]
    }

    private static func said(_ measurement: IndicatorPage.Measurement, _ reading: SharedReading) -> JSONValue {
        [
            "id": .string(measurement.object.id), "value": .number(IndicatorCourse.double(measurement.value)),
            "on": .string(measurement.on.description), "source": .string(measurement.object.text("source")),
            "by": .string(measurement.object.author.map { reading.partyName($0.hex) } ?? ""),
        ]
    }
}
