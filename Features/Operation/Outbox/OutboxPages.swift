import Kernel
import Markup
import Outbound
import Storage
import Web

/// The page on which an office sees what it has written: what waits, what was sent, and what could not be and why.
struct OutboxPages: Sendable {
    static let may = Permission.roles("outbox.read", [.admin, .director])

    var routes: [Route] {
        [
            .get(OutboxList.path, may: Self.may, list),
            OutboxList.list.exportRoute(may: Self.may),
            .get("\(OutboxList.path)/{id}", may: Self.may, show),
            .post("\(OutboxList.path)/{id}/attempt", may: Self.may, sendAgain),
            .post("\(OutboxList.path)/{id}/removal", may: Self.may, discard),
        ]
    }

    private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let query = OutboxList.list.query(context.request.query)
        let page = try OutboxList.list.page(query, context.scope, connection)
        let empty = Part.empty(w("Nothing was written yet"), w("Invitations and reminders that this office sends by mail appear here."))
        return context.page(
            w("Outbox"),
            """
            \(Part.head(w("Outbox"), over: w("Every mail this office sends: what waits, what was sent, what could not be.")))
            \(if: context.house.settings.mail == nil, Self.withoutServer(w))
            \(try OutboxList.list.view(page, query, context, connection, empty: empty))
            """)
    }

    private static func withoutServer(_ w: Words) -> HTML {
        Part.notice(
            w("This server sends no mail"),
            "<p>\(w("Nobody has named a mail server yet (PROXENIA_MAIL). What is written waits here; open a letter to read it and hand it over."))</p>"
        )
    }

    /// A letter of this office; those of others are not found.
    private func find(_ context: Context, _ connection: Connection) throws -> OutboxItem {
        guard let id = ID<OutboxItem>(try context.word("id")), let item = try connection.outbox.find(id.text), item.kind == Post.kind,
            item.label.office == (try context.office())
        else { throw AppError.notFound }
        return item
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let item = try find(context, connection)
        return context.page(item.label.subject, path: OutboxList.path, try OutboxView(item: item, context: context).page())
    }

    private func sendAgain(_ context: Context, _ connection: Connection) throws -> Reply {
        let item = try find(context, connection)
        guard try connection.outbox.retry(item.id, at: context.now) else {
            throw AppError.conflict(context.w("This letter has been sent meanwhile, or is being sent now."))
        }
        try record("sent-again", item, context, connection)
        return Reply.redirect(OutboxList.path(item.id)).saying(context.w("It is sent again within a minute."))
    }

    private func discard(_ context: Context, _ connection: Connection) throws -> Reply {
        let item = try find(context, connection)
        guard try connection.outbox.discard(item.id) else {
            throw AppError.conflict(context.w("This letter has been sent meanwhile, or is being sent now."))
        }
        try record("discarded", item, context, connection)
        return Reply.redirect(OutboxList.path).saying(context.w("The letter is discarded and will not be sent."))
    }

    /// Without subject and address: the journal stays for ever, letters do not.
    private func record(_ act: String, _ item: OutboxItem, _ context: Context, _ connection: Connection) throws {
        try connection.journal.record(
            Fact(act, "letter", item.id, office: item.label.office), by: context.actor, at: context.now, request: context.request.id)
    }
}

/// One letter.
struct OutboxView {
    let item: OutboxItem
    let context: Context
    private var w: Words { context.w }

    init(item: OutboxItem, context: Context) { (self.item, self.context) = (item, context) }

    func page() throws -> HTML {
        let facts: [(name: String, value: HTML)] = [
            (w("State"), Part.state(item.state.look, w.outboxState(item.state))), (w("To"), HTML(text: item.label.recipient)),
            (w("Written"), HTML(text: w.dateAndTime(item.createdAt) + " UTC")),
            (w("Sent"), HTML(text: item.state == .done ? item.finishedAt.map { w.dateAndTime($0) + " UTC" } ?? "" : "")),
            (w("Attempts"), HTML(text: item.attempts > 0 ? w.number(item.attempts) : "")),
            (w("Next attempt"), HTML(text: item.state == .waiting && item.attempts > 0 ? w.dateAndTime(item.dueAt) + " UTC" : "")),
        ]
        return """
            \(Part.head(item.label.subject, crumbs: [(w("Outbox"), OutboxList.path)], actions: acts))
            \(if: item.state != .done, trouble)
            \(Part.facts(facts, wide: true))
            \(Part.block(w("What it says"), try letter()))
            """
    }

    private var acts: HTML {
        guard item.state == .waiting || item.state == .failed else { return .empty }
        let again: HTML =
            context.house.settings.mail == nil || item.state == .waiting && item.attempts == 0
            ? .empty : Part.doing(w("Send again"), OutboxList.path(item.id) + "/attempt", context, isAct: item.state == .failed)
        let discard = Part.asking(
            w("Discard"), id: "discard", title: w("Discard this letter?"), text: w("It is not sent, and nobody can read it any more."),
            yes: w("Discard it"),
            path: OutboxList.path(item.id) + "/removal", context)
        return again + discard
    }

    private var trouble: HTML {
        guard let error = item.lastError else { return .empty }
        let title = item.state == .failed ? w("It could not be sent") : w("The last attempt did not succeed")
        return Part.notice(title, "<p>\(error)</p>", isWrong: item.state == .failed)
    }

    private func letter() throws -> HTML {
        // Whoever reads a link that opens something can open it.
        if item.label.isSecret, context.house.settings.mail != nil {
            return "<p class=\"second\">\(w("This letter holds a personal link, so only its reader sees it."))</p>"
        }
        if item.payload == "{}" { return "<p class=\"second\">\(w("It was sent, and its text is no longer kept."))</p>" }
        let letter = try item.payload(as: Letter.self)
        return
            "<div class=\"written\" lang=\"\(letter.language)\">\(letter.blocks, block)\(if: !letter.footer.isEmpty, "<p class=\"third\">\(letter.footer)</p>")</div>"
    }

    private func block(_ block: Letter.Block) -> HTML {
        switch block {
        case .paragraph(let text): "<p>\(text)</p>"
        case .link(let word, let address): "<p>\(word):<br><span class=\"num\">\(address)</span></p>"
        case .facts(let facts): Part.facts(facts.map { ($0.name, HTML(text: $0.value)) })
        }
    }
}
