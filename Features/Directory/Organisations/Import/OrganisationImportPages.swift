import Foundation
import Kernel
import Markup
import Sheets
import Storage
import Web

/// The pages of an import of organisations: the file, the dry run, the word, the way back.
struct OrganisationImportPages: Sendable {
    let jobs: OrganisationImportJobs

    private static let imports = DirectoryPaths.organisationImports
    private static let may = DirectoryFeature.edit

    var routes: [Route] {
        [
            .get(Self.imports, may: Self.may) { try list(Problems(), $0, $1) },
            .postFlow(Self.imports, may: Self.may, bodyLimit: SheetIntake.uploadLimit, upload),
            .get("\(Self.imports)/{id}", may: Self.may, show),
            .postFlow("\(Self.imports)/{id}/columns", may: Self.may, settle),
            .getFlow("\(Self.imports)/{id}/report", may: Self.may, report),
            .postFlow("\(Self.imports)/{id}/application", may: Self.may, apply),
            .post("\(Self.imports)/{id}/removal", may: Self.may, undo),
            .post("\(Self.imports)/{id}/discarding", may: Self.may, discard),
        ]
    }

    // MARK: The file

    private func list(_ problems: Problems, _ context: Context, _ connection: Connection, status: Int = 200) throws -> Reply {
        let all = try Self.store(context, connection).list()
        return Self.reply(
            context, status: status, OrganisationImportViews.list(all, problems, limit: context.house.settings.uploadLimit, context))
    }

    @Sendable private func upload(_ context: Context) async throws -> Reply {
        let w = context.w
        let office = try context.office()
        let limit = context.house.settings.uploadLimit
        guard let file = context.request.files.first(where: { $0.field == "file" }), file.size > 0 else {
            return try await refused(w("Choose a file first."), context)
        }
        guard file.size <= limit else { throw AppError.tooLarge(limit: limit) }
        let cleaned = SheetIntake.clean(file.name, most: 200)
        let name = cleaned.isEmpty ? w("Spreadsheet") : cleaned
        do {
            var options = SheetOptions()
            options.limits.fileBytes = limit
            let (limited, database, actor, now) = (options, context.house.database, context.actor, context.now)
            let id = try await OffThread.run {
                try OrganisationIntake.take(file.url, named: name, limited, office: office, by: actor, at: now, database)
            }
            guard let id else { return try await refused(w("There is nothing below the headings. Check that you chose the right file."), context) }
            return try await plan(id, context)
        } catch let error as SheetError {
            return try await refused(w.sheet(error), context)
        } catch is SheetIntake.TooManyRows {
            return try await refused(w.tooManyRows(SheetIntake.mostRows), context)
        }
    }

    private func refused(_ text: String, _ context: Context) async throws -> Reply {
        var problems = Problems()
        problems.add("file", text)
        let found = problems
        return try await context.house.database.read { try list(found, context, $0, status: 422) }
    }

    /// Makes the plan at once, or in the background where it takes long.
    private func plan(_ id: ImportID, _ context: Context) async throws -> Reply {
        let database = context.house.database
        let record = try await database.read { try Self.store(context, $0).find(id) }
        guard record.rows > OrganisationImport.mostInline else {
            let (planning, actor, now) = (jobs.planning, context.actor, context.now)
            try await OffThread.run { try planning.run(record, database, by: actor, at: now) }
            return .redirect(DirectoryPaths.organisationImport(id))
        }
        let title = context.w("Reading “\(record.name)”")
        let job = try await database.write { connection in
            try OrganisationImportJobs.enqueue(.plan, record, title, by: context.actor, at: context.now, connection)
        }
        return .redirect(JobPages.path(job))
    }

    // MARK: What every step needs

    static func store(_ context: Context, _ connection: Connection) throws -> OrganisationImportStore {
        OrganisationImportStore(connection, office: try context.office())
    }

