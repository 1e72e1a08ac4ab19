import Gazetteer
import Kernel
import Storage
import Web

/// The partnerships somebody leads. The lead is kept as a name, since it may be somebody without an account; it is theirs when it is the
/// name of their account.
enum Leads {
    static func responsibility(_ gazetteer: Gazetteer) -> Responsibility {
        Responsibility("partnerships", "Partnerships they lead") { holder, office, connection in
            let mine: SQL =
                "FROM partnership p JOIN organisation o ON o.id = p.partner_id WHERE p.office_id = \(office) AND p.lead_name = \(holder.name)"
            let first = try connection.rows("SELECT p.id AS id, o.name AS name \(mine) ORDER BY p.partner_key, p.id LIMIT \(Responsibility.shown)") {
                row in
                (title: try row["name"] as String, path: PartnershipPaths.partnership(try row["id"]))
            }
            return .init(count: try connection.value("SELECT COUNT(*) \(mine)") ?? 0, first: first)
        } handOver: { over, connection in
            let store = PartnershipStore(connection, office: over.office, by: over.actor, at: over.now, gazetteer: gazetteer)
            let ids: [PartnershipID] = try connection.rows(
                "SELECT id FROM partnership WHERE office_id = \(over.office) AND lead_name = \(over.from.name) ORDER BY id"
            ) { try $0["id"] }
            for id in ids { try store.setLead(id, over.to?.name ?? "") }
        }
    }
}
