import Kernel
import Storage
import Web

/// The views somebody shared with their office: they stand on everybody's page, so they pass on when their owner leaves.
enum SharedViews {
    static let responsibility = Responsibility("views", "Views they shared with the office") { holder, office, connection in
        let mine: SQL = "FROM saved_view WHERE office_id = \(office) AND user_id = \(holder.user) AND is_shared = 1"
        let first = try connection.rows("SELECT name, address \(mine) ORDER BY name, id LIMIT \(Responsibility.shown)") { row in
            (title: try row["name"] as String, path: try row["address"] as String)
        }
        return .init(count: try connection.value("SELECT COUNT(*) \(mine)") ?? 0, first: first)
    } handOver: { over, connection in
        guard let to = over.to else { return }
        try connection.run(
            "UPDATE saved_view SET user_id = \(to.user) WHERE office_id = \(over.office) AND user_id = \(over.from.user) AND is_shared = 1")
    }
}
