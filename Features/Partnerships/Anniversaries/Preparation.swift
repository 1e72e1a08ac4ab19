import Kernel
import Markup

/// What an office does for an anniversary, in its order. (domain.md, section 4: prepared a year ahead, with extra money.)
enum PreparationStep: String, Sendable, CaseIterable, Codable {
    case date, money, programme, delegation, invitations, gifts, press, report

    /// How long before the day it should be done; negative for afterwards.
    var monthsBefore: Int {
        switch self {
        case .date, .money: 12
        case .programme: 9
        case .delegation: 6
        case .invitations: 4
        case .gifts: 2
        case .press: 1
        case .report: -1
        }
    }

    func word(_ w: Words) -> String {
        switch self {
        case .date: w("Date and guests agreed with the partner")
        case .money: w("Money asked of the council")
        case .programme: w("Programme drafted")
        case .delegation: w("Delegation named")
        case .invitations: w("Invitations sent")
        case .gifts: w("Gifts and protocol settled")
        case .press: w("Press informed")
        case .report: w("Report written")
        }
    }

    /// Until when it should be done, a month. A year without a day is reckoned from its January.
    func due(_ anniversary: PartialDate) -> PartialDate? {
        PartialDate(year: anniversary.year, month: anniversary.month ?? 1)?.adding(months: -monthsBefore)
    }

    /// Whether its month is over.
    func isLate(_ anniversary: PartialDate, today: PartialDate) -> Bool {
        guard let due = due(anniversary), let month = PartialDate(year: today.year, month: today.month) else { return false }
        return due < month
    }
}

/// A step that is done.
struct PreparationDone: Sendable, Equatable {
    let step: PreparationStep
    let on: PartialDate
    let by: String
}

/// What the journal keeps of a step: which, and of which anniversary.
struct PreparationFact: Codable, Sendable, Equatable {
    let years: Int
    let step: PreparationStep
}

enum AnniversaryBudget {
    /// What a city asks its council for beside the yearly money: Stuttgart's figure of the comparison of offices of 2015.
    static let extra = Money(minor: 2_500_000, currency: "EUR")
}
