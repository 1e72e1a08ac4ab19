import Kernel
import Ledger
import Markup
import Web

/// A key performance indicator that the parties agree on: where it starts, where it is to be and when, and who measures it.
/// (domain.md, section 5.4.)
enum IndicatorKind {
    static let kind = SharedKind(
        "agreed/indicator", path: "indicators", tab: "indicators", .agreed, title: "name",
        word: { $0("Indicator") }, new: { $0("New indicator") },
        fields: [
            SharedField("name", .line(200), isRequired: true, help: { $0("What is counted or measured: bus junctions with priority.") }) {
                $0("What we measure")
            },
            SharedField("unit", .line(40), help: { $0("km/h, persons, weeks; empty where things are counted.") }) { $0("Unit") },
            SharedField(
                "direction", .choice { w in [(IndicatorCourse.Direction.up.rawValue, w("It is to rise")), ("down", w("It is to fall"))] },
                isRequired: true
            ) {
                $0("Direction")
            },
            SharedField("baseline", .number, help: { $0("The value from which you start.") }) { $0("Start") },
            SharedField("baseline-on", .date(isFull: false), help: { $0("When it had this value: the day, the month or the year.") }) {
                $0("Start measured on")
            },
            SharedField("target", .number, isRequired: true) { $0("Target") },
            SharedField("due", .date(isFull: false), help: { $0("By when: the day, the month or the year, each to its end.") }) { $0("Due") },
            SharedField("measurer", .party, help: { $0("Empty where all parties measure.") }) { $0("Who measures") },
            SharedField("remark", .text(2000)) { $0("Remark") },
        ], check: check)

    @Sendable private static func check(_ entry: SharedEntry, _ reading: SharedReading, _ w: Words, _ problems: inout Problems) {
        if let baseline = entry.number("baseline"), let target = entry.number("target") {
            if target == baseline {
                problems.add("target", w("The target is the value you start from: there would be nothing to do."))
            } else if entry.text("direction") == "up", target < baseline {
                problems.add("direction", w("The target lies below the start: choose that it is to fall."))
            } else if entry.text("direction") == "down", target > baseline {
                problems.add("direction", w("The target lies above the start: choose that it is to rise."))
            }
        }
        if entry["baseline-on"] != nil, entry["baseline"] == nil {
            problems.add("baseline", w("Say which value it had then."))
        }
        if let begin = entry.date("baseline-on"), let due = entry.date("due"), due.lastDay <= begin.firstDay {
            problems.add("due", w("It is due before the start was measured."))
        }
    }
}

/// What one party measured. It is that party's own entry: nobody else changes it, and the others read it.
enum MeasurementKind {
    static let kind = SharedKind(
        "measurement", path: "measurements", tab: "indicators", .own, title: "",
        word: { $0("Measurement") }, new: { $0("New measurement") },
        fields: [
            SharedField("indicator", .object(prefix: IndicatorKind.kind.prefix), isRequired: true) { $0("Indicator") },
            SharedField("value", .number, isRequired: true) { $0("Value") },
            SharedField("on", .date(isFull: true), isRequired: true) { $0("Measured on") },
            SharedField("source", .line(300), help: { $0("Where the figure comes from: a count, an office, a report.") }) { $0("Source") },
        ], check: check)

    @Sendable private static func check(_ entry: SharedEntry, _ reading: SharedReading, _ w: Words, _ problems: inout Problems) {
        guard let on = entry.date("on") else { return }
        if let today = reading.today, on > today { problems.add("on", w("This day has not come yet.")) }
        guard entry["indicator"] != nil else { return }
        guard let indicator = reading.object(IndicatorKind.kind, entry.text("indicator")) else {
            problems.add("indicator", w("This indicator is not agreed yet. Measure it once all parties have assented."))
            return
        }
        if let begin = indicator.date("baseline-on"), on.lastDay < begin.firstDay {
            problems.add("on", w("This lies before the start, which was measured on \(w.date(begin))."))
        }
    }
}
