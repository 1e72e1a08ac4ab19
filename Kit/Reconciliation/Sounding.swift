import Foundation

/// A coarse key of how a name sounds: what different transcriptions of one name from another script have in common.
///
/// "Velykyi Bychkiv" and "Velykyy Bychkiv", "Zalischyky" and "Zalishchyky", "Qalqilya" and "Qalqīlyah" have one key each.
enum Sounding {
    private static let rules: [(String, String)] = [
        ("shch", "s"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "z"), ("dzh", "j"),
        ("dj", "j"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ay", "i"),
        ("ai", "i"), ("ey", "i"), ("ae", "e"), ("ck", "k"), ("q", "k"), ("w", "v"), ("x", "ks"), ("yo", "o"), ("io", "o"), ("ya", "a"), ("ia", "a"),
        ("yu", "u"), ("iu", "u"), ("ye", "e"), ("ie", "e"), ("j", "i"), ("y", "i"), ("z", "c"),
    ]
    /// In Arabic and Hebrew short vowels are not written, so that transcriptions differ in them.
    private static let countriesOfUnwrittenVowels: Set<String> = [
        "AE", "BH", "DJ", "DZ", "EG", "EH", "IL", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN",
        "YE",
    ]

    /// A Korean name in the Revised Romanisation (2000) as McCune and Reischauer (1939) would have it, without marks.
    static func olderKorean(_ name: String) -> [String] {
        var plain = Lettering.plain(name)
        guard plain.utf8.allSatisfy({ $0 < 0x80 }), plain.utf8.count >= 5 else { return [] }
        for (from, to) in [("eo", "o"), ("eu", "u")] { plain = plain.replacingOccurrences(of: from, with: to) }
        for (from, to) in [("g", "k"), ("d", "t"), ("b", "p"), ("j", "ch")] where plain.hasPrefix(from) { plain = to + plain.dropFirst() }
        return [plain, plain.replacingOccurrences(of: "j", with: "ch")]
    }

    /// The key; empty for names in other scripts than the Latin.
    static func key(_ name: String, in country: String) -> String {
        let isVowelBlind = countriesOfUnwrittenVowels.contains(country)
        var rest = Array(Lettering.plain(name).utf8.filter { $0 != 0x20 })
        guard rest.allSatisfy({ $0 < 0x80 }), !rest.isEmpty else { return "" }
        var result: [UInt8] = []
        while !rest.isEmpty {
            if let (from, to) = rules.first(where: { rest.starts(with: $0.0.utf8) }) {
                rest.removeFirst(from.utf8.count)
                for unit in to.utf8 where result.last != unit { result.append(unit) }
            } else {
                let unit = rest.removeFirst()
                if result.last != unit { result.append(unit) }
            }
        }
        while let last = result.last, last == 0x68, result.count > 2 { result.removeLast() }
        guard isVowelBlind else { return String(decoding: result, as: UTF8.self) }
        let merged = result.map { unit -> UInt8 in
            switch unit {
            case UInt8(ascii: "o"): UInt8(ascii: "u")
            case UInt8(ascii: "e"): UInt8(ascii: "i")
            default: unit
            }
        }
        return String(decoding: merged, as: UTF8.self)
    }
}
