import Gazetteer
import Kernel
import Ledger
import Storage
import Web

/// Where a guest comes in: what they are here for, and what waits for them. The other pages of the record are those of the offices.
struct GuestDoor: Sendable {
    let gazetteer: Gazetteer

    /// How long an opened link counts as one use, in milliseconds.
    private static let visit: Int64 = 600_000

    var routes: [Route] {
        let one = "\(GuestPaths.guest)/{token}"
        return [
            .getFlow(one, may: .anyone, arrive), .post("\(one)/participation", may: .anyone, RecordRoutes.opened(takePart)),
            .post("\(one)/refusal", may: .anyone, RecordRoutes.opened(refuse)),
        ]
    }

    private func page(_ context: Context, _ connection: Connection) throws -> RecordPage {
        let page = try RecordPage(context, connection)
        guard page.mayAnswer else { throw AppError.invalid(context.w("This partnership is archived: nothing is answered at present.")) }
        return page
    }

    @Sendable private func takePart(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try page(context, connection)
        try AgreementPages.doing(context) { try page.sharing(gazetteer).takePart(in: page.record, page.id) }
        let isParty = try RecordStore(connection: connection).ledger(page.record).agreement.parties.contains { $0 == page.reading.own }
        return Reply.redirect(page.paths.base).saying(
            isParty
                ? context.w("\(page.partyName) takes part: nothing of what is agreed changes without your assent any more.")
                : context.w("Your assent is given. It holds once the others have assented too."))
    }

    @Sendable private func refuse(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try page(context, connection)
        let reason = context.request.form.text("reason")
        guard reason.count <= 1000 else { throw AppError.invalid(context.w("This is too long: at most \(1000) characters.")) }
        try AgreementPages.doing(context) { try page.sharing(gazetteer).refuseToTakePart(reason: reason, in: page.record, page.id) }
        return Reply.redirect(page.paths.base).saying(context.w("Your answer is in the record. You can still take part as long as the link is good."))
    }

    /// Shows the overview, and notes that the link was opened.
    @Sendable private func arrive(_ context: Context) async throws -> Reply {
        let database = context.house.database
        let token = try context.word("token")
        let guest = try await database.read { try GuestStore(connection: $0).find(token: token, at: context.now) }
        if let guest, guest.usedAt.map({ context.now.milliseconds - $0.milliseconds > Self.visit }) ?? true {
            try await database.write { try GuestStore(connection: $0).touch(guest, at: context.now) }
        }
        let show = RecordRoutes.opened { context, connection in
            GuestViews.overview(try RecordPage(context, connection))
        }
        return try await database.read { try show(context, $0) }
    }
}
