import Kernel
import Markup
import Storage
import Web

/// A forgotten password: a letter with a link that opens the account's password once, within an hour.
struct NewPasswordPages: Sendable {
    static let purpose = "new-password"
    /// Seconds a link is good for.
    static let good: Int64 = 3600
    let passwords: PasswordPool

    func routes() -> [Route] {
        [
            .get(AccountsPaths.forgottenPassword, may: .anyone) { context, _ in askPage(context, Parameters(), Problems()) },
            .postFlow(AccountsPaths.forgottenPassword, may: .anyone, ask),
            .get("\(AccountsPaths.choosePassword)/{token}", may: .anyone) { context, _ in
                Reply.redirect(AccountsPaths.choosePassword).carrying(Self.purpose, String(try context.word("token").prefix(100)), in: context.house)
            },
            .get(AccountsPaths.choosePassword, may: .anyone) { context, connection in
                guard let user = try found(context, connection) else { return gone(context) }
                return choosePage(context, user, Problems())
            },
            .postFlow(AccountsPaths.choosePassword, may: .anyone, choose),
        ]
    }

    /// The answer is the same whether the address has an account or not, and takes as long.
    private func ask(_ context: Context) async throws -> Reply {
        let (form, w) = (context.request.form, context.w)
        guard context.house.settings.mail != nil else { throw AppError.notFound }
        guard let email = EmailAddress(typed: form.text("email")) else {
            var problems = Problems()
            problems.add("email", form.text("email").isEmpty ? w("Write your e-mail address.") : w("Write it like name@city.example."))
            return askPage(context, form, problems, status: 422)
        }
        // Counted beside the sign-in, not with it: nobody is kept from signing in by somebody who asks for letters.
        let subjects = SignInThrottle.Subjects(
            typedEmail: "reset+\(email.text)", address: "reset \(SignInThrottle.Subjects.network(context.request.remoteAddress))")
        try await context.house.database.write { connection in
            if case .wait(let seconds) = try SignInThrottle.attempt(subjects, at: context.now, on: connection) {
                throw AppError.tooMany(retryAfter: seconds)
            }
            let token = Guardian.randomText(bytes: 32)
            guard let user = try UserStore.find(email: email, on: connection), !user.isDisabled else { return }
            try connection.run("DELETE FROM password_reset WHERE user_id = \(user.id) OR expires_at <= \(context.now)")
            try connection.run(
                """
                INSERT INTO password_reset (token_hash, user_id, created_at, expires_at)
                VALUES (\(SessionStore.key(of: token)), \(user.id), \(context.now), \(context.now.adding(seconds: Self.good)))
                """)
            let office = try UserStore.memberships(of: user.id, on: connection).first?.office
            try AccountLetters(context: context, connection: connection).reset(user, token: token, office: office)
            try connection.journal.record(
                try Fact("password-asked", "user", user.id.text, office: office, from: nil, to: ["address": context.request.remoteAddress]),
                by: .anyone,
                at: context.now, request: context.request.id)
        }
        return Reply.redirect(AccountsPaths.signIn).saying(
            w("If this address has an account here, a letter is on its way to it. The link in it works for one hour."))
    }

    private func found(_ context: Context, _ connection: Connection) throws -> User? {
        guard let token = try context.carried(Self.purpose) else { return nil }
        let user: UserID? = try connection.value(
            "SELECT user_id FROM password_reset WHERE token_hash = \(SessionStore.key(of: token)) AND expires_at > \(context.now)")
        return try user.flatMap { try UserStore.find($0, on: connection) }.flatMap { $0.isDisabled ? nil : $0 }
    }

    private func choose(_ context: Context) async throws -> Reply {
        let (form, w) = (context.request.form, context.w)
        let database = context.house.database
        guard let user = try await database.read({ try found(context, $0) }) else { return gone(context) }
        let (new, again) = (form["new"] ?? "", form["again"] ?? "")
        var problems = Problems()
        if let problem = PasswordRule.problem(new, name: user.name, email: user.email) { problems.add("new", w(problem)) }
        if problems["new"] == nil, new != again { problems.add("again", w("The two do not agree. Write the new password twice.")) }
        guard problems.isEmpty else { return choosePage(context, user, problems, status: 422) }
        let hash = try await passwords.hash(new)
        let isDone = try await database.write { connection in
            guard let user = try found(context, connection) else { return false }
            try connection.run("DELETE FROM password_reset WHERE user_id = \(user.id)")
            let owner = Actor(user: user.id, name: user.name, office: nil, role: nil)
            let office = try UserStore.memberships(of: user.id, on: connection).first?.office
            try UserStore.setPassword(hash, of: user.id, by: owner, office: office, at: context.now, on: connection)
            try AccountLetters(context: context, connection: connection).changed(.password, for: user, office: office)
            return true
        }
        guard isDone else { return gone(context) }
        return Reply.redirect(AccountsPaths.signIn).saying(
            w("Your new password holds. Sign in with it; wherever you were signed in, you are no more.")
        )
        .carryingNothing(in: context.house)
    }

    // MARK: Pages

    private func askPage(_ context: Context, _ typed: Parameters, _ problems: Problems, status: Int = 200) -> Reply {
        let (w, form) = (context.w, FormView(typed, problems, context.w))
        let body: HTML =
            context.house.settings.mail == nil
            ? "<p class=\"lead\">\(w("This server sends no mail. Whoever manages the accounts of your office makes you a new password."))</p>"
            : """
            <p class="lead">\(w("Write your e-mail address. You get a letter with a link to choose a new password."))</p>
            <form method="post" action="\(AccountsPaths.forgottenPassword)" novalidate>\(context.csrf)
            \(form.text("email", w("E-mail address"), kind: "email", autocomplete: "username"))
            <div class="dock"><p></p><div class="actions"><a class="button" href="\(AccountsPaths.signIn)">\(w("Cancel"))</a><button class="button button--act">\(w("Send the letter"))</button></div></div></form>
            """
        return context.page(
            w("Forgotten password"), shell: .publicSite, status: status,
            "<div class=\"wrap\"><div class=\"door narrow\"><h1>\(w("Forgotten password"))</h1>\(body)</div></div>")
    }

    private func choosePage(_ context: Context, _ user: User, _ problems: Problems, status: Int = 200) -> Reply {
        let (w, form) = (context.w, FormView(Parameters(), problems, context.w))
        return context.page(
            w("Choose a new password"), shell: .publicSite, status: status,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("Choose a new password"))</h1><p class="lead">\(user.email)</p>
            <form method="post" action="\(AccountsPaths.choosePassword)" novalidate>\(context.csrf)<input class="unseen" type="text" name="username" value="\(user.email)" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
            \(form.text("new", w("New password"), help: w("At least 12 characters. A few words that only you would put together are good."), kind: "password", autocomplete: "new-password"))
            \(form.text("again", w("New password once more"), kind: "password", autocomplete: "new-password"))
            <div class="dock"><p></p><div class="actions"><button class="button button--act">\(w("Change the password"))</button></div></div></form></div></div>
            """
        ).header("cache-control", "no-store")
    }

    private func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Choose a new password"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("This link is no longer good"))</h1>
            <p class="lead">\(w("It was used already, a newer letter took its place, or it is older than an hour."))</p>
            <p class="block"><a class="button" href="\(AccountsPaths.forgottenPassword)">\(w("Ask for a new letter"))</a></p></div></div>
            """)
    }
}
