import Kernel
import Markup
import Storage
import Web

/// One's own access tokens: made, shown once, taken back.
struct TokenPages: Sendable {
    static let days: [Int64] = [30, 90, 365]

    func routes() -> [Route] {
        [
            .get(AccountsPaths.tokens, may: .signedIn) { try page($0, $1, Parameters([("days", "90")]), Problems()) },
            .post(AccountsPaths.tokens, may: .signedIn, make),
            .post("\(AccountsPaths.tokens)/{id}/removal", may: .signedIn, remove),
        ]
    }

    /// What there is to ask the API about.
    private func resources(_ context: Context) -> [(value: String, word: String)] {
        let asked = Set(context.house.routes.filter { context.may($0.may) }.compactMap(\.resource)).subtracting(["openapi.json", "places", "cities"])
        return asked.sorted().map { ($0, context.w.resource($0)) }
    }

    /// What of it its owner may write.
    private func writable(_ context: Context) -> [(value: String, word: String)] {
        let asked = Set(context.house.routes.filter { $0.method != .get && context.may($0.may) }.compactMap(\.resource))
        return asked.sorted().map { ($0, context.w.resource($0)) }
    }

    @Sendable private func make(_ context: Context, _ connection: Connection) throws -> Reply {
        let (form, w) = (context.request.form, context.w)
        guard let user = try context.actor.user.flatMap({ try UserStore.find($0, on: connection) }) else { throw AppError.notFound }
        let office = try context.office()
        var problems = Problems()
        let name = PersonForm.readName(form, "name", &problems, w)
        let known = Set(resources(context).map(\.value))
        let chosen = Set(form.all("resources")).intersection(known)
        let written = Set(form.all("writes")).intersection(writable(context).map(\.value))
        if chosen.isEmpty, written.isEmpty, !known.isEmpty { problems.add("resources", w("Choose at least one.")) }
        let days = Int64(form.text("days").prefix(4)).flatMap { Self.days.contains($0) ? $0 : nil }
        if days == nil { problems.add("days", w("Choose how long it is good for.")) }
        guard problems.isEmpty, let days else { return try page(context, connection, form, problems, status: 422) }
        let token = try AccessTokenStore.make(
            name, resources: chosen, writes: written, days: days, of: user.id, in: office, by: context.actor, at: context.now, on: connection)
        try AccountLetters(context: context, connection: connection).changed(.newToken, for: user, office: office)
        let facts: [(name: String, value: HTML)] = [
            (w("Token"), "<b class=\"num breaks\">\(token)</b>"), (w("Good until"), HTML(text: w.date(context.now.adding(days: days)))),
        ]
        return context.page(
            w("Access tokens"), path: AccountsPaths.account,
            """
            \(Part.head(name, crumbs: [(w("My account"), AccountsPaths.account), (w("Access tokens"), AccountsPaths.tokens)]))
            \(Part.notice(w("Copy it now: it is shown only once"), "<p>\(w("A program sends it with every question: Authorization: Bearer, then the token."))</p>\(Part.facts(facts))"))
            <p class="block">\(Part.button(w("Done"), to: AccountsPaths.tokens, isAct: true))</p>
            """
        ).header("cache-control", "no-store")
    }

    @Sendable private func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let user = context.actor.user else { throw AppError.notFound }
        try AccessTokenStore.remove(try context.id("id"), of: user, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.tokens).saying(context.w("The token opens nothing any more."))
    }

    private func page(_ context: Context, _ connection: Connection, _ typed: Parameters, _ problems: Problems, status: Int = 200) throws -> Reply {
        guard let user = context.actor.user else { throw AppError.notFound }
        let (w, form) = (context.w, FormView(typed, problems, context.w))
        let tokens = try AccessTokenStore.all(of: user, on: connection)
        let resources = resources(context)
        let writable = writable(context)
        let days = Self.days.map { (value: String($0), word: w("\(Int($0)) days")) }
        let new: HTML =
            context.actor.office == nil
            ? .empty
            : """
            <form method="post" action="\(AccountsPaths.tokens)" novalidate>\(context.csrf)
            \(form.text("name", w("What it is for"), help: w("Such as: calendar of the press office.")))
            \(if: !resources.isEmpty, form.ticks("resources", w("What it may read"), resources, help: w("What is public it may always read.")))
            \(if: !writable.isEmpty, form.ticks("writes", w("What it may read and write"), writable, help: w("It enters and changes in your name. Choose nothing where reading is enough.")))
            \(form.choice("days", w("How long it is good"), days))
            <p class="after"><button class="button button--act">\(w("Make a token"))</button></p></form>
            """
        let list: HTML =
            tokens.isEmpty
            ? Part.empty(w("No token yet"), w("With a token a program of yours reads, and if you wish writes, through the API what you may."))
            : """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Begins with"))</th><th scope="col">\(w("What it may"))</th><th scope="col">\(w("Last used"))</th><th scope="col">\(w("Good until"))</th><td></td></tr></thead>
            <tbody>\(tokens, { line($0, context) })</tbody></table>
            """
        let body: HTML = """
            \(Part.head(w("Access tokens"), over: w("Keys for programs that work through the API in your name."), crumbs: [(w("My account"), AccountsPaths.account)]))
            \(Part.block(w("Your tokens"), list))
            \(if: !new.isEmpty, "<div class=\"sheet\">\(Part.leaf(w("A new token"), .empty, new))</div>")
            """
        return context.page(w("Access tokens"), status: status, path: AccountsPaths.account, AccountsFrame.around(context, body))
    }

    /// What it may, in a line each.
    private func rights(_ token: AccessToken, _ w: Words) -> HTML {
        func named(_ resources: Set<String>) -> String { w.list(resources.sorted().map(w.resource)) }
        let reads = token.resources.subtracting(token.writes)
        return """
            \(if: !reads.isEmpty, "<br>\(w("Read: \(named(reads))"))")\(if: !token.writes.isEmpty, "<br>\(w("Read and write: \(named(token.writes))"))")
            """
    }

    private func line(_ token: AccessToken, _ context: Context) -> HTML {
        let w = context.w
        let good = token.isExpired(at: context.now) ? w("expired on \(w.date(token.expiresAt))") : w.date(token.expiresAt)
        return """
            <tr><th scope="row">\(token.name)</th><td class="c-sub num">\(token.start)…</td><td class="c-row" data-label="\(w("What it may"))">\(token.officeName)\(rights(token, w))</td>
            <td class="c-row" data-label="\(w("Last used"))">\(token.lastUsedAt.map { w.date($0) } ?? w("never"))</td><td class="c-row" data-label="\(w("Good until"))">\(good)</td>
            <td class="c-row">\(Part.doing(w("Take back"), AccountsPaths.tokenRemoval(token.id), context, small: true))</td></tr>
            """
    }
}

extension Words {
    /// A resource of the API in words.
    func resource(_ resource: String) -> String {
        switch resource {
        case "organisations": self("Organisations")
        case "partnerships": self("Partnerships")
        case "people": self("People")
        case "files": self("Files")
        case "notes": self("Notes")
        case "tags": self("Tags")
        default: resource
        }
    }
}
