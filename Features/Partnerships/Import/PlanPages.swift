import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The fourth step: what the import would do, row by row; then the import itself, and the way back.
extension ImportPages {
    /// Rows shown of each kind, and on the page of one kind alone.
    static let rowsOfEach = 25
    static let rowsPerPage = 200

    @Sendable func plan(_ context: Context, _ connection: Connection) throws -> Reply {
        try orMade(context) {
            let record = try store(context, connection).open(try id(context))
            if let waiting = try waiting(record, context, connection) { return waiting }
            guard record.state == .matched else { return .redirect(ImportPaths.show(record.id)) }
            guard record.isPlanned else { return .redirect(ImportPaths.review(record.id)) }
            return try planPage(record, context, connection)
        }
    }

    func planPage(
        _ record: ImportRecord, _ context: Context, _ connection: Connection, typed: Parameters? = nil, notice: HTML = .empty, status: Int = 200
    ) throws -> Reply {
        let w = context.w
        let store = try store(context, connection)
        let rows = ImportRowStore(connection, record.id)
        let tally = try rows.tally()
        let query = context.request.query
        let home = try store.home().place
        var sections: [(act: RowAct?, rows: [ImportRow])] = []
        let alone = RowAct(rawValue: query.text("act"))
        if let alone {
            sections = [(alone, try rows.rows(alone, after: Int(query.text("after").prefix(9)) ?? -1, limit: Self.rowsPerPage))]
        } else {
            sections = [(nil, try rows.unclear(limit: Self.rowsPerPage))]
            for act in RowAct.shown where (tally.acts[act] ?? 0) > 0 { sections.append((act, try rows.rows(act, limit: Self.rowsOfEach))) }
        }
        // A row whose date is to be corrected stands once, with its field.
        let unclear = Set(sections.first { $0.act == nil }?.rows.map(\.number) ?? [])
        sections = sections.map { section in (section.act, section.act == nil ? section.rows : section.rows.filter { !unclear.contains($0.number) }) }
            .filter { !$0.rows.isEmpty }
        let entries = try rows.newEntries(for: record.office, home: home, limit: 60)
        let places = try PlaceLine.lines(
            sections.flatMap { $0.rows.flatMap { [$0.partner, $0.home].compactMap(\.self) } } + entries.some + [home], gazetteer, w)
        let model = PlanPage(
            record: record, tally: tally, sections: sections, alone: alone, home: home, newEntries: entries, places: places, today: context.now.day,
            typed: typed)
        return page(record, context, status: status, PlanViews.page(model, notice: notice, context))
    }

    /// Keeps what was chosen for single rows.
    @Sendable func choose(_ context: Context) async throws -> Reply {
        try await orMade(context) {
            try await context.house.database.write { connection in
                let record = try open(context, connection)
                switch try keep(record, context, connection) {
                case .conflict(let reply): return reply
                case .kept, .nothing:
                    return Reply.redirect(ImportPaths.plan(record.id) + planQuery(context)).saying(
                        context.w("Saved. The plan below says what would be done now."))
                }
            }
        }
    }

    private func planQuery(_ context: Context) -> String {
        let act = context.request.form.text("act"), after = context.request.form.text("after")
        guard RowAct(rawValue: act) != nil else { return "" }
        return "?act=\(act)" + (Int(after.prefix(9)).map { "&after=\($0)" } ?? "")
    }

    private enum Kept { case kept, nothing, conflict(Reply) }

