import Foundation

/// What a cell's number format makes of its number, as far as it changes the meaning: dates, times, leading zeros.
enum NumberFormat: Equatable {
    case plain
    /// A day; with the parts of it that the format shows.
    case date(DatePart)
    case dateTime
    case time
    /// Postal codes and the like: at least so many digits.
    case padded(digits: Int)

    enum DatePart { case year, month, day }

    /// The formats that workbooks refer to by number only (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are dates of East Asian versions).
    static func builtIn(_ number: Int) -> NumberFormat? {
        switch number {
        case 17: .date(.month)
        case 14...16, 27...31, 36, 50...54, 57, 58: .date(.day)
        case 18...21, 32...35, 45...47, 55, 56: .time
        case 22: .dateTime
        default: nil
        }
    }

    /// Reads a format code such as `[$-407]d. mmmm yyyy;@`.
    init(code: String) {
        var year = false
        var month = false
        var day = false
        var clock = false
        var zeros = 0
        var others = false
        var characters = Array(code.lowercased().unicodeScalars)[...]
        scan: while let character = characters.popFirst() {
            switch character {
            case ";": break scan
            case "\"":
                characters = characters.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*":
                characters = characters.dropFirst()
            case "[":
                let inside = characters.prefix { $0 != "]" }
                characters = characters.dropFirst(inside.count + 1)
                if let first = inside.first, "hms".unicodeScalars.contains(first), inside.allSatisfy({ $0 == first }) { clock = true }
            case "g":
                // "General"
                if characters.starts(with: "eneral".unicodeScalars) {
                    characters = characters.dropFirst(6)
                    others = true
                }
            case "a":
                if characters.starts(with: "m/pm".unicodeScalars) { characters = characters.dropFirst(4) }
            case "y": year = true
            case "e" where zeros == 0 && !others: year = true
            case "m": month = true
            case "d": day = true
            case "h", "s": clock = true
            case "0": zeros += 1
            case "#", "?", ".", "%", ",", "e", "@", "/": others = others || character != "/"
            default: break
            }
        }
        if year || day {
            self = clock ? .dateTime : day ? .date(.day) : month ? .date(.month) : .date(.year)
        } else if clock {
            self = .time
        } else if month {
            self = .date(.month)
        } else if zeros > 1, !others {
            self = .padded(digits: min(zeros, 30))
        } else {
            self = .plain
        }
    }

    /// The text of a number in this format: dates in ISO 8601, numbers with a point and without grouping.
    func text(_ raw: UnsafeBufferPointer<UInt8>, from1904: Bool) -> String {
        // Whole numbers, by far the most frequent, stand in the file as they should appear.
        if self == .plain, let whole = XMLText.number(raw) { return String(whole) }
        let written = String(decoding: raw, as: UTF8.self)
        guard let value = Double(written) ?? Double(written.trimmingCharacters(in: .whitespacesAndNewlines)), value.isFinite else { return written }
        switch self {
        case .plain: return Self.text(value)
        case .padded(let digits):
            guard value >= 0, value < 1e15, value == value.rounded() else { return Self.text(value) }
            let plain = String(Int(value))
            return String(repeating: "0", count: max(0, digits - plain.count)) + plain
        case .date(let part):
            return SerialDate(value, from1904: from1904)?.text(part) ?? Self.text(value)
        case .dateTime:
            return SerialDate(value, from1904: from1904)?.textWithTime ?? Self.text(value)
        case .time:
            // A clock time keeps its day only when it has one.
            guard value >= 0 else { return Self.text(value) }
            return value < 1 ? SerialDate.clock(value) : SerialDate(value, from1904: from1904)?.textWithTime ?? Self.text(value)
        }
    }

    /// At most 15 significant digits, as spreadsheet programs show: 0.1 + 0.2 is 0.3.
    static func text(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        // Swift writes the shortest text that reads back the same; up to 15 digits that is the answer already.
        let shortest = value.description
        if shortest.utf8.count <= 16, !shortest.utf8.contains(0x65) { return shortest }
        let short = String(format: "%.15g", value)
        guard let mark = short.firstIndex(of: "e"), let exponent = Int(short[short.index(after: mark)...]) else { return short }
        guard abs(exponent) <= 30 else { return short }
        let decimals = exponent < 0 ? 15 - exponent : 0
        var long = String(format: "%.\(decimals)f", value)
        if long.contains(".") {
            while long.hasSuffix("0") { long.removeLast() }
            if long.hasSuffix(".") { long.removeLast() }
        }
        return long
    }
}

/// A day and time counted the way spreadsheets do: days since the end of 1899, with a 29 February 1900 that never was
/// (kept from Lotus 1-2-3), or days since 1 January 1904 on old Macintosh workbooks.
struct SerialDate: Equatable {
    let year: Int
    let month: Int
    let day: Int
    let secondsOfDay: Int

    /// nil outside the years 1900 to 9999.
    init?(_ serial: Double, from1904: Bool) {
        guard serial >= (from1904 ? 0 : 1), serial < 2_958_466 else { return nil }
        var days = Int(serial)
        var seconds = Int(((serial - Double(days)) * 86_400).rounded())
        if seconds >= 86_400 {
            seconds = 0
            days += 1
        }
        // Days from 1970-01-01. Before 1 March 1900 the count is one behind; the day that never was becomes 28 February.
        let fromEpoch = from1904 ? days - 24_107 : days < 60 ? days - 25_568 : days - 25_569
        (year, month, day) = CivilDay.date(daysFrom1970: fromEpoch)
        guard year <= 9999 else { return nil }
        secondsOfDay = seconds
    }

    func text(_ part: NumberFormat.DatePart) -> String {
        switch part {
        case .year: Self.padded(year, 4)
        case .month: "\(Self.padded(year, 4))-\(Self.padded(month, 2))"
        case .day: "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        }
    }

    var textWithTime: String {
        secondsOfDay == 0 ? text(.day) : "\(text(.day))T\(Self.clock(secondsOfDay))"
    }

    /// The time of a fraction of a day.
    static func clock(_ fraction: Double) -> String { clock(min(86_399, Int((fraction * 86_400).rounded()))) }

    private static func clock(_ seconds: Int) -> String {
        let minutes = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2))"
        return seconds % 60 == 0 ? minutes : "\(minutes):\(padded(seconds % 60, 2))"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Days and dates of the Gregorian calendar without a time zone (Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”).
enum CivilDay {
    static func date(daysFrom1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Whether such a day exists.
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}
