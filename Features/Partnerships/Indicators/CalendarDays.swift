import Kernel

/// Days as numbers, to reckon with: a date of which only the month is known begins with its first day and ends with its last.
extension PartialDate {
    var firstDay: Int { Self.days(year, month ?? 1, day ?? 1) }

    var lastDay: Int {
        let month = month ?? 12
        return Self.days(year, month, day ?? Self.days(inMonth: month, of: year))
    }

    /// The first moment of its first day, UTC.
    var begins: Instant { Instant(milliseconds: Int64(firstDay - Self.days(1970, 1, 1)) * 86_400_000) }

    /// Days since 1 January of the year 0, in the Gregorian calendar; years begin in March so that the leap day is a year's last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month < 3 ? year - 1 : year
        let monthOfMarch = (month + 9) % 12
        return year * 365 + year / 4 - year / 100 + year / 400 + (monthOfMarch * 306 + 5) / 10 + day + 59
    }
}
