/// An amount of money: whole minor units (cents) and an ISO 4217 code. Never a floating-point number, never converted by guess.
public struct Money: Hashable, Sendable, Codable {
    public let minor: Int64
    /// Three capital letters, `EUR`.
    public let currency: String

    /// Nil when the code is not three capital letters.
    public init?(minor: Int64, currency: String) {
        guard currency.count == 3, currency.allSatisfy({ $0.isASCII && $0.isUppercase }) else { return nil }
        (self.minor, self.currency) = (minor, currency)
    }

    /// Digits after the point (ISO 4217: two, but none for the yen and three for the dinar of Kuwait).
    public var fractionDigits: Int { Self.fractionDigits(of: currency) }

    public static func fractionDigits(of currency: String) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF": 0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }
}
