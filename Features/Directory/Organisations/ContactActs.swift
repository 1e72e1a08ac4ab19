import Kernel
import Storage
import Web

/// Contact blocks written by programs: the form's rules and the store's acts, as on the page.
enum ContactActs {
    private static let path = "/api/v1/organisations/{id}/contact"

    static let routes: [Route] = [
        .apiAct(
            .patch, path, may: DirectoryFeature.edit,
            OrganisationAnswer.operation.acting("Change what is sent of the contact block of an organisation; begin one where there is none", fields),
            shows: OrganisationAnswer.show, change),
        .apiAct(
            .post, "\(path)/confirmation", may: DirectoryFeature.edit,
            OrganisationAnswer.operation.acting("Say that all of the contact block still holds today"), shows: OrganisationAnswer.show, confirm),
    ]

    private static let titled: [Intake.Field] = [.init("title", .text(most: 200), isRequired: true), .init("text", .text(most: 1000))]

    private static let fields: [Intake.Field] = [
        .init("unit", .text(most: 200), "Unit or role letters go to; needed to begin a block"), .init("person", .text(most: 200)),
        .init("postal_address", .text(most: 500), as: "postal"), .init("email", .text(most: 254)), .init("telephone", .text(most: 60)),
        .init("answers_within", .text(most: 100), as: "answers"),
        .init("preferred_channel", .choice(Channel.Kind.allCases.map(\.rawValue)), as: "preferred"),
        .init("languages", .list(.text(most: 20)), as: ContactForm.languages.field("language"), "Working languages, the preferred first"),
        .init("sectors", .list(.text(most: 100)), "Fields of expertise: of the list by their names, or any other in words"),
        .init("decisions", .rows([.init("matter", .text(most: 200), isRequired: true), .init("who", .text(most: 500), isRequired: true)])),
        .init(
            "procedure",
            .rows([.init("title", .text(most: 200), isRequired: true), .init("duration", .text(most: 100)), .init("text", .text(most: 2000))]),
            as: ContactForm.steps.name),
        .init(
            "channels", .rows([.init("kind", .choice(Channel.Kind.allCases.map(\.rawValue)), isRequired: true), .init("detail", .text(most: 300))])),
        .init("seeks", .rows(titled)), .init("offers", .rows(titled)),
        .init("revision", .whole(1...Int(Int32.max)), "The revision of the block that was read; none to begin one"),
    ]

    @Sendable private static func change(_ context: Context, _ connection: Connection) throws -> Done {
        let organisation = try OrganisationPages.editable(context, connection)
        let kept = try ContactStore(connection).block(of: organisation.id)
        if let kept {
            try context.mustBe(onRevision: kept.revision)
        } else if !context.request.form.text("revision").isEmpty {
            throw NotTaken.outdated(0, context.w)
        }
        let (block, problems) = ContactForm(typed(over: kept, context), context.w).block()
        guard let block else { throw NotTaken(problems, context.w) }
        try ContactStore(connection).save(block, over: kept, of: organisation, by: context.actor, at: context.now, request: context.request.id)
        try ContactPointKind.seenTo(organisation, connection)
        return .changed
    }

    /// What was sent over what stands. Fields of expertise that are not of the list stand in a field of their own in the form.
    private static func typed(over kept: KeptContact?, _ context: Context) -> Parameters {
        let merged = context.request.changing(ContactForm.typed(kept))
        guard context.request.hasSent("sectors") else { return merged }
        let own = context.request.form.all("sectors").filter { Sector.Listed(rawValue: $0) == nil }
        return merged.setting("own-sectors", own.joined(separator: "\n"))
    }

    @Sendable private static func confirm(_ context: Context, _ connection: Connection) throws -> Done {
        try ContactPages.confirmToday(OrganisationPages.editable(context, connection), context, connection)
        return .changed
    }
}
