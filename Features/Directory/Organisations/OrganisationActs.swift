import Gazetteer
import Kernel
import Storage
import Web

/// Organisations written by programs: the form's rules and the stores' acts, as on the pages.
struct OrganisationActs: Sendable {
    let gazetteer: Gazetteer

    private static let path = "/api/v1/organisations"

    var routes: [Route] {
        let (one, may, shown) = ("\(Self.path)/{id}", DirectoryFeature.edit, OrganisationAnswer.operation)
        return [
            .apiAct(
                .post, Self.path, may: may, shown.acting("Enter an organisation", Self.fields(isNew: true)), shows: OrganisationAnswer.show,
                enter),
            .apiAct(
                .patch, one, may: may, shown.acting("Change what is sent of an organisation", Self.fields(isNew: false)),
                shows: OrganisationAnswer.show, change),
            .apiAct(.post, "\(one)/archive", may: may, shown.acting("Archive an organisation"), shows: OrganisationAnswer.show) {
                try OrganisationPages.setArchived(true, $0, $1)
                return .changed
            },
            .apiAct(.post, "\(one)/restoration", may: may, shown.acting("Restore an archived organisation"), shows: OrganisationAnswer.show) {
                try OrganisationPages.setArchived(false, $0, $1)
                return .changed
            },
        ]
    }

    private static func fields(isNew: Bool) -> [Intake.Field] {
        [
            .init("kind", .choice(OrganisationKind.allCases.map(\.rawValue)), isRequired: isNew),
            .init("name", .text(most: OrganisationEntry.longestName), isRequired: isNew),
            .init("names", .rows([.init("language", .text(most: 20), isRequired: true), .init("name", .text(most: 200), isRequired: true)])),
            .init("place_id", .whole(1...999_999_999), as: "place", "GeoNames number"),
            .init("website", .text(most: 1000)),
            .init(
                "identifiers",
                .rows([
                    .init("scheme", .choice(OrganisationIdentifier.Scheme.allCases.map(\.rawValue)), isRequired: true),
                    .init("value", .text(most: 60), isRequired: true),
                ])),
            .init("figures", .rows(figure)), .init("note", .text(most: 10_000), "Private to the office"),
            .init("published", .flag, as: "public"), isNew ? Intake.another : Intake.revision,
        ]
    }

    private static let figure: [Intake.Field] = [
        .init("year", .whole(1800...2200), isRequired: true), .init("population", .whole(0...2_000_000_000)),
        .init("partner_cities", .whole(0...100_000), as: "partners"), .init("staff", .decimal(digits: 2)),
        .init(
            "budget_minor", .whole(0...100_000_000_000_000), as: "budget", "In cents, or whatever is the smallest unit", beside: "budget_currency",
            written: amount),
        .init("budget_currency", .text(most: 3), as: "currency", "ISO 4217"), .init("note", .text(most: 500)),
    ]

    /// Smallest units as the form reads an amount of the currency beside it.
    @Sendable private static func amount(_ value: JSONValue, _ beside: [String: JSONValue]) -> String? {
        guard case .integer(let minor) = value, case .string(let currency)? = beside["budget_currency"] else { return nil }
        return TypedNumber.text(minor: Int64(minor), digits: Money.fractionDigits(of: currency.uppercased()))
    }

    @Sendable private func enter(_ context: Context, _ connection: Connection) throws -> Done {
        let entry = try read(context.request.form, context)
        let store = OrganisationStore(connection)
        if context.request.form.text("another") != "1" {
            let alike = try store.visible(to: context.actor, language: context.language).alike(entry)
            guard alike.isEmpty else { throw NotTaken.alike(alike.map { ($0.id.text, $0.name) }, context.w) }
        }
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        let id = try store.add(entry, office: context.office(), by: context.actor, at: context.now, request: context.request.id)
        return .entered(id: id.text, at: "\(Self.path)/\(id)")
    }

    @Sendable private func change(_ context: Context, _ connection: Connection) throws -> Done {
        let organisation = try OrganisationPages.editable(context, connection)
        try context.mustBe(onRevision: organisation.revision)
        let present = OrganisationForm.typed(organisation.entry, place: organisation.place, revision: organisation.revision, context.w)
        let entry = try read(context.request.changing(context.request.hasSent("place") ? present.setting("place-text", nil) : present), context)
        if let place = entry.place { try PlaceStore(connection).keep([place], gazetteer: gazetteer) }
        try OrganisationStore(connection).change(organisation, to: entry, by: context.actor, at: context.now, request: context.request.id)
        return .changed
    }

    private func read(_ typed: Parameters, _ context: Context) throws -> OrganisationEntry {
        let form = OrganisationForm(typed, context.w)
        let (entry, problems) = form.entry(place: try PlaceField.read("place", typed, context.w, gazetteer: gazetteer))
        guard let entry else { throw NotTaken(problems, context.w) }
        return entry
    }
}
