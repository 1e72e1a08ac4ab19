import Kernel
import Markup
import Storage
import Web

/// Somebody leaves an office, or takes on other work: everything they are responsible for is seen on one page and passes on in one act.
struct HandOverPages: Sendable {
    func routes() -> [Route] {
        [
            .get("/office/accounts/{id}/hand-over", may: AccountsFeature.manage) { try page($0, $1, try person($0, $1)) },
            .post("/office/accounts/{id}/hand-over", may: AccountsFeature.manage, handOver),
        ]
    }

    static let nobody = "-"

    private func person(_ context: Context, _ connection: Connection) throws -> OfficePerson {
        let person = try UserStore.person(try context.id("id"), in: try context.office(), on: connection)
        guard person.id != context.actor.user else {
            throw AppError.invalid(context.w("Nobody takes themselves out of an office. Ask another director or administrator."))
        }
        return person
    }

    @Sendable private func handOver(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, office, typed) = (context.w, try context.office(), context.request.form)
        let person = try person(context, connection)
        let stays = typed.text("stays") == "1"
        if !stays { try UserStore.keepManager(without: person, office, w, connection) }
        let from = Responsibility.Holder(user: person.id, name: person.name)
        let successors = try StandInStore.candidates(for: person.id, in: office, on: connection)
        var (problems, handed) = (Problems(), [(responsibility: Responsibility, to: Responsibility.Holder?)]())
        for responsibility in context.house.responsibilities where try responsibility.held(from, office, connection).count > 0 {
            let chosen = typed.text("to-\(responsibility.name)")
            if chosen == Self.nobody {
                handed.append((responsibility, nil))
            } else if let to = successors.first(where: { $0.id.text == chosen }) {
                handed.append((responsibility, Responsibility.Holder(user: to.id, name: to.name)))
            } else {
                problems.add("to-\(responsibility.name)", w("Choose who takes this over, or that nobody does."))
            }
        }
        guard problems.isEmpty else { return try page(context, connection, person, typed, problems, status: 422) }
        for (responsibility, to) in handed {
            try responsibility.handOver(.init(from: from, to: to, office: office, by: context.actor, at: context.now), connection)
        }
        if !handed.isEmpty {
            let facts = handed.map { ($0.responsibility.name, $0.to?.user.text ?? "") }
            try UserStore.record(
                "handed-over", person.id, office: office, from: nil, to: Dictionary(facts) { first, _ in first }, by: context.actor, at: context.now,
                on: connection)
        }
        guard !stays else {
            return Reply.redirect(AccountsPaths.person(person.id)).saying(w("What \(person.name) was responsible for is handed over."))
        }
        try UserStore.removeMembership(person.id, from: office, by: context.actor, at: context.now, on: connection)
        return Reply.redirect(AccountsPaths.accounts).saying(w("\(person.name) no longer works in this office."))
    }

    private func page(
        _ context: Context, _ connection: Connection, _ person: OfficePerson, _ typed: Parameters? = nil, _ problems: Problems = Problems(),
        status: Int = 200
    ) throws -> Reply {
        let (w, office) = (context.w, try context.office())
        let holder = Responsibility.Holder(user: person.id, name: person.name)
        let held = try context.house.responsibilities.map { (responsibility: $0, held: try $0.held(holder, office, connection)) }
        let shown = HandOverPage(
            person: person, form: FormView(typed ?? Parameters(), problems, w), held: held.filter { $0.held.count > 0 },
            successors: try StandInStore.candidates(for: person.id, in: office, on: connection))
        return context.page(w("Hand over"), status: status, path: AccountsPaths.accounts, handOverView(shown, context))
    }
}

extension UserStore {
    /// An office without anybody to manage its accounts could never be entered again.
    static func keepManager(without person: OfficePerson, _ office: OfficeID, _ w: Words, _ connection: Connection) throws {
        guard [.admin, .director].contains(person.role), try !hasManager(besides: person.id, in: office, on: connection) else { return }
        throw AppError.invalid(
            w("\(person.name) is the last who can manage the accounts of this office. Make somebody else director or administrator first."))
    }
}
