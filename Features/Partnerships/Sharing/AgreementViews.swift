import Kernel
import Ledger
import Markup
import Web

struct AgreementPage {
    let page: RecordPage
    let offices: [SharedParties.Office]
    let candidates: [(office: OfficeID, name: String, organisation: OrganisationID)]
    let guests: [Guest]
    let hosted: [HostedParties.Hosted]
    var notice: HTML = .empty

    var ledger: Ledger { page.reading.ledger }
    var partnership: Partnership { page.partnership }
}

struct InvitationPage {
    let record: PartnershipID
    let from: String
    let since: Instant
    /// All that is agreed, as nobody reads it who is not party yet: without what is about persons.
    let reading: SharedReading
    let existing: [SharableEntry]
    /// What was chosen, where the page comes back; nil before anybody chose.
    var chosen: String?
    var notice: HTML = .empty
    /// Guests have written for this office's city so far.
    let isTakingOver: Bool
    /// What this office wants otherwise, as it said last; nil where it has said nothing yet.
    let asked: Entry?
    var typed = Parameters()
    var problems = Problems()
}

enum AgreementViews {
    static func page(_ shown: AgreementPage, status: Int) -> Reply {
        let (w, ledger) = (shown.page.w, shown.ledger)
        let open = ledger.proposals.filter { ledger.isOpen($0) }
        let over =
            ledger.agreement.parties.count > 1
            ? w("Version \(ledger.versions.count - 1), signed by all parties. It changes with the assent of all alone.")
            : w("So far stated by one party alone. Once the partner has joined, it changes with the assent of both alone.")
        let past = ledger.proposals.filter { [.declined, .overtaken].contains(ledger.standing(of: $0)) }.suffix(10).reversed()
        return shown.page.show(
            RecordTabs.terms, over: over,
            acts: shown.page.mayEdit ? Part.button(w("Change the terms"), to: changingTerms(shown.page)) : .empty, status: status,
            """
            \(shown.notice)\(questions(shown))\(DraftViews.view(shown.page))
            \(open, { proposal($0, shown.page) })
            <div class="sheet">
            \(Part.leaf(w("What is agreed"), .empty, terms(ledger, w)))
            \(Part.leaf(w("Term and review"), .empty, term(shown.page)))
            \(Part.leaf(w("Parties"), .empty, parties(shown, shown.page.context)))
            \(if: shown.page.guest == nil, GuestViews.guests(shown.page, shown.guests, shown.hosted))
            \(if: !past.isEmpty, Part.leaf(w("Not agreed"), HTML(text: w("Declined, or overtaken by another proposal. Nothing of it is lost.")), "<ul class=\"plain\">\(past, { former($0, shown) })</ul>"))
            </div>
            """)
    }

    /// What invited offices want otherwise before they join: whoever reads it changes the words or lets them stand.
    private static func questions(_ shown: AgreementPage) -> HTML {
        let (page, w, ledger) = (shown.page, shown.page.w, shown.ledger)
        let asked = shown.offices.filter { $0.state == .invited }.compactMap { office -> HTML? in
            guard let party = office.party, let entry = ledger.asked(by: party) else { return nil }
            let text =
                ledger.isChanged(since: entry)
                ? w("What is agreed has been changed since. \(office.name) sees it on its invitation.")
                : w("\(office.name) has signed nothing yet. What you change, it sees on its invitation; then it joins or declines.")
            return Part.notice(
                w("\(office.name) asks for other words before it joins"),
                "<blockquote class=\"lines\">\(TalkViews.text(of: entry, w))</blockquote><p class=\"second\">\(w.dateAndTime(entry.time))</p><p>\(text)</p>"
            )
        }
        return page.guest == nil ? asked.joined() : .empty
    }

    /// Where the terms are changed: an office does it with its own entry of the register.
    static func changingTerms(_ page: RecordPage) -> String {
        page.guest == nil ? PartnershipPaths.edit(page.id) : page.paths.thing(TermsKind.kind)
    }

