import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// What the parties of a partnership agree on, and what waits for somebody's assent; inviting the partner's office, and being invited.
struct AgreementPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        let one = "\(PartnershipPaths.register)/{id}"
        return RecordRoutes.get("agreement") { try page($0, $1) } + RecordRoutes.post("proposals/{proposal}/assent", assent)
            + RecordRoutes.post("proposals/{proposal}/decline", decline) + RecordRoutes.post("proposals/{proposal}/draft", takeUp)
            + RecordRoutes.post("draft/proposal", propose) + RecordRoutes.post("draft/removal", discard) + [
                .post("\(one)/invitations", may: May.edit, invite),
                .get("\(PartnershipPaths.invitations)/{record}", may: May.edit) { try invitation($0, $1) },
                .post("\(PartnershipPaths.invitations)/{record}/acceptance", may: May.edit, accept),
                .post("\(PartnershipPaths.invitations)/{record}/question", may: May.edit, ask),
                .post("\(PartnershipPaths.invitations)/{record}/refusal", may: May.edit, refuse),
            ]
    }

    private func sharing(_ context: Context, _ connection: Connection) throws -> Sharing {
        Sharing(connection: connection, office: try context.office(), actor: context.actor, now: context.now, gazetteer: gazetteer)
    }

    // MARK: Acts

    @Sendable private func invite(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let (partnership, record) = (page.partnership, page.record)
        guard !partnership.record.isArchived else {
            throw AppError.invalid(context.w("This partnership is archived. Take it back into the register first."))
        }
        let wish = context.request.form.text("office")
        let all = try SharedParties(connection: connection).candidates(partnership.id, record)
        guard let other = all.first(where: { $0.office.text == wish }) else {
            throw AppError.invalid(context.w("This office cannot be invited, or is invited already. Look again."))
        }
        try Self.doing(context) { try sharing(context, connection).invite(other, to: partnership.id, record) }
        return Reply.redirect(PartnershipPaths.agreement(partnership.id)).saying(
            context.w("\(other.name) is invited. It becomes party with its assent; until then the record stays yours alone."))
    }

    /// The record of the path, in which this reader may answer.
    private func answering(_ context: Context, _ connection: Connection) throws -> RecordPage {
        let page = try RecordPage(context, connection, mayWait: true)
        if page.guest != nil, !page.mayAnswer { throw AppError.invalid(context.w("This partnership is archived: nothing is answered at present.")) }
        return page
    }

    @Sendable private func assent(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try answering(context, connection)
        let proposal = try Self.proposal(context)
        // Pressed twice, or by two of an office, it is given once.
        if page.reading.own.map({ page.reading.ledger.stands(withAssentOf: $0, proposal) }) != true {
            let isLate = try Self.doing(context) {
                do { try page.sharing(gazetteer).assent(to: proposal, in: page.record, page.id) } catch Sharing.Refusal.notOpen { return true }
                return false
            }
            if isLate { return try late("", context, connection) }
        }
        let ledger = try RecordStore(connection: connection).ledger(page.record)
        return Reply.redirect(page.paths.agreement).saying(
            ledger.standing(of: proposal) == .agreed
                ? context.w("Agreed: all parties have assented.") : context.w("Your assent is given. It holds once the others have assented too."))
    }

    @Sendable private func decline(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try answering(context, connection)
        let proposal = try Self.proposal(context)
        let reason = context.request.form.text("reason")
        guard reason.count <= 1000 else { return try self.page(context, connection, status: 422) }
        let isLate = try Self.doing(context) {
            do { try page.sharing(gazetteer).decline(proposal, reason: reason, in: page.record, page.id) } catch Sharing.Refusal.notOpen {
                return true
            }
            return false
        }
        if isLate { return try late(reason, context, connection) }
        return Reply.redirect(page.paths.agreement).saying(context.w("Declined. What was agreed stays as it is."))
    }

    /// An answer that came too late: what stands now, and what was written with it.
    private func late(_ written: String, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let kept: HTML = written.isEmpty ? .empty : "<p>\(w("You wrote:"))</p><blockquote>\(written)</blockquote>"
        let text = w("Somebody agreed, declined or proposed something else meanwhile. Your answer is not given; here is what stands now.")
        return try page(
            context, connection, status: 409, notice: Part.notice(w("This proposal is no longer open"), "<p>\(text)</p>\(kept)", isWrong: true))
    }

    /// Another party's proposal becomes this party's draft: to be answered with other words, or proposed once more.
    @Sendable private func takeUp(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try answering(context, connection)
        if page.guest != nil || page.isAwaiting { try page.mustStand() }
        try Self.doing(context) { try page.sharing(gazetteer).takeUp(try Self.proposal(context), in: page.record) }
        return Reply.redirect(page.paths.agreement).saying(
            context.w("It lies in your draft. Change what you want otherwise, then propose it."))
    }

    @Sendable private func propose(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try answering(context, connection)
        let note = context.request.form.text("note")
        guard note.count <= 2000 else { return try self.page(context, connection, status: 422) }
        let seen = context.request.form.text("seen")
        // A draft is read beside what is agreed: where that is another by now, it is looked at once more.
        if !seen.isEmpty, seen != page.reading.version {
            return try self.page(context, connection, status: 409, notice: AgreementViews.changedSince(context.w))
        }
        let isSent = try Self.doing(context) { try page.sharing(gazetteer).propose(note: note, in: page.record, page.id) }
        return Reply.redirect(page.paths.agreement).saying(
            isSent ? context.w("Proposed. It holds once all parties have assented.") : context.w("Nothing differs from what is agreed."))
    }

    @Sendable private func discard(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try answering(context, connection)
        let object = context.request.form.text("object")
        try page.sharing(gazetteer).discard(object.isEmpty ? nil : object, in: page.record)
        return Reply.redirect(page.paths.agreement).saying(context.w("Taken out of the draft. What is agreed stays as it is."))
    }

    @Sendable private func accept(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try context.id("record", as: PartnershipID.self)
        let wish = context.request.form.text("existing")
        let seen = context.request.form.text("seen")
        // Who joins signs all that is agreed, and not what was agreed when the page was opened.
        if !seen.isEmpty, try seen != SharedReading(RecordStore(connection: connection).ledger(record), own: nil).version {
            return try invitation(context, connection, chosen: wish, notice: AgreementViews.changedSince(context.w), status: 409)
        }
        var existing: PartnershipID?
        if !wish.isEmpty {
            guard let id = PartnershipID(wish), try VisiblePartnerships(context, connection).find(id).office == context.actor.office else {
                throw AppError.notFound
            }
            existing = id
        }
        let id = try Self.doing(context) { try sharing(context, connection).join(record, existing: existing) }
        let own = try SharedParties(connection: connection).party(of: try context.office(), in: record)
        let isParty = try RecordStore(connection: connection).ledger(record).agreement.parties.contains { $0 == own }
        return Reply.redirect(PartnershipPaths.agreement(id)).saying(
            isParty
                ? context.w("You are party to this record now. What is agreed changes with the assent of all parties alone.")
                : context.w("Your assent is given. It holds once the others have assented too."))
    }

    /// Neither joins nor declines: says what should be agreed otherwise.
    @Sendable private func ask(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let record = try context.id("record", as: PartnershipID.self)
        let text = typed.text("text")
        var problems = Problems()
        if text.isEmpty { problems.add("text", w("Write what should be agreed otherwise.")) }
        if text.count > TalkPages.longest { problems.add("text", w("This is too long: at most \(TalkPages.longest) characters.")) }
        guard problems.isEmpty else { return try invitation(context, connection, typed: typed, problems: problems, status: 422) }
        try Self.doing(context) { try sharing(context, connection).ask(text, in: record) }
        return Reply.redirect(PartnershipPaths.invitation(record)).saying(
            w("Said. You have signed nothing of what is agreed; the invitation stays open until you join or decline."))
    }

    @Sendable private func refuse(_ context: Context, _ connection: Connection) throws -> Reply {
        try sharing(context, connection).declineInvitation(try context.id("record", as: PartnershipID.self))
        return Reply.redirect("/office").saying(context.w("The invitation is declined."))
    }

    /// The proposal of the path.
    static func proposal(_ context: Context) throws -> EntryHash {
        guard let hash = EntryHash(hex: try context.word("proposal")) else { throw AppError.notFound }
        return hash
    }

    static func doing<Result>(_ context: Context, _ act: () throws -> Result) throws -> Result {
        let w = context.w
        do { return try act() } catch let refusal as Sharing.Refusal {
            switch refusal {
            case .notOpen:
                throw AppError.conflict(w("This proposal is no longer open: somebody agreed, declined or proposed something else meanwhile."))
            case .boundElsewhere:
                throw AppError.conflict(
                    w("You have assented to another proposal on the same version. Nobody can assent to both: wait until that one is declined."))
            case .inviterBound: throw AppError.conflict(w("Another proposal is still open. Take part once it is settled."))
            case .notAParty:
                throw AppError.invalid(
                    w("Your party is not asked here: it has left this record, or never was party to it. The others can invite it."))
            case .aboutParties:
                throw AppError.invalid(w("Who is party is proposed by itself. Propose it anew with “Another party”, or by taking one out."))
            case .tooLarge:
                throw AppError.invalid(
                    w("This is more than one entry of the record holds. Propose it in several steps, or shorten the longest texts."))
            case .forked:
                throw AppError.invalid(
                    w(
                        "This record holds two histories of your party, as after an old backup was restored. An administrator of the office makes them one again, under “Key of the office”; then you can write here."
                    ))
            case .other(let code): throw AppError.invalid(w("The record does not take this (\(code))."))
            }
        } catch PartnershipError.noOtherParty { throw AppError.invalid(w("The other parties are not in the directory here.")) }
    }

    // MARK: Pages

    private func page(_ context: Context, _ connection: Connection, status: Int = 200, notice: HTML = .empty) throws -> Reply {
        let page = try RecordPage(context, connection, mayWait: true)
        if page.isAwaiting { return AgreementViews.awaiting(page, notice: notice, status: status) }
        let parties = SharedParties(connection: connection)
        let isOffice = page.guest == nil
        let shown = AgreementPage(
            page: page, offices: isOffice ? try parties.all(page.record) : [],
            candidates: isOffice && page.mayEdit ? try parties.candidates(page.id, page.record) : [],
            guests: isOffice ? try GuestStore(connection: connection).standing(page.record, of: context.office()) : [],
            hosted: try HostedParties(connection: connection).all(page.record), notice: notice)
        return AgreementViews.page(shown, status: status)
    }

    private func invitation(
        _ context: Context, _ connection: Connection, chosen: String? = nil, notice: HTML = .empty, typed: Parameters = Parameters(),
        problems: Problems = Problems(), status: Int = 200
    ) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let record = try context.id("record", as: PartnershipID.self)
        guard let found = try SharedParties(connection: connection).invitations(of: office).first(where: { $0.record == record }) else {
            throw AppError.notFound
        }
        let ledger = try RecordStore(connection: connection).ledger(record)
        let existing = try VisiblePartnerships(context, connection).sharable(with: record)
        let hosted = try sharing(context, connection).formerParty(record)
        let own = try SharedParties(connection: connection).party(of: office, in: record)
        let body = AgreementViews.invitation(
            InvitationPage(
                record: record, from: found.from, since: found.since, reading: SharedReading(ledger, own: nil, today: context.now.day),
                existing: existing, chosen: chosen, notice: notice, isTakingOver: hosted != nil, asked: own.flatMap { ledger.asked(by: $0) },
                typed: typed, problems: problems),
            context)
        return context.page(w("\(found.from) invites you"), status: status, path: PartnershipPaths.register, body)
    }
}

extension VisiblePartnerships {
    /// Partnerships of the own register that may be the one of an invitation: with the city of whoever invites, and shared with nobody yet. What
    /// others have signed is a partnership of its own.
    func sharable(with record: PartnershipID) throws -> [SharableEntry] {
        try connection.rows(
            """
            SELECT p.id, o.name, p.kind, p.since, p.theme FROM partnership p JOIN organisation o ON o.id = p.partner_id
            JOIN shared_record r ON r.id = \(record) JOIN office f ON f.id = r.office_id
            WHERE p.office_id = \(actor.office) AND p.archived_at IS NULL AND (p.place_id = f.place_id OR p.partner_id = f.organisation_id)
            AND p.record_id <> \(record) AND NOT \(SharedParties.othersSign(in: "p.record_id", besides: "p.office_id")) ORDER BY p.id LIMIT 10
            """
        ) { row in
            SharableEntry(
                id: try row["id"], name: try row["name"], kind: try row["kind"], since: try row["since"], theme: try row["theme"])
        }
    }
}
