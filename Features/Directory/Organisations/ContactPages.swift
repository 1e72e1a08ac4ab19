import Kernel
import Markup
import Storage
import Web

/// The contact block's form, and the button that says it still holds.
enum ContactPages {
    static let routes: [Route] = [
        .get("/office/organisations/{id}/contact", may: DirectoryFeature.edit, form),
        .post("/office/organisations/{id}/contact", may: DirectoryFeature.edit, save),
        .post("/office/organisations/{id}/contact/confirmation", may: DirectoryFeature.edit, confirm),
        .post("/office/organisations/{id}/contact/remark", may: DirectoryFeature.edit) { context, connection in
            let organisation = try OrganisationPages.editable(context, connection)
            try ContactPointKind.seenTo(organisation, connection)
            return .redirect(DirectoryPaths.organisation(organisation.id)).saying(context.w("Noted."))
        },
    ]

    @Sendable private static func form(_ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try OrganisationPages.editable(context, connection)
        let kept = try ContactStore(connection).block(of: organisation.id)
        let notice: HTML = kept.map { confirmation($0, organisation, context) } ?? .empty
        return page(organisation, ContactForm.typed(kept), Problems(), context, before: notice)
    }

    @Sendable private static func save(_ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try OrganisationPages.editable(context, connection)
        let form = ContactForm(context.request.form, context.w)
        if form.asksForRows { return page(organisation, form.typed, Problems(), context) }
        let kept = try ContactStore(connection).block(of: organisation.id)
        let (block, problems) = form.block()
        guard let block else { return page(organisation, form.typed, problems, context, status: 422) }
        if let kept, kept.revision != form.revision {
            let fields = zip(ContactForm.fields(kept.block, context.w), ContactForm.fields(block, context.w)).map {
                (label: $0.label, now: $0.text, yours: $1.text)
            }
            let notice = ConflictView.notice(by: kept.updatedBy, at: kept.updatedAt, fields: fields, context.w)
            return page(organisation, form.typed.setting("revision", String(kept.revision)), Problems(), context, status: 409, above: notice)
        }
        try ContactStore(connection).save(block, over: kept, of: organisation, by: context.actor, at: context.now, request: context.request.id)
        try ContactPointKind.seenTo(organisation, connection)
        return .redirect(DirectoryPaths.organisation(organisation.id)).saying(context.w("The contact block is saved."))
    }

    @Sendable private static func confirm(_ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try OrganisationPages.editable(context, connection)
        try confirmToday(organisation, context, connection)
        return .redirect(DirectoryPaths.organisation(organisation.id)).saying(context.w("Confirmed today. Everybody who reads it sees the date."))
    }

    /// - Throws: `AppError.notFound` where there is no block.
    static func confirmToday(_ organisation: Organisation, _ context: Context, _ connection: Connection) throws {
        guard let today = PartialDate(context.now.rfc3339.prefix(10)) else { throw AppError.notFound }
        try ContactStore(connection).confirm(organisation, on: today, by: context.actor, at: context.now, request: context.request.id)
        try ContactPointKind.seenTo(organisation, connection)
    }

    private static func confirmation(_ kept: KeptContact, _ organisation: Organisation, _ context: Context) -> HTML {
        let w = context.w
        let last = kept.confirmedOn.map { w("Last confirmed on \(w.date($0)).") } ?? w("Nobody has confirmed it yet.")
        return Part.notice(
            w("Does all of it still hold?"),
            "<p>\(last)</p><div class=\"actions\">\(Part.doing(w("Yes, confirm it today"), "\(DirectoryPaths.contact(organisation.id))/confirmation", context))</div>"
        )
    }

    /// - Parameter before: stands before the form, being a form itself.
    private static func page(
        _ organisation: Organisation, _ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200, above: HTML = .empty,
        before: HTML = .empty
    ) -> Reply {
        let view = ContactViews.form(FormView(typed, problems, context.w), organisation, above: above, context)
        return context.page(
            context.w("Contact block: \(organisation.entry.name)"), status: status, path: DirectoryPaths.organisations, "\(before)\(view)")
    }
}
