import Gazetteer
import Kernel
import Markup

/// A word of the office's own for records.
struct Tag: Sendable {
    static let longest = 60
    /// So many an office may have: more are no longer a set of words anybody knows.
    static let most = 1000

    let id: ID<Tag>
    let name: String
    let removedAt: Instant?
}

typealias TagID = ID<Tag>

/// A name for a tag as somebody wrote it, checked.
struct TagName: Sendable, Equatable {
    let text: String
    /// What remains when capitals, diacritics, spaces and punctuation are set aside: equal words are one tag.
    let word: String

    /// - Throws: `Refusal` in words for the person who typed it.
    init(_ typed: String, _ w: Words) throws(Refusal) {
        text = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        word = FoldedName(text).text
        if text.isEmpty { throw Refusal(words: w("Write a word.")) }
        if text.unicodeScalars.count > Tag.longest { throw Refusal(words: w("This is too long: at most \(Tag.longest) characters.")) }
        if word.isEmpty || text.unicodeScalars.contains("\u{0}") { throw Refusal(words: w("A tag needs letters or digits.")) }
    }

    struct Refusal: Error { let words: String }
}
