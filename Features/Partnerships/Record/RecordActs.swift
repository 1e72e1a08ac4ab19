import Gazetteer
import Kernel
import Ledger
import Storage
import Web

/// What programs do in the shared record of a partnership beside writing its things: what they say to the other parties, propose and answer.
struct RecordActs: Sendable {
    let gazetteer: Gazetteer
    let documents: DocumentPages

    private static let base = "/api/v1/partnerships/{id}"

    var routes: [Route] {
        let record = RecordAnswer.operation
        let message: [Intake.Field] = [.init("text", .text(most: TalkPages.longest), isRequired: true)]
        let object = Intake.Field("name", .text(most: 300), as: "object", "Of one thing in the draft; without it, all of the draft")
        let document: [Intake.Field] = [
            .init("sha256", .text(most: 64), as: "document", isRequired: true, "Of the file (/api/v1/files)"),
            .init("about", .text(most: 300), "A thing of the record: its name"),
        ]
        let released = [Intake.Field("released", .flag, isRequired: true)]
        return SharedObjectActs(pages: SharedObjectPages(gazetteer: gazetteer)).routes + [
            act("messages", record.acting("Say something to the other parties, signed with the office's key", message), say),
            act(
                "proposals", record.acting("Propose the office's draft to the other parties", [.init("note", .text(most: 2000))], mayWait: true),
                propose),
            act("draft/removal", record.acting("Take something out of the office's draft", [object])) { page in
                let object = page.context.request.form.text("object")
                try page.sharing(gazetteer).discard(object.isEmpty ? nil : object, in: page.record)
                return .changed
            },
            act("documents", record.acting("Put a file that hangs on the partnership into the record", document), put),
            act("documents/{hash}/release", record.acting("Let the public read a document of the own party, or no longer", released)) { page in
                try page.mustStand()
                _ = try documents.setReleased(page.context.request.form.text("released") == "1", try page.context.word("hash"), page)
                return .changed
            },
            act("proposals/{proposal}/assent", record.acting("Assent to a proposal for the office's party", mayWait: true), assent),
            act("proposals/{proposal}/decline", record.acting("Decline a proposal", [.init("reason", .text(most: 1000))])) { page in
                try page.sharing(gazetteer).decline(
                    try AgreementPages.proposal(page.context), reason: page.context.request.form.text("reason"), in: page.record, page.id)
                return .changed
            },
        ]
    }

    private func act(_ path: String, _ operation: Web.Operation, _ body: @escaping @Sendable (RecordPage) throws -> Done) -> Route {
        .apiAct(.post, "\(Self.base)/\(path)", may: May.edit, operation, shows: RecordAnswer.show) { context, connection in
            let page = try RecordPage(context, connection)
            guard page.reading.own != nil else { throw AppError.notFound }
            if page.hasLeft { try page.mustBeOpen() }
            return try AgreementPages.doing(context) { try body(page) }
        }
    }

    @Sendable private func say(_ page: RecordPage) throws -> Done {
        let problems = try TalkPages.say(page.context.request.form, page, gazetteer)
        guard problems.isEmpty else { throw NotTaken(problems, page.w) }
        return .entered(id: page.id.text, at: "/api/v1/partnerships/\(page.id)/record")
    }

    @Sendable private func put(_ page: RecordPage) throws -> Done {
        try page.mustStand()
        let (put, problems) = try documents.put(page.context.request.form, page)
        guard let put else { throw NotTaken(problems, page.w) }
        return .entered(id: page.id.text, at: "/api/v1/partnerships/\(page.id)/documents/\(put.hash)")
    }

    @Sendable private func propose(_ page: RecordPage) throws -> Done {
        let note = page.context.request.form.text("note")
        guard try page.sharing(gazetteer).propose(note: note, in: page.record, page.id) else {
            throw AppError.invalid(page.w("Nothing differs from what is agreed."))
        }
        return .waiting
    }

    @Sendable private func assent(_ page: RecordPage) throws -> Done {
        let proposal = try AgreementPages.proposal(page.context)
        try page.sharing(gazetteer).assent(to: proposal, in: page.record, page.id)
        return try RecordStore(connection: page.connection).ledger(page.record).standing(of: proposal) == .agreed ? .changed : .waiting
    }
}
