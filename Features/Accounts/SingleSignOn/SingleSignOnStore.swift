import Kernel
import Storage

/// Who a person of the provider is here: all SQL about it.
enum SingleSignOnStore {
    enum Outcome: Sendable {
        case known(User)
        case disabled
        /// Nobody here has this address, and no group says that somebody should.
        case stranger
    }

    /// Finds the account, ties it to the provider's person on first sight, and brings roles to what the groups say.
    static func resolve(
        _ token: IdentityToken, _ settings: SingleSignOnSettings, at now: Instant, on connection: Connection
    ) throws -> Outcome {
        let granted = try grants(token.groups ?? [], settings, on: connection)
        if let found = try identity(settings.issuer, token.sub, on: connection), let user = try UserStore.find(found.user, on: connection) {
            guard !user.isDisabled else { return .disabled }
            if found.isManaged { try follow(user, token, granted, settings, at: now, on: connection) }
            return .known(user)
        }
        // An address the provider has not verified could be anybody's.
        let email = token.emailVerified == true ? token.email.flatMap { EmailAddress(typed: $0) } : nil
        if let email, let user = try UserStore.find(email: email, on: connection) {
            guard !user.isDisabled else { return .disabled }
            try tie(user.id, token.sub, settings, isManaged: false, at: now, on: connection)
            return .known(user)
        }
        guard let email, !granted.isEmpty else { return .stranger }
        let user = try UserStore.create(
            email: email, name: name(token, email), password: .ofNobody(cost: .standard), by: .system, office: granted.keys.sorted().first, at: now,
            on: connection)
        try tie(user.id, token.sub, settings, isManaged: true, at: now, on: connection)
        try follow(user, token, granted, settings, at: now, on: connection)
        return .known(user)
    }

    private static func name(_ token: IdentityToken, _ email: EmailAddress) -> String {
        let given = (token.name ?? "").unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
        let name = String(String.UnicodeScalarView(given)).trimmingCharacters(in: .whitespaces).prefix(120)
        return name.isEmpty ? email.text : String(name)
    }

    /// Office and role of every group somebody is in; of several roles in one office the one the operator wrote first.
    private static func grants(_ groups: [String], _ settings: SingleSignOnSettings, on connection: Connection) throws -> [OfficeID: Role] {
        var found: [OfficeID: Role] = [:]
        for grant in settings.groups where groups.contains(grant.group) {
            guard let office = try OfficeStore.find(slug: grant.office, on: connection), found[office.id] == nil else { continue }
            found[office.id] = grant.role
        }
        return found
    }

    /// An account that the provider brought follows it: name, roles, and leaving an office when no group says otherwise any more.
    private static func follow(
        _ user: User, _ token: IdentityToken, _ granted: [OfficeID: Role], _ settings: SingleSignOnSettings, at now: Instant,
        on connection: Connection
    ) throws {
        if let name = token.name.map({ String($0.prefix(120)) }), !name.trimmingCharacters(in: .whitespaces).isEmpty, name != user.name,
            !name.unicodeScalars.contains(where: { $0.value < 32 })
        {
            try UserStore.rename(user.id, name, by: .system, at: now, on: connection)
        }
        for (office, role) in granted { try UserStore.setMembership(user.id, in: office, as: role, by: .system, at: now, on: connection) }
        for slug in Set(settings.groups.map(\.office)).sorted() {
            guard let office = try OfficeStore.find(slug: slug, on: connection)?.id, granted[office] == nil,
                let role = try UserStore.role(of: user.id, in: office, on: connection)
            else { continue }
            // Somebody must be left to manage the accounts.
            if [.admin, .director].contains(role), try !UserStore.hasManager(besides: user.id, in: office, on: connection) { continue }
            try UserStore.removeMembership(user.id, from: office, by: .system, at: now, on: connection)
        }
    }

    private static func identity(_ issuer: String, _ subject: String, on connection: Connection) throws -> (user: UserID, isManaged: Bool)? {
        try connection.first("SELECT user_id, is_managed FROM user_identity WHERE issuer = \(issuer) AND subject = \(subject)") {
            (try $0["user_id"] as UserID, try $0["is_managed"] as Bool)
        }
    }

    private static func tie(
        _ user: UserID, _ subject: String, _ settings: SingleSignOnSettings, isManaged: Bool, at now: Instant, on connection: Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO user_identity (issuer, subject, user_id, is_managed, created_at)
            VALUES (\(settings.issuer), \(subject), \(user), \(isManaged), \(now))
            """)
        let office = try UserStore.memberships(of: user, on: connection).first?.office
        try UserStore.record("identity-tied", user, office: office, from: nil, to: ["provider": settings.name], by: .system, at: now, on: connection)
    }
}
