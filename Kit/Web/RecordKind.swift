import Kernel
import Markup
import Storage

/// A kind of record that other features may attach things to (files, a star) without knowing the feature it belongs to. That feature
/// offers it through its door, App hands it on.
public struct RecordKind: Sendable {
    /// As in `Fact.subjectKind`: `organisation`.
    public let name: String
    /// What one record of it is called.
    public let title: Message
    /// Where panels stand on its page.
    public let slot: Panel.Slot
    /// Where the page of one is.
    public let path: @Sendable (_ id: String) -> String
    /// Whether a text can be the identity of one at all.
    let accepts: @Sendable (_ id: String) -> Bool
    /// A scalar query for the name of the record, NULL where this reader may not see it, or it is not there: the finder is the guard.
    public let naming: @Sendable (_ id: SQL, Actor, Language) -> SQL

    /// The name of what exists outside the database (a place of the gazetteer); nil for what does not.
    let elsewhere: @Sendable (_ id: String, Language) throws -> String?
    /// Brings what exists elsewhere into the database, before something is attached to it.
    public let keep: @Sendable (_ id: String, Connection) throws -> Void
    /// Whether such a record is a person. What is attached to one must go when the person is erased: react to the fact “erased”, and
    /// write no value into the journal (docs/decisions/erasure.md).
    public let isPersonal: Bool
    /// Where such records are listed; a list of that address takes the filters others add (`ListExtra`). Nil where there is none.
    public let list: String?
    /// A query for the identities whose attachments are the record's own: itself, and the entries that were merged into it.
    public let whole: @Sendable (_ id: SQL) -> SQL

    /// - Parameter naming: gets the identity as an expression (text), and may use every alias of its own but `d`.
    public init(
        _ name: String, _ title: Message, slot: Panel.Slot, list: String? = nil, isPersonal: Bool = false,
        path: @escaping @Sendable (String) -> String,
        accepts: @escaping @Sendable (String) -> Bool, whole: @escaping @Sendable (_ id: SQL) -> SQL = { "SELECT \($0)" },
        elsewhere: @escaping @Sendable (_ id: String, Language) throws -> String? = { _, _ in nil },
        keep: @escaping @Sendable (_ id: String, Connection) throws -> Void = { _, _ in },
        naming: @escaping @Sendable (_ id: SQL, Actor, Language) -> SQL
    ) {
        (self.name, self.title, self.slot, self.path, self.accepts, self.naming) = (name, title, slot, path, accepts, naming)
        (self.elsewhere, self.keep, self.list, self.isPersonal, self.whole) = (elsewhere, keep, list, isPersonal, whole)
    }

    /// The record's name as this reader may see it.
    /// - Throws: `AppError.notFound` for what does not exist and for what is hidden from them.
    public func name(of id: String, for actor: Actor, _ language: Language, _ connection: Connection) throws -> String {
        guard accepts(id) else { throw AppError.notFound }
        let found: String?? = try connection.value("SELECT \(naming("\(id)", actor, language))")
        guard let name = try (found ?? nil) ?? elsewhere(id, language) else { throw AppError.notFound }
        return name
    }
}

extension Context {
    /// What others put at the head of a record's page: a star.
    public func marks(_ kind: String, _ id: String, _ connection: Connection) throws -> HTML { try panels(.mark, "\(kind) \(id)", connection) }
}

extension Sequence<RecordKind> {
    /// The name of a record of any of these kinds as an expression, NULL where this reader may not see it.
    /// - Parameters:
    ///   - kind: the column with the kind's name.
    ///   - id: the column with the identity, as text.
    public func naming(kind: SQL, id: SQL, _ actor: Actor, _ language: Language) -> SQL {
        let cases = map { "WHEN \($0.name) THEN \($0.naming(id, actor, language))" as SQL }
        return cases.isEmpty ? "NULL" : "(CASE \(kind) \(cases.joined(separator: " ")) END)"
    }
}

/// What a feature keeps of the records of others, for the day on which a person asks what is held of them.
public struct Holding: Sendable {
    /// Under which name it is handed out: `notes`.
    public let name: String
    /// Everything of these records, which are one person's, in the words in which it is kept.
    public let of: @Sendable (_ kind: String, _ ids: [String], Connection) throws -> [JSONValue]

    public init(_ name: String, of: @escaping @Sendable (_ kind: String, _ ids: [String], Connection) throws -> [JSONValue]) {
        (self.name, self.of) = (name, of)
    }
}
