import Directory
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The pages and acts of people. A handler loads, asks, acts and says where to go on; everything else has its own file.
struct PersonPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        let people = PeoplePaths.people
        return [
            .get(people, may: PeopleFeature.read) { try list(PersonList.current, $0, $1) },
            .get(PeoplePaths.archive, may: PeopleFeature.edit) { try list(PersonList.archive, $0, $1) },
            PersonList.current.exportRoute(may: PeopleFeature.read),
            PersonList.archive.exportRoute(may: PeopleFeature.edit),
            .get(PeoplePaths.organisations, may: PeopleFeature.edit, OrganisationField.answer),
            .get("\(people)/new", may: PeopleFeature.edit, new),
            .post(people, may: PeopleFeature.edit, enter),
            .get("\(people)/{id}", may: PeopleFeature.read, show),
            .get("\(people)/{id}/edit", may: PeopleFeature.edit, edit),
            .post("\(people)/{id}", may: PeopleFeature.edit, change),
            .post("\(people)/{id}/confirmation", may: PeopleFeature.edit, confirm),
            .post("\(people)/{id}/archive", may: PeopleFeature.edit) { try archive(true, $0, $1) },
            .post("\(people)/{id}/restoration", may: PeopleFeature.edit) { try archive(false, $0, $1) },
        ]
    }

    // MARK: Reading

    private func list(_ listing: Listing<PersonSummary>, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let canEdit = context.may(PeopleFeature.edit)
        let isArchive = listing.path == PeoplePaths.archive
        let enter = canEdit && !isArchive ? Part.button(w("Enter a person"), to: PeoplePaths.new(), isAct: true, icon: Icon.plus) : .empty
        let cards = Part.button(w("As cards"), to: PeoplePaths.cards + context.request.query.queryString)
        let bring = canEdit ? Part.button(w("Import"), to: PeoplePaths.imports) : .empty
        let twice = canEdit ? Part.button(w("Duplicates"), to: PeoplePaths.duplicates) : .empty
        let acts: HTML = isArchive ? .empty : "\(twice)\(cards)\(bring)\(enter)"
        let tabs =
            canEdit
            ? Part.tabs(w("Which entries"), [(w("In use"), PeoplePaths.people, nil), (w("Archived"), PeoplePaths.archive, nil)], at: listing.path)
            : .empty
        let empty =
            isArchive
            ? Part.empty(w("Nothing is archived"), w("What you archive stands here and can be restored."))
            : Part.empty(
                w("Nobody is entered yet"), w("Whom you write to, whom to greet first, whom to call and when: enter the people you deal with."),
                actions: "\(enter)\(bring)")
        let body = try context.drawn {
            let query = listing.query(context.request.query)
            let page = try listing.page(query, context.scope, connection)
            return """
                \(Part.head(w("People"), over: w("Whom the office knows. Seen by your office alone."), actions: acts))
                \(tabs)
                \(try listing.view(page, query, context, connection, empty: empty))
                """
        }
        return context.page(w("People"), path: PeoplePaths.people, body)
    }

    static func visible(_ context: Context, _ connection: Connection) -> VisiblePeople {
        PersonStore(connection).visible(to: context.actor, language: context.language)
    }

    static func find(_ context: Context, _ connection: Connection) throws -> Person { try visible(context, connection).find(context.id("id")) }

    /// One that is not archived and not taken over by another entry.
    static func editable(_ context: Context, _ connection: Connection) throws -> Person {
        let person = try find(context, connection)
        guard person.mergedInto == nil else { throw AppError.invalid(context.w("This entry was merged into another one. Change that one.")) }
        guard !person.isArchived else { throw AppError.invalid(context.w("This entry is archived. Restore it before you change it.")) }
        return person
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let visible = Self.visible(context, connection)
        let id: PersonID = try context.id("id")
        guard let person = try visible.people([id])[id] else {
            guard let stone = try visible.tombstone(id) else { throw AppError.notFound }
            return context.page(context.w("Erased"), path: PeoplePaths.people, PersonViews.tombstone(stone, context.w))
        }
        return try Self.page(person, context, connection)
    }

    /// A person's page; with what was typed about a contact where that needs another look.
    static func page(_ person: Person, _ context: Context, _ connection: Connection, talk: FormView? = nil, status: Int = 200) throws -> Reply {
        let canEdit = context.may(PeopleFeature.edit) && person.mergedInto == nil
        let canAdd = canEdit && !person.isArchived
        let empty = FormView(TalkForm.empty(context.actor, today: context.now.today), Problems(), context.w)
        let page = PersonPage(
            person: person, today: context.now.today, now: context.now,
            home: try PlaceStore(connection).home(of: person.office, language: context.language),
            waiting: canEdit ? try PersonQuestions(connection).waiting(person.id) : .init(),
            refusedAt: canEdit ? try refusal(person, context, connection) : nil,
            talks: try TalkStore(connection: connection).talks(with: person.id), talk: canAdd ? talk ?? empty : nil,
            merges: context.may(PeopleFeature.edit) ? try Merging(connection: connection).standing(person.id) : [],
            history: canEdit ? try PersonHistory.lines(person, context.w, connection) : [], canEdit: canEdit,
            panels: try context.panels(.person, person.id.text, connection),
            marks: try context.marks(PersonStore.subject, person.id.text, connection))
        return context.page(person.entry.name.full, status: status, path: PeoplePaths.people, PersonViews.page(page, context))
    }

    /// When one of the person's addresses said that it wants no letters; nil while nobody has to be asked.
    private static func refusal(_ person: Person, _ context: Context, _ connection: Connection) throws -> Instant? {
        guard let today = context.now.day, Freshness(confirmed: person.confirmedOn, today: today) != .fresh else { return nil }
        return try DirectoryFeature.letterRefusal(of: PersonKeys.emails(person.entry).sorted(), connection)
    }

    // MARK: Entering and changing

    private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        var typed = Parameters([("order", PersonName.Order.givenFirst.rawValue), ("basis", LegalBasis.publicTask.rawValue)])
        // Two years are long enough to forget an entry, and short enough to remember the person.
        if let day = context.now.day?.adding(months: 24) { typed.append("review", day.description) }
        if let id = OrganisationID(context.request.query.text("organisation")) {
            let organisation = try OrganisationStore(connection).visible(to: context.actor, language: context.language).find(id)
            for column in PersonForm.roles.columns {
                let value = column == "organisation" ? organisation.entry.name : column == "chosen" ? id.text : ""
                typed.append(PersonForm.roles.field(column), value)
            }
        }
        return newPage(typed, Problems(), context)
    }

    private func enter(_ context: Context, _ connection: Connection) throws -> Reply {
        let typed = context.request.form
        if PersonForm.asksForRows(typed) { return newPage(typed, Problems(), context) }
        let (read, problems) = try self.read(typed, context, connection)
        guard let entry = read else { return newPage(typed, problems, context, status: 422) }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        if typed.text("another") != "1" {
            let alike = try Self.visible(context, connection).alike(entry, today: context.now.today)
            if !alike.isEmpty { return newPage(typed, problems, context, status: 422, above: PersonFormViews.alike(alike, context.w)) }
        }
        let id = try PersonStore(connection).add(entry, office: context.office(), by: context.actor, at: context.now, request: context.request.id)
        return .redirect(PeoplePaths.person(id)).saying(context.w("\(entry.name.full) is entered."))
    }

    func read(_ typed: Parameters, _ context: Context, _ connection: Connection) throws -> (entry: PersonEntry?, problems: Problems) {
        let field = try OrganisationField(typed, context, connection)
        return try PersonForm(typed: typed, w: context.w, organisation: field.find).entry(
            place: try PlaceField.read("place", typed, context.w, gazetteer: gazetteer))
    }

    private func newPage(_ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200, above: HTML = .empty) -> Reply {
        let w = context.w
        let view = PersonFormViews.form(
            FormView(typed, problems, w), title: w("Enter a person"), act: w("Enter the person"), path: PeoplePaths.people,
            cancel: PeoplePaths.people, above: above, context)
        return context.page(w("Enter a person"), status: status, path: PeoplePaths.people, view)
    }

    private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try Self.editable(context, connection)
        return editPage(person, PersonForm.typed(person, context.w), Problems(), context)
    }

    private func change(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let person = try Self.editable(context, connection)
        let typed = context.request.form
        if PersonForm.asksForRows(typed) { return editPage(person, typed, Problems(), context) }
        let (read, problems) = try self.read(typed, context, connection)
        guard let entry = read else { return editPage(person, typed, problems, context, status: 422) }
        if PersonForm.revision(typed) != person.revision { return try conflict(person, entry, typed, context, connection) }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        try PersonStore(connection).change(person, to: entry, by: context.actor, at: context.now, request: context.request.id)
        try PersonQuestions(connection).seenTo(person.id)
        return .redirect(PeoplePaths.person(person.id)).saying(w("Your changes are saved."))
    }

    /// Both versions, and the form with the reader's own words, which saves over the other one when it is sent again.
    private func conflict(_ person: Person, _ entry: PersonEntry, _ typed: Parameters, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let names = try PersonFields.Names.of([person.entry, entry], context.actor, w, connection)
        let fields = PersonFields.allCases.map { (label: $0.label(w), now: $0.text(person.entry, names, w), yours: $0.text(entry, names, w)) }
        let notice = ConflictView.notice(by: person.updatedBy, at: person.updatedAt, fields: fields, w)
        return editPage(person, typed.setting("revision", String(person.revision)), Problems(), context, status: 409, above: notice)
    }

    private func editPage(
        _ person: Person, _ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200, above: HTML = .empty
    ) -> Reply {
        let w = context.w
        let path = PeoplePaths.person(person.id)
        let view = PersonFormViews.form(
            FormView(typed, problems, w), title: w("Change \(person.entry.name.full)"), act: w("Save"), path: path, cancel: path, above: above,
            context)
        return context.page(w("Change \(person.entry.name.full)"), status: status, path: PeoplePaths.people, view)
    }

    private func confirm(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try Self.editable(context, connection)
        try PersonStore(connection).confirm(person, by: context.actor, at: context.now, request: context.request.id)
        return .redirect(PeoplePaths.person(person.id)).saying(context.w("Confirmed as of today."))
    }

    private func archive(_ isArchived: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let person = try Self.setArchived(isArchived, context, connection)
        let word = isArchived ? context.w("Archived. You can restore it on this page at any time.") : context.w("Restored. It is in the lists again.")
        return .redirect(PeoplePaths.person(person.id)).saying(word)
    }

    @discardableResult
    static func setArchived(_ isArchived: Bool, _ context: Context, _ connection: Connection) throws -> Person {
        let person = try find(context, connection)
        try PersonStore(connection).setArchived(isArchived, person, by: context.actor, at: context.now, request: context.request.id)
        return person
    }
}

extension PersonForm {
    static func typed(_ person: Person, _ w: Words) -> Parameters {
        typed(person.entry, organisations: person.organisations.mapValues(\.name), place: person.place, revision: person.revision, w)
    }
}

extension PersonFields.Names {
    /// What the organisations and places of some entries are called for a reader.
    static func of(_ entries: [PersonEntry], _ actor: Actor, _ w: Words, _ connection: Connection) throws -> Self {
        let organisations = try OrganisationStore(connection).visible(to: actor, language: w.language).summaries(
            entries.flatMap { $0.roles.map(\.organisation) })
        let places = try PlaceStore(connection).named(entries.compactMap(\.place), language: w.language)
        return Self(organisations: organisations.mapValues(\.name), places: places.mapValues { $0.title(in: w.language) })
    }
}
