import Foundation
import Markup

/// The place in a text where searched words stand, for the list of what was found.
enum Excerpt {
    private static let around = 90
    /// So much of a text is looked through, about forty pages: comparing without capitals and diacritics takes 0.1 ms for a thousand characters.
    static let looked = 100_000

    /// Nil where none of the words stands in it in a way that can be shown.
    static func of(_ text: String, _ typed: String) -> HTML? {
        let words = typed.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init).filter { !$0.isEmpty }
        for word in words {
            guard let range = text.range(of: word, options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive]) else { continue }
            let start = text.index(range.lowerBound, offsetBy: -around, limitedBy: text.startIndex) ?? text.startIndex
            let end = text.index(range.upperBound, offsetBy: around, limitedBy: text.endIndex) ?? text.endIndex
            let before = (start == text.startIndex ? "" : "…") + text[start..<range.lowerBound]
            let after = text[range.upperBound..<end] + (end == text.endIndex ? "" : "…")
            return "\(before)<mark>\(text[range])</mark>\(String(after))"
        }
        return nil
    }
}
