import Kernel
import Markup
import Storage
import Web

/// One's own second factor: setting it up with a telephone, new recovery codes, switching it off.
struct SecondFactorPages: Sendable {
    let passwords: PasswordPool

    func routes() -> [Route] {
        [
            .get(AccountsPaths.secondFactor, may: .signedIn) { try page($0, $1, Problems()) },
            .postFlow(AccountsPaths.secondFactor, may: .signedIn, begin),
            .postFlow(AccountsPaths.secondFactor("confirmation"), may: .signedIn, confirm),
            .postFlow(AccountsPaths.secondFactor("codes"), may: .signedIn, renewCodes),
            .postFlow(AccountsPaths.secondFactor("removal"), may: .signedIn, remove),
        ]
    }

    /// The password once more: whoever finds a screen unlocked may not change how its owner signs in.
    /// - Returns: what is wrong, beside the field, or nothing.
    private func passwordProblem(_ context: Context, _ user: User) async throws -> Problems {
        var problems = Problems()
        let typed = context.request.form["password"] ?? ""
        guard !typed.isEmpty else {
            problems.add("password", context.w("Write your present password."))
            return problems
        }
        let subjects = SignInThrottle.Subjects(typedEmail: user.email, address: context.request.remoteAddress)
        let (outcome, hash) = try await context.house.database.write { connection in
            (try SignInThrottle.attempt(subjects, at: context.now, on: connection), try UserStore.passwordHash(user.id, on: connection))
        }
        guard case .goOn(let pause) = outcome else {
            if case .wait(let seconds) = outcome { throw AppError.tooMany(retryAfter: seconds) }
            return problems
        }
        guard try await passwords.accepts(typed, hash) else {
            problems.add("password", context.w("This is not your present password."))
            return problems
        }
        try await context.house.database.write { try SignInThrottle.succeeded(subjects, addressPause: pause, on: $0) }
        return problems
    }

    private func owner(_ context: Context, _ connection: Connection) throws -> User {
        guard let id = context.actor.user, let user = try UserStore.find(id, on: connection) else { throw AppError.notFound }
        return user
    }

    private func store(_ context: Context, _ connection: Connection) -> SecondFactorStore {
        SecondFactorStore(connection: connection, guardian: context.house.guardian)
    }

    @Sendable private func begin(_ context: Context) async throws -> Reply {
        let user = try await context.house.database.read { try owner(context, $0) }
        let problems = try await passwordProblem(context, user)
        return try await context.house.database.write { connection in
            guard problems.isEmpty else { return try page(context, connection, problems, status: 422) }
            guard try !SecondFactorStore.isOn(user.id, on: connection) else {
                throw AppError.conflict(context.w("Your second factor is switched on already. Switch it off first to set up another telephone."))
            }
            try store(context, connection).begin(user.id, at: context.now)
            return Reply.redirect(AccountsPaths.secondFactor)
        }
    }

    @Sendable private func confirm(_ context: Context) async throws -> Reply {
        let typed = context.request.form.text("code")
        return try await context.house.database.write { connection in
            let user = try owner(context, connection)
            guard let factor = try store(context, connection).find(user.id), !factor.isConfirmed else {
                return Reply.redirect(AccountsPaths.secondFactor)
            }
            var problems = Problems()
            switch factor.code.judge(typed, at: context.now, lastStep: factor.lastStep) {
            case .right(let step):
                let codes = try store(context, connection).confirm(user.id, step: step)
                // Other places were signed in without the second factor.
                try SessionStore.endAll(of: user.id, but: context.visitor?.sessionKey, on: connection)
                try note("second-factor-on", .secondFactorOn, user, context, connection)
                return codesPage(context, codes)
            case .clockOff:
                problems.add("code", context.w("The clock of your telephone is off by minutes. Let it set the time by itself, then try again."))
            case .usedBefore, .wrong:
                problems.add("code", context.w("This code does not fit. Look at the entry of Proxenia, and take the next code when it has changed."))
            }
            return try page(context, connection, problems, status: 422)
        }
    }

    @Sendable private func renewCodes(_ context: Context) async throws -> Reply {
        let user = try await context.house.database.read { try owner(context, $0) }
        let problems = try await passwordProblem(context, user)
        return try await context.house.database.write { connection in
            guard problems.isEmpty else { return try page(context, connection, problems, status: 422) }
            guard try SecondFactorStore.isOn(user.id, on: connection) else { throw AppError.notFound }
            let codes = try store(context, connection).renewCodes(user.id)
            try note("recovery-codes-made", .recoveryCodes, user, context, connection)
            return codesPage(context, codes)
        }
    }

    @Sendable private func remove(_ context: Context) async throws -> Reply {
        let user = try await context.house.database.read { try owner(context, $0) }
        let problems = try await passwordProblem(context, user)
        return try await context.house.database.write { connection in
            guard problems.isEmpty else { return try page(context, connection, problems, status: 422) }
            guard try store(context, connection).remove(user.id) else { return Reply.redirect(AccountsPaths.secondFactor) }
            try note("second-factor-off", .secondFactorOff, user, context, connection)
            return Reply.redirect(AccountsPaths.secondFactor).saying(context.w("The second factor is switched off."))
        }
    }

