import Directory
import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Storage

/// The work of an import that is too large to be waited for: finding the places, planning, importing, undoing.
struct ImportJobs: Sendable {
    let gazetteer: Gazetteer
    let reconciler: Reconciler

    enum Kind: String, Sendable, CaseIterable {
        case match = "import.match"
        case plan = "import.plan"
        case apply = "import.apply"
        case undo = "import.undo"
    }

    /// Nothing is decided with the work: all decisions lie in the rows.
    typealias Order = ImportOrder<Never>

    static func enqueue(_ kind: Kind, _ record: ImportRecord, title: String, by actor: Actor, at now: Instant, _ connection: Connection) throws
        -> JobID
    {
        let job = try Order(record.id, of: record.office, by: actor).enqueue(kind.rawValue, title: title, by: actor, at: now, connection)
        try ImportStore(connection, office: record.office).setJob(record.id, job)
        return job
    }

    var handlers: [JobHandler] {
        [
            JobHandler(kind: Kind.match.rawValue, restartable: true) { job in
                let order = try job.job.payload(as: Order.self)
                try await OffThread.run {
                    try match(order.id, order.office, order.actor, job.database, now: job.clock.now) {
                        try job.progress.update(done: $0, total: $1)
                    }
                }
                return nil
            },
            JobHandler(kind: Kind.plan.rawValue, restartable: true) { job in
                try await work(job) { connection, record, order, now in
                    try Applying(connection, record, by: order.actor, at: now, gazetteer: gazetteer).plan {
                        try job.progress.update(done: $0, total: record.rows)
                    }
                }
            },
            JobHandler(kind: Kind.apply.rawValue) { job in
                do {
                    return try await work(job) { connection, record, order, now in
                        _ = try Applying(connection, record, by: order.actor, at: now, gazetteer: gazetteer).apply {
                            try job.progress.update(done: $0, total: record.rows)
                        }
                    }
                } catch is RegisterChanged {
                    _ = try await work(job) { try Applying($0, $1, by: $2.actor, at: $3, gazetteer: gazetteer).plan() }
                    throw AppError.conflict(
                        "Somebody changed the register since this plan was made. Nothing was imported. Open the import again and look at the plan once more."
                    )
                }
            },
            JobHandler(kind: Kind.undo.rawValue) { job in
                try await work(job) { connection, record, order, now in
                    _ = try Applying(connection, record, by: order.actor, at: now, gazetteer: gazetteer).undo()
                    // Who stopped it meanwhile has it as it was.
                    try job.progress.update(done: record.rows, total: record.rows)
                }
            },
        ]
    }

    private func work(_ job: JobContext, _ body: @escaping @Sendable (Connection, ImportRecord, Order, Instant) throws -> Void) async throws
        -> String?
    {
        try await Order.carryOut(job) { connection, order, now in
            try body(connection, try ImportStore(connection, office: order.office).find(order.id), order, now)
        }
    }

    /// Finds the places and makes the plan, in several transactions; the import counts as matched only when all of it is done.
    /// - Parameter told: rows done, and how many there are.
    func match(
        _ id: ImportID, _ office: OfficeID, _ actor: Actor, _ database: Database, now: @Sendable () -> Instant, told: (Int, Int) throws -> Void
    ) throws {
        let source = try database.readSync { try Matching.Source(id, office: office, gazetteer: gazetteer, $0) }
        try Matching(gazetteer: gazetteer, reconciler: reconciler).run(source, { try database.writeSync($0) }) { try told($0, source.record.rows) }
        let instant = now()
        try database.writeSync { connection in try finish(id, office, actor, at: instant, connection) }
    }

    /// The same inside one transaction that stands already.
    func match(_ id: ImportID, _ office: OfficeID, _ actor: Actor, at now: Instant, _ connection: Connection) throws {
        let source = try Matching.Source(id, office: office, gazetteer: gazetteer, connection)
        try Matching(gazetteer: gazetteer, reconciler: reconciler).run(source, { try $0(connection) }) { _ in }
        try finish(id, office, actor, at: now, connection)
    }

    private func finish(_ id: ImportID, _ office: OfficeID, _ actor: Actor, at now: Instant, _ connection: Connection) throws {
        let store = ImportStore(connection, office: office)
        try store.setState(id, .matched, isPlanned: true, by: actor, at: now)
        try Applying(connection, try store.find(id), by: actor, at: now, gazetteer: gazetteer).plan()
    }
}
