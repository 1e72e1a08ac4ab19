import Directory
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

    typealias Order = ImportOrder<PersonApplying.Choices>

    func enqueue(
        _ kind: Kind, _ record: PeopleImport, _ title: String, _ choices: PersonApplying.Choices? = nil, _ w: Words, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws -> JobID {
        let job = try Order(record.id, of: record.office, by: actor, in: w.language, choices).enqueue(
            kind.rawValue, title: title, by: actor, at: now, connection)
        try PeopleImportStore(connection: connection, office: record.office).setJob(record.id, job)
        return job
    }

    /// - Parameter catalogue: of the sentences with which refused rows are told why.
    func handlers(_ catalogue: Catalogue) -> [JobHandler] {
        [
            JobHandler(kind: Kind.plan.rawValue, restartable: true) { job in
                try await work(job) { connection, record, order, now in
                    try PersonPlanning(connection: connection, record: record, gazetteer: gazetteer, w: Words(catalogue, order.language ?? .english))
                        .run(by: order.actor, at: now) { try job.progress.update(done: $0, total: record.rows) }
                }
            },
            JobHandler(kind: Kind.apply.rawValue) { job in
                try await work(job) { connection, record, order, now in
                    guard let choices = order.choices else { throw AppError.notFound }
                    try PersonApplying(connection: connection, record: record, gazetteer: gazetteer, actor: order.actor, now: now)
                        .apply(choices) { try job.progress.update(done: $0, total: record.rows) }
                }
            },
            JobHandler(kind: Kind.undo.rawValue) { job in
                try await work(job) { connection, record, order, now in
                    _ = try PersonApplying(
                        connection: connection, record: record, gazetteer: gazetteer, actor: order.actor, now: now, holdings: holdings
                    )
                    .undo { try job.progress.update(done: $0, total: record.entered + record.merged) }
                }
            },
        ]
    }

    private func work(_ job: JobContext, _ body: @escaping @Sendable (Connection, PeopleImport, Order, Instant) throws -> Void) async throws
        -> String?
    {
        try await Order.carryOut(job) { connection, order, now in
            try body(connection, try PeopleImportStore(connection: connection, office: order.office).find(order.id), order, now)
        }
    }

    /// Where a finished job of this feature leads; nil for the jobs of others.
    static func arrival(_ job: Job) -> String? {
        Kind(rawValue: job.kind) == nil ? nil : job.importID.map(PeoplePaths.importPage)
    }
}
