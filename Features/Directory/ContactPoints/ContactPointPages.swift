import Kernel
import Markup
import Storage
import Web

/// The contact points of an office by how fresh they are: chart, list, and asking those whose word is old.
struct ContactPointPages: Sendable {
    static let path = "/office/contact-points"
    let letters: ContactLetters

    var routes: [Route] {
        [
            .get(Self.path, may: DirectoryFeature.edit, show), ContactPointList.list.exportRoute(may: DirectoryFeature.edit),
            .post("\(Self.path)/questions", may: DirectoryFeature.edit, ask), .post("\(Self.path)/asking", may: DirectoryFeature.edit, setAsking),
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, list, store) = (context.w, ContactPointList.list, ContactQuestionStore(connection))
        let office = try context.office()
        guard let today = PartialDate.day(of: context.now) else { throw AppError.notFound }
        let counts = try store.counts(in: office, today: today)
        let due = try store.due(office, at: context.now, limit: ContactLetters.most).count
        let asksByItself = try store.asksByItself(office)
        let refusals = try ContactRefusalStore(connection).count(in: office)
        let query = list.query(context.request.query)
        let page = try list.page(query, context.scope, connection)
        let empty = Part.empty(w("No contact point yet"), w("Write down on the page of an organisation whom to write to there."))
        let total = counts.values.reduce(0, +)
        return context.page(
            w("Contact points"),
            """
            \(Part.head(w("Contact points"), over: total == 0 ? w("Whom to write to in each city, and when they last said that it still holds.") : w("\(w.number(counts[.fresh] ?? 0)) of \(w.number(total)) were confirmed within the last year.")))
            \(if: total > 0, FreshnessChart.view(counts, w))
            \(if: total > 0, asking(due, asksByItself, refusals, context))
            <div class="block">\(try list.view(page, query, context, connection, empty: empty))</div>
            """)
    }

    private func asking(_ due: Int, _ isOn: Bool, _ refusals: Int, _ context: Context) -> HTML {
        let w = context.w
        let now: HTML =
            due == 0
            ? "<p>\(w("Nobody has to be asked today."))</p>"
            : "<p>\(w("\(due) contact points with an e-mail address have not said anything for a year."))</p><div class=\"actions after\">\(Part.asking(w("Ask them"), id: "ask", title: w("Write to \(due) contact points?"), text: w("Each gets a letter with the entry and one button. Who does not answer can be reminded once after a month; then not before another year."), yes: w("Write the letters"), path: Self.path + "/questions", context))</div>"
        let byItself = Part.doing(
            isOn ? w("Ask only when I say so") : w("Ask everybody once a year"), Self.path + "/asking", context, small: true,
            fields: [("on", isOn ? "0" : "1")])
        let rule =
            isOn
            ? w("Proxenia asks every contact point by itself, a year after its last word, and reminds it once.")
            : w("Proxenia asks nobody by itself.")
        let refused: HTML =
            refusals == 0
            ? .empty
            : "<p class=\"after\"><a href=\"\(Self.path)?answer=refused\">\(w("\(refusals) contact points do not want to be asked by letter."))</a> \(w("Ask them in another way, and confirm their entries yourselves."))</p>"
        return Part.block(w("Asking"), "\(now)\(refused)<p class=\"second after\">\(rule)</p><div class=\"actions after\">\(byItself)</div>")
    }

    @Sendable private func ask(_ context: Context, _ connection: Connection) throws -> Reply {
        let candidates = try ContactQuestionStore(connection).due(try context.office(), at: context.now, limit: ContactLetters.most)
        for candidate in candidates { try letters.ask(candidate, by: context.actor, at: context.now, on: connection) }
        return Reply.redirect(Self.path).saying(context.w("\(candidates.count) letters are on their way."))
    }

    @Sendable private func setAsking(_ context: Context, _ connection: Connection) throws -> Reply {
        let isOn = context.request.form.text("on") == "1"
        try ContactQuestionStore(connection).setAsksByItself(isOn, try context.office(), by: context.actor, at: context.now)
        return Reply.redirect(Self.path).saying(
            isOn ? context.w("From now on every contact point is asked once a year.") : context.w("Nobody is asked by itself any more."))
    }
}

/// The contact points of one's office.
enum ContactPointList {
    struct Entry: Sendable {
        let organisation: OrganisationID
        let name: String
        let unit: String
        let email: String?
        let confirmedOn: PartialDate?
        let confirmedBy: String?
        let askedAt: Instant?
        let hasRemark: Bool
        let isRefused: Bool
    }

