import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// Entering, changing and taking out the things of a record: the same for every kind.
struct SharedObjectPages: Sendable {
    let gazetteer: Gazetteer

    var routes: [Route] {
        SharedKinds.all.filter(\.hasForm).flatMap { kind in
            (kind.isSingle ? single(kind) : many(kind)).filter { kind.isForGuests || !$0.path.hasPrefix(GuestPaths.guest) }
        }
            // An office changes the terms with its entry of the register.
            + single(TermsKind.kind).filter { $0.path.hasPrefix(GuestPaths.guest) }
    }

    private func single(_ kind: SharedKind) -> [Route] {
        RecordRoutes.get("\(kind.path)/edit", may: May.edit) { try form(kind, $0, $1) }
            + RecordRoutes.post("\(kind.path)/edit") { try save(kind, $0, $1) }
    }

    private func many(_ kind: SharedKind) -> [Route] {
        let base = kind.path
        return RecordRoutes.get("\(base)/new", may: May.edit) { try form(kind, $0, $1, isNew: true) }
            + RecordRoutes.post("\(base)/new") { try save(kind, $0, $1, isNew: true) }
            + RecordRoutes.get("\(base)/{thing}/edit", may: May.edit) { try form(kind, $0, $1) }
            + RecordRoutes.post("\(base)/{thing}/edit") { try save(kind, $0, $1) }
            + RecordRoutes.post("\(base)/{thing}/removal") { try remove(kind, $0, $1) }
    }

    // MARK: Showing

    private func form(_ kind: SharedKind, _ context: Context, _ connection: Connection, isNew: Bool = false) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        try page.mustStand()
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

    /// A thing as the form shows it, with what its writer saw of it.
    func typed(_ object: SharedObject?, _ kind: SharedKind, _ page: RecordPage) -> Parameters {
        var typed = Parameters()
        for field in kind.fields { for line in object?[field.name].map({ field.typed($0, page.w) }) ?? [] { typed.append(line.name, line.text) } }
        typed.append("seen", Self.seen(object))
        return typed
    }

    /// What the writer saw: two who change the same thing at once are told.
    static func seen(_ object: SharedObject?) -> String {
        guard let object else { return "" }
        let all = object.values.merging(object.personal ?? [:]) { first, _ in first }
        return String(Bytes32<SharedObject>(hashing: OwnObject.value(all).canonical).hex.prefix(16))
    }

    /// The object of the path, which this office may change. A single kind is there before anything was written in it.
    func find(_ kind: SharedKind, _ page: RecordPage) throws -> SharedObject? {
        guard !kind.isSingle else { return page.reading.object(kind, "", drafted: true) }
        let id = try page.context.word("thing")
        guard let found = page.reading.object(kind, id, drafted: true), kind.ownership == .agreed || found.author == page.reading.own else {
            throw AppError.notFound
        }
        return found
    }

    private func show(
        _ kind: SharedKind, _ page: RecordPage, _ object: SharedObject?, _ typed: Parameters, _ problems: Problems, notice: HTML = .empty,
        status: Int = 200
    ) -> Reply {
        page.frame(
            object.map { $0.title.isEmpty ? kind.word(page.w) : $0.title } ?? kind.new(page.w), status: status,
            SharedObjectViews.form(kind, page, object, typed, problems, notice: notice))
    }

    // MARK: Outcome

    private func save(_ kind: SharedKind, _ context: Context, _ connection: Connection, isNew: Bool = false) throws -> Reply {
        let page = try RecordPage(context, connection, personal: true)
        try page.mustStand()
        let (w, typed) = (context.w, context.request.form)
        let object = isNew ? nil : try find(kind, page)
        var problems = Problems()
        let entry = Self.read(kind, typed, page, object, &problems)
        guard problems.isEmpty else { return show(kind, page, object, typed, problems, status: 422) }
        if !isNew, typed.text("seen") != Self.seen(object) {
            let notice = SharedObjectViews.conflict(kind, page, object, typed)
            return show(kind, page, object, typed.setting("seen", Self.seen(object)), problems, notice: notice, status: 409)
        }
        guard let name = name(kind, page, object, typed) else { throw AppError.invalid(w("The form is not whole. Open it again.")) }
        let outcome = try AgreementPages.doing(context) { try write(kind, name, entry, page) }
        return Reply.redirect(page.paths.tab(kind.tab)).saying(Self.said(outcome, w))
    }

    /// What was typed, checked.
    /// - Parameter object: as it stands; nil for a new one.
    static func read(_ kind: SharedKind, _ typed: Parameters, _ page: RecordPage, _ object: SharedObject?, _ problems: inout Problems) -> SharedEntry
    {
        var entry = SharedEntry()
        for field in kind.fields {
            guard let value = field.read(typed, page.reading, page.w, &problems) else { continue }
            // An order that nobody chose is no change.
            let kept = object?[field.name].flatMap { $0.isSameList(as: value) ? $0 : nil } ?? value
            if field.isPersonal { entry.personal[field.name] = kept } else { entry.values[field.name] = kept }
        }
        kind.check(entry, page.reading, page.w, &problems)
        return entry
    }

    func write(_ kind: SharedKind, _ name: String, _ entry: SharedEntry, _ page: RecordPage) throws -> Outcome {
        let sharing = try page.sharing(gazetteer)
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
        let page = try RecordPage(context, connection)
        try page.mustStand()
        guard let object = try find(kind, page) else { throw AppError.notFound }
        let outcome = try remove(object, page)
        return Reply.redirect(page.paths.tab(kind.tab)).saying(
            outcome == .drafted ? Self.said(outcome, context.w) : context.w("Taken out. The history keeps what it was."))
    }

    func remove(_ object: SharedObject, _ page: RecordPage) throws -> Outcome {
        try AgreementPages.doing(page.context) {
            switch object.kind.ownership {
            case .agreed: return try page.sharing(gazetteer).agree([(name: object.name, fields: nil)], in: page.record)
            case .own:
                try page.sharing(gazetteer).remove(object.name, in: page.record)
                return .stated
            }
        }
    }

    private static func said(_ outcome: Outcome, _ w: Words) -> String {
        switch outcome {
        case .stated: w("Saved.")
        case .drafted: w("Your change lies in the draft. Propose it when the draft is whole; what is agreed holds until all have assented.")
        case .nothing: w("Nothing differs.")
        }
    }
}

extension Value {
    /// Whether two lists hold the same texts, in whatever order.
    fileprivate func isSameList(as other: Value) -> Bool {
        guard let mine = list, let theirs = other.list, mine.count == theirs.count else { return false }
        return Set(mine.compactMap(\.text)) == Set(theirs.compactMap(\.text))
    }
}
