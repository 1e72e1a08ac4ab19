import Kernel
import Markup
import Storage
import Web

/// One's own account: name, language, password, where one is signed in and where one works.
struct AccountPages: Sendable {
    let passwords: PasswordPool

    func routes() -> [Route] {
        [
            .get(AccountsPaths.account, may: .signedIn) { try page($0, $1) },
            .post(AccountsPaths.account, may: .signedIn, save),
            .postFlow(AccountsPaths.password, may: .signedIn, changePassword),
            .post(AccountsPaths.sessions, may: .signedIn, endOtherSessions),
            .post(AccountsPaths.sessionEnd, may: .signedIn, endSession),
        ]
    }

    @Sendable private func save(_ context: Context, _ connection: Connection) throws -> Reply {
        let (form, w) = (context.request.form, context.w)
        let user = try owner(context, connection)
        var problems = Problems()
        let name = PersonForm.readName(form, "name", &problems, w)
        let wish = form.text("language")
        let language = context.house.catalogue.languages.first { $0.tag == wish }
        if language == nil, !wish.isEmpty { problems.add("language", w("Choose one of the languages.")) }
        guard problems.isEmpty else { return try page(context, connection, form, problems, status: 422) }
        try UserStore.rename(user.id, name, by: context.actor, at: context.now, on: connection)
        try UserStore.setLanguage(language, of: user.id, by: context.actor, at: context.now, on: connection)
        return saved(context.house.words(language ?? context.language))
    }

    /// Said in the language that was just chosen.
    private func saved(_ w: Words) -> Reply { Reply.redirect(AccountsPaths.account).saying(w("Your account is saved.")) }

    @Sendable private func changePassword(_ context: Context) async throws -> Reply {
        let (form, w) = (context.request.form, context.w)
        let (present, new, again) = (form["present"] ?? "", form["new"] ?? "", form["again"] ?? "")
        let database = context.house.database
        let (user, hash) = try await database.read { connection in
            let user = try owner(context, connection)
            return (user, try UserStore.passwordHash(user.id, on: connection))
        }
        var problems = Problems()
        if present.isEmpty { problems.add("present", w("Write your present password.")) }
        if let problem = PasswordRule.problem(new, name: user.name, email: user.email) { problems.add("new", w(problem)) }
        if problems["new"] == nil, new != again { problems.add("again", w("The two do not agree. Write the new password twice.")) }
        if problems.isEmpty {
            // Guessing the present password is slowed down like guessing at the door.
            let subjects = SignInThrottle.Subjects(typedEmail: user.email, address: context.request.remoteAddress)
            let outcome = try await database.write { try SignInThrottle.attempt(subjects, at: context.now, on: $0) }
            if case .wait(let seconds) = outcome { throw AppError.tooMany(retryAfter: seconds) }
            if try await passwords.accepts(present, hash), case .goOn(let pause) = outcome {
                let made = try await passwords.hash(new)
                try await database.write { connection in
                    try SignInThrottle.succeeded(subjects, addressPause: pause, on: connection)
                    guard try UserStore.passwordHash(user.id, on: connection)?.text == hash?.text else {
                        throw AppError.conflict(context.w("Your password was changed this very moment. Please sign in again."))
                    }
                    try UserStore.setPassword(
                        made, of: user.id, keeping: context.visitor?.sessionKey, by: context.actor, office: context.actor.office, at: context.now,
                        on: connection)
                    try AccountLetters(context: context, connection: connection).changed(.password, for: user, office: context.actor.office)
                }
                return Reply.redirect(AccountsPaths.account).saying(w("Your password is changed. Wherever else you were signed in, you are no more."))
            }
            problems.add("present", w("This is not your present password."))
        }
        return try await database.read { [problems] in try page(context, $0, Parameters(), problems, status: 422) }
    }

    @Sendable private func endOtherSessions(_ context: Context, _ connection: Connection) throws -> Reply {
        let user = try owner(context, connection)
        try SessionStore.endAll(of: user.id, but: context.visitor?.sessionKey, on: connection)
        try UserStore.record(
            "other-sessions-ended", user.id, office: context.actor.office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.account).saying(context.w("Everywhere else you are signed out."))
    }

    /// Ends one of one's other sessions. Its key stays with us: the page names it by its first signs.
    @Sendable private func endSession(_ context: Context, _ connection: Connection) throws -> Reply {
        let user = try owner(context, connection)
        guard try SessionStore.end(startingWith: context.request.form.text("session"), of: user.id, on: connection) else {
            return Reply.redirect(AccountsPaths.account).saying(context.w("This session had ended already."))
        }
        try UserStore.record(
            "session-ended", user.id, office: context.actor.office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.account).saying(context.w("That session is ended."))
    }

    private func owner(_ context: Context, _ connection: Connection) throws -> User {
        guard let id = context.actor.user, let user = try UserStore.find(id, on: connection) else { throw AppError.notFound }
        return user
    }

    /// What concerns them as absent or deputy; nil for those whose part nobody plays.
    private func standIns(of user: UserID, _ context: Context, _ connection: Connection) throws -> [StandIn]? {
        guard let office = context.actor.office, let role = try UserStore.role(of: user, in: office, on: connection), StandIn.lent.contains(role)
        else {
            return nil
        }
        return try StandInStore.concerning(user, in: office, at: context.now, on: connection)
    }

    private func page(_ context: Context, _ connection: Connection, _ typed: Parameters? = nil, _ problems: Problems = Problems(), status: Int = 200)
        throws -> Reply
    {
        let user = try owner(context, connection)
        let sessions = try SessionStore.standing(of: user.id, sessionHours: context.house.settings.sessionHours, at: context.now, on: connection)
        let stored = Parameters([("name", user.name), ("language", user.language?.tag ?? "")])
        let shown = AccountPage(
            form: FormView(typed?["name"] == nil ? stored : typed ?? stored, problems, context.w), csrf: context.csrf, email: user.email,
            isPasswordInitial: user.isPasswordInitial,
            languages: context.house.catalogue.languages, offices: try UserStore.memberships(of: user.id, on: connection),
            presentOffice: context.actor.office,
            sessions: sessions, presentSession: context.visitor?.sessionKey ?? "",
            hasSecondFactor: try SecondFactorStore.isOn(user.id, on: connection), user: user.id,
            standIns: try standIns(of: user.id, context, connection))
        return context.page(context.w("My account"), status: status, AccountsFrame.around(context, accountView(shown, context)))
    }
}

/// The space around a page of somebody who may work in no office at all, and then sees it in the public frame.
enum AccountsFrame {
    static func around(_ context: Context, _ body: HTML) -> HTML {
        context.actor.office == nil ? "<div class=\"wrap\"><div class=\"door\">\(body)</div></div>" : body
    }
}
