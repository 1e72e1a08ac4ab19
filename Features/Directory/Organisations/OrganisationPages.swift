import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The pages and acts of organisations. A handler loads, asks, acts and says where to go on; everything else has its own file.
struct OrganisationPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        [
            .get("/office/organisations", may: DirectoryFeature.read) { try list(OrganisationList.current, $0, $1) },
            .get("/office/organisations/archive", may: DirectoryFeature.edit) { try list(OrganisationList.archive, $0, $1) },
            OrganisationList.current.exportRoute(may: DirectoryFeature.read),
            OrganisationList.archive.exportRoute(may: DirectoryFeature.edit),
            .get("/office/organisations/new", may: DirectoryFeature.edit, new),
            .post("/office/organisations", may: DirectoryFeature.edit, enter),
            .get("/office/organisations/{id}", may: DirectoryFeature.read, show),
            .get("/office/organisations/{id}/edit", may: DirectoryFeature.edit, edit),
            .post("/office/organisations/{id}", may: DirectoryFeature.edit, change),
            .post("/office/organisations/{id}/archive", may: DirectoryFeature.edit) { try archive(true, $0, $1) },
            .post("/office/organisations/{id}/restoration", may: DirectoryFeature.edit) { try archive(false, $0, $1) },
            .post("/office/organisations/{id}/publication", may: DirectoryFeature.edit) { try publish(true, $0, $1) },
            .post("/office/organisations/{id}/withdrawal", may: DirectoryFeature.edit) { try publish(false, $0, $1) },
        ] + ContactPages.routes + OrganisationAnswer.routes + OrganisationActs(gazetteer: gazetteer).routes + ContactActs.routes
    }

    // MARK: Reading

    private func list(_ listing: Listing<OrganisationSummary>, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let canEdit = context.may(DirectoryFeature.edit)
        let isArchive = listing.path == DirectoryPaths.archive
        let enter = canEdit && !isArchive ? Part.button(w("Enter an organisation"), to: DirectoryPaths.new(), isAct: true, icon: Icon.plus) : .empty
        let imports = canEdit && !isArchive ? Part.button(w("Import"), to: DirectoryPaths.organisationImports) : .empty
        let tabs = canEdit ? OrganisationViews.tabs(at: listing.path, w) : .empty
        let empty =
            isArchive
            ? Part.empty(w("Nothing is archived"), w("What you archive stands here and can be restored."))
            : Part.empty(
                w("The directory is still empty"),
                w("Cities, regions, universities, clubs: enter whom you work with, or import your list."), actions: "\(enter)\(imports)")
        let body = try context.drawn {
            let query = listing.query(context.request.query)
            let page = try listing.page(query, context.scope, connection)
            return """
                \(Part.head(w("Cities and organisations"), over: w("Whom the office works with, at home and abroad."), actions: "\(imports)\(enter)"))
                \(tabs)
                \(try listing.view(page, query, context, connection, empty: empty))
                """
        }
        return context.page(w("Cities and organisations"), path: DirectoryPaths.organisations, body)
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let organisation = try Self.present(context, connection) else {
            return .redirect(DirectoryPaths.organisation(try MergingPages.successor(context, connection)))
                .saying(context.w("The entry you asked for was taken together with this one."))
        }
        let isOurs = organisation.office == context.actor.office && OrganisationStore.worksInside(context.actor.role)
        let canEdit = isOurs && context.may(DirectoryFeature.edit)
        let contact = try ContactStore(connection).block(of: organisation.id)
        let page = OrganisationPage(
            organisation: organisation, contact: contact,
            refusedAt: canEdit ? try refusal(contact, context, connection) : nil,
            remark: canEdit ? try ContactPointKind.remark(of: organisation, connection) : nil,
            history: isOurs ? try OrganisationHistory.lines(organisation.id, context.w, connection) : [],
            isOurs: isOurs, canEdit: canEdit, twins: canEdit ? try DuplicatePages.twins(of: organisation, context, connection) : .empty,
            panels: try context.panels(.organisation, organisation.id.text, connection),
            marks: try context.marks(OrganisationStore.subject, organisation.id.text, connection))
        return context.page(organisation.entry.name, path: DirectoryPaths.organisations, OrganisationViews.page(page, context))
    }

    /// When the contact point said that it does not want to be asked; nil while nobody has to be asked.
    private func refusal(_ contact: KeptContact?, _ context: Context, _ connection: Connection) throws -> Instant? {
        guard let contact, let email = contact.block.email, let today = PartialDate.day(of: context.now),
            Freshness(confirmed: contact.confirmedOn, today: today) != .fresh
        else { return nil }
        return try RefusalStore(connection, [ContactPointKind.kind]).refusedAt(email)
    }

    /// Nil for one that another entry took the place of, and for one that this reader does not see.
    private static func present(_ context: Context, _ connection: Connection) throws -> Organisation? {
        do {
            let found = try find(context, connection)
            return found.mergedInto == nil ? found : nil
        } catch AppError.notFound { return nil }
    }

    static func find(_ context: Context, _ connection: Connection) throws -> Organisation {
        try OrganisationStore(connection).visible(to: context.actor, language: context.language).find(context.id("id"))
    }

    /// One that this office keeps; what others have published can be read, not changed.
    static func own(_ context: Context, _ connection: Connection) throws -> Organisation {
        let organisation = try find(context, connection)
        guard organisation.office == context.actor.office else { throw AppError.notFound }
        return organisation
    }

    /// One that this office keeps and has not archived.
    static func editable(_ context: Context, _ connection: Connection) throws -> Organisation {
        let organisation = try own(context, connection)
        guard !organisation.isArchived else { throw AppError.invalid(context.w("This entry is archived. Restore it before you change it.")) }
        return organisation
    }

    // MARK: Entering and changing

    private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        var typed = Parameters()
        if let id = Int(context.request.query.text("place").prefix(15)), let place = try gazetteer.place(id), let country = Country(place.country) {
            let name = try gazetteer.names([id], language: context.language.tag)[id]?.reader ?? place.name
            typed = Parameters([("place", String(id)), ("place-text", "\(name), \(context.w.country(country))")])
        }
        return newPage(typed, Problems(), context)
    }

    private func enter(_ context: Context, _ connection: Connection) throws -> Reply {
        let form = OrganisationForm(context.request.form, context.w)
        if form.asksForRows { return newPage(form.typed, Problems(), context) }
        let (read, problems) = form.entry(place: try PlaceField.read("place", form.typed, context.w, gazetteer: gazetteer))
        guard let entry = read else { return newPage(form.typed, problems, context, status: 422) }
        let store = OrganisationStore(connection)
        if form.typed.text("another") != "1" {
            let alike = try store.visible(to: context.actor, language: context.language).alike(entry)
            if !alike.isEmpty { return newPage(form.typed, problems, context, status: 422, above: OrganisationFormView.alike(alike, context.w)) }
        }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        let id = try store.add(entry, office: context.office(), by: context.actor, at: context.now, request: context.request.id)
        return .redirect(DirectoryPaths.organisation(id)).saying(context.w("\(entry.name) is in the directory."))
    }

    private func newPage(_ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200, above: HTML = .empty) -> Reply {
        let w = context.w
        let view = OrganisationFormView.form(
            FormView(typed, problems, w), title: w("Enter an organisation"),
            over: w("A city, a region, a university, a club: whoever your office works with."),
            act: w("Enter it"), path: DirectoryPaths.organisations, cancel: DirectoryPaths.organisations, above: above, context)
        return context.page(w("Enter an organisation"), status: status, path: DirectoryPaths.organisations, view)
    }

    private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try Self.editable(context, connection)
        return editPage(
            organisation, OrganisationForm.typed(organisation.entry, place: organisation.place, revision: organisation.revision, context.w),
            Problems(), context)
    }

    private func change(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let organisation = try Self.editable(context, connection)
        let form = OrganisationForm(context.request.form, w)
        if form.asksForRows { return editPage(organisation, form.typed, Problems(), context) }
        let (read, problems) = form.entry(place: try PlaceField.read("place", form.typed, w, gazetteer: gazetteer))
        guard let entry = read else { return editPage(organisation, form.typed, problems, context, status: 422) }
        if form.revision != organisation.revision { return try conflict(organisation, form, entry, context, connection) }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        try OrganisationStore(connection).change(organisation, to: entry, by: context.actor, at: context.now, request: context.request.id)
        return .redirect(DirectoryPaths.organisation(organisation.id)).saying(w("Your changes are saved."))
    }

    /// Both versions, and the form with the reader's own words, which saves over the other one when it is sent again.
    private func conflict(
        _ organisation: Organisation, _ form: OrganisationForm, _ entry: OrganisationEntry, _ context: Context, _ connection: Connection
    ) throws -> Reply {
        let w = context.w
        let place = try entry.place.flatMap { try PlaceStore(connection).named([$0], language: context.language)[$0] }
        var mine = OrganisationHistory.fields(entry, place, w)
        if place == nil, entry.place != nil { mine = mine.map { $0.label == w("City") ? ($0.label, form.typed.text("place-text")) : $0 } }
        let fields = zip(OrganisationHistory.fields(organisation.entry, organisation.place, w), mine).map {
            (label: $0.label, now: $0.text, yours: $1.text)
        }
        let notice = ConflictView.notice(by: organisation.updatedBy, at: organisation.updatedAt, fields: fields, w)
        return editPage(organisation, form.typed.setting("revision", String(organisation.revision)), Problems(), context, status: 409, above: notice)
    }

    private func editPage(
        _ organisation: Organisation, _ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200, above: HTML = .empty
    ) -> Reply {
        let w = context.w
        let path = DirectoryPaths.organisation(organisation.id)
        let view = OrganisationFormView.form(
            FormView(typed, problems, w), title: w("Change \(organisation.entry.name)"), over: organisation.entry.kind.word(w), act: w("Save"),
            path: path, cancel: path, above: above, context)
        return context.page(w("Change \(organisation.entry.name)"), status: status, path: DirectoryPaths.organisations, view)
    }

    // MARK: Acts

    private func archive(_ isArchived: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try Self.setArchived(isArchived, context, connection)
        let word = isArchived ? context.w("Archived. You can restore it on this page at any time.") : context.w("Restored. It is in the lists again.")
        return .redirect(DirectoryPaths.organisation(organisation.id)).saying(word)
    }

    @discardableResult
    static func setArchived(_ isArchived: Bool, _ context: Context, _ connection: Connection) throws -> Organisation {
        let organisation = try own(context, connection)
        guard organisation.mergedInto == nil else {
            throw AppError.conflict(context.w("This entry was taken together with another one. Undo that on the page of the other one first."))
        }
        try OrganisationStore(connection).setArchived(isArchived, organisation, by: context.actor, at: context.now, request: context.request.id)
        return organisation
    }

    private func publish(_ isPublic: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let organisation = try Self.editable(context, connection)
        var entry = organisation.entry
        entry.isPublic = isPublic
        try OrganisationStore(connection).change(
            organisation, to: entry, act: isPublic ? "published" : "withdrawn", by: context.actor, at: context.now, request: context.request.id)
        let word = isPublic ? context.w("Published. Everybody can see it now.") : context.w("Withdrawn. Only your office sees it now.")
        return .redirect(DirectoryPaths.organisation(organisation.id)).saying(word)
    }
}
