import Foundation
import Kernel
import Markup

/// Numbers of a record: decimal texts without an exponent, `-12.5`, since the record's JSON has no fractions. Every number has one spelling.
enum SharedNumber {
    /// As many digits as every reader's arithmetic keeps.
    static let digits = 15

    /// Reads the stored form, and only that.
    static func value(_ text: String) -> Decimal? {
        guard canonical(text) == text else { return nil }
        return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
    }

    /// The stored form of a number written with digits, one point at most, and a minus; nil for anything else.
    static func canonical(_ text: String) -> String? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let first = parts.first, !first.isEmpty else { return nil }
        guard parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
        let whole = String(first.drop { $0 == "0" })
        var fraction = Substring(parts.count > 1 ? parts[1] : "")
        if parts.count > 1, fraction.isEmpty { return nil }
        while fraction.last == "0" { fraction = fraction.dropLast() }
        guard whole.count + fraction.count <= digits else { return nil }
        let text = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
        return isNegative && text != "0" ? "-" + text : text
    }

    /// Reads what an official types: `12,5`, `12.5`, `1 234,5`, `1.234,5`, `−3`. A single mark before three digits groups thousands where the
    /// reader's language groups with it.
    static func read(_ typed: String, grouping: String) -> String? {
        var text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        for gap in [" ", "\u{A0}", "\u{202F}", "\u{2009}", "'", "’"] { text = text.replacingOccurrences(of: gap, with: "") }
        text = text.replacingOccurrences(of: "\u{2212}", with: "-")
        guard text.count <= 40 else { return nil }
        let marks = text.filter { $0 == "," || $0 == "." }
        guard let last = marks.last else { return canonical(text) }
        let isMixed = marks.contains { $0 != last }
        let count = marks.filter { $0 == last }.count
        let groups = text.split(separator: last, omittingEmptySubsequences: false)
        let isGrouped = groups.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy(\.isNumber) } && (groups.first?.isEmpty == false)
        if !isMixed, isGrouped, count > 1 || String(last) == grouping {
            return canonical(text.replacingOccurrences(of: String(last), with: ""))
        }
        guard count == 1 else { return nil }
        let other = last == "," ? "." : ","
        if isMixed {
            // 1.234,5: every group before the decimal mark has three digits.
            let whole = (groups.first ?? "").split(separator: Character(other), omittingEmptySubsequences: false)
            guard whole.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        }
        return canonical(text.replacingOccurrences(of: other, with: "").replacingOccurrences(of: String(last), with: "."))
    }
}

extension Words {
    /// A number of a record as the reader writes it, with all its digits: `1,234.5`.
    func number(stored text: String) -> String {
        // By its digits, as everybody reads them: arithmetic on the way could round one of fifteen.
        guard SharedNumber.canonical(text) == text, let value = Double(text) else { return text }
        let fraction = text.split(separator: ".").dropFirst().first?.count ?? 0
        return number(value, digits: fraction)
    }
}
