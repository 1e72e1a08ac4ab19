import Foundation
import Kernel
import Ledger
import Markup
import Storage
import Web

/// A record as one file that needs no server: a page to read, and in it all entries and personal values as JSON and the documents with their
/// bytes, from which anybody verifies it with the specification (docs/ledger.md, section 12).
public struct RecordArchive: Sendable {
    let reading: SharedReading
    /// The hashes of the documents whose bytes are on this server.
    let present: Set<String>
    /// What the partnership is called.
    let title: String
    /// When it was written out.
    let now: Instant
    let w: Words

    /// Writes the whole file: HTML, UTF-8. Of the documents no more than a piece is in memory.
    func write(_ source: DocumentSource, _ database: Database, to sink: ([UInt8]) async throws -> Void) async throws {
        try await sink(Array(head.text.utf8))
        for hash in contained {
            try await sink(Array("<script type=\"text/plain\" id=\"document-\(hash)\">\n".utf8))
            var lines = Base64Lines()
            let isThere = try await source.read(hash, reading.ledger.partnership.text, database) { try await sink(lines.add($0)) }
            // Better a download that breaks than a file that lacks what it says it holds.
            guard isThere else { throw AppError.notFound }
            try await sink(lines.end() + Array("</script>\n".utf8))
        }
        try await sink(Array(Self.foot.text.utf8))
    }

    /// The hashes of the record's documents, each once, in the order in which they were put in.
    private var named: [String] {
        var seen: Set<String> = []
        return reading.ledger.attachments.compactMap { DocumentPages.attachment($0)?.document.hex }.filter { seen.insert($0).inserted }
    }
    /// Those whose bytes are in the file.
    var contained: [String] { named.filter(present.contains) }
    /// Those whose bytes are not.
    private var missing: [String] { named.filter { !present.contains($0) } }

    /// All but the documents' bytes.
    private var head: HTML {
        let ledger = reading.ledger
        let lines = RecordHistory(reading, w).lines(after: 0, most: ledger.entries.count)
        return """
            <!doctype html>
            <html lang="\(w.language.tag)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title)</title>
            <style>body{font:16px/1.5 Georgia,serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1b1f23;background:#fff}dt,.second{color:#555;font-size:.875rem}dd{margin:0 0 .5rem}table{border-collapse:collapse;width:100%}li{margin:.5rem 0}h2{border-top:1px solid #999;padding-top:.5rem}.num{overflow-wrap:anywhere}.lines{white-space:pre-line;overflow-wrap:anywhere}p.lines{margin:.25rem 0}</style></head><body>
            <h1>\(title)</h1>
            <p>\(w("The shared record of this partnership, written out on \(w.dateAndTime(now)). \(ledger.entries.count) entries, each signed by the party that wrote it and chained to the one before."))</p>
            \(facts)
            <h2>\(w("Parties"))</h2><ul>\(reading.everybody, { party($0) })</ul>
            <h2>\(w("What is agreed"))</h2>\(AgreementViews.terms(ledger, w))
            \(SharedKinds.all, { things($0) })
            \(documents)
            \(talk)
            <h2>\(w("History"))</h2><ol>\(lines, { line($0) })</ol>
            <h2>\(w("How this is verified"))</h2>
            <p>\(w("All entries and the personal values beside them lie in this file as JSON, in the element called “record”. The specification of the record says how hashes, chains and signatures are checked; the fingerprint above must come out."))\(if: !contained.isEmpty, " \(w("The bytes of each document lie in an element of their own, named by their SHA-256."))")</p>
            <script type="application/json" id="record">\(HTML.trusted(json))</script>

            """
    }

    /// Saves a document whose link is followed. A reader without scripts takes it from its element, which is base64.
    private static let foot: HTML = """
        <script>
        for (const link of document.querySelectorAll("a[data-document]")) link.addEventListener("click", event => {
          event.preventDefault()
          const text = atob(document.getElementById("document-" + link.dataset.document).textContent)
          const save = document.createElement("a")
          save.href = URL.createObjectURL(new Blob([Uint8Array.from(text, sign => sign.charCodeAt(0))]))
          save.download = link.dataset.name
          save.click()
        })
        </script>
        </body></html>

        """

    private var documents: HTML {
        let all = reading.ledger.attachments
        return all.isEmpty ? .empty : "<h2>\(w("Documents"))</h2><ul>\(all, { document($0) })</ul>"
    }

    private func document(_ entry: Entry) -> HTML {
        guard let found = DocumentPages.attachment(entry) else { return .empty }
        let hash = found.document.hex
        let about = found.object.isEmpty ? "" : TalkViews.name(found.object, reading, w)
        let name: HTML =
            present.contains(hash)
            ? "<a href=\"#document-\(hash)\" data-document=\"\(hash)\" data-name=\"\(found.name)\">\(found.name)</a>"
            : "\(found.name) <b>\(w("Its bytes were not on the server that wrote this file. Ask the party that put it in."))</b>"
        let facts = [w.dateAndTime(entry.time), reading.partyName(entry.author.hex), ByteCount.text(Int(clamping: found.size), w), about]
        return
            "<li>\(name)<br><span class=\"second\">\(facts.filter { !$0.isEmpty }.joined(separator: ", "))</span><div class=\"second num\">\(hash)</div></li>"
    }

    /// What the parties said to each other, the oldest first.
    private var talk: HTML {
        let all = reading.ledger.messages
        guard !all.isEmpty else { return .empty }
        let guests = GuestEntries(reading.ledger)
        let subjects = Dictionary(TalkViews.subjects(reading, w).map { ($0.value, $0.word) }) { first, _ in first }
        return "<h2>\(w("Talk"))</h2><ol>\(all, { message($0, subjects, guests) })</ol>"
    }

    private func message(_ entry: Entry, _ subjects: [String: String], _ guests: GuestEntries) -> HTML {
        guard case .say(_, let about) = entry.act else { return .empty }
        let subject = about.isEmpty ? "" : subjects[about] ?? w("something taken out since")
        return """
            <li>\(if: !subject.isEmpty, "<span class=\"second\">\(w("About: \(subject)"))</span>")<p class="lines">\(TalkViews.text(of: entry, w))</p><span class="second">\(w.dateAndTime(entry.time)), \(w.writer(of: entry, reading, guests))</span></li>
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
            {"format":"proxenia-record","version":2,"partnership":"\(ledger.partnership)","root":"\(ledger.root.hex)","digest":"\(ledger.digest.hex)","exported":"\(now.rfc3339)",
            "entries":[
            \(entries.joined(separator: ",\n"))
            ],
            "values":[\(values.joined(separator: ",\n"))],
            "documents":[\(quoted(contained))],"missing":[\(quoted(missing))]}
            """
        return whole.replacingOccurrences(of: "<", with: "\\u003c")
    }

    private func quoted(_ hashes: [String]) -> String { hashes.map { "\"\($0)\"" }.joined(separator: ",") }
}

/// Bytes that come in pieces, as one base64 (RFC 4648). Three bytes are four signs, so what is over waits for the next piece.
struct Base64Lines {
    private var rest: [UInt8] = []

    mutating func add(_ piece: [UInt8]) -> [UInt8] {
        let all = rest + piece
        let whole = all.count - all.count % 3
        rest = Array(all[whole...])
        return Array(Data(all[..<whole]).base64EncodedData()) + (whole > 0 ? [0x0A] : [])
    }

    mutating func end() -> [UInt8] {
        defer { rest = [] }
        return rest.isEmpty ? [] : Array(Data(rest).base64EncodedData()) + [0x0A]
    }
}
