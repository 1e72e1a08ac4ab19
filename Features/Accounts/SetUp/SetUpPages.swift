import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The first start of a server: its first office and the first account, made together or not at all.
struct SetUpPages: Sendable {
    let gazetteer: Gazetteer
    let passwords: PasswordPool
    let keepPlace: @Sendable (PlaceID, Connection) throws -> Void
    let firstOffice: @Sendable (OfficeID, Connection) throws -> Void

    func routes() -> [Route] {
        [.get(AccountsPaths.setUp, may: .anyone, show), .postFlow(AccountsPaths.setUp, may: .anyone, setUp)]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        guard !context.house.instance.isSetUp else { throw AppError.notFound }
        // Another server on the same database may have done it.
        let stored = try Instance.load(connection)
        guard !stored.isSetUp else {
            context.house.take(stored)
            throw AppError.notFound
        }
        return page(context, SetUpForm(Parameters()))
    }

    @Sendable private func setUp(_ context: Context) async throws -> Reply {
        guard !context.house.instance.isSetUp else { throw AppError.notFound }
        let form = try SetUpForm(context.request.form, gazetteer, context.w)
        guard let value = form.value else { return page(context, form, status: 422) }
        let hash = try await passwords.hash(value.password)
        let made = try await context.house.database.write { connection in try self.make(value, hash, context, connection) }
        context.house.take(made.instance)
        guard let token = made.token else {
            return Reply.redirect(AccountsPaths.signIn).saying(
                context.w("This server has just been set up already. Sign in with the account made then."))
        }
        return Reply.redirect("/office").session(token: token, in: context.house)
            .saying(context.w("Welcome to Proxenia. The office of \(value.officeName) is ready, and you are signed in."))
    }

    /// Makes everything in one transaction; no token when somebody else was first.
    private func make(_ value: SetUp, _ hash: PasswordHash, _ context: Context, _ connection: Connection) throws -> (
        instance: Instance, token: String?
    ) {
        var instance = try Instance.load(connection)
        guard !instance.isSetUp else { return (instance, nil) }
        let now = context.now
        let user = try UserStore.create(email: value.email, name: value.name, password: hash, by: .system, at: now, on: connection)
        let person = Actor(user: user.id, name: user.name, office: nil, role: .director)
        try keepPlace(value.place.id, connection)
        let office = try OfficeStore.create(
            name: value.officeName, place: value.place.id, language: context.language, slug: value.place.name, by: person, at: now, on: connection)
        try UserStore.setMembership(user.id, in: office.id, as: .director, by: person, at: now, on: connection)
        try firstOffice(office.id, connection)
        instance.isSetUp = true
        try instance.save(connection)
        instance = try Instance.load(connection)
        try connection.journal.record(
            try Fact("set-up", "instance", "instance", office: office.id, from: nil, to: ["office": office.slug]), by: person, at: now,
            request: context.request.id)
        let token = try SessionStore.begin(
            user.id, in: office.id, address: context.request.remoteAddress, agent: context.request.headers["user-agent"] ?? "", at: now,
            on: connection)
        try UserStore.noteSignIn(user.id, at: now, on: connection)
        return (instance, token)
    }

    private func page(_ context: Context, _ form: SetUpForm, status: Int = 200) -> Reply {
        let shown = SetUpPage(form: FormView(form.typed, form.problems, context.w), csrf: context.csrf, candidates: form.candidates)
        return context.page(context.w("Set up Proxenia"), shell: .publicSite, status: status, setUpView(shown, context.w))
    }
}
