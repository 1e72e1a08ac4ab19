import Kernel
import Markup
import Storage
import Web

/// Somebody who belongs to several offices works in one at a time, and chooses which.
enum OfficeChoicePages {
    static let routes: [Route] = [.get(AccountsPaths.officeChoice, may: .signedIn, show), .post(AccountsPaths.officeChoice, may: .signedIn, choose)]

    @Sendable private static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let user = context.actor.user else { throw AppError.notFound }
        let (w, offices) = (context.w, try UserStore.memberships(of: user, on: connection))
        let list: HTML =
            offices.isEmpty
            ? Part.empty(
                w("You work in no office here"), w("Somebody who manages the accounts of an office can let you in, under your e-mail address."))
            : "<ul class=\"plain\">\(offices, { officeLine($0, context.actor.office, context) })</ul>"
        return context.page(
            w("Choose an office"),
            AccountsFrame.around(
                context,
                "\(Part.head(w("Choose an office"), over: w("You work in one at a time; every record belongs to the office in which you enter it.")))\(list)"
            ))
    }

    @Sendable private static func choose(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let visitor = context.visitor, let user = visitor.actor.user, let office = OfficeID(context.request.form.text("office")) else {
            throw AppError.notFound
        }
        try SessionStore.moveTo(office, session: visitor.sessionKey, of: user, on: connection)
        try UserStore.record("office-chosen", user, office: office, from: nil, to: nil, by: context.actor, at: context.now, on: connection)
        let name = try OfficeStore.find(office, on: connection)?.name ?? ""
        return Reply.redirect("/office").saying(context.w("You now work in the office of \(name)."))
    }
}
