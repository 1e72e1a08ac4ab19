import Kernel
import Markup

/// How far a day lies from another, in the words people use: “in 9 months”, “3 weeks ago”.
enum DayWords {
    /// - Parameters:
    ///   - day: a full date; of a month or a year nothing is said, since the date itself says it.
    static func distance(from today: PartialDate, to day: PartialDate, _ w: Words) -> String {
        guard let number = day.day, let present = today.day else { return "" }
        let days = day.firstDay - today.firstDay
        if days == 0 { return w("today") }
        let (later, earlier, laterDay, earlierDay) = days > 0 ? (day, today, number, present) : (today, day, present, number)
        let months = (later.year - earlier.year) * 12 + (later.month ?? 1) - (earlier.month ?? 1) - (laterDay < earlierDay ? 1 : 0)
        return days > 0 ? ahead(days, months, w) : past(-days, months, w)
    }

    private static func ahead(_ days: Int, _ months: Int, _ w: Words) -> String {
        if months >= 24 { return w("in \(months / 12) years") }
        if months >= 2 { return w("in \(months) months") }
        return days >= 14 ? w("in \(days / 7) weeks") : w("in \(days) days")
    }

    private static func past(_ days: Int, _ months: Int, _ w: Words) -> String {
        if months >= 24 { return w("\(months / 12) years ago") }
        if months >= 2 { return w("\(months) months ago") }
        return days >= 14 ? w("\(days / 7) weeks ago") : w("\(days) days ago")
    }
}
