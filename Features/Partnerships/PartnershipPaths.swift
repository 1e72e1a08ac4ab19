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
    static func agreement(_ id: PartnershipID) -> String { "\(partnership(id))/agreement" }
    static func proposal(_ id: PartnershipID, _ hash: String, _ act: String) -> String { "\(partnership(id))/proposals/\(hash)/\(act)" }
    static func record(_ id: PartnershipID) -> String { "\(partnership(id))/record" }
    /// A part of the page.
    static func tab(_ id: PartnershipID, _ tab: String) -> String { tab.isEmpty ? partnership(id) : "\(partnership(id))/\(tab)" }
    /// The form for a new thing of a kind, or for one that is there; an empty identity is that of a kind of which there is one.
    static func thing(_ id: PartnershipID, _ kind: SharedKind, _ thing: String? = nil) -> String {
        let base = "\(partnership(id))/\(kind.path)"
        if kind.isSingle { return "\(base)/edit" }
        return thing.map { "\(base)/\($0)/edit" } ?? "\(base)/new"
    }
    static func removal(_ id: PartnershipID, _ kind: SharedKind, _ thing: String) -> String { "\(partnership(id))/\(kind.path)/\(thing)/removal" }
    /// Of a kind of which there is one.
    static func removal(_ id: PartnershipID, _ kind: SharedKind) -> String { "\(partnership(id))/\(kind.path)/removal" }
    static func draft(_ id: PartnershipID, _ act: String) -> String { "\(partnership(id))/draft/\(act)" }
    static func anniversary(_ id: PartnershipID, _ years: Int) -> String { "\(partnership(id))/anniversaries/\(years)" }
    static func status(_ id: PartnershipID) -> String { "\(partnership(id))/status" }
    static func publication(_ id: PartnershipID) -> String { "\(partnership(id))/publication" }
    static func archiving(_ id: PartnershipID) -> String { "\(partnership(id))/archiving" }
    /// The empty form with the partner city already chosen.
    public static func new(with place: PlaceID) -> String { "\(new)?place=\(place)" }
}
