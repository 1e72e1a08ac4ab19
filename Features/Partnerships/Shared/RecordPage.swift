import Gazetteer
import Kernel
import Ledger
import Markup
import Storage
import Web

/// A partnership with its shared record, as one request sees it: what every part of its page is drawn from. An office reads it in its register, a
/// guest under a link.
struct RecordPage {
    let context: Context
    let connection: Connection
    let partnership: Partnership
    let record: PartnershipID
    let reading: SharedReading
    let paths: RecordPaths
    /// Who reads it without an account; nil for the people of an office.
    let guest: Guest?
    /// How the office that reads it stands in the record; nil for guests.
    let state: SharedParties.State?
    /// Whether the office has answered its invitation and is no party yet: the others have not all assented. It reads what is agreed, which its
    /// invitation has shown it, and nothing else of theirs.
    let isAwaiting: Bool

    var w: Words { context.w }
    var id: PartnershipID { partnership.id }
    /// Whether this reader may write into the record now: a guest once the party has taken part.
    var mayEdit: Bool { mayAnswer && !isAwaiting && (guest == nil || reading.own.map { reading.agreement.parties.contains($0) } == true) }
    /// Whether this reader may say something and answer proposals.
    var mayAnswer: Bool { !partnership.record.isArchived && !hasLeft && (guest != nil || context.may(May.edit)) }
    /// Whether the office has left the record and not come back: it reads all of it and signs nothing.
    var hasLeft: Bool { state.map { $0 != .member } ?? false }
    /// Whether this reader may change the office's own entry of the register, which is its own also where it has left the record.
    var mayKeepRegister: Bool { guest == nil && !partnership.record.isArchived && context.may(May.edit) }
    /// What the page is called.
    var title: String { guest == nil ? partnership.name : "\(partnership.home.name) – \(partnership.name)" }

    /// The way back, as far as this reader can go.
    var crumbs: [(word: String, path: String)] {
        guest == nil
            ? [(word: w("Partnerships"), path: PartnershipPaths.register), (word: partnership.name, path: paths.base)]
            : [(word: title, path: paths.base)]
    }

    /// - Throws: `AppError.invalid` where nothing may be written at present.
    func mustStand() throws {
        try mustBeOpen()
        guard mayEdit else { throw AppError.invalid(w("Take part first: then you can propose changes too.")) }
    }

    /// - Throws: `AppError.invalid` where not even a proposal may be answered: the partnership is archived, or the office has left it.
    func mustBeOpen() throws {
        if partnership.record.isArchived { throw AppError.invalid(w("This partnership is archived. Take it back into the register first.")) }
        if hasLeft { throw AppError.invalid("\(leftWord) \(wayBack)") }
    }

    /// What an office is told that is no party yet: whose assent is missing.
    static func awaiting(_ own: PartyID, _ reading: SharedReading, _ w: Words) -> String {
        let ledger = reading.ledger
        let asked = ledger.proposals.filter { ledger.isOpen($0) && ledger.introduces(own, $0) }.compactMap { ledger.assents(to: $0) }
        let missing = Set(asked.flatMap { $0.asked.subtracting($0.given) })
        let read = w("Until your office is party of this record it reads what is agreed, and nothing else of the others.")
        if missing.contains(own) { return "\(w("Your own assent is still missing.")) \(read)" }
        let names = missing.map { reading.partyName($0.hex) }.sorted()
        let waiting =
            names.isEmpty
            ? w("Another proposal of whoever invited you is still open: once it is settled, your office is proposed as party.")
            : w("Waiting for the assent of \(w.list(names)).")
        return "\(waiting) \(read)"
    }

    /// The same as a notice; nothing for everybody else.
    var awaitingNotice: HTML {
        guard isAwaiting, let own = reading.own else { return .empty }
        return Part.notice(w("Your office is not party yet"), "<p>\(Self.awaiting(own, reading, w))</p>")
    }

    private var leftWord: String { w("Your office has left this partnership: it reads all that was written, and signs nothing more.") }
    private var wayBack: String {
        state == .invited
            ? w("You are invited again: with your answer to the invitation, on the page Today, your office is back.")
            : w("To come back, ask one of the other parties to invite you again.")
    }

