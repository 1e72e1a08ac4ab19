import Foundation

/// The table behind `FoldedName`: one entry per scalar, made once, because Foundation's folding takes microseconds a letter.
enum Folding {
    /// One unit for each scalar of the basic plane: what it folds to, `dropped`, or `several` (look in `sequences`).
    private static let table = makeTable()
    private static let dropped: UInt16 = 0
    private static let several: UInt16 = 0xFFFF

    private struct Table: Sendable {
        var single: [UInt16]
        var sequences: [UInt16: [UInt16]]
    }

    /// Makes the table now (some hundredths of a second) rather than in the first search.
    static func prepare() { _ = table.single.count }

    static func fold(_ text: String, limit: Int, into units: inout [UInt16], spelledOut: inout [UInt16]) {
        guard needsComposing(text) else { return foldComposed(text, limit, &units, &spelledOut) }
        foldComposed(composed(text), limit, &units, &spelledOut)
        // Where punctuation fell away between single jamo, they meet only now.
        for _ in 0..<3 {
            let before = units
            let again = String(decoding: units, as: UTF16.self)
            guard needsComposing(again) else { return }
            foldComposed(composed(again), limit, &units, &spelledOut)
            if units == before { return }
        }
    }

    private static func foldComposed(_ text: String, _ limit: Int, _ units: inout [UInt16], _ spelledOut: inout [UInt16]) {
        units.removeAll(keepingCapacity: true)
        spelledOut.removeAll(keepingCapacity: true)
        let table = Self.table
        var isSpelledOut = false
        var previous: UInt32 = 0
        var scanned = 0
        for scalar in text.unicodeScalars {
            // A combining diaeresis or ring after a, o, u means the same as the composed letter.
            let value = scalar.value
            scanned += 1
            if units.count >= limit || scanned > limit * 8 { break }
            let start = units.count
            if value < 0x10000 {
                let single = table.single[Int(value)]
                if single == several {
                    if let sequence = table.sequences[UInt16(value)] { units.append(contentsOf: sequence) }
                } else if single != dropped {
                    units.append(single)
                }
            } else {
                units.append(contentsOf: foldedSlowly(scalar))
            }
            if let long = spelling(of: value, after: previous) {
                if !isSpelledOut {
                    isSpelledOut = true
                    spelledOut.append(contentsOf: units[..<start])
                }
                if value == 0x308 || value == 0x30A { spelledOut.removeLast() }
                spelledOut.append(contentsOf: long)
            } else if isSpelledOut {
                spelledOut.append(contentsOf: units[start...])
            }
            previous = value
        }
        if units.count > limit { units.removeSubrange(limit...) }
        if spelledOut.count > limit { spelledOut.removeSubrange(limit...) }
    }

    /// German and Scandinavian spellings without the special letters.
    private static func spelling(of value: UInt32, after previous: UInt32) -> [UInt16]? {
        switch value {
        case 0xE4, 0xC4: return [0x61, 0x65]
        case 0xF6, 0xD6, 0xF8, 0xD8: return [0x6F, 0x65]
        case 0xFC, 0xDC: return [0x75, 0x65]
        case 0xE5, 0xC5: return [0x61, 0x61]
        case 0x308:
            switch previous {
            case 0x61, 0x41: return [0x61, 0x65]
            case 0x6F, 0x4F: return [0x6F, 0x65]
            case 0x75, 0x55: return [0x75, 0x65]
            default: return nil
            }
        case 0x30A: return previous == 0x61 || previous == 0x41 ? [0x61, 0x61] : nil
        default: return nil
        }
    }

