import Kernel
import Markup
import Storage
import Web

/// A partnership that sleeps: nobody wrote, met or changed anything for two years.
struct SleepingRow: Sendable {
    let partnership: RegisterRow
    /// The last contact noted with somebody at a partner's.
    let lastTalk: PartialDate?
    /// People known there.
    let people: Int

    /// What to do next, from what is known.
    enum Step: Sendable, Equatable { case decide, find, revive, write }

    var step: Step { Self.step(partnership.status, people: people) }

    static func step(_ status: PartnershipStatus, people: Int) -> Step {
        switch status {
        case .contact, .exploring: .decide
        case _ where people == 0: .find
        case .dormant: .revive
        default: .write
        }
    }
}

/// Partnerships of a register that sleep: neither ended nor suspended, and for 24 months neither an entry in the record, nor a change in the
/// register, nor a contact with anybody at a partner's. Which they are was reckoned (`HealthStore`).
enum SleepingList {
    static let list = listing { PartnershipPaths.partnership($0) }
    /// The same as a question of the API.
    static let api = listing { "/api/v1/partnerships/\($0)" }

    private static func listing(_ href: @escaping @Sendable (PartnershipID) -> String) -> Listing<SleepingRow> {
        Listing(
            name: "sleeping-partnerships", path: PartnershipPaths.sleeping, columns: columns, filters: [Register.country],
            sorts: [
                SortKey("changed", "p.updated_at", isNumber: true), SortKey("partner", "p.partner_key"),
                SortKey("country", "COALESCE(p.country, '')"),
                SortKey("since", "COALESCE(p.since, '')"),
            ], href: { href($0.partnership.id) }, find: Register.found, source: source)
    }

    @Sendable private static func source(_ scope: ListScope) throws -> ListSource<SleepingRow> {
        let there: SQL = """
            partnership_party y JOIN person_role a ON a.organisation_id = y.organisation_id JOIN person q ON q.id = a.person_id
            """
        return ListSource(
            select: """
                \(RegisterRow.columns(scope.actor, scope.w.language)),
                (SELECT MAX(t.day) FROM \(there) JOIN person_talk t ON t.person_id = q.id
                 WHERE y.partnership_id = p.id AND y.position > 0 AND q.office_id = p.office_id) AS last_talk,
                (SELECT COUNT(DISTINCT q.id) FROM \(there)
                 WHERE y.partnership_id = p.id AND y.position > 0 AND q.office_id = p.office_id AND q.archived_at IS NULL AND q.merged_into IS NULL) AS people
                """, from: "partnership p",
            conditions: [VisiblePartnerships.condition(for: scope.actor), "p.health = 'asleep'"], id: "p.id"
        ) { row in SleepingRow(partnership: try RegisterRow(row: row), lastTalk: try row["last_talk"], people: try row["people"]) }
    }

    private static let columns: [Column<SleepingRow>] = [
        Column(
            "partner", "Partner", value: { row, _ in .text(row.partnership.partner.name) },
            view: { row, w in RegisterViews.partner(row.partnership, w) }),
        Column("country", "Country", value: { row, w in row.partnership.partner.country.map { .text(w.country($0)) } ?? .none }),
        Column(
            "since", "Since", onTelephone: "c-no", value: { row, _ in row.partnership.since.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: row.partnership.since.map { w.date($0) } ?? "") }),
        Column(
            "status", "Status", onTelephone: "c-top", value: { row, w in .text(w.status(row.partnership.status)) },
            view: { row, w in row.partnership.status.mark(w) }),
        Column(
            "changed", "Last change", value: { row, _ in row.partnership.updatedAt.day.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: w.date(row.partnership.updatedAt)) }),
        Column(
            "last_contact", "Last contact", value: { row, _ in row.lastTalk.map { .date($0) } ?? .none },
            view: { row, w in HTML(text: row.lastTalk.map { w.date($0) } ?? w("none noted")) }),
        Column("next", "Next step", onTelephone: "c-row", value: { row, w in .text(word(row.step, w)) }),
    ]

    static func word(_ step: SleepingRow.Step, _ w: Words) -> String {
        switch step {
        case .decide: w("Decide whether it is still wanted")
        case .find: w("Find somebody to write to: nobody there is recorded")
        case .revive: w("Ask the partner: revive it, or agree on its end")
        case .write: w("Write to the contact person and propose a small step")
        }
    }
}

struct SleepingPages: Sendable {
    var routes: [Route] {
        [
            .get(PartnershipPaths.sleeping, may: May.read, page), SleepingList.list.exportRoute(may: May.read),
            SleepingList.api.apiRoute(
                "/api/v1/partnerships/sleeping", may: May.read, "Partnerships of the office that sleep, with the last contact and a next step"),
        ]
    }

    @Sendable private func page(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let body = try context.drawn {
            let query = SleepingList.list.query(context.request.query)
            let page = try SleepingList.list.page(query, context.scope, connection)
            let standing = try VisiblePartnerships.standing(context, connection)
            let empty = Part.empty(
                w("None sleeps"), w("Of every partnership that is neither suspended nor ended there was a sign of life within two years."))
            let why: HTML = """
                <p class="over after">\(w("For two years neither an entry, nor a change, nor a contact with anybody there. Many a partnership stands on the books only: wake it, or end it with thanks."))</p>
                """
            let list = try SleepingList.list.view(page, query, context, connection, empty: empty)
            return
                "\(RegisterViews.head(standing, context))\(RegisterViews.tabs(PartnershipPaths.sleeping, query, context))\(if: (page.total ?? 0) > 0, why)\(list)"
        }
        return context.page(w("Sleeping partnerships"), path: PartnershipPaths.register, body)
    }
}
