import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// One fact as the audit page shows it.
struct AuditEntry: Sendable {
    let fact: JournalEntry
}

/// Who did what when in one's office. It is read from the journal, which nobody can change.
enum AuditList {
    static let path = "/office/audit"
    static func path(_ id: String) -> String { "\(path)/\(id)" }

    /// - Parameter readings: how facts read in words, by kind of thing.
    static func list(_ readings: [String: FactReading]) -> Listing<AuditEntry> {
        Listing(
            name: "audit", path: path,
            columns: [
                Column("what", "What") { entry, w in .text(what(entry.fact, readings, w)) },
                Column("thing", "Thing", onTelephone: "c-sub") { entry, w in
                    .text(
                        [kind(entry.fact.subjectKind, readings, w), AuditDifference.name(of: entry.fact)].compactMap { $0 }.joined(separator: ": "))
                },
                Column("who", "Who", onTelephone: "c-sub") { entry, w in .text(who(entry.fact, w)) },
                Column(
                    "at", "When", .format("date-time"), onTelephone: "c-row", value: { entry, _ in .text(entry.fact.at.rfc3339) },
                    view: { entry, w in HTML(text: w.dateAndTime(entry.fact.at)) }),
                Column("subject_id", "Identity", isHidden: true) { entry, _ in .text(entry.fact.subjectID) },
                Column("before", "As it was", .optional(.string), isHidden: true) { entry, _ in entry.fact.before.map { .text($0) } ?? .none },
                Column("after", "As it is then", .optional(.string), isHidden: true) { entry, _ in entry.fact.after.map { .text($0) } ?? .none },
                Column("request", "Request", .optional(.string), isHidden: true) { entry, _ in entry.fact.request.map { .text($0) } ?? .none },
            ],
            filters: [
                Filter(
                    "kind", "Thing",
                    options: { scope, _ in
                        readings.values.map { (value: $0.kind, word: scope.w($0.title)) }.sorted { $0.word < $1.word }
                    }, condition: { "subject_kind IN \(list: $0)" }),
                Filter("person", "Who", options: people, condition: { "actor_id IN \(list: $0)" }),
                Filter("period", "Period", options: { scope, _ in periods(scope) }, condition: { condition(periods: $0) }),
            ],
            sorts: [SortKey("at", "id", isFalling: true)], href: { path($0.fact.id) }, find: { find($0) },
            source: { scope in
                guard let office = scope.actor.office else { throw AppError.notFound }
                return ListSource(
                    select: JournalEntry.columns, from: "journal", conditions: ["office_id = \(office)"], id: "id",
                    make: { AuditEntry(fact: try JournalEntry(row: $0)) })
            })
    }

    /// Whoever belongs to the office now; who has left is found by the search.
    @Sendable private static func people(_ scope: ListScope, _ connection: Connection) throws -> [(value: String, word: String)] {
        guard let office = scope.actor.office else { return [] }
        return try connection.rows(
            "SELECT u.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id WHERE m.office_id = \(office) ORDER BY u.sort_key, u.id LIMIT 200"
        ) { (value: try $0["id"] as String, word: try $0["name"] as String) }
    }

    /// The last twelve months, by their first day.
    private static func periods(_ scope: ListScope) -> [(value: String, word: String)] {
        let day = scope.now.rfc3339.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard day.count == 3 else { return [] }
        return (0..<12).compactMap { back in
            let months = day[0] * 12 + day[1] - 1 - back
            return PartialDate(year: months / 12, month: months % 12 + 1).map { ($0.description, scope.w.date($0)) }
        }
    }

    /// Facts carry their time in their identity, so a month is a range of the index.
    private static func condition(periods: [String]) -> SQL {
        let ranges: [SQL] = periods.compactMap { PartialDate($0) }.compactMap { first in
            guard let month = first.month, let start = moment(first.year, month),
                let end = month == 12 ? moment(first.year + 1, 1) : moment(first.year, month + 1)
            else { return nil }
            return "(id >= \(edge(start)) AND id < \(edge(end)))"
        }
        return ranges.isEmpty ? "1 = 0" : ranges.joined(separator: " OR ")
    }

    private static func moment(_ year: Int, _ month: Int) -> Instant? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: DateComponents(year: year, month: month, day: 1)).map { Instant($0) }
    }

    /// The smallest identity of a moment (UUID of version 7: 48 bits of milliseconds first).
    private static func edge(_ instant: Instant) -> String {
        let digits = String(max(0, instant.milliseconds), radix: 16)
        let whole = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        return "\(whole.prefix(8))-\(whole.dropFirst(8).prefix(4))"
    }

    /// A reference or an identity, in full, or somebody's name.
    private static func find(_ words: String) -> SQL {
        let plain = words.trimmingCharacters(in: .whitespaces)
        if plain.count >= 16, !plain.contains(" ") { return "subject_id = \(plain.lowercased()) OR request_id = \(plain) OR batch_id = \(plain)" }
        let folded = FoldedName(plain).text
        guard !folded.isEmpty else { return "1 = 0" }
        let pattern = "%" + folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
        return "actor_id IN (SELECT id FROM user_account WHERE search LIKE \(pattern) ESCAPE '\\')"
    }

    static func what(_ fact: JournalEntry, _ readings: [String: FactReading], _ w: Words) -> String {
        readings[fact.subjectKind]?.what(fact, w) ?? fact.act
    }

    static func kind(_ kind: String, _ readings: [String: FactReading], _ w: Words) -> String { readings[kind].map { w($0.title) } ?? kind }

    static func who(_ fact: JournalEntry, _ w: Words) -> String { fact.actorName.isEmpty ? w("Nobody signed in") : fact.actorName }
}
