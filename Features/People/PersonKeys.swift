import Directory
import Foundation
import Gazetteer
import Kernel

/// By what people are found and compared: names folded across order, script and romanisation, addresses in one form.
enum PersonKeys {
    /// Every form under which a name may be met elsewhere: both orders, the own script, its romanisation, and the one the system's
    /// tables give (王小明 is also `wangxiaoming`). Without spaces, because romanisations disagree about them.
    static func names(_ name: PersonName) -> Set<String> {
        var forms = [name.native, name.romanisation]
        let parts = [name.family, name.given].compactMap { $0 }.filter { !$0.isEmpty }
        // One part alone is no name: half the world shares a family name.
        if parts.count == 2 { forms += [parts.joined(separator: " "), parts.reversed().joined(separator: " ")] }
        if let native = name.native { forms += latin(native) }
        var keys: Set<String> = []
        for form in forms.compactMap({ $0 }) {
            let key = FoldedName(form)
            for text in [key.text, key.spelledOut?.text ?? ""] where !text.isEmpty { keys.insert(text) }
        }
        return keys
    }

    /// A name of another script in Latin letters, and with its last and first word exchanged.
    private static func latin(_ native: String) -> [String] {
        guard native.unicodeScalars.contains(where: { $0.value > 0x24F }), native.count <= PersonName.longest,
            let text = native.applyingTransform(.toLatin, reverse: false), text != native
        else { return [] }
        let words = text.split(separator: " ").map(String.init)
        guard let first = words.first, let last = words.last, words.count > 1 else { return [text] }
        return [text, (words.dropFirst() + [first]).joined(separator: " "), ([last] + words.dropLast()).joined(separator: " ")]
    }

    /// Whether two names may be those of one person, written shorter or longer: `X. Wang` and `Wang Xiaoming`, `Winter` and `Anna Maria Winter`. Every word of
    /// the shorter is one of the longer, or begins it where it is one letter.
    static func areLike(_ one: PersonName, _ other: PersonName) -> Bool {
        if differInOwnScript(one, other) { return false }
        if !names(one).isDisjoint(with: names(other)) { return true }
        let (few, many) = { $0.count <= $1.count ? ($0, $1) : ($1, $0) }(words(one), words(other))
        guard few.contains(where: { $0.count > 1 && many.contains($0) }) else { return false }
        var left = many
        for word in few.sorted(by: { $0.count > $1.count }) {
            let place =
                left.firstIndex(of: word) ?? left.firstIndex { ($0.count == 1 && word.hasPrefix($0)) || (word.count == 1 && $0.hasPrefix(word)) }
            guard let place else { return false }
            left.remove(at: place)
        }
        return true
    }

    /// Whether both are known as their bearers write them, and that is not the same: 王小明 and 王晓鸣 are two people, though both are `wangxiaoming`.
    static func differInOwnScript(_ one: PersonName, _ other: PersonName) -> Bool {
        guard let first = one.native, let second = other.native else { return false }
        func parts(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map { FoldedName(String($0)).text }.sorted() }
        return FoldedName(first) != FoldedName(second) && parts(first) != parts(second)
    }

    private static func words(_ name: PersonName) -> [String] {
        let own = [name.family, name.given].compactMap { $0 }.joined(separator: " ")
        let text = own.isEmpty ? name.romanisation ?? name.native.flatMap { latin($0).first } ?? name.native ?? "" : own
        return text.split { $0.isWhitespace || $0 == "." }.map { FoldedName(String($0)).text }.filter { !$0.isEmpty }
    }

    static func emails(_ entry: PersonEntry) -> Set<String> { emails(entry.channels) }
    static func emails(_ channels: [PersonChannel]) -> Set<String> { Set(channels.filter { $0.kind == .email }.map { $0.value.lowercased() }) }

    /// What the search column holds: every form of the name, the title, posts and addresses. Never a private note.
    static func search(_ entry: PersonEntry) -> String {
        let name = entry.name
        let latin = name.native.map(latin) ?? []
        let reversed = [name.given, name.family].compactMap { $0 }.joined(separator: " ")
        return SearchText.of(
            [name.filed, reversed, name.plain, name.native ?? "", name.romanisation ?? ""] + latin + entry.roles.map(\.post)
                + entry.channels.filter { $0.kind == .email }.map(\.value))
    }
}
