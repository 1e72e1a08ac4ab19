import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// What the parties write to each other in the record: signed like all of it, and kept.
struct TalkPages: Sendable {
    let gazetteer: Gazetteer

    static let tab = RecordTab("talk", count: { $0.ledger.messages.count }) { $0("Talk") }

    /// The length of a message, in characters.
    static let longest = 4000
    /// How many are shown unless all are asked for.
    static let shown = 100

    var routes: [Route] {
        RecordRoutes.get(Self.tab.path, show) + RecordRoutes.post(Self.tab.path, say)
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        var typed = Parameters()
        typed.append("about", context.request.query.text("about"))
        return TalkViews.page(page, FormView(typed, Problems(), context.w), isWhole: context.request.query.text("all") == "1")
    }

    @Sendable private func say(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let typed = context.request.form
        let problems = try Self.say(typed, page, gazetteer)
        guard problems.isEmpty else { return TalkViews.page(page, FormView(typed, problems, context.w), status: 422) }
        return Reply.redirect(page.paths.tab(Self.tab.path)).saying(context.w("Said. The other parties read it here."))
    }

    /// Says it, or what is wrong with it.
    static func say(_ typed: Parameters, _ page: RecordPage, _ gazetteer: Gazetteer) throws -> Problems {
        let w = page.w
        try page.mustBeOpen()
        let (text, about) = (typed.text("text"), typed.text("about"))
        var problems = Problems()
        if text.isEmpty { problems.add("text", w("Write something first.")) }
        if text.count > longest { problems.add("text", w("This is too long: at most \(longest) characters.")) }
        if !about.isEmpty, !TalkViews.subjects(page.reading, w).contains(where: { $0.value == about }) {
            problems.add("about", w("Choose one of the list."))
        }
        guard problems.isEmpty else { return problems }
        let sharing = try page.sharing(gazetteer)
        try AgreementPages.doing(page.context) { try sharing.say(text, about: about, in: page.record) }
        return problems
    }
}

enum TalkViews {
    static func page(_ page: RecordPage, _ form: FormView, isWhole: Bool = false, status: Int = 200) -> Reply {
        let w = page.w
        let all = page.reading.ledger.messages
        let shown = isWhole ? all : Array(all.suffix(TalkPages.shown))
        let path = page.paths.tab(TalkPages.tab.path)
        let earlier: HTML =
            shown.count < all.count
            ? "<p class=\"after\">\(Part.button(w("Show all \(w.number(all.count)) messages"), to: path + "?all=1"))</p>" : .empty
        let others = page.reading.everybody.filter { $0.signs && !$0.isOwn }.map(\.name)
        let who =
            others.isEmpty
            ? w("So far your office is alone in this record: whoever joins later reads it too.")
            : w("Read by \(w.list(others)) and kept in the record for good.")
        let none: HTML = "<p class=\"second\">\(w("Nothing has been said yet."))</p>"
        // Looked up once: a guest too may ask for thousands of messages.
        let guests = GuestEntries(page.reading.ledger)
        let subjects = Dictionary(subjects(page.reading, w).map { ($0.value, $0.word) }) { first, _ in first }
        let list: HTML = "\(earlier)<ol class=\"history record\">\(shown, { message($0, subjects, guests, page) })</ol>"
        return page.show(
            TalkPages.tab, over: who, status: status,
            "\(form.wrongs([("text", w("Message")), ("about", w("About"))]))\(all.isEmpty ? none : list)\(if: page.mayAnswer, writing(page, form, path))"
        )
    }

    private static func message(_ entry: Entry, _ subjects: [String: String], _ guests: GuestEntries, _ page: RecordPage) -> HTML {
        guard case .say(_, let about) = entry.act else { return .empty }
        let (w, reading) = (page.w, page.reading)
        let subject = about.isEmpty ? "" : subjects[about] ?? w("something taken out since")
        return """
            <li><time datetime="\(entry.time.rfc3339)">\(w.dateAndTime(entry.time))</time>\(entry.author == reading.own ? Token.ours.mark : Token.theirs.mark)
            <div>\(if: !subject.isEmpty, "<span class=\"second\">\(w("About: \(subject)"))</span>")<p class="lines">\(text(of: entry, w))</p></div>
            <span class="second">\(w.writer(of: entry, reading, guests))</span></li>
            """
    }

    /// The words of a message.
    static func text(of entry: Entry, _ w: Words) -> String {
        if case .say(.plain(let value), _) = entry.act, let text = value.text { return text }
        return w("A message of a kind that this version cannot read.")
    }

    /// What a message is about, by name; something taken out since says so.
    static func name(_ object: String, _ reading: SharedReading, _ w: Words) -> String {
        guard !object.isEmpty else { return "" }
        return subjects(reading, w).first { $0.value == object }?.word ?? w("something taken out since")
    }

    /// What one can write about: all that is agreed and has a name, and the decisions of the parties.
    static func subjects(_ reading: SharedReading, _ w: Words) -> [(value: String, word: String)] {
        let agreed = SharedKinds.all.filter { $0.ownership == .agreed && !$0.isSingle }.flatMap { kind in
            reading.all(kind).map { (value: $0.name, word: "\(kind.word(w)): \($0.title)") }
        }
        return agreed
            + Approval.all(reading).map { approval in
                let party = reading.partyName(approval.object.text("party"))
                return (value: approval.object.name, word: "\(ApprovalKind.kind.word(w)): \(party), \(ApprovalViews.sentence(approval, w))")
            }
    }

    private static func writing(_ page: RecordPage, _ form: FormView, _ path: String) -> HTML {
        let w = page.w
        let subjects = subjects(page.reading, w)
        let about: HTML = subjects.isEmpty ? .empty : form.choice("about", w("About"), [("", "–")] + subjects, optional: true)
        return Part.block(
            w("Write a message"),
            """
            <form class="form" method="post" action="\(path)" data-guard>\(page.context.csrf)\(form.area("text", w("Message"), help: page.guest == nil ? w("Signed with your office's key. What was said cannot be taken back.") : w("Signed for \(page.partyName). What was said cannot be taken back."), optional: false))\(about)
            <p class="after"><button class="button button--act">\(w("Say it"))</button></p></form>
            """)
    }
}
