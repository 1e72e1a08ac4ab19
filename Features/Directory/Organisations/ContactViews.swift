import Kernel
import Markup
import Web

/// How a contact block reads: the same on the page of a city, of an organisation, and on the public site.
enum ContactViews {
    static func contact(_ kept: KeptContact, at now: Instant, _ w: Words) -> HTML {
        let block = kept.block
        let age = PartialDate.day(of: now).map { Freshness(confirmed: kept.confirmedOn, today: $0) } ?? .never
        let word = kept.confirmedOn.map { w("Confirmed on \(w.date($0))") } ?? w("Not confirmed yet")
        // An old word is shown as one: whoever writes there should know.
        let confirmed: HTML = age == .due || age == .stale ? Part.state(age.look, w("\(word): may be out of date")) : HTML(text: word)
        return """
            \(Part.leaf(w("Whom to write to"), confirmed, address(block, w)))
            \(if: !block.decisions.isEmpty, Part.leaf(w("Who decides"), .empty, Part.facts(block.decisions.map { ($0.matter, HTML(text: $0.who)) }, wide: true)))
            \(if: !block.procedure.isEmpty, Part.leaf(w("Procedure"), HTML(text: w("From the first letter to a signature")), "<ol class=\"procedure\">\(block.procedure, step)</ol>"))
            \(if: !block.channels.isEmpty, Part.leaf(w("Channels"), .empty, Part.facts(block.channels.map { ($0.kind.word(w), channel($0, block, w)) }, wide: true)))
            \(if: !(block.seeks.isEmpty && block.offers.isEmpty), Part.leaf(w("Seeks and offers"), .empty, "<div class=\"offers\">\(offers(w("Seeks"), block.seeks))\(offers(w("Offers"), block.offers))</div>"))
            """
    }

    private static func address(_ block: ContactBlock, _ w: Words) -> HTML {
        let email: HTML? = block.email.flatMap { Link(typed: "mailto:" + $0) }.map { "<a href=\"\($0.address)\">\($0.shown)</a>" }
        let telephone: HTML? = block.telephone.map { number in
            let dialled = number.filter { $0 == "+" || ($0.isASCII && $0.isNumber) }
            return "<a href=\"tel:\(dialled)\">\(number)</a>"
        }
        let ways = [email, telephone].compactMap { $0 }.joined("<br>")
        let sentences = [
            block.languages.isEmpty ? nil : w("Writes \(w.list(block.languages.map { LanguageChoice.name($0, w) }))."),
            block.answersWithin.map { w("Answers within \($0).") },
            block.preferredChannel.map { w("Best reached by: \($0.word(w)).") },
        ].compactMap { $0 }
        return """
            <div class="address"><div><h3>\(block.person ?? block.unit)</h3>\(if: block.person != nil, "<p>\(block.unit)</p>")\(if: !ways.isEmpty, "<p class=\"address-ways\">\(ways)</p>")\
            \(block.postalAddress, some: { OrganisationViews.paragraphs($0) })\(if: !sentences.isEmpty, "<p class=\"second\">\(sentences.joined(separator: " "))</p>")</div>\
            \(if: !block.sectors.isEmpty, sectors(block.sectors, w))</div>
            """
    }

    private static func sectors(_ sectors: [Sector], _ w: Words) -> HTML {
        "<div><h3>\(w("Fields of expertise"))</h3><ul class=\"subjects\">\(sectors, { "<li>\($0.word(w))</li>" })</ul></div>"
    }

