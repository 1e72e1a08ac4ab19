import Kernel
import Ledger
import Markup
import Storage
import Web

/// The things of a shared record as programs read and write them one by one: what the forms of `SharedObjectPages` take, by the same rules.
///
/// What belongs to the office is entered and signed at once; what the parties agree on goes into the office's draft, where it waits to be proposed.
struct SharedObjectActs: Sendable {
    let pages: SharedObjectPages

    private static let base = "/api/v1/partnerships/{id}"

    var routes: [Route] { SharedKinds.all.filter(\.hasForm).flatMap { $0.isSingle ? single($0) : many($0) } }

    private func single(_ kind: SharedKind) -> [Route] {
        let path = "\(Self.base)/\(kind.path)"
        return [.api(path, may: May.read, Self.operation(kind), show(kind)), changing(kind, path)]
    }

    private func many(_ kind: SharedKind) -> [Route] {
        let all = "\(Self.base)/\(kind.path)"
        let one = "\(all)/{thing}"
        let entering = Self.operation(kind).acting("Enter: \(kind.word(.plain))", Self.fields(kind, isNew: true), mayWait: kind.ownership == .agreed)
        let removing = RecordAnswer.operation.acting("Take out: \(kind.word(.plain))", mayWait: kind.ownership == .agreed)
        return [
            .api(one, may: May.read, Self.operation(kind), show(kind)),
            .apiAct(.post, all, may: May.edit, entering, entering: "thing", shows: show(kind), enter(kind)),
            changing(kind, one),
            .apiAct(.post, "\(one)/removal", may: May.edit, removing, shows: RecordAnswer.show, remove(kind)),
        ]
    }

    private func changing(_ kind: SharedKind, _ path: String) -> Route {
        let operation = Self.operation(kind).acting(
            "Change what is sent of: \(kind.word(.plain))", Self.fields(kind, isNew: false), mayWait: kind.ownership == .agreed)
        return .apiAct(.patch, path, may: May.edit, operation, shows: show(kind), change(kind))
    }

    // MARK: What is sent

    private static func operation(_ kind: SharedKind) -> Operation {
        Operation("One thing of a shared record, as the office's draft would have it: \(kind.word(.plain))", answer: RecordAnswer.one)
    }

    private static func fields(_ kind: SharedKind, isNew: Bool) -> [Intake.Field] {
        let fields = kind.fields.map { field in
            Intake.Field(field.name, shape(field.sort), isRequired: isNew && field.isRequired, text(field))
        }
        // A thing of which there is one may be written before there is anything in it.
        return isNew ? fields : fields + [.init("revision", .text(most: 64), isRequired: !kind.isSingle, "The revision that was read")]
    }

    private static func shape(_ sort: SharedField.Sort) -> Intake.Shape {
        switch sort {
        case .line(let most), .text(let most): .text(most: most)
        case .date: .date
        case .number: .decimal(digits: 6)
        case .count: .whole(0...999_999_999)
        case .choice(let options): .choice(options(.plain).map(\.value))
        case .choices(let options): .list(.choice(options(.plain).map(\.value)))
        case .party: .text(most: 200)
        case .ofEachParty, .contacts: .list(.text(most: 300))
        case .object: .uuid
        case .link: .text(most: 1000)
        case .texts(let most): .rows([.init("language", .text(most: 35), isRequired: true), .init("text", .text(most: most), isRequired: true)])
        }
    }

    private static func text(_ field: SharedField) -> String {
        let what =
            switch field.sort {
            case .party: "A party, by its `id` in the record"
            case .ofEachParty(let options): "CHOICE:PARTY for each party, a choice of \(options(.plain).map(\.value).joined(separator: ", "))"
            case .object: "Identity of another thing of the record"
            case .contacts: "Contact points of the parties, each by the `name` of the thing"
            case .date(isFull: true): "A day"
            default: ""
            }
        let personal = field.isPersonal ? "About a person: kept beside the record, where it can be erased, and not in answers" : ""
        return [field.word(.plain), what, personal].filter { !$0.isEmpty }.joined(separator: ". ")
    }

    /// What was sent, checked as the form checks it.
    private static func read(_ kind: SharedKind, _ typed: Parameters, _ page: RecordPage, _ object: SharedObject?) throws -> SharedEntry {
        var problems = Problems()
        let entry = SharedObjectPages.read(kind, typed, page, object, &problems)
        guard problems.isEmpty else { throw NotTaken(problems, page.w) }
        return entry
    }

    /// A number is typed with the mark of the reader's language; a point before three digits may group thousands there.
    private static func localised(_ sent: Parameters, _ kind: SharedKind, _ w: Words) -> Parameters {
        guard w.groupingMark == "." else { return sent }
        return kind.fields.reduce(sent) { sent, field in
            guard case .number = field.sort, let value = sent[field.name] else { return sent }
            return sent.setting(field.name, value.replacing(".", with: ","))
        }
    }

    // MARK: Acts

    private func show(_ kind: SharedKind) -> @Sendable (Context, Connection) throws -> Reply {
        { context, connection in
            // What is about a person is in no answer, but the revision is of all of it.
            let page = try RecordPage(context, connection, personal: true)
            guard let object = page.reading.object(kind, kind.isSingle ? "" : try context.word("thing"), drafted: true) else {
                throw AppError.notFound
            }
            return try .json(RecordAnswer.answer(object, page))
        }
    }

    private func enter(_ kind: SharedKind) -> @Sendable (Context, Connection) throws -> Done {
        { context, connection in
            let page = try RecordPage(context, connection, personal: true)
            try page.mustStand()
            guard let own = page.reading.own else { throw AppError.notFound }
            let entry = try Self.read(kind, Self.localised(context.request.form, kind, context.w), page, nil)
            var random = SystemRandomNumberGenerator()
            let id = ID<SharedObject>.new(at: context.now, random: &random).text
            let outcome = try AgreementPages.doing(context) { try pages.write(kind, kind.name(id, by: own), entry, page) }
            return .entered(id: id, at: "/api/v1/partnerships/\(page.id)/\(kind.path)/\(id)", waits: outcome == .drafted)
        }
    }

    private func change(_ kind: SharedKind) -> @Sendable (Context, Connection) throws -> Done {
        { context, connection in
            let page = try RecordPage(context, connection, personal: true)
            try page.mustStand()
            guard let own = page.reading.own else { throw AppError.notFound }
            let object = try pages.find(kind, page)
            try context.mustBe(onRevision: SharedObjectPages.seen(object))
            var request = context.request
            request.form = Self.localised(request.form, kind, context.w)
            let entry = try Self.read(kind, request.changing(pages.typed(object, kind, page)), page, object)
            let name = object?.name ?? kind.name("", by: own)
            let outcome = try AgreementPages.doing(context) { try pages.write(kind, name, entry, page) }
            return outcome == .drafted ? .waiting : .changed
        }
    }

    private func remove(_ kind: SharedKind) -> @Sendable (Context, Connection) throws -> Done {
        { context, connection in
            let page = try RecordPage(context, connection)
            try page.mustStand()
            guard page.reading.own != nil, let object = try pages.find(kind, page) else { throw AppError.notFound }
            return try pages.remove(object, page) == .drafted ? .waiting : .changed
        }
    }
}

extension Words {
    /// The words as they stand in the sources: in the API's description, which is in English.
    fileprivate static let plain = Words(Catalogue(files: []), .english)
}
