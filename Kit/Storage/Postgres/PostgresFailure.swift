/// What PostgreSQL refused, by its code (SQLSTATE).
struct PostgresFailure: Error {
    let state: String
    let message: String
    var detail: String?
    var table: String?
    var column: String?
    var constraint: String?

    /// Ours: the connection is gone. Class 08 is "connection exception".
    static let lostState = "08LOST"
    static let readOnlyState = "25006"

    /// The connection is of no use any more, though the transaction did not happen: gone, closed by the server, or changed into a read-only one by a failover.
    var isLost: Bool {
        state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", Self.readOnlyState].contains(state)
    }

    /// What the session has prepared does not fit any more (the schema changed): a new session will do.
    var isStale: Bool {
        state == "26000" || (state == "0A000" && message.contains("cached plan"))
    }

    /// Concurrent changes collided; the same again will do.
    var isCollision: Bool { state == "40001" || state == "40P01" }

    var storageError: StorageError {
        switch state {
        case "23505": return .unique(table: table ?? "", columns: columns, constraint: constraint)
        case "23503", "23001": return .foreignKey(constraint: constraint)
        case "23514": return .check(constraint ?? message)
        case "23502": return .notNull(column: column ?? "")
        case "40001", "40P01", "55P03": return .busy
        case "57014": return .tooSlow
        case "53100": return .diskFull
        case "53300", "53200", "53400": return .overloaded
        case Self.readOnlyState: return .readOnly
        case "XX001", "XX002": return .damaged(message)
        case "22021", "22P05": return .value(message)
        default: return isLost ? .lostConnection(message) : .refused(code: state, message)
        }
    }

    /// The columns of a violated key, from the detail `Key (office_id, slug)=(…) …`; its shape is the same in every language.
    private var columns: [String] {
        guard let detail, let open = detail.firstIndex(of: "("), let close = detail[open...].range(of: ")=") else { return [] }
        return detail[detail.index(after: open)..<close.lowerBound].split(separator: ", ").map(String.init)
    }
}
