import Kernel
import Storage
import Web

/// What every way of signing in ends with.
enum SignInSession {
    /// Begins the session and writes it down.
    /// - Parameters:
    ///   - how: what let the person in: `password`, `code`, `recovery-code`, `single-sign-on`.
    ///   - isByProvider: a second factor is then the provider's business.
    static func begin(_ user: User, how: String, isByProvider: Bool = false, _ context: Context, _ connection: Connection) throws -> (
        token: String, office: OfficeID?
    ) {
        // A token that came with the request is never kept: whoever planted it does not get in with it.
        if let old = context.visitor?.sessionKey { try SessionStore.end(old, on: connection) }
        try SessionStore.sweep(sessionHours: context.house.settings.sessionHours, at: context.now, on: connection)
        let begun = try SessionStore.open(
            user.id, isByProvider: isByProvider, address: context.request.remoteAddress, agent: context.request.headers["user-agent"] ?? "",
            at: context.now, on: connection)
        try UserStore.noteSignIn(user.id, at: context.now, on: connection)
        let actor = Actor(user: user.id, name: user.name, office: begun.office, role: nil)
        try connection.journal.record(
            try Fact(
                "signed-in", "user", user.id.text, office: begun.office, from: nil, to: ["address": context.request.remoteAddress, "by": how]),
            by: actor,
            at: context.now, request: context.request.id)
        return begun
    }
}
