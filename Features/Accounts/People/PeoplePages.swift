import Kernel
import Markup
import Storage
import Web

/// The accounts of an office: who works there and as what.
struct PeoplePages: Sendable {
    let passwords: PasswordPool

    func routes() -> [Route] {
        let may = AccountsFeature.manage
        return [
            .get(AccountsPaths.accounts, may: may, list),
            UserStore.people.exportRoute(may: may),
            .get(AccountsPaths.newPerson, may: may) { context, _ in
                newPage(context, Parameters([("role", Role.officer.rawValue), ("language", context.language.tag)]), Problems())
            },
            .post(AccountsPaths.accounts, may: may, add),
            .post("/office/accounts/invitations/{id}/renewal", may: may, inviteAgain),
            .post("/office/accounts/invitations/{id}/withdrawal", may: may, withdraw),
            .get("/office/accounts/{id}", may: may, show),
            .post("/office/accounts/{id}/role", may: may, changeRole),
            .post("/office/accounts/{id}/disabling", may: may, disable),
            .post("/office/accounts/{id}/enabling", may: may, enable),
            .postFlow("/office/accounts/{id}/password", may: may, makePassword),
            .post("/office/accounts/{id}/second-factor", may: may, removeSecondFactor),
            .post(AccountsPaths.secondFactorRule, may: may, setRule),
        ]
    }

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let query = UserStore.people.query(context.request.query)
        let page = try UserStore.people.page(query, context.scope, connection)
        let body = try UserStore.people.view(
            page, query, context, connection, empty: Part.empty(w("Nobody works here yet"), w("Invite the people of your office.")))
        let rule = secondFactorRule(isOn: try OfficeStore.requiresSecondFactor(try context.office(), on: connection), context)
        let invitations = try InvitationStore.standing(in: try context.office(), on: connection)
        let add = Part.button(w("Invite a person"), to: AccountsPaths.newPerson, isAct: true, icon: Icon.plus)
        return context.page(
            w("Accounts"),
            """
            \(Part.head(w("Accounts"), over: w("Who may sign in for this office, and as what."), actions: add))
            \(body)
            \(if: !invitations.isEmpty, invitationsView(invitations, context))
            \(rule)
            """)
    }

    @Sendable private func add(_ context: Context, _ connection: Connection) throws -> Reply {
        let (typed, w, office) = (context.request.form, context.w, try context.office())
        let form = PersonForm(typed, w)
        guard let person = form.value else { return newPage(context, typed, form.problems, status: 422) }
        let letters = AccountLetters(context: context, connection: connection)
        if let known = try UserStore.find(email: person.email, on: connection) {
            var problems = Problems()
            if known.isDisabled {
                problems.add("email", w("The account with this address is disabled. Ask those who run the server to enable it."))
            } else if try UserStore.role(of: known.id, in: office, on: connection) != nil {
                problems.add("email", w("Somebody with this address works here already."))
            }
            guard problems.isEmpty else { return newPage(context, typed, problems, status: 422) }
            try UserStore.setMembership(known.id, in: office, as: person.role, by: context.actor, at: context.now, on: connection)
            try letters.joined(known, office, as: person.role)
            return Reply.redirect(AccountsPaths.person(known.id)).saying(
                w(
                    "\(known.name) has an account on this server already and signs in with the password they know. They can now choose this office too."
                ))
        }
        let language = context.house.catalogue.languages.first { $0.tag == typed.text("language") }
        let (invitation, token) = try InvitationStore.invite(
            person, to: office, language: language, by: context.actor, at: context.now, on: connection)
        return try invited(invitation, token, context, connection)
    }

    /// The letter goes out; where no mail server takes it, the link is shown once, to be handed over.
    private func invited(_ invitation: Invitation, _ token: String, _ context: Context, _ connection: Connection) throws -> Reply {
        try AccountLetters(context: context, connection: connection).invitation(invitation, token: token)
        guard context.house.settings.mail == nil else {
            return Reply.redirect(AccountsPaths.accounts).saying(
                context.w("\(invitation.name) is invited: a letter is on its way to \(invitation.email)."))
        }
        let shown = InvitationLinkPage(
            invitation: invitation, address: context.house.settings.address + AccountsPaths.invitation(token))
        return context.page(invitation.name, path: AccountsPaths.accounts, invitationLinkView(shown, context.w)).header("cache-control", "no-store")
    }

    private func standing(_ context: Context, _ connection: Connection) throws -> Invitation {
        guard let found = try InvitationStore.find(try context.id("id"), in: try context.office(), on: connection) else { throw AppError.notFound }
        return found
    }

    @Sendable private func inviteAgain(_ context: Context, _ connection: Connection) throws -> Reply {
        let invitation = try standing(context, connection)
        let token = try InvitationStore.renew(invitation, by: context.actor, at: context.now, on: connection)
        return try invited(try standing(context, connection), token, context, connection)
    }

    @Sendable private func withdraw(_ context: Context, _ connection: Connection) throws -> Reply {
        let invitation = try standing(context, connection)
        try InvitationStore.end(invitation, as: "withdrawn", by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.accounts).saying(
            context.w("The invitation of \(invitation.name) is withdrawn; its link opens nothing any more."))
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let person = try UserStore.person(try context.id("id"), in: try context.office(), on: connection)
        let entries = try connection.journal.facts(.subject(kind: "user", id: person.id.text), limit: 30).filter { $0.office == context.actor.office }
        let shown = PersonPage(
            person: person, isSelf: person.id == context.actor.user, hasSecondFactor: try SecondFactorStore.isOn(person.id, on: connection),
            entries: Array(entries.prefix(12)))
        return context.page(person.name, path: AccountsPaths.accounts, personView(shown, context))
    }

    @Sendable private func changeRole(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let person = try other(context, office, connection)
        guard let role = Role(rawValue: context.request.form.text("role")) else { throw AppError.invalid(w("Choose a role.")) }
        guard context.request.form.text("was") == person.role.rawValue else {
            throw AppError.conflict(w("Meanwhile somebody made \(person.name) “\(w.role(person.role))”. Look again before you change it."))
        }
        if ![.admin, .director].contains(role) { try UserStore.keepManager(without: person, office, w, connection) }
        try UserStore.setMembership(person.id, in: office, as: role, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.person(person.id)).saying(w("\(person.name) is now “\(w.role(role))”."))
    }

    @Sendable private func disable(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let person = try other(context, office, connection)
        try mustBeOursAlone(person, w)
        try UserStore.keepManager(without: person, office, w, connection)
        try UserStore.setDisabled(true, person.id, by: context.actor, office: office, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.person(person.id)).saying(w("\(person.name) can no longer sign in, and is signed out everywhere."))
    }

    @Sendable private func enable(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let person = try other(context, office, connection)
        try mustBeOursAlone(person, w)
        try UserStore.setDisabled(false, person.id, by: context.actor, office: office, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.person(person.id)).saying(w("\(person.name) can sign in again."))
    }

    /// A new password for somebody who has forgotten theirs, shown once: for those whom no letter reaches.
    @Sendable private func makePassword(_ context: Context) async throws -> Reply {
        let (w, office) = (context.w, try context.office())
        // Looked at before the hashing, so that it is not spent on strangers, and again in the transaction that counts.
        try await context.house.database.read { try mustBeOursAlone(try other(context, office, $0), w) }
        let password = InitialPassword.make()
        let hash = try await passwords.hash(password)
        let person = try await context.house.database.write { connection in
            let person = try other(context, office, connection)
            try mustBeOursAlone(person, w)
            try UserStore.setPassword(hash, of: person.id, isInitial: true, by: context.actor, office: office, at: context.now, on: connection)
            return person
        }
        return passwordPage(context, person.id, person.name, person.email, password)
    }

    /// For somebody whose telephone and recovery codes are lost.
    @Sendable private func removeSecondFactor(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let person = try other(context, office, connection)
        try mustBeOursAlone(person, w)
        guard let user = try UserStore.find(person.id, on: connection),
            try SecondFactorStore(connection: connection, guardian: context.house.guardian).remove(person.id)
        else { throw AppError.notFound }
        try SessionStore.endAll(of: person.id, on: connection)
        try UserStore.record("second-factor-off", person.id, office: office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        try AccountLetters(context: context, connection: connection).changed(.secondFactorOff, for: user, office: office)
        return Reply.redirect(AccountsPaths.person(person.id)).saying(
            w("The second factor of \(person.name) is switched off; they are signed out everywhere."))
    }

    /// Whether those who keep the office's records must have a second factor.
    @Sendable private func setRule(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let isWanted = context.request.form.text("wanted") == "1"
        // Else whoever switches it on shuts themselves out first.
        guard let user = context.actor.user, try !isWanted || SecondFactorStore.isOn(user, on: connection) else {
            throw AppError.invalid(w("Set up your own second factor first, on the page of your account."))
        }
        try OfficeStore.setRequiresSecondFactor(isWanted, office, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.accounts).saying(
            isWanted
                ? w("Administrators, directors and officers now need a second factor. Whoever has none sets it up at their next click.")
                : w("A second factor is now everybody’s own choice."))
    }

    // MARK: Rules

    /// The person of the path, of this office, and not oneself: nobody can lock themselves out or raise themselves.
    private func other(_ context: Context, _ office: OfficeID, _ connection: Connection) throws -> OfficePerson {
        let person = try UserStore.person(try context.id("id"), in: office, on: connection)
        guard person.id != context.actor.user else {
            throw AppError.invalid(context.w("Nobody changes their own role or disables themselves. Ask another director or administrator."))
        }
        return person
    }

    private func mustBeOursAlone(_ person: OfficePerson, _ w: Words) throws {
        guard person.isOursAlone else {
            throw AppError.invalid(w("\(person.name) works in other offices of this server too. You can take them out of yours."))
        }
    }

    // MARK: Pages

    private func newPage(_ context: Context, _ typed: Parameters, _ problems: Problems, status: Int = 200) -> Reply {
        let shown = NewPersonPage(
            form: FormView(typed, problems, context.w), csrf: context.csrf, languages: context.house.catalogue.languages,
            sendsMail: context.house.settings.mail != nil)
        return context.page(context.w("Invite a person"), status: status, path: AccountsPaths.accounts, newPersonView(shown, context.w))
    }

    private func passwordPage(_ context: Context, _ id: UserID, _ name: String, _ email: String, _ password: String) -> Reply {
        let shown = InitialPasswordPage(
            id: id, name: name, email: email, password: password, address: context.house.settings.address + AccountsPaths.signIn)
        return context.page(name, path: AccountsPaths.accounts, initialPasswordView(shown, context.w)).header("cache-control", "no-store")
    }
}
