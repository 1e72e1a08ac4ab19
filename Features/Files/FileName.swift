import Foundation

/// A file's name made harmless: no folders, no control signs, nothing that turns the direction of writing (“gpj.exe” read backwards), not hidden,
/// at most 200 characters with its ending kept.
struct FileName: Sendable, Equatable {
    let text: String

    static let longest = 200

    /// - Parameter typed: as the browser sent it.
    init(_ typed: String, fallback: String) {
        let last = typed.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let harmless = String(String.UnicodeScalarView(last.unicodeScalars.filter(Self.isHarmless)))
        let words = harmless.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let visible = String(words.drop { $0 == "." || $0 == " " })
        text = Self.shortened(visible.isEmpty ? fallback : visible)
    }

    /// What stands behind the last dot; empty without one.
    var ending: String {
        guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return "" }
        return String(text[text.index(after: dot)...])
    }

    /// Without its ending, and with spaces for underscores: a title to begin with.
    var stem: String {
        let bare = ending.isEmpty ? text : String(text.dropLast(ending.count + 1))
        let words = bare.replacingOccurrences(of: "_", with: " ").trimmingCharacters(in: .whitespaces)
        return words.isEmpty ? text : words
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format signs turn the direction or hide; joiners belong to the spelling of several scripts.
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        case .control: scalar == "\t" || scalar == "\n"
        case .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: !"<>:\"|?*".unicodeScalars.contains(scalar)
        }
    }

    /// Counted in scalars, as the database counts.
    private static func shortened(_ text: String) -> String {
        guard text.unicodeScalars.count > longest else { return text }
        let tail = text.lastIndex(of: ".").map { text[$0...] }.flatMap { $0.unicodeScalars.count <= 12 ? String($0) : nil } ?? ""
        let stem = String.UnicodeScalarView(text.unicodeScalars.prefix(longest - tail.unicodeScalars.count))
        // Cut at a space, it would end in one.
        return String(stem).trimmingCharacters(in: .whitespaces) + tail
    }
}