    private static func step(_ step: ContactBlock.Step) -> HTML {
        "<li><div><h3>\(step.title)</h3>\(step.text, some: { "<p>\($0)</p>" })</div>\(step.duration, some: { "<p class=\"second\">\($0)</p>" })</li>"
    }

    private static func channel(_ channel: Channel, _ block: ContactBlock, _ w: Words) -> HTML {
        let detail: HTML =
            channel.detail.map { text in
                Link(typed: text).map { "<a href=\"\($0.address)\" rel=\"noopener noreferrer\">\($0.shown)</a>" } ?? HTML(text: text)
            } ?? .empty
        let isPreferred = channel.kind == block.preferredChannel
        return
            "\(detail)\(if: isPreferred, " <span class=\"third\">\(w("preferred"))</span>")\(if: detail.isEmpty && !isPreferred, HTML(text: w("yes")))"
    }

    private static func offers(_ title: String, _ offers: [ContactBlock.Offer]) -> HTML {
        offers.isEmpty
            ? .empty : "<div><h3>\(title)</h3><ul>\(offers, { "<li><b>\($0.title)</b>\($0.text, some: { " <span>\($0)</span>" })</li>" })</ul></div>"
    }

    // MARK: The form

    static func form(_ form: FormView, _ organisation: Organisation, above: HTML, _ context: Context) -> HTML {
        let w = context.w
        let path = DirectoryPaths.contact(organisation.id)
        let channels = [("", w("Channel"))] + Channel.Kind.allCases.map { ($0.rawValue, $0.word(w)) }
        let languages = LanguageChoice.options(w, also: form.typed.all("languages-language").compactMap { Language($0) })
        return """
            \(Part.head(w("Contact block"), over: w("What an office abroad must know to write to \(organisation.entry.name). Published with the entry."), crumbs: crumbs(organisation, w)))
            <form class="sheet" method="post" action="\(path)" data-guard novalidate>\(context.csrf)<input type="hidden" name="revision" value="\(form.typed["revision"] ?? "0")">
            <button class="unseen" tabindex="-1">\(w("Save"))</button>
            \(above)\(form.wrongs(ContactForm.labels(w)))
            \(Part.leaf(w("Whom to write to"), .empty, "\(form.text("unit", w("Unit or role"), help: w("A role outlasts a person: Office of International Affairs.")))\(form.text("person", w("Person"), help: w("Only with their consent: it is published with the entry."), optional: true))\(form.text("email", w("E-mail"), optional: true, kind: "email"))\(form.text("telephone", w("Telephone"), help: w("With the country code: +49 211 555 0110."), optional: true, kind: "tel"))\(form.area("postal", w("Postal address"), rows: 3))\(form.text("answers", w("Answers within"), help: w("In words: 10 working days."), optional: true))"))
            \(Part.leaf(w("Languages"), .empty, FormRows(rows: ContactForm.languages, columns: [.init(w("Language"), .choice(languages))]).line(w("Working languages"), help: w("The preferred one first."), more: w("More languages"), form)))
            \(Part.leaf(w("Channels"), .empty, "\(FormRows(rows: ContactForm.channels, columns: [.init(w("Channel"), .choice(channels)), .init(w("Address or hours"))]).line(w("Channels"), more: w("More channels"), form))\(form.choice("preferred", w("Preferred channel"), [("", w("None in particular"))] + channels.dropFirst(), optional: true))"))
            \(Part.leaf(w("Who decides"), .empty, FormRows(rows: ContactForm.decisions, columns: [.init(w("Matter")), .init(w("Who decides"))]).line(w("Who decides"), help: w("Such as: a partner city, the city council by recorded vote."), more: w("More matters"), form)))
            \(Part.leaf(w("Procedure"), .empty, FormRows(rows: ContactForm.steps, columns: [.init(w("Step")), .init(w("How long it takes")), .init(w("What happens"), .area)]).line(w("Steps from the first letter to a signature"), help: w("Three to six steps are enough."), more: w("More steps"), form)))
            \(Part.leaf(w("Fields of expertise"), .empty, "\(form.ticks("sectors", w("Fields of expertise"), Sector.Listed.allCases.map { ($0.rawValue, $0.word(w)) }, help: w("In which this office can answer or name somebody who can.")))\(form.area("own-sectors", w("Further fields"), help: w("One in a line."), rows: 3))"))
            \(Part.leaf(w("Seeks and offers"), .empty, "\(offerRows(ContactForm.seeks, w("Seeks"), w("More that is sought"), form))\(offerRows(ContactForm.offers, w("Offers"), w("More that is offered"), form))"))
            \(form.dock(w("Save the contact block"), cancel: DirectoryPaths.organisation(organisation.id)))</form>
            """
    }

    private static func offerRows(_ rows: RepeatedRows, _ title: String, _ more: String, _ form: FormView) -> HTML {
        FormRows(rows: rows, columns: [.init(form.w("In a few words")), .init(form.w("More of it"))]).line(title, more: more, form)
    }

    private static func crumbs(_ organisation: Organisation, _ w: Words) -> [(word: String, path: String)] {
        [(w("Cities and organisations"), DirectoryPaths.organisations), (organisation.entry.name, DirectoryPaths.organisation(organisation.id))]
    }
}

extension DirectoryFeature {
    /// The contact block as sections of a page: whom to write to, who decides, procedure, channels, what is sought and offered.
    public static func contactView(_ contact: KeptContact, at now: Instant, _ w: Words) -> HTML { ContactViews.contact(contact, at: now, w) }

    /// The figures of an organisation as a table, the newest year first.
    public static func figuresView(_ figures: [OrganisationFigure], _ w: Words) -> HTML { OrganisationViews.figures(figures, w) }
}
