import Kernel
import Ledger
import Markup
import Web

/// Documents of the record that are about an agreement or a decision, beside it: the signed paper, the minutes of the council.
enum ScanViews {
    /// Nothing where there is none and nobody here could add one.
    static func list(_ object: SharedObject, _ page: RecordPage) -> HTML {
        let all = page.reading.ledger.attachments.filter { DocumentPages.attachment($0)?.object == object.name }
        let adding = adding(object, page)
        guard !all.isEmpty || !adding.isEmpty else { return .empty }
        return "<div class=\"scans\">\(if: !all.isEmpty, "<ul>\(all, { line($0, page) })</ul>")\(adding)</div>"
    }

    /// To the files of the record, with what the next one is about already chosen. A guest has none to put in.
    private static func adding(_ object: SharedObject, _ page: RecordPage) -> HTML {
        guard page.guest == nil, page.mayEdit else { return .empty }
        let path = page.paths.tab(DocumentPages.tab.path) + Parameters([("about", object.name)]).queryString
        return "<p class=\"second\"><a href=\"\(path)\">\(page.w("Add a scan"))</a></p>"
    }

    private static func line(_ entry: Entry, _ page: RecordPage) -> HTML {
        guard let found = DocumentPages.attachment(entry) else { return .empty }
        let w = page.w
        let path = "\(page.paths.tab(DocumentPages.tab.path))/\(found.document.hex)"
        let facts = w(
            "put in by \(page.reading.partyName(entry.author.hex)), \(w.date(entry.time)), \(ByteCount.text(Int(clamping: found.size), w))")
        return "<li><a href=\"\(path)\">\(found.name)</a> <span class=\"second\">\(facts)</span></li>"
    }
}
