import Kernel
import Markup
import Storage
import Web

/// The entries of one kind by how fresh they are, of one's own office.
enum AskedList {
    struct Entry: Sendable {
        let id: String
        let name: String
        let role: String?
        let email: String?
        let confirmedOn: PartialDate?
        let confirmedBy: String?
        let askedAt: Instant?
        let hasRemark: Bool
        let isRefused: Bool
        let wishesRemoval: Bool
    }

    static func list(of kind: AskedKind) -> Listing<Entry> {
        let e = kind.tables.entries
        return Listing<Entry>(
            name: kind.path == ContactPointKind.path ? "contact-points" : "contact-points-\(kind.subject)", path: kind.path, columns: columns(kind),
            filters: [age(e.confirmedOn), answer(kind)],
            sorts: [
                SortKey("confirmed_on", "COALESCE(\(e.confirmedOn), '')"), SortKey("name", e.order),
                SortKey(kind.words.role.column, "COALESCE(\(e.role), '')"),
                SortKey("asked", "COALESCE(q.asked_at, 0)", isNumber: true),
            ], href: { kind.href($0.id) }, find: e.find,
            source: { scope in
                guard let office = scope.actor.office else { throw AppError.notFound }
                return ListSource(
                    select: select(kind), from: "\(e.from) LEFT JOIN \(kind.tables.questions) q ON q.\(kind.tables.key) = \(e.id)",
                    conditions: ["\(e.office) = \(office)", e.isListed], id: e.id,
                    make: { row in
                        Entry(
                            id: try row["entry_id"], name: try row["name"], role: try row["role"], email: try row["email"],
                            confirmedOn: try row["confirmed_on"], confirmedBy: try row["confirmed_by"], askedAt: try row["asked_at"],
                            hasRemark: try row["has_remark"], isRefused: try row["is_refused"], wishesRemoval: try row["wishes_removal"])
                    })
            })
    }

    private static func select(_ kind: AskedKind) -> SQL {
        let (t, e) = (kind.tables, kind.tables.entries)
        func isIn(_ set: SQL?) -> SQL { set.map { "CASE WHEN \(e.id) IN (\($0)) THEN 1 ELSE 0 END" } ?? "0" }
        return """
            \(e.id) AS entry_id, \(e.name) AS name, \(e.role) AS role, \(e.email) AS email, \(e.confirmedOn) AS confirmed_on,
            \(e.confirmedBy) AS confirmed_by, q.asked_at, \(isIn(t.remarked)) AS has_remark, \(isIn(t.refused)) AS is_refused,
            \(isIn(t.removals)) AS wishes_removal
            """
    }

    private static func columns(_ kind: AskedKind) -> [Column<Entry>] {
        [
            Column("name", kind.words.name) { entry, _ in .text(entry.name) },
            Column(kind.words.role.column, kind.words.role.title, onTelephone: "c-sub") { entry, _ in entry.role.map { .text($0) } ?? .none },
            Column("email", "E-mail", .optional(.string), onTelephone: "c-row") { entry, _ in entry.email.map { .text($0) } ?? .none },
            Column(
                "confirmed_on", "Last confirmed", .optional(.string), onTelephone: "c-row",
                value: { entry, _ in entry.confirmedOn.map { .date($0) } ?? .none },
                view: { entry, w in HTML(text: entry.confirmedOn.map { w.date($0) } ?? w("never")) }),
            Column(
                "confirmed_by", "By", .optional(.string), onTelephone: "c-no",
                value: { entry, w in entry.confirmedBy.map { .text(kind.words.voice($0, w)) } ?? .none }),
            Column(
                "asked", "Asked", .optional(.string), onTelephone: "c-row",
                value: { entry, _ in entry.askedAt.map { .text($0.rfc3339) } ?? .none }, view: asked),
        ]
    }

    /// What matters most of what was answered; else when the question was asked.
    private static func asked(_ entry: Entry, _ w: Words) -> HTML {
        if entry.wishesRemoval { return Part.state("ending", w("Wishes to be removed")) }
        if entry.hasRemark { return Part.state("exploring", w("Has written back")) }
        if entry.isRefused { return Part.state("dormant", w("Does not want to be asked")) }
        return HTML(text: entry.askedAt.map { w.date($0) } ?? "")
    }

    private static func age(_ confirmedOn: SQL) -> Filter {
        Filter(
            "age", "Freshness", options: { scope, _ in Freshness.allCases.map { (value: $0.rawValue, word: scope.w.freshness($0)) } },
            conditionNow: { values, scope in
                guard let today = PartialDate.day(of: scope.now) else { return "1 = 0" }
                let parts = values.compactMap { Freshness(rawValue: $0)?.condition(on: confirmedOn, today: today) }
                return parts.isEmpty ? "1 = 0" : parts.joined(separator: " OR ")
            })
    }

    private static func answer(_ kind: AskedKind) -> Filter {
        let (t, id) = (kind.tables, kind.tables.entries.id)
        return Filter(
            "answer", "Answer",
            options: { scope, _ in
                [("remark", scope.w("Has written back")), ("refused", scope.w("Does not want to be asked"))]
                    + (t.removals == nil ? [] : [("removal", scope.w("Wishes to be removed"))])
            },
            condition: { values in
                let sets: [SQL] = values.compactMap { $0 == "remark" ? t.remarked : $0 == "refused" ? t.refused : $0 == "removal" ? t.removals : nil }
                return sets.isEmpty ? "1 = 0" : sets.map { "\(id) IN (\($0))" as SQL }.joined(separator: " OR ")
            })
    }
}
