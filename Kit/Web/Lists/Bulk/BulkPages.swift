import Kernel
import Markup
import Storage

/// Acting on many rows of a list: what to do, what it would change, doing it, undoing it. Everything chosen stands in the address until it is done.
public struct BulkPages: Sendable {
    static let path = "/office/bulk"
    static func run(_ id: BulkRunID) -> String { "\(path)/\(id)" }
    /// So many are done at once, more as a job.
    static let mostAtOnce = 300
    private static let shown = 25

    let work: BulkWork
    let records: [RecordKind]

    /// - Parameter others: every other feature, with the lists and actions they offer.
    public static func feature(_ others: [Feature], catalogue: Catalogue) -> Feature {
        let work = BulkWork(offers: BulkOffers(others), extras: others.flatMap(\.extras), catalogue: catalogue)
        let pages = BulkPages(work: work, records: others.flatMap(\.records))
        return Feature(
            "bulk",
            routes: [
                .get(path, may: HousePages.work, pages.choose), .post(path, may: HousePages.work, pages.confirm),
                .get("\(path)/{id}", may: HousePages.work, pages.show), .post("\(path)/{id}/undoing", may: HousePages.work, pages.undo),
            ],
            migrations: [BulkStore.migration], jobs: work.handlers,
            // Which tag a person bore could be read from a run: it goes with the person.
            reactions: pages.records.filter(\.isPersonal).map { record in
                Reaction(to: record.name) { fact, connection in
                    if fact.act == "erased" { try connection.run("DELETE FROM bulk_row WHERE record_id = \(fact.subjectID)") }
                }
            },
            readings: [
                FactReading(BulkStore.subject, "Act on many entries", path: { BulkRunID($0).map(run) }) { entry, w in
                    switch entry.act {
                    case "done": w("Done")
                    case "stopped": w("Stopped")
                    case "undone": w("Undone")
                    default: entry.act
                    }
                }
            ])
    }

    /// Where a finished job of this kind leads; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { BulkWork.arrival(job) }

    // MARK: Choosing and looking

    /// What the address says: a list this reader may read, rows of it, and what may be done with them.
    private func asked(_ typed: Parameters, _ context: Context) throws -> (
        list: BulkList, record: RecordKind, actions: [BulkAction], choice: BulkChoice
    ) {
        let path = typed.text("list")
        let actions = work.offers.on(path, context.actor)
        guard !actions.isEmpty, let list = work.offers.lists[path], let record = records.first(where: { $0.name == list.kind }) else {
            throw AppError.notFound
        }
        return (list, record, actions, BulkChoice(typed))
    }

    private func plan(
        _ list: BulkList, _ action: BulkAction, _ choice: BulkChoice, _ value: String, seen: Instant, batch: BulkRunID, _ context: Context
    )
        throws -> BulkPlan
    {
        BulkPlan(
            list: list, action: action, choice: choice, seen: seen,
            ask: BulkAsk(
                actor: context.actor, office: try context.office(), now: context.now, w: context.w, value: value, batch: batch.text,
                request: context.request.id),
            scope: ListScope(actor: context.actor, w: context.w, now: context.now, extras: work.extras))
    }

    private func choose(_ context: Context, _ connection: Connection) throws -> Reply {
        let typed = context.request.query
        let (list, record, actions, choice) = try asked(typed, context)
        let back = list.path + choice.address
        guard !choice.isEmpty else {
            return Reply.redirect(back).saying(context.w("Tick the rows you mean first, or “all that match”."), kind: .wrong)
        }
        let action = actions.first { $0.name == typed.text("action") }
        let value = String(typed.text("value").prefix(200))
        var problems = Problems()
        if let action, let argument = action.argument {
            let ask = try plan(list, action, choice, value, seen: context.now, batch: .new(), context).ask
            // Nothing said yet is a question, not a mistake.
            if typed["value"] != nil, let problem = try argument.problem(ask, connection) { problems.add("value", problem) }
            if typed["value"] == nil || !problems.isEmpty {
                return page(
                    BulkViews.choosing(list, choice, actions, FormView(typed, problems, context.w), back: back), status: problems.isEmpty ? 200 : 422,
                    list, context)
            }
        }
        guard let action else {
            if typed["value"] != nil { problems.add("action", context.w("Choose what to do.")) }
            return page(
                BulkViews.choosing(list, choice, actions, FormView(typed, problems, context.w), back: back), status: problems.isEmpty ? 200 : 422,
                list,
                context)
        }
        return try preview(try plan(list, action, choice, value, seen: context.now, batch: .new(), context), record, context, connection)
    }

    private func page(_ body: HTML, status: Int = 200, _ list: BulkList, _ context: Context) -> Reply {
        context.page(context.w("Many at once"), status: status, path: list.path, body)
    }

