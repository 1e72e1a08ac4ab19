import Directory
import Kernel
import Markup
import Web

/// How the form of a person looks.
enum PersonFormViews {
    /// - Parameters:
    ///   - title: of the page; `act` of its button; `path` the form is sent to; `cancel` where one goes without saving.
    ///   - above: what must be answered first: a conflict, an entry that may be the same person.
    static func form(_ form: FormView, title: String, act: String, path: String, cancel: String, above: HTML, _ context: Context) -> HTML {
        let w = context.w
        return """
            \(Part.head(title, over: w("Write down only what the office needs. The person may ask at any time what is held, and that it be erased."), crumbs: [(w("People"), PeoplePaths.people)]))
            <form class="sheet" method="post" action="\(path)" data-guard novalidate>\(context.csrf)\(form.typed["revision"], some: { "<input type=\"hidden\" name=\"revision\" value=\"\($0)\">" })
            <button class="unseen" tabindex="-1">\(act)</button>
            \(above)\(form.wrongs(PersonForm.labels(w)))
            \(Part.leaf(w("Name"), .empty, name(form)))
            \(Part.leaf(w("Form of address"), .empty, address(form)))
            \(Part.leaf(w("Posts"), HTML(text: w("Who follows is found by the post")), roles(form)))
            \(Part.leaf(w("How to reach them"), .empty, channels(form)))
            \(Part.leaf(w("Where and when"), .empty, times(form)))
            \(Part.leaf(w("Private notes"), HTML(text: w("Seen by the director and the officers of your office alone")), notes(form)))
            \(Part.leaf(w("Data protection"), .empty, protection(form)))
            \(form.dock(act, note: w("A change is kept in the history, with your name."), cancel: cancel))</form>
            """
    }

    private static func name(_ form: FormView) -> HTML {
        let w = form.w
        let orders = PersonName.Order.allCases.map { ($0.rawValue, $0.word(w)) }
        let languages = LanguageChoice.options(w, also: [form.typed["native_language"].flatMap { Language($0) }].compactMap { $0 })
        return """
            \(form.text("title", w("Title"), help: w("Before the name: Dr., Prof., H.E."), optional: true))\(form.text("family", w("Family name")))\(form.text("given", w("Given name"), optional: true))
            \(form.radios("order", w("Order of the name"), orders, help: w("As this person says it. Chinese, Hungarian, Japanese, Korean and Vietnamese names mostly begin with the family’s.")))
            \(form.text("native", w("Name in its own script"), help: w("As the person writes it: 王小明."), optional: true))\(form.choice("native_language", w("Language of that name"), languages, optional: true))
            \(form.text("romanisation", w("Romanisation"), help: w("Where it says more than the name above: Wáng Xiǎomíng."), optional: true))
            \(form.text("pronunciation", w("How to say it"), help: w("In words for somebody who does not know the language."), optional: true))
            """
    }

    private static func address(_ form: FormView) -> HTML {
        let w = form.w
        let languages = LanguageChoice.options(
            w, also: (form.typed.all("salutations-language") + form.typed.all("languages-language")).compactMap { Language($0) })
        let salutations = FormRows(
            rows: PersonForm.salutations, columns: [.init(w("Language"), .choice(languages)), .init(w("How the letter begins"))]
        )
        .line(w("Salutation in letters"), help: w("Such as: Sehr geehrte Frau Dr. Winter."), more: w("More languages"), form)
        let spoken = FormRows(rows: PersonForm.languages, columns: [.init(w("Language"), .choice(languages))])
            .line(w("Languages spoken"), help: w("The best first."), more: w("More languages"), form)
        return salutations + spoken
    }

    private static func channels(_ form: FormView) -> HTML {
        let w = form.w
        let kinds = [("", w("Choose…"))] + PersonChannel.Kind.allCases.map { ($0.rawValue, $0.word(w)) }
        return FormRows(rows: PersonForm.channels, columns: [.init(w("Channel"), .choice(kinds)), .init(w("Number or address")), .init(w("Note"))])
            .line(w("Channels"), help: w("The preferred one first. Numbers with the country code."), more: w("More channels"), form)
    }

    private static func times(_ form: FormView) -> HTML {
        let w = form.w
        let days = (1...7).map { (String($0), WorkingHours.day($0, w)) }
        let zones = TimeZones.all.map { "<option value=\"\($0)\">" as HTML }.joined()
        return """
            \(form.place("place", w("City"), help: w("Where they work. Empty: where their organisation sits."), optional: true))
            \(form.text("time_zone", w("Time zone"), help: w("Only where it is not that of the city, such as Asia/Shanghai."), optional: true, list: "zones"))
            \(form.text("hours-from", w("At work from"), help: w("In their own time, such as 09:00."), optional: true))\(form.text("hours-until", w("At work until"), optional: true))
            <div id="days">\(form.ticks("days", w("Working days"), days, help: w("None chosen means Monday to Friday.")))</div><datalist id="zones">\(zones)</datalist>
            """
    }

