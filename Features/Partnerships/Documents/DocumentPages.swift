import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// The documents that the parties have put into their record: each by the hash of its bytes, so that nobody can exchange it later. The bytes
/// lie beside the record, with the office that put them there.
struct DocumentPages: Sendable {
    let gazetteer: Gazetteer
    let documents: DocumentSource

    static let tab = RecordTab("files", count: { $0.ledger.attachments.count }) { $0("Files") }

    var routes: [Route] {
        let path = "\(PartnershipPaths.register)/{id}/\(Self.tab.path)"
        return RecordRoutes.get(Self.tab.path) { try show($0, $1, typed: Parameters([("about", $0.request.query.text("about"))])) } + [
            .post(path, may: May.edit, attach), .post("\(path)/{hash}/release", may: May.edit, release),
            .getFlow("\(path)/{hash}", may: May.read, send),
            .getFlow("\(GuestPaths.guest)/{token}/\(Self.tab.path)/{hash}", may: .anyone, send),
            .apiFile(
                "/api/v1/partnerships/{id}/documents/{hash}", may: May.read,
                .file("The bytes of a document of the shared record, by their SHA-256", mediaType: "*/*"), send),
        ]
    }

    /// The office's own files that hang on this partnership and are not in the record yet.
    private func own(_ page: RecordPage) throws -> [Document] {
        guard page.guest == nil, page.mayEdit else { return [] }
        let known = Set(page.reading.ledger.attachments.compactMap { Self.attachment($0)?.document.hex })
        return try documents.attached(try page.context.office(), PartnershipStore.subject, page.id.text, page.connection)
            .filter { !known.contains($0.hash) }
    }

    static func attachment(_ entry: Entry) -> Attachment? { if case .attach(let found) = entry.act { found } else { nil } }

    private func show(_ context: Context, _ connection: Connection, typed: Parameters = Parameters(), problems: Problems = Problems()) throws -> Reply
    {
        let page = try RecordPage(context, connection)
        // Whoever uploads a file first comes back to the same question.
        let about = typed.text("about")
        let back = page.paths.tab(Self.tab.path) + (about.isEmpty ? "" : Parameters([("about", about)]).queryString)
        return DocumentViews.page(
            page, own: try own(page), adding: documents.adding(PartnershipStore.subject, page.id.text, back), FormView(typed, problems, context.w))
    }

    @Sendable private func attach(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let (w, typed) = (context.w, context.request.form)
        try page.mustStand()
        let (document, problems) = try AgreementPages.doing(context) { try put(typed, page) }
        guard let document else { return try show(context, connection, typed: typed, problems: problems) }
        return Reply.redirect(page.paths.tab(Self.tab.path)).saying(w("“\(document.title)” is in the record. The other parties open it here."))
    }

    /// Puts one of the office's files into the record.
    /// - Parameter typed: `document`, the hash of a file that hangs on the partnership; `about`, a thing of the record or nothing.
    /// - Returns: the file, or what is wrong.
    func put(_ typed: Parameters, _ page: RecordPage) throws -> (Document?, Problems) {
        var problems = Problems()
        let document = try own(page).first { $0.hash == typed.text("document") }
        if document == nil { problems.add("document", page.w("Choose one of the list.")) }
        let about = typed.text("about")
        if !about.isEmpty, !TalkViews.subjects(page.reading, page.w).contains(where: { $0.value == about }) {
            problems.add("about", page.w("Choose one of the list."))
        }
        guard problems.isEmpty, let document, let hash = DocumentHash(hex: document.hash) else { return (nil, problems) }
        try documents.hold(document.hash, page.record.text, try page.context.office(), page.connection)
        try page.sharing(gazetteer).write(page.record) { ledger, own in
            try ledger.write(
                .attach(
                    Attachment(
                        document: hash, name: String(document.name.prefix(200)), mediaType: document.mediaType, size: Int64(document.size),
                        object: about)), with: own, at: page.context.now)
        }
        return (document, problems)
    }

    @Sendable private func release(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let isReleased = context.request.form.text("released") == "1"
        let name = try AgreementPages.doing(context) { try setReleased(isReleased, try context.word("hash"), page) }
        return Reply.redirect(page.paths.tab(Self.tab.path)).saying(
            isReleased ? page.w("“\(name)” is released to the public.") : page.w("“\(name)” is no longer released to the public."))
    }

    /// Lets the public read a document that the own party put in, or no longer.
    /// - Returns: its name.
    func setReleased(_ isReleased: Bool, _ hash: String, _ page: RecordPage) throws -> String {
        let own = page.reading.own
        let entry = page.reading.ledger.attachments.last { $0.author == own && Self.attachment($0)?.document.hex == hash }
        guard let own, let found = entry.flatMap(Self.attachment) else { throw AppError.notFound }
        let standing = ReleasedDocument.all(page.reading, by: own).first { $0.hash == found.document }
        let sharing = try page.sharing(gazetteer)
        if isReleased, standing == nil {
            var random = SystemRandomNumberGenerator()
            let name = ReleaseKind.kind.name(ID<SharedObject>.new(at: page.context.now, random: &random).text, by: own)
            _ = try sharing.put(name, SharedEntry(values: ["document": .string(hash), "name": .string(found.name)]), in: page.record)
        } else if !isReleased, let standing {
            try sharing.remove(standing.object, in: page.record)
        }
        return found.name
    }