    static func reply(_ context: Context, status: Int = 200, _ body: HTML) -> Reply {
        context.page(context.w("Import organisations"), status: status, path: DirectoryPaths.organisations, body)
    }

    static func find(_ context: Context, _ connection: Connection) throws -> OrganisationImport {
        try store(context, connection).find(try context.id("id"))
    }

    /// The work in the background that has not ended yet.
    static func busy(_ record: OrganisationImport, _ connection: Connection) throws -> Job? {
        guard let id = record.job, let job = try connection.jobs.find(id), job.state.isActive else { return nil }
        return job
    }

    /// An import that nobody is at work on.
    static func free(_ context: Context, _ connection: Connection) throws -> OrganisationImport {
        let record = try find(context, connection)
        if try busy(record, connection) != nil {
            throw AppError.conflict(context.w("This import is being worked on in the background. Wait until that is done."))
        }
        return record
    }

    /// One that is not made yet, as it stood when the form was shown.
    static func open(_ context: Context, _ connection: Connection) throws -> OrganisationImport {
        let record = try free(context, connection)
        guard [.read, .matched, .planned].contains(record.state) else { throw AppError.notFound }
        guard Int(context.request.form.text("revision").prefix(10)) == record.revision else {
            throw AppError.conflict(context.w("Somebody changed this import meanwhile. Open it again."))
        }
        return record
    }

