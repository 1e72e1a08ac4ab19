import Kernel
import Markup
import Storage
import Web

/// The anniversaries of the register, and how each is prepared.
struct AnniversaryPages: Sendable {
    var routes: [Route] {
        let one = "\(PartnershipPaths.register)/{id}/anniversaries/{years}"
        return [
            .get(PartnershipPaths.anniversaries, may: May.read, list),
            .getFlow("\(PartnershipPaths.anniversaries)/export/{format}", may: May.read) { context in
                try await AnniversaryList.listing(try window(context)).export(context)
            },
            .get(one, may: May.read, preparation),
            .post("\(one)/steps", may: May.edit, set),
            AnniversaryAPI.route,
        ]
    }

    private static let rows = 100

    private func window(_ context: Context) throws -> AnniversaryWindow {
        guard let today = context.now.day, let window = AnniversaryWindow(from: today) else { throw AppError.notFound }
        return window
    }

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let window = try window(context)
        let drawn = try context.drawn {
            let store = AnniversaryStore(visible: VisiblePartnerships(context, connection))
            let place = AnniversaryStore.Place(String(context.request.query.text("after").prefix(60)))
            let page = try store.page(window, after: place, limit: Self.rows)
            let total = try context.memory.recall("anniversaries counted \(window.today)") { try store.count(window) }
            let standing = try VisiblePartnerships.standing(context, connection)
            return AnniversaryViews.list(
                AnniversaryListPage(
                    rows: try store.withPreparation(page.rows), total: total, window: window, next: page.next, isFirst: place == nil,
                    standing: standing),
                context)
        }
        return context.page(
            context.w("Anniversaries"), path: PartnershipPaths.register,
            "\(drawn)\(try CalendarPages.block(context, connection))")
    }

    private func found(_ context: Context, _ connection: Connection) throws -> (partnership: Partnership, anniversary: Anniversary) {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        guard let since = partnership.record.since, let anniversary = Anniversary.after(try context.number("years"), since: since) else {
            throw AppError.notFound
        }
        return (partnership, anniversary)
    }

    @Sendable private func preparation(_ context: Context, _ connection: Connection) throws -> Reply {
        let (partnership, anniversary) = try found(context, connection)
        let done = try AnniversaryStore(visible: VisiblePartnerships(context, connection)).done(partnership.id, years: anniversary.years)
        let title = AnniversaryViews.title(partnership, anniversary, context.w)
        return context.page(
            title, path: PartnershipPaths.register,
            AnniversaryViews.preparation(PreparationPage(partnership: partnership, anniversary: anniversary, done: done), context))
    }

    @Sendable private func set(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, form) = (context.w, context.request.form)
        let (partnership, anniversary) = try found(context, connection)
        guard !partnership.record.isArchived else {
            throw AppError.invalid(w("This partnership is archived. Take it back into the register first."))
        }
        guard let step = PreparationStep(rawValue: form.text("step")) else { throw AppError.invalid(w("There is no such step of preparation.")) }
        let isDone = form.text("done") == "1"
        try AnniversaryStore(visible: VisiblePartnerships(context, connection)).set(
            step, isDone: isDone, of: partnership.id, years: anniversary.years, office: try context.office(), by: context.actor, at: context.now)
        let said = isDone ? w("Done: \(step.word(w)).") : w("Not done after all: \(step.word(w)).")
        return Reply.redirect(PartnershipPaths.anniversary(partnership.id, anniversary.years)).saying(said)
    }
}
