import Kernel
import Ledger
import Markup

/// That a party lets the public read a document which it put into the record. It stands on the public page of that party's own register, and the
/// others read in the record that it does.
enum ReleaseKind {
    static let kind = SharedKind(
        "release", path: "releases", tab: DocumentPages.tab.path, .own, title: "name", hasForm: false,
        word: { $0("Document released to the public") }, new: { $0("Document released to the public") },
        fields: [
            SharedField("document", .line(64), isRequired: true) { $0("SHA-256") },
            SharedField("name", .line(200), isRequired: true) { $0("Document") },
        ])
}

/// A document that the public may read.
struct ReleasedDocument: Sendable {
    let hash: DocumentHash
    /// The name of the file with its ending.
    let name: String
    /// In bytes.
    let size: Int64
    /// When it was put into the record.
    let putIn: Instant
    /// The name of the object that releases it.
    let object: String

    /// What a party has released of its own, the latest first. Nobody releases what another party put in.
    static func all(_ reading: SharedReading, by party: PartyID) -> [ReleasedDocument] {
        let released = Dictionary(
            reading.all(ReleaseKind.kind).filter { $0.author == party }.map { ($0.text("document"), $0.name) },
            uniquingKeysWith: { first, _ in first })
        var found: [ReleasedDocument] = []
        for entry in reading.ledger.attachments.reversed() where entry.author == party {
            guard let content = DocumentPages.attachment(entry), let object = released[content.document.hex] else { continue }
            guard !found.contains(where: { $0.hash == content.document }) else { continue }
            found.append(ReleasedDocument(hash: content.document, name: content.name, size: content.size, putIn: entry.time, object: object))
        }
        return found
    }
}
