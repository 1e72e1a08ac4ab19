import Kernel
import Ledger
import Markup
import Storage
import Web

/// The shared record of a partnership, entry by entry: what nobody can alter unseen.
struct RecordPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get("record", show) + [
            .api("/api/v1/partnerships/{id}/record", may: May.read, RecordAnswer.operation, RecordAnswer.show),
            .api("/api/v1/partnerships/{id}/entries", may: May.read, EntryAnswer.operation) { context, connection in
                try .json(EntryAnswer.answer(try RecordPage(context, connection)))
            },
        ]
    }

    private static let shown = 50

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        if context.request.pathValues["token"] != nil { return page(try RecordPage(context, connection)) }
        let w = context.w
        let partnership = try VisiblePartnerships(context, connection).find(try context.id("id"))
        guard let record = try RecordStore(connection: connection).record(of: partnership.id) else {
            let crumbs = [
                (word: w("Partnerships"), path: PartnershipPaths.register),
                (word: partnership.name, path: PartnershipPaths.partnership(partnership.id)),
            ]
            let none = Part.empty(
                w("No shared record yet"),
                w("This partnership was entered before records were kept. Its record is begun in the background, or with the next change."))
            return context.page(w("Record"), path: PartnershipPaths.register, "\(Part.head(w("Record"), crumbs: crumbs))\(none)")
        }
        return page(try RecordPage(context, connection, partnership: partnership, record: record, personal: false))
    }

    private func page(_ page: RecordPage) -> Reply {
        let (w, context, ledger) = (page.w, page.context, page.reading.ledger)
        let skipped = min(max(0, Int(context.request.query.text("after").prefix(9)) ?? 0), ledger.entries.count)
        let lines = RecordHistory(page.reading, w).lines(after: skipped, most: Self.shown)
        let over = w(
            "\(ledger.entries.count) entries, each signed and chained to the one before: none can be altered, dropped or put elsewhere unseen.")
        let paging = paging(page.paths.record, skipped, ledger.entries.count, w)
        let facts: [(name: String, value: HTML)] = [
            (w("Parties that sign"), HTML(text: w.list(ledger.participants.filter(\.isAgreed).map(\.name)))),
            (w("Have not joined yet"), HTML(text: w.list(absent(ledger)))),
            (w("Fingerprint"), "<span class=\"num breaks\">\(ledger.digest.hex)</span>"),
        ]
        let wrong = FaultWords(page.reading, w).sentences(now: context.now)
        return page.show(
            RecordTabs.history, over: over, acts: Part.button(w("Take the record away"), to: "\(page.paths.record)/archive"),
            """
            \(if: !wrong.isEmpty, Part.notice(w("Something is wrong in this record"), "<ul class=\"plain\">\(wrong, { "<li>\($0)</li>" })</ul>", isWrong: true))\(Part.facts(facts, wide: true))
            \(Part.block(w("Entries"), "<ol class=\"history record\">\(lines, { line($0, w) })</ol>\(paging)"))
            """)
    }

    private func absent(_ ledger: Ledger) -> [String] {
        let agreement = ledger.agreement
        return agreement.absent.sorted().map { agreement.objects[SharedParty.object($0)]?["name"]?.text ?? $0 }
    }

    private func line(_ line: RecordHistory.Line, _ w: Words) -> HTML {
        let mark: HTML =
            line.isSigned
            ? "<span class=\"second\">\(w("signature verified"))</span>" : "<strong class=\"problem\">\(w("signature does not verify"))</strong>"
        return """
            <li><time datetime="\(line.at.rfc3339)">\(w.dateAndTime(line.at))</time>\(line.isAgreed ? Token.both.mark : line.isOwn ? Token.ours.mark : Token.theirs.mark)
            <div><span>\(line.what)</span>\(line.void, some: { "<span class=\"problem\">\(w("Without effect: \($0)"))</span>" })\(if: !line.changes.isEmpty, "<dl class=\"facts\">\(line.changes, { change($0, w) })</dl>")</div>
            <span class="second">\(line.party)<br>\(mark)</span></li>
            """
    }

    private func change(_ change: RecordHistory.Change, _ w: Words) -> HTML {
        let after: HTML = change.after.isEmpty ? "<span class=\"second\">\(w("nothing"))</span>" : HTML(text: change.after)
        return
            "<dt>\(change.name)</dt><dd>\(after)\(if: !change.before.isEmpty, " <span class=\"second\">\(w("before: \(change.before)"))</span>")</dd>"
    }

    private func paging(_ path: String, _ skipped: Int, _ count: Int, _ w: Words) -> HTML {
        guard count > Self.shown else { return .empty }
        let newer: HTML =
            skipped > 0
            ? Part.button(w("Newer"), to: path + Parameters([("after", String(max(0, skipped - Self.shown)))]).queryString)
            : .empty
        let older: HTML =
            skipped + Self.shown < count
            ? Part.button(w("Older"), to: path + Parameters([("after", String(skipped + Self.shown))]).queryString) : .empty
        return "<div class=\"actions after\">\(newer)\(older)</div>"
    }
}
