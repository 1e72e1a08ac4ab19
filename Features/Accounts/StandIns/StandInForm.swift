import Kernel
import Markup
import Storage
import Web

/// A deputy and the days, as they were typed.
struct StandInForm {
    let deputy: UserID?
    let from: PartialDate?
    let until: PartialDate?
    let problems: Problems

    static func names(_ w: Words) -> [(name: String, label: String)] {
        [("deputy", w("Deputy")), ("from", w("First day")), ("until", w("Last day"))]
    }

    init(_ typed: Parameters, _ candidates: [(id: UserID, name: String)], at now: Instant, _ w: Words) {
        var problems = Problems()
        let chosen = typed.text("deputy")
        let deputy = candidates.first { $0.id.text == chosen }?.id
        if deputy == nil { problems.add("deputy", w("Choose who stands in.")) }
        let (from, until) = (Self.day("from", typed, &problems, w), Self.day("until", typed, &problems, w))
        if let from, let until {
            if until < from {
                problems.add("until", w("The last day lies before the first."))
            } else if until.description < now.rfc3339.prefix(10) {
                problems.add("until", w("These days are over."))
            } else if until.description > now.adding(days: StandIn.longestDays).rfc3339.prefix(10) {
                problems.add("until", w("At most a year ahead. For longer, give the deputy the role itself."))
            }
        }
        (self.deputy, self.from, self.until, self.problems) = (deputy, from, until, problems)
    }

    private static func day(_ name: String, _ typed: Parameters, _ problems: inout Problems, _ w: Words) -> PartialDate? {
        guard let date = PartialDate(typed: typed.text(name)), date.day != nil else {
            problems.add(name, w("Write a day, such as 24.12.2026."))
            return nil
        }
        return date
    }
}
