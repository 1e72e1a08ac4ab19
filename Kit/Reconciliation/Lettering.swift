import Foundation

/// The plain form in which words are compared here: small letters without accents, words separated by one space.
///
/// Names of places are looked up in the gazetteer's own form; this one serves country words, administrative words
/// and qualifiers, which never leave this target.
enum Lettering {
    /// The plain form of a text. Punctuation separates words, apostrophes vanish, full-width forms become narrow.
    static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var pendingSpace = false
        func append(_ scalar: Unicode.Scalar) {
            if pendingSpace, !result.isEmpty { result.append(" ") }
            pendingSpace = false
            result.append(scalar)
        }
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let scalars = isASCII ? text.unicodeScalars : text.decomposedStringWithCompatibilityMapping.unicodeScalars
        for scalar in scalars {
            switch scalar.value {
            case 0x61...0x7A, 0x30...0x39: append(scalar)
            case 0x41...0x5A: append(Unicode.Scalar(UInt8(scalar.value) + 32))
            case 0x27, 0x2019, 0x2018, 0x60, 0xB4, 0x2BC, 0x2BB: continue
            case 0..<0x80: pendingSpace = true
            default:
                if let letters = spelledOut[scalar] {
                    letters.unicodeScalars.forEach(append)
                } else if scalar.properties.generalCategory == .nonspacingMark {
                    continue
                } else if scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
                    || scalar.properties.generalCategory == .spacingMark
                {
                    scalar.properties.lowercaseMapping.unicodeScalars
                        .filter { $0.properties.generalCategory != .nonspacingMark }.forEach(append)
                } else {
                    pendingSpace = true
                }
            }
        }
        return String(result)
    }

    /// Letters that no decomposition takes apart.
    private static let spelledOut: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
        "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ħ": "h", "Ħ": "h", "ŋ": "n",
        "ə": "a", "Ə": "a", "ё": "е", "Ё": "е",
    ]

    /// The number of single-letter changes (a swap of neighbours counts as one) between two texts, or `nil` when it
    /// is greater than `limit`.
    static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            var smallest = row
            for column in 1...right.count {
                let change = left[row - 1] == right[column - 1] ? 0 : 1
                var value = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    value = min(value, beforeLast[column - 2] + 1)
                }
                current.append(value)
                smallest = min(smallest, value)
            }
            if smallest > limit { return nil }
            beforeLast = last
            last = current
        }
        let result = last[right.count]
        return result <= limit ? result : nil
    }
}
