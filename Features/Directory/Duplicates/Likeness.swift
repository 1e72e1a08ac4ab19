import Kernel
import Markup

/// Why two entries may be one and the same. In the order in which the report lists them: the surest first.
enum Likeness: Sendable, Hashable {
    /// One public number stands in both.
    case identifier(OrganisationIdentifier.Scheme, String)
    /// One name, in whatever language or script, at the same place.
    case name(String)
    /// One site on the web, at the same place.
    case website(String)
    /// The words of the name in another order; same place and kind.
    case order
    /// One letter more, less, other or swapped; same place and kind.
    case slip

    enum Kind: String, CaseIterable { case identifier, name, website, order, slip }

    var kind: Kind {
        switch self {
        case .identifier: .identifier
        case .name: .name
        case .website: .website
        case .order: .order
        case .slip: .slip
        }
    }

    /// What both have, as it is stored beside the kind; empty where the kind says it all.
    var detail: String {
        switch self {
        case .identifier(let scheme, let value): "\(scheme.rawValue) \(value)"
        case .name(let name): name
        case .website(let host): host
        case .order, .slip: ""
        }
    }

    init?(kind: Kind, detail: String) {
        switch kind {
        case .identifier:
            let parts = detail.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let scheme = OrganisationIdentifier.Scheme(rawValue: String(parts[0])) else { return nil }
            self = .identifier(scheme, String(parts[1]))
        case .name: self = .name(detail)
        case .website: self = .website(detail)
        case .order: self = .order
        case .slip: self = .slip
        }
    }

    func word(_ w: Words) -> String {
        switch self {
        case .identifier(let scheme, let value): w("the same number: \(OrganisationViews.scheme(scheme, w)) \(value)")
        case .name(let name): w("the same name at the same place: \(name)")
        case .website(let host): w("the same website at the same place: \(host)")
        case .order: w("the same words in another order, at the same place")
        case .slip: w("names that differ by one letter, at the same place")
        }
    }
}
