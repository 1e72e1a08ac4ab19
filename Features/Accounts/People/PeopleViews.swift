import Kernel
import Markup
import Storage
import Web

struct NewPersonPage {
    let form: FormView
    let csrf: HTML
    let languages: [Language]
    let sendsMail: Bool
}

func newPersonView(_ page: NewPersonPage, _ w: Words) -> HTML {
    let form = page.form
    let roles = Role.allCases.map { (value: $0.rawValue, word: w.role($0)) }
    return """
        \(Part.head(w("Invite a person"), crumbs: [(w("Accounts"), AccountsPaths.accounts)]))
        <form class="sheet" method="post" action="\(AccountsPaths.accounts)" novalidate data-guard>\(page.csrf)
        \(form.wrongs([("name", w("Name")), ("email", w("E-mail address")), ("role", w("Role"))]))
        \(form.text("name", w("Name")))
        \(form.text("email", w("E-mail address"), help: w("They sign in with it."), kind: "email"))
        \(form.radios("role", w("Role"), roles, help: w("Directors and officers keep the directory and the partnerships. Administrators only manage accounts. Counterparts and clubs see what is public.")))
        \(form.choice("language", w("Language of the letter"), page.languages.map { ($0.tag, $0.ownName) }))
        \(form.dock(w("Invite"), note: page.sendsMail ? w("They get a letter with a link, good for seven days.") : w("This server sends no mail: you are shown a link to hand over."), cancel: AccountsPaths.accounts))
        </form>
        """
}

/// The link of an invitation, on a server that sends no mail.
struct InvitationLinkPage {
    let invitation: Invitation
    let address: String
}

func invitationLinkView(_ page: InvitationLinkPage, _ w: Words) -> HTML {
    let facts: [(name: String, value: HTML)] = [
        (w("E-mail address"), HTML(text: page.invitation.email)), (w("Link"), "<b class=\"num breaks\">\(page.address)</b>"),
        (w("Good until"), HTML(text: w.date(page.invitation.expiresAt))),
    ]
    return """
        \(Part.head(page.invitation.name, crumbs: [(w("Accounts"), AccountsPaths.accounts)]))
        \(Part.notice(w("Hand this link over now: it is shown only once"), "<p>\(w("This server sends no mail. Give \(page.invitation.name) the link in your own way; whoever opens it first chooses the password."))</p>\(Part.facts(facts))"))
        <p class="block">\(Part.button(w("Done"), to: AccountsPaths.accounts, isAct: true))</p>
        """
}

