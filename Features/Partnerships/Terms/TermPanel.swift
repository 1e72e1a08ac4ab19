import Kernel
import Markup
import Storage
import Web

/// On the first page: terms that end and reviews that are due within a year, what is late before the rest.
enum TermPanel {
    static let months = 12
    /// So many late ones, and so many to come.
    static let shown = 6

    static func view(_ context: Context, _ connection: Connection) throws -> HTML {
        let w = context.w
        guard context.may(May.read), let today = context.now.day, let limit = today.adding(months: months) else { return .empty }
        let all = try context.memory.recall("terms \(today)") {
            try TermDates(connection: connection).within(limit, today: today, for: context.actor, atMost: shown)
        }
        guard !all.isEmpty else { return .empty }
        let register = PartnershipPaths.register + Parameters([("ends", "passed"), ("ends", "soon"), ("sort", "ends")]).queryString
        return Part.block(
            w("Terms and reviews until \(w.date(limit))"), link: "<a href=\"\(register)\">\(w("By term end"))</a>",
            """
            <table class="table table--cards terms-of"><thead class="unseen"><tr><th scope="col">\(w("When"))</th><th scope="col">\(w("Partner"))</th><th scope="col">\(w("What"))</th><th scope="col">\(w("How far"))</th></tr></thead>
            <tbody>\(all, { row($0, today, w) })</tbody></table>
            """)
    }

    private static func row(_ date: TermDate, _ today: PartialDate, _ w: Words) -> HTML {
        let isLate = date.day < today
        let what =
            switch (date.what, isLate) {
            case (.review, true): w("Review is due")
            case (.review, false): w("Joint review")
            case (.end, true): w("Term is over")
            case (.end, false): date.goesOn ? w("Term goes on") : w("Term ends")
            }
        return """
            <tr><td class="c-over nowrap">\(w.date(date.day))</td><th scope="row"><a href="\(PartnershipPaths.partnership(date.id))">\(date.name)</a></th><td class="c-sub">\(what)</td><td class="c-sub\(if: isLate, " late")">\(DayWords.distance(from: today, to: date.day, w))</td></tr>
            """
    }
}
