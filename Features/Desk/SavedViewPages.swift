import Kernel
import Markup
import Storage
import Web

/// Saving a list as it stands, and the page of all that were saved.
enum SavedViewPages {
    static var routes: [Route] {
        [
            .get(DeskPaths.views, may: DeskFeature.use, list),
            .get(DeskPaths.newView, may: DeskFeature.use, new),
            .post(DeskPaths.views, may: DeskFeature.use, add),
            .post("\(DeskPaths.views)/{id}/sharing", may: DeskFeature.use, share),
            .post("\(DeskPaths.views)/{id}/removal", may: DeskFeature.use, remove),
        ]
    }

    private static func store(_ context: Context, _ connection: Connection) throws -> SavedViewStore {
        guard let owner = DeskOwner(context.actor) else { throw AppError.notFound }
        return SavedViewStore(connection: connection, owner: owner)
    }

    @Sendable private static func list(_ context: Context, _ connection: Connection) throws -> Reply {
        context.page(context.w("Saved views"), path: "/office", DeskViews.views(try store(context, connection).all(), context))
    }

    @Sendable private static func new(_ context: Context, _ connection: Connection) throws -> Reply {
        let address = context.request.query.text("address")
        guard isList(address, context) else { throw AppError.notFound }
        return form(Parameters([("address", address)]), Problems(), context)
    }

    /// - Parameter isTaken: an own view of this list has this name, and may make room for this one.
    private static func form(_ typed: Parameters, _ problems: Problems, _ context: Context, isTaken: Bool = false) -> Reply {
        context.page(
            context.w("Save this view"), status: problems.isEmpty ? 200 : 422, path: "/office",
            DeskViews.viewForm(FormView(typed, problems, context.w), context, isTaken: isTaken))
    }

    @Sendable private static func add(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let (name, address) = (typed.text("name"), typed.text("address"))
        guard isList(address, context) else { throw AppError.notFound }
        let store = try store(context, connection)
        var problems = Problems()
        if name.isEmpty { problems.add("name", w("Give it a name by which you find it again.")) }
        if name.unicodeScalars.count > SavedView.longestName {
            problems.add("name", w("This is too long: at most \(SavedView.longestName) characters."))
        }
        if name.unicodeScalars.contains("\u{0}") { problems.add("name", w("There is a sign in it that cannot be kept. Type it anew.")) }
        let same = problems.isEmpty ? try store.same(name, address) : nil
        if same == nil, try store.countOwn() >= SavedView.most {
            problems.add("name", w("You have \(SavedView.most) views, as many as there can be. Remove one you no longer need."))
        }
        guard problems.isEmpty else { return form(typed, problems, context) }
        let isShared = typed.text("shared") == "1"
        if let same {
            // Pressed twice, it is saved once.
            let isThere = same.name == name && same.address == address && same.isShared == isShared
            guard isThere || typed.text("replace") == "1" else {
                problems.add(
                    "name", w("You have a view of this list called “\(same.name)” already. Give this one another name, or put it in its place."))
                return form(typed, problems, context, isTaken: true)
            }
            if !isThere { try store.replace(same, name, address, isShared: isShared, at: context.now) }
        } else {
            try store.add(name, address, isShared: isShared, at: context.now)
        }
        return .redirect(address).saying(w("“\(name)” is saved. You find it on the page Today."))
    }

    /// Whether an address is one of our lists: a page of the office this person may open, without anything that leads elsewhere.
    private static func isList(_ address: String, _ context: Context) -> Bool {
        let path = SavedView.list(of: address)
        return address.unicodeScalars.count <= 2000 && address.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && $0 != "#" }
            && context.house.routes.contains { $0.method == .get && $0.path == path && path.hasPrefix("/office/") && $0.may.allows(context.actor) }
    }

    @Sendable private static func share(_ context: Context, _ connection: Connection) throws -> Reply {
        let store = try store(context, connection)
        let view = try changeable(store, context)
        let isShared = context.request.form.text("shared") == "1"
        try store.setShared(isShared, view)
        return .redirect(DeskPaths.views).saying(
            isShared ? context.w("Everybody in the office finds “\(view.name)” now.") : context.w("Only \(view.by) finds “\(view.name)” now."))
    }

    @Sendable private static func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let store = try store(context, connection)
        let view = try changeable(store, context)
        try store.remove(view)
        return .redirect(DeskPaths.views).saying(context.w("“\(view.name)” is removed. The list itself is as it was."))
    }

    private static func changeable(_ store: SavedViewStore, _ context: Context) throws -> SavedView {
        let view = try store.find(context.id("id"))
        guard view.mayChange(context.actor) else { throw AppError.notFound }
        return view
    }
}
