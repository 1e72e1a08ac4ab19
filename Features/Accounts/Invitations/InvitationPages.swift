import Kernel
import Markup
import Storage
import Web

/// Where an invitation is taken up: the link in the letter, and the form it opens.
struct InvitationPages: Sendable {
    static let purpose = "invitation"
    let passwords: PasswordPool

    func routes() -> [Route] {
        [
            .get("\(AccountsPaths.invitation)/{token}", may: .anyone, arrive),
            .get(AccountsPaths.invitation, may: .anyone) { context, connection in
                guard let invitation = try found(context, connection) else { return gone(context) }
                return try page(context, connection, invitation, nil, Problems())
            },
            .postFlow(AccountsPaths.invitation, may: .anyone, takeUp),
        ]
    }

    /// Takes the key out of the address. Nothing is used up: programs that look into mails follow links too.
    @Sendable private func arrive(_ context: Context, _ connection: Connection) throws -> Reply {
        Reply.redirect(AccountsPaths.invitation).carrying(Self.purpose, String(try context.word("token").prefix(100)), in: context.house)
    }

    private func found(_ context: Context, _ connection: Connection) throws -> Invitation? {
        try context.carried(Self.purpose).flatMap { try InvitationStore.find(token: $0, at: context.now, on: connection) }
    }

    private func takeUp(_ context: Context) async throws -> Reply {
        let (typed, w) = (context.request.form, context.w)
        let database = context.house.database
        let state = try await database.read { connection in
            let invitation = try found(context, connection)
            return (invitation, try invitation.flatMap { EmailAddress(typed: $0.email) }.flatMap { try UserStore.find(email: $0, on: connection) })
        }
        guard let invitation = state.0, let email = EmailAddress(typed: invitation.email) else { return gone(context) }
        if let known = state.1 { return try await join(known, invitation, context) }

        var problems = Problems()
        let name = PersonForm.readName(typed, "name", &problems, w)
        let (password, again) = (typed["password"] ?? "", typed["again"] ?? "")
        let language = context.house.catalogue.languages.first { $0.tag == typed.text("language") }
        if language == nil, !typed.text("language").isEmpty { problems.add("language", w("Choose one of the languages.")) }
        if let problem = PasswordRule.problem(password, name: name, email: email.text) { problems.add("password", w(problem)) }
        if problems["password"] == nil, password != again { problems.add("again", w("The two do not agree. Write the password twice.")) }
        guard problems.isEmpty else {
            return try await database.read { [problems] in try page(context, $0, invitation, typed, problems, status: 422) }
        }
        let hash = try await passwords.hash(password)
        let token: String? = try await database.write { connection in
            // Looked for again: a second click, or another browser, may have been quicker.
            guard let invitation = try found(context, connection), try UserStore.find(email: email, on: connection) == nil else { return nil }
            let actor = Actor(user: .new(), name: name, office: invitation.office, role: invitation.role)
            let user = try UserStore.create(
                email: email, name: name, password: hash, language: language, by: .system, office: invitation.office, at: context.now, on: connection)
            let owner = Actor(user: user.id, name: actor.name, office: invitation.office, role: invitation.role)
            try UserStore.setMembership(user.id, in: invitation.office, as: invitation.role, by: owner, at: context.now, on: connection)
            try InvitationStore.end(invitation, as: "taken-up", by: owner, at: context.now, on: connection)
            if let old = context.visitor?.sessionKey { try SessionStore.end(old, on: connection) }
            return try SessionStore.begin(
                user.id, in: invitation.office, address: context.request.remoteAddress, agent: context.request.headers["user-agent"] ?? "",
                at: context.now, on: connection)
        }
        guard let token else { return gone(context) }
        return welcome(name, context.house.words(language ?? context.language)).session(token: token, in: context.house)
            .carryingNothing(in: context.house)
    }

    private func welcome(_ name: String, _ w: Words) -> Reply { Reply.redirect("/office").saying(w("Welcome, \(name). Your account is ready.")) }

