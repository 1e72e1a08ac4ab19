/// The plural forms of CLDR.
enum Plural: String, Sendable, CaseIterable {
    case zero, one, two, few, many, other

    /// Which form a whole number takes (Unicode CLDR 45, cardinal rules for integers).
    static func form(of number: Int, language: String) -> Plural {
        let n = number.magnitude
        let (tens, units) = (n % 100, n % 10)
        switch language {
        case "zh", "ja", "ko", "vi", "th", "id", "ms": return .other
        case "fr", "pt", "hy": return n <= 1 ? .one : .other
        case "ru", "uk", "sr", "hr", "bs", "be":
            if units == 1, tens != 11 { return .one }
            if (2...4).contains(units), !(12...14).contains(tens) { return .few }
            return language == "sr" || language == "hr" || language == "bs" ? .other : .many
        case "pl":
            if n == 1 { return .one }
            return (2...4).contains(units) && !(12...14).contains(tens) ? .few : .many
        case "cs", "sk": return n == 1 ? .one : (2...4).contains(n) ? .few : .other
        case "lt":
            if units == 1, !(11...19).contains(tens) { return .one }
            return (2...9).contains(units) && !(11...19).contains(tens) ? .few : .other
        case "ro": return n == 1 ? .one : n == 0 || (1...19).contains(tens) ? .few : .other
        case "he": return n == 1 ? .one : n == 2 ? .two : .other
        case "ar":
            switch n {
            case 0: return .zero
            case 1: return .one
            case 2: return .two
            default: return (3...10).contains(tens) ? .few : (11...99).contains(tens) ? .many : .other
            }
        default: return n == 1 ? .one : .other
        }
    }
}
