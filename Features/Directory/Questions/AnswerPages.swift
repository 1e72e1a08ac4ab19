import Kernel
import Markup
import Storage
import Web

/// Where the link of such a letter leads: the entry as it stands, one button that confirms it, and room for what has changed.
struct AnswerPages: Sendable {
    static let path = "/contact-point"
    static let longestRemark = 4000
    let kinds: [AskedKind]

    var routes: [Route] {
        [
            .get("\(Self.path)/{token}", may: .anyone) { context, _ in
                let key = try context.word("token")
                guard key.utf8.count == QuestionStore.lengthOfKey else { return notWhole(context) }
                return Reply.redirect(Self.path).carrying(QuestionStore.purpose, key, in: context.house)
            },
            .get(Self.path, may: .anyone) { context, connection in
                guard let asked = try asked(context, connection) else { return gone(context) }
                return page(asked, Parameters(), Problems(), context)
            },
            .post("\(Self.path)/confirmation", may: .anyone, confirm), .post("\(Self.path)/correction", may: .anyone, correct),
            .post("\(Self.path)/refusal", may: .anyone, refuse), .post("\(Self.path)/removal", may: .anyone, wishRemoval),
        ]
    }

    /// The question somebody answers, and the entry it is about.
    private struct Asked {
        let kind: AskedKind
        let id: String
        let entry: AskedEntry
    }

    private func asked(_ context: Context, _ connection: Connection) throws -> Asked? {
        guard let token = try context.carried(QuestionStore.purpose),
            let found = try QuestionStore(connection, kinds).asked(token, at: context.now),
            let entry = try found.kind.entry(found.id, context, connection)
        else { return nil }
        return Asked(kind: found.kind, id: found.id, entry: entry)
    }

    @Sendable private func confirm(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let asked = try asked(context, connection) else { return gone(context) }
        try asked.entry.confirm(context, connection)
        try QuestionStore(connection, kinds).answer(asked.kind, asked.id, at: context.now)
        let w = context.w
        return thanks(
            context,
            asked.kind.isPersonal
                ? w("Thank you. The office sees that you confirmed your entry today.")
                : w("Thank you. Everybody who reads the entry sees that it was confirmed today."))
    }

    @Sendable private func correct(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let asked = try asked(context, connection) else { return gone(context) }
        let (form, w) = (context.request.form, context.w)
        let remark = form.text("remark")
        var problems = Problems()
        if remark.isEmpty { problems.add("remark", w("Write what has changed.")) }
        if remark.count > Self.longestRemark { problems.add("remark", w("Write at most \(Self.longestRemark) characters.")) }
        guard problems.isEmpty else { return page(asked, form, problems, context, status: 422) }
        try QuestionStore(connection, kinds).answer(asked.kind, asked.id, remark: remark, at: context.now)
        // What was written may hold names, so it stays out of the journal.
        try record("contact corrected", asked, context, connection)
        return thanks(context, w("Thank you. The office reads it and changes the entry."))
    }

    /// No more letters to the address that was written to, as with the link at the end of the letter.
    @Sendable private func refuse(_ context: Context, _ connection: Connection) throws -> Reply {
        let refusals = RefusalStore(connection, kinds)
        guard let asked = try asked(context, connection), let letter = try refusals.newest(asked.kind, asked.id) else { return gone(context) }
        try refusals.set(true, letter, at: context.now, request: context.request.id)
        try QuestionStore(connection, kinds).answer(asked.kind, asked.id, at: context.now)
        let w = context.w
        return thanks(context, w("\(letter.address) gets no more letters of this kind. The link at the end of the letter takes that back."))
    }

    /// A wish, which the office has to grant or to answer: whoever holds a letter is not certain to be whom it was written to.
    @Sendable private func wishRemoval(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let asked = try asked(context, connection), asked.kind.tables.removals != nil else { return gone(context) }
        try QuestionStore(connection, kinds).wishRemoval(asked.kind, asked.id, at: context.now)
        try record("removal asked", asked, context, connection)
        return thanks(
            context, context.w("Thank you. The office sees your wish. It removes your entry, or tells you within a month why it has to keep it."))
    }

    private func record(_ act: String, _ asked: Asked, _ context: Context, _ connection: Connection) throws {
        try connection.journal.record(
            Fact(act, asked.kind.subject, asked.id, office: asked.entry.office), by: asked.entry.actor, at: context.now, request: context.request.id)
    }

    // MARK: Views

    private func page(_ asked: Asked, _ typed: Parameters, _ problems: Problems, _ context: Context, status: Int = 200) -> Reply {
        let (w, form) = (context.w, FormView(typed, problems, context.w))
        return context.page(
            asked.entry.title, shell: .publicSite, status: status,
            """
            <div class="wrap block">
            \(Part.head(w("Does this still hold?"), over: asked.entry.over))
            \(holds(asked, context))
            \(asked.entry.view)
            <form class="sheet block" method="post" action="\(Self.path)/correction" novalidate data-guard>\(context.csrf)
            \(Part.leaf(w("Something has changed"), HTML(text: w("In your own words, in your language. The office enters it.")), changed(form)))
            </form>
            \(Part.leaf(w("Not any more"), .empty, notAnyMore(asked, context)))
            </div>
            """
        ).header("cache-control", "no-store")
    }

    private func holds(_ asked: Asked, _ context: Context) -> HTML {
        let w = context.w
        let act = Part.doing(w("Yes, all of it holds"), Self.path + "/confirmation", context, isAct: true)
        let text =
            asked.kind.isPersonal
            ? w("One click, and the office sees that your entry was confirmed today.")
            : w("One click, and everybody sees that the entry was confirmed today.")
        return Part.notice(w("All of it holds"), "<p>\(text)</p><div class=\"actions\">\(act)</div>")
    }

    private func notAnyMore(_ asked: Asked, _ context: Context) -> HTML {
        let w = context.w
        let refusal: HTML = """
            <p>\(w("No more letters that ask whether an entry still holds. The entry stays."))</p>
            <div class="actions after">\(Part.doing(w("Do not ask me again"), Self.path + "/refusal", context))</div>
            """
        guard asked.kind.tables.removals != nil else { return refusal }
        return """
            \(refusal)<p class="after">\(w("The office decides whether it may remove your entry, and tells you if it may not. Nothing is removed by itself."))</p>
            <div class="actions after">\(Part.doing(w("Please remove me"), Self.path + "/removal", context))</div>
            """
    }

    private func changed(_ form: FormView) -> HTML {
        let w = form.w
        return """
            \(form.area("remark", w("What has changed"), optional: false, rows: 6))<p class="after"><button class="button">\(w("Send it to the office"))</button></p>
            """
    }

    private func thanks(_ context: Context, _ text: String) -> Reply {
        let w = context.w
        return context.page(
            w("Thank you"), shell: .publicSite,
            "<div class=\"wrap\"><div class=\"door narrow\"><h1>\(w("Thank you"))</h1><p class=\"lead\">\(text)</p></div></div>"
        ).carryingNothing(in: context.house)
    }

    /// Mail programs break long links into two lines, and what is pressed is the first of them.
    private func notWhole(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Contact point"), shell: .publicSite, status: 404,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("This link is not whole"))</h1>
            <p class="lead">\(w("The mail program may have cut it off. Copy all of it out of the letter, to the end of the line and beyond, into the address line of the browser."))</p></div></div>
            """)
    }

    private func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Contact point"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("This question is answered"))</h1>
            <p class="lead">\(w("It was answered already, a newer letter took its place, or it is older than three months. There is nothing more to do."))</p></div></div>
            """)
    }
}
