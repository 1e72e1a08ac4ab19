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

    /// - Parameter naming: gets the identity as an expression (text), and may use every alias of its own but `d`.
    public init(
        _ name: String, _ title: Message, slot: Panel.Slot, path: @escaping @Sendable (String) -> String,
        accepts: @escaping @Sendable (String) -> Bool, elsewhere: @escaping @Sendable (_ id: String, Language) throws -> String? = { _, _ in nil },
        keep: @escaping @Sendable (_ id: String, Connection) throws -> Void = { _, _ in },
        naming: @escaping @Sendable (_ id: SQL, Actor, Language) -> SQL
    ) {
        (self.name, self.title, self.slot, self.path, self.accepts, self.naming) = (name, title, slot, path, accepts, naming)
        (self.elsewhere, self.keep) = (elsewhere, keep)
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