    private func preview(
        _ plan: BulkPlan, _ record: RecordKind, _ context: Context, _ connection: Connection, status: Int = 200, above: HTML = .empty
    ) throws -> Reply {
        let tally = try plan.tally(connection)
        let preview = BulkPreview(
            plan: plan, record: record, tally: tally,
            changing: tally.changed == 0 ? [] : try plan.named(isLeftOut: false, limit: Self.shown, record, connection),
            leftOut: tally.leftOut.isEmpty ? [] : try plan.named(isLeftOut: true, limit: Self.shown, record, connection))
        return page(BulkViews.preview(preview, above: above, context), status: status, plan.list, context)
    }

    // MARK: Doing

    private func confirm(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let (list, record, actions, choice) = try asked(typed, context)
        guard let action = actions.first(where: { $0.name == typed.text("action") }), let id = BulkRunID(typed.text("run")), !choice.isEmpty,
            let milliseconds = Int64(typed.text("seen").prefix(16))
        else { throw AppError.notFound }
        let store = BulkStore(connection: connection)
        // The second of two clicks finds what the first has begun.
        if let known = try store.find(id) { return try arrive(known, context) }
        let seen = min(Instant(milliseconds: milliseconds), context.now)
        let plan = try plan(list, action, choice, String(typed.text("value").prefix(200)), seen: seen, batch: id, context)
        if let argument = action.argument, let problem = try argument.problem(plan.ask, connection) { throw AppError.invalid(problem) }
        let tally = try plan.tally(connection)
        guard tally.changed <= Int(typed.text("count").prefix(10)) ?? 0 else {
            let again = try self.plan(list, action, choice, plan.ask.value, seen: context.now, batch: .new(), context)
            let notice = Part.notice(
                w("There are more than there were"), "<p>\(w("Since you looked, more entries match. Nothing is changed yet: look once more."))</p>")
            return try preview(again, record, context, connection, status: 409, above: notice)
        }
        guard tally.changed > 0 else {
            return Reply.redirect(list.path + choice.address).saying(w("There was nothing left to change."), kind: .wrong)
        }
        let isNew = try store.begin(id, plan)
        guard let run = try store.find(id) else { throw AppError.notFound }
        guard isNew else { return try arrive(run, context) }
        if tally.total > Self.mostAtOnce {
            let job = try connection.jobs.enqueue(
                kind: BulkWork.Kind.perform.rawValue, title: w("\(w(action.title)): \(tally.changed) entries"),
                payload: BulkWork.Payload(run, total: tally.total, context), office: run.office, by: context.actor, at: context.now,
                dedupe: "bulk:\(id)")
            return .redirect(JobPages.path(job))
        }
        try toTheEnd(run.id, store) { try work.perform($0, plan, connection) }
        return .redirect(Self.run(id))
    }

    /// Few enough to be done in this transaction.
    private func toTheEnd(_ id: BulkRunID, _ store: BulkStore, _ step: (BulkRun) throws -> (isMore: Bool, done: Int)) throws {
        while let run = try store.find(id), try step(run).isMore {}
    }

    private func arrive(_ run: BulkRun, _ context: Context) throws -> Reply {
        guard run.isOwn(context.actor) else { throw AppError.notFound }
        return .redirect(Self.run(run.id))
    }

    // MARK: Afterwards

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let store = BulkStore(connection: connection)
        let run = try store.find(context.id("id"), for: context.actor)
        guard let list = work.offers.lists[run.list], let record = records.first(where: { $0.name == list.kind }) else { throw AppError.notFound }
        let action = work.offers.actions.first { $0.name == run.action && ($0.lists?.contains(run.list) ?? true) }
        let outcome = BulkOutcome(
            run: run, record: record, title: action.map { context.w($0.title) } ?? run.action,
            changed: run.tally.changed == 0 ? [] : try store.names(run, fate: "changed", record, context.actor, context.language, limit: Self.shown),
            kept: run.kept == 0 ? [] : try store.names(run, fate: "kept", record, context.actor, context.language, limit: Self.shown),
            mayUndo: run.canUndo && action?.isOffered(on: list, to: context.actor) == true)
        return page(BulkViews.outcome(outcome, context), list, context)
    }

    private func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let store = BulkStore(connection: connection)
        let run = try store.find(context.id("id"), for: context.actor)
        let plan = try work.plan(run, context.actor, context.w, at: context.now, batch: "undo \(run.id)", request: context.request.id)
        guard run.canUndo, try store.enter(.undoing, from: [.done, .stopped], run.id) else {
            return Reply.redirect(Self.run(run.id)).saying(context.w("This is undone already, or about to be."))
        }
        if run.tally.changed > Self.mostAtOnce {
            let job = try connection.jobs.enqueue(
                kind: BulkWork.Kind.undo.rawValue, title: context.w("Undo: \(context.w(plan.action.title))"),
                payload: BulkWork.Payload(run, total: run.tally.changed, context), office: run.office, by: context.actor, at: context.now,
                dedupe: "bulk undo:\(run.id)")
            return .redirect(JobPages.path(job))
        }
        try toTheEnd(run.id, store) { try work.undo($0, plan, connection) }
        return .redirect(Self.run(run.id))
    }
}
