import Kernel
import Ledger
import Markup
import Web

/// How indicators look: one table with their charts, and below it what was measured of each.
enum IndicatorViews {
    static func page(_ all: [IndicatorPage], _ page: RecordPage, today: PartialDate) -> HTML {
        let w = page.w
        guard !all.isEmpty else {
            return Part.empty(
                w("Nothing is measured yet"),
                w("Agree on a few figures that show whether the partnership does what it is for: where they stand, where they are to be, and when."),
                actions: page.adding(IndicatorKind.kind))
        }
        return """
            \(table(all, page, today))
            \(key(all, w))
            \(all, { measured($0, page, today) })
            """
    }

    /// On the overview: no chart, no start.
    static func short(_ page: RecordPage) -> HTML {
        guard let today = page.context.now.day else { return .empty }
        let (w, all) = (page.w, IndicatorPage.all(page.reading, today: today))
        guard !all.isEmpty else { return .empty }
        let link: HTML = "<a href=\"\(page.paths.tab(RecordTabs.indicators.path))\">\(w("All about them"))</a>"
        return Part.block(
            w("Indicators"), link: link,
            """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("What we measure"))</th><th scope="col" class="num">\(w("Now"))</th><th scope="col" class="num">\(w("Target"))</th><th scope="col">\(w("Reading"))</th></tr></thead>
            <tbody>\(all, { shortRow($0, w) })</tbody></table>
            """)
    }

    private static func shortRow(_ shown: IndicatorPage, _ w: Words) -> HTML {
        """
        <tr><th scope="row">\(name(shown.object))</th>\(now(shown, w))<td class="num c-sub"><span class="on-phone">\(w("Target")) </span>\(number(shown.object, "target", w))</td><td class="c-sub">\(reading(shown.reading, w))</td></tr>
        """
    }

    // MARK: The table

    private static func table(_ all: [IndicatorPage], _ page: RecordPage, _ today: PartialDate) -> HTML {
        let w = page.w
        return """
            <table class="table table--cards table--ind"><thead><tr><th scope="col">\(w("What we measure"))</th><th scope="col" class="num">\(w("Start"))</th><th scope="col" class="num">\(w("Now"))</th><th scope="col" class="num">\(w("Target"))</th><th scope="col" class="c-ch">\(w("Course"))</th><th scope="col">\(w("Reading"))</th></tr></thead>
            <tbody>\(all, { row($0, page, today) })</tbody></table>
            """
    }

    private static func row(_ shown: IndicatorPage, _ page: RecordPage, _ today: PartialDate) -> HTML {
        let (w, object) = (page.w, shown.object)
        let due = shown.course.due.map { w("until \(w.date($0))") } ?? ""
        return """
            <tr><th scope="row"><a href="#i-\(object.id)">\(name(object))</a><span class="second">\(measurer(object, page))</span></th>
            <td class="num c-no">\(number(object, "baseline", w))</td>\(now(shown, w))
            <td class="num c-sub"><span class="on-phone">\(w("Target")) </span>\(number(object, "target", w))<span class="second">\(due)</span></td>
            <td class="chart-cell c-break">\(chart(shown, w, today))</td><td class="c-sub">\(reading(shown.reading, w))\(done(shown, w))</td></tr>
            """
    }

    /// As the public reads it: what the parties agreed and how far it is, without who measured and where the figure came from. What is only
    /// asked for is the parties' own affair.
    static func publicRow(_ shown: IndicatorPage, _ today: PartialDate, _ w: Words) -> HTML {
        let (object, due) = (shown.object, shown.course.due.map { w("until \(w.date($0))") } ?? "")
        let agreed = shown.withoutAsked
        return """
            <tr><th scope="row">\(name(object))</th><td class="num c-no">\(number(object, "baseline", w))</td>\(now(shown, w))
            <td class="num c-sub"><span class="on-phone">\(w("Target")) </span>\(number(object, "target", w))<span class="second">\(due)</span></td>
            <td class="chart-cell c-break">\(chart(agreed, w, today))</td><td class="c-sub">\(reading(shown.reading, w))\(done(shown, w))</td></tr>
            """
    }

    /// The last value; one without a measurement has none.
    private static func now(_ shown: IndicatorPage, _ w: Words) -> HTML {
        let value = shown.last.map { number($0.object, "value", w) } ?? "–"
        return "<td class=\"num now-v c-top\"><span class=\"on-phone\">\(w("now")) </span>\(value)</td>"
    }

    private static func done(_ shown: IndicatorPage, _ w: Words) -> HTML {
        guard let last = shown.last, let progress = shown.course.progress(last.value), let share = percent(progress) else { return .empty }
        return "<span class=\"second\">\(w("\(share) % of the way"))</span>"
    }

    /// Whole percent, downwards, so that 100 is said of what is reached alone.
    static func percent(_ progress: Double) -> Int? {
        // A trillionth more, so that what is exactly a percentage is not said to be one less.
        let share = (progress * 100 + 1e-10).rounded(.down)
        return share.isFinite && share < 1_000_000 ? Int(share) : nil
    }

    private static func name(_ object: SharedObject) -> String {
        object.text("unit").isEmpty ? object.title : "\(object.title), \(object.text("unit"))"
    }

    private static func measurer(_ object: SharedObject, _ page: RecordPage) -> String {
        let party = object["measurer"]?.text.map { page.reading.partyName($0) } ?? ""
        return party.isEmpty ? page.w("measured by all parties") : page.w("measured by \(party)")
    }

