import Accounts
import Foundation
import Kernel
import Storage

/// The invented people tests speak of, one for every role, in two offices. Their names are made up and say so.
public struct Cast: Sendable {
    public enum Character: String, Sendable, CaseIterable {
        case admin, director, officer, secondOfficer, colleague, counterpart, community, council
        /// Works in the other office only.
        case haifaOfficer
        /// Belongs to both offices, works in Düsseldorf now.
        case both
    }

    /// One who may sign in: the token of a session that stands already.
    public struct Person: Sendable {
        public let id: UserID
        public let name: String
        public let email: String
        public let actor: Actor
        public let token: String
        public let sessionKey: String
    }

    public static let password = "an invented password"
    public let duesseldorf: OfficeID
    public let haifa: OfficeID
    public let people: [Character: Person]

    /// GeoNames numbers of the two cities.
    public static let duesseldorfPlace: PlaceID = 2_934_246
    public static let haifaPlace: PlaceID = 294_801

    public static func role(_ character: Character) -> Role {
        switch character {
        case .admin: .admin
        case .director: .director
        case .officer, .secondOfficer, .haifaOfficer, .both: .officer
        case .colleague: .colleague
        case .counterpart: .counterpart
        case .community: .community
        case .council: .council
        }
    }
}
