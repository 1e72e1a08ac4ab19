import Foundation
import Kernel
import Markup
import Storage

/// Which rows of a list were chosen: some by their identity, or all that match the list's search and filters.
struct BulkChoice: Codable, Sendable {
    /// The list's own address, without the path: `?kind=club&tag=…`.
    let address: String
    /// Nil for all that match.
    let ids: [String]?

    /// More cannot be ticked on a page.
    static let mostTicked = 500

    init(_ typed: Parameters) {
        address = Parameters(encoded: typed.text("of").prefix(4000).drop { $0 == "?" }).setting("after", nil).setting("before", nil).queryString
        ids = typed.text("all") == "1" ? nil : Array(Set(typed.all("row").prefix(Self.mostTicked).map { String($0.prefix(100)) })).sorted()
    }

    var isEmpty: Bool { ids?.isEmpty == true }
    var parameters: Parameters { Parameters(encoded: address.drop { $0 == "?" }) }

    /// The same as fields of a form.
    var fields: [(name: String, value: String)] {
        [("of", address)] + (ids.map { $0.map { ("row", $0) } } ?? [("all", "1")])
    }
}

/// An action on chosen rows: what it would do, and row by row what it does. The questions are asked of all rows at once, however many there are.
struct BulkPlan: Sendable {
    let list: BulkList
    let action: BulkAction
    let choice: BulkChoice
    /// When the rows were looked at; what was changed after that is left alone.
    let seen: Instant
    let ask: BulkAsk
    let scope: ListScope

    /// A row and why it is left out; nil where it is to be changed.
    struct Line: Sendable {
        let id: String
        let reason: BulkReason?
        let name: String?

        /// Where one reason holds for all it is said once.
        var withoutReason: Line { Line(id: id, reason: nil, name: name) }
    }

    /// The chosen rows with `record_id` and `reason`.
    private func rows(after last: String? = nil, limit: Int? = nil) throws -> SQL {
        // What was ticked was seen on the page, whether or not it still fits the filter.
        let source = try list.rows(choice.ids == nil ? choice.parameters : Parameters(), scope)
        var conditions = source.conditions
        if let ids = choice.ids { conditions.append("\(source.id) IN \(list: ids)") }
        if let last { conditions.append("\(source.id) > \(last)") }
        let reason: SQL = """
            CASE WHEN \(list.changed) > \(seen) THEN \(BulkReason.changed.rawValue) ELSE \(try action.refusal(ask, list.kind, source.id)) END
            """
        let end: SQL = limit.map { "ORDER BY record_id LIMIT \($0)" } ?? .empty
        let all: SQL = conditions.map { "(\($0))" as SQL }.joined(separator: " AND ")
        return "SELECT \(source.id) AS record_id, \(reason) AS reason FROM \(source.from) WHERE \(all.isEmpty ? "1 = 1" : all) \(end)"
    }

    /// How many are to be changed and how many are left out for each reason.
    func tally(_ connection: Connection) throws -> BulkTally {
        var tally = BulkTally()
        try connection.forEach("SELECT x.reason, COUNT(*) AS number FROM (\(try rows())) x GROUP BY x.reason") { row in
            let reason: String? = try row["reason"]
            tally.count(reason.flatMap { BulkReason(rawValue: $0) }, try row["number"])
        }
        return tally
    }

    /// Some rows by name: of those to be changed, or of those left out.
    func named(isLeftOut: Bool, limit: Int, _ record: RecordKind, _ connection: Connection) throws -> [Line] {
        let naming = record.naming("d.record_id", scope.actor, scope.w.language)
        return try connection.rows(
            """
            SELECT d.record_id, d.reason, \(naming) AS name FROM (\(try rows())) d
            WHERE d.reason IS \(isLeftOut ? "NOT NULL" : "NULL" as SQL) ORDER BY d.record_id LIMIT \(limit)
            """, Self.line)
    }

    /// The next rows behind the last one done.
    func batch(after last: String, limit: Int, _ connection: Connection) throws -> [Line] {
        try connection.rows(
            "SELECT d.record_id, d.reason, NULL AS name FROM (\(try rows(after: last, limit: limit))) d ORDER BY d.record_id", Self.line)
    }

    @Sendable private static func line(_ row: Row) throws -> Line {
        let reason: String? = try row["reason"]
        return Line(id: try row["record_id"], reason: reason.flatMap { BulkReason(rawValue: $0) }, name: try row["name"])
    }
}

/// How many rows are changed and how many are left out, and why.
struct BulkTally: Codable, Sendable, Equatable {
    var changed = 0
    /// By the reason's raw value.
    var leftOut: [String: Int] = [:]

    var total: Int { changed + leftOut.values.reduce(0, +) }

    mutating func count(_ reason: BulkReason?, _ number: Int) {
        guard let reason else { return changed += number }
        leftOut[reason.rawValue, default: 0] += number
    }

    /// The reasons with their numbers, in the order of their declaration.
    var reasons: [(reason: BulkReason, count: Int)] {
        BulkReason.allCases.compactMap { reason in leftOut[reason.rawValue].flatMap { $0 > 0 ? (reason, $0) : nil } }
    }
}
