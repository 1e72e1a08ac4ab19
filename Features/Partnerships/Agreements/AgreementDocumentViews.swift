import Kernel
import Ledger
import Markup
import Web

/// How agreements look: each with what is known of it, its languages beside each other, and who has signed.
enum AgreementDocumentViews {
    static func list(_ all: [AgreementDocument], _ page: RecordPage, today: PartialDate) -> Reply {
        let w = page.w
        let waiting = waiting(page)
        let empty =
            all.isEmpty
            ? Part.empty(
                w("No agreement yet"),
                w("Enter what you have signed or mean to sign, in every language in which it is written: all parties then hold the same words."),
                actions: page.adding(AgreementKind.kind, isAct: waiting.isEmpty))
            : .empty
        let approvals = Approval.all(page.reading)
        let over =
            all.isEmpty ? "" : w("What the parties have signed, in the words of every language; it changes with the assent of all alone.")
        return page.show(
            AgreementKind.tab, over: over, acts: all.isEmpty ? .empty : page.adding(AgreementKind.kind),
            "\(waiting)\(empty)<div class=\"accords\">\(all.enumerated(), { entry($0.element, page, isOpen: $0.offset == 0) })</div>\(SignatureViews.orphans(all, page))\(ApprovalViews.section(approvals, page))\(FormalTestViews.section(FormalTestViews.tests(page, all, approvals), page))"
        )
    }

    private static func entry(_ document: AgreementDocument, _ page: RecordPage, isOpen: Bool) -> HTML {
        let (w, object) = (page.w, document.object)
        let acts: HTML =
            "\(if: page.mayEdit, Part.button(w("New signature"), to: SignatureViews.adding(object, page), small: true))\(page.editing(object))"
        let texts = document.texts(for: w.language)
        let names = w.list(texts.map { LanguageNames.inside($0.language, w) })
        return """
            <section class="block accord" id="a-\(object.id)"><div class="block-head"><h2><a href="\(path(object, page))">\(document.title)</a></h2><div class="actions">\(acts)</div></div>
            \(standing(document, w))\(facts(document, page))
            \(SignatureViews.list(document, page))\(ScanViews.list(object, page))
            \(if: !texts.isEmpty, "<details class=\"wording\"\(if: isOpen, " open")><summary>\(w("Text in \(names)"))</summary><div class=\"versions\">\(texts, { SharedTexts.version($0, w) })</div></details>")</section>
            """
    }

    static func path(_ object: SharedObject, _ page: RecordPage) -> String {
        "\(page.paths.base)/\(AgreementKind.kind.path)/\(object.id)"
    }

    // MARK: One

    /// One agreement, as it is taken to a meeting.
    static func one(_ document: AgreementDocument, _ page: RecordPage, notice: String, today: PartialDate) -> Reply {
        let (w, object) = (page.w, document.object)
        let crumbs = page.crumbs + [(word: w("Agreements"), path: page.paths.tab(AgreementKind.tab.path))]
        let texts = document.texts(for: w.language)
        let over = w("Between \(w.list(page.reading.parties.map(\.name)))")
        return page.frame(
            document.title,
            """
            \(Part.head(document.title, over: over, crumbs: crumbs, actions: document.origin == nil ? .empty : page.editing(object)))
            \(if: !notice.isEmpty, Part.notice(w("Not agreed"), "<p>\(notice)</p>"))
            <div class="accord accord--one">\(standing(document, w))\(facts(document, page))
            \(if: document.origin != nil, "\(SignatureViews.list(document, page))\(ScanViews.list(object, page))")
            \(if: !texts.isEmpty, "<div class=\"versions\">\(texts, { SharedTexts.version($0, w, isFirst: true) })</div>", else: "<p class=\"second\">\(w("Its text is not entered."))</p>")</div>
            """)
    }

    // MARK: Parts

    private static func standing(_ document: AgreementDocument, _ w: Words) -> HTML {
        let (look, word) = term(document.term, w)
        return "<p class=\"accord-state\">\(Part.state(look, word))</p>"
    }

