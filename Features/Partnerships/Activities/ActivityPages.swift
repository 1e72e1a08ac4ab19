import Kernel
import Markup
import Sheets
import Storage
import Web

/// The activities of a partnership: who does what until when, and how it stands; as a page, as a responsibility matrix, as a file.
struct ActivityPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get(ActivityKind.tab.path, show) + RecordRoutes.get("\(ActivityKind.tab.path)/export", export)
    }

    /// What the address asks for; what it does not know is left out.
    struct Wish: Sendable, Equatable {
        var party = ""
        var state = ""

        static let overdue = "overdue"

        init(_ query: Parameters, _ reading: SharedReading) {
            let (party, state) = (query.text("party"), query.text("state"))
            if reading.parties.contains(where: { $0.id == party }) { self.party = party }
            if state == Self.overdue || Activity.State(rawValue: state) != nil { self.state = state }
        }

        var isEmpty: Bool { party.isEmpty && state.isEmpty }
        var query: String { Parameters([("party", party), ("state", state)].filter { !$0.1.isEmpty }.map { ($0.0, $0.1) }).queryString }

        func fits(_ activity: Activity) -> Bool {
            let isTheirs = party.isEmpty || activity.partyID == party || activity.duties.contains { $0.party == party }
            let isSo = state.isEmpty || (state == Self.overdue ? activity.isOverdue : activity.state.rawValue == state)
            return isTheirs && isSo
        }
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        return ActivityViews.page(page, Activity.all(page.reading, today: context.now.day), Wish(context.request.query, page.reading))
    }

    @Sendable private func export(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        let (w, wish) = (context.w, Wish(context.request.query, page.reading))
        let bytes = Bytes()
        let writer = try CSVWriter(.sink { bytes.all += $0 })
        let titles = [
            w("What is done"), w("Deliverable"), w("Responsible party"), w("Responsible persons"), w("Due"), w("State"), w("Done on"), w("Remark"),
            w("Report after the activity"), w("Note"),
        ]
        try writer.begin(columns: titles.map { SheetColumn(key: $0, title: $0) })
        for activity in Activity.all(page.reading, today: context.now.day) where wish.fits(activity) {
            let said = activity.standing?.object
            let cells = [
                activity.title, activity.object.text("deliverable"), activity.party, activity.persons(w), activity.due?.description ?? "",
                activity.state.word(w),
                said?.text("done-on") ?? "", said?.text("remark") ?? "", said?.text("report") ?? "", activity.object.text("note"),
            ]
            try writer.row(cells.map { $0.isEmpty ? .empty : .text($0) })
        }
        try writer.finish()
        return Reply(body: .bytes(bytes.all, type: "text/csv; charset=utf-8")).download("activities-\(context.now.day?.description ?? "").csv")
    }

    private final class Bytes { var all: [UInt8] = [] }
}
