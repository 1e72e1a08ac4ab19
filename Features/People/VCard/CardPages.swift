import Directory
import Kernel
import Markup
import Storage
import Web

/// People as cards for telephones and mail programs: the whole list with its filters, or one. Without private notes.
enum CardPages {
    static let routes: [Route] = [
        .getFlow(PeoplePaths.cards, may: PeopleFeature.read) { context in
            let query = PersonList.current.query(context.request.query)
            let (scope, database, today) = (context.scope, context.house.database, context.now.today)
            return Reply(
                body: .stream(type: type) { sink in
                    try await PersonList.current.forEachBatch(query, scope, database) { items in
                        try await sink(Array(try await text(items, scope, today, database).utf8))
                    }
                }
            ).download("people-\(today).vcf")
        },
        .get("\(PeoplePaths.people)/{id}/card", may: PeopleFeature.read) { context, connection in
            let person = try PersonPages.find(context, connection)
            let lines = VCardPerson.lines(
                person.id, person.entry, organisations: person.organisations.mapValues(\.name), today: context.now.today, revised: person.updatedAt)
            return Reply(body: .text(VCardWriter.card(lines), type: type)).download("\(person.entry.name.plain).vcf")
        },
    ]

    private static let type = "text/vcard; charset=utf-8"

    private static func text(_ items: [PersonSummary], _ scope: ListScope, _ today: String, _ database: Database) async throws -> String {
        let names = try await database.read { connection in
            try OrganisationStore(connection).visible(to: scope.actor, language: scope.w.language).summaries(
                items.flatMap { $0.entry.roles.map(\.organisation) }
            ).mapValues(\.name)
        }
        return items.map { item in
            VCardWriter.card(VCardPerson.lines(item.id, item.entry, organisations: names, today: today, revised: item.updatedAt))
        }.joined()
    }
}
