import Directory
import Gazetteer
import Kernel
import Reconciliation
import Storage
import Web

/// Partnerships written by programs: the form's rules and the stores' acts, as on the pages. The private note is neither told nor taken.
struct PartnershipActs: Sendable {
    let pages: PartnershipPages

    private static let path = "/api/v1/partnerships"

    var routes: [Route] {
        let (one, shown) = ("\(Self.path)/{id}", PartnershipAPI.operation)
        return [
            .apiAct(
                .post, Self.path, may: May.edit, shown.acting("Enter a partnership", Self.fields(isNew: true)), shows: PartnershipAPI.show, enter),
            .apiAct(
                .patch, one, may: May.edit,
                shown.acting(
                    "Change what is sent of a partnership; what other parties have signed goes into the office's draft", Self.fields(isNew: false),
                    mayWait: true), shows: PartnershipAPI.show, change),
            .apiAct(.post, "\(one)/archive", may: May.edit, shown.acting("Archive a partnership"), shows: PartnershipAPI.show) {
                try archive(true, $0, $1)
            },
            .apiAct(.post, "\(one)/restoration", may: May.edit, shown.acting("Take an archived partnership back"), shows: PartnershipAPI.show) {
                try archive(false, $0, $1)
            },
            .apiAct(
                .post, "\(one)/status", may: May.edit,
                shown.acting(
                    "Set how a partnership stands",
                    [
                        .init("status", .choice(PartnershipStatus.allCases.map(\.rawValue)), isRequired: true),
                        .init("on", .date, "Today without it"),
                        .init("reason", .text(most: 1000), "Needed to suspend, to end, and to go ahead without what a stage asks for"),
                    ], mayWait: true), shows: PartnershipAPI.show, setStatus),
        ]
    }

    private static func fields(isNew: Bool) -> [Intake.Field] {
        let status = Intake.Field("status", .choice(PartnershipStatus.allCases.map(\.rawValue)), isRequired: true)
        return [
            .init("partners", .rows(partner), isRequired: isNew, "The other parties, each by an organisation, a place, or both a place and a name"),
            .init("kind", .choice(PartnershipKind.allCases.map(\.rawValue)), isRequired: isNew),
        ] + (isNew ? [status] : []) + [
            .init("since", .date), .init("theme", .text(most: 200)), .init("fields", .list(.choice(FieldOfWork.allCases.map(\.rawValue)))),
            .init("basis", .choice(PartnershipBasis.allCases.map(\.rawValue))), .init("basis_text", .text(most: 500)),
            .init("basis_link", .text(most: 1000)), .init("lead", .text(most: 120)),
            .init("involvement", .choice(InvolvementModel.allCases.map(\.rawValue))), .init("summary", .text(most: 2000)),
            .init("published", .flag, as: "public"), isNew ? Intake.another : Intake.revision,
        ]
    }

    private static let partner: [Intake.Field] = [
        .init("organisation", .uuid, "Of the directory"),
        .init("place", .whole(1...999_999_999), "GeoNames number; alone it means the local government"),
        .init("name", .text(most: OrganisationEntry.longestName), "Of an organisation that the directory need not have yet"),
    ]
    private static let partners = RepeatedRows(name: "partners", columns: partner.map(\.name))

    @Sendable private func enter(_ context: Context, _ connection: Connection) throws -> Done {
        let typed = context.request.form
        let draft = try read(typed, nil, context, connection)
        let store = try pages.store(context, connection)
        if typed.text("another") != "1", let double = try pages.double(of: draft, store) {
            let known = try VisiblePartnerships(context, connection).find(double)
            throw NotTaken.alike([(known.id.text, known.name)], context.w)
        }
        let id = try written(context) { try store.create(draft) }
        return .entered(id: id.text, at: "\(Self.path)/\(id)")
    }

    @Sendable private func change(_ context: Context, _ connection: Connection) throws -> Done {
        let present = try pages.standing(context, connection)
        try context.mustBe(onRevision: present.record.revision)
        let shown = form(context).typed(try pages.drafted(present, context, connection))
        let draft = try read(context.request.changing(shown), present, context, connection)
        let waits = try written(context) { try pages.store(context, connection).update(present.id, draft, revision: present.record.revision) }
        return waits ? .waiting : .changed
    }

    private func archive(_ isArchived: Bool, _ context: Context, _ connection: Connection) throws -> Done {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        try pages.store(context, connection).setArchived(partnership.id, isArchived)
        return .changed
    }

    @Sendable private func setStatus(_ context: Context, _ connection: Connection) throws -> Done {
        var problems = Problems()
        guard let (_, outcome) = try pages.setStatus(try pages.standing(context, connection), context, connection, &problems) else {
            throw NotTaken(problems, context.w)
        }
        return outcome == .drafted ? .waiting : .changed
    }

    private func form(_ context: Context) -> PartnershipForm {
        PartnershipForm(context, gazetteer: pages.gazetteer, reconciler: pages.reconciler)
    }

    private func read(_ sent: Parameters, _ present: Partnership?, _ context: Context, _ connection: Connection) throws -> PartnershipDraft {
        var (typed, problems) = (sent, Problems())
        let chosen = try choices(context, connection, &problems) ?? present?.partners.map { .organisation($0.organisation) } ?? []
        if chosen.isEmpty { problems.add("partners", context.w("Choose the partner city, or name the partner organisation.")) }
        let (draft, others) = try form(context).read(&typed, present: present, partners: chosen)
        for problem in others.fields { problems.add(problem.name, problem.text) }
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        return draft
    }

    /// The parties that were sent; nil where none were.
    private func choices(_ context: Context, _ connection: Connection, _ problems: inout Problems) throws -> [PartyChoice]? {
        guard context.request.hasSent(Self.partners.field("place")) else { return nil }
        let rows = Self.partners.rows(context.request.form)
        let ids = rows.compactMap { OrganisationID($0[0]) }
        let known = try OrganisationStore(connection).visible(to: context.actor, language: context.language).summaries(ids)
        var choices: [PartyChoice] = []
        for (place, row) in rows.enumerated() {
            let at = "partners[\(place)]"
            let number = Int(row[1])
            if let number, try pages.gazetteer.place(number) == nil {
                problems.add(at, context.w("There is no such place. Choose one from the list."))
            } else if !row[0].isEmpty {
                guard let id = OrganisationID(row[0]), known[id] != nil else {
                    problems.add(at, context.w("There is no such organisation in the directory."))
                    continue
                }
                choices.append(.organisation(id))
            } else if !row[2].isEmpty {
                choices.append(.named(row[2], at: number))
            } else if let number {
                choices.append(.place(number))
            }
        }
        return choices
    }

    /// What the store refuses, beside the field it is about.
    private func written<Result>(_ context: Context, _ act: () throws -> Result) throws -> Result {
        var problems = Problems()
        do { return try act() } catch PartnershipError.partiesAreShared {
            problems.add("partners", context.w("Who is party changes with the assent of all parties, on the page of the agreement."))
        } catch PartnershipError.noOtherParty {
            problems.add("partners", context.w("This is the first party itself. Choose the partner on the other side."))
        }
        throw NotTaken(problems, context.w)
    }
}
