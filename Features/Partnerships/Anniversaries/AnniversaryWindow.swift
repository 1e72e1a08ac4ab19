import Kernel
import Storage

/// The days between two dates, as the register is asked for the anniversaries in them: one range of its index for each year.
struct AnniversaryWindow: Sendable, Equatable {
    /// How far ahead an office looks: what is prepared a year ahead is agreed half a year before that.
    static let months = 18

    /// A year of the window, and which days of it. A beginning is compared by what follows its year: nothing, `-06` or `-06-24`.
    struct Part: Sendable, Equatable {
        let year: Int
        /// The first day that is not over: `-11-20`; nil for the whole year.
        let from: String?
        /// The last day: `-05-20`; nil for the whole year.
        let until: String?

        var condition: SQL {
            let turn: SQL = "(CAST(substr(p.since, 1, 4) AS BIGINT) % 5) = \(year % 5)"
            return """
                p.since IS NOT NULL AND p.status <> 'ended' AND \(turn) AND substr(p.since, 1, 4) <= \(Self.padded(year - 5))\(begins)\(ends)
                """
        }

        /// A year without a day is over with its last day, a month likewise.
        private var begins: SQL {
            guard let from else { return .empty }
            return " AND (substr(p.since, 5) >= \(from) OR substr(p.since, 5) IN ('', \(String(from.prefix(3)))))"
        }

        private var ends: SQL {
            guard let until else { return .empty }
            // 29 February is kept on the 28th where there is none.
            return " AND substr(p.since, 5) <= \(until == "-02-28" ? "-02-29" : until)"
        }

        private static func padded(_ year: Int) -> String { PartialDate(year: year)?.description ?? "" }
    }

    let today: PartialDate
    let limit: PartialDate
    let parts: [Part]

    /// - Parameter today: a full date.
    init?(from today: PartialDate, months: Int = AnniversaryWindow.months) {
        guard let limit = today.adding(months: months), today.day != nil, today.year > 5, limit >= today else { return nil }
        (self.today, self.limit) = (today, limit)
        parts = (today.year...limit.year).map { year in
            Part(
                year: year, from: year == today.year ? String(today.description.dropFirst(4)) : nil,
                until: year == limit.year ? String(limit.description.dropFirst(4)) : nil)
        }
    }

    static let order: SQL = "substr(p.since, 5)"
}
