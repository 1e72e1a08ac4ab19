import Kernel
import Ledger

/// The term that the parties agreed on, and what has become of it by a day: one that goes on unless a party says no does so, period by period,
/// without anybody writing it down. (domain.md, section 4.)
struct Term: Sendable, Equatable {
    /// Full days; what another program wrote as a month or a year is taken as its first day, or as its last.
    let from: PartialDate?
    let until: PartialDate?
    let review: PartialDate?
    /// Nil where nobody wrote down what happens at the end.
    let renewal: TermKind.Renewal?
    /// Months of each further period: as agreed, else as long as the term itself; nil where neither is known.
    let period: Int?

    /// - Parameter fields: of the object of the record; nil where no term is agreed.
    init?(_ fields: [String: Value]?) {
        guard let fields else { return nil }
        func date(_ name: String) -> PartialDate? { fields[name]?.text.flatMap { PartialDate($0) } }
        let begins = date("from").flatMap { PartialDate(year: $0.year, month: $0.month ?? 1, day: $0.day ?? 1) }
        self.init(
            from: begins, until: Activity.lastDay(of: date("until")), review: Activity.lastDay(of: date("review")),
            renewal: fields["renewal"]?.text.flatMap { TermKind.Renewal(rawValue: $0) },
            agreed: fields["period"]?.text.flatMap { TermKind.Period(rawValue: $0)?.months })
    }

    /// - Parameter agreed: months of each further period, where the parties agreed on them.
    init(from: PartialDate?, until: PartialDate?, review: PartialDate?, renewal: TermKind.Renewal?, agreed: Int? = nil) {
        (self.from, self.until, self.review, self.renewal) = (from, until, review, renewal)
        period = agreed ?? from.flatMap { from in until?.next.flatMap { Self.months(from, $0) } }
    }

    /// As it stands on a day.
    struct Present: Sendable, Equatable {
        /// Nil for a term without an end, and for one that goes on for nobody knows how long.
        let ends: PartialDate?
        /// The first day of the present period, where the agreed one is over and it went on by itself.
        var renewedOn: PartialDate?
    }

    func present(on today: PartialDate) -> Present {
        guard let until, until < today, renewal == .tacit else { return Present(ends: until) }
        guard let further = further(on: today) else { return Present(ends: nil, renewedOn: until.next) }
        return Present(ends: further.until, renewedOn: further.from)
    }

    /// The term that would follow this one, as an act of renewal proposes it: the first further period that is not over yet.
    /// - Returns: nil where it has no end, or nobody knows how long the next one is.
    func following(on today: PartialDate) -> (from: PartialDate, until: PartialDate, review: PartialDate?)? {
        guard let next = further(on: today), let period else { return nil }
        // As long before the end as it was, and not in the past.
        let moved = review?.adding(months: next.number * period).map { min($0, next.until) }
        return (next.from, next.until, moved.flatMap { $0 >= max(today, next.from) ? $0 : nil })
    }

    /// Whether it is time to agree on the next term: it is over or ends within a year, and does not go on by itself or end for good.
    func asksForRenewal(on today: PartialDate) -> Bool {
        guard let until, renewal == nil || renewal == .byAgreement, let limit = today.adding(months: 12) else { return false }
        return until <= limit
    }

    private func further(on today: PartialDate) -> (number: Int, from: PartialDate, until: PartialDate)? {
        guard let begin = until?.next, let period, period > 0 else { return nil }
        // From where the quotient leads it is at most one step.
        var number = max(1, ((today.year - begin.year) * 12 + (today.month ?? 1) - (begin.month ?? 1)) / period)
        while let from = begin.adding(months: (number - 1) * period), let until = begin.adding(months: number * period)?.previous {
            if until >= today { return (number, from, until) }
            number += 1
        }
        return nil
    }

    /// Whole months between two full days, to the nearest; nil for less than one.
    private static func months(_ from: PartialDate, _ end: PartialDate) -> Int? {
        guard let month = from.month, let day = from.day, let lastMonth = end.month, let lastDay = end.day else { return nil }
        let rest = lastDay - day
        let months = (end.year - from.year) * 12 + lastMonth - month + (rest >= 15 ? 1 : rest <= -15 ? -1 : 0)
        return months > 0 ? months : nil
    }
}

extension PartialDate {
    /// The day after a full date; nil for what is none, and behind the last year of the calendar.
    var next: PartialDate? {
        guard let month, let day else { return nil }
        return PartialDate(year: year, month: month, day: day + 1) ?? PartialDate(year: year, month: month + 1, day: 1)
            ?? PartialDate(year: year + 1, month: 1, day: 1)
    }

    /// The day before a full date.
    var previous: PartialDate? {
        guard let month, let day else { return nil }
        if day > 1 { return PartialDate(year: year, month: month, day: day - 1) }
        guard month > 1 else { return PartialDate(year: year - 1, month: 12, day: 31) }
        return PartialDate(year: year, month: month - 1, day: Self.days(inMonth: month - 1, of: year))
    }
}
