/// First words that are written in full or short: whoever looks for "St. Albans" or "Saint Albans" means the same place.
/// GeoNames lists both for large places only.
enum AbbreviatedNames {
    private static let pairs: [(full: String, short: String)] = [
        ("saint", "st"), ("sainte", "ste"), ("sankt", "st"), ("santa", "sta"), ("santo", "sto"), ("fort", "ft"), ("mount", "mt"),
    ]

    /// The name with its first word written the other way; empty for nearly all names.
    static func otherSpellings(of name: String) -> [String] {
        // Nearly every name ends here, so the first letter is looked at before anything is made.
        guard let first = name.utf8.first, [UInt8(ascii: "S"), UInt8(ascii: "F"), UInt8(ascii: "M")].contains(first) else { return [] }
        guard let end = name.firstIndex(where: { $0 == " " || $0 == "-" || $0 == "." }) else { return [] }
        let rest = name[end...].drop { $0 == " " || $0 == "-" || $0 == "." }
        guard !rest.isEmpty else { return [] }
        let word = name[..<end].lowercased()
        return pairs.compactMap { full, short in
            if word == full { return "\(short) \(rest)" }
            if word == short && full != "sankt" { return "\(full) \(rest)" }
            return nil
        }
    }
}