/// Those who were asked and have not come yet.
func invitationsView(_ invitations: [Invitation], _ context: Context) -> HTML {
    let w = context.w
    return Part.block(
        w("Invited, not here yet"),
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("E-mail address"))</th><th scope="col">\(w("Role"))</th><th scope="col">\(w("Link"))</th><td></td></tr></thead>
        <tbody>\(invitations, { invitationLine($0, context) })</tbody></table>
        """)
}

private func invitationLine(_ invitation: Invitation, _ context: Context) -> HTML {
    let w = context.w
    let good =
        invitation.isExpired(at: context.now) ? w("expired on \(w.date(invitation.expiresAt))") : w("good until \(w.date(invitation.expiresAt))")
    return """
        <tr><th scope="row">\(invitation.name)</th><td class="c-sub">\(invitation.email)</td><td class="c-sub">\(w.role(invitation.role))</td><td class="c-row" data-label="\(w("Link"))">\(good)</td>
        <td class="c-row"><div class="actions">\(Part.doing(w("Send again"), AccountsPaths.invitationActs(invitation.id, "renewal"), context, small: true))\(Part.doing(w("Withdraw"), AccountsPaths.invitationActs(invitation.id, "withdrawal"), context, small: true))</div></td></tr>
        """
}

struct InitialPasswordPage {
    let id: UserID
    let name: String
    let email: String
    let password: String
    let address: String
}

func initialPasswordView(_ page: InitialPasswordPage, _ w: Words) -> HTML {
    let facts: [(name: String, value: HTML)] = [
        (w("Address"), HTML(text: page.address)), (w("E-mail address"), HTML(text: page.email)),
        (w("Password"), "<b class=\"num\">\(page.password)</b>"),
    ]
    return """
        \(Part.head(page.name, crumbs: [(w("Accounts"), AccountsPaths.accounts)]))
        \(Part.notice(w("Hand this over now: it is shown only once"), "<p>\(w("Give \(page.name) these words in person or by telephone; after signing in they choose a password of their own."))</p>\(Part.facts(facts))"))
        <p class="block">\(Part.button(w("Done"), to: AccountsPaths.person(page.id), isAct: true))</p>
        """
}

struct PersonPage {
    let person: OfficePerson
    let isSelf: Bool
    let hasSecondFactor: Bool
    let entries: [JournalEntry]
}

func personView(_ page: PersonPage, _ context: Context) -> HTML {
    let (w, person) = (context.w, page.person)
    let facts: [(name: String, value: HTML)] = [
        (w("E-mail address"), HTML(text: person.email)), (w("Role"), HTML(text: w.role(person.role))),
        (w("State"), Part.state(person.isDisabled ? "ending" : "active", w.accountState(person.isDisabled))),
        (w("Last sign-in"), HTML(text: person.lastSignInAt.map { w.dateAndTime($0) + " UTC" } ?? w("never"))),
        (w("Password"), HTML(text: person.isPasswordInitial ? w("a first one, not yet replaced") : "")),
        (w("Second factor"), HTML(text: page.hasSecondFactor ? w("Switched on") : w("Switched off"))),
        (w("Other offices"), HTML(text: person.offices > 1 ? w.number(person.offices - 1) : "")),
    ]
    return """
        \(Part.head(person.name, crumbs: [(w("Accounts"), AccountsPaths.accounts)]))
        \(Part.facts(facts, wide: true))
        \(if: page.isSelf, "<p class=\"block second\">\(w("This is you. Name, language and password are on the page of your account.")) <a href=\"\(AccountsPaths.account)\">\(w("My account"))</a></p>", else: acts(page, context))
        \(if: !page.entries.isEmpty, Part.block(w("What happened"), Part.history(page.entries.map { happening($0, w) }, w)))
        """
}

private func acts(_ page: PersonPage, _ context: Context) -> HTML {
    "\(Part.leaf(context.w("Role"), .empty, roleForm(page.person, context)))\(Part.leaf(context.w("Account"), .empty, accountActs(page, context)))"
}

private func roleForm(_ person: OfficePerson, _ context: Context) -> HTML {
    let w = context.w
    let form = FormView(Parameters([("role", person.role.rawValue)]), Problems(), w)
    return """
        <form method="post" action="\(AccountsPaths.role(person.id))">\(context.csrf)<input type="hidden" name="was" value="\(person.role.rawValue)">
        \(form.choice("role", w("Role in this office"), Role.allCases.map { (value: $0.rawValue, word: w.role($0)) }, help: w("It counts from their next click on.")))
        <p class="after"><button class="button">\(w("Change the role"))</button></p></form>
        """
}

private func accountActs(_ page: PersonPage, _ context: Context) -> HTML {
    let (w, person) = (context.w, page.person)
    let absence: HTML =
        StandIn.lent.contains(person.role) ? Part.button(w("Name a deputy"), to: AccountsPaths.standIns(of: person.id)) : .empty
    let removal: HTML = "\(absence)\(Part.button(w("Hand over, take out of this office"), to: AccountsPaths.handOver(person.id)))"
    guard person.isOursAlone else {
        return
            "<p class=\"second\">\(w("They work in other offices of this server too, so only they themselves change their password."))</p><div class=\"actions after\">\(removal)</div>"
    }
    let password = Part.asking(
        w("Make a new password"), id: "password", title: w("Make a new password for \(person.name)?"),
        text: w("The present one stops working, and they are signed out everywhere. You are shown the new one once."),
        yes: w("Make it"), path: AccountsPaths.newPassword(person.id), context)
    let state: HTML =
        person.isDisabled
        ? Part.doing(w("Enable"), AccountsPaths.enabling(person.id), context)
        : Part.asking(
            w("Disable"), id: "disabling", title: w("Disable the account of \(person.name)?"),
            text: w("They are signed out everywhere at once and cannot sign in until somebody enables the account again."),
            yes: w("Disable"), path: AccountsPaths.disabling(person.id), context)
    let factor: HTML =
        page.hasSecondFactor
        ? Part.asking(
            w("Switch off the second factor"), id: "factor", title: w("Switch off the second factor of \(person.name)?"),
            text: w("For somebody who has lost telephone and recovery codes. Make sure that it is really they who ask. They are told by letter."),
            yes: w("Switch it off"),
            path: AccountsPaths.secondFactorRemoval(person.id), context)
        : .empty
    return "<div class=\"actions\">\(password)\(factor)\(state)\(removal)</div>"
}

/// Whether the office asks for a second factor, and the way to change it.
func secondFactorRule(isOn: Bool, _ context: Context) -> HTML {
    let w = context.w
    let text =
        isOn
        ? w("Administrators, directors and officers of this office need a second factor.")
        : w("A second factor is everybody’s own choice. You can ask for it of administrators, directors and officers.")
    let act = Part.doing(
        isOn ? w("Leave it to everybody") : w("Ask for it"), AccountsPaths.secondFactorRule, context, fields: [("wanted", isOn ? "0" : "1")])
    return Part.block(w("Second factor"), "<p>\(text)</p><div class=\"actions after\">\(act)</div>")
}

private func happening(_ entry: JournalEntry, _ w: Words) -> (instant: Instant, text: HTML, end: HTML) {
    (entry.at, HTML(text: accountHappening(entry, w)), HTML(text: entry.actorName))
}

/// What was done to an account, an invitation or an office.
@Sendable func accountHappening(_ entry: JournalEntry, _ w: Words) -> String {
    switch entry.act {
    case "created": entry.subjectKind == "office" ? w("Office made") : w("Account made")
    case "renamed": w("Name changed")
    case "joined": w("Let into this office")
    case "handed-over": w("Handed over what they were responsible for")
    case "stand-in-named": w("Deputy named")
    case "stand-in-ended": w("Deputy taken back")
    case "acting-begun": w("Began to act for an absent colleague")
    case "acting-ended": w("Went on as themselves")
    case "left": w("Taken out of this office")
    case "role-changed": w("Role changed")
    case "disabled": w("Account disabled")
    case "enabled": w("Account enabled")
    case "password-changed": w("Password changed")
    case "language-chosen": w("Language of the pages chosen")
    case "office-chosen": w("Came to work in this office")
    case "other-sessions-ended": w("Signed out everywhere else")
    case "session-ended": w("Ended a session elsewhere")
    case "password-asked": w("Asked for a new password by letter")
    case "code-failed": w("A wrong code at sign-in")
    case "identity-tied": w("Tied to the house’s own sign-in")
    case "second-factor-on": w("Second factor switched on")
    case "second-factor-off": w("Second factor switched off")
    case "recovery-codes-made": w("New recovery codes made")
    case "token-made": w("Access token made")
    case "token-removed": w("Access token taken back")
    case "signed-in": w("Signed in")
    case "signed-out": w("Signed out")
    case "sign-in-failed": w("A wrong password at sign-in")
    case "invited": w("Invited")
    case "invited-again": w("Invited again")
    case "taken-up": w("Invitation taken up")
    case "withdrawn": w("Invitation withdrawn")
    case "second-factor-required": w("Second factor asked for")
    case "second-factor-optional": w("Second factor left to everybody")
    case "set-up": w("Server set up")
    default: entry.act
    }
}
