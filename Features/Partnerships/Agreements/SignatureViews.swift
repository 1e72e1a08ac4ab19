import Kernel
import Ledger
import Markup
import Web

/// Who has signed an agreement, by party.
enum SignatureViews {
    /// The form with the agreement already chosen.
    static func adding(_ agreement: SharedObject, _ page: RecordPage) -> String {
        page.paths.thing(SignatureKind.kind) + Parameters([("agreement", agreement.id)]).queryString
    }

    static func list(_ document: AgreementDocument, _ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        guard !document.signatures.isEmpty else {
            return "<p class=\"second signed\">\(w("No signature is entered yet."))</p>"
        }
        let byParty = Dictionary(grouping: document.signatures) { reading.party(called: $0.text("party"))?.id ?? $0.text("party") }
        let former = byParty.keys.filter { id in !reading.parties.contains { $0.id == id } }.sorted()
        let parties = reading.parties.map { (id: $0.id, name: $0.name) } + former.map { (id: $0, name: reading.partyName($0)) }
        return Part.facts(parties.map { (name: w("For \($0.name)"), value: party(byParty[$0.id] ?? [], page)) }, wide: true)
    }

    /// Signatures under what was taken out since: whoever wrote them can still take them out, and with them the names.
    static func orphans(_ documents: [AgreementDocument], _ page: RecordPage) -> HTML {
        let known = Set(documents.map(\.object.id))
        let left = page.reading.all(SignatureKind.kind).filter { !known.contains($0.text("agreement")) }
        guard !left.isEmpty else { return .empty }
        return Part.block(page.w("Signatures under what was taken out since"), "<ul class=\"signed\">\(left, { line($0, page) })</ul>")
    }

    private static func party(_ all: [SharedObject], _ page: RecordPage) -> HTML {
        all.isEmpty ? "<span class=\"second\">\(page.w("not signed"))</span>" : "<ul class=\"signed\">\(all, { line($0, page) })</ul>"
    }

    private static func line(_ signature: SharedObject, _ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let name = signature.personal == nil ? "" : signature.title
        let post = SignatureKind.Post(rawValue: signature.text("post")).map { $0.mark(w) } ?? ""
        // The document's own words say what the choice says, and better.
        let what = signature["post-text"]?.text ?? post
        let day = signature.date("on").map { w.date($0) } ?? ""
        let place = signature.text("place")
        let more = [
            [place, day].filter { !$0.isEmpty }.joined(separator: ", "),
            signature.text("languages").isEmpty ? "" : w("copies in \(signature.text("languages"))"), author(signature, page) ?? "",
        ].filter { !$0.isEmpty }.joined(separator: " · ")
        return """
            <li><span><b>\(name.isEmpty ? what : name)</b>\(if: !name.isEmpty && !what.isEmpty, ", \(what)")<span class="second">\(more)</span></span>\(page.editing(signature))</li>
            """
    }

    /// Who entered it, where that is another party than the one that signed.
    private static func author(_ signature: SharedObject, _ page: RecordPage) -> String? {
        guard let author = signature.author, page.reading.party(called: signature.text("party"))?.id != author.hex else { return nil }
        return page.w("entered by \(page.reading.partyName(author.hex))")
    }
}
