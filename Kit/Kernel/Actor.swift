/// What a person may be in an office (design: one table of route × role is a test).
public enum Role: String, Sendable, CaseIterable, Codable {
    /// Keeps the server running: accounts, settings. Technical.
    case admin
    /// Heads the office of international affairs.
    case director
    /// Works in the office of international affairs.
    case officer
    /// Any other department: registers trips, reads the directory.
    case colleague
    /// The partner's person: sees the partnership that is shared with them.
    case counterpart
    /// A club, an ambassador, an honorary consul.
    case community
    /// A council member: reads reports.
    case council
}

/// Who acts. Every store and every permission asks for one.
public struct Actor: Sendable, Hashable {
    /// Nil for the public, who never sign in.
    public let user: UserID?
    public let name: String
    /// The office in which this person works now. Somebody who belongs to several works in one at a time.
    public let office: OfficeID?
    public let role: Role?

    public init(user: UserID, name: String, office: OfficeID?, role: Role?) {
        (self.user, self.name, self.office, self.role) = (user, name, office, role)
    }

    /// Somebody without an account who answers a letter of ours; the name is of the post, not of a person.
    public init(answering post: String) { self.init(name: post) }

    private init(name: String) { (user, self.name, office, role) = (nil, name, nil, nil) }

    /// Somebody who has not signed in.
    public static let anyone = Actor(name: "")
    /// The server itself: set-up, the demonstration, the command line.
    public static let system = Actor(name: "Proxenia")

    public var isSignedIn: Bool { user != nil }
}

/// What one must be allowed to do before a route answers. A route cannot be declared without one.
public struct Permission: Sendable, Hashable {
    public let name: String
    let grant: Grant

    enum Grant: Hashable { case anyone, signedIn, roles(Set<Role>) }

    private init(_ name: String, _ grant: Grant) { (self.name, self.grant) = (name, grant) }

    /// Open to the public.
    public static let anyone = Permission("anyone", .anyone)
    /// Anybody who has signed in, whatever the role (their own account, the choice of office).
    public static let signedIn = Permission("signed in", .signedIn)

    /// A permission of a feature: its name, `directory.edit`, and the roles that hold it.
    public static func roles(_ name: String, _ roles: Set<Role>) -> Permission { Permission(name, .roles(roles)) }

    /// Whether this actor holds it. Roles count in the actor's present office.
    public func allows(_ actor: Actor) -> Bool {
        switch grant {
        case .anyone: true
        case .signedIn: actor.isSignedIn
        case .roles(let roles): actor.office != nil && actor.role.map(roles.contains) == true
        }
    }

    /// Whether a role holds it; nil stands for the public.
    public func allows(role: Role?) -> Bool {
        switch grant {
        case .anyone: true
        case .signedIn: role != nil
        case .roles(let roles): role.map(roles.contains) == true
        }
    }
}
