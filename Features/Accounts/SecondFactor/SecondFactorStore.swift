import Kernel
import Storage
import Web

/// All SQL about second factors. Secrets are stored encrypted under the server's secret, recovery codes as hashes.
struct SecondFactorStore {
    let connection: Connection
    let guardian: Guardian

    struct Factor {
        let code: OneTimeCode
        let isConfirmed: Bool
        let lastStep: Int64
    }

    private static let purpose = "second-factor"

    /// The secrets behind the codes. One that nothing opens any more is as good as none: its owner signs in with the password and sets up another.
    static let encrypted = EncryptedValues(
        "Second factors", purpose: purpose, of: "second_factor", "secret", by: "user_id",
        letGo: { user, connection in try connection.run("DELETE FROM recovery_code WHERE user_id = \(user)") })

    func find(_ user: UserID) throws -> Factor? {
        guard
            let row = try connection.first(
                "SELECT secret, is_confirmed, last_step FROM second_factor WHERE user_id = \(user)",
                { (try $0["secret"] as String, try $0["is_confirmed"] as Bool, try $0["last_step"] as Int64) })
        else { return nil }
        return Factor(
            code: OneTimeCode(secret: try guardian.decrypt(row.0, purpose: Self.purpose, owner: user.text)), isConfirmed: row.1, lastStep: row.2)
    }

    /// Whether a code is asked for at this person's sign-in.
    static func isOn(_ user: UserID, on connection: Connection) throws -> Bool {
        try connection.exists("SELECT 1 FROM second_factor WHERE user_id = \(user) AND is_confirmed = 1")
    }

    /// A new secret, not asked for before it is confirmed.
    func begin(_ user: UserID, at now: Instant) throws {
        let secret = try guardian.encrypt(OneTimeCode.make().secret, purpose: Self.purpose, owner: user.text)
        try connection.run(
            """
            INSERT INTO second_factor (user_id, secret, is_confirmed, last_step, created_at) VALUES (\(user), \(secret), 0, 0, \(now))
            ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, is_confirmed = 0, last_step = 0, created_at = excluded.created_at
            """)
    }

    /// From now on the code is asked for.
    /// - Returns: the recovery codes, in plain text for the only time.
    func confirm(_ user: UserID, step: Int64) throws -> [String] {
        try connection.run("UPDATE second_factor SET is_confirmed = 1, last_step = \(step) WHERE user_id = \(user)")
        return try renewCodes(user)
    }

    func renewCodes(_ user: UserID) throws -> [String] {
        try connection.run("DELETE FROM recovery_code WHERE user_id = \(user)")
        let codes = RecoveryCode.make()
        for hash in codes.compactMap(RecoveryCode.hash) {
            try connection.run("INSERT INTO recovery_code (user_id, code_hash) VALUES (\(user), \(hash))")
        }
        return codes
    }

    func codesLeft(_ user: UserID) throws -> Int {
        try connection.value("SELECT COUNT(*) FROM recovery_code WHERE user_id = \(user)") ?? 0
    }

    /// Notes that a step's code was taken.
    /// - Returns: false when another request took the same code first.
    func take(_ step: Int64, of user: UserID) throws -> Bool {
        try connection.run("UPDATE second_factor SET last_step = \(step) WHERE user_id = \(user) AND last_step < \(step)") == 1
    }

    /// Uses up a recovery code.
    func takeRecovery(_ typed: String, of user: UserID) throws -> Bool {
        guard let hash = RecoveryCode.hash(typed) else { return false }
        return try connection.run("DELETE FROM recovery_code WHERE user_id = \(user) AND code_hash = \(hash)") == 1
    }

    func remove(_ user: UserID) throws -> Bool {
        try connection.run("DELETE FROM recovery_code WHERE user_id = \(user)")
        return try connection.run("DELETE FROM second_factor WHERE user_id = \(user)") == 1
    }
}

/// A sign-in between password and code: known by a key in the browser, for five minutes.
enum SignInStep {
    static let purpose = "sign-in-code"
    static let seconds: Int64 = 300
    /// Wrong codes after which one begins with the password again.
    static let mostFailures = 5

    struct Standing {
        let user: UserID
        /// The hash of the password that was right: one changed meanwhile ends the step.
        let passwordHash: String
        let back: String
        let failures: Int
    }

    static func begin(_ user: UserID, _ password: PasswordHash, back: String, at now: Instant, on connection: Connection) throws -> String {
        try connection.run("DELETE FROM sign_in_step WHERE expires_at <= \(now)")
        let token = Guardian.randomText(bytes: 32)
        try connection.run(
            """
            INSERT INTO sign_in_step (token_hash, user_id, password_hash, back, failures, expires_at)
            VALUES (\(SessionStore.key(of: token)), \(user), \(password.text), \(back), 0, \(now.adding(seconds: seconds)))
            """)
        return token
    }

    static func find(_ token: String, at now: Instant, on connection: Connection) throws -> Standing? {
        try connection.first(
            """
            SELECT user_id, password_hash, back, failures FROM sign_in_step
            WHERE token_hash = \(SessionStore.key(of: token)) AND expires_at > \(now) AND failures < \(mostFailures)
            """
        ) { Standing(user: try $0["user_id"], passwordHash: try $0["password_hash"], back: try $0["back"], failures: try $0["failures"]) }
    }

    static func fail(_ token: String, on connection: Connection) throws {
        try connection.run("UPDATE sign_in_step SET failures = failures + 1 WHERE token_hash = \(SessionStore.key(of: token))")
    }

    static func end(_ token: String, on connection: Connection) throws {
        try connection.run("DELETE FROM sign_in_step WHERE token_hash = \(SessionStore.key(of: token))")
    }
}
