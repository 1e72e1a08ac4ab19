import Gazetteer
import Kernel
import Storage
import Web

/// Who may come in, and as what: set-up of a new server, sign-in, one's own account, the people of an office.
public enum AccountsFeature {
    /// The accounts of one's office: directors and administrators.
    public static let manage = Permission.roles("accounts.manage", [.admin, .director])

    /// The door.
    /// - Parameters:
    ///   - keepPlace: notes a place of the gazetteer among those the server deals with. Called before an office refers to it.
    ///   - firstOffice: what else an office needs from the start (its own entry in the directory). Called in the transaction of the set-up.
    ///   - demonstration: the people whom the sign-in page of a demonstration offers.
    ///   - singleSignOn: the house's own provider; nil for none.
    ///   - cost: what a password's hash costs. Only tests make it cheaper.
    public static func door(
        gazetteer: Gazetteer,
        keepPlace: @escaping @Sendable (PlaceID, Connection) throws -> Void,
        firstOffice: @escaping @Sendable (OfficeID, Connection) throws -> Void,
        demonstration: [DemonstrationAccount] = [],
        singleSignOn: SingleSignOnSettings? = nil,
        cost: PasswordCost = .standard
    ) -> Feature {
        let passwords = PasswordPool(cost: cost)
        return Feature(
            "accounts",
            routes: SignInPages(passwords: passwords, demonstration: demonstration, provider: singleSignOn?.name).routes()
                + SingleSignOnPages(provider: singleSignOn.map(IdentityProvider.init)).routes()
                + SetUpPages(gazetteer: gazetteer, passwords: passwords, keepPlace: keepPlace, firstOffice: firstOffice).routes()
                + AccountPages(passwords: passwords).routes() + OfficeChoicePages.routes + PeoplePages(passwords: passwords).routes()
                + InvitationPages(passwords: passwords).routes() + NewPasswordPages(passwords: passwords).routes()
                + CodePages().routes() + SecondFactorPages(passwords: passwords).routes() + TokenPages().routes() + StandInPages().routes()
                + HandOverPages().routes() + AuditPages().routes(),
            migrations: AccountsMigrations.all,
            navigation: [
                NavigationItem(.office, "Accounts", AccountsPaths.accounts, may: manage),
                NavigationItem(.office, "Audit", AuditList.path, may: AuditPages.may),
            ],
            jobs: [EarlierAnswers.handler],
            readings: [
                FactReading("user", "Account", path: { UserID($0).map(AccountsPaths.person) }, what: accountHappening),
                FactReading("invitation", "Invitation", path: { _ in AccountsPaths.accounts }, what: accountHappening),
                FactReading("office", "Office", what: accountHappening), FactReading("instance", "Server", what: accountHappening),
            ], daily: [EarlierAnswers.job], encrypted: [SecondFactorStore.encrypted])
    }
}

/// Somebody invented, whose password the sign-in page of a demonstration tells.
public struct DemonstrationAccount: Sendable, Equatable {
    public let name: String
    public let role: Role
    /// Name of the office.
    public let office: String
    public let email: String
    public let password: String

    public init(name: String, role: Role, office: String, email: String, password: String) {
        (self.name, self.role, self.office, self.email, self.password) = (name, role, office, email, password)
    }
}