    private static func notes(_ form: FormView) -> HTML {
        let w = form.w
        return """
            \(form.area("protocol", w("Protocol"), help: w("Rank, gifts, what to say and what not."), rows: 3))\(form.text("diet", w("Diet"), optional: true))
            \(form.text("access", w("Access needs"), help: w("What makes a visit possible: steps, hearing, rest."), optional: true))\(form.area("other", w("Other private notes"), rows: 3))
            """
    }

    private static func protection(_ form: FormView) -> HTML {
        let w = form.w
        let bases = [("", w("Choose…"))] + LegalBasis.allCases.map { ($0.rawValue, $0.word(w)) }
        return """
            \(form.choice("basis", w("Legal basis"), bases, help: w("Why the office may keep the entry (GDPR, Article 6)."))) \(form.text("review", w("Review until"), help: w("On this day somebody decides whether the entry is still needed.")))
            \(form.text("source", w("Source of the entry"), help: w("Such as: visiting card, Chongqing 2026."), optional: true))
            """
    }

    // MARK: Posts

    /// Rows of posts. The organisation is found while one types; without script the server looks the text up.
    private static func roles(_ form: FormView) -> HTML {
        let w = form.w
        let rows = PersonForm.roles
        let kinds = [("", w("Choose…"))] + PersonRole.Kind.allCases.map { ($0.rawValue, $0.word(w)) }
        let problem = form.problems[rows.name]
        return """
            <div class="line line--wide\(if: problem != nil, " line--wrong")"><fieldset aria-describedby="h-roles"><legend class="label" id="f-roles" tabindex="-1">\(w("Posts")) <small>\(w("optional"))</small></legend>
            \(rows.shown(form.typed).enumerated(), { role($0.offset, $0.element, kinds, w) })
            \(rows.more(w("More posts")))</fieldset>
            <div class="beside" id="h-roles">\(problem, some: { "<p class=\"problem\">\($0)</p>" })<p class="help">\(w("A post that has ended stays, with its end: so one sees who came before and after."))</p></div></div>
            """
    }

    private static func role(_ position: Int, _ values: [String], _ kinds: [(String, String)], _ w: Words) -> HTML {
        guard values.count == 6 else { return .empty }
        let id = "f-roles-\(position)"
        func text(_ column: String, _ label: String, _ value: String) -> HTML {
            "<div><label class=\"sub\" for=\"\(id)-\(column)\">\(label)</label><input class=\"input\" id=\"\(id)-\(column)\" name=\"roles-\(column)\" value=\"\(value)\" autocomplete=\"off\"></div>"
        }
        let options = kinds.map { "<option value=\"\($0.0)\"\(if: $0.0 == values[2], " selected")>\($0.1)</option>" as HTML }.joined()
        return """
            <div class="range range--set range--post\(if: position > 0, " after")">
            <div><label class="sub" for="\(id)">\(w("Organisation"))</label><div class="combo" data-combo="\(PeoplePaths.organisations)" data-value="v-roles-\(position)"><input class="input" id="\(id)" name="roles-organisation" type="text" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="\(id)-list" autocomplete="off" value="\(values[0])"><input type="hidden" id="v-roles-\(position)" name="roles-chosen" value="\(values[1])"><ul class="combo-list" id="\(id)-list" role="listbox" aria-label="\(w("Organisation"))" hidden></ul></div></div>
            \(text("post", w("Post"), values[3]))<div><label class="sub" for="\(id)-kind">\(w("Kind of post"))</label><select class="input" id="\(id)-kind" name="roles-kind">\(options)</select></div>\(text("from", w("From"), values[4]))\(text("until", w("Until"), values[5]))</div>
            """
    }

    /// Entries that may be the same person, and the way on.
    static func alike(_ found: [PersonSummary], _ w: Words) -> HTML {
        Part.notice(
            w("Perhaps the person is here already"),
            """
            <p>\(w("The same e-mail address, or the same name at the same organisation or in the same country."))</p>
            <ul class="plain">\(found, { alikeLine($0) })</ul>
            <div class="actions"><button class="button" name="another" value="1">\(w("No, it is somebody else: save"))</button></div>
            """)
    }

    private static func alikeLine(_ item: PersonSummary) -> HTML {
        let where_ = [item.post, item.organisation?.name].compactMap { $0 }.joined(separator: ", ")
        return "<li><a href=\"\(PeoplePaths.person(item.id))\">\(item.name.both)</a> <span class=\"second\">\(where_)</span></li>"
    }
}
