import Kernel
import Markup
import Storage
import Web

/// The page of one published partnership, the same for everybody: what it is for, since when, and what came of it. Nothing about persons and
/// nothing that one office keeps for itself is on it; what is not published is not found.
struct PublicPartnershipPages: Sendable {
    let documents: DocumentSource

    static func path(_ id: PartnershipID) -> String { "\(PublicRegister.path)/\(id)" }

    var routes: [Route] {
        let one = "\(PublicRegister.path)/{id}"
        return [.get(one, may: .anyone, show), .getFlow("\(one)/files/{hash}", may: .anyone, send)]
    }

    /// As the public reads it, whoever asks.
    private func published(_ context: Context, _ connection: Connection) throws -> Partnership {
        try VisiblePartnerships(connection, actor: .anyone, language: context.w.language).find(try context.id("id"))
    }

    /// What the office that published it has released of its own.
    private func released(_ partnership: Partnership, _ record: PartnershipID, _ reading: SharedReading, _ connection: Connection) throws
        -> [ReleasedDocument]
    {
        // Most records hold no document, and then nobody need be asked for.
        guard !reading.ledger.attachments.isEmpty, let party = try SharedParties(connection: connection).party(of: partnership.office, in: record)
        else { return [] }
        return ReleasedDocument.all(reading, by: party)
    }

    /// A released document, to everybody.
    @Sendable private func send(_ context: Context) async throws -> Reply {
        let hash = try context.word("hash")
        let (record, name) = try await context.house.database.read { connection in
            let partnership = try published(context, connection)
            guard let record = try RecordStore(connection: connection).record(of: partnership.id) else { throw AppError.notFound }
            let reading = SharedReading(try RecordStore(connection: connection).ledger(record), own: nil, today: context.now.day)
            guard let found = try released(partnership, record, reading, connection).first(where: { $0.hash.hex == hash }) else {
                throw AppError.notFound
            }
            return (record, found.name)
        }
        guard let reply = try await documents.send(hash, record.text, name, context) else { throw AppError.notFound }
        return reply
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let partnership = try published(context, connection)
        guard let today = context.now.day else { throw AppError.notFound }
        let slug: String? = try connection.value("SELECT slug FROM office WHERE id = \(partnership.office)")
        var (indicators, activities, documents): ([IndicatorPage], [Activity], [ReleasedDocument]) = ([], [], [])
        if let record = try RecordStore(connection: connection).record(of: partnership.id) {
            let reading = SharedReading(try RecordStore(connection: connection).ledger(record), own: nil, today: today)
            indicators = IndicatorPage.all(reading, today: today)
            activities = Activity.all(reading, today: today).filter { $0.state == .done }
            documents = try released(partnership, record, reading, connection)
        }
        let page = PublicPartnershipPage(
            partnership: partnership, slug: slug ?? "", indicators: indicators, activities: activities, documents: documents, today: today, w: w)
        return context.page(
            page.title, shell: .publicSite, head: "<meta name=\"description\" content=\"\(page.sentence)\">", page.view())
    }
}

/// What the page shows.
struct PublicPartnershipPage {
    let partnership: Partnership
    let slug: String
    let indicators: [IndicatorPage]
    /// Those that are done.
    let activities: [Activity]
    let documents: [ReleasedDocument]
    let today: PartialDate
    let w: Words

    private var record: PartnershipRecord { partnership.record }

    var title: String { "\(partnership.home.name) – \(partnership.name)" }

    /// The partnership in a sentence: its purpose, or what it is.
    var sentence: String {
        if !record.summary.isEmpty { return record.summary }
        let kind = w.kind(record.kind)
        return record.since.map { w("\(kind), since \(w.date($0))") } ?? kind
    }

    func view() -> HTML {
        let others = partnership.partners.dropFirst().map(\.name)
        let map = RegisterMap.map(of: partnership, w)
        return """
            <div class="wrap"><header class="city-head"><div><nav class="crumbs"><a href="\(PublicRegister.path)">\(w("Partnerships"))</a> <span aria-hidden="true">/</span> <a href="\(PublicRegister.path)\(Parameters([("office", slug)]).queryString)">\(partnership.officeName)</a></nav>
            <h1>\(partnership.home.name)\u{A0}– \(partnership.partners.first?.both)</h1>\(if: !others.isEmpty, "<p class=\"lead\">\(w("with \(w.list(others))"))</p>")\(if: !record.summary.isEmpty, "<p class=\"lead\">\(record.summary)</p>")</div></header>
            \(Part.leaf(w("About"), .empty, about()))
            \(if: !indicators.isEmpty, Part.leaf(w("Results"), HTML(text: w("What was agreed, and how far it is.")), results()))
            \(if: !activities.isEmpty, Part.leaf(w("What was done"), .empty, done()))
            \(if: !documents.isEmpty, Part.leaf(w("Documents"), .empty, papers()))
            \(if: !map.isEmpty, Part.leaf(w("Where"), .empty, "<div class=\"pair-map\">\(map)</div>"))
            <p class="table-note block">\(w("Published by \(partnership.officeName); last changed on \(w.date(partnership.updatedAt))."))</p></div>
            """
    }

    private func about() -> HTML {
        let since: HTML = record.since.map { HTML(text: w.date($0)) } ?? .empty
        return Part.facts(
            [
                (w("Kind"), HTML(text: w.kind(record.kind))), (w("Since"), since), (w("State"), record.status.mark(w)),
                (w("What it is about"), HTML(text: record.theme)), (w("Fields of work"), HTML(text: w.fields(record.fields))),
            ], wide: true)
    }

    // MARK: Results

    private func results() -> HTML {
        """
        <table class="table table--cards table--ind"><thead><tr><th scope="col">\(w("What we measure"))</th><th scope="col" class="num">\(w("Start"))</th><th scope="col" class="num">\(w("Now"))</th><th scope="col" class="num">\(w("Target"))</th><th scope="col" class="c-ch">\(w("Course"))</th><th scope="col">\(w("Reading"))</th></tr></thead>
        <tbody>\(indicators, { IndicatorViews.publicRow($0, today, w) })</tbody></table>
        """
    }

    private func done() -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("What was done"))</th><th scope="col">\(w("Responsible"))</th><th scope="col">\(w("Done on"))</th></tr></thead>
        <tbody>\(activities, activity)</tbody></table>
        """
    }

    private func activity(_ activity: Activity) -> HTML {
        let day = activity.standing?.object.date("done-on").map { w.date($0) } ?? ""
        let deliverable = activity.object.text("deliverable")
        return """
            <tr><th scope="row">\(activity.title)\(if: !deliverable.isEmpty, "<span class=\"second lines\">\(deliverable)</span>")</th><td class="c-sub">\(activity.party)</td><td class="c-sub nowrap">\(day)</td></tr>
            """
    }

    private func papers() -> HTML {
        let files = "\(PublicPartnershipPages.path(partnership.id))/files"
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Document"))</th><th scope="col">\(w("Date"))</th><th scope="col" class="num">\(w("Size"))</th></tr></thead>
            <tbody>\(documents, { paper($0, files) })</tbody></table>
            """
    }

    private func paper(_ document: ReleasedDocument, _ files: String) -> HTML {
        """
        <tr><th scope="row"><a href="\(files)/\(document.hash.hex)">\(document.name)</a></th><td class="c-sub nowrap">\(w.date(document.putIn))</td><td class="num">\(ByteCount.text(Int(clamping: document.size), w))</td></tr>
        """
    }
}