    /// Hangul written as single jamo and half-width or split kana mean letters only when put together.
    private static func needsComposing(_ text: String) -> Bool {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x1100...0x11FF, 0x3099...0x309C, 0x3130...0x318F, 0x3200...0x33FF, 0xA960...0xA97F, 0xD7B0...0xD7FF, 0xFF66...0xFFDC: return true
            default: continue
            }
        }
        return false
    }

    private static func composed(_ text: String) -> String {
        // In two steps: Foundation on Linux leaves half-width kana and their marks apart in one.
        String(text.unicodeScalars.prefix(1024)).decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
    }

    // MARK: making the table

    private static func makeTable() -> Table {
        var table = Table(single: [UInt16](repeating: dropped, count: 0x10000), sequences: [:])
        for value in UInt32(0)..<0x10000 {
            let folded: [UInt16]
            switch value {
            case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: folded = [UInt16(value)]
            default:
                guard let scalar = Unicode.Scalar(value) else { continue }
                folded = foldedSlowly(scalar)
            }
            if folded.count == 1 {
                table.single[Int(value)] = folded[0]
            } else if folded.count > 1 {
                table.single[Int(value)] = several
                table.sequences[UInt16(value)] = folded
            }
        }
        return table
    }

    private static func foldedSlowly(_ scalar: Unicode.Scalar) -> [UInt16] {
        var current: [Unicode.Scalar] = [scalar]
        // Twice: a plain form may itself be foldable; the second pass finds nothing new for any scalar (a test says so).
        for _ in 0..<3 {
            let next = current.flatMap(foldedOnce)
            if next == current { break }
            current = next
        }
        return current.flatMap { Array(String($0).utf16) }
    }

    private static func foldedOnce(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let plain = plainForms[scalar] { return Array(plain.unicodeScalars) }
        if (0x30A1...0x30F6).contains(scalar.value), let hiragana = Unicode.Scalar(scalar.value - 0x60) { return [hiragana] }
        if isKana(scalar) { return [scalar] }
        let lower = scalar.properties.lowercaseMapping
        return lower.decomposedStringWithCompatibilityMapping.unicodeScalars.flatMap { part -> [Unicode.Scalar] in
            let properties = part.properties
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: return [part]
            case .modifierLetter: return isKana(part) || part.value == 0x30FC ? [part] : []
            case .decimalNumber:
                guard let digit = properties.numericValue, let ascii = Unicode.Scalar(UInt32(0x30 + Int(digit))) else { return [part] }
                return [ascii]
            case .letterNumber, .otherNumber: return [part]
            case .nonspacingMark, .spacingMark, .enclosingMark: return isDroppedMark(properties) ? [] : [part]
            default: return []
            }
        }
    }

    private static func isKana(_ scalar: Unicode.Scalar) -> Bool { (0x3041...0x3094).contains(scalar.value) || scalar.value == 0x30FC }

    /// Marks above, below and through letters, Hebrew and Arabic points, the nukta; not vowel signs, viramas or Thai tones.
    private static func isDroppedMark(_ properties: Unicode.Scalar.Properties) -> Bool {
        switch properties.canonicalCombiningClass.rawValue {
        case 1, 7, 8, 10...36, 200...254: true
        default: properties.generalCategory == .enclosingMark || properties.isVariationSelector || properties.isDefaultIgnorableCodePoint
        }
    }

    private static let plainForms: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d",
        "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "İ": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n",
        "ə": "e", "Ə": "e", "ɛ": "e", "Ɛ": "e", "ɔ": "o", "Ɔ": "o", "ǝ": "e", "Ǝ": "e", "ĸ": "k", "ɓ": "b", "Ɓ": "b", "ɗ": "d",
        "Ɗ": "d", "ƙ": "k", "Ƙ": "k", "ƴ": "y", "Ƴ": "y", "ɣ": "g", "Ɣ": "g", "ɨ": "i", "Ɨ": "i", "ʉ": "u", "Ʉ": "u", "ƶ": "z", "Ƶ": "z",
        "ǥ": "g", "Ǥ": "g", "ɖ": "d", "Ɖ": "d", "ƒ": "f", "Ƒ": "f", "ʒ": "z", "Ʒ": "z", "ȥ": "z", "Ȥ": "z",
        "ς": "σ", "ґ": "г", "Ґ": "г", "ғ": "г", "Ғ": "г", "қ": "к", "Қ": "к", "ң": "н", "Ң": "н", "ҳ": "х", "Ҳ": "х", "ұ": "у", "Ұ": "у",
        "ү": "у", "Ү": "у", "ө": "о", "Ө": "о", "һ": "х", "Һ": "х", "ҷ": "ч", "Ҷ": "ч", "ә": "а", "Ә": "а", "ӏ": "", "Ӏ": "",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
        "ۀ": "ه", "ۂ": "ه", "ۃ": "ه", "ک": "ك", "ڪ": "ك", "ء": "", "ـ": "", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن",
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "װ": "וו", "ױ": "וי", "ײ": "יי",
        "ゖ": "け", "ヶ": "け", "ゕ": "か", "ヵ": "か",
    ]
}
