import Foundation
import Kernel
import Markup
import Storage
import Web

/// The work of an import that is too large to be waited for: planning, entering, undoing.
struct OrganisationImportJobs: Sendable {
    let planning: OrganisationPlanning
    let holdings: [Holding]

    enum Kind: String, Sendable {
        case plan = "organisations.plan", replan = "organisations.replan", apply = "organisations.apply", undo = "organisations.undo"
    }

    /// What a job needs to know: the import, in whose name it works, and what was decided.
    struct Payload: Codable {
        let id: ImportID
        let office: OfficeID
        let user: UserID?
        let name: String
        let role: Role?
        var choices: OrganisationImport.Choices?

        var actor: Actor { user.map { Actor(user: $0, name: name, office: office, role: role) } ?? .system }
    }

    /// Puts a piece of work into the queue; a second click finds the first one's.
    static func enqueue(
        _ kind: Kind, _ record: OrganisationImport, _ title: String, _ choices: OrganisationImport.Choices? = nil, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws -> JobID {
        let payload = Payload(id: record.id, office: record.office, user: actor.user, name: actor.name, role: actor.role, choices: choices)
        let job = try connection.jobs.enqueue(
            kind: kind.rawValue, title: title, payload: payload, office: record.office, by: actor, at: now, dedupe: "\(kind.rawValue):\(record.id)")
        try OrganisationImportStore(connection, office: record.office).setJob(record.id, job)
        return job
    }

    func applying(_ record: OrganisationImport, by actor: Actor, at now: Instant, _ connection: Connection) -> OrganisationApplying {
        OrganisationApplying(connection: connection, record: record, gazetteer: planning.gazetteer, actor: actor, now: now, holdings: holdings)
    }

    var handlers: [JobHandler] {
        [
            JobHandler(kind: Kind.plan.rawValue, restartable: true) { job in
                let payload = try job.job.payload(as: Payload.self)
                let now = job.clock.now()
                try await OffThread.run {
                    let record = try job.database.readSync { try OrganisationImportStore($0, office: payload.office).find(payload.id) }
                    try planning.run(record, job.database, by: payload.actor, at: now) { try job.progress.update(done: $0, total: record.rows) }
                }
                return nil
            },
            JobHandler(kind: Kind.replan.rawValue, restartable: true) { job in
                try await work(job) { applying, payload in
                    try planning.plan(applying.record, by: payload.actor, at: applying.now, applying.connection) {
                        try job.progress.update(done: $0, total: applying.record.rows)
                    }
                }
            },
            JobHandler(kind: Kind.apply.rawValue) { job in
                do {
                    return try await work(job) { applying, payload in
                        guard let choices = payload.choices else { throw AppError.notFound }
                        try applying.apply(choices) { try job.progress.update(done: $0, total: applying.record.rows) }
                    }
                } catch is DirectoryChanged {
                    _ = try await work(job) { applying, payload in
                        try planning.plan(applying.record, by: payload.actor, at: applying.now, applying.connection)
                    }
                    throw AppError.conflict(
                        "Somebody changed the directory since this plan was made. Nothing was imported. Open the import again and look at the plan once more."
                    )
                }
            },
            JobHandler(kind: Kind.undo.rawValue) { job in
                try await work(job) { applying, _ in
                    let result = applying.record.result
                    try applying.undo { try job.progress.update(done: $0, total: result.entered + result.filled) }
                }
            },
        ]
    }

    private func work(_ job: JobContext, _ body: @escaping @Sendable (OrganisationApplying, Payload) throws -> Void) async throws -> String? {
        let payload = try job.job.payload(as: Payload.self)
        let now = job.clock.now()
        try await job.database.write { connection in
            let record = try OrganisationImportStore(connection, office: payload.office).find(payload.id)
            try body(applying(record, by: payload.actor, at: now, connection), payload)
        }
        return nil
    }

    /// Where a finished job of an import leads; nil for any other job.
    static func arrival(_ job: Job) -> String? {
        guard Kind(rawValue: job.kind) != nil else { return nil }
        // A payload that cannot be read leads nowhere; the job itself has failed on it and said so.
        do { return DirectoryPaths.organisationImport(try job.payload(as: Payload.self).id) } catch { return nil }
    }
}
