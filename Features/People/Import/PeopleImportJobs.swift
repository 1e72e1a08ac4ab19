import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The work of an import that is too large to be waited for.
struct PeopleImportJobs: Sendable {
    let gazetteer: Gazetteer
    let holdings: [Holding]

    enum Kind: String, Sendable { case plan = "people.plan", apply = "people.apply", undo = "people.undo" }

    /// What a job needs to know. Nothing of the people: a job's payload outlives them.
    struct Payload: Codable {
        let id: ImportID
        let office: OfficeID
        let user: UserID?
        let name: String
        let role: Role?
        let language: Language
        var choices: PersonApplying.Choices?

        var actor: Actor { user.map { Actor(user: $0, name: name, office: office, role: role) } ?? .system }
    }

    func enqueue(
        _ kind: Kind, _ record: PeopleImport, _ title: String, _ choices: PersonApplying.Choices? = nil, _ w: Words, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws -> JobID {
        let payload = Payload(
            id: record.id, office: record.office, user: actor.user, name: actor.name, role: actor.role, language: w.language, choices: choices)
        let job = try connection.jobs.enqueue(
            kind: kind.rawValue, title: title, payload: payload, office: record.office, by: actor, at: now, dedupe: "\(kind.rawValue):\(record.id)")
        try PeopleImportStore(connection: connection, office: record.office).setJob(record.id, job)
        return job
    }

    /// - Parameter catalogue: of the sentences with which refused rows are told why.
    func handlers(_ catalogue: Catalogue) -> [JobHandler] {
        [
            JobHandler(kind: Kind.plan.rawValue, restartable: true) { job in
                try await work(job) { connection, record, payload, now in
                    try PersonPlanning(connection: connection, record: record, gazetteer: gazetteer, w: Words(catalogue, payload.language))
                        .run(by: payload.actor, at: now) { try job.progress.update(done: $0, total: record.rows) }
                }
            },
            JobHandler(kind: Kind.apply.rawValue) { job in
                try await work(job) { connection, record, payload, now in
                    guard let choices = payload.choices else { throw AppError.notFound }
                    try PersonApplying(connection: connection, record: record, gazetteer: gazetteer, actor: payload.actor, now: now)
                        .apply(choices) { try job.progress.update(done: $0, total: record.rows) }
                }
            },
            JobHandler(kind: Kind.undo.rawValue) { job in
                try await work(job) { connection, record, payload, now in
                    _ = try PersonApplying(
                        connection: connection, record: record, gazetteer: gazetteer, actor: payload.actor, now: now, holdings: holdings
                    )
                    .undo { try job.progress.update(done: $0, total: record.entered + record.merged) }
                }
            },
        ]
    }

    private func work(_ job: JobContext, _ body: @escaping @Sendable (Connection, PeopleImport, Payload, Instant) throws -> Void) async throws
        -> String?
    {
        let payload = try job.job.payload(as: Payload.self)
        let now = job.clock.now()
        try await job.database.write { connection in
            try body(connection, try PeopleImportStore(connection: connection, office: payload.office).find(payload.id), payload, now)
        }
        return nil
    }

    /// Where a finished job of this feature leads; nil for the jobs of others.
    static func arrival(_ job: Job) -> String? {
        guard Kind(rawValue: job.kind) != nil else { return nil }
        // A payload that cannot be read leads nowhere; the job itself has failed on it and said so.
        do { return PeoplePaths.importPage(try job.payload(as: Payload.self).id) } catch { return nil }
    }
}
