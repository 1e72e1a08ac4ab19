import Gazetteer
import Kernel
import Storage

/// The people who may sign in, and where they work: all SQL about them.
public enum UserStore {
    /// Makes an account. Hash the password before the transaction begins.
    /// - Throws: `StorageError.unique` when the address has an account already; look with `find(email:)` first.
    public static func create(
        email: EmailAddress, name: String, password: PasswordHash, isPasswordInitial: Bool = false, language: Language? = nil,
        by actor: Actor, office: OfficeID? = nil, at now: Instant, on connection: Connection
    ) throws -> User {
        let user = User(
            id: .new(), email: email.text, name: name, language: language, isDisabled: false, isPasswordInitial: isPasswordInitial, createdAt: now,
            lastSignInAt: nil)
        try connection.run(
            """
            INSERT INTO user_account (id, email, name, sort_key, search, password_hash, is_password_initial, language, is_disabled, created_at)
            VALUES (\(user.id), \(user.email), \(name), \(sortKey(name)), \(searchText(name, email.text)), \(password.text), \(isPasswordInitial), \(language), 0, \(now))
            """)
        try record("created", user.id, office: office, from: nil, to: ["name": name, "email": email.text], by: actor, at: now, on: connection)
        return user
    }

    public static func find(_ id: UserID, on connection: Connection) throws -> User? {
        try connection.first("SELECT \(columns) FROM user_account WHERE id = \(id)", User.init(row:))
    }

    public static func find(email: EmailAddress, on connection: Connection) throws -> User? {
        try connection.first("SELECT \(columns) FROM user_account WHERE email = \(email.text)", User.init(row:))
    }

    /// Everybody on this server, by address.
    public static func all(on connection: Connection) throws -> [User] {
        try connection.rows("SELECT \(columns) FROM user_account ORDER BY email", User.init(row:))
    }

    /// The stored hash of somebody's password.
    static func passwordHash(_ user: UserID, on connection: Connection) throws -> PasswordHash? {
        let text: String? = try connection.value("SELECT password_hash FROM user_account WHERE id = \(user)")
        return text.flatMap { PasswordHash(stored: $0) }
    }

    /// Disables an account and ends all its sessions at once, or lets it in again.
    public static func setDisabled(
        _ isDisabled: Bool, _ user: UserID, by actor: Actor, office: OfficeID? = nil, at now: Instant, on connection: Connection
    ) throws {
        guard let before = try find(user, on: connection) else { throw AppError.notFound }
        guard before.isDisabled != isDisabled else { return }
        try connection.run("UPDATE user_account SET is_disabled = \(isDisabled) WHERE id = \(user)")
        if isDisabled { try SessionStore.endAll(of: user, on: connection) }
        try record(isDisabled ? "disabled" : "enabled", user, office: office, from: nil, to: nil, by: actor, at: now, on: connection)
    }

    /// Sets a new password and ends the account's sessions, but for the one named.
    public static func setPassword(
        _ password: PasswordHash, of user: UserID, isInitial: Bool = false, keeping sessionKey: String? = nil,
        by actor: Actor, office: OfficeID? = nil, at now: Instant, on connection: Connection
    ) throws {
        guard
            try connection.run("UPDATE user_account SET password_hash = \(password.text), is_password_initial = \(isInitial) WHERE id = \(user)") == 1
        else { throw AppError.notFound }
        try SessionStore.endAll(of: user, but: sessionKey, on: connection)
        try record("password-changed", user, office: office, from: nil, to: nil, by: actor, at: now, on: connection)
    }

    /// Renames a person.
    public static func rename(_ user: UserID, _ name: String, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard let before = try find(user, on: connection) else { throw AppError.notFound }
        guard before.name != name else { return }
        try connection.run(
            "UPDATE user_account SET name = \(name), sort_key = \(sortKey(name)), search = \(searchText(name, before.email)) WHERE id = \(user)")
        try record("renamed", user, office: actor.office, from: ["name": before.name], to: ["name": name], by: actor, at: now, on: connection)
    }

    /// Chooses the language of the interface; nil: as the browser asks.
    public static func setLanguage(_ language: Language?, of user: UserID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard let before = try find(user, on: connection) else { throw AppError.notFound }
        guard before.language != language else { return }
        try connection.run("UPDATE user_account SET language = \(language) WHERE id = \(user)")
        try record(
            "language-chosen", user, office: actor.office, from: ["language": before.language?.tag ?? ""], to: ["language": language?.tag ?? ""],
            by: actor, at: now, on: connection)
    }

    static func noteSignIn(_ user: UserID, at now: Instant, on connection: Connection) throws {
        try connection.run("UPDATE user_account SET last_sign_in_at = \(now) WHERE id = \(user)")
    }

    static func record(
        _ act: String, _ user: UserID, office: OfficeID?, from before: [String: String]?, to after: [String: String]?, by actor: Actor,
        at now: Instant, on connection: Connection
    ) throws {
        try connection.journal.record(try Fact(act, "user", user.text, office: office, from: before, to: after), by: actor, at: now)
    }

    private static func sortKey(_ name: String) -> String { FoldedName(name).text }
    private static func searchText(_ name: String, _ email: String) -> String { FoldedName(name).text + " " + FoldedName(email).text }

    static let columns: SQL = "id, email, name, language, is_disabled, is_password_initial, created_at, last_sign_in_at"
}

extension User {
    init(row: Row) throws {
        id = try row["id"]
        email = try row["email"]
        name = try row["name"]
        language = try row["language"]
        isDisabled = try row["is_disabled"]
        isPasswordInitial = try row["is_password_initial"]
        createdAt = try row["created_at"]
        lastSignInAt = try row["last_sign_in_at"]
    }
}
