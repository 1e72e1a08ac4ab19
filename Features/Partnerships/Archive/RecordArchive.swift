import Kernel
import Ledger
import Markup

/// A record as one file that needs no server: a page to read, and in it all entries and personal values as JSON, from which anybody verifies
/// it with the specification (docs/ledger.md, section 12).
public struct RecordArchive: Sendable {
    let reading: SharedReading
    /// What the partnership is called.
    let title: String
    /// When it was written out.
    let now: Instant
    let w: Words

    /// The whole file: HTML, UTF-8.
    var page: HTML {
        let ledger = reading.ledger
        let lines = RecordHistory(reading, w).lines(after: 0, most: ledger.entries.count)
        return """
            <!doctype html>
            <html lang="\(w.language.tag)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title)</title>
            <style>body{font:16px/1.5 Georgia,serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1b1f23;background:#fff}dt,.second{color:#555;font-size:.875rem}dd{margin:0 0 .5rem}table{border-collapse:collapse;width:100%}li{margin:.5rem 0}h2{border-top:1px solid #999;padding-top:.5rem}.num{overflow-wrap:anywhere}</style></head><body>
            <h1>\(title)</h1>
            <p>\(w("The shared record of this partnership, written out on \(w.dateAndTime(now)). \(ledger.entries.count) entries, each signed by the party that wrote it and chained to the one before."))</p>
            \(facts)
            <h2>\(w("Parties"))</h2><ul>\(reading.everybody, { party($0) })</ul>
            <h2>\(w("What is agreed"))</h2>\(AgreementViews.terms(ledger, w))
            \(SharedKinds.all, { things($0) })
            <h2>\(w("History"))</h2><ol>\(lines, { line($0) })</ol>
            <h2>\(w("How this is verified"))</h2>
            <p>\(w("All entries and the personal values beside them lie in this file as JSON, in the element called “record”. The specification of the record says how hashes, chains and signatures are checked; the fingerprint above must come out."))</p>
            <script type="application/json" id="record">\(HTML.trusted(json))</script>
            </body></html>
            """
    }

    private var facts: HTML {
        "<dl><dt>\(w("Fingerprint"))</dt><dd class=\"num\">\(reading.ledger.digest.hex)</dd><dt>\(w("First entry"))</dt><dd class=\"num\">\(reading.ledger.root.hex)</dd></dl>"
    }

    private func party(_ party: SharedReading.Party) -> HTML {
        "<li>\(party.name)\(if: !party.signs, " <span class=\"second\">\(w("has not joined yet"))</span>")</li>"
    }

    private func things(_ kind: SharedKind) -> HTML {
        let all = reading.all(kind)
        guard !all.isEmpty else { return .empty }
        return "<h2>\(kind.word(w))</h2>\(all, { SharedObjectViews.facts($0, reading, w) })"
    }

    private func line(_ line: RecordHistory.Line) -> HTML {
        let mark = line.isSigned ? w("signature verified") : w("signature does not verify")
        return """
            <li>\(line.what)\(line.void, some: { " <b>\(w("Without effect: \($0)"))</b>" })<br><span class="second">\(w.dateAndTime(line.at)), \(line.party), \(mark)</span>\(if: !line.changes.isEmpty, "<dl>\(line.changes, { change($0) })</dl>")<div class="second num">\(line.hash)</div></li>
            """
    }

    private func change(_ change: RecordHistory.Change) -> HTML {
        "<dt>\(change.name)</dt><dd>\(change.after)\(if: !change.before.isEmpty, " <span class=\"second\">\(w("before: \(change.before)"))</span>")</dd>"
    }

    /// Entries in the order in which they arrived, each in its canonical form. Inside a page a `<` would end the element: JSON writes it as an escape,
    /// and whoever reads it has the same entry.
    var json: String {
        let ledger = reading.ledger
        let entries = ledger.entries.map { String(decoding: $0.canonical, as: UTF8.self) }
        let values = reading.personal.present.values.sorted { $0.commitment < $1.commitment }.map { value in
            "{\"salt\":\"\(value.saltText)\",\"value\":\(value.value.canonicalText)}"
        }
        let whole = """
            {"format":"proxenia-record","version":1,"partnership":"\(ledger.partnership)","root":"\(ledger.root.hex)","digest":"\(ledger.digest.hex)","exported":"\(now.rfc3339)",
            "entries":[
            \(entries.joined(separator: ",\n"))
            ],
            "values":[\(values.joined(separator: ",\n"))]}
            """
        return whole.replacingOccurrences(of: "<", with: "\\u003c")
    }
}
