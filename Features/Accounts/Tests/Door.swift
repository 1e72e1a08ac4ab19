import Foundation
import Kernel
import Storage
import Synchronization
import Testing
import Testing_
import Web

@testable import Accounts

/// A browser nobody has signed in with: it keeps the visitor's cookie and the form's token, as a real one does.
struct Door {
    let app: TestApp
    let cookie: String
    let csrf: String

    /// Opens a page with a form.
    static func open(_ path: String, _ app: TestApp, session: String? = nil) async throws -> Door {
        let extra = session.map { ["cookie": "proxenia=\($0)"] } ?? [:]
        let page = try await app.as(nil).get(path, headers: extra)
        let visitor = page.cookie("proxenia-visitor").map { "proxenia-visitor=\($0)" }
        let cookie = [visitor, session.map { "proxenia=\($0)" }].compactMap { $0 }.joined(separator: "; ")
        let csrf = try #require(page.text.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" })
        return Door(app: app, cookie: cookie, csrf: String(csrf))
    }

    func post(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        try await app.as(nil).post(path, fields + [("csrf", csrf)], headers: ["cookie": cookie])
    }

    func signIn(_ email: String, _ password: String, back: String = "") async throws -> Answer {
        try await post("/sign-in", [("email", email), ("password", password), ("back", back)])
    }
}

extension TestApp {
    /// Fetches a page with a session's token.
    func get(_ path: String, session token: String) async throws -> Answer {
        try await self.as(nil).get(path, headers: ["cookie": "proxenia=\(token)"])
    }

    func person(_ character: Cast.Character) throws -> Cast.Person { try #require(cast.people[character]) }

    func count(_ sql: SQL) async throws -> Int { try await stored { try $0.value(sql) ?? -1 } }
}

/// A clock that a test moves on.
final class MovableClock: Sendable {
    private let present = Mutex(TestApp.now)
    var clock: Clock { Clock { self.present.withLock { $0 } } }
    func advance(seconds: Int64) { present.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Runs a test on both engines with a clock it can move.
func eachWithClock(_ body: @escaping @Sendable (TestApp, MovableClock) async throws -> Void) async throws {
    for engine in Engine.allCases {
        let clock = MovableClock()
        try await TestApp.on(engine, clock: clock.clock) { app in try await body(app, clock) }
    }
}
