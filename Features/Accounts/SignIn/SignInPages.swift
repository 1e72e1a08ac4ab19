import Kernel
import Markup
import Storage
import Web

/// Coming in and going out.
struct SignInPages: Sendable {
    let passwords: PasswordPool
    let demonstration: [DemonstrationAccount]
    /// Name of the house's own provider, if there is one.
    let provider: String?

    func routes() -> [Route] {
        [
            .get(AccountsPaths.signIn, may: .anyone, show),
            .postFlow(AccountsPaths.signIn, may: .anyone, signIn),
            .post(AccountsPaths.signOut, may: .signedIn, signOut),
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let back = context.request.query.text("back")
        if context.actor.isSignedIn { return after(back) }
        return page(context, Parameters([("back", back)]), Problems())
    }

    @Sendable private func signIn(_ context: Context) async throws -> Reply {
        let form = context.request.form
        let (typedEmail, password) = (form.text("email"), form["password"] ?? "")
        var problems = Problems()
        if typedEmail.isEmpty { problems.add("email", context.w("Write your e-mail address.")) }
        if password.isEmpty { problems.add("password", context.w("Write your password.")) }
        guard problems.isEmpty else { return page(context, form, problems, status: 422) }
        guard passwords.hasRoom else { throw StorageError.overloaded }

        let subjects = SignInThrottle.Subjects(typedEmail: typedEmail, address: context.request.remoteAddress)
        let email = EmailAddress(typed: typedEmail)
        let database = context.house.database
        let (outcome, user, hash) = try await database.write { connection in
            let outcome = try SignInThrottle.attempt(subjects, at: context.now, on: connection)
            guard case .goOn = outcome, let email, let user = try UserStore.find(email: email, on: connection) else {
                return (outcome, nil as User?, nil as PasswordHash?)
            }
            return (outcome, user, try UserStore.passwordHash(user.id, on: connection))
        }
        guard case .goOn(let addressPause) = outcome else {
            if case .wait(let seconds) = outcome { return wait(context, form, seconds) }
            throw AppError.tooMany(retryAfter: 60)
        }

        let isRight = try await passwords.accepts(password, hash)
        guard isRight, let user, let hash else {
            try await database.write { connection in try self.noteFailure(user?.id, subjects, context, connection) }
            problems.add(
                "password",
                context.w(
                    "This e-mail address and password do not belong together. Look for capitals, and whether it is the address your office knows you by."
                ))
            return page(context, form, problems, status: 422)
        }
        guard !user.isDisabled else {
            problems.add("email", context.w("This account is disabled. Please ask whoever manages the accounts of your office."))
            return page(context, form, problems, status: 422)
        }
        switch try await database.write({ connection in try self.begin(user, hash, subjects, addressPause, form.text("back"), context, connection) })
        {
        case .changed: throw AppError.invalid(context.w("Your account was changed this very moment. Please sign in again."))
        case .codeWanted(let key): return Reply.redirect(AccountsPaths.code).carrying(SignInStep.purpose, key, in: context.house)
        case .begun(let token, let hasOffice):
            var reply = after(form.text("back"))
            if user.isPasswordInitial {
                reply = Reply.redirect(AccountsPaths.account).saying(
                    context.w("Welcome. Please choose a password of your own now: the present one is known to whoever made it."))
            } else if !hasOffice {
                reply = Reply.redirect(AccountsPaths.account)
            }
            return reply.session(token: token, in: context.house)
        }
    }

    private enum Begun: Sendable { case changed, codeWanted(key: String), begun(token: String, hasOffice: Bool) }

    /// Begins the session, or asks for the code first; neither when the account was disabled or given another password while this one was
    /// being compared.
    private func begin(
        _ user: User, _ hash: PasswordHash, _ subjects: SignInThrottle.Subjects, _ addressPause: Instant, _ back: String, _ context: Context,
        _ connection: Connection
    ) throws -> Begun {
        guard let present = try UserStore.find(user.id, on: connection), !present.isDisabled,
            try UserStore.passwordHash(user.id, on: connection)?.text == hash.text
        else { return .changed }
        try SignInThrottle.succeeded(subjects, addressPause: addressPause, on: connection)
        try SignInThrottle.sweep(at: context.now, on: connection)
        if try SecondFactorStore.isOn(user.id, on: connection) {
            return .codeWanted(key: try SignInStep.begin(user.id, hash, back: back, at: context.now, on: connection))
        }
        let begun = try SignInSession.begin(user, how: "password", context, connection)
        return .begun(token: begun.token, hasOffice: begun.office != nil)
    }

    /// Notes a failure without what was typed: it may be a password in the wrong field.
    private func noteFailure(_ user: UserID?, _ subjects: SignInThrottle.Subjects, _ context: Context, _ connection: Connection) throws {
        let office = try user.flatMap { try UserStore.memberships(of: $0, on: connection).first?.office }
        let fact = try Fact(
            "sign-in-failed", user == nil ? "unknown-account" : "user", user?.text ?? String(subjects.account.prefix(16)), office: office,
            from: nil, to: ["address": context.request.remoteAddress])
        try connection.journal.record(fact, by: .anyone, at: context.now, request: context.request.id)
    }

    @Sendable private func signOut(_ context: Context, _ connection: Connection) throws -> Reply {
        if let visitor = context.visitor, let user = visitor.actor.user {
            try SessionStore.end(visitor.sessionKey, on: connection)
            try connection.journal.record(
                Fact("signed-out", "user", user.text, office: visitor.actor.office), by: visitor.actor, at: context.now, request: context.request.id)
        }
        return Reply.redirect("/").withoutSession(in: context.house).saying(context.w("You are signed out."))
    }

    /// Where one wanted to go, if that is a page of ours.
    private func after(_ back: String) -> Reply { Reply.redirect(back.isEmpty || back.hasPrefix(AccountsPaths.signIn) ? "/office" : back) }

    private func page(_ context: Context, _ typed: Parameters, _ problems: Problems, status: Int = 200) -> Reply {
        let shown = SignInPage(
            form: FormView(typed, problems, context.w), csrf: context.csrf, back: typed.text("back"),
            demonstration: context.house.instance.isDemonstration ? demonstration : [], provider: provider)
        return context.page(context.w("Sign in"), shell: .publicSite, status: status, signInView(shown, context.w))
    }

    private func wait(_ context: Context, _ typed: Parameters, _ seconds: Int) -> Reply {
        var problems = Problems()
        let minutes = max(1, (seconds + 59) / 60)
        problems.add("password", context.w("Too many tries did not fit. Please wait \(minutes) minutes, then try again."))
        return page(context, typed, problems, status: 429).header("retry-after", String(seconds))
    }
}
