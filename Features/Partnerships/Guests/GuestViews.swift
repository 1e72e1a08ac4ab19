import Kernel
import Ledger
import Markup
import Web

/// How the pages look that only guests see.
enum GuestViews {
    static func overview(_ page: RecordPage) -> Reply {
        let (w, ledger) = (page.w, page.reading.ledger)
        guard let guest = page.guest else { return Reply.redirect(page.paths.base) }
        let open = ledger.proposals.filter { ledger.isOpen($0) }
        let over = w("\(page.partnership.home.name) keeps the record of this partnership and has asked you to speak for \(page.partyName).")
        return page.frame(
            page.title,
            """
            \(Part.head(page.title, over: over))
            \(RecordTabs.view(page, at: RecordTabs.overview))
            \(if: !isParty(page), takingPart(page))
            \(DraftViews.view(page))
            \(open, { AgreementViews.proposal($0, page) })
            <div class="sheet">
            \(Part.leaf(w("What you can do here"), HTML(text: w("\(guest.name), until \(w.date(guest.expiresAt))")), acts(page)))
            \(Part.leaf(w("What is agreed"), .empty, AgreementViews.terms(ledger, w)))
            \(Part.leaf(w("Term and review"), .empty, AgreementViews.term(page)))
            </div>
            """)
    }

    private static func isParty(_ page: RecordPage) -> Bool { page.reading.own.map { page.reading.agreement.parties.contains($0) } == true }

    /// The question that comes first.
    private static func takingPart(_ page: RecordPage) -> HTML {
        let (w, ledger, context) = (page.w, page.reading.ledger, page.context)
        let party = page.partyName
        // Others besides the one who invited may have to assent.
        let isGiven = page.reading.own.map { ledger.isBound($0) } == true
        guard page.mayAnswer, !isGiven else { return .empty }
        return """
            <section class="proposal" aria-labelledby="part"><div class="proposal-head">\(Token.theirs.mark)<div><h2 id="part">\(w("Does \(party) take part?"))</h2><p class="second">\(w("Below stands what is agreed so far. With your assent it is signed by both, and neither changes it alone."))</p></div></div>
            <div class="proposal-acts"><div>\(Part.doing(w("Take part and assent"), page.paths.base + "/participation", context, isAct: true))<p class="second">\(w("Becomes version \(ledger.versions.count) once all have assented. Final."))</p></div>
            <form method="post" action="\(page.paths.base)/refusal">\(context.csrf)<label class="label" for="reason">\(w("Reason"))</label><input class="input" id="reason" name="reason" maxlength="1000"><p class="after"><button class="button">\(w("Not now"))</button></p><p class="second">\(w("Stands in the record. The link stays good."))</p></form></div></section>
            """
    }

    private static func acts(_ page: RecordPage) -> HTML {
        let w = page.w
        let isParty = isParty(page)
        let lines = [
            isParty
                ? w("Answer what is proposed. It holds once all parties have assented.")
                : w("Take part: from then on nothing of it changes without your assent."),
            isParty
                ? w("Propose changes: every part has the same forms that the office has.")
                : w("Then propose changes of your own, with the same forms that the office has."),
            w("Say something: the other parties read it here."),
            w("Take the whole record away as a file that anybody can verify."),
        ]
        return """
            <ul class="list">\(lines, { "<li>\($0)</li>" })</ul>
            <p class="second after">\(w("Everything is signed with a key that this server keeps for \(page.partyName). Once your city has an office here, it takes over with its own key. Keep the link to yourself: whoever has it writes in your name."))</p>
            """
    }

    // MARK: Without a page of the record

    /// - Parameter wasGood: the link opened something once.
    static func gone(_ context: Context, wasGood: Bool) -> Reply {
        let w = context.w
        let (title, text) =
            wasGood
            ? (
                w("This link is no longer good"),
                w("It is older than sixty days, was replaced by a newer letter, or was ended: perhaps because your office takes part itself by now.")
            )
            : (w("This link opens nothing"), w("Perhaps the mail program has cut it off: copy the whole address from the letter."))
        return context.page(
            title, shell: .publicSite, status: wasGood ? 410 : 404,
            """
            <div class="wrap"><div class="door narrow"><h1>\(title)</h1><p class="lead">\(text)</p>
            <p>\(w("Ask the office that invited you to send the link again."))</p></div></div>
            """)
    }

    /// What did not work, with the way back to how it stands now.
    static func wrong(_ context: Context, _ title: String, _ text: String, status: Int) -> Reply {
        let w = context.w
        let back = "\(GuestPaths.guest)/\(context.request.pathValues["token"] ?? "")"
        return context.page(
            title, shell: .publicSite, status: status,
            """
            <div class="wrap block"><div class="desk-head"><div><h1>\(title)</h1></div></div><p class="lead">\(text)</p>
            <p class="block">\(Part.button(w("See how it stands now"), to: back, isAct: true))</p></div>
            """)
    }

