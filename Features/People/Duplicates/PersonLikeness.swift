import Markup

/// Why two entries may be one person. In the order in which the report lists them: the surest first.
enum PersonLikeness: String, CaseIterable, Sendable {
    /// One e-mail address stands in both.
    case address
    /// One name, whatever its order and script; and an organisation or a country in common, or nothing else known of one of them.
    case name
    /// One letter more, less, other or swapped, at one organisation.
    case slip

    func word(_ w: Words) -> String {
        switch self {
        case .address: w("the same address")
        case .name: w("the same name")
        case .slip: w("names that differ by one letter, at one organisation")
        }
    }
}
