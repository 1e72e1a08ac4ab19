import Foundation
import Kernel
import Storage
import Web

typealias SavedViewID = ID<SavedView>

/// A list with its search, filters and order under a name.
struct SavedView: Sendable {
    let id: SavedViewID
    let name: String
    let address: String
    let isShared: Bool
    let user: UserID
    let by: String

    static let longestName = 100
    /// So many may a person keep in an office.
    static let most = 50

    /// The list of an address, without its search, filters and order.
    static func list(of address: String) -> Substring { address.prefix { $0 != "?" } }

    func isOwn(_ actor: Actor) -> Bool { actor.user == user }
    /// Whoever saved it may change it; a shared one the director too, since it stands on everybody's page.
    func mayChange(_ actor: Actor) -> Bool { isOwn(actor) || (isShared && actor.role == .director) }
}

/// All SQL about `saved_view`.
struct SavedViewStore {
    let connection: Connection
    let owner: DeskOwner

    /// Their own and those shared in the office, by name.
    func all() throws -> [SavedView] { try views("(v.user_id = \(owner.user) OR v.is_shared = 1)") }

    private func views(_ which: SQL) throws -> [SavedView] {
        try connection.rows(
            """
            SELECT v.id, v.name, v.address, v.is_shared, v.user_id, u.name AS by_name FROM saved_view v JOIN user_account u ON u.id = v.user_id
            WHERE v.office_id = \(owner.office) AND \(which) ORDER BY v.name, v.id LIMIT 200
            """
        ) { row in
            SavedView(
                id: try row["id"], name: try row["name"], address: try row["address"], isShared: try row["is_shared"], user: try row["user_id"],
                by: try row["by_name"])
        }
    }

    /// - Throws: `AppError.notFound` for what is not theirs to see.
    func find(_ id: SavedViewID) throws -> SavedView {
        guard let found = try all().first(where: { $0.id == id }) else { throw AppError.notFound }
        return found
    }

    func add(_ name: String, _ address: String, isShared: Bool, at now: Instant) throws {
        var random = SystemRandomNumberGenerator()
        try connection.run(
            """
            INSERT INTO saved_view (id, office_id, user_id, name, address, is_shared, saved_at)
            VALUES (\(SavedViewID.new(at: now, random: &random)), \(owner.office), \(owner.user), \(name), \(address), \(isShared), \(now))
            """)
    }

    /// An own view of the same list under the same name, in whatever letters.
    func same(_ name: String, _ address: String) throws -> SavedView? {
        let list = SavedView.list(of: address)
        return try views("v.user_id = \(owner.user)").first {
            SavedView.list(of: $0.address) == list && $0.name.lowercased() == name.lowercased()
        }
    }

    /// Another address under the name of a view that is there.
    func replace(_ view: SavedView, _ name: String, _ address: String, isShared: Bool, at now: Instant) throws {
        try connection.run(
            """
            UPDATE saved_view SET name = \(name), address = \(address), is_shared = \(isShared), saved_at = \(now)
            WHERE id = \(view.id) AND office_id = \(owner.office) AND user_id = \(owner.user)
            """)
    }

    func countOwn() throws -> Int {
        try connection.value("SELECT COUNT(*) FROM saved_view WHERE office_id = \(owner.office) AND user_id = \(owner.user)") ?? 0
    }

    func setShared(_ isShared: Bool, _ view: SavedView) throws {
        try connection.run("UPDATE saved_view SET is_shared = \(isShared) WHERE id = \(view.id) AND office_id = \(owner.office)")
    }

    func remove(_ view: SavedView) throws { try connection.run("DELETE FROM saved_view WHERE id = \(view.id) AND office_id = \(owner.office)") }
}
