import Kernel
import Markup
import Storage

/// Something a person of an office is responsible for. A feature offers it through its door; whoever leaves hands all of it over on one page.
public struct Responsibility: Sendable {
    /// Somebody of an office.
    public struct Holder: Sendable, Equatable {
        public let user: UserID
        public let name: String
        public init(user: UserID, name: String) { (self.user, self.name) = (user, name) }
    }

    /// What somebody holds: how many there are, and the first of them.
    public struct Held: Sendable {
        public let count: Int
        public let first: [(title: String, path: String)]
        public init(count: Int, first: [(title: String, path: String)]) { (self.count, self.first) = (count, first) }
    }

    /// Who hands over to whom, where, on whose word and when.
    public struct HandOver: Sendable {
        public let from: Holder
        /// Nil: what they held stays with nobody.
        public let to: Holder?
        public let office: OfficeID
        public let actor: Actor
        public let now: Instant

        public init(from: Holder, to: Holder?, office: OfficeID, by actor: Actor, at now: Instant) {
            (self.from, self.to, self.office, self.actor, self.now) = (from, to, office, actor, now)
        }
    }

    /// In forms and in the journal: `partnerships`.
    public let name: String
    public let title: Message
    /// How many of those held are shown at most.
    public static let shown = 8
    public let held: @Sendable (Holder, OfficeID, Connection) throws -> Held
    /// Changes each one as if its page had been used: with its own entry in the journal.
    public let handOver: @Sendable (HandOver, Connection) throws -> Void

    public init(
        _ name: String, _ title: Message, held: @escaping @Sendable (Holder, OfficeID, Connection) throws -> Held,
        handOver: @escaping @Sendable (HandOver, Connection) throws -> Void
    ) {
        (self.name, self.title, self.held, self.handOver) = (name, title, held, handOver)
    }
}
