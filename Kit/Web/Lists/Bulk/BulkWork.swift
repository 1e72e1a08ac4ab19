import Kernel
import Markup
import Storage

/// Does what was confirmed, and undoes it: some hundreds of rows to a transaction, so that others write in between, and what a transaction has
/// done is noted in it. After a break the work goes on behind the last row done.
struct BulkWork: Sendable {
    let offers: BulkOffers
    let extras: [ListExtra]
    let catalogue: Catalogue

    static let step = 500

    enum Kind: String { case perform = "bulk.perform", undo = "bulk.undo" }

    /// In whose name it is done.
    struct Payload: Codable {
        let run: BulkRunID
        let office: OfficeID
        let user: UserID?
        let name: String
        let role: Role?
        let language: String
        let total: Int

        init(_ run: BulkRun, total: Int, _ context: Context) {
            (self.run, self.total, office, user, name, role) = (run.id, total, run.office, context.actor.user, context.actor.name, context.actor.role)
            language = context.language.tag
        }
        var actor: Actor { user.map { Actor(user: $0, name: name, office: office, role: role) } ?? .system }
    }

    func plan(_ run: BulkRun, _ actor: Actor, _ w: Words, at now: Instant, batch: String? = nil, request: String? = nil) throws -> BulkPlan {
        guard let list = offers.lists[run.list],
            let action = offers.actions.first(where: { $0.name == run.action && $0.isOffered(on: list, to: actor) })
        else { throw AppError.notFound }
        return BulkPlan(
            list: list, action: action, choice: run.choice, seen: run.seenAt,
            ask: BulkAsk(actor: actor, office: run.office, now: now, w: w, value: run.value, batch: batch ?? run.id.text, request: request),
            scope: ListScope(actor: actor, w: w, now: now, extras: extras))
    }

    /// The next rows.
    /// - Returns: whether there may be more, and how many were looked at so far.
    func perform(_ run: BulkRun, _ plan: BulkPlan, _ connection: Connection) throws -> (isMore: Bool, done: Int) {
        let store = BulkStore(connection: connection)
        let lines = try plan.batch(after: run.cursor, limit: Self.step, connection)
        guard let last = lines.last else {
            if try store.enter(.done, from: [.working], run.id) { try note("done", run, run.tally, plan.ask, connection) }
            return (false, run.tally.total)
        }
        let wanted = lines.filter { $0.reason == nil }.map(\.id)
        let changed = wanted.isEmpty ? [] : try plan.action.perform(plan.ask, plan.list.kind, wanted, connection)
        var tally = run.tally
        tally.count(nil, changed.count)
        for line in lines { if let reason = line.reason { tally.count(reason, 1) } }
        // What could not be changed although nothing spoke against it was changed a moment ago.
        if wanted.count > changed.count { tally.count(.changed, wanted.count - changed.count) }
        try store.advance(run, to: last.id, tally, changed: changed)
        return (true, tally.total)
    }

    func undo(_ run: BulkRun, _ plan: BulkPlan, _ connection: Connection) throws -> (isMore: Bool, done: Int) {
        let store = BulkStore(connection: connection)
        let rows = try store.changed(run.id, limit: Self.step)
        guard !rows.isEmpty else {
            if try store.enter(.undone, from: [.undoing], run.id, at: plan.ask.now) { try note("undone", run, run.tally, plan.ask, connection) }
            return (false, run.undone + run.kept)
        }
        let undone = try plan.action.undo(plan.ask, plan.list.kind, rows, connection)
        let isUndone = Set(undone)
        try store.settle(run, undone: undone, kept: rows.map(\.id).filter { !isUndone.contains($0) })
        return (true, run.undone + run.kept + rows.count)
    }

    /// One fact for the whole of it beside those of the rows.
    private func note(_ act: String, _ run: BulkRun, _ tally: BulkTally, _ ask: BulkAsk, _ connection: Connection) throws {
        try note(act, run, tally, by: ask.actor, at: ask.now, batch: ask.batch, request: ask.request, connection)
    }

    private func note(
        _ act: String, _ run: BulkRun, _ tally: BulkTally, by actor: Actor, at now: Instant, batch: String, request: String?, _ connection: Connection
    ) throws {
        struct Noted: Encodable { let action: String, list: String, changed: Int, leftOut: [String: Int], undone: Int, kept: Int }
        let noted = Noted(action: run.action, list: run.list, changed: tally.changed, leftOut: tally.leftOut, undone: run.undone, kept: run.kept)
        try connection.journal.record(
            try Fact(act, BulkStore.subject, run.id.text, office: run.office, from: nil, to: noted, batch: batch), by: actor, at: now,
            request: request)
    }

    // MARK: In the background

    var handlers: [JobHandler] {
        [
            JobHandler(kind: Kind.perform.rawValue, restartable: true) { try await work($0, isUndo: false) },
            JobHandler(kind: Kind.undo.rawValue, restartable: true) { try await work($0, isUndo: true) },
        ]
    }

    private func work(_ job: JobContext, isUndo: Bool) async throws -> String? {
        let payload = try job.job.payload(as: Payload.self)
        let w = Words(catalogue, Language(payload.language) ?? .english)
        do {
            while true {
                let now = job.clock.now()
                let step = try await job.database.write { connection in
                    guard let run = try BulkStore(connection: connection).find(payload.run) else { throw AppError.notFound }
                    let plan = try plan(run, payload.actor, w, at: now, batch: isUndo ? "undo \(run.id)" : nil)
                    return isUndo ? try undo(run, plan, connection) : try perform(run, plan, connection)
                }
                guard step.isMore else { return nil }
                try job.progress.update(done: step.done, total: payload.total)
            }
        } catch is CancellationError {
            // Stopped by the server: it goes on later. Stopped by a person: what is done stays, and can be undone.
            let isAsked = try await job.database.read { try $0.jobs.find(job.job.id)?.isCancelRequested == true }
            guard isAsked else { throw CancellationError() }
            try await stop(payload, job)
            return nil
        } catch let error as AppError {
            // What it asked for is refused, today and tomorrow: what is done so far can be undone.
            try await stop(payload, job)
            throw error
        }
    }

    private func stop(_ payload: Payload, _ job: JobContext) async throws {
        let now = job.clock.now()
        try await job.database.write { connection in
            let store = BulkStore(connection: connection)
            guard let run = try store.find(payload.run), try store.enter(.stopped, from: [.working, .undoing], run.id) else { return }
            try note("stopped", run, run.tally, by: payload.actor, at: now, batch: run.id.text, request: nil, connection)
        }
    }

    /// Where a finished job leads.
    static func arrival(_ job: Job) -> String? {
        guard job.kind == Kind.perform.rawValue || job.kind == Kind.undo.rawValue else { return nil }
        do { return BulkPages.run(try job.payload(as: Payload.self).run) } catch { return nil }
    }
}
