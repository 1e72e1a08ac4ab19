import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The pages of an import of people: the file, the dry run, the word, the way back.
struct PeopleImportPages: Sendable {
    let gazetteer: Gazetteer
    let holdings: [Holding]

    private var jobs: PeopleImportJobs { PeopleImportJobs(gazetteer: gazetteer, holdings: holdings) }
    private static let imports = PeoplePaths.imports

    var routes: [Route] {
        [
            .get(Self.imports, may: PeopleFeature.edit) { try list(Problems(), $0, $1) },
            .postFlow(Self.imports, may: PeopleFeature.edit, bodyLimit: SheetIntake.uploadLimit, upload),
            .get("\(Self.imports)/{id}", may: PeopleFeature.edit, show),
            .getFlow("\(Self.imports)/{id}/report", may: PeopleFeature.edit, report),
            .post("\(Self.imports)/{id}/columns", may: PeopleFeature.edit, settle),
            .post("\(Self.imports)/{id}/application", may: PeopleFeature.edit, apply),
            .post("\(Self.imports)/{id}/removal", may: PeopleFeature.edit, undo),
            .post("\(Self.imports)/{id}/discarding", may: PeopleFeature.edit, discard),
        ]
    }

    // MARK: The file

    private func list(_ problems: Problems, _ context: Context, _ connection: Connection, status: Int = 200) throws -> Reply {
        let all = try store(context, connection).list()
        return context.page(
            context.w("Import people"), status: status, path: PeoplePaths.people,
            PeopleImportViews.list(all, problems, limit: context.house.settings.uploadLimit, context))
    }

    @Sendable private func upload(_ context: Context) async throws -> Reply {
        let w = context.w
        let office = try context.office()
        do {
            let upload = try ImportUpload(context)
            let reading = try await OffThread.run { try DraftReading(upload) }
            return try await context.house.database.write { connection in
                let store = PeopleImportStore(connection: connection, office: office)
                let id = try store.add(reading, named: upload.name, by: context.actor, at: context.now)
                return try plan(try store.find(id), context, connection)
            }
        } catch {
            let refused = (error as? DraftReading.Failure).map { ImportUpload.Refused(text: Self.words($0, w)) }
            guard let problems = ImportUpload.problems(refused ?? error, w) else { throw error }
            return try await context.house.database.read { try list(problems, context, $0, status: 422) }
        }
    }

    private static func words(_ failure: DraftReading.Failure, _ w: Words) -> String {
        switch failure {
        case .tooMany: w("The file has more than \(w.number(DraftReading.mostRows)) people. Divide it.")
        case .empty: w("There is nobody in this file.")
        case .unreadable: w("This is neither a table nor a file of cards that can be read. Save it as CSV, XLSX or VCF and try again.")
        case .noName: w("No column says who somebody is.")
        }
    }