    /// What stands on each part of the page of an office that has left.
    var leftNotice: HTML {
        guard hasLeft else { return .empty }
        let way: HTML =
            state == .invited && context.may(May.edit) ? " <a href=\"\(PartnershipPaths.invitation(record))\">\(w("To the invitation"))</a>" : .empty
        return Part.notice(w("Your office has left"), "<p>\(leftWord) \(wayBack)\(way)</p>")
    }

    /// What this reader does in the record.
    func sharing(_ gazetteer: Gazetteer) throws -> Sharing {
        guard let guest else {
            return Sharing(
                connection: connection, office: try context.office(), actor: context.actor, now: context.now, gazetteer: gazetteer)
        }
        // The journal is kept for good, so it names the party and not the person.
        return Sharing(
            connection: connection, office: guest.office, actor: Actor(answering: partyName), now: context.now, gazetteer: gazetteer, guest: guest)
    }

    /// The party for which this reader writes.
    var partyName: String { reading.own.map { reading.partyName($0.hex) } ?? "" }

    /// The partnership of the path with its record.
    /// - Parameter personal: with the values about persons.
    /// - Throws: `AppError.notFound` for one that this reader may not see, and for one without a record; `AppError.invalid` for an office that is no
    ///   party yet, unless the page is one that it may read meanwhile.
    init(_ context: Context, _ connection: Connection, personal: Bool = false, mayWait: Bool = false) throws {
        if let token = context.request.pathValues["token"] {
            guard let guest = try GuestStore(connection: connection).find(token: token, at: context.now) else { throw AppError.notFound }
            let hosting = try VisiblePartnerships.hosting(guest.record, by: guest.office, connection, context.language)
            try self.init(
                context, connection, partnership: hosting, record: guest.record, personal: personal, guest: guest,
                paths: RecordPaths(guest: token))
            return
        }
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        guard let record = try RecordStore(connection: connection).record(of: partnership.id) else { throw AppError.notFound }
        try self.init(context, connection, partnership: partnership, record: record, personal: personal, mayWait: mayWait)
    }

    init(
        _ context: Context, _ connection: Connection, partnership: Partnership, record: PartnershipID, personal: Bool, mayWait: Bool = false,
        guest: Guest? = nil,
        paths: RecordPaths? = nil
    ) throws {
        (self.guest, self.paths) = (guest, paths ?? RecordPaths(partnership.id))
        (self.context, self.connection, self.partnership, self.record) = (context, connection, partnership, record)
        let ledger = try RecordStore(connection: connection).ledger(record)
        let standing: (party: PartyID?, state: SharedParties.State?) =
            if guest == nil { try SharedParties(connection: connection).standing(of: try context.office(), in: record) } else { (nil, nil) }
        let own = guest?.party ?? standing.party
        state = standing.state
        isAwaiting = standing.state == .member && own.map { ledger.hasNeverHad($0) } == true
        if isAwaiting, !mayWait, let own { throw AppError.invalid(Self.awaiting(own, SharedReading(ledger, own: own), context.w)) }
        let personal = personal && !isAwaiting
        reading = SharedReading(
            ledger, own: own, personal: personal ? try PersonalValueStore(connection: connection).values(of: record) : PersonalValues(),
            // Whoever has left has nothing to propose.
            draft: standing.state ?? .member == .member
                ? try own.flatMap { try DraftStore(connection: connection).draft(record, of: $0) }?.normalised(over: ledger.agreement.objects) : nil,
            today: context.now.day)
    }

    /// One part of the page: head, tabs, what waits to be proposed, and the part itself.
    /// - Parameters:
    ///   - acts: buttons beside the heading.
    ///   - printed: what stands above it on paper, where no menu says whose page it is.
    func show(_ tab: RecordTab, over: String = "", acts: HTML = .empty, printed: String = "", status: Int = 200, _ body: HTML) -> Reply {
        frame(
            "\(tab.word(w)): \(title)", status: status,
            """
            \(if: !printed.isEmpty, "<p class=\"printed\">\(printed)</p>")\(Part.head(tab.word(w), over: over, crumbs: crumbs, actions: acts))
            \(RecordTabs.view(self, at: tab))
            \(leftNotice)\(RecordTabs.drafted(self, at: tab))
            \(body)
            """)
    }

