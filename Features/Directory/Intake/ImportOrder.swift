import Kernel
import Storage

/// What the work on an import in the background has to know: which import, in whose name it works, and what was decided. Nothing of what stands
/// in the file: an order is kept longer than that.
///
/// Written as JSON into the queue, from which a newer version of this program may read it: no name is changed, and what is added is optional.
public struct ImportOrder<Choices: Codable & Sendable>: Codable, Sendable {
    public let id: ImportID
    public let office: OfficeID
    private let user: UserID?
    private let name: String
    private let role: Role?
    /// In which remarks on the rows are written down; nil where there are none.
    public let language: Language?
    /// What is to be done; nil for work about which nothing is decided.
    public let choices: Choices?

    public init(_ id: ImportID, of office: OfficeID, by actor: Actor, in language: Language? = nil, _ choices: Choices? = nil) {
        (self.id, self.office, self.language, self.choices) = (id, office, language, choices)
        (user, name, role) = (actor.user, actor.name, actor.role)
    }

    /// In whose name the work is done.
    public var actor: Actor { user.map { Actor(user: $0, name: name, office: office, role: role) } ?? .system }

    /// Puts the work into the queue; a second click finds the first one's.
    public func enqueue(_ kind: String, title: String, by actor: Actor, at now: Instant, _ connection: Connection) throws -> JobID {
        try connection.jobs.enqueue(kind: kind, title: title, payload: self, office: office, by: actor, at: now, dedupe: "\(kind):\(id)")
    }

    /// Does the work in one transaction: all of it or nothing.
    public static func carryOut(_ job: JobContext, _ body: @escaping @Sendable (Connection, Self, Instant) throws -> Void) async throws -> String? {
        let order = try job.job.payload(as: Self.self)
        let now = job.clock.now()
        try await job.database.write { try body($0, order, now) }
        return nil
    }
}

extension Job {
    /// Which import the job works on; nil for an order that cannot be read: the job itself has failed on it and said so.
    public var importID: ImportID? {
        do { return try payload(as: Subject.self).id } catch { return nil }
    }

    private struct Subject: Decodable { let id: ImportID }
}
