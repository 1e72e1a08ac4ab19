/// Folded names that one slip of the pen makes out of each other: one letter more, less, other, or two neighbours swapped.
///
/// Two such names have a form in common once one letter at most is left out of each. So names are brought together by a hash of those forms, and
/// nobody compares each with each. Digits are never left out: School 1 and School 2 are two schools.
public struct OneSlip: Sendable {
    let units: [UInt16]

    /// Shorter names differ by one letter and mean another thing.
    static let shortest = 6
    private static let base: UInt64 = 0x100_0000_01B3
    /// Undoes a multiplication by `base`.
    private static let inverse: UInt64 = 0xCE965057AFF6957B

    /// Nil for names that are not compared letter by letter: short ones, and those of scripts that write a syllable or a word with each sign.
    public init?(_ folded: some StringProtocol) {
        units = Array(folded.utf16)
        guard units.count >= Self.shortest, !units.contains(where: Self.isSyllable) else { return nil }
    }

    private static func isSyllable(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7FF, 0xD800...0xDFFF, 0xF900...0xFAFF: true
        default: false
        }
    }

    private static func isDigit(_ unit: UInt16) -> Bool { (0x30...0x39).contains(unit) }

    /// The hashes of the name and of all its forms without one letter. Two names that are a slip apart have one in common; the reverse need not hold.
    public func hashes(_ body: (UInt64) -> Void) {
        // A polynomial: leaving out one letter costs a step, not another walk along the name.
        let whole = units.reduce(UInt64(0)) { $0 &* Self.base &+ (UInt64($1) &+ 1) }
        body(whole)
        var before: UInt64 = 0
        var power = (1..<units.count).reduce(UInt64(1)) { power, _ in power &* Self.base }
        for place in units.indices {
            let with = before &* Self.base &+ (UInt64(units[place]) &+ 1)
            let isRepeated = place > 0 && units[place] == units[place - 1]
            if !Self.isDigit(units[place]), !isRepeated { body(before &* power &+ (whole &- with &* power)) }
            before = with
            power = power &* Self.inverse
        }
    }

    /// Whether exactly one slip lies between the two, and none in a digit.
    public func isApart(from other: OneSlip) -> Bool {
        let (a, b) = units.count <= other.units.count ? (units, other.units) : (other.units, units)
        guard b.count - a.count <= 1, let first = b.indices.first(where: { $0 >= a.count || a[$0] != b[$0] }) else { return false }
        if a.count < b.count { return !Self.isDigit(b[first]) && a[first...] == b[(first + 1)...] }
        guard !Self.isDigit(a[first]), !Self.isDigit(b[first]) else { return false }
        let next = first + 1
        if a[next...] == b[next...] { return true }
        return next < a.count && a[first] == b[next] && a[next] == b[first] && a[(next + 1)...] == b[(next + 1)...]
    }
}