    /// Somebody who has an account meanwhile joins with it. The link proves the address; the password they know opens the account.
    private func join(_ user: User, _ invitation: Invitation, _ context: Context) async throws -> Reply {
        guard !user.isDisabled else {
            throw AppError.invalid(context.w("The account with this address is disabled. Ask those who run the server to enable it."))
        }
        try await context.house.database.write { connection in
            guard let invitation = try found(context, connection) else { throw AppError.notFound }
            let owner = Actor(user: user.id, name: user.name, office: invitation.office, role: invitation.role)
            if try UserStore.role(of: user.id, in: invitation.office, on: connection) == nil {
                try UserStore.setMembership(user.id, in: invitation.office, as: invitation.role, by: owner, at: context.now, on: connection)
            }
            try InvitationStore.end(invitation, as: "taken-up", by: owner, at: context.now, on: connection)
        }
        return Reply.redirect(AccountsPaths.signIn).saying(context.w("You belong to the office now. Sign in with the password you know."))
            .carryingNothing(
                in: context.house)
    }

    private func page(
        _ context: Context, _ connection: Connection, _ invitation: Invitation, _ typed: Parameters?, _ problems: Problems, status: Int = 200
    ) throws -> Reply {
        let w = context.w
        let office = try OfficeStore.find(invitation.office, on: connection)?.name ?? ""
        let isKnown = try EmailAddress(typed: invitation.email).flatMap { try UserStore.find(email: $0, on: connection) } != nil
        let start = Parameters([("name", invitation.name), ("language", invitation.language?.tag ?? w.language.tag)])
        let view = InvitationView(
            invitation: invitation, office: office, isKnown: isKnown, form: FormView(typed ?? start, problems, w), csrf: context.csrf,
            languages: context.house.catalogue.languages, w: w)
        return context.page(w("Invitation"), shell: .publicSite, status: status, view.page).header("cache-control", "no-store")
    }

    private func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Invitation"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("This invitation is no longer good"))</h1>
            <p class="lead">\(w("It was taken up already, withdrawn, replaced by a newer letter, or is older than seven days. Ask whoever invited you to send it again."))</p>
            <p class="block"><a class="button" href="\(AccountsPaths.signIn)">\(w("Sign in"))</a></p></div></div>
            """)
    }
}

private struct InvitationView {
    let invitation: Invitation
    let office: String
    let isKnown: Bool
    let form: FormView
    let csrf: HTML
    let languages: [Language]
    let w: Words

    var page: HTML {
        """
        <div class="wrap"><div class="door narrow">
        <h1>\(w("Welcome to the office of \(office)"))</h1>
        <p class="lead">\(w("\(invitation.invitedBy) has invited you as: \(w.role(invitation.role)). You will sign in with the address \(invitation.email)."))</p>
        <form method="post" action="\(AccountsPaths.invitation)" novalidate>\(csrf)
        \(if: isKnown, known, else: fields)
        </form></div></div>
        """
    }

    private var known: HTML {
        "<p>\(w("You have an account on this server already. It is let into this office too."))</p><div class=\"dock\"><p></p><div class=\"actions\"><button class=\"button button--act\">\(w("Join the office"))</button></div></div>"
    }

    private var fields: HTML {
        """
        <input class="unseen" type="text" name="username" value="\(invitation.email)" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
        \(form.wrongs([("name", w("Name")), ("password", w("Password")), ("again", w("Password once more"))]))
        \(form.text("name", w("Name"), help: w("As colleagues and partners read it."), autocomplete: "name"))
        \(form.choice("language", w("Language of the pages"), languages.map { ($0.tag, $0.ownName) }))
        \(form.text("password", w("Password"), help: w("At least 12 characters. A few words that only you would put together are good."), kind: "password", autocomplete: "new-password"))
        \(form.text("again", w("Password once more"), kind: "password", autocomplete: "new-password"))
        <div class="dock"><p></p><div class="actions"><button class="button button--act">\(w("Begin"))</button></div></div>
        """
    }
}
