import Synchronization

/// What a feature does, in the same transaction, when a fact about something of another feature is written: the register takes over the new
/// name of an organisation. Neither feature knows the other; the application plugs them together.
public struct Reaction: Sendable {
    /// `organisation`, as in `Fact.subjectKind`.
    public let subjectKind: String
    let react: @Sendable (Fact, Connection) throws -> Void

    /// - Parameter react: what it throws undoes the act that was written as well. It may be run again with its transaction.
    public init(to subjectKind: String, _ react: @escaping @Sendable (Fact, Connection) throws -> Void) {
        (self.subjectKind, self.react) = (subjectKind, react)
    }
}

/// The reactions of one database.
final class Reactions: Sendable {
    private let known = Mutex<[String: [Reaction]]>([:])

    func set(_ reactions: [Reaction]) { known.withLock { $0 = Dictionary(grouping: reactions, by: \.subjectKind) } }

    func run(_ fact: Fact, _ connection: Connection) throws {
        for reaction in known.withLock({ $0[fact.subjectKind] ?? [] }) { try reaction.react(fact, connection) }
    }
}

extension Database {
    /// Says who reacts to what is written from now on; earlier ones are forgotten.
    public func setReactions(_ reactions: [Reaction]) { bells.reactions.set(reactions) }
}
