import Kernel
import Markup
import Outbound
import Storage
import Web

/// The letters of accounts: invitations, a forgotten password, and word of every change to how somebody signs in
/// (OWASP ASVS 5, 6.3.7), so that nobody's account is changed behind their back.
struct AccountLetters {
    let context: Context
    let connection: Connection

    /// - Parameter token: what the link carries; nobody else is told.
    func invitation(_ invitation: Invitation, token: String) throws {
        let office = try OfficeStore.find(invitation.office, on: connection)
        let w = words(invitation.language ?? office?.language)
        let name = office?.name ?? ""
        let letter = Letter(
            to: invitation.email, name: invitation.name, language: w.language.tag,
            subject: w("\(context.actor.name) invites you to \(name) on Proxenia"),
            blocks: [
                .paragraph(w("Dear \(invitation.name),")),
                .paragraph(
                    w(
                        "\(context.actor.name) of the office of \(name) has made room for you on Proxenia, where the office keeps its city partnerships, as: \(w.role(invitation.role))."
                    )),
                .paragraph(w("Follow the link to choose a password. It works once, until \(w.date(invitation.expiresAt)).")),
                .link(word: w("Take up the invitation"), address: context.house.settings.address + AccountsPaths.invitation(token)),
                .paragraph(w("If you do not know what this is about, leave this letter unanswered: nothing happens then.")),
            ], footer: footer(name, w))
        try connection.outbox.post(
            letter, key: "invitation/\(SessionStore.key(of: token).prefix(32))", office: invitation.office, isSecret: true, at: context.now)
    }

    /// Somebody with an account was let into another office.
    func joined(_ user: User, _ office: OfficeID, as role: Role) throws {
        let found = try OfficeStore.find(office, on: connection)
        let w = words(user.language ?? found?.language)
        let name = found?.name ?? ""
        let letter = Letter(
            to: user.email, name: user.name, language: w.language.tag, subject: w("You now belong to the office of \(name)"),
            blocks: [
                .paragraph(w("Dear \(user.name),")),
                .paragraph(
                    w("\(context.actor.name) has let you into the office of \(name) as: \(w.role(role)). Sign in as always and choose the office.")),
                .link(word: w("Sign in"), address: context.house.settings.address + AccountsPaths.signIn),
            ], footer: footer(name, w))
        try post(letter, "joined", office)
    }

    /// Somebody is asked to stand in.
    func standIn(_ user: User, for absent: String, from: PartialDate, until: PartialDate, office: OfficeID) throws {
        let w = words(user.language ?? context.language)
        let letter = Letter(
            to: user.email, name: user.name, language: w.language.tag, subject: w("You stand in for \(absent)"),
            blocks: [
                .paragraph(w("Dear \(user.name),")),
                .paragraph(
                    w(
                        "from \(w.date(from)) to \(w.date(until)) you may act for \(absent). The page of your account has a button for it; what you do then carries both names."
                    )),
                .link(word: w("My account"), address: context.house.settings.address + AccountsPaths.account),
            ], footer: footer(try officeName(office), w))
        try post(letter, "stand-in", office)
    }

    func reset(_ user: User, token: String, office: OfficeID?) throws {
        let w = words(user.language ?? context.language)
        let letter = Letter(
            to: user.email, name: user.name, language: w.language.tag, subject: w("Choose a new password"),
            blocks: [
                .paragraph(w("Dear \(user.name),")),
                .paragraph(
                    w(
                        "somebody, hopefully you, asked for a new password for your account. Follow the link to choose one. It works once, within an hour."
                    )),
                .link(word: w("Choose a new password"), address: context.house.settings.address + AccountsPaths.choosePassword(token)),
                .paragraph(w("If it was not you, leave this letter unanswered: your password stays as it is.")),
            ], footer: footer(try officeName(office), w))
        try connection.outbox.post(letter, key: "reset/\(SessionStore.key(of: token).prefix(32))", office: office, isSecret: true, at: context.now)
    }

    /// What may change in how somebody signs in.
    enum Change { case password, secondFactorOn, secondFactorOff, recoveryCodes, newToken, manyFailures }

    /// Tells somebody that the way they sign in has changed.
    func changed(_ change: Change, for user: User, office: OfficeID?) throws {
        let w = words(user.language ?? context.language)
        let (subject, text) =
            switch change {
            case .password: (w("Your password was changed"), w("The password of your account was changed on \(w.dateAndTime(context.now)) (UTC)."))
            case .secondFactorOn:
                (w("Second factor switched on"), w("Since \(w.dateAndTime(context.now)) (UTC) your account asks for a code at sign-in."))
            case .secondFactorOff:
                (w("Second factor switched off"), w("Since \(w.dateAndTime(context.now)) (UTC) your account no longer asks for a code at sign-in."))
            case .recoveryCodes: (w("New recovery codes"), w("New recovery codes were made for your account on \(w.dateAndTime(context.now)) (UTC)."))
            case .newToken: (w("New access token"), w("An access token was made for your account on \(w.dateAndTime(context.now)) (UTC)."))
            case .manyFailures:
                (
                    w("Many wrong codes"),
                    w(
                        "Somebody who knows your password typed wrong codes again and again on \(w.dateAndTime(context.now)) (UTC). Change your password."
                    )
                )
            }
        let letter = Letter(
            to: user.email, name: user.name, language: w.language.tag, subject: subject,
            blocks: [
                .paragraph(w("Dear \(user.name),")), .paragraph(text),
                .paragraph(w("If it was not you, tell whoever manages the accounts of your office at once.")),
            ], footer: footer(try officeName(office), w))
        try post(letter, "changed", office)
    }

    private func post(_ letter: Letter, _ what: String, _ office: OfficeID?) throws {
        try connection.outbox.post(letter, key: "account/\(what)/\(ID<Invitation>.new())", office: office, at: context.now)
    }

    private func words(_ language: Language?) -> Words {
        let known = context.house.catalogue.languages
        return context.house.words(language.flatMap { wish in known.first { $0.base == wish.base } } ?? context.language)
    }

    private func officeName(_ office: OfficeID?) throws -> String { try office.flatMap { try OfficeStore.find($0, on: connection) }?.name ?? "" }

    private func footer(_ office: String, _ w: Words) -> String {
        office.isEmpty
            ? w("Written by Proxenia at \(context.house.settings.address).")
            : w("Written for the office of \(office) by Proxenia at \(context.house.settings.address).")
    }
}
