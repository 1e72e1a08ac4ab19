import Kernel
import Storage
import Web

/// Marking and unmarking. Where the form stood is where one comes back to.
struct FavouritePages: Sendable {
    let records: [RecordKind]

    var routes: [Route] {
        [
            .post(DeskPaths.favourites, may: DeskFeature.use) { try set(true, $0, $1) },
            .post("\(DeskPaths.favourites)/removal", may: DeskFeature.use) { try set(false, $0, $1) },
        ]
    }

    private func set(_ isMarked: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let (w, form) = (context.w, context.request.form)
        guard let owner = DeskOwner(context.actor), let record = records.first(where: { $0.name == form.text("kind") }) else {
            throw AppError.notFound
        }
        let id = form.text("record")
        let name = try record.name(of: id, for: context.actor, context.language, connection)
        let store = FavouriteStore(connection: connection, owner: owner)
        let back = Reply.redirect(record.path(id))
        guard isMarked else {
            try store.unmark(record.name, id)
            return back.saying(w("\(name) is no longer among your favourites."))
        }
        try record.keep(id, connection)
        guard try store.mark(record.name, id, at: context.now) else {
            return back.saying(
                w("You have \(FavouriteStore.most) favourites, as many as there can be. Take off one you no longer need."), kind: .wrong)
        }
        return back.saying(w("\(name) is among your favourites now, on the page Today."))
    }
}
