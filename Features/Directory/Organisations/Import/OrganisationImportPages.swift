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
        do {
            let upload = try ImportUpload(context)
            let (database, actor, now) = (context.house.database, context.actor, context.now)
            let id = try await OffThread.run { try OrganisationIntake.take(upload, office: office, by: actor, at: now, database) }
            guard let id else { throw ImportUpload.Refused.empty(w) }
            return try await plan(id, context)
        } catch {
            guard let problems = ImportUpload.problems(error, w) else { throw error }
            return try await context.house.database.read { try list(problems, context, $0, status: 422) }
        }
    }

    /// Makes the plan at once, or in the background where it takes long.
    private func plan(_ id: ImportID, _ context: Context) async throws -> Reply {
        let database = context.house.database
        let record = try await database.read { try Self.store(context, $0).find(id) }
        guard record.rows > ImportReview.mostInline else {
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

    /// An import that nobody is at work on.
    static func free(_ context: Context, _ connection: Connection) throws -> OrganisationImport {
        let record = try find(context, connection)
        if try connection.jobs.active(record.job) != nil { throw NotNow.importAtWork(DirectoryPaths.organisationImport(record.id), context.w) }
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
        if let job = try connection.jobs.active(record.job), job.createdBy == context.actor.user { return .redirect(JobPages.path(job.id)) }
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
        page.isBusy = try connection.jobs.active(record.job) != nil
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
        let refusal = try await context.house.database.write { connection -> Reply? in
            let record = try Self.open(context, connection)
            let columns = OrganisationColumns(parts: ColumnsByHeading.chosen(context.request.form, count: record.columns.parts.count))
            if let problem = columns.problem(w) { return try page(record, columns: columns, problem: problem, context, connection, status: 422) }
            try Self.store(context, connection).setColumns(record.id, columns, by: context.actor, at: context.now)
            return nil
        }
        if let refusal { return refusal }
        return try await plan(try context.id("id"), context)
    }

    /// What could not be taken, as it stood in the file, with the problem in a column at the end: to be corrected and imported again.
    @Sendable private func report(_ context: Context) async throws -> Reply {
        let record = try await context.house.database.read { try Self.find(context, $0) }
        let w = context.w
        return try await ProblemsFile(headings: record.guess.columns.map(\.label), w) { after, connection in
            try OrganisationImportRows(connection, record.id).rows(after: after, outcome: OrganisationImport.Outcome.untaken)
                .map { .init($0.number, line: $0.line, $0.cells ?? [], problem: $0.problem(w)) }
        }.reply(record.id, context.house.database)
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
                guard record.rows > ImportReview.mostInline else {
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
        choices.acts = ImportReview.acts(form)
        return choices
    }

    @Sendable private func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let record = try Self.free(context, connection)
        guard record.state == .applied else { throw AppError.conflict(w("This import is not made, or was undone already.")) }
        guard record.rows > ImportReview.mostInline else {
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