    static let list = Listing<Entry>(
        name: "contact-points", path: ContactPointPages.path,
        columns: [
            Column("name", "Organisation") { entry, _ in .text(entry.name) },
            Column("unit", "Unit or role", onTelephone: "c-sub") { entry, _ in .text(entry.unit) },
            Column("email", "E-mail", .optional(.string), onTelephone: "c-row") { entry, _ in entry.email.map { .text($0) } ?? .none },
            Column(
                "confirmed_on", "Last confirmed", .optional(.string), onTelephone: "c-row",
                value: { entry, _ in entry.confirmedOn.map { .date($0) } ?? .none },
                view: { entry, w in HTML(text: entry.confirmedOn.map { w.date($0) } ?? w("never")) }),
            Column("confirmed_by", "By", .optional(.string), onTelephone: "c-no") { entry, _ in entry.confirmedBy.map { .text($0) } ?? .none },
            Column(
                "asked", "Asked", .optional(.string), onTelephone: "c-row",
                value: { entry, _ in entry.askedAt.map { .text($0.rfc3339) } ?? .none },
                view: { entry, w in
                    if entry.hasRemark { return Part.state("exploring", w("Has written back")) }
                    if entry.isRefused { return Part.state("dormant", w("Does not want to be asked")) }
                    return HTML(text: entry.askedAt.map { w.date($0) } ?? "")
                }),
        ],
        filters: [
            Filter(
                "age", "Freshness", options: { scope, _ in Freshness.allCases.map { (value: $0.rawValue, word: scope.w.freshness($0)) } },
                conditionNow: { values, scope in
                    guard let today = PartialDate.day(of: scope.now) else { return "1 = 0" }
                    let parts = values.compactMap { Freshness(rawValue: $0)?.condition(today: today) }
                    return parts.isEmpty ? "1 = 0" : parts.joined(separator: " OR ")
                }),
            Filter(
                "answer", "Answer",
                options: { scope, _ in [("remark", scope.w("Has written back")), ("refused", scope.w("Does not want to be asked"))] },
                condition: { values in
                    let parts: [SQL] = values.compactMap { $0 == "remark" ? "q.remark IS NOT NULL" : $0 == "refused" ? "x.address IS NOT NULL" : nil }
                    return parts.isEmpty ? "1 = 0" : parts.joined(separator: " OR ")
                }),
        ],
        sorts: [
            SortKey("confirmed_on", "COALESCE(c.confirmed_on, '')"), SortKey("name", "o.sort_key"), SortKey("unit", "c.unit"),
            SortKey("asked", "COALESCE(q.asked_at, 0)", isNumber: true),
        ], href: { DirectoryPaths.organisation($0.organisation) }, find: { OrganisationStore.holds($0) },
        source: { scope in
            guard let office = scope.actor.office else { throw AppError.notFound }
            return ListSource(
                select:
                    "o.id, o.name, c.unit, c.email, c.confirmed_on, c.confirmed_by, q.asked_at, CASE WHEN q.remark IS NULL THEN 0 ELSE 1 END AS has_remark, CASE WHEN x.address IS NULL THEN 0 ELSE 1 END AS is_refused",
                from: """
                    contact_block c JOIN organisation o ON o.id = c.organisation_id LEFT JOIN contact_question q ON q.organisation_id = o.id
                    LEFT JOIN contact_refusal x ON x.address = lower(c.email)
                    """,
                conditions: ["o.office_id = \(office)", "o.archived_at IS NULL"], id: "o.id",
                make: { row in
                    Entry(
                        organisation: try row["id"], name: try row["name"], unit: try row["unit"], email: try row["email"],
                        confirmedOn: try row["confirmed_on"], confirmedBy: try row["confirmed_by"], askedAt: try row["asked_at"],
                        hasRemark: try row["has_remark"], isRefused: try row["is_refused"])
                })
        })
}

/// How fresh the contact points are, as bars and as a table.
enum FreshnessChart {
    static func view(_ counts: [Freshness: Int], _ w: Words) -> HTML {
        let most = max(1, counts.values.max() ?? 1)
        let rows = Freshness.allCases.map { (age: $0, count: counts[$0] ?? 0) }
        return """
            <table class="table bars"><thead><tr><th scope="col">\(w("Last word"))</th><th scope="col" class="num">\(w("Contact points"))</th><td></td></tr></thead>
            <tbody>\(rows, { row($0.age, $0.count, most, w) })</tbody></table>
            """
    }

    private static func row(_ age: Freshness, _ count: Int, _ most: Int, _ w: Words) -> HTML {
        let width = count * 400 / most
        return """
            <tr><th scope="row"><a href="\(ContactPointPages.path)?age=\(age.rawValue)">\(w.freshness(age))</a></th><td class="num">\(w.number(count))</td>
            <td><svg class="bar bar--\(age.look)" viewBox="0 0 400 14" width="400" height="14" aria-hidden="true"><rect width="\(width)" height="14" fill="\(age == .fresh ? "#2f6f73" : age == .due ? "#a9782f" : age == .stale ? "#8c2f2b" : "#8a8f9a")"/></svg></td></tr>
            """
    }
}
