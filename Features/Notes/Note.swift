import Gazetteer
import Kernel

/// A note about a record.
struct Note: Sendable {
    enum Tag {}
    static let longest = 10_000

    let id: ID<Tag>
    let subject: NoteSubject
    /// What the record is called for this reader.
    let subjectName: String
    let text: String
    let revision: Int
    let writtenAt: Instant
    /// Nil when the account is gone; the name stays.
    let authorID: UserID?
    let author: String
    let updatedAt: Instant
    let updatedBy: String
    let removedAt: Instant?
    let removedBy: String?

    var isRemoved: Bool { removedAt != nil }
    var isChanged: Bool { revision > 1 }

    /// Whoever wrote it may change it, and the director.
    func mayChange(_ actor: Actor) -> Bool { (actor.user != nil && actor.user == authorID) || actor.role == .director }
}

typealias NoteID = ID<Note.Tag>

/// The record a note is about.
struct NoteSubject: Sendable, Hashable {
    let kind: String
    let id: String

    var text: String { "\(kind) \(id)" }

    init(kind: String, id: String) { (self.kind, self.id) = (kind, id) }

    /// Nil for what is no record's kind and identity.
    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        (kind, id) = (parts[0], parts[1])
    }
}

/// A wording that another has replaced.
struct EarlierWording: Sendable {
    let text: String
    let by: String
    let replacedAt: Instant
}

/// How a text is made searchable, and what must stand in it to hold what somebody typed.
enum NoteWords {
    /// Folding takes a name's length at a time; a longer run, as of scripts that write without spaces, is folded in pieces that overlap.
    private static let piece = 60
    private static let overlap = 20

    static func folded(_ text: String) -> String { pieces(text).joined(separator: " ") }

    /// Every word of it, folded; each must be found somewhere in the text.
    static func asked(_ typed: String) -> [String] { Array(pieces(String(typed.prefix(200))).prefix(12)) }

    private static func pieces(_ text: String) -> [String] {
        var all: [String] = []
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var rest = word
            while true {
                let key = FoldedName(String(rest.prefix(piece))).text
                if !key.isEmpty { all.append(key) }
                guard rest.count > piece else { break }
                rest = rest.dropFirst(piece - overlap)
            }
        }
        return all
    }
}