    static func term(_ page: RecordPage) -> HTML {
        let facts = page.reading.object(TermKind.kind, "").map { SharedObjectViews.facts($0, page.reading, page.w) }
        let none: HTML = "<p class=\"second\">\(page.w("No term is agreed: the partnership is open-ended."))</p>"
        let act = page.mayEdit ? Part.button(page.w("Change the term"), to: page.paths.thing(TermKind.kind), small: true) : .empty
        // What was agreed says until when; what has become of it since may be another day.
        let standing: HTML =
            if let today = page.reading.today, let term = page.reading.term, page.partnership.record.status != .ended {
                "<p>\(term.sentence(on: today, page.w))</p>"
            } else { .empty }
        return "\(standing)\(facts ?? none)\(if: !act.isEmpty, "<p class=\"after\">\(act)</p>")"
    }

    /// A proposal that came to nothing, beside what is agreed today, with the way to propose it again.
    private static func former(_ hash: EntryHash, _ shown: AgreementPage) -> HTML {
        let (page, w) = (shown.page, shown.page.w)
        guard let entry = shown.ledger[hash], case .propose(let proposal) = entry.act else { return .empty }
        let history = RecordHistory(page.reading, w)
        let names = Set(history.changes(of: proposal).map(\.name)).sorted()
        let today = history.changes(set: proposal.set, remove: proposal.remove, from: shown.ledger.agreement.objects)
        let isOvertaken = shown.ledger.standing(of: hash) == .overtaken
        let answers = isOvertaken ? [] : declines(of: hash, page)
        let why = isOvertaken ? w("overtaken") : w("declined")
        let again: HTML =
            page.mayEdit && !proposal.changesParties
            ? Part.doing(w("Propose again"), page.paths.proposal(hash.hex, "draft"), page.context, small: true) : .empty
        return """
            <li class="former"><b>\(w.list(Array(names.prefix(6))))</b><span>\(page.reading.partyName(entry.author.hex)), \(w.date(entry.time)), \(why)</span>\(again)
            \(answers, { "<p class=\"second lines\">\($0)</p>" })
            \(if: !today.isEmpty, beside(today, w))</li>
            """
    }

    /// Who declined a proposal and why, a sentence each: by saying so, by another proposal in answer to it, or by leaving.
    private static func declines(of hash: EntryHash, _ page: RecordPage) -> [String] {
        let (w, ledger) = (page.w, page.reading.ledger)
        return ledger.history.compactMap { entry in
            guard ledger.void[entry.hash] == nil else { return nil }
            let who = page.reading.partyName(entry.author.hex)
            switch entry.act {
            case .decline(hash, let reason):
                return reason.isEmpty
                    ? w("\(who) declined on \(w.date(entry.time)).") : w("\(who) declined on \(w.date(entry.time)): \(reason)")
            case .propose(let other) where other.answers == hash:
                return w("\(who) answered with another proposal on \(w.date(entry.time)).")
            default: return nil
            }
        }
    }

    private static func beside(_ changes: [RecordHistory.Change], _ w: Words) -> HTML {
        """
        <details><summary>\(w("Beside what is agreed today"))</summary><table class="table"><thead><tr><th scope="col">\(w("What"))</th><th scope="col">\(w("Agreed"))</th><th scope="col">\(w("Proposed"))</th></tr></thead>
        <tbody>\(changes, { change($0) })</tbody></table></details>
        """
    }

    static func terms(_ ledger: Ledger, _ w: Words) -> HTML {
        let values = ledger.agreement.objects[SharedTerms.object] ?? [:]
        return Part.facts(
            SharedTerms.fields.compactMap { field in
                values[field].map { (w.field(named: field), HTML(text: w.value($0, of: field))) }
            }, wide: true)
    }

    private static func parties(_ page: AgreementPage, _ context: Context) -> HTML {
        let (w, agreement) = (context.w, page.ledger.agreement)
        let signing = agreement.parties.sorted().map { party in
            (
                name: name(SharedParty.object(party.hex), agreement) ?? participant(party, page.ledger, w),
                state: page.hosted.contains { $0.party == party } ? w("signs by its guests") : w("signs"), id: ""
            )
        }
        let absent = agreement.absent.sorted().map { Self.absent($0, page, w) }
        // Who has left and is asked to come back stands there once, with both.
        let asked = page.offices.filter { $0.state == .invited }
        let isBack = Set(asked.compactMap(\.party)).intersection(agreement.left.keys)
        let invited = asked.map { office in
            (name: office.name, state: office.party.map { isBack.contains($0) } == true ? w("has left, is invited again") : w("invited"), id: "")
        }
        let open = page.ledger.proposals.filter { page.ledger.isOpen($0) }
        let left = agreement.left.keys.sorted().filter { !isBack.contains($0) }.map { party in
            let isTakenUp = open.contains { page.ledger.takesUpAgain(party, $0) }
            let state = isTakenUp ? w("has left, becomes party again once all have assented") : w("has left")
            return (name: participant(party, page.ledger, w), state: state, id: "")
        }
        let mayTakeOut = page.page.guest == nil && page.page.mayEdit && page.page.reading.parties.count > 2
        let lines = signing + absent.filter { line in !invited.contains { $0.name == line.name } } + invited + left
        let invitations = page.candidates.map { candidate in
            Part.doing(
                w("Invite \(candidate.name)"), "\(PartnershipPaths.partnership(page.partnership.id))/invitations", context,
                fields: [("office", candidate.office.text)])
        }
        return """
            <ul class="plain">\(lines, { party($0, page, mayTakeOut, context) })</ul>
            \(if: page.page.guest == nil && page.page.mayEdit, "<p class=\"after\">\(Part.button(w("Another party"), to: "\(PartnershipPaths.partnership(page.partnership.id))/parties/new", small: true))</p>")
            \(if: !invitations.isEmpty, "<p class=\"second after\">\(w("Their office is on this server: it can share this record with you."))</p><div class=\"actions after\">\(invitations.joined())</div>")
            """
    }

    private static func party(_ line: (name: String, state: String, id: String), _ page: AgreementPage, _ mayTakeOut: Bool, _ context: Context)
        -> HTML
    {
        let out: HTML =
            mayTakeOut && !line.id.isEmpty
            ? Part.doing(
                context.w("Take out"), "\(PartnershipPaths.partnership(page.partnership.id))/parties/removal", context, small: true,
                fields: [("party", line.id)]) : .empty
        return "<li><b>\(line.name)</b><span>\(line.state)</span>\(out)</li>"
    }

    private static func absent(_ party: String, _ page: AgreementPage, _ w: Words) -> (name: String, state: String, id: String) {
        let isHosted = page.hosted.contains { $0.absent == party }
        return (
            name(SharedParty.object(party), page.ledger.agreement) ?? party, isHosted ? w("guests are invited") : w("has not joined yet"),
            isHosted ? "" : party
        )
    }

    private static func name(_ object: String, _ agreement: Agreement) -> String? { agreement.objects[object]?["name"]?.text }

    private static func participant(_ party: PartyID, _ ledger: Ledger, _ w: Words) -> String {
        let found = ledger.participants.first { $0.party == party }?.name ?? ""
        return found.isEmpty ? w("a party without a name") : found
    }

    // MARK: Proposals

    static func proposal(_ hash: EntryHash, _ page: RecordPage) -> HTML {
        let (w, ledger, own) = (page.w, page.reading.ledger, page.reading.own)
        guard let entry = ledger[hash], case .propose(let proposal) = entry.act, let assents = ledger.assents(to: hash) else { return .empty }
        let author = participant(entry.author, ledger, w)
        let isOwn = entry.author == own
        let waiting = assents.asked.subtracting(assents.given).map { participant($0, ledger, w) }.sorted()
        let isAsked = page.mayAnswer && own.map { assents.asked.contains($0) && !assents.given.contains($0) } == true
        let changes = RecordHistory(page.reading, w).changes(of: proposal)
        let version = ledger.versions.count - 1
        let until =
            waiting.count == 1
            ? w("Open until \(w.list(waiting)) answers; version \(version) holds meanwhile.")
            : w("Open until \(w.list(waiting)) answer; version \(version) holds meanwhile.")
        return """
            <section class="proposal" aria-labelledby="p-\(hash.hex.prefix(12))">
            <div class="proposal-head">\(isOwn ? Token.ours.mark : Token.theirs.mark)<div><h2 id="p-\(hash.hex.prefix(12))">\(isOwn ? w("You propose a change to the agreement") : w("\(author) proposes a change to the agreement"))</h2><p class="second">\(w.dateAndTime(entry.time)). \(until)</p></div></div>
            <div class="proposal-body"><table class="table"><thead><tr><th scope="col">\(w("What"))</th><th scope="col">\(w("Agreed"))</th><th scope="col">\(w("Proposed"))</th></tr></thead>
            <tbody>\(changes, { change($0) })</tbody></table>\(AgreementDocumentViews.links(hash, page))\(if: !proposal.note.isEmpty, "<blockquote>\(proposal.note)</blockquote>")</div>
            \(if: isAsked, acts(hash, mayCounter: !proposal.changesParties, page))
            </section>
            """
    }

    private static func change(_ change: RecordHistory.Change) -> HTML {
        "<tr><th scope=\"row\">\(change.name)</th><td>\(if: !change.before.isEmpty, "<s>\(change.before)</s>", else: "–")</td><td>\(if: !change.after.isEmpty, "<ins>\(change.after)</ins>", else: "–")</td></tr>"
    }

    private static func acts(_ hash: EntryHash, mayCounter: Bool, _ page: RecordPage) -> HTML {
        let (w, context) = (page.w, page.context)
        let next = page.reading.ledger.versions.count
        // Who is not party yet has nothing to counter-propose.
        let isJoining = page.reading.own.map { !page.reading.agreement.parties.contains($0) } == true
        let counter: HTML = """
            <div>\(Part.doing(w("Counter-propose"), page.paths.proposal(hash.hex, "draft"), context))<p class="second">\(w("Opens a draft with what is proposed. Sent, it declines this one."))</p></div>
            """
        return """
            <div class="proposal-acts"><div>\(Part.doing(isJoining ? w("Take part and assent") : w("Assent"), page.paths.proposal(hash.hex, "assent"), context, isAct: true))<p class="second">\(w("Becomes version \(next) once all have assented. Final."))</p></div>
            \(if: !isJoining && mayCounter, counter)
            <form method="post" action="\(page.paths.proposal(hash.hex, "decline"))">\(context.csrf)<label class="label" for="r-\(hash.hex.prefix(12))">\(w("Reason"))</label><input class="input" id="r-\(hash.hex.prefix(12))" name="reason" maxlength="1000"><p class="after"><button class="button">\(w("Decline"))</button></p><p class="second">\(w("Version \(next - 1) stays. Final."))</p></form></div>
            """
    }

    // MARK: Invitation

    /// What an office reads that has answered its invitation and is no party yet: the same as on the invitation, and what waits for whom.
    static func awaiting(_ page: RecordPage, notice: HTML, status: Int) -> Reply {
        let (w, ledger) = (page.w, page.reading.ledger)
        let own = ledger.proposals.filter { hash in ledger.isOpen(hash) && page.reading.own.map { ledger.introduces($0, hash) } == true }
        return page.frame(
            "\(RecordTabs.terms.word(w)): \(page.title)", status: status,
            """
            \(Part.head(RecordTabs.terms.word(w), crumbs: page.crumbs))\(notice)\(page.awaitingNotice)
            \(own, { proposal($0, page) })
            <div class="sheet">
            \(agreed(page.reading, Part.leaf(w("What is agreed"), .empty, terms(ledger, w)), w))
            </div>
            """)
    }

    /// All that is agreed, for whoever signs it by becoming party.
    private static func agreed(_ reading: SharedReading, _ terms: HTML, _ w: Words) -> HTML {
        """
        \(terms)
        \(Part.leaf(w("Parties"), .empty, "<p>\(w.list(reading.everybody.map(\.name)))</p>"))
        \(SharedKinds.all.filter { $0.ownership == .agreed && $0.path != ReleaseKind.kind.path }, { agreed($0, reading, w) })
        """
    }

    static func invitation(_ page: InvitationPage, _ context: Context) -> HTML {
        let (w, ledger) = (context.w, page.reading.ledger)
        let choices =
            [(value: "", word: w("a new entry of our register"))]
            + page.existing.map { (value: $0.id.text, word: w("our entry: \($0.said(w))")) }
        // The one that says the same of kind and year is most likely it; any other one would be overwritten by what is agreed here.
        let shared = ledger.agreement.objects[SharedTerms.object] ?? [:]
        let same = page.existing.filter { $0.kind.rawValue == shared["kind"]?.text && $0.since?.description == shared["since"]?.text }
        let form = FormView(Parameters([("existing", page.chosen ?? (same.count == 1 ? same[0].id.text : ""))]), Problems(), w)
        let count = ledger.agreement.parties.count + ledger.agreement.absent.count
        return """
            \(Part.head(w("\(page.from) invites you"), over: count > 2 ? w("to share the record of your partnership: what is agreed is then signed by all parties, and none changes it alone. Your notes, files and status stay yours.") : w("to share the record of your partnership: what is agreed is then signed by both, and neither changes it alone. Your notes, files and status stay yours."), crumbs: [(w("Partnerships"), PartnershipPaths.register)]))
            \(page.notice)\(FormView(page.typed, page.problems, w).wrongs([("text", w("What should be otherwise"))]))
            <div class="sheet">
            \(agreed(page.reading, Part.leaf(ledger.agreement.parties.count > 1 ? w("What is agreed") : w("What \(page.from) has stated"), HTML(text: w("invited on \(w.date(page.since))")), terms(ledger, w)), w))
            \(Part.leaf(w("Your answer"), .empty, "\(answer(page, form, choices, context))\(if: !page.isTakingOver, asking(page, context))\(declining(page, context))"))
            </div>
            """
    }

    private static func answer(_ page: InvitationPage, _ form: FormView, _ choices: [(value: String, word: String)], _ context: Context) -> HTML {
        let w = context.w
        let takingOver: HTML =
            "<p>\(w("Guests have written for your city so far. You take over: your office signs with its own key from then on, and their links end."))</p>"
        return """
            \(if: page.isTakingOver, takingOver)<form method="post" action="\(PartnershipPaths.invitation(page.record, "acceptance"))">\(context.csrf)<input type="hidden" name="seen" value="\(page.reading.version)">\(if: choices.count > 1, form.radios("existing", w("It becomes"), choices))
            <p>\(w("Whoever joins signs all that stands above, as it stands. Changes can be proposed afterwards; until all have assented to them, these words hold."))</p><p class="after"><button class="button button--act">\(w("Join and assent"))</button></p></form>
            """
    }

    /// The way between: to say what should be otherwise, and to sign nothing.
    private static func asking(_ page: InvitationPage, _ context: Context) -> HTML {
        let w = context.w
        let form = FormView(page.typed, page.problems, w)
        let readers = w.list(page.reading.everybody.filter(\.signs).map(\.name))
        let help = w("Signed by your office, read by \(readers) and kept in the record for good. You sign nothing of what is agreed by it.")
        return """
            <section class="after" aria-labelledby="otherwise"><h3 id="otherwise">\(w("Not in these words?"))</h3>
            \(page.asked, some: { asked($0, page, w) })
            <p>\(w("Say what should be agreed otherwise before you join. The invitation stays open: what is changed then stands above, and you join or decline."))</p>
            <form class="form" method="post" action="\(PartnershipPaths.invitation(page.record, "question"))" data-guard>\(context.csrf)\(form.area("text", w("What should be otherwise"), help: help, optional: false))<p class="after"><button class="button">\(w("Ask for other words"))</button></p></form></section>
            """
    }

    /// What was asked for, and whether anything was changed since.
    private static func asked(_ entry: Entry, _ page: InvitationPage, _ w: Words) -> HTML {
        let since =
            page.reading.ledger.isChanged(since: entry)
            ? w("Since then what is agreed has been changed: it stands above as it is now.")
            : w("Since then nothing of what is agreed has been changed.")
        return """
            <p>\(w("Your office asked on \(w.dateAndTime(entry.time)):"))</p><blockquote class="lines">\(TalkViews.text(of: entry, w))</blockquote><p>\(since)</p>
            """
    }

    private static func declining(_ page: InvitationPage, _ context: Context) -> HTML {
        "<div class=\"after\">\(Part.doing(context.w("Decline the invitation"), PartnershipPaths.invitation(page.record, "refusal"), context))</div>"
    }

    /// All that is agreed of one kind, for whoever is to sign it by joining.
    private static func agreed(_ kind: SharedKind, _ reading: SharedReading, _ w: Words) -> HTML {
        let all = reading.all(kind)
        guard !all.isEmpty else { return .empty }
        let things: [HTML] = all.map { object in
            let title: HTML = kind.isSingle || object.title.isEmpty ? .empty : "<h3>\(object.title)</h3>"
            return "\(title)\(SharedObjectViews.facts(object, reading, w, without: kind.isSingle ? [] : [kind.title]))"
        }
        return Part.leaf(kind.word(w), .empty, things.joined())
    }

    /// That what is agreed has changed while somebody looked at it.
    static func changedSince(_ w: Words) -> HTML {
        Part.notice(
            w("What is agreed has changed since you opened this page"),
            "<p>\(w("Nothing is signed yet. Look at what stands here now, and decide then."))</p>",
            isWrong: true)
    }
}

/// An entry of the own register that may be the partnership of an invitation.
struct SharableEntry: Sendable {
    let id: PartnershipID
    let name: String
    let kind: PartnershipKind
    let since: PartialDate?
    let theme: String

    func said(_ w: Words) -> String {
        [name, w.kind(kind), since.map { w("since \(w.date($0))") }, theme.isEmpty ? nil : theme].compactMap { $0 }.joined(separator: ", ")
    }
}
