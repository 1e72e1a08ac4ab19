import Kernel
import Ledger
import Markup
import Storage
import Web

/// A partnership with its shared record, as one request sees it: what every part of its page is drawn from.
struct RecordPage {
    let context: Context
    let connection: Connection
    let partnership: Partnership
    let record: PartnershipID
    let reading: SharedReading

    var w: Words { context.w }
    var id: PartnershipID { partnership.id }
    /// Whether this reader may write into the record now.
    var mayEdit: Bool { context.may(May.edit) && !partnership.record.isArchived }

    /// The partnership of the path with its record.
    /// - Parameter personal: with the values about persons.
    /// - Throws: `AppError.notFound` for one that this reader may not see, and for one without a record.
    init(_ context: Context, _ connection: Connection, cache: RecordCache, personal: Bool = false) throws {
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        guard let record = try RecordStore(connection: connection).record(of: partnership.id) else { throw AppError.notFound }
        try self.init(context, connection, partnership: partnership, record: record, cache: cache, personal: personal)
    }

    init(_ context: Context, _ connection: Connection, partnership: Partnership, record: PartnershipID, cache: RecordCache, personal: Bool) throws {
        (self.context, self.connection, self.partnership, self.record) = (context, connection, partnership, record)
        let ledger = try cache.ledger(record, connection)
        let office = try context.office()
        let own = try SharedParties(connection: connection).party(of: office, in: record)
        reading = SharedReading(
            ledger, own: own, personal: personal ? try PersonalValueStore(connection: connection).values(of: record) : PersonalValues(),
            draft: try own.flatMap { try DraftStore(connection: connection).draft(record, of: $0) }?.normalised(over: ledger.agreement.objects),
            today: context.now.day)
    }

    /// One part of the page: head, tabs, what waits to be proposed, and the part itself.
    /// - Parameters:
    ///   - acts: buttons beside the heading.
    ///   - printed: what stands above it on paper, where no menu says whose page it is.
    func show(_ tab: RecordTab, over: String = "", acts: HTML = .empty, printed: String = "", status: Int = 200, _ body: HTML) -> Reply {
        let crumbs = [(word: w("Partnerships"), path: PartnershipPaths.register), (word: partnership.name, path: PartnershipPaths.partnership(id))]
        return context.page(
            "\(tab.word(w)): \(partnership.name)", status: status, path: PartnershipPaths.register,
            """
            \(if: !printed.isEmpty, "<p class=\"printed\">\(printed)</p>")\(Part.head(tab.word(w), over: over, crumbs: crumbs, actions: acts))
            \(RecordTabs.view(self, at: tab))
            \(RecordTabs.drafted(self, at: tab))
            \(body)
            """)
    }

    /// The way to a form for a new thing of a kind; nothing for who may not write one.
    func adding(_ kind: SharedKind, isAct: Bool = true) -> HTML {
        mayEdit ? Part.button(kind.new(w), to: PartnershipPaths.thing(id, kind), isAct: isAct) : .empty
    }

    /// The way to change a thing, for who may.
    func editing(_ object: SharedObject) -> HTML {
        mayChange(object) ? Part.button(w("Change"), to: PartnershipPaths.thing(id, object.kind, object.id), small: true) : .empty
    }

    /// The same as a word among others, for the lines of a table.
    func changing(_ object: SharedObject) -> HTML {
        mayChange(object) ? "<a href=\"\(PartnershipPaths.thing(id, object.kind, object.id))\">\(w("Change"))</a>" : .empty
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

    init(_ path: String, count: @escaping @Sendable (SharedReading) -> Int? = { _ in nil }, _ word: @escaping @Sendable (Words) -> String) {
        (self.path, self.word, self.count) = (path, word, count)
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
        let base = PartnershipPaths.partnership(page.id)
        let tabs = all.map { tab in
            (word: tab.word(page.w), path: path(base, tab), count: tab.count(page.reading).flatMap { $0 > 0 ? $0 : nil })
        }
        return Part.tabs(page.w("Parts of this partnership"), tabs, at: path(base, present))
    }

    private static func path(_ base: String, _ tab: RecordTab) -> String { tab.path.isEmpty ? base : "\(base)/\(tab.path)" }

    /// What waits to be proposed, on every part but that where it is proposed.
    static func drafted(_ page: RecordPage, at present: RecordTab) -> HTML {
        let w = page.w
        guard present.path != terms.path, page.context.may(May.edit), let draft = page.reading.draft, !draft.isEmpty else { return .empty }
        let count = Set(draft.set.keys).union(draft.remove).count
        let link: HTML = "<a href=\"\(PartnershipPaths.agreement(page.id))\">\(w("Look at it and propose it"))</a>"
        return Part.notice(
            w("\(count) changes are not proposed yet"),
            "<p>\(w("They lie in your office's draft; what is agreed holds until all parties assent.")) \(link)</p>")
    }
}
