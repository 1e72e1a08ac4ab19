import Foundation

/// What somebody is written: a few paragraphs, perhaps a link to follow. Made in the reader's language by whoever writes it, kept in the
/// outbox as it is, and only turned into a mail when it is sent.
public struct Letter: Sendable, Codable, Equatable {
    public enum Block: Sendable, Codable, Equatable {
        case paragraph(String)
        /// A link as a button, and written out below for those whose mail program shows none.
        case link(word: String, address: String)
        /// Names and what they hold, a line each.
        case facts([Fact])
    }

    public struct Fact: Sendable, Codable, Equatable {
        public let name: String
        public let value: String
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// Address of the reader, and the name they go by; the name may be empty.
    public let to: String
    public let toName: String
    /// BCP 47 tag of the language it is written in.
    public let language: String
    public let subject: String
    public let blocks: [Block]
    /// Who writes, and why the reader gets it: small, at the end.
    public let footer: String
    /// Letters about one matter carry the same word, so that mail programs show them as one conversation: `partnership/ID`.
    public let thread: String?
    /// Where the reader stops further letters of this kind; only for those one may stop (RFC 2369).
    public let unsubscribe: String?

    public init(
        to: String, name toName: String, language: String, subject: String, blocks: [Block], footer: String, thread: String? = nil,
        unsubscribe: String? = nil
    ) {
        (self.to, self.toName, self.language, self.subject, self.blocks, self.footer) = (to, toName, language, subject, blocks, footer)
        (self.thread, self.unsubscribe) = (thread, unsubscribe)
    }

    /// As plain text: lines as long as they are written, since mail programs wrap them.
    public var plainText: String {
        var parts = blocks.map { block in
            switch block {
            case .paragraph(let text): text
            case .link(let word, let address): "\(word):\n\(address)"
            case .facts(let facts): facts.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            }
        }
        if !footer.isEmpty { parts.append("-- \n" + footer) }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
