import Gazetteer

/// A number in the place of a text, so that equal texts are found by sorting numbers (FNV-1a, 64 bits). Of a hundred thousand entries two
/// different texts meet once in a thousand million times.
struct KeyHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    mutating func add(_ text: some StringProtocol) {
        for byte in text.utf8 { add(byte) }
        // The end: `ab` and `c` are not `a` and `bc`.
        add(0xFF)
    }
    mutating func add(_ number: Int?) {
        let bits = number.map { UInt64(bitPattern: Int64($0)) &+ 1 } ?? 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) { add(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// The words of a name, whatever their order, without those that only join others; nil for a single word.
    static func words(_ name: String) -> UInt64? {
        var sum: UInt64 = 0, count = 0
        var word = KeyHash(), isOpen = false, isPlain = true
        var start = name.unicodeScalars.startIndex
        func close(_ end: String.Index) {
            guard isOpen else { return }
            // Folding takes its time; of plain letters it is the small ones.
            let hash = isPlain ? word.value : folded(name.unicodeScalars[start..<end])
            if let hash, !joining.contains(hash) {
                // Mixed before they are added up, so that only equal words give equal sums.
                sum &+= (hash ^ (hash >> 29)) &* 0x9E37_79B9_7F4A_7C15
                count += 1
            }
            (word, isOpen, isPlain) = (KeyHash(), false, true)
        }
        var place = start
        while place < name.unicodeScalars.endIndex {
            let scalar = name.unicodeScalars[place]
            let next = name.unicodeScalars.index(after: place)
            if isLetter(scalar) {
                if !isOpen { (isOpen, start) = (true, place) }
                if scalar.isASCII {
                    word.add(scalar.value < 0x61 && scalar.value >= 0x41 ? UInt8(scalar.value) | 0x20 : UInt8(scalar.value))
                } else {
                    isPlain = false
                }
            } else {
                close(place)
            }
            place = next
        }
        close(place)
        return count < 2 ? nil : sum
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x30...0x39).contains(scalar.value) || (0x61...0x7A).contains(scalar.value | 0x20) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber:
            return true
        default: return false
        }
    }

    private static func folded(_ scalars: Substring.UnicodeScalarView) -> UInt64? {
        let text = FoldedName(String(scalars)).text
        return text.isEmpty ? nil : plain(text)
    }

    private static func plain(_ text: String) -> UInt64 {
        var hash = KeyHash()
        for byte in text.utf8 { hash.add(byte) }
        return hash.value
    }

    private static let joining: Set<UInt64> = Set(
        [
            "of", "the", "and", "for", "der", "die", "das", "den", "des", "von", "und", "fur", "zu", "de", "du", "la", "le", "les", "l", "d", "et",
            "di", "da",
            "do", "del", "della", "e", "y", "van", "het", "en",
        ].map(plain))
}
