import Kernel
import Storage
import Web

/// What the office does with what a person answered, besides changing, confirming or erasing the entry.
enum AnswerPages {
    static let routes: [Route] = [
        .post("\(PeoplePaths.people)/{id}/remark", may: PeopleFeature.edit, seenTo),
        .post("\(PeoplePaths.people)/{id}/removal", may: PeopleFeature.edit, settleRemoval),
    ]

    @Sendable private static func seenTo(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.find(context, connection)
        try PersonQuestions(connection).seenTo(person.id)
        return .redirect(PeoplePaths.person(person.id)).saying(context.w("Noted."))
    }

    @Sendable private static func settleRemoval(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try PersonPages.find(context, connection)
        try PersonQuestions(connection).settleRemoval(person, by: context.actor, at: context.now, request: context.request.id)
        return .redirect(PeoplePaths.person(person.id)).saying(context.w("Noted. The entry stays, and the history says who decided it."))
    }
}
