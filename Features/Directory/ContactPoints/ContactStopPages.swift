import Kernel
import Markup
import Storage
import Web

/// Where a letter's “not any more” leads (RFC 8058). Opening the page stops nothing: programs that look for viruses open every link. Its button
/// stops the letters, and so does the mail program that offers to unsubscribe, with the same request.
enum ContactStopPages {
    static let path = "/contact-letters"

    static let routes: [Route] = [
        .get("\(path)/{token}", may: .anyone, show),
        .oneClick("\(path)/{token}", may: .anyone) { try set(true, $0, $1) },
        .oneClick("\(path)/{token}/resumption", may: .anyone) { try set(false, $0, $1) },
    ]

    @Sendable private static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let letter = try letter(context, connection) else { return gone(context) }
        return try page(letter, context, connection)
    }

    private static func set(_ isRefused: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        guard let letter = try letter(context, connection) else { return gone(context) }
        try ContactRefusalStore(connection).set(isRefused, letter, at: context.now, request: context.request.id)
        return try page(letter, context, connection)
    }

    private static func letter(_ context: Context, _ connection: Connection) throws -> ContactRefusalStore.Letter? {
        try ContactRefusalStore(connection).letter(String(try context.word("token").prefix(100)))
    }

    private static func page(_ letter: ContactRefusalStore.Letter, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let own = "\(path)/\(try context.word("token"))"
        let isRefused = try ContactRefusalStore(connection).refusedAt(letter.address) != nil
        let title = isRefused ? w("You are not asked any more") : w("Not to be asked any more")
        let text =
            isRefused
            ? w(
                "\(letter.address) gets no more letters that ask whether an entry still holds. The office sees it, and confirms the entry of \(letter.organisation) itself."
            )
            : w(
                "\(letter.office) asks \(letter.address) once a year whether the entry of \(letter.organisation) still holds. If you do not want that, nobody here asks this address any more, for this entry or another."
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
    private static func doing(_ word: String, _ path: String, isAct: Bool) -> HTML {
        "<form method=\"post\" action=\"\(path)\"><button class=\"button\(if: isAct, " button--act")\">\(word)</button></form>"
    }

    private static func gone(_ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("Contact point"), shell: .publicSite, status: 410,
            """
            <div class="wrap"><div class="door narrow"><h1>\(w("There is nothing to stop"))</h1>
            <p class="lead">\(w("The entry this letter was about is gone, or the address of this page is not complete. Nobody is asked about it any more."))</p></div></div>
            """)
    }
}
