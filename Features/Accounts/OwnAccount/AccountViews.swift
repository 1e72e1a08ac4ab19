import Kernel
import Markup
import Web

struct AccountPage {
    let form: FormView
    let csrf: HTML
    let email: String
    let isPasswordInitial: Bool
    let languages: [Language]
    let offices: [Membership]
    let presentOffice: OfficeID?
    let sessions: [SessionStore.Standing]
    let presentSession: String
    let hasSecondFactor: Bool
    let user: UserID
    /// Nil for those whose part nobody plays.
    let standIns: [StandIn]?
}

func accountView(_ page: AccountPage, _ context: Context) -> HTML {
    let w = context.w
    return """
        \(Part.head(w("My account"), over: page.email))
        \(if: page.isPasswordInitial, Part.notice(w("Choose a password of your own"), "<p>\(w("Somebody else made the present one and knows it."))</p>"))
        <div class="sheet">
        \(Part.leaf(w("You"), .empty, you(page, w)))
        \(Part.leaf(w("Password"), .empty, password(page, w)))
        \(Part.leaf(w("Second factor"), .empty, "<p>\(Part.state(page.hasSecondFactor ? "active" : "dormant", page.hasSecondFactor ? w("Switched on") : w("Switched off")))</p><p class=\"after\">\(Part.button(page.hasSecondFactor ? w("Change") : w("Set it up"), to: AccountsPaths.secondFactor))</p>"))
        \(Part.leaf(w("For programs"), .empty, "<p>\(w("Access tokens let a program of yours read and write through the API."))</p><p class=\"after\">\(Part.button(w("Access tokens"), to: AccountsPaths.tokens))</p>"))
        \(page.standIns, some: { Part.leaf(w("When you are away"), .empty, standInLeaf($0, of: page.user, isActing: context.visitor?.actsFor != nil, context)) })
        \(Part.leaf(w("Offices"), .empty, offices(page, context)))
        \(Part.leaf(w("Where you are signed in"), .empty, sessions(page, context)))
        </div>
        """
}

private func you(_ page: AccountPage, _ w: Words) -> HTML {
    let languages = [(value: "", word: w("As the browser asks"))] + page.languages.map { (value: $0.tag, word: $0.ownName) }
    return """
        <form method="post" action="\(AccountsPaths.account)" novalidate data-guard>\(page.csrf)
        \(page.form.text("name", w("Name"), help: w("As colleagues and partners read it."), autocomplete: "name"))
        \(page.form.choice("language", w("Language of the pages"), languages))
        <p class="after"><button class="button button--act">\(w("Save"))</button></p></form>
        """
}

private func password(_ page: AccountPage, _ w: Words) -> HTML {
    """
    <form method="post" action="\(AccountsPaths.password)" novalidate>\(page.csrf)<input class="unseen" type="text" name="username" value="\(page.email)" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
    \(page.form.text("present", w("Present password"), kind: "password", autocomplete: "current-password"))
    \(page.form.text("new", w("New password"), help: w("At least 12 characters. A few words that only you would put together are good."), kind: "password", autocomplete: "new-password"))
    \(page.form.text("again", w("New password once more"), kind: "password", autocomplete: "new-password"))
    <p class="after"><button class="button">\(w("Change the password"))</button></p></form>
    """
}

private func offices(_ page: AccountPage, _ context: Context) -> HTML {
    let w = context.w
    guard !page.offices.isEmpty else {
        return Part.empty(
            w("You work in no office here"), w("Somebody who manages the accounts of an office can let you in, under your e-mail address."))
    }
    return "<ul class=\"plain\">\(page.offices, { officeLine($0, page.presentOffice, context) })</ul>"
}

/// An office with the role in it; a button leads there from elsewhere.
func officeLine(_ office: Membership, _ present: OfficeID?, _ context: Context) -> HTML {
    let w = context.w
    let way: HTML =
        office.office == present
        ? "<span>\(w("You are here"))</span>"
        : Part.doing(w("Work here"), AccountsPaths.officeChoice, context, small: true, fields: [("office", office.office.text)])
    return "<li><b>\(office.officeName)</b><span>\(w.role(office.role))</span>\(way)</li>"
}

private func sessions(_ page: AccountPage, _ context: Context) -> HTML {
    let w = context.w
    let others = page.sessions.count > 1
    return """
        <ul class="plain">\(page.sessions, { sessionLine($0, page.presentSession, context) })</ul>
        \(if: others, "<p class=\"after\">\(Part.doing(w("Sign out everywhere else"), AccountsPaths.sessions, context))</p>")
        """
}

private func sessionLine(_ session: SessionStore.Standing, _ present: String, _ context: Context) -> HTML {
    let w = context.w
    let end = Part.doing(w("End"), AccountsPaths.sessionEnd, context, small: true, fields: [("session", String(session.key.prefix(16)))])
    let isHere = session.key == present
    return
        "<li>\(if: isHere, "<b>\(w("This browser"))</b>", else: "<b>\(session.agent.isEmpty ? w("Unknown browser") : session.agent)</b>")<span>\(w("Signed in on \(w.dateAndTime(session.createdAt)), last seen on \(w.dateAndTime(session.lastSeenAt)) (UTC), from \(session.address)"))</span>\(if: !isHere, end)</li>"
}
