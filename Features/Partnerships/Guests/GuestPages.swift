import Accounts
import Gazetteer
import Kernel
import Ledger
import Markup
import Outbound
import Storage
import Web

/// An office asks guests into a record, sends their link again, and ends it.
struct GuestPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        let base = "\(PartnershipPaths.register)/{id}/guests"
        return [
            .get("\(base)/new", may: May.edit, new), .post(base, may: May.edit, invite),
            .post("\(base)/{guest}/letter", may: May.edit, again), .post("\(base)/{guest}/ending", may: May.edit, end),
        ]
    }

    private func parties(_ page: RecordPage) throws -> [SharedReading.Party] {
        GuestViews.parties(page.reading, try HostedParties(connection: page.connection).all(page.record))
    }

    @Sendable private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let typed = Parameters([("party", context.request.query.text("party")), ("language", context.w.language.tag)])
        return GuestViews.form(page, try parties(page), typed, Problems())
    }

    @Sendable private func invite(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let (typed, parties) = (context.request.form, try parties(page))
        let (value, problems) = GuestForm.read(typed, parties, context.house.catalogue.languages, context.w)
        guard let value else { return GuestViews.form(page, parties, typed, problems, status: 422) }
        let party = try AgreementPages.doing(context) { try page.sharing(gazetteer).host(value.party.id, in: page.record) }
        let (guest, token) = try GuestStore(connection: connection).invite(value, try context.office(), page.record, as: party, at: context.now)
        try note("guest-invited", guest, page)
        return try sent(guest, token, try RecordPage(context, connection))
    }

    @Sendable private func again(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let guest = try standing(page)
        let token = try GuestStore(connection: connection).renew(guest, at: context.now)
        try note("guest-invited-again", guest, page)
        return try sent(try standing(page), token, page)
    }

    @Sendable private func end(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let guest = try standing(page)
        try GuestStore(connection: connection).end(guest, at: context.now)
        try note("guest-ended", guest, page)
        return Reply.redirect(page.paths.agreement).saying(
            context.w("The link of \(guest.name) opens nothing any more; name and address are forgotten."))
    }

    private func standing(_ page: RecordPage) throws -> Guest {
        let id = try page.context.id("guest", as: ID<Guest>.self)
        guard let guest = try GuestStore(connection: page.connection).find(id, page.record, of: try page.context.office()) else {
            throw AppError.notFound
        }
        return guest
    }

    /// The journal names no person: that there was a guest, and which one in the table.
    private func note(_ act: String, _ guest: Guest, _ page: RecordPage) throws {
        try page.sharing(gazetteer).note(act, page.id, ["guest": guest.id.text])
    }

    // MARK: The letter

    /// The letter goes out; where no mail server takes it, the link is shown once, to be handed over.
    private func sent(_ guest: Guest, _ token: String, _ page: RecordPage) throws -> Reply {
        let context = page.context
        let address = context.house.settings.address + RecordPaths(guest: token).base
        try page.connection.outbox.post(
            letter(guest, address, page), key: "guest/\(SessionStore.key(of: token).prefix(32))", office: guest.office, isSecret: true,
            at: context.now)
        guard context.house.settings.mail == nil else {
            return Reply.redirect(page.paths.agreement).saying(context.w("\(guest.name) is invited: a letter is on its way to \(guest.email)."))
        }
        return GuestViews.link(page, guest, address)
    }

    private func letter(_ guest: Guest, _ address: String, _ page: RecordPage) -> Letter {
        let context = page.context
        let known = context.house.catalogue.languages
        let w = context.house.words(guest.language.flatMap { wish in known.first { $0 == wish } } ?? context.language)
        let (home, party) = (page.partnership.home.name, page.reading.partyName(guest.party.hex))
        return Letter(
            to: guest.email, name: guest.name, language: w.language.tag,
            subject: w("\(home) invites you to the record of its partnership with \(party)"),
            blocks: [
                .paragraph(w("Dear \(guest.name),")),
                .paragraph(
                    w(
                        "\(context.actor.name) of \(page.partnership.officeName) asks you to speak for \(party) in the record of the partnership of \(home) and \(party)."
                    )),
                .paragraph(
                    w(
                        "The link lets you read what is agreed, answer what is proposed, propose changes and write messages. You need no account. It is good until \(w.date(guest.expiresAt))."
                    )),
                .link(word: w("Open the record"), address: address),
                .paragraph(
                    w(
                        "Keep it to yourself: whoever has the link writes in the name of \(party). If you do not know what this is about, leave this letter unanswered."
                    )),
            ], footer: w("Written for the office of \(page.partnership.officeName) by Proxenia at \(context.house.settings.address)."))
    }
}