    private func note(_ act: String, _ change: AccountLetters.Change, _ user: User, _ context: Context, _ connection: Connection) throws {
        let office = try context.actor.office ?? UserStore.memberships(of: user.id, on: connection).first?.office
        try UserStore.record(act, user.id, office: office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        try AccountLetters(context: context, connection: connection).changed(change, for: user, office: office)
    }

    // MARK: Pages

    private func page(_ context: Context, _ connection: Connection, _ problems: Problems, status: Int = 200) throws -> Reply {
        let user = try owner(context, connection)
        let store = store(context, connection)
        let factor = try store.find(user.id)
        let view = SecondFactorView(
            user: user, factor: factor, codesLeft: factor?.isConfirmed == true ? try store.codesLeft(user.id) : 0,
            isWanted: context.visitor?.firstGoTo != nil, form: FormView(Parameters(), problems, context.w), context: context)
        return context.page(context.w("Second factor"), status: status, AccountsFrame.around(context, view.page)).header("cache-control", "no-store")
    }

    private func codesPage(_ context: Context, _ codes: [String]) -> Reply {
        let w = context.w
        let body: HTML = """
            \(Part.head(w("Your recovery codes"), crumbs: [(w("My account"), AccountsPaths.account), (w("Second factor"), AccountsPaths.secondFactor)]))
            \(Part.notice(w("Print them or write them down now: they are shown only once"), "<p>\(w("Each lets you in once when your telephone is not at hand. Keep them where you keep your passport, not on the telephone."))</p><ul class=\"codes num\">\(codes, { "<li>\($0)</li>" })</ul>"))
            <p class="block">\(Part.button(w("I have them"), to: AccountsPaths.account, isAct: true))</p>
            """
        return context.page(w("Your recovery codes"), AccountsFrame.around(context, body)).header("cache-control", "no-store")
    }
}

private struct SecondFactorView {
    let user: User
    let factor: SecondFactorStore.Factor?
    let codesLeft: Int
    let isWanted: Bool
    let form: FormView
    let context: Context
    private var w: Words { context.w }

    init(user: User, factor: SecondFactorStore.Factor?, codesLeft: Int, isWanted: Bool, form: FormView, context: Context) {
        (self.user, self.factor, self.codesLeft, self.isWanted, self.form, self.context) = (user, factor, codesLeft, isWanted, form, context)
    }

    var page: HTML {
        """
        \(Part.head(w("Second factor"), over: w("A code from your telephone beside your password: who learns the password alone does not get in."), crumbs: [(w("My account"), AccountsPaths.account)]))
        \(if: isWanted, Part.notice(w("Your office asks for a second factor"), "<p>\(w("Set it up now; the pages of the office open when it is done."))</p>"))
        <div class="sheet">\(factor == nil ? start : factor?.isConfirmed == true ? standing : setUp)</div>
        """
    }

    private func asking(_ path: String, _ act: String, isAct: Bool) -> HTML {
        """
        <form method="post" action="\(path)" novalidate>\(context.csrf)<input class="unseen" type="text" name="username" value="\(user.email)" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
        \(form.text("password", w("Present password"), kind: "password", autocomplete: "current-password"))
        <p class="after"><button class="button\(if: isAct, " button--act")">\(act)</button></p></form>
        """
    }

    private var start: HTML {
        Part.leaf(
            w("Set up"), HTML(text: w("You need an authenticator application on your telephone, such as Aegis, FreeOTP, or the one of your house.")),
            asking(AccountsPaths.secondFactor, w("Set it up"), isAct: true))
    }

    private var setUp: HTML {
        guard let code = factor?.code else { return .empty }
        let address = code.address(account: user.email, issuer: "Proxenia")
        let groups = stride(from: 0, to: code.typedSecret.count, by: 4).map { String(code.typedSecret.dropFirst($0).prefix(4)) }.joined(
            separator: " ")
        let drawing = SquareCode.drawing(address, label: w("Square code for your authenticator application")) ?? .empty
        return """
            \(Part.leaf(w("Your telephone"), HTML(text: w("Open the authenticator application, add an account, and point the camera at this.")), "\(drawing)<p class=\"after\">\(w("Without a camera, type this key:"))<br><b class=\"num\">\(groups)</b></p>"))
            \(Part.leaf(w("The first code"), HTML(text: w("It shows that the two understand each other.")), confirmation))
            """
    }

    private var confirmation: HTML {
        """
        <form method="post" action="\(AccountsPaths.secondFactor("confirmation"))" novalidate>\(context.csrf)
        \(form.text("code", w("Code"), help: w("The six digits that the application shows for Proxenia."), autocomplete: "one-time-code"))
        <p class="after"><button class="button button--act">\(w("Switch it on"))</button></p></form>
        """
    }

    private var standing: HTML {
        """
        \(Part.leaf(w("How it stands"), .empty, "<p>\(Part.state("active", w("Switched on")))</p><p class=\"after\">\(w("\(codesLeft) recovery codes are left."))</p>"))
        \(Part.leaf(w("New recovery codes"), HTML(text: w("The present ones stop working.")), asking(AccountsPaths.secondFactor("codes"), w("Make new codes"), isAct: false)))
        \(Part.leaf(w("Switch off"), HTML(text: w("To set up another telephone, switch it off and set it up again.")), asking(AccountsPaths.secondFactor("removal"), w("Switch it off"), isAct: false)))
        """
    }
}
