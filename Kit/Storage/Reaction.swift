import Kernel
import Synchronization

/// What a feature does, in the same transaction, when a fact about something of another feature is written: the register takes over the new
/// name of an organisation. Neither feature knows the other; the application plugs them together.
public struct Reaction: Sendable {
    /// `organisation`, as in `Fact.subjectKind`.
    public let subjectKind: String
    let react: @Sendable (Fact, Occasion, Connection) throws -> Void

    /// - Parameter react: what it throws undoes the act that was written as well. It may be run again with its transaction.
    public init(to subjectKind: String, _ react: @escaping @Sendable (Fact, Connection) throws -> Void) {
        self.init(to: subjectKind) { fact, _, connection in try react(fact, connection) }
    }

    /// The same for one that writes facts of its own, on the same occasion.
    public init(to subjectKind: String, _ react: @escaping @Sendable (Fact, Occasion, Connection) throws -> Void) {
        (self.subjectKind, self.react) = (subjectKind, react)
    }
}

/// Who wrote a fact, when, and with which request: what reacts to it writes its own under the same.
public struct Occasion: Sendable {
    public let actor: Actor
    public let at: Instant
    public let request: String?

    /// Who is named for it in the records of an office. Another office is not told who of this one it was.
    public func actor(for office: OfficeID?) -> Actor { office == actor.office ? actor : .system }
}

/// The reactions of one database.
final class Reactions: Sendable {
    private let known = Mutex<[String: [Reaction]]>([:])

    func set(_ reactions: [Reaction]) { known.withLock { $0 = Dictionary(grouping: reactions, by: \.subjectKind) } }

    func run(_ fact: Fact, _ occasion: Occasion, _ connection: Connection) throws {
        for reaction in known.withLock({ $0[fact.subjectKind] ?? [] }) { try reaction.react(fact, occasion, connection) }
    }
}

extension Database {
    /// Says who reacts to what is written from now on; earlier ones are forgotten.
    public func setReactions(_ reactions: [Reaction]) { bells.reactions.set(reactions) }
}
