import Kernel
import Markup
import Storage

/// Looking through all entries of one kind of an office for those that may be the same: work in the background, one at a time for an office.
public struct DuplicateWork: Sendable {
    let kind: String
    let title: Message
    let page: String

    /// - Parameters:
    ///   - kind: of the job: `people.duplicates`.
    ///   - title: what the person who waits for it calls it.
    ///   - page: where a finished one leads.
    public init(_ kind: String, _ title: Message, page: String) { (self.kind, self.title, self.page) = (kind, title, page) }

    private struct Payload: Codable { let office: OfficeID }

    public func enqueue(_ office: OfficeID, _ w: Words, by actor: Actor, at now: Instant, _ connection: Connection) throws -> JobID {
        try connection.jobs.enqueue(
            kind: kind, title: w(title), payload: Payload(office: office), office: office, by: actor, at: now, dedupe: "\(kind):\(office)")
    }

    /// - Parameter look: compares the entries of an office and writes down what it found.
    public func handler(_ look: @escaping @Sendable (OfficeID, JobContext) async throws -> Void) -> JobHandler {
        JobHandler(kind: kind, restartable: true) { job in
            try await look(try job.job.payload(as: Payload.self).office, job)
            return nil
        }
    }

    /// Where a finished one leads; nil for other jobs.
    public func arrival(_ job: Job) -> String? { job.kind == kind ? page : nil }
}
