import Kernel
import Markup
import Storage
import Synchronization
import Web

/// Knows who a session's token belongs to: one statement a request. That somebody is still here is noted at most every five minutes,
/// in a small write of its own.
public final class AccountsDoorkeeper: Doorkeeper {
    private let database: Database
    private let sessionHours: Int
    private let acting: ActingName
    private let report: @Sendable (any Error) -> Void
    /// Sessions whose note is being written, so that a page's many requests make one write.
    private let noting = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - sessionHours: a session ends after so many hours without a request.
    ///   - acting: how somebody is called who acts for an absent colleague.
    ///   - report: told when a note could not be written; the session merely ends earlier then.
    public init(
        database: Database, sessionHours: Int = 12, acting: @escaping ActingName = { deputy, absent, _ in "\(deputy) (\(absent))" },
        report: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        (self.database, self.sessionHours, self.acting, self.report) = (database, sessionHours, acting, report)
    }

    /// How somebody is called who acts for an absent colleague, in words of the catalogue.
    public static func acting(_ catalogue: Catalogue) -> ActingName {
        { deputy, absent, language in
            let w = Words(catalogue, catalogue.languages.first { $0.base == language.base } ?? .english)
            return w("\(deputy) for \(absent)")
        }
    }

    public func visitor(token: String, on connection: Connection, at now: Instant) throws -> Visitor? {
        let key = SessionStore.key(of: token)
        guard let found = try SessionStore.visitor(key, sessionHours: sessionHours, acting: acting, at: now, on: connection) else { return nil }
        if found.lastSeen.adding(seconds: SessionStore.touchSeconds) <= now { note(key) { try SessionStore.touch(key, at: now, on: $0) } }
        return found.visitor
    }

    public func visitor(accessToken: String, on connection: Connection, at now: Instant) throws -> Visitor? {
        guard let found = try AccessTokenStore.visitor(accessToken, at: now, on: connection) else { return nil }
        if found.lastUsed.map({ $0.adding(seconds: SessionStore.touchSeconds) <= now }) ?? true {
            note(found.id) { try AccessTokenStore.touch(found.id, at: now, on: $0) }
        }
        return found.visitor
    }

    public func answered(_ key: String, of token: String, at now: Instant, on connection: Connection) throws -> EarlierAnswer? {
        try EarlierAnswers.find(key, of: token, at: now, on: connection)
    }

    public func keep(_ answer: EarlierAnswer, _ key: String, of token: String, at now: Instant, on connection: Connection) throws {
        try EarlierAnswers.keep(answer, key, of: token, at: now, on: connection)
    }

    private func note(_ key: String, _ touch: @escaping @Sendable (Connection) throws -> Void) {
        guard noting.withLock({ $0.insert(key).inserted }) else { return }
        Task { [self] in
            do { try await database.write { try touch($0) } } catch { report(error) }
            _ = noting.withLock { $0.remove(key) }
        }
    }
}