    /// How it stands, in words.
    static func term(_ term: AgreementDocument.Term, _ w: Words) -> (look: String, word: String) {
        switch term {
        case .unlimited: ("active", w("in force, without an end"))
        case .notYet(let date): ("exploring", w("in force from \(w.date(date))"))
        case .ending(let months, let days):
            switch (months, days) {
            case (0, 0): ("ending", w("expires today"))
            case (0, let days): ("ending", w("expires in \(days) days"))
            case (let months, _): (months < 12 ? "ending" : "active", w("expires in \(months) months"))
            }
        case .until(let date): ("active", w("in force until \(w.date(date))"))
        case .over(let date): ("dormant", w("expired on \(w.date(date))"))
        }
    }

    private static func facts(_ document: AgreementDocument, _ page: RecordPage) -> HTML {
        let (w, object) = (page.w, document.object)
        let known = SharedObjectViews.pairs(object, page.reading, w, without: ["title", "texts"])
        return Part.facts(known + [(name: w("Words agreed"), value: document.origin.map { origin($0, w) } ?? .empty)], wide: true)
    }

    private static func origin(_ origin: AgreementDocument.Origin, _ w: Words) -> HTML {
        guard origin.parties.count > 1 else {
            return "\(Token.ours.mark) \(w("version \(w.number(origin.version)), \(w.date(origin.at)), stated by \(w.list(origin.parties)) alone"))"
        }
        return "\(Token.both.mark) \(w("version \(w.number(origin.version)), \(w.date(origin.at)), assented by \(w.list(origin.parties))"))"
    }

    /// Agreements that somebody proposes, each to be read as a whole before one answers.
    private static func waiting(_ page: RecordPage) -> HTML {
        let (w, ledger) = (page.w, page.reading.ledger)
        let lines = ledger.proposals.filter { ledger.isOpen($0) }.flatMap { hash in proposed(hash, page).map { line(hash, $0, page) } }
        guard !lines.isEmpty else { return .empty }
        return Part.notice(
            w("Proposed, not agreed yet"),
            "<ul class=\"waiting\">\(lines.joined())</ul><p><a href=\"\(page.paths.agreement)\">\(w("Look at the proposal and answer it"))</a></p>"
        )
    }

    private static func line(_ hash: EntryHash, _ document: (title: String, path: String), _ page: RecordPage) -> HTML {
        guard let entry = page.reading.ledger[hash] else { return .empty }
        let mark = (entry.author == page.reading.own ? Token.ours : Token.theirs).mark
        let who = page.w("proposed by \(page.reading.partyName(entry.author.hex)), \(page.w.date(entry.time))")
        return "<li>\(mark) <a href=\"\(document.path)\">\(document.title)</a> \(who)</li>"
    }

    /// The ways to the documents that a proposal writes or changes.
    static func links(_ proposal: EntryHash, _ page: RecordPage) -> HTML {
        let all = proposed(proposal, page)
        return all.isEmpty
            ? .empty
            : "<p class=\"after\">\(all.map { "<a href=\"\($0.path)\">\(page.w("Read “\($0.title)” as a document"))</a>" }.joined("<br>"))</p>"
    }

    private static func proposed(_ hash: EntryHash, _ page: RecordPage) -> [(title: String, path: String)] {
        let ledger = page.reading.ledger
        guard case .propose(let content)? = ledger[hash]?.act else { return [] }
        let objects = ledger.agreement(at: hash).objects
        return content.set.keys.sorted().compactMap { name in
            guard let id = AgreementKind.kind.id(of: name), let title = objects[name]?["title"]?.text else { return nil }
            return (
                title, "\(page.paths.tab(AgreementKind.tab.path))/\(id)" + Parameters([("proposal", hash.hex)]).queryString
            )
        }
    }
}

/// The name of a language inside a sentence.
enum LanguageNames {
    static func inside(_ language: Language, _ w: Words) -> String { language.name(in: w.language) }
}
