import Gazetteer

/// The words by which a text is found: folded (capitals, diacritics and width set aside), each once. Scripts that write without spaces give every
/// pair of neighbours, so that a word of two characters is found, and one of three by its two pairs.
enum FileWords {
    /// So many different words of a text are kept; a directory of addresses may have more, and is found by most of them.
    static let most = 60_000
    private static let longest = 40

    /// Every word of a text.
    static func of(_ text: String) -> [String] {
        var seen: Set<String> = []
        forEachRun(text) { run, isDense in
            guard seen.count < most else { return }
            if isDense {
                // The last sign stands alone too: somebody may look for it.
                for (one, next) in zip(run, run.dropFirst()) { seen.insert(String(one) + String(next)) }
                if let last = run.last { seen.insert(String(last)) }
            } else {
                seen.insert(cut(run))
            }
        }
        return seen.sorted()
    }

    /// What must stand in a text, each as the beginning of a word, for it to hold what somebody typed.
    static func asked(_ typed: String) -> [String] {
        var terms: [String] = []
        forEachRun(String(typed.prefix(200))) { run, isDense in
            if !isDense || run.count == 1 {
                terms.append(cut(run))
            } else {
                terms += zip(run, run.dropFirst()).map { String($0) + String($1) }
            }
        }
        var seen: Set<String> = []
        return Array(terms.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(12))
    }

    /// A short text folded word by word, for a column that is searched anywhere in it.
    static func folded(_ text: String) -> String {
        var words: [String] = []
        for word in text.prefix(6000).split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let key = FoldedName(String(word)).text
            if !key.isEmpty { words.append(key) }
        }
        return words.joined(separator: " ")
    }

    private static func cut(_ run: [Character]) -> String { String(String(run).unicodeScalars.prefix(longest).map(Character.init)) }

    /// Runs of letters and digits, folded, each of one manner of writing.
    private static func forEachRun(_ text: String, _ body: ([Character], Bool) -> Void) {
        var run = String.UnicodeScalarView()
        var isDense = false
        func end() {
            guard !run.isEmpty else { return }
            let key = FoldedName(String(run)).text
            if !key.isEmpty { body(Array(key), isDense) }
            run.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            let isWord: Bool
            if scalar.isASCII {
                isWord = (48...57).contains(scalar.value) || (65...90).contains(scalar.value) || (97...122).contains(scalar.value)
            } else {
                switch properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
                    .decimalNumber,
                    .letterNumber:
                    isWord = true
                default: isWord = false
                }
            }
            guard isWord else {
                end()
                continue
            }
            let dense = writesWithoutSpaces(scalar)
            if dense != isDense {
                end()
            } else if run.count >= 80 {
                // A run is folded as one name, which has a greatest length. The pair across the cut is not lost.
                let last = run.last
                end()
                if dense, let last { run.append(last) }
            }
            isDense = dense
            run.append(scalar)
        }
        end()
    }

    /// Han, kana, and the scripts of Thailand, Laos, Myanmar and Cambodia. Korean has spaces.
    private static func writesWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x9FFF, 0xF900...0xFAFF,
            0xFF66...0xFF9D, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
