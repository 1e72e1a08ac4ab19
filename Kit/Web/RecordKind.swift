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

    /// - Parameter naming: gets the identity as an expression (text), and may use every alias of its own but `d`.
    public init(
        _ name: String, _ title: Message, slot: Panel.Slot, path: @escaping @Sendable (String) -> String,
        accepts: @escaping @Sendable (String) -> Bool, naming: @escaping @Sendable (_ id: SQL, Actor, Language) -> SQL
    ) {
        (self.name, self.title, self.slot, self.path, self.accepts, self.naming) = (name, title, slot, path, accepts, naming)
    }

    /// The record's name as this reader may see it.
    /// - Throws: `AppError.notFound` for what does not exist and for what is hidden from them.
    public func name(of id: String, for actor: Actor, _ language: Language, _ connection: Connection) throws -> String {
        guard accepts(id), let found: String? = try connection.value("SELECT \(naming("\(id)", actor, language))"), let found else {
            throw AppError.notFound
        }
        return found
    }
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
