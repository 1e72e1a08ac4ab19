import Accounts
import Kernel
import Markup
import Storage
import Web

/// What is held of a person, handed out and taken away.
enum ErasurePages {
    static let routes: [Route] = [
        .post("\(PeoplePaths.people)/{id}/held", may: PeopleFeature.edit, held),
        .get("\(PeoplePaths.people)/{id}/erasure", may: PeopleFeature.edit, ask),
        .post("\(PeoplePaths.people)/{id}/erasure", may: PeopleFeature.edit, erase),
    ]

    /// A download that the journal knows of: who asked for a person's data is itself worth knowing.
    @Sendable private static func held(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.find(context, connection)
        let held = try Held.of(
            person, office: context.visitor?.officeName ?? "", holdings: context.house.features.flatMap(\.holdings), at: context.now, connection)
        try connection.journal.record(
            Fact("exported", PersonStore.subject, person.id.text, office: person.office), by: context.actor, at: context.now,
            request: context.request.id)
        let file = try held.zip(person, today: context.now.today)
        return Reply(body: .bytes(file, type: "application/zip")).download("held-\(context.now.today).zip")
    }

    @Sendable private static func ask(_ context: Context, _ connection: Connection) throws -> Reply {
        try askPage(PersonPages.find(context, connection), Problems(), context, connection)
    }

    private static func askPage(_ person: Person, _ problems: Problems, _ context: Context, _ connection: Connection, status: Int = 200) throws
        -> Reply
    {
        let w = context.w
        guard person.mergedInto == nil else {
            throw AppError.invalid(w("This entry was merged into another one. Erase that one: it takes this one with it."))
        }
        let extent = try PersonStore(connection).extent(person.id)
        let form = FormView(context.request.form, problems, w)
        let path = PeoplePaths.person(person.id)
        let gone = [
            w("the entry in \(extent.versions) versions, with every name, post, channel and note"), w("\(extent.talks) notes of contacts"),
            extent.merged > 0 ? w("\(extent.merged) entries that were merged into this one") : nil,
            w("the notes your colleagues wrote about the person, and the tags"),
            w("the letters that asked whether the entry still holds, and what was answered"),
            w("what a file waiting to be imported says of the person"),
        ].compactMap { $0 }
        let body: HTML = """
            \(Part.head(w("Erase \(person.entry.name.full)"), crumbs: [(w("People"), PeoplePaths.people), (person.entry.name.full, path)]))
            <form class="sheet" method="post" action="\(path)/erasure" novalidate>\(context.csrf)<input type="hidden" name="revision" value="\(String(person.revision))">
            \(form.wrongs([("sure", w("Confirmation"))]))
            \(Part.leaf(w("This goes, for ever"), .empty, "<ul class=\"plain\">\(gone, { "<li>\($0)</li>" })</ul>"))
            \(Part.leaf(w("This stays"), .empty, "<p>\(w("That there was an entry, that you erased it, and when. No name. Backups made before today still hold the entry until they are removed in their turn."))</p><p>\(w("An address that does not want letters from here stays among those that get none, without a name."))</p>"))
            \(Part.leaf(w("Are you sure?"), .empty, form.yes("sure", w("Yes, erase everything"), help: w("There is no way back. If the person wants to see what is held, export it first."))))
            \(form.dock(w("Erase"), cancel: path))</form>
            """
        return context.page(w("Erase \(person.entry.name.full)"), status: status, path: PeoplePaths.people, body)
    }

    @Sendable private static func erase(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.find(context, connection)
        guard context.request.form.text("sure") == "1" else {
            var problems = Problems()
            problems.add("sure", context.w("Tick this if you mean it."))
            return try askPage(person, problems, context, connection, status: 422)
        }
        guard person.mergedInto == nil else { throw AppError.notFound }
        try PersonStore(connection).erase(
            person, revision: Int(context.request.form.text("revision").prefix(10)) ?? 0, by: context.actor, at: context.now,
            request: context.request.id)
        return .redirect(PeoplePaths.person(person.id)).saying(context.w("Erased. Nothing of it is left but this page."))
    }
}
