import Kernel
import Web

/// Where the pages of the register are.
public enum PartnershipPaths {
    public static let register = "/office/partnerships"
    public static let map = "/office/partnerships/map"
    static let timeline = "/office/partnerships/timeline"
    public static let archive = "/office/partnerships/archive"
    static let anniversaries = "/office/partnerships/anniversaries"
    static let calendar = "/office/partnerships/anniversaries/calendar"
    static let sleeping = "/office/partnerships/sleeping"
    public static let new = "/office/partnerships/new"
    public static let triangles = "/office/partnerships/triangles"
    public static let imports = "/office/imports"

    public static func partnership(_ id: PartnershipID) -> String { "\(register)/\(id)" }
    /// The cities that a city has in common with the office's own.
    static func inCommon(_ place: PlaceID) -> String { "\(triangles)/\(place)" }
    static func edit(_ id: PartnershipID) -> String { "\(partnership(id))/edit" }
    static let invitations = "/office/partnerships/invitations"
    static func invitation(_ record: PartnershipID, _ act: String = "") -> String { "\(invitations)/\(record)\(act.isEmpty ? "" : "/" + act)" }
    static func agreement(_ id: PartnershipID) -> String { RecordPaths(id).agreement }
    static func record(_ id: PartnershipID) -> String { RecordPaths(id).record }
    static func anniversary(_ id: PartnershipID, _ years: Int) -> String { "\(partnership(id))/anniversaries/\(years)" }
    static func status(_ id: PartnershipID) -> String { "\(partnership(id))/status" }
    static func publication(_ id: PartnershipID) -> String { "\(partnership(id))/publication" }
    static func archiving(_ id: PartnershipID) -> String { "\(partnership(id))/archiving" }
    /// The empty form with the partner city already chosen.
    public static func new(with place: PlaceID) -> String { "\(new)?place=\(place)" }
}

/// Where the pages of a record are: under an office's register, or under the link of a guest.
struct RecordPaths: Sendable {
    let base: String

    init(_ id: PartnershipID) { base = PartnershipPaths.partnership(id) }
    init(guest token: String) { base = "\(GuestPaths.guest)/\(token)" }

    var agreement: String { "\(base)/agreement" }
    var record: String { "\(base)/record" }
    func proposal(_ hash: String, _ act: String) -> String { "\(base)/proposals/\(hash)/\(act)" }
    /// A part of the page.
    func tab(_ tab: String) -> String { tab.isEmpty ? base : "\(base)/\(tab)" }
    /// The form for a new thing of a kind, or for one that is there; an empty identity is that of a kind of which there is one.
    func thing(_ kind: SharedKind, _ thing: String? = nil) -> String {
        let base = "\(base)/\(kind.path)"
        if kind.isSingle { return "\(base)/edit" }
        return thing.map { "\(base)/\($0)/edit" } ?? "\(base)/new"
    }
    func removal(_ kind: SharedKind, _ thing: String) -> String { "\(base)/\(kind.path)/\(thing)/removal" }
    /// Of a kind of which there is one.
    func removal(_ kind: SharedKind) -> String { "\(base)/\(kind.path)/removal" }
    func draft(_ act: String) -> String { "\(base)/draft/\(act)" }
}

/// Where an office looks after its guests, and where these come in.
enum GuestPaths {
    static let guest = "/guest"

    static func guests(_ id: PartnershipID, _ guest: ID<Guest>? = nil, _ act: String = "") -> String {
        let base = "\(PartnershipPaths.partnership(id))/guests"
        return guest.map { "\(base)/\($0)/\(act)" } ?? base
    }
    /// The form for a guest of a party.
    static func new(_ id: PartnershipID, _ party: String) -> String { guests(id) + "/new" + Parameters([("party", party)]).queryString }
}
