import Kernel

/// The next round anniversary of a partnership: every five years, as exact as the beginning is known.
struct Anniversary: Sendable, Equatable {
    let years: Int
    /// A year where only the year of the beginning is known, a month where the month is.
    let date: PartialDate

    /// Nil for a beginning that lies ahead, or beyond the years of the calendar.
    static func next(since: PartialDate, today: PartialDate) -> Anniversary? {
        guard since.year <= today.year else { return nil }
        let passed = today.year - since.year
        var years = max(5, (passed + 4) / 5 * 5)
        while let date = date(since, in: since.year + years) {
            if !isOver(date, today) { return Anniversary(years: years, date: date) }
            years += 5
        }
        return nil
    }

    /// The one after so many years; nil for a number that is not celebrated, and beyond the years of the calendar.
    static func after(_ years: Int, since: PartialDate) -> Anniversary? {
        guard years > 0, years <= 9999, years % 5 == 0 else { return nil }
        return date(since, in: since.year + years).map { Anniversary(years: years, date: $0) }
    }

    /// Whether it begins on or before a day.
    func isBefore(_ limit: PartialDate) -> Bool { date.description <= limit.description }

    /// The same day in another year; 29 February falls on the 28th where there is none.
    private static func date(_ since: PartialDate, in year: Int) -> PartialDate? {
        PartialDate(year: year, month: since.month, day: since.day) ?? PartialDate(year: year, month: since.month, day: since.day.map { $0 - 1 })
    }

    private static func isOver(_ date: PartialDate, _ today: PartialDate) -> Bool {
        if date.year != today.year { return date.year < today.year }
        guard let month = date.month, let present = today.month else { return false }
        if month != present { return month < present }
        guard let day = date.day, let presentDay = today.day else { return false }
        return day < presentDay
    }
}