    // MARK: In the office

    /// The guests of a record, on the page of the terms.
    static func guests(_ page: RecordPage, _ guests: [Guest], _ hosted: [HostedParties.Hosted]) -> HTML {
        let w = page.w
        let parties = parties(page.reading, hosted)
        guard page.mayEdit, !parties.isEmpty || !guests.isEmpty else { return .empty }
        let buttons = parties.map { Part.button(w("Invite a guest for \($0.name)"), to: GuestPaths.new(page.id, $0.id), small: true) }
        let none: HTML =
            "<p class=\"second\">\(w("A party that is on no server can still take part: its people read, comment, propose and assent by a link, without an account."))</p>"
        let table: HTML = """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("E-mail address"))</th><th scope="col">\(w("For"))</th><th scope="col">\(w("Link"))</th><th scope="col"><span class="unseen">\(w("Acts"))</span></th></tr></thead>
            <tbody>\(guests, { line($0, page) })</tbody></table>
            """
        return Part.leaf(
            w("Guests"), HTML(text: w("who write by a link")),
            "\(guests.isEmpty ? none : table)\(if: !buttons.isEmpty, "<div class=\"actions after\">\(buttons.joined())</div>")")
    }

    /// The parties that may have guests: those without a key, and those whose key is kept here.
    static func parties(_ reading: SharedReading, _ hosted: [HostedParties.Hosted]) -> [SharedReading.Party] {
        reading.parties.filter { party in !party.signs || hosted.contains { $0.party.hex == party.id } }
    }

    private static func line(_ guest: Guest, _ page: RecordPage) -> HTML {
        let (w, now) = (page.w, page.context.now)
        let used = guest.usedAt.map { w("last opened on \(w.dateAndTime($0))") } ?? w("not opened yet")
        let until = guest.isExpired(at: now) ? w("no longer good since \(w.date(guest.expiresAt))") : w("good until \(w.date(guest.expiresAt))")
        let again = Part.doing(w("Send again"), GuestPaths.guests(page.id, guest.id, "letter"), page.context, small: true)
        let end = Part.doing(w("End"), GuestPaths.guests(page.id, guest.id, "ending"), page.context, small: true)
        return """
            <tr><th scope="row">\(guest.name)</th><td class="c-sub">\(guest.email)</td><td class="c-sub">\(page.reading.partyName(guest.party.hex))</td>\
            <td class="c-sub">\(used); \(until)</td><td class="c-row" data-label="\(w("Acts"))"><div class="actions">\(again)\(end)</div></td></tr>
            """
    }

    static func form(_ page: RecordPage, _ parties: [SharedReading.Party], _ typed: Parameters, _ problems: Problems, status: Int = 200) -> Reply {
        let w = page.w
        let form = FormView(typed, problems, w)
        let languages = page.context.house.catalogue.languages.map { (value: $0.tag, word: $0.ownName) }
        let title = w("Invite a guest")
        return page.frame(
            title, status: status,
            """
            \(Part.head(title, over: w("Somebody of a city that is on no server, who takes part by a link."), crumbs: page.crumbs + [(w("Terms and parties"), page.paths.agreement)]))
            \(form.wrongs([("party", w("For")), ("name", w("Name")), ("email", w("E-mail address")), ("language", w("Language of the letter"))]))
            <form class="form" method="post" action="\(GuestPaths.guests(page.id))" novalidate data-guard>\(page.context.csrf)
            \(form.choice("party", w("For"), parties.map { ($0.id, $0.name) }))
            \(form.text("name", w("Name"), help: w("In the order and script in which the person writes it.")))
            \(form.text("email", w("E-mail address"), kind: "email"))
            \(form.choice("language", w("Language of the letter"), languages))
            \(form.dock(w("Invite"), note: w("Name and address are forgotten when the link is ended. They never enter the record."), cancel: page.paths.agreement))</form>
            """)
    }

    /// The link, shown once where no mail server takes the letter.
    static func link(_ page: RecordPage, _ guest: Guest, _ address: String) -> Reply {
        let w = page.w
        let facts: [(name: String, value: HTML)] = [
            (w("E-mail address"), HTML(text: guest.email)), (w("Link"), "<b class=\"num breaks\" id=\"link\">\(address)</b>"),
            (w("Good until"), HTML(text: w.date(guest.expiresAt))),
        ]
        return page.frame(
            guest.name,
            """
            \(Part.head(guest.name, crumbs: page.crumbs + [(w("Terms and parties"), page.paths.agreement)]))
            \(Part.notice(w("Hand this link over now: it is shown only once"), "<p>\(w("This server sends no mail. Give \(guest.name) the link in your own way; whoever has it writes for \(page.reading.partyName(guest.party.hex))."))</p>\(Part.facts(facts))"))
            <p class="block">\(Part.button(w("Done"), to: page.paths.agreement, isAct: true))</p>
            """
        ).header("cache-control", "no-store")
    }
}
