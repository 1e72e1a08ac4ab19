import Kernel
import Markup
import Storage
import Web

/// The acts on the log of contacts.
enum TalkPages {
    static let routes: [Route] = [
        .post("\(PeoplePaths.people)/{id}/talks", may: PeopleFeature.edit, add),
        .post("\(PeoplePaths.people)/{id}/talks/{talk}/removal", may: PeopleFeature.edit, remove),
    ]

    @Sendable private static func add(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.editable(context, connection)
        let typed = context.request.form
        let (draft, problems) = TalkForm.read(typed, today: context.now.today, context.w)
        guard let draft else { return try PersonPages.page(person, context, connection, talk: FormView(typed, problems, context.w), status: 422) }
        try TalkStore(connection: connection).add(draft, to: person, by: context.actor, at: context.now, request: context.request.id)
        return .redirect("\(PeoplePaths.person(person.id))#talks").saying(context.w("The contact is noted."))
    }

    @Sendable private static func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.editable(context, connection)
        let id: ID<Talk.Tag> = try context.id("talk")
        try TalkStore(connection: connection).remove(id, of: person, by: context.actor, at: context.now, request: context.request.id)
        return .redirect("\(PeoplePaths.person(person.id))#talks").saying(context.w("The note is removed."))
    }
}