    // MARK: The dry run

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try Self.find(context, connection)
        if let job = try Self.busy(record, connection), job.createdBy == context.actor.user { return .redirect(JobPages.path(job.id)) }
        return try page(record, context, connection)
    }

    /// - Parameters:
    ///   - columns: as somebody chose them, where the form comes back with a problem.
    private func page(
        _ record: OrganisationImport, columns: OrganisationColumns? = nil, problem: String? = nil, _ context: Context, _ connection: Connection,
        status: Int = 200
    ) throws -> Reply {
        let rows = OrganisationImportRows(connection, record.id)
        var page = OrganisationImportPage(record: record, columns: columns ?? record.columns, problem: problem, counts: try rows.counts())
        page.isBusy = try Self.busy(record, connection) != nil
        if record.state == .planned {
            page.cases = try rows.caseCounts()
            page.publishing = try rows.publishing()
            page.same = try lines(record, rows, [.same])
            page.new = try lines(record, rows, [.new])
            page.known = try OrganisationStore(connection).visible(to: context.actor, language: context.language).summaries(
                page.same.compactMap(\.row.match))
        }
        if record.state != .undone { page.untaken = try lines(record, rows, OrganisationImport.Outcome.untaken) }
        return Self.reply(context, status: status, OrganisationImportViews.page(page, context))
    }

    private func lines(
        _ record: OrganisationImport, _ rows: OrganisationImportRows, _ outcomes: [OrganisationImport.Outcome]
    ) throws -> [OrganisationImportPage.Line] {
        let reading = OrganisationReading(columns: record.columns)
        return try rows.rows(outcome: outcomes, limit: OrganisationImportPage.mostShown).map { OrganisationImportPage.Line($0, reading) }
    }

    @Sendable private func settle(_ context: Context) async throws -> Reply {
        let w = context.w
        let typed = context.request.form.all("column")
        let refusal = try await context.house.database.write { connection -> Reply? in
            let record = try Self.open(context, connection)
            let parts = record.columns.parts.indices.map { $0 < typed.count ? OrganisationColumns.Part(rawValue: typed[$0]) : nil }
            let single = parts.compactMap { $0 }.filter { !OrganisationColumns.repeatable.contains($0) }
            let columns = OrganisationColumns(parts: parts)
            if let twice = single.first(where: { part in single.count { $0 == part } > 1 }) {
                return try page(
                    record, columns: columns, problem: w("“\(twice.word(w))” is chosen for more than one column."), context, connection, status: 422)
            }
            guard columns.hasName else {
                return try page(record, columns: columns, problem: w("Choose the column with the names."), context, connection, status: 422)
            }
            try Self.store(context, connection).setColumns(record.id, columns, by: context.actor, at: context.now)
            return nil
        }
        if let refusal { return refusal }
        return try await plan(try context.id("id"), context)
    }

    /// What could not be taken, as it stood in the file, with the problem in a column at the end: to be corrected and imported again.
    @Sendable private func report(_ context: Context) async throws -> Reply {
        let record = try await context.house.database.read { try Self.find(context, $0) }
        let (w, database) = (context.w, context.house.database)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-problems-\(UUID().uuidString).csv")
        try await OffThread.run { try OrganisationReport(record: record, w: w).write(to: file, database) }
        return Reply(body: .temporaryFile(file, type: "text/csv; charset=utf-8")).download("problems-\(record.id).csv")
    }

    // MARK: The word, and the way back

    @Sendable private func apply(_ context: Context) async throws -> Reply {
        let w = context.w
        let choices = Self.choices(context.request.form)
        do {
            return try await context.house.database.write { connection in
                let record = try Self.free(context, connection)
                if record.state == .applied || record.state == .undone {
                    return .redirect(DirectoryPaths.organisationImport(record.id)).saying(w("This import was made already. Here is what it did."))
                }
                _ = try Self.open(context, connection)
                guard record.rows > OrganisationImport.mostInline else {
                    try jobs.applying(record, by: context.actor, at: context.now, connection).apply(choices)
                    let result = try Self.find(context, connection).result
                    guard result.entered + result.filled > 0 else {
                        return .redirect(DirectoryPaths.organisationImport(record.id)).saying(
                            w("Nothing was entered: no row could be taken."), kind: .wrong)
                    }
                    return .redirect(DirectoryPaths.organisationImport(record.id)).saying(w("The organisations are in the directory."))
                }
                let job = try OrganisationImportJobs.enqueue(
                    .apply, record, w("Entering organisations"), choices, by: context.actor, at: context.now, connection)
                return .redirect(JobPages.path(job))
            }
        } catch is DirectoryChanged {
            // What stands on the page is no longer so: it is worked out anew, and asked once more.
            return try await context.house.database.write { connection in
                let record = try Self.find(context, connection)
                try jobs.planning.plan(record, by: context.actor, at: context.now, connection)
                return .redirect(DirectoryPaths.organisationImport(record.id)).saying(
                    w("Somebody changed the directory since this plan was made. Nothing was imported. Look at the plan once more."), kind: .wrong)
            }
        }
    }

    private static func choices(_ form: Parameters) -> OrganisationImport.Choices {
        var choices = OrganisationImport.Choices()
        choices.others = OrganisationImport.Choices.Act(rawValue: form.text("others")) ?? .fill
        for pair in form.pairs where pair.name.hasPrefix("row-") {
            if let number = Int(pair.name.dropFirst(4).prefix(10)), let act = OrganisationImport.Choices.Act(rawValue: pair.value) {
                choices.acts[number] = act
            }
        }
        return choices
    }

    @Sendable private func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let record = try Self.free(context, connection)
        guard record.state == .applied else { throw AppError.conflict(w("This import is not made, or was undone already.")) }
        guard record.rows > OrganisationImport.mostInline else {
            try jobs.applying(record, by: context.actor, at: context.now, connection).undo()
            return .redirect(DirectoryPaths.organisationImport(record.id)).saying(w("The import was undone."))
        }
        let job = try OrganisationImportJobs.enqueue(
            .undo, record, w("Undoing an import of organisations"), by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    @Sendable private func discard(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try Self.free(context, connection)
        guard record.state != .applied, record.state != .undone else { throw AppError.notFound }
        try Self.store(context, connection).remove(record.id)
        return Reply.redirect(DirectoryPaths.organisationImports).saying(context.w("“\(record.name)” is discarded. Nothing of it was entered."))
    }
}
