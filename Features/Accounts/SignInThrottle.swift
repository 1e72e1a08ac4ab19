import Kernel
import Storage

/// Slows down guessing: failures are counted for the account tried and for the address they come from, and growing pauses follow.
///
/// An attempt is counted before the password is looked at and taken back when it was right, so that many at once gain nothing.
struct SignInThrottle {
    /// Whom an attempt is counted for.
    struct Subjects: Sendable {
        /// A hash of what was typed as e-mail address: people type passwords there too.
        let account: String
        let address: String

        init(typedEmail: String, address: String) {
            account = SessionStore.key(of: EmailAddress(typed: typedEmail)?.text ?? String(typedEmail.prefix(254)))
            self.address = Self.network(address)
        }

        /// One subscriber has a whole /64 of IPv6 addresses.
        static func network(_ address: String) -> String {
            guard address.contains(":") else { return String(address.prefix(60)) }
            let halves = address.prefix(60).lowercased().split(separator: ":", omittingEmptySubsequences: false)
            var groups: [Substring] = []
            for (place, group) in halves.enumerated() {
                if group.isEmpty, place > 0 { groups += Array(repeating: "0", count: max(1, 8 - halves.count + 1)) } else { groups.append(group) }
            }
            return groups.prefix(4).joined(separator: ":") + "::/64"
        }
    }

    enum Outcome: Sendable, Equatable {
        /// Counted; the pauses it would bring, to be taken back by `succeeded`.
        case goOn(addressPause: Instant)
        case wait(seconds: Int)
    }

    /// Failures of an account before the first pause, and the longest pause: nobody is locked out for good by somebody else.
    static let accountFailures = 5
    static let accountLongest: Int64 = 15 * 60
    /// An office's people may share one address.
    static let addressFailures = 20
    static let addressLongest: Int64 = 60 * 60
    /// After a day without a failure the count begins anew.
    static let forgottenAfter: Int64 = 24 * 3600

    /// Counts an attempt, or says how long to wait.
    static func attempt(_ subjects: Subjects, at now: Instant, on connection: Connection) throws -> Outcome {
        let known = try connection.rows(
            """
            SELECT kind, failures, last_at, blocked_until FROM sign_in_attempt
            WHERE (kind = 'account' AND subject = \(subjects.account)) OR (kind = 'address' AND subject = \(subjects.address))
            """
        ) { row in
            (
                kind: try row["kind"] as String, failures: try row["failures"] as Int, last: try row["last_at"] as Instant,
                blocked: try row["blocked_until"] as Instant
            )
        }
        if let until = known.map(\.blocked).max(), until > now {
            return .wait(seconds: Int(clamping: (until.milliseconds - now.milliseconds + 999) / 1000))
        }
        func failures(_ kind: String) -> Int {
            known.first { $0.kind == kind && $0.last.adding(seconds: forgottenAfter) > now }.map { min($0.failures, 1_000_000) + 1 } ?? 1
        }
        func count(_ kind: String, _ subject: String, _ failures: Int, _ until: Instant) throws {
            try connection.run(
                """
                INSERT INTO sign_in_attempt (kind, subject, failures, last_at, blocked_until) VALUES (\(kind), \(subject), \(failures), \(now), \(until))
                ON CONFLICT (kind, subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until
                """)
        }
        let (byAccount, byAddress) = (failures("account"), failures("address"))
        let addressPause = now.adding(seconds: pause(byAddress, after: addressFailures, longest: addressLongest))
        try count("account", subjects.account, byAccount, now.adding(seconds: pause(byAccount, after: accountFailures, longest: accountLongest)))
        try count("address", subjects.address, byAddress, addressPause)
        return .goOn(addressPause: addressPause)
    }

    /// The password was right: the account's count ends, and the address was not to blame for this one.
    static func succeeded(_ subjects: Subjects, addressPause: Instant, on connection: Connection) throws {
        try connection.run("DELETE FROM sign_in_attempt WHERE kind = 'account' AND subject = \(subjects.account)")
        try connection.run(
            """
            UPDATE sign_in_attempt SET failures = CASE WHEN failures > 0 THEN failures - 1 ELSE 0 END,
                blocked_until = CASE WHEN blocked_until = \(addressPause) THEN 0 ELSE blocked_until END
            WHERE kind = 'address' AND subject = \(subjects.address)
            """)
    }

    /// Removes what is forgotten.
    static func sweep(at now: Instant, on connection: Connection) throws {
        try connection.run("DELETE FROM sign_in_attempt WHERE last_at <= \(now.adding(seconds: -forgottenAfter)) AND blocked_until <= \(now)")
    }

    /// Seconds to wait after so many failures: none at first, then one minute, two, four and so on.
    static func pause(_ failures: Int, after allowed: Int, longest: Int64) -> Int64 {
        guard failures >= allowed else { return 0 }
        return min(longest, 60 << Int64(min(failures - allowed, 20)))
    }
}
