import Kernel
import Markup
import Web

/// What the plan shows of other parts of the record, whole enough to be agreed on paper. (domain.md, section 5.)
enum PlanParts {
    static func matrix(_ activities: [Activity], _ page: RecordPage) -> HTML {
        let table = ResponsibilityMatrix.table(activities, page)
        return table.isEmpty ? .empty : "<h3>\(page.w("Responsibility matrix"))</h3>\(table)"
    }

    // MARK: Indicators

    static func indicators(_ page: RecordPage) -> HTML {
        let (w, all) = (page.w, page.reading.all(IndicatorKind.kind))
        guard !all.isEmpty else { return .empty }
        return """
            <h3>\(w("Indicators"))</h3>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("What we measure"))</th><th scope="col" class="num">\(w("Start"))</th><th scope="col" class="num">\(w("Target"))</th><th scope="col">\(w("Due"))</th><th scope="col">\(w("Who measures"))</th></tr></thead>
            <tbody>\(all, { indicator($0, page) })</tbody></table>
            """
    }

    private static func indicator(_ object: SharedObject, _ page: RecordPage) -> HTML {
        let w = page.w
        let name = object.text("unit").isEmpty ? object.title : "\(object.title), \(object.text("unit"))"
        let begin = object.date("baseline-on").map { w.date($0) } ?? ""
        let measurer = object["measurer"]?.text.map { page.reading.partyName($0) } ?? w("all parties")
        return """
            <tr><th scope="row">\(name)</th><td class="num c-row dated" data-label="\(w("Start"))"><div>\(number(object, "baseline", w))\(if: !begin.isEmpty, "<span class=\"second\">\(begin)</span>")</div></td>\
            <td class="num c-row" data-label="\(w("Target"))">\(number(object, "target", w))</td><td class="c-row dated" data-label="\(w("Due"))">\(object.date("due").map { w.date($0) } ?? "–")</td><td class="c-row" data-label="\(w("Who measures"))">\(measurer)</td></tr>
            """
    }

    private static func number(_ object: SharedObject, _ field: String, _ w: Words) -> String {
        object[field]?.text.map { w.number(stored: $0) } ?? "–"
    }

    // MARK: Reports

    /// What came of the activities that are over.
    static func reports(_ activities: [Activity], _ page: RecordPage) -> HTML {
        let over = activities.filter(\.state.isOver)
        guard !over.isEmpty else { return .empty }
        return "<h3>\(page.w("Reports after the activities"))</h3>\(Part.facts(over.map { (name: $0.title, value: report($0, page)) }, wide: true))"
    }

    private static func report(_ activity: Activity, _ page: RecordPage) -> HTML {
        let (w, said) = (page.w, activity.standing?.object)
        let day = said?.date("done-on").map { w("\(activity.state.word(w)) on \(w.date($0))") } ?? activity.state.word(w)
        let texts = ["report", "remark"].compactMap { said?.text($0) }.filter { !$0.isEmpty }
        let none: HTML = texts.isEmpty ? "<p class=\"second\">\(w("No report has been written yet."))</p>" : .empty
        return "<p class=\"second\">\(day)</p>\(texts, { "<p class=\"lines\">\($0)</p>" })\(none)"
    }
}
