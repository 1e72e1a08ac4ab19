import Directory
import Gazetteer
import Kernel
import Storage
import Web

/// People written by programs. The private notes are neither told nor taken: a change leaves them as they are.
struct PersonActs: Sendable {
    let gazetteer: Gazetteer

    private static let path = "/api/v1/people"

    var routes: [Route] {
        let (one, may, shown) = ("\(Self.path)/{id}", PeopleFeature.edit, PersonAnswer.operation)
        return [
            .apiAct(.post, Self.path, may: may, shown.acting("Enter a person", Self.fields(isNew: true)), shows: PersonAnswer.show, enter),
            .apiAct(
                .patch, one, may: may, shown.acting("Change what is sent of a person", Self.fields(isNew: false)), shows: PersonAnswer.show, change),
            .apiAct(.post, "\(one)/archive", may: may, shown.acting("Archive a person"), shows: PersonAnswer.show) {
                try PersonPages.setArchived(true, $0, $1)
                return .changed
            },
            .apiAct(.post, "\(one)/restoration", may: may, shown.acting("Restore an archived person"), shows: PersonAnswer.show) {
                try PersonPages.setArchived(false, $0, $1)
                return .changed
            },
        ]
    }

    private static func fields(isNew: Bool) -> [Intake.Field] {
        let longest = PersonName.longest
        return [
            .init("title", .text(most: 60)), .init("given_name", .text(most: longest), as: "given"),
            .init("family_name", .text(most: longest), as: "family"),
            .init("name_order", .choice(PersonName.Order.allCases.map(\.rawValue)), as: "order"),
            .init("native_name", .text(most: longest), as: "native"), .init("native_language", .text(most: 20)),
            .init("romanisation", .text(most: longest)), .init("pronunciation", .text(most: 300)),
            .init(
                "salutations", .rows([.init("language", .text(most: 20), isRequired: true), .init("text", .text(most: 200), isRequired: true)])),
            .init("languages", .list(.text(most: 20)), as: "languages-language"),
            .init(
                "channels",
                .rows([
                    .init("kind", .choice(PersonChannel.Kind.allCases.map(\.rawValue)), isRequired: true),
                    .init("value", .text(most: 500), isRequired: true), .init("note", .text(most: 200)),
                ])),
            .init("place_id", .whole(1...999_999_999), as: "place", "GeoNames number"),
            .init("time_zone", .text(most: 60), "IANA name, where it is not that of the place"), .init("posts", .rows(post), as: "roles"),
            .init("legal_basis", .choice(LegalBasis.allCases.map(\.rawValue)), as: "basis", isRequired: isNew),
            .init("review_until", .date, as: "review", isRequired: isNew, "A day: then somebody decides whether the entry is still needed"),
            .init("source", .text(most: 300)), isNew ? Intake.another : Intake.revision,
        ]
    }

    private static let post: [Intake.Field] = [
        .init("organisation_id", .uuid, as: "organisation", "chosen", isRequired: true),
        .init("kind", .choice(PersonRole.Kind.allCases.map(\.rawValue))), .init("post", .text(most: 200), isRequired: true),
        .init("from", .date), .init("until", .date),
    ]

    @Sendable private func enter(_ context: Context, _ connection: Connection) throws -> Done {
        let typed = context.request.form
        let entry = try read(typed, context, connection)
        if typed.text("another") != "1" {
            let alike = try PersonPages.visible(context, connection).alike(entry, today: context.now.today)
            guard alike.isEmpty else { throw NotTaken.alike(alike.map { ($0.id.text, $0.name.full) }, context.w) }
        }
        let id = try PersonStore(connection).add(entry, office: context.office(), by: context.actor, at: context.now, request: context.request.id)
        return .entered(id: id.text, at: "\(Self.path)/\(id)")
    }

    @Sendable private func change(_ context: Context, _ connection: Connection) throws -> Done {
        let person = try PersonPages.editable(context, connection)
        try context.mustBe(onRevision: person.revision)
        let present = PersonForm.typed(person, context.w)
        let typed = context.request.changing(context.request.hasSent("place") ? present.setting("place-text", nil) : present)
        let entry = try read(typed, context, connection)
        try PersonStore(connection).change(person, to: entry, by: context.actor, at: context.now, request: context.request.id)
        return .changed
    }

    private func read(_ typed: Parameters, _ context: Context, _ connection: Connection) throws -> PersonEntry {
        let (entry, problems) = try PersonPages(gazetteer: gazetteer).read(typed, context, connection)
        guard let entry else { throw NotTaken(problems, context.w) }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        return entry
    }
}
