import Kernel
import Markup
import Storage
import Web

/// The letters of an office: those that wait, that were sent and that could not be.
enum OutboxList {
    static let path = "/office/outbox"
    static func path(_ id: String) -> String { "\(path)/\(id)" }

    static let list = Listing<OutboxItem>(
        name: "outbox", path: path,
        columns: [
            Column("subject", "Subject") { item, _ in .text(item.label.subject) },
            Column("recipient", "To", onTelephone: "c-sub") { item, _ in .text(item.label.recipient) },
            Column(
                "state", "State", onTelephone: "c-top", value: { item, w in .text(w.outboxState(item.state)) },
                view: { item, w in Part.state(item.state.look, w.outboxState(item.state)) }),
            Column("attempts", "Attempts", .integer, onTelephone: "c-no") { item, _ in .integer(item.attempts) },
            Column(
                "written", "Written", .format("date-time"), onTelephone: "c-row", value: { item, _ in .text(item.createdAt.rfc3339) },
                view: { item, w in HTML(text: w.dateAndTime(item.createdAt)) }),
        ],
        filters: [
            Filter(
                "state", "State", options: { scope, _ in OutboxItem.State.allCases.map { (value: $0.rawValue, word: scope.w.outboxState($0)) } },
                condition: { "state IN \(list: $0)" })
        ],
        sorts: [SortKey("written", "id", isFalling: true), SortKey("recipient", "recipient"), SortKey("subject", "subject")],
        href: { path($0.id) },
        find: { words in
            let pattern = "%" + words.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
            return "LOWER(recipient) LIKE \(pattern) ESCAPE '\\' OR LOWER(subject) LIKE \(pattern) ESCAPE '\\'"
        },
        source: { scope in
            guard let office = scope.actor.office else { throw AppError.notFound }
            return ListSource(
                select: OutboxItem.columns, from: "outbox", conditions: ["office_id = \(office)", "kind = \(Post.kind)"], id: "id",
                make: OutboxItem.init(row:))
        })
}

extension OutboxItem.State {
    /// The shape that stands beside the word.
    var look: String {
        switch self {
        case .waiting: "dormant"
        case .sending: "exploring"
        case .done: "active"
        case .failed: "ending"
        }
    }
}

extension Words {
    func outboxState(_ state: OutboxItem.State) -> String {
        switch state {
        case .waiting: self("Waiting")
        case .sending: self("Being sent")
        case .done: self("Sent")
        case .failed: self("Failed")
        }
    }
}