    /// Makes the plan at once, or in the background where it takes long.
    private func plan(_ record: PeopleImport, _ context: Context, _ connection: Connection) throws -> Reply {
        guard record.rows > ImportReview.mostInline else {
            try PersonPlanning(connection: connection, record: record, gazetteer: gazetteer, w: context.w).run(by: context.actor, at: context.now)
            return .redirect(PeoplePaths.importPage(record.id))
        }
        let job = try jobs.enqueue(
            .plan, record, context.w("Reading people from a file"), nil, context.w, by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    // MARK: The dry run

    private func store(_ context: Context, _ connection: Connection) throws -> PeopleImportStore {
        PeopleImportStore(connection: connection, office: try context.office())
    }

    private func find(_ context: Context, _ connection: Connection) throws -> PeopleImport {
        try store(context, connection).find(try context.id("id"))
    }

    /// An import that nobody is at work on.
    private func free(_ context: Context, _ connection: Connection) throws -> PeopleImport {
        let record = try find(context, connection)
        if try connection.jobs.active(record.job) != nil { throw NotNow.importAtWork(PeoplePaths.importPage(record.id), context.w) }
        return record
    }

    /// - Throws: `AppError.conflict` when the form was shown before somebody changed the import.
    private func isUnchanged(_ record: PeopleImport, _ context: Context) throws {
        guard Int(context.request.form.text("revision").prefix(10)) == record.revision else {
            throw AppError.conflict(context.w("Somebody changed this import meanwhile. Open it again."))
        }
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try find(context, connection)
        if let job = try connection.jobs.active(record.job), job.createdBy == context.actor.user { return .redirect(JobPages.path(job.id)) }
        return try page(record, context.request.query, Problems(), context, connection)
    }

    /// - Parameter columns: as somebody chose them, where the form comes back with a problem.
    private func page(
        _ record: PeopleImport, columns: PersonColumns? = nil, problem: String? = nil, _ typed: Parameters, _ problems: Problems, _ context: Context,
        _ connection: Connection, status: Int = 200
    )
        throws -> Reply
    {
        let store = try store(context, connection)
        var page = PeopleImportPage(
            record: record, columns: columns ?? record.columns, problem: problem, today: context.now.today, counts: try store.count(record.id))
        if record.state == .planned {
            page.remarked = try store.countRemarked(record.id)
            page.same = try store.rows(record, .outcome(.same), doubtfulFirst: true, limit: PeopleImportPage.mostShown)
            page.refused = try store.rows(record, .outcome(.refused), limit: PeopleImportPage.mostShown)
            page.new = try store.rows(record, .outcome(.new), limit: PeopleImportPage.mostShown)
            page.known = try PersonPages.visible(context, connection).people(page.same.compactMap(\.person))
        }
        var shown = typed
        if shown["basis"] == nil { shown.append("basis", LegalBasis.publicTask.rawValue) }
        if shown["review"] == nil, let day = context.now.day?.adding(months: 24) { shown.append("review", day.description) }
        return context.page(
            context.w("Import people"), status: status, path: PeoplePaths.people,
            PeopleImportViews.page(page, FormView(shown, problems, context.w), context))
    }

    @Sendable private func report(_ context: Context) async throws -> Reply {
        let record = try await context.house.database.read { try find(context, $0) }
        // What the file said is forgotten with the word that enters it.
        guard record.state == .planned else { throw AppError.notFound }
        let w = context.w
        // Of a card the name, since a card is corrected where it came from.
        let headings = record.kind == .sheet ? record.headings : [w("Name")]
        return try await ProblemsFile(headings: headings, w) { after, connection in
            try PeopleImportStore(connection: connection, office: record.office).rows(record, from: after + 1, .remarked, limit: 500)
                .map { .init($0.number, line: $0.line, $0.cells ?? [$0.draft?.name.full ?? ""], problem: $0.remark ?? "") }
        }.reply(record.id, context.house.database)
    }

    @Sendable private func settle(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try free(context, connection)
        guard record.kind == .sheet, record.state == .planned || record.state == .read, let present = record.columns else { throw AppError.notFound }
        try isUnchanged(record, context)
        let columns = PersonColumns(parts: ColumnsByHeading.chosen(context.request.form, count: present.parts.count))
        if let problem = columns.problem(context.w) {
            return try page(record, columns: columns, problem: problem, context.request.form, Problems(), context, connection, status: 422)
        }
        try store(context, connection).setColumns(record.id, columns)
        return try plan(find(context, connection), context, connection)
    }

    // MARK: The word, and the way back

    @Sendable private func apply(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let record = try free(context, connection)
        guard record.state == .planned else {
            return .redirect(PeoplePaths.importPage(record.id)).saying(w("This import was made already. Here is what it did."))
        }
        let typed = context.request.form
        try isUnchanged(record, context)
        var problems = Problems()
        let basis = LegalBasis(rawValue: typed.text("basis"))
        if basis == nil { problems.add("basis", w("Choose why the office may keep these entries.")) }
        let review = PartialDate(typed: typed.text("review"))
        if review?.day == nil {
            problems.add("review", w("Write a day, such as 31.12.2028: then somebody decides whether the entry is still needed."))
        }
        guard problems.isEmpty, let basis, let review else { return try page(record, typed, problems, context, connection, status: 422) }
        var choices = PersonApplying.Choices(basis: basis, review: review, entersOrganisations: typed.text("organisations") == "1")
        choices.others = PersonApplying.Choices.Act(rawValue: typed.text("others")) ?? .merge
        choices.acts = ImportReview.acts(typed)
        guard record.rows > ImportReview.mostInline else {
            try PersonApplying(connection: connection, record: record, gazetteer: gazetteer, actor: context.actor, now: context.now).apply(choices)
            return .redirect(PeoplePaths.importPage(record.id)).saying(w("The people are in the directory."))
        }
        let job = try jobs.enqueue(.apply, record, w("Entering people"), choices, w, by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    @Sendable private func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let record = try free(context, connection)
        guard record.state == .applied else { throw AppError.conflict(w("This import is not made, or was undone already.")) }
        guard record.rows > ImportReview.mostInline else {
            _ = try PersonApplying(
                connection: connection, record: record, gazetteer: gazetteer, actor: context.actor, now: context.now, holdings: holdings
            ).undo()
            return .redirect(PeoplePaths.importPage(record.id)).saying(w("The import was undone."))
        }
        let job = try jobs.enqueue(.undo, record, w("Undoing an import of people"), nil, w, by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    @Sendable private func discard(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try free(context, connection)
        guard record.state == .read || record.state == .planned else { throw AppError.notFound }
        try store(context, connection).remove(record.id)
        return Reply.redirect(PeoplePaths.imports).saying(context.w("The file is discarded. Nobody of it was entered."))
    }
}
