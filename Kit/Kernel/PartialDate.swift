import Foundation

/// A date of which history may only know the year, or the year and month: `1988`, `1988-06`, `1988-06-24`.
///
/// Years run from 1 to 9999 of the Gregorian calendar. The day is checked against the month, leap years included.
public struct PartialDate: Hashable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int?
    public let day: Int?

    /// Nil when there is no such day.
    public init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard (1...9999).contains(year) else { return nil }
        if let month { guard (1...12).contains(month) else { return nil } }
        if let day {
            guard let month, day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
        }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Reads the stored form, and only that: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].count == 4, parts.dropFirst().allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy({ $0.isASCII && $0.isNumber }) ? Int(part) : nil }
        guard numbers.count == parts.count else { return nil }
        self.init(year: numbers[0], month: numbers.count > 1 ? numbers[1] : nil, day: numbers.count > 2 ? numbers[2] : nil)
    }

    /// Reads what an official types: the stored form, `24.6.1988`, `24/06/1988`, `06/1988`, `1988`. The day comes before the month.
    public init?(typed: String) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if let date = PartialDate(text) { self = date; return }
        // "24. 6. 1988" has a space behind each point; a sign in front belongs to no date.
        guard text.first?.isNumber == true else { return nil }
        let parts = text.split(whereSeparator: { "./- ".contains($0) }).map(String.init)
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0.count <= 4 && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { return nil }
        if parts[0].count == 4 {
            self.init(year: numbers[0], month: numbers.count > 1 ? numbers[1] : nil, day: numbers.count > 2 ? numbers[2] : nil)
        } else {
            guard let last = parts.last, last.count == 4 else { return nil }
            switch numbers.count {
            case 2: self.init(year: numbers[1], month: numbers[0])
            case 3: self.init(year: numbers[2], month: numbers[1], day: numbers[0])
            default: return nil
            }
        }
    }

    /// The stored form; it sorts by time, a year before its months.
    public var description: String {
        var text = Self.padded(year, 4)
        if let month { text += "-" + Self.padded(month, 2) }
        if let day { text += "-" + Self.padded(day, 2) }
        return text
    }

    /// Days of a month, 28 to 31.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension PartialDate: Comparable, Codable {
    public static func < (a: PartialDate, b: PartialDate) -> Bool { a.description < b.description }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = PartialDate(text) else { throw AppError.invalid("“\(text.prefix(40))” is not a date.") }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension PartialDate {
    /// The same day so many months later; the last of the month where there is no such day, nil beyond the years of the calendar.
    /// - Parameter months: between -100,000 and 100,000; what lies beyond is nil.
    public func adding(months: Int) -> PartialDate? {
        guard (-100_000...100_000).contains(months) else { return nil }
        let whole = year * 12 + (month ?? 1) - 1 + months
        guard whole >= 12 else { return nil }
        let (newYear, newMonth) = (whole / 12, whole % 12 + 1)
        return PartialDate(year: newYear, month: newMonth, day: day.map { min($0, PartialDate.days(inMonth: newMonth, of: newYear)) })
    }
}

extension Instant {
    /// The day in UTC; nil beyond the years of the calendar.
    public var day: PartialDate? { PartialDate(String(rfc3339.prefix(10))) }
}
