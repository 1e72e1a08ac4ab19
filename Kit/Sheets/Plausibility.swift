/// How much a decoded text looks like words of some language, from about 0 (gibberish) to 1.3.
enum Plausibility {
    static func score(_ scalars: [UInt32], as encoding: SheetEncoding) -> Double {
        switch encoding {
        case .gb18030: eastAsian(scalars, common: commonChinese(_:), kana: false)
        case .shiftJIS: eastAsian(scalars, common: { _ in true }, kana: true)
        default: alphabetic(scalars, alphabets: Alphabets.of(encoding))
        }
    }

    /// Letters are weighed by the best single language and by all languages of the encoding together; what does not occur in
    /// words (a capital after a small letter, a sign between letters, two scripts in a word) is taken off.
    private static func alphabetic(_ scalars: [UInt32], alphabets: [Alphabet]) -> Double {
        let every = alphabets.reduce(into: Set<UInt32>()) { $0.formUnion($1.letters) }
        var total = 0.0
        var counts: [UInt32: Double] = [:]
        var penalty = 0.0
        var latinRun = 0
        for (index, scalar) in scalars.enumerated() {
            guard scalar >= 0x80 else {
                latinRun = 0
                continue
            }
            total += 1
            let before = index > 0 ? scalars[index - 1] : 0x20
            let after = index + 1 < scalars.count ? scalars[index + 1] : 0x20
            let kind = Kind(scalar)
            switch kind {
            case .fault:
                penalty += 3
            case .sign:
                let inside = Kind(before).isLetter && Kind(after).isLetter
                let apostrophe = scalar == 0x2019 || scalar == 0xB7 || scalar == 0x2D
                if apostrophe { total -= 0.5 } else if inside { penalty += 1.5 } else { penalty += signs.contains(scalar) ? 0 : 0.5 }
                if !apostrophe, !inside, signs.contains(scalar) { total -= 0.5 }
                latinRun = 0
            case .latin, .other:
                counts[scalar, default: 0] += 1
                if !every.contains(scalar) { penalty += 0.5 }
                if kind != Kind(before), Kind(before).isLetter { penalty += 1 }
                if kind != Kind(after), Kind(after).isLetter { penalty += 1 }
                if Letters.isUpper(scalar), Kind(before).isLetter, Letters.isLower(before) || Letters.isLower(after) { penalty += 1.5 }
                if Letters.isLower(scalar), Letters.isUpper(before), Letters.isUpper(after) { penalty += 1 }
                latinRun = kind == .latin ? latinRun + 1 : 0
                if latinRun >= 3 { penalty += 1 }
            }
        }
        guard total > 0 else { return 0 }
        let best =
            alphabets.map { alphabet in
                alphabet.weight * counts.reduce(0) { $0 + (alphabet.letters.contains($1.key) ? $1.value : 0) }
            }.max() ?? 0
        let known = counts.reduce(0) { $0 + (every.contains($1.key) ? $1.value : 0) }
        return (best + 0.3 * known - penalty) / total
    }

    private static func eastAsian(_ scalars: [UInt32], common: (UInt32) -> Bool, kana: Bool) -> Double {
        var total = 0.0
        var good = 0.0
        for (index, scalar) in scalars.enumerated() where scalar >= 0x80 {
            total += 1
            let before = index > 0 ? scalars[index - 1] : 0x20
            let after = index + 1 < scalars.count ? scalars[index + 1] : 0x20
            switch scalar {
            case 0x4E00...0x9FFF:
                // A lone ideograph inside a Latin word is an accented letter misread.
                let stuck = Kind.isASCIILetter(before) || Kind.isASCIILetter(after)
                good += stuck ? -1 : common(scalar) ? 1.15 : -0.2
            case 0x3040...0x30FF: good += kana ? 1.25 : 0
            case 0x3000...0x303F, 0xFF01...0xFF5E: good += 0.8
            case 0xFF61...0xFF9F: good -= 0.5
            default: good -= 1
            }
        }
        return total > 0 ? good / total : 0
    }

    /// Whether the ideograph is one of the 3,755 of GB 2312's first level, which make up nearly all modern text.
    private static func commonChinese(_ scalar: UInt32) -> Bool { CommonChinese.characters.contains(scalar) }

    /// Signs that stand in ordinary tables: quotation marks, dashes, degree, euro, bullets, non-breaking space.
    private static let signs: Set<UInt32> = [
        0xA0, 0xA7, 0xA9, 0xAA, 0xAB, 0xAE, 0xB0, 0xB1, 0xB2, 0xB3, 0xB7, 0xBA, 0xBB, 0xBD, 0xBF, 0xA1, 0xA3,
        0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x20AC, 0x2116, 0x2122,
    ]

    private enum Kind: Equatable {
        case latin, other, sign, fault

        init(_ scalar: UInt32) {
            switch scalar {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F: self = .latin
            case 0x370...0x3FF, 0x400...0x52F: self = .other
            case 0xFFFD, 0x80...0x9F: self = .fault
            default: self = .sign
            }
        }

        var isLetter: Bool { self == .latin || self == .other }

        static func isASCIILetter(_ scalar: UInt32) -> Bool { (scalar | 0x20) >= 0x61 && (scalar | 0x20) <= 0x7A }
    }
}

/// Case of a letter.
private enum Letters {
    static func isUpper(_ value: UInt32) -> Bool { Unicode.Scalar(value)?.properties.isUppercase ?? false }
    static func isLower(_ value: UInt32) -> Bool { Unicode.Scalar(value)?.properties.isLowercase ?? false }
}

/// GB 2312 level 1: the ideographs whose lead byte is B0 to D7 and whose trail byte is A1 to FE.
private enum CommonChinese {
    static let characters: Set<UInt32> = {
        var bytes: [UInt8] = []
        for lead in UInt8(0xB0)...0xD7 { for trail in UInt8(0xA1)...0xFE { bytes += [lead, trail] } }
        guard let transcoder = try? Transcoder(.gb18030) else { return [] }  // then GB18030 is no candidate either
        var text: [UInt8] = []
        bytes.withUnsafeBufferPointer { transcoder.feed(all: $0) { text.append(contentsOf: $0) } }
        return Set(String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value))
    }()
}