    /// The bytes, to whoever may read the record that names them.
    @Sendable private func send(_ context: Context) async throws -> Reply {
        let hash = try context.word("hash")
        let (record, name) = try await context.house.database.read { connection in
            let page = try RecordPage(context, connection)
            guard let found = page.reading.ledger.attachments.lazy.compactMap(Self.attachment).first(where: { $0.document.hex == hash }) else {
                throw AppError.notFound
            }
            return (page.record, found.name)
        }
        guard let reply = try await documents.send(hash, record.text, name, context) else {
            throw AppError.invalid(context.w("The record names this document, but its bytes are not on this server. Ask the party that put it in."))
        }
        return reply
    }
}

enum DocumentViews {
    static func page(_ page: RecordPage, own: [Document], adding: String, _ form: FormView) -> Reply {
        let w = page.w
        let all = page.reading.ledger.attachments.reversed().map { $0 }
        // By party and document, looked up once for all rows.
        let released = Set(
            Set(all.map(\.author)).flatMap { party in ReleasedDocument.all(page.reading, by: party).map { "\(party.hex) \($0.hash.hex)" } })
        let none = Part.empty(
            w("No documents yet"),
            w(
                "Signed agreements, programmes and reports that the parties put into the record: each stays as it was, and everybody can check that it did."
            ))
        let table: HTML = """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Document"))</th><th scope="col">\(w("About"))</th><th scope="col">\(w("Put in by"))</th><th scope="col" class="num">\(w("Size"))</th><th scope="col">\(w("Mark"))</th><th scope="col">\(w("Public"))</th></tr></thead>
            <tbody>\(all, { row($0, released, page) })</tbody></table>
            <p class="table-note">\(w("The mark is the beginning of the SHA-256 of the bytes. The record holds all of it, signed: a document that was changed has another one."))</p>
            """
        return page.show(
            DocumentPages.tab, over: all.isEmpty ? "" : w("\(all.count) documents of the parties"), status: form.problems.isEmpty ? 200 : 422,
            "\(form.wrongs([("document", w("Document")), ("about", w("About"))]))\(all.isEmpty ? none : table)\(if: page.guest == nil && page.mayEdit, putting(page, own, adding, form))"
        )
    }

    private static func row(_ entry: Entry, _ released: Set<String>, _ page: RecordPage) -> HTML {
        guard let found = DocumentPages.attachment(entry) else { return .empty }
        let w = page.w
        let path = "\(page.paths.tab(DocumentPages.tab.path))/\(found.document.hex)"
        let about = found.object.isEmpty ? "" : TalkViews.name(found.object, page.reading, w)
        return """
            <tr><th scope="row"><a href="\(path)">\(found.name)</a></th><td data-label="\(w("About"))">\(about)</td><td data-label="\(w("Put in by"))">\(page.reading.partyName(entry.author.hex))<span class="second">\(w.date(entry.time))</span></td><td class="num" data-label="\(w("Size"))">\(ByteCount.text(Int(clamping: found.size), w))</td><td data-label="\(w("Mark"))"><code>\(found.document.hex.prefix(12))</code></td><td data-label="\(w("Public"))">\(publicly(entry, found, isReleased: released.contains("\(entry.author.hex) \(found.document.hex)"), page))</td></tr>
            """
    }

    /// Whether the public reads it; what another party put in is that party's to release.
    private static func publicly(_ entry: Entry, _ found: Attachment, isReleased: Bool, _ page: RecordPage) -> HTML {
        let w = page.w
        guard page.guest == nil, entry.author == page.reading.own else {
            return HTML(text: isReleased ? w("released") : "")
        }
        let note: HTML =
            isReleased
            ? (page.partnership.record.isPublic ? HTML(text: w("released")) : HTML(text: w("released as soon as the partnership is published")))
            : .empty
        guard page.mayEdit else { return note }
        let path = "\(page.paths.tab(DocumentPages.tab.path))/\(found.document.hex)/release"
        let act = Part.doing(
            isReleased ? w("Take back") : w("Release to the public"), path, page.context, small: true, fields: [("released", isReleased ? "0" : "1")])
        return "<div class=\"actions\">\(if: isReleased, "<span>\(note)</span>")\(act)</div>"
    }

    private static func putting(_ page: RecordPage, _ own: [Document], _ adding: String, _ form: FormView) -> HTML {
        let w = page.w
        let add = Part.button(w("Add files"), to: adding, small: true)
        guard !own.isEmpty else {
            return Part.block(
                w("Put a document into the record"),
                "<p class=\"second\">\(w("First add the file to this partnership: it is your office's alone until you put it into the record."))</p><p class=\"after\">\(add)</p>"
            )
        }
        let choices = [(value: "", word: w("Choose"))] + own.map { (value: $0.hash, word: "\($0.title) (\($0.name), \(ByteCount.text($0.size, w)))") }
        let subjects = TalkViews.subjects(page.reading, w)
        let about: HTML = subjects.isEmpty ? .empty : form.choice("about", w("About"), [("", "–")] + subjects, optional: true)
        return Part.block(
            w("Put a document into the record"), link: add,
            """
            <form class="form" method="post" action="\(page.paths.tab(DocumentPages.tab.path))" data-guard>\(page.context.csrf)\(form.choice("document", w("Your file"), choices, help: w("The other parties can read it from then on. It cannot be taken out again.")))\(about)
            <p class="after"><button class="button button--act">\(w("Put it into the record"))</button></p></form>
            """)
    }
}
