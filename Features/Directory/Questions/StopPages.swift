import Kernel
import Markup
import Storage
import Web

/// Where a letter's “not any more” leads (RFC 8058). Opening the page stops nothing: programs that look for viruses open every link. Its button
/// stops the letters, and so does the mail program that offers to unsubscribe, with the same request.
struct StopPages: Sendable {
    static let path = "/contact-letters"
    let kinds: [AskedKind]

    var routes: [Route] {
        [
            .get("\(Self.path)/{token}", may: .anyone, show),
            .oneClick("\(Self.path)/{token}", may: .anyone) { try set(true, $0, $1) },
            .oneClick("\(Self.path)/{token}/resumption", may: .anyone) { try set(false, $0, $1) },
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let letter = try letter(context, connection) else { return gone(context) }
        return try page(letter, context, connection)
    }

    private func set(_ isRefused: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        guard let letter = try letter(context, connection) else { return gone(context) }
        try RefusalStore(connection, kinds).set(isRefused, letter, at: context.now, request: context.request.id)
        return try page(letter, context, connection)
    }

    private func letter(_ context: Context, _ connection: Connection) throws -> RefusalStore.Letter? {
        try RefusalStore(connection, kinds).letter(String(try context.word("token").prefix(100)))
    }

    private func page(_ letter: RefusalStore.Letter, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let own = "\(Self.path)/\(try context.word("token"))"
        let isRefused = try RefusalStore(connection, kinds).refusedAt(letter.address) != nil
        let title = isRefused ? w("You are not asked any more") : w("Not to be asked any more")
        let text =
            isRefused
            ? w(
                "\(letter.address) gets no more letters that ask whether an entry still holds. The office sees it, and confirms the entry of \(letter.name) itself."
            )
            : w(
                "\(letter.office) asks \(letter.address) once a year whether the entry of \(letter.name) still holds. If you do not want that, nobody here asks this address any more, for this entry or another."
            )
        let button =
            isRefused
            ? doing(w("That was a mistake: go on asking"), own + "/resumption", isAct: false) : doing(w("Do not ask any more"), own, isAct: true)
        return context.page(
            title, shell: .publicSite,
            "<div class=\"wrap\"><div class=\"door narrow\"><h1>\(title)</h1><p class=\"lead\"\(if: isRefused, " role=\"status\"")>\(text)</p><div class=\"block\">\(button)</div></div></div>"
        )
    }

    /// Without the token of a form: the address is the key.
    private func doing(_ word: String, _ path: String, isAct: Bool) -> HTML {
        "<form method=\"post\" action=\"\(path)\"><button class=\"button\(if: isAct, " button--act")\">\(word)</button></form>"
    }

    private func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Contact point"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("There is nothing to stop"))</h1>
            <p class="lead">\(w("The entry this letter was about is gone, or the address of this page is not complete. Nobody is asked about it any more."))</p></div></div>
            """)
    }
}
