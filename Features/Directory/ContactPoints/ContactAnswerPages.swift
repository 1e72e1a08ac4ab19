import Kernel
import Markup
import Storage
import Web

/// Where the link of such a letter leads: the entry as it stands, one button that confirms it, and room for what has changed.
enum ContactAnswerPages {
    static let path = "/contact-point"
    static let longestRemark = 4000

    static let routes: [Route] = [
        .get("\(path)/{token}", may: .anyone) { context, _ in
            Reply.redirect(path).carrying(ContactQuestionStore.purpose, String(try context.word("token").prefix(100)), in: context.house)
        },
        .get(path, may: .anyone) { context, connection in
            guard let organisation = try asked(context, connection) else { return gone(context) }
            return try page(organisation, Parameters(), Problems(), context, connection)
        },
        .post("\(path)/confirmation", may: .anyone, confirm),
        .post("\(path)/correction", may: .anyone, correct),
    ]

    private static func asked(_ context: Context, _ connection: Connection) throws -> Organisation? {
        guard let token = context.carried(ContactQuestionStore.purpose),
            let id = try ContactQuestionStore(connection).organisation(token, at: context.now)
        else { return nil }
        // The one who is asked may see what is written of them, published or not.
        return try OrganisationStore(connection).visible(to: .system, language: context.language).find(id)
    }

    /// Somebody at the other end of a letter: no account, but a name for the journal.
    private static func contactPoint(_ kept: KeptContact) -> Actor { Actor(answering: kept.block.unit) }

    @Sendable private static func confirm(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let organisation = try asked(context, connection), let kept = try ContactStore(connection).block(of: organisation.id),
            let today = PartialDate.day(of: context.now)
        else { return gone(context) }
        try ContactStore(connection).confirm(organisation, on: today, by: contactPoint(kept), at: context.now, request: context.request.id)
        try ContactQuestionStore(connection).answer(organisation.id, remark: nil, at: context.now)
        return thanks(context, context.w("Thank you. Everybody who reads the entry sees that it was confirmed today."))
    }

    @Sendable private static func correct(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let organisation = try asked(context, connection), let kept = try ContactStore(connection).block(of: organisation.id) else {
            return gone(context)
        }
        let (form, w) = (context.request.form, context.w)
        let remark = form.text("remark")
        var problems = Problems()
        if remark.isEmpty { problems.add("remark", w("Write what has changed.")) }
        if remark.count > longestRemark { problems.add("remark", w("Write at most \(longestRemark) characters.")) }
        guard problems.isEmpty else { return try page(organisation, form, problems, context, connection, status: 422) }
        try ContactQuestionStore(connection).answer(organisation.id, remark: remark, at: context.now)
        // What was written may hold names, so it stays out of the journal.
        try connection.journal.record(
            Fact("contact corrected", OrganisationStore.subject, organisation.id.text, office: organisation.office), by: contactPoint(kept),
            at: context.now, request: context.request.id)
        return thanks(context, w("Thank you. The office reads it and changes the entry."))
    }

    private static func page(
        _ organisation: Organisation, _ typed: Parameters, _ problems: Problems, _ context: Context, _ connection: Connection, status: Int = 200
    ) throws -> Reply {
        guard let kept = try ContactStore(connection).block(of: organisation.id) else { return gone(context) }
        let (w, form) = (context.w, FormView(typed, problems, context.w))
        return context.page(
            organisation.entry.name, shell: .publicSite, status: status,
            """
            <div class="wrap block">
            \(Part.head(w("Does this still hold?"), over: w("\(organisation.entry.name), as the office of \(organisation.officeName) keeps it.")))
            \(Part.notice(w("All of it holds"), "<p>\(w("One click, and everybody sees that the entry was confirmed today."))</p><div class=\"actions\">\(Part.doing(w("Yes, all of it holds"), path + "/confirmation", context, isAct: true))</div>"))
            \(ContactViews.contact(kept, at: context.now, w))
            <form class="sheet block" method="post" action="\(path)/correction" novalidate data-guard>\(context.csrf)
            \(Part.leaf(w("Something has changed"), HTML(text: w("In your own words, in your language. The office enters it.")), "\(form.area("remark", w("What has changed"), optional: false, rows: 6))<p class=\"after\"><button class=\"button\">\(w("Send it to the office"))</button></p>"))
            </form></div>
            """
        ).header("cache-control", "no-store")
    }

    private static func thanks(_ context: Context, _ text: String) -> Reply {
        let w = context.w
        return context.page(
            w("Thank you"), shell: .publicSite,
            "<div class=\"wrap\"><div class=\"door narrow\"><h1>\(w("Thank you"))</h1><p class=\"lead\">\(text)</p></div></div>"
        ).carryingNothing(in: context.house)
    }

    private static func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Contact point"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("This question is answered"))</h1>
            <p class="lead">\(w("It was answered already, a newer letter took its place, or it is older than three months. There is nothing more to do."))</p></div></div>
            """)
    }
}
