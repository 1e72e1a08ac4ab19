import Foundation
import Kernel
import Storage

/// A partnership with an anniversary of it.
struct AnniversaryRow: Sendable {
    let partnership: RegisterRow
    let anniversary: Anniversary
    /// How many steps of its preparation are done.
    var done = 0
}

/// All SQL about anniversaries. Each question goes through one range of the index for every year it asks about, never through the register.
struct AnniversaryStore {
    let visible: VisiblePartnerships

    private var connection: Connection { visible.connection }

    /// Where a page ends: behind this one.
    struct Place: Sendable, Equatable {
        let year: Int
        /// What follows the year of its beginning.
        let rest: String
        let id: PartnershipID

        var text: String { "\(year)\(rest)_\(id)" }

        init(year: Int, rest: String, id: PartnershipID) { (self.year, self.rest, self.id) = (year, rest, id) }

        init?(_ text: String) {
            let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let id = PartnershipID(parts[1]), let year = Int(parts[0].prefix(4)) else { return nil }
            let rest = String(parts[0].dropFirst(4))
            // 29 February stands as such also in a year without one.
            guard rest == "-02-29" || PartialDate(parts[0]) != nil else { return nil }
            self.init(year: year, rest: rest, id: id)
        }
    }

    /// The anniversaries of a window in the order of their days, a year without a day at its beginning.
    /// - Returns: so many at most, and where the next page begins; nil for the last one.
    func page(_ window: AnniversaryWindow, after place: Place? = nil, limit: Int) throws -> (rows: [AnniversaryRow], next: Place?) {
        var found: [(row: RegisterRow, year: Int)] = []
        for part in window.parts where place.map({ part.year >= $0.year }) ?? true {
            guard found.count <= limit else { break }
            var condition = part.condition
            if let place, place.year == part.year {
                condition = "\(condition) AND (\(AnniversaryWindow.order), p.id) > (\(place.rest), \(place.id))"
            }
            let rows = try visible.rows(condition, order: AnniversaryWindow.order, limit: limit + 1 - found.count)
            found += rows.map { ($0, part.year) }
        }
        var next: Place?
        if found.count > limit {
            found.removeLast()
            next = found.last.flatMap { last in
                last.row.since.map { Place(year: last.year, rest: String($0.description.dropFirst(4)), id: last.row.id) }
            }
        }
        let rows = found.compactMap { row, year in
            row.since.flatMap { Anniversary.after(year - $0.year, since: $0) }.map { AnniversaryRow(partnership: row, anniversary: $0) }
        }
        return (rows, next)
    }

    /// How many there are in a window. One statement.
    func count(_ window: AnniversaryWindow) throws -> Int {
        let counts = window.parts.map { part in
            "SELECT COUNT(*) AS number FROM partnership p WHERE \(VisiblePartnerships.condition(for: visible.actor)) AND \(part.condition)" as SQL
        }
        return try connection.value("SELECT CAST(SUM(number) AS BIGINT) FROM (\(counts.joined(separator: " UNION ALL "))) counted") ?? 0
    }

    /// The same rows with how much of their preparation is done. One statement.
    func withPreparation(_ rows: [AnniversaryRow]) throws -> [AnniversaryRow] {
        guard !rows.isEmpty else { return [] }
        let counts = try connection.rows(
            """
            SELECT partnership_id, years, COUNT(*) AS number FROM anniversary_task WHERE partnership_id IN \(list: rows.map(\.partnership.id))
            GROUP BY partnership_id, years
            """
        ) { row in ("\(try row["partnership_id"] as String) \(try row["years"] as Int)", try row["number"] as Int) }
        let known = Dictionary(counts) { first, _ in first }
        return rows.map { row in
            var counted = row
            counted.done = known["\(row.partnership.id) \(row.anniversary.years)"] ?? 0
            return counted
        }
    }

    // MARK: Preparation

    func done(_ id: PartnershipID, years: Int) throws -> [PreparationDone] {
        try connection.rows("SELECT step, done_on, done_by FROM anniversary_task WHERE partnership_id = \(id) AND years = \(years)") { row in
            guard let step = PreparationStep(rawValue: try row["step"]) else { return nil }
            return PreparationDone(step: step, on: try row["done_on"], by: try row["done_by"])
        }.compactMap { $0 }
    }

    /// Says that a step is done, or that it is not. Twice the same is once.
    func set(_ step: PreparationStep, isDone: Bool, of id: PartnershipID, years: Int, office: OfficeID, by actor: Actor, at now: Instant) throws {
        let changed: Int
        if isDone, let day = now.day {
            changed = try connection.run(
                """
                INSERT INTO anniversary_task (partnership_id, office_id, years, step, done_on, done_by)
                VALUES (\(id), \(office), \(years), \(step.rawValue), \(day), \(actor.name)) ON CONFLICT (partnership_id, years, step) DO NOTHING
                """)
        } else {
            changed = try connection.run(
                "DELETE FROM anniversary_task WHERE partnership_id = \(id) AND office_id = \(office) AND years = \(years) AND step = \(step.rawValue)"
            )
        }
        guard changed > 0 else { return }
        try connection.journal.record(
            try Fact(
                isDone ? PartnershipHistory.prepared : PartnershipHistory.unprepared, PartnershipStore.subject, id.text, office: office,
                from: nil as PreparationFact?, to: PreparationFact(years: years, step: step)), by: actor, at: now)
    }
}
