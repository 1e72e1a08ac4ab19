import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// Entering, changing and taking out the things of a record: the same for every kind.
struct SharedObjectPages: Sendable {
    let gazetteer: Gazetteer
    let cache: RecordCache

    var routes: [Route] { SharedKinds.all.filter(\.hasForm).flatMap { kind in kind.isSingle ? single(kind) : many(kind) } }

    private func single(_ kind: SharedKind) -> [Route] {
        let base = "\(PartnershipPaths.register)/{id}/\(kind.path)"
        return [
            .get("\(base)/edit", may: May.edit) { try form(kind, $0, $1) },
            .post("\(base)/edit", may: May.edit) { try save(kind, $0, $1) },
        ]
    }

    private func many(_ kind: SharedKind) -> [Route] {
        let base = "\(PartnershipPaths.register)/{id}/\(kind.path)"
        return [
            .get("\(base)/new", may: May.edit) { try form(kind, $0, $1, isNew: true) },
            .post("\(base)/new", may: May.edit) { try save(kind, $0, $1, isNew: true) },
            .get("\(base)/{thing}/edit", may: May.edit) { try form(kind, $0, $1) },
            .post("\(base)/{thing}/edit", may: May.edit) { try save(kind, $0, $1) },
            .post("\(base)/{thing}/removal", may: May.edit) { try remove(kind, $0, $1) },
        ]
    }

    // MARK: Showing

    private func form(_ kind: SharedKind, _ context: Context, _ connection: Connection, isNew: Bool = false) throws -> Reply {
        let page = try RecordPage(context, connection, cache: cache, personal: true)
        try standing(page)
        if isNew {
            // What the address says is filled in: the indicator to which a measurement belongs.
            var typed = Parameters(context.request.query.pairs.filter { pair in kind.field(pair.name) != nil }.map { ($0.name, $0.value) })
            var random = SystemRandomNumberGenerator()
            typed.append("thing", ID<SharedObject>.new(at: context.now, random: &random).text)
            return show(kind, page, nil, typed, Problems())
        }
        let object = try find(kind, page)
        return show(kind, page, object, typed(object, kind, page), Problems())
    }

    private func typed(_ object: SharedObject?, _ kind: SharedKind, _ page: RecordPage) -> Parameters {
        var typed = Parameters()
        for field in kind.fields { for line in object?[field.name].map({ field.typed($0, page.w) }) ?? [] { typed.append(line.name, line.text) } }
        typed.append("seen", Self.seen(object))
        return typed
    }

    /// What the writer saw: two who change the same thing at once are told.
    private static func seen(_ object: SharedObject?) -> String {
        guard let object else { return "" }
        let all = object.values.merging(object.personal ?? [:]) { first, _ in first }
        return String(Bytes32<SharedObject>(hashing: OwnObject.value(all).canonical).hex.prefix(16))
    }

    /// The object of the path, which this office may change. A single kind is there before anything was written in it.
    private func find(_ kind: SharedKind, _ page: RecordPage) throws -> SharedObject? {
        guard !kind.isSingle else { return page.reading.object(kind, "", drafted: true) }
        let id = try page.context.word("thing")
        guard let found = page.reading.object(kind, id, drafted: true), kind.ownership == .agreed || found.author == page.reading.own else {
            throw AppError.notFound
        }
        return found
    }

    private func standing(_ page: RecordPage) throws {
        guard page.partnership.record.isArchived else { return }
        throw AppError.invalid(page.w("This partnership is archived. Take it back into the register first."))
    }

    private func show(
        _ kind: SharedKind, _ page: RecordPage, _ object: SharedObject?, _ typed: Parameters, _ problems: Problems, notice: HTML = .empty,
        status: Int = 200
    ) -> Reply {
        page.context.page(
            object.map { $0.title.isEmpty ? kind.word(page.w) : $0.title } ?? kind.new(page.w), status: status, path: PartnershipPaths.register,
            SharedObjectViews.form(kind, page, object, typed, problems, notice: notice))
    }

    // MARK: Outcome

    private func save(_ kind: SharedKind, _ context: Context, _ connection: Connection, isNew: Bool = false) throws -> Reply {
        let page = try RecordPage(context, connection, cache: cache, personal: true)
        try standing(page)
        let (w, typed) = (context.w, context.request.form)
        let object = isNew ? nil : try find(kind, page)
        var problems = Problems()
        var entry = SharedEntry()
        for field in kind.fields {
            guard let value = field.read(typed, page.reading, w, &problems) else { continue }
            if field.isPersonal { entry.personal[field.name] = value } else { entry.values[field.name] = value }
        }
        kind.check(entry, page.reading, w, &problems)
        guard problems.isEmpty else { return show(kind, page, object, typed, problems, status: 422) }
        if !isNew, typed.text("seen") != Self.seen(object) {
            let notice = SharedObjectViews.conflict(kind, page, object, typed)
            return show(kind, page, object, typed.setting("seen", Self.seen(object)), problems, notice: notice, status: 409)
        }
        guard let name = name(kind, page, object, typed) else { throw AppError.invalid(w("The form is not whole. Open it again.")) }
        let outcome = try AgreementPages.doing(context) { try write(kind, name, entry, page) }
        return Reply.redirect(PartnershipPaths.tab(page.id, kind.tab)).saying(Self.said(outcome, w))
    }

    private func write(_ kind: SharedKind, _ name: String, _ entry: SharedEntry, _ page: RecordPage) throws -> Outcome {
        let sharing = try sharing(page)
        switch kind.ownership {
        case .agreed: return try sharing.agree([(name: name, fields: entry.values)], in: page.record)
        case .own: return try sharing.put(name, entry, in: page.record) ? .stated : .nothing
        }
    }

    private func name(_ kind: SharedKind, _ page: RecordPage, _ object: SharedObject?, _ typed: Parameters) -> String? {
        if let object { return object.name }
        if kind.isSingle { return kind.prefix }
        guard let id = ID<SharedObject>(typed.text("thing")), let own = page.reading.own else { return nil }
        return kind.name(id.text, by: own)
    }

    private func remove(_ kind: SharedKind, _ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, cache: cache)
        try standing(page)
        guard let object = try find(kind, page) else { throw AppError.notFound }
        let outcome = try AgreementPages.doing(context) { () throws -> Outcome in
            switch kind.ownership {
            case .agreed: return try sharing(page).agree([(name: object.name, fields: nil)], in: page.record)
            case .own:
                try sharing(page).remove(object.name, in: page.record)
                return .stated
            }
        }
        return Reply.redirect(PartnershipPaths.tab(page.id, kind.tab)).saying(
            outcome == .drafted ? Self.said(outcome, context.w) : context.w("Taken out. The history keeps what it was."))
    }

    private func sharing(_ page: RecordPage) throws -> Sharing {
        Sharing(
            connection: page.connection, office: try page.context.office(), actor: page.context.actor, now: page.context.now, gazetteer: gazetteer)
    }

    private static func said(_ outcome: Outcome, _ w: Words) -> String {
        switch outcome {
        case .stated: w("Saved.")
        case .drafted: w("Your change lies in the draft. Propose it when the draft is whole; what is agreed holds until all have assented.")
        case .nothing: w("Nothing differs.")
        }
    }
}
