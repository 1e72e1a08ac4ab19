import Kernel
import Markup
import Storage
import Web

/// A star on the pages of records, a way to save a list, and the desk on the page Today.
struct DeskPanels: Sendable {
    let records: [RecordKind]
    let recent: RecentItems

    /// So many of each stand on the page Today.
    private static let shown = 8

    var all: [Panel] {
        [Panel(.mark, order: 10, star), Panel(.today, order: 30, today), Panel(.list, order: 10, save)]
    }

    /// The star; and since this is drawn when a record's page is opened, the opening is noted here.
    @Sendable private func star(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        let parts = subject.split(separator: " ", maxSplits: 1).map(String.init)
        guard context.may(DeskFeature.use), let owner = DeskOwner(context.actor), parts.count == 2,
            let record = records.first(where: { $0.name == parts[0] })
        else { return nil }
        let id = parts[1]
        recent.note(record.name, id, by: owner, at: context.now, records, context.house)
        let isMarked = try FavouriteStore(connection: connection, owner: owner).isMarked(record.name, id)
        return DeskViews.star(isMarked, record.name, id, context)
    }

    @Sendable private func today(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(DeskFeature.use), let owner = DeskOwner(context.actor) else { return nil }
        let desk = Desk(
            favourites: try FavouriteStore(connection: connection, owner: owner).all(
                records, context.actor, context.language, limit: FavouriteStore.most),
            recent: try recent.last(Self.shown, of: owner, records, context.actor, context.language, connection),
            views: try SavedViewStore(connection: connection, owner: owner).all())
        return desk.isEmpty ? nil : DeskViews.desk(desk, context.w)
    }

    @Sendable private func save(_ address: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(DeskFeature.use) else { return nil }
        return "<a class=\"button button--small\" href=\"\(DeskPaths.newView(address))\">\(context.w("Save this view"))</a>"
    }
}

/// What lies on somebody's desk.
struct Desk: Sendable {
    let favourites: [DeskItem]
    let recent: [DeskItem]
    let views: [SavedView]
    var isEmpty: Bool { favourites.isEmpty && recent.isEmpty && views.isEmpty }
}