    /// A page in the frame of whoever reads it.
    func frame(_ title: String, status: Int = 200, _ body: HTML) -> Reply {
        guard guest != nil else { return context.page(title, status: status, path: PartnershipPaths.register, body) }
        return context.page(title, shell: .publicSite, status: status, "<div class=\"wrap block\">\(body)</div>")
    }

    /// The way to a form for a new thing of a kind; nothing for who may not write one.
    func adding(_ kind: SharedKind, isAct: Bool = true) -> HTML {
        mayEdit ? Part.button(kind.new(w), to: paths.thing(kind), isAct: isAct) : .empty
    }

    /// The way to change a thing, for who may.
    func editing(_ object: SharedObject) -> HTML {
        mayChange(object) ? Part.button(w("Change"), to: paths.thing(object.kind, object.id), small: true) : .empty
    }

    /// The same as a word among others, for the lines of a table.
    func changing(_ object: SharedObject) -> HTML {
        mayChange(object) ? "<a href=\"\(paths.thing(object.kind, object.id))\">\(w("Change"))</a>" : .empty
    }

    private func mayChange(_ object: SharedObject) -> Bool { mayEdit && (object.kind.ownership == .agreed || object.author == reading.own) }
}

/// One part of a partnership's page.
struct RecordTab: Sendable {
    /// After the partnership's path; empty for the overview.
    let path: String
    let word: @Sendable (Words) -> String
    /// How many things it shows; nil for no number.
    let count: @Sendable (SharedReading) -> Int?
    /// It shows what is in the record alone, and nothing of the office's own.
    let isForGuests: Bool

    init(
        _ path: String, count: @escaping @Sendable (SharedReading) -> Int? = { _ in nil }, isForGuests: Bool = true,
        _ word: @escaping @Sendable (Words) -> String
    ) {
        (self.path, self.word, self.count, self.isForGuests) = (path, word, count, isForGuests)
    }
}

/// The parts of a partnership's page, in their order.
enum RecordTabs {
    static let overview = RecordTab("") { $0("Overview") }
    static let indicators = RecordTab("indicators", count: { $0.all(IndicatorKind.kind).count }) { $0("Indicators") }
    static let terms = RecordTab("agreement") { $0("Terms and parties") }
    static let history = RecordTab("record", count: { $0.ledger.entries.count }) { $0("History") }

    static let all = [
        overview,
        CollaborationPlanKind.tab,
        AgreementKind.tab,
        indicators,
        ActivityKind.tab,
        CommunicationKind.tab,
        SubPartnershipKind.tab,
        TalkPages.tab,
        DocumentPages.tab,
        LifeStep.tab,
        terms,
        history,
    ]

    static func view(_ page: RecordPage, at present: RecordTab) -> HTML {
        let base = page.paths.base
        let tabs = all.filter { page.guest == nil || $0.isForGuests }.map { tab in
            (word: tab.word(page.w), path: path(base, tab), count: tab.count(page.reading).flatMap { $0 > 0 ? $0 : nil })
        }
        return Part.tabs(page.w("Parts of this partnership"), tabs, at: path(base, present))
    }

    private static func path(_ base: String, _ tab: RecordTab) -> String { tab.path.isEmpty ? base : "\(base)/\(tab.path)" }

    /// What waits to be proposed, on every part but that where it is proposed.
    static func drafted(_ page: RecordPage, at present: RecordTab) -> HTML {
        let w = page.w
        guard present.path != terms.path, page.mayAnswer, let draft = page.reading.draft, !draft.isEmpty else { return .empty }
        let count = Set(draft.set.keys).union(draft.remove).count
        let link: HTML = "<a href=\"\(page.paths.agreement)\">\(w("Look at it and propose it"))</a>"
        return Part.notice(
            w("\(count) changes are not proposed yet"),
            "<p>\(page.guest == nil ? w("They lie in your office's draft; what is agreed holds until all parties assent.") : w("They lie in your draft; what is agreed holds until all parties assent.")) \(link)</p>"
        )
    }
}
