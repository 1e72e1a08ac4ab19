import Foundation
import Kernel

/// How one reader is spoken to: a language, its sentences, its way with numbers and dates. Views call it: `w("Sign in")`.
public struct Words: Sendable {
    public let language: Language
    public let catalogue: Catalogue
    private let style: NumberAndDateStyle

    public init(_ catalogue: Catalogue, _ language: Language) {
        (self.catalogue, self.language) = (catalogue, language)
        style = NumberAndDateStyle.of(language)
    }

    /// The sentence in the reader's language; in English where the language's file has none.
    public func callAsFunction(_ message: Message) -> String {
        fill(message, text: { $0 }, html: { $0.text })
    }

    /// The same with markup put in; all other text is escaped.
    public func html(_ message: Message) -> HTML {
        .trusted(fill(message, text: { HTML(text: $0).text }, html: { $0.text }))
    }

    private func fill(_ message: Message, text: (String) -> String, html: (HTML) -> String) -> String {
        let entry = catalogue.entry(message.key, language) ?? catalogue.entry(message.key, .english)
        if entry == nil, message.arguments.isEmpty { return text(message.key) }
        let template: Catalogue.Template
        switch entry {
        case .plain(let plain):
            // Most sentences of a page are whole as they stand.
            if plain.parts.count == 1, case .text(let literal)? = plain.parts.first { return text(literal) }
            template = plain
        case .plural(let forms):
            let count = message.arguments.lazy.compactMap { if case .count(let number) = $0 { number } else { nil } }.first ?? 0
            template = forms[Plural.form(of: count, language: language.base)] ?? forms[.other] ?? Catalogue.Template(message.key)
        case nil: template = Catalogue.Template(message.key)
        }
        var whole = ""
        for part in template.parts {
            switch part {
            case .text(let literal): whole += text(literal)
            case .argument(let place):
                guard message.arguments.indices.contains(place) else { continue }
                switch message.arguments[place] {
                case .text(let data): whole += text(data)
                case .count(let value): whole += number(value)
                case .html(let markup): whole += html(markup)
                }
            }
        }
        return whole
    }

    /// Between thousands: `,` in English, `.` in German.
    public var groupingMark: String { style.groupingMark }
    /// Before the fraction: `.` in English, `,` in German.
    public var decimalPoint: String { style.decimalPoint }

    /// `3,421,829`; `3.421.829`.
    public func number(_ value: Int) -> String { style.group(value) }

    /// With so many digits after the point: `14.5`; `14,5`.
    public func number(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "" }
        let text = String(format: "%.\(min(max(digits, 0), 9))f", abs(value))
        let parts = text.split(separator: ".")
        let whole = parts.first.flatMap { Int($0) }.map(style.group) ?? text
        return (value < 0 ? "−" : "") + whole + (parts.count > 1 ? style.decimalPoint + parts[1] : "")
    }

    /// `24 June 1988`, `June 1988`, `1988`: as much as is known.
    public func date(_ date: PartialDate) -> String { style.date(date) }

    /// The day of a moment, in the time zone given: `20 November 2026`.
    public func date(_ instant: Instant, in zone: TimeZone = .gmt) -> String {
        let parts = NumberAndDateStyle.parts(of: instant, in: zone)
        return PartialDate(year: parts.year, month: parts.month, day: parts.day).map(style.date) ?? ""
    }

    /// Day and time: `20 November 2026, 08:15`.
    public func dateAndTime(_ instant: Instant, in zone: TimeZone = .gmt) -> String { date(instant, in: zone) + ", " + time(instant, in: zone) }

    /// `08:15`.
    public func time(_ instant: Instant, in zone: TimeZone = .gmt) -> String {
        let parts = NumberAndDateStyle.parts(of: instant, in: zone)
        return String(format: "%02d:%02d", parts.hour, parts.minute)
    }

    /// `EUR 250,000`: the code as the field writes it, cents only where there are any.
    public func money(_ money: Money) -> String {
        let unit = (0..<money.fractionDigits).reduce(Int64(1)) { value, _ in value * 10 }
        let (whole, rest) = money.minor.magnitude.quotientAndRemainder(dividingBy: UInt64(unit))
        let cents =
            rest == 0 ? "" : style.decimalPoint + String(repeating: "0", count: max(0, money.fractionDigits - String(rest).count)) + String(rest)
        return "\(money.currency) \(money.minor < 0 ? "−" : "")\(style.group(Int(clamping: whole)))\(cents)"
    }

    /// `Reading, Chemnitz and Warsaw`.
    public func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " " + self("and") + " " + last
    }

    public func country(_ country: Country) -> String { country.name(in: language) }
}

/// A language's separators, month names and order of day, month and year, asked of the system once.
struct NumberAndDateStyle: Sendable {
    let groupingMark: String
    let decimalPoint: String
    private let months: [String]
    private let fullPattern: String
    private let monthPattern: String

    private static let lock = NSLock()
    nonisolated(unsafe) private static var known: [String: NumberAndDateStyle] = [:]

    static func of(_ language: Language) -> NumberAndDateStyle {
        lock.lock()
        defer { lock.unlock() }
        if let style = known[language.tag] { return style }
        let style = NumberAndDateStyle(language)
        known[language.tag] = style
        return style
    }

    private init(_ language: Language) {
        // "en" alone means the United States; a city hall anywhere else reads the day before the month.
        let locale = language.tag == "en" ? Locale(identifier: "en-GB") : language.locale
        groupingMark = locale.groupingSeparator ?? ","
        decimalPoint = locale.decimalSeparator ?? "."
        let formatter = DateFormatter()
        formatter.locale = locale
        formatter.calendar = Calendar(identifier: .gregorian)
        months = formatter.monthSymbols
        fullPattern = DateFormatter.dateFormat(fromTemplate: "dMMMMy", options: 0, locale: locale) ?? "d MMMM y"
        monthPattern = DateFormatter.dateFormat(fromTemplate: "MMMMy", options: 0, locale: locale) ?? "MMMM y"
    }

    func group(_ value: Int) -> String {
        let digits = String(value.magnitude)
        guard digits.count > 3 else { return (value < 0 ? "−" : "") + digits }
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text += groupingMark }
            text.append(digit)
        }
        return (value < 0 ? "−" : "") + text
    }

    func date(_ date: PartialDate) -> String {
        guard let month = date.month else { return String(date.year) }
        var text = ""
        var quoted = false
        var pattern = Substring(date.day == nil ? monthPattern : fullPattern)
        while let sign = pattern.first {
            if sign == "'" { quoted.toggle(); pattern = pattern.dropFirst(); continue }
            guard !quoted, sign.isASCII, sign.isLetter else { text.append(sign); pattern = pattern.dropFirst(); continue }
            switch sign {
            case "d": text += String(date.day ?? 1)
            case "M", "L": text += months.indices.contains(month - 1) ? months[month - 1] : String(month)
            case "y": text += String(date.year)
            default: break
            }
            pattern = pattern.drop { $0 == sign }
        }
        return text
    }

    static func parts(of instant: Instant, in zone: TimeZone) -> (year: Int, month: Int, day: Int, hour: Int, minute: Int) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: instant.date)
        return (parts.year ?? 1, parts.month ?? 1, parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0)
    }
}
