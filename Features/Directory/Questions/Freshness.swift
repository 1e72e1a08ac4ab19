import Kernel
import Markup
import Storage

/// How old the word is that an entry still holds. A directory that nobody confirms is a directory nobody believes.
public enum Freshness: String, Sendable, CaseIterable {
    /// Confirmed within the last year.
    case fresh
    /// Confirmed one to two years ago: time to ask.
    case due
    /// Longer ago than two years.
    case stale
    /// Never confirmed.
    case never

    /// - Parameters:
    ///   - confirmed: the day somebody last said that all of it holds.
    ///   - today: as of when.
    public init(confirmed: PartialDate?, today: PartialDate) {
        guard let confirmed else { self = .never; return }
        self = confirmed >= Self.before(today, years: 1) ? .fresh : confirmed >= Self.before(today, years: 2) ? .due : .stale
    }

    /// The same day so many years ago; the 29th of February becomes the 1st of March.
    static func before(_ day: PartialDate, years: Int) -> PartialDate {
        PartialDate(year: day.year - years, month: day.month, day: day.day) ?? PartialDate(year: max(1, day.year - years), month: 3, day: 1) ?? day
    }

    /// The condition on a column that holds the day of the last word.
    func condition(on confirmed: SQL, today: PartialDate) -> SQL {
        let (one, two) = (Self.before(today, years: 1), Self.before(today, years: 2))
        return switch self {
        case .fresh: "\(confirmed) >= \(one)"
        case .due: "(\(confirmed) < \(one) AND \(confirmed) >= \(two))"
        case .stale: "\(confirmed) < \(two)"
        case .never: "\(confirmed) IS NULL"
        }
    }

    /// The shape that stands beside the word.
    public var look: String {
        switch self {
        case .fresh: "active"
        case .due: "exploring"
        case .stale: "ending"
        case .never: "dormant"
        }
    }
}

extension Words {
    public func freshness(_ freshness: Freshness) -> String {
        switch freshness {
        case .fresh: self("Confirmed within a year")
        case .due: self("Confirmed one to two years ago")
        case .stale: self("Confirmed more than two years ago")
        case .never: self("Never confirmed")
        }
    }
}

extension PartialDate {
    /// The day of a moment, in UTC.
    static func day(of now: Instant) -> PartialDate? { PartialDate(now.rfc3339.prefix(10)) }
}
