import Kernel
import Ledger
import Markup
import Storage
import Web

/// The agreements of a partnership: all of them, one to print, one as it is proposed, and the same for programs.
struct AgreementDocumentPages: Sendable {
    var routes: [Route] {
        let base = AgreementKind.kind.path
        return RecordRoutes.get(base, list) + RecordRoutes.get("\(base)/{thing}", show) + [
            .api("/api/v1/partnerships/{id}/agreements", may: May.read, AgreementAnswer.operation) { context, connection in
                let page = try RecordPage(context, connection, personal: true)
                guard let today = context.now.day else { throw AppError.notFound }
                return try .json(AgreementAnswer.answer(page, today: today))
            }
        ]
    }

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        guard let today = context.now.day else { throw AppError.notFound }
        return AgreementDocumentViews.list(AgreementDocument.all(page.reading, today: today), page, today: today)
    }

    /// One agreement as it is agreed; with `?proposal=` as somebody proposes it, and before it is agreed as the office's draft has it.
    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        guard let today = context.now.day else { throw AppError.notFound }
        let id = try context.word("thing")
        let wish = context.request.query.text("proposal")
        if !wish.isEmpty {
            guard let proposal = EntryHash(hex: wish), let found = proposed(id, proposal, page.reading) else { throw AppError.notFound }
            // Answered meanwhile: what is agreed now is what counts.
            guard page.reading.ledger.isOpen(proposal) else { return Reply.redirect(AgreementDocumentViews.path(found.object, page)) }
            let who = page.reading.ledger[proposal].map { page.reading.partyName($0.author.hex) } ?? ""
            return AgreementDocumentViews.one(
                found, page, notice: context.w("As \(who) proposes it. What is agreed holds until all have assented."), today: today)
        }
        if let found = AgreementDocument.all(page.reading, today: today).first(where: { $0.object.id == id }) {
            return AgreementDocumentViews.one(found, page, notice: "", today: today)
        }
        guard page.mayAnswer, let drafted = page.reading.object(AgreementKind.kind, id, drafted: true) else { throw AppError.notFound }
        return AgreementDocumentViews.one(
            AgreementDocument(drafted, today: today), page, notice: context.w("From your office's draft: nobody else has seen it yet."), today: today)
    }

    private func proposed(_ id: String, _ proposal: EntryHash, _ reading: SharedReading) -> AgreementDocument? {
        let kind = AgreementKind.kind
        guard case .propose = reading.ledger[proposal]?.act, let today = reading.today else { return nil }
        return reading.ledger.agreement(at: proposal).objects.first { kind.id(of: $0.key) == id }.map { name, values in
            AgreementDocument(SharedObject(kind: kind, id: id, name: name, values: values, personal: nil, author: nil), today: today)
        }
    }
}

extension AgreementDocument {
    /// One that is not agreed, hence without signatures.
    init(_ object: SharedObject, today: PartialDate) {
        self.init(
            object: object, origin: nil, signatures: [],
            term: Self.term(from: object.date("effective"), until: object.date("expires"), today: today))
    }
}
