import Kernel
import Markup
import Web

/// What was typed about a contact, as a value or as problems.
enum TalkForm {
    struct Draft {
        let day: PartialDate
        let medium: Talk.Medium
        let who: String
        let line: String
    }

    static func read(_ typed: Parameters, today: String, _ w: Words) -> (draft: Draft?, problems: Problems) {
        var problems = Problems()
        let day = PartialDate(typed: typed.text("day"))
        if day?.day == nil {
            problems.add("day", w("Write the day, such as 24.6.2026."))
        } else if let day, day.description > today {
            problems.add("day", w("This day is still to come. What is planned belongs into the calendar."))
        }
        let medium = Talk.Medium(rawValue: typed.text("medium"))
        if medium == nil { problems.add("medium", w("Choose how you were in touch.")) }
        let who = typed.text("who"), line = typed.text("line")
        if who.isEmpty { problems.add("who", w("Write who of the office it was.")) }
        if who.count > 120 { problems.add("who", w("This is too long: at most \(120) characters.")) }
        if line.isEmpty { problems.add("line", w("Say in one line what it was about.")) }
        if line.count > 500 { problems.add("line", w("This is too long: at most \(500) characters.")) }
        guard problems.isEmpty, let day, let medium else { return (nil, problems) }
        return (Draft(day: day, medium: medium, who: who, line: line), problems)
    }

    static func empty(_ actor: Actor, today: String) -> Parameters {
        Parameters([("day", today), ("who", actor.name), ("medium", Talk.Medium.email.rawValue)])
    }
}

enum TalkViews {
    /// The log, and the form that writes into it.
    static func leaf(_ talks: [Talk], _ form: FormView?, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let last = talks.first.map { HTML(text: w("Last: \(w.date($0.day)), \($0.who)")) } ?? .empty
        let list: HTML =
            talks.isEmpty
            ? "<p class=\"second\">\(w("Nobody has noted a contact yet."))</p>"
            : """
            <table class="table table--cards people-table"><thead><tr><th scope="col">\(w("When"))</th><th scope="col">\(w("What it was about"))</th><th scope="col">\(w("How"))</th><th scope="col">\(w("Who"))</th>\(if: form != nil, "<th scope=\"col\"><span class=\"unseen\">\(w("Act"))</span></th>")</tr></thead>
            <tbody>\(talks, { row($0, form != nil, person, context) })</tbody></table>
            """
        return Part.leaf(w("Contacts"), last, id: "talks", "\(list)\(form, some: { entry($0, person, context) })")
    }

    private static func row(_ talk: Talk, _ canEdit: Bool, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let remove: HTML =
            canEdit
            ? "<td class=\"num\">\(removal(talk, person, context))</td>" : .empty
        return
            "<tr><th scope=\"row\">\(w.date(talk.day))</th><td class=\"c-row\" data-label=\"\(w("What"))\">\(talk.line)</td><td class=\"c-sub\">\(talk.medium.word(w))</td><td class=\"c-sub\">\(talk.who)</td>\(remove)</tr>"
    }

    private static func removal(_ talk: Talk, _ person: Person, _ context: Context) -> HTML {
        "<form class=\"inline\" method=\"post\" action=\"\(PeoplePaths.person(person.id))/talks/\(talk.id.text)/removal\">\(context.csrf)<button class=\"as-link\" aria-label=\"\(context.w("Remove the note of \(context.w.date(talk.day))"))\">\(context.w("Remove"))</button></form>"
    }

    private static func entry(_ form: FormView, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let media = Talk.Medium.allCases.map { ($0.rawValue, $0.word(w)) }
        return """
            <details class="talk-new after"\(if: !form.problems.isEmpty, " open")><summary class="button button--small">\(w("Note a contact"))</summary>
            <form class="sheet after" method="post" action="\(PeoplePaths.person(person.id))/talks" novalidate>\(context.csrf)\(form.wrongs([("day", w("Day")), ("medium", w("How")), ("who", w("Who")), ("line", w("What it was about"))]))
            \(form.text("day", w("Day")))\(form.choice("medium", w("How"), media))\(form.text("who", w("Who of the office")))\(form.text("line", w("What it was about"), help: w("One line. Nothing that the person should not read: they may ask for it.")))
            <p class="after"><button class="button button--act">\(w("Note it"))</button></p></form></details>
            """
    }
}
