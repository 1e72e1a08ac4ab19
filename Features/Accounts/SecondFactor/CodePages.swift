import Kernel
import Markup
import Storage
import Web

/// The second step of signing in: the code of the telephone, or a recovery code.
struct CodePages: Sendable {
    func routes() -> [Route] {
        [.get(AccountsPaths.code, may: .anyone, show), .postFlow(AccountsPaths.code, may: .anyone, take)]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard try standing(context, connection) != nil else { return again(context) }
        return page(context, Parameters(), Problems())
    }

    private func standing(_ context: Context, _ connection: Connection) throws -> SignInStep.Standing? {
        try context.carried(SignInStep.purpose).flatMap { try SignInStep.find($0, at: context.now, on: connection) }
    }

    private enum Outcome: Sendable {
        case gone, wait(Int), wrong, usedBefore, clockOff(Int)
        case done(token: String, back: String, name: String, recoveryLeft: Int?)
    }

    @Sendable private func take(_ context: Context) async throws -> Reply {
        let (typed, w) = (context.request.form.text("code"), context.w)
        guard !typed.isEmpty else {
            var problems = Problems()
            problems.add("code", w("Write the six digits, or a recovery code."))
            return try await context.house.database.read { try standing(context, $0) == nil }
                ? again(context) : page(context, Parameters(), problems, status: 422)
        }
        let outcome = try await context.house.database.write { try judge(typed, context, $0) }
        var problems = Problems()
        switch outcome {
        case .gone: return again(context)
        case .wait(let seconds):
            problems.add("code", w("Too many codes did not fit. Please wait \(max(1, (seconds + 59) / 60)) minutes, then sign in again."))
            return page(context, context.request.form, problems, status: 429).header("retry-after", String(seconds))
        case .wrong:
            problems.add("code", w("This code does not fit. Look whether it is the one of this account, and take the next one when it has changed."))
        case .usedBefore: problems.add("code", w("This code was used already. Wait for the next one."))
        case .clockOff(let minutes):
            problems.add(
                "code",
                minutes > 0
                    ? w("The clock of your telephone is \(minutes) minutes fast. Let it set the time by itself, then try again.")
                    : w("The clock of your telephone is \(-minutes) minutes slow. Let it set the time by itself, then try again."))
        case .done(let token, let back, _, let left):
            let safe = back.isEmpty || back.hasPrefix(AccountsPaths.signIn) ? "/office" : back
            var reply = Reply.redirect(safe)
            if let left {
                reply = Reply.redirect(AccountsPaths.secondFactor).saying(
                    w("A recovery code let you in; \(left) are left. If your telephone is lost, set up the new one now."))
            }
            return reply.session(token: token, in: context.house).carryingNothing(in: context.house)
        }
        return page(context, context.request.form, problems, status: 422)
    }

    private func judge(_ typed: String, _ context: Context, _ connection: Connection) throws -> Outcome {
        guard let key = try context.carried(SignInStep.purpose), let standing = try SignInStep.find(key, at: context.now, on: connection),
            let user = try UserStore.find(standing.user, on: connection), !user.isDisabled,
            try UserStore.passwordHash(user.id, on: connection)?.text == standing.passwordHash
        else { return .gone }
        // Counted before it is looked at, like a password; on a count of its own, for everybody who tries this account.
        let subjects = SignInThrottle.Subjects(typedEmail: "code \(user.id)", address: context.request.remoteAddress)
        let pause: Instant
        switch try SignInThrottle.attempt(subjects, at: context.now, on: connection) {
        case .wait(let seconds): return .wait(seconds)
        case .goOn(let until): pause = until
        }
        let store = SecondFactorStore(connection: connection, guardian: context.house.guardian)
        guard let factor = try store.find(user.id), factor.isConfirmed else { return .gone }
        var left: Int?
        switch factor.code.judge(typed, at: context.now, lastStep: factor.lastStep) {
        case .right(let step):
            guard try store.take(step, of: user.id) else { return .usedBefore }
        case .usedBefore: return .usedBefore
        case .clockOff(let minutes): return .clockOff(minutes)
        case .wrong:
            guard try store.takeRecovery(typed, of: user.id) else {
                try fail(user, key, standing, context, connection)
                return .wrong
            }
            left = try store.codesLeft(user.id)
        }
        try SignInThrottle.succeeded(subjects, addressPause: pause, on: connection)
        try SignInStep.end(key, on: connection)
        let begun = try SignInSession.begin(user, how: left == nil ? "code" : "recovery-code", context, connection)
        return .done(token: begun.token, back: standing.back, name: user.name, recoveryLeft: left)
    }

    private func fail(_ user: User, _ key: String, _ standing: SignInStep.Standing, _ context: Context, _ connection: Connection) throws {
        try SignInStep.fail(key, on: connection)
        let office = try UserStore.memberships(of: user.id, on: connection).first?.office
        try connection.journal.record(
            try Fact("code-failed", "user", user.id.text, office: office, from: nil, to: ["address": context.request.remoteAddress]), by: .anyone,
            at: context.now, request: context.request.id)
        // Whoever comes this far knows the password.
        if standing.failures + 1 == SignInStep.mostFailures {
            try AccountLetters(context: context, connection: connection).changed(.manyFailures, for: user, office: office)
        }
    }

    private func again(_ context: Context) -> Reply {
        Reply.redirect(AccountsPaths.signIn).saying(
            context.w("That took too long, or too many codes did not fit. Please begin again with your password."), kind: .wrong
        )
        .carryingNothing(in: context.house)
    }

    private func page(_ context: Context, _ typed: Parameters, _ problems: Problems, status: Int = 200) -> Reply {
        let (w, form) = (context.w, FormView(typed, problems, context.w))
        return context.page(
            w("Code"), shell: .publicSite, status: status,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("The code of your telephone"))</h1>
            <form method="post" action="\(AccountsPaths.code)" novalidate>\(context.csrf)
            \(form.text("code", w("Code"), help: w("Six digits from your authenticator application. If your telephone is not at hand: one of your recovery codes."), autocomplete: "one-time-code"))
            <div class="dock"><p></p><div class="actions"><a class="button" href="\(AccountsPaths.signIn)">\(w("Cancel"))</a><button class="button button--act">\(w("Sign in"))</button></div></div>
            </form></div></div>
            """
        ).header("cache-control", "no-store")
    }
}
