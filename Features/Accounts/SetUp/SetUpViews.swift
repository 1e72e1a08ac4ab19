import Kernel
import Markup
import Web

struct SetUpPage {
    let form: FormView
    let csrf: HTML
    let candidates: [(value: String, word: String)]
}

func setUpView(_ page: SetUpPage, _ w: Words) -> HTML {
    let form = page.form
    let labels = [
        ("city", w("City")), ("office", w("Name of the office")), ("name", w("Your name")), ("email", w("E-mail address")),
        ("password", w("Password")),
    ]
    return """
        <div class="wrap"><div class="door">
        <h1>\(w("Set up Proxenia"))</h1>
        <p class="lead">\(w("This server is new. Say which city it is for and who you are; then you are in, and can invite the others."))</p>
        <form class="sheet" method="post" action="\(AccountsPaths.setUp)" novalidate data-guard>\(page.csrf)
        \(form.wrongs(labels))
        \(Part.leaf(w("The office"), .empty, officeFields(page, w)))
        \(Part.leaf(w("You"), HTML(text: w("The first account directs the office and manages its accounts.")), youFields(form, w)))
        <div class="dock"><p class="second"></p><div class="actions"><button class="button button--act">\(w("Set up the office"))</button></div></div>
        </form>
        </div></div>
        """
}

private func officeFields(_ page: SetUpPage, _ w: Words) -> HTML {
    let form = page.form
    return """
        \(form.place("city", w("City")))
        \(if: !page.candidates.isEmpty, candidates(page, w))
        \(form.text("office", w("Name of the office"), help: w("Empty: the city’s name."), optional: true, autocomplete: "organization"))
        """
}

/// For readers without script: what the text may mean, to choose from.
private func candidates(_ page: SetUpPage, _ w: Words) -> HTML {
    "<input type=\"hidden\" name=\"city-for\" value=\"\(page.form.typed.text("city-text"))\">\(page.form.radios("city-choice", w("Which of these?"), page.candidates))"
}

private func youFields(_ form: FormView, _ w: Words) -> HTML {
    """
    \(form.text("name", w("Your name"), autocomplete: "name"))
    \(form.text("email", w("E-mail address"), help: w("You sign in with it."), kind: "email", autocomplete: "username"))
    \(form.text("password", w("Password"), help: w("At least 12 characters. A few words that only you would put together are good."), kind: "password", autocomplete: "new-password"))
    """
}