    private static func number(_ object: SharedObject, _ field: String, _ w: Words) -> String {
        object[field]?.text.map { w.number(stored: $0) } ?? "–"
    }

    static func reading(_ reading: IndicatorCourse.Reading, _ w: Words) -> HTML {
        switch reading {
        case .reached: "<span class=\"reading reading--good\">\(w("target reached"))</span>"
        case .ahead: "<span class=\"reading reading--good\">\(w("ahead"))</span>"
        case .onCourse: "<span class=\"reading reading--good\">\(w("on course"))</span>"
        case .behind: "<span class=\"reading reading--low\">\(w("behind"))</span>"
        case .underWay: "<span class=\"reading\">\(w("under way"))</span>"
        case .notMeasured: "<span class=\"reading\">\(w("not measured yet"))</span>"
        }
    }

    // MARK: The chart

    private static func chart(_ shown: IndicatorPage, _ w: Words, _ today: PartialDate) -> HTML {
        ProgressChart(
            course: shown.course, points: shown.measurements.map(\.point), asked: shown.asked, today: today, label: label(shown, w),
            targetWord: number(shown.object, "target", w), askedWord: { w("\(w.number(stored: $0.text)) asked") }
        ).html
    }

    /// The chart in a sentence.
    private static func label(_ shown: IndicatorPage, _ w: Words) -> String {
        let object = shown.object
        let target = number(object, "target", w)
        let present = shown.last.map { number($0.object, "value", w) }
        let start = shown.course.baseline == nil ? nil : number(object, "baseline", w)
        var said =
            switch (start, present) {
            case (let start?, let now?): w("From \(start) at the start to \(now) now; target \(target).")
            case (let start?, nil): w("From \(start) at the start, not measured since; target \(target).")
            case (nil, let now?): w("Now at \(now); target \(target).")
            case (nil, nil): w("Not measured yet; target \(target).")
            }
        for asked in shown.asked { said += " " + w("A target of \(w.number(stored: asked.text)) is asked for.") }
        return said
    }

    private static func key(_ all: [IndicatorPage], _ w: Words) -> HTML {
        let asked: HTML = "\(sample("target target--asked", "M0 5H28")) \(w("target asked for"))"
        return """
            <p class="table-note">\(sample("line", "M0 9L14 4L28 1")) \(w("measured")) \(sample("target", "M0 5H28")) \(w("target")) \(sample("course", "M0 9L28 1")) \(w("even course from start to target")) \(if: all.contains { !$0.asked.isEmpty }, asked)</p>
            """
    }

    private static func sample(_ kind: String, _ path: String) -> HTML {
        "<svg class=\"chart key\" viewBox=\"0 0 28 10\" width=\"28\" height=\"10\" aria-hidden=\"true\"><path class=\"\(kind)\" d=\"\(path)\"/></svg>"
    }

    // MARK: What was measured

    private static func measured(_ shown: IndicatorPage, _ page: RecordPage, _ today: PartialDate) -> HTML {
        let (w, object) = (page.w, shown.object)
        let acts: HTML = "\(if: page.mayEdit, adding(object, page))\(page.editing(object))"
        let remark: HTML = "<p class=\"lines\">\(object.text("remark"))</p>"
        let asked = shown.asked.map { w.number(stored: $0.text) }
        let even =
            shown.reading == .reached
            ? nil : shown.course.expected(on: today).map { w("On an even course it would be at \(w.number($0, digits: 1)) today.") }
        return """
            <section class="block" id="i-\(object.id)"><div class="block-head"><h2>\(name(object))</h2>\(if: !acts.isEmpty, "<div class=\"actions\">\(acts)</div>")</div>
            \(if: object["remark"] != nil, remark)\(even, some: { "<p class=\"second\">\($0)</p>" })\(if: !asked.isEmpty, "<p class=\"second\">\(w("Asked for instead of the target of \(number(object, "target", w)): \(w.list(asked)). What is agreed holds until all have assented."))</p>")
            \(if: shown.measurements.isEmpty, "<p class=\"second\">\(w("Nobody has measured it yet."))</p>", else: measurements(shown, page))</section>
            """
    }

    private static func adding(_ object: SharedObject, _ page: RecordPage) -> HTML {
        let path = page.paths.thing(MeasurementKind.kind) + Parameters([("indicator", object.id)]).queryString
        return Part.button(page.w("New measurement"), to: path, small: true)
    }

    private static func measurements(_ shown: IndicatorPage, _ page: RecordPage) -> HTML {
        let w = page.w
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Measured on"))</th><th scope="col" class="num">\(w("Value"))</th><th scope="col">\(w("Source"))</th><th scope="col">\(w("By"))</th>\(if: page.mayEdit, "<th scope=\"col\"><span class=\"unseen\">\(w("Change"))</span></th>")</tr></thead>
            <tbody>\(shown.measurements.reversed(), { measurement($0, page) })</tbody></table>
            """
    }

    private static func measurement(_ measurement: IndicatorPage.Measurement, _ page: RecordPage) -> HTML {
        let (w, object) = (page.w, measurement.object)
        let who = object.author.map { page.reading.partyName($0.hex) } ?? ""
        return """
            <tr><th scope="row" class="nowrap">\(w.date(measurement.on))</th><td class="num c-top">\(number(object, "value", w))</td><td class="c-sub">\(object.text("source"))</td><td class="c-sub">\(who)</td>\(if: page.mayEdit, "<td class=\"c-sub\">\(page.changing(object))</td>")</tr>
            """
    }
}
