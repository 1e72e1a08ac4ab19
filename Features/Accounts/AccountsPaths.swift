import Kernel

/// Where the pages of accounts are.
public enum AccountsPaths {
    public static let signIn = "/sign-in"
    public static let signOut = "/sign-out"
    public static let setUp = "/set-up"
    public static let account = "/account"
    public static let officeChoice = "/office/choice"
    public static let accounts = "/office/accounts"

    /// Where an invitation is taken up, and where a link in its letter leads first.
    public static let invitation = "/invitation"
    static func invitation(_ token: String) -> String { "\(invitation)/\(token)" }
    public static let forgottenPassword = "/forgotten-password"
    static let choosePassword = "/new-password"
    static func choosePassword(_ token: String) -> String { "\(choosePassword)/\(token)" }
    static func invitationActs(_ id: ID<Invitation>, _ act: String) -> String { "\(accounts)/invitations/\(id)/\(act)" }

    static let code = "/sign-in/code"
    public static let secondFactor = "/account/second-factor"
    static func secondFactor(_ act: String) -> String { "\(secondFactor)/\(act)" }
    static let tokens = "/account/tokens"
    static func tokenRemoval(_ id: ID<AccessToken>) -> String { "\(tokens)/\(id)/removal" }
    static let secondFactorRule = "/office/accounts/second-factor"
    static func secondFactorRemoval(_ id: UserID) -> String { "\(person(id))/second-factor" }
    static let sessionEnd = "/account/sessions/end"

    static let password = "/account/password"
    static let sessions = "/account/sessions"
    static let newPerson = "/office/accounts/new"
    static func person(_ id: UserID) -> String { "\(accounts)/\(id)" }
    static func role(_ id: UserID) -> String { "\(person(id))/role" }
    static func disabling(_ id: UserID) -> String { "\(person(id))/disabling" }
    static func enabling(_ id: UserID) -> String { "\(person(id))/enabling" }
    static func newPassword(_ id: UserID) -> String { "\(person(id))/password" }

    static let standIns = "/account/stand-ins"
    static func standInRemoval(_ id: ID<StandIn>) -> String { "\(standIns)/\(id)/removal" }
    static let acting = "/account/acting"
    static let actingEnd = "/account/acting/end"
    static func standIns(of id: UserID) -> String { "\(person(id))/stand-ins" }
    static func handOver(_ id: UserID) -> String { "\(person(id))/hand-over" }
}