    /// Writes the choices of the form where they differ from what is stored, and plans anew.
    private func keep(_ record: ImportRecord, _ context: Context, _ connection: Connection) throws -> Kept {
        let w = context.w
        let form = context.request.form
        let rows = ImportRowStore(connection, record.id)
        let numbers = form.all("row").prefix(1000).compactMap { Int($0.prefix(9)) }
        let known = Dictionary(try rows.rows(numbers).map { ($0.number, $0) }) { first, _ in first }
        let mine = numbers.compactMap { number in known[number].map { choice($0, form) } }
        let changed = mine.filter { choice in
            known[choice.number].map { $0.choice != choice.choice || ($0.corrected ?? "") != (choice.corrected ?? "") } ?? false
        }
        guard !changed.isEmpty else { return .nothing }
        if Self.revision(context) != record.revision {
            let fields = changed.compactMap { choice in
                known[choice.number].map { row in
                    (
                        label: w("Row \(w.number(row.number))"), now: word(row.choice, row.corrected, w),
                        yours: word(choice.choice, choice.corrected, w)
                    )
                }
            }
            let notice = ConflictView.notice(by: record.updatedBy, at: record.updatedAt, fields: fields, w)
            return .conflict(try planPage(record, context, connection, typed: form, notice: notice, status: 409))
        }
        try rows.choose(changed)
        let store = try store(context, connection)
        try store.touch(record.id, by: context.actor, at: context.now)
        try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).plan()
        return .kept
    }

    private func choice(_ row: ImportRow, _ form: Parameters) -> RowChoice {
        let typed = form["date-\(row.number)"].map { SheetIntake.clean($0, most: 60) }
        let corrected = typed == nil ? row.corrected : typed == row.since ? nil : typed
        let choice = form.text("choice-\(row.number)")
        return RowChoice(number: row.number, choice: ["change", "out"].contains(choice) ? choice : nil, corrected: corrected)
    }

    private func word(_ choice: String?, _ corrected: String?, _ w: Words) -> String {
        let word =
            switch choice {
            case "change": w("Change it to what the file says")
            case "out": w("Leave this row out")
            default: w("as planned")
            }
        return [word, corrected ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    // MARK: Making it

    /// Makes the import. What was chosen with the same click is kept first, and the plan shown once more.
    @Sendable func apply(_ context: Context) async throws -> Reply {
        try await orMade(context) {
            let w = context.w
            do {
                return try await context.house.database.write { connection in
                    let found = try store(context, connection).find(try id(context))
                    // The second of two clicks, while the first is at work.
                    if let job = try connection.jobs.active(found.job), job.kind == ImportJobs.Kind.apply.rawValue,
                        job.createdBy == context.actor.user
                    {
                        return .redirect(JobPages.path(job.id))
                    }
                    let record = try open(context, connection)
                    guard record.state == .matched, record.isPlanned else { return .redirect(ImportPaths.show(record.id)) }
                    switch try keep(record, context, connection) {
                    case .conflict(let reply): return reply
                    case .kept:
                        return Reply.redirect(ImportPaths.plan(record.id)).saying(w("Your choices are saved. This is what would be done now."))
                    case .nothing: break
                    }
                    if Self.revision(context) != record.revision {
                        let notice = Part.notice(
                            w("\(record.updatedBy) changed this while you were reading"),
                            "<p>\(w("Nothing is imported yet. This is what would be done now."))</p>", isWrong: true)
                        return try planPage(record, context, connection, notice: notice, status: 409)
                    }
                    guard record.isSmall else {
                        return .redirect(
                            JobPages.path(
                                try ImportJobs.enqueue(
                                    .apply, record, title: w("Importing “\(record.name)”"), by: context.actor, at: context.now, connection)))
                    }
                    let outcome = try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).apply()
                    return Reply.redirect(ImportPaths.show(record.id)).saying(w("\(outcome?.created ?? 0) partnerships are in the register now."))
                }
            } catch is RegisterChanged {
                return try await context.house.database.write { connection in
                    let record = try open(context, connection)
                    try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).plan()
                    return Reply.redirect(ImportPaths.plan(record.id)).saying(
                        w("Somebody changed the register since this plan was made. Nothing was imported; this is what would be done now."),
                        kind: .wrong)
                }
            }
        }
    }

    // MARK: The way back

    @Sendable func remove(_ context: Context) async throws -> Reply {
        let w = context.w
        return try await context.house.database.write { connection in
            let record = try store(context, connection).find(try id(context))
            if let job = try connection.jobs.active(record.job) {
                guard job.createdBy == context.actor.user else { throw NotNow.importAtWork(ImportPaths.show(record.id), w) }
                return .redirect(JobPages.path(job.id))
            }
            guard record.state == .applied else {
                return Reply.redirect(ImportPaths.show(record.id)).saying(
                    record.state == .undone ? w("This import was undone already.") : w("This import was not made yet."))
            }
            guard record.isSmall else {
                return .redirect(
                    JobPages.path(
                        try ImportJobs.enqueue(.undo, record, title: w("Undoing “\(record.name)”"), by: context.actor, at: context.now, connection)))
            }
            _ = try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).undo()
            return Reply.redirect(ImportPaths.show(record.id)).saying(w("The import is undone."))
        }
    }
}
