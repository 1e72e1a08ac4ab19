import Markup
import Web

struct SignInPage {
    let form: FormView
    let csrf: HTML
    let back: String
    let demonstration: [DemonstrationAccount]
    let provider: String?
}

func signInView(_ page: SignInPage, _ w: Words) -> HTML {
    let form = page.form
    return """
        <div class="wrap"><div class="door narrow">
        <h1>\(w("Sign in"))</h1>
        <form method="post" action="\(AccountsPaths.signIn)" novalidate>\(page.csrf)<input type="hidden" name="back" value="\(page.back)">
        \(form.text("email", w("E-mail address"), kind: "email", autocomplete: "username"))
        \(form.text("password", w("Password"), kind: "password", autocomplete: "current-password"))
        <div class="dock"><p class="second"><a href="\(AccountsPaths.forgottenPassword)">\(w("Forgotten your password?"))</a></p>
        <div class="actions"><button class="button button--act">\(w("Sign in"))</button></div></div>
        </form>
        \(page.provider, some: { provider($0, page.back, w) })
        </div>
        \(if: !page.demonstration.isEmpty, demonstrationView(page.demonstration, w))
        </div>
        """
}

private func provider(_ name: String, _ back: String, _ w: Words) -> HTML {
    "<section class=\"block\"><h2>\(w("Or with the account of your house"))</h2><p class=\"after\"><a class=\"button\" href=\"\(SingleSignOnPages.path)\(Parameters([]).setting("back", back).queryString)\">\(w("Sign in with \(name)"))</a></p></section>"
}

private func demonstrationView(_ accounts: [DemonstrationAccount], _ w: Words) -> HTML {
    """
    <section class="block"><div class="block-head"><h2>\(w("Who you can be in this demonstration"))</h2></div>
    <div class="scroll-x"><table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Role"))</th><th scope="col">\(w("Office"))</th><th scope="col">\(w("E-mail address"))</th><th scope="col">\(w("Password"))</th></tr></thead>
    <tbody>\(accounts, { demonstrationRow($0, w) })</tbody></table></div></section>
    """
}

private func demonstrationRow(_ account: DemonstrationAccount, _ w: Words) -> HTML {
    "<tr><th scope=\"row\">\(account.name)</th><td class=\"c-sub\">\(w.role(account.role))</td><td class=\"c-sub\">\(account.office)</td><td class=\"c-row\" data-label=\"\(w("E-mail address"))\">\(account.email)</td><td class=\"c-row\" data-label=\"\(w("Password"))\">\(account.password)</td></tr>"
}
