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

    typealias Order = ImportOrder<OrganisationImport.Choices>

    static func enqueue(
        _ kind: Kind, _ record: OrganisationImport, _ title: String, _ choices: OrganisationImport.Choices? = nil, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws -> JobID {
        let job = try Order(record.id, of: record.office, by: actor, choices).enqueue(kind.rawValue, title: title, by: actor, at: now, connection)
        try OrganisationImportStore(connection, office: record.office).setJob(record.id, job)
        return job
    }

    func applying(_ record: OrganisationImport, by actor: Actor, at now: Instant, _ connection: Connection) -> OrganisationApplying {
        OrganisationApplying(connection: connection, record: record, gazetteer: planning.gazetteer, actor: actor, now: now, holdings: holdings)
    }

    var handlers: [JobHandler] {
        [
            JobHandler(kind: Kind.plan.rawValue, restartable: true) { job in
                let order = try job.job.payload(as: Order.self)
                let now = job.clock.now()
                try await OffThread.run {
                    let record = try job.database.readSync { try OrganisationImportStore($0, office: order.office).find(order.id) }
                    try planning.run(record, job.database, by: order.actor, at: now) { try job.progress.update(done: $0, total: record.rows) }
                }
                return nil
            },
            JobHandler(kind: Kind.replan.rawValue, restartable: true) { job in
                try await work(job) { applying, order in
                    try planning.plan(applying.record, by: order.actor, at: applying.now, applying.connection) {
                        try job.progress.update(done: $0, total: applying.record.rows)
                    }
                }
            },
            JobHandler(kind: Kind.apply.rawValue) { job in
                do {
                    return try await work(job) { applying, order in
                        guard let choices = order.choices else { throw AppError.notFound }
                        try applying.apply(choices) { try job.progress.update(done: $0, total: applying.record.rows) }
                    }
                } catch is DirectoryChanged {
                    _ = try await work(job) { applying, order in
                        try planning.plan(applying.record, by: order.actor, at: applying.now, applying.connection)
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

    private func work(_ job: JobContext, _ body: @escaping @Sendable (OrganisationApplying, Order) throws -> Void) async throws -> String? {
        try await Order.carryOut(job) { connection, order, now in
            let record = try OrganisationImportStore(connection, office: order.office).find(order.id)
            try body(applying(record, by: order.actor, at: now, connection), order)
        }
    }

    /// Where a finished job of an import leads; nil for any other job.
    static func arrival(_ job: Job) -> String? {
        Kind(rawValue: job.kind) == nil ? nil : job.importID.map(DirectoryPaths.organisationImport)
    }
}
