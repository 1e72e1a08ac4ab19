import Kernel
import Storage
import Web

/// A person's own desk: what they marked with a star, what they opened last, lists they come back to, and keys that lead there.
/// None of it changes a record or is seen by others, but for a view somebody shares with their office. This is the one public door.
public enum DeskFeature {
    /// Everybody who works in an office has a desk.
    static let use = Permission.roles("desk.use", Set(Role.allCases))

    /// - Parameter records: what can be marked and is remembered when it is opened.
    public static func door(records: [RecordKind]) -> Feature {
        let recent = RecentItems()
        return Feature(
            "desk", routes: FavouritePages(records: records).routes + SavedViewPages.routes + ShortcutPage.routes, migrations: DeskMigrations.all,
            panels: DeskPanels(records: records, recent: recent).all,
            reactions: [
                // Whoever has left an office leaves nothing on a desk there but what was handed over before.
                Reaction(to: "user") { fact, connection in
                    guard fact.act == "left", let user = UserID(fact.subjectID), let office = fact.office else { return }
                    for table in ["favourite", "recent_item", "saved_view"] as [SQL] {
                        try connection.run("DELETE FROM \(table) WHERE user_id = \(user) AND office_id = \(office)")
                    }
                }
            ] + records.map(StarSuccession.reaction), responsibilities: [SharedViews.responsibility])
    }
}

/// Where the pages of this feature are.
enum DeskPaths {
    static let favourites = "/office/favourites"
    static let views = "/office/views"
    static let newView = "/office/views/new"
    static let shortcuts = "/office/shortcuts"

    static func newView(_ address: String) -> String { newView + Parameters([("address", address)]).queryString }
    static func removal(_ id: SavedViewID) -> String { "\(views)/\(id)/removal" }
    static func sharing(_ id: SavedViewID) -> String { "\(views)/\(id)/sharing" }
}
