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
        let limit = context.house.settings.uploadLimit
        guard let file = context.request.files.first(where: { $0.field == "file" }), file.size > 0 else {
            return try await refused(w("Choose a file first."), context)
        }
        guard file.size <= limit else { throw AppError.tooLarge(limit: limit) }
        do {
            let reading = try await OffThread.run { try DraftReading(file: file.url, name: file.name, fileLimit: limit) }
            let planning = self
            return try await context.house.database.write { connection in
                let store = PeopleImportStore(connection: connection, office: office)
                let id = try store.add(reading, by: context.actor, at: context.now)
                return try planning.plan(try store.find(id), context, connection)
            }
        } catch let failure as DraftReading.Failure {
            return try await refused(Self.words(failure, w), context)
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

    private func refused(_ text: String, _ context: Context) async throws -> Reply {
        var problems = Problems()
        problems.add("file", text)
        let found = problems
        return try await context.house.database.read { try list(found, context, $0, status: 422) }
    }

    /// Makes the plan at once, or in the background where it takes long.
    private func plan(_ record: PeopleImport, _ context: Context, _ connection: Connection) throws -> Reply {
        guard record.rows > PeopleImport.mostInline else {
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

    /// The work in the background that has not ended yet.
    private func busy(_ record: PeopleImport, _ connection: Connection) throws -> Job? {
        guard let id = record.job, let job = try connection.jobs.find(id), job.state.isActive else { return nil }
        return job
    }

    /// An import that nobody is at work on.
    private func free(_ context: Context, _ connection: Connection) throws -> PeopleImport {
        let record = try find(context, connection)
        if try busy(record, connection) != nil {
            throw AppError.conflict(context.w("This import is being worked on in the background. Wait until that is done."))
        }
        return record
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try find(context, connection)
        if let job = try busy(record, connection), job.createdBy == context.actor.user { return .redirect(JobPages.path(job.id)) }
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
        let (w, database) = (context.w, context.house.database)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-problems-\(UUID().uuidString).csv")
        try await OffThread.run { try PeopleReport(record: record, w: w).write(to: file, database) }
        return Reply(body: .temporaryFile(file, type: "text/csv; charset=utf-8")).download("problems-\(record.id).csv")
    }

    @Sendable private func settle(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try free(context, connection)
        guard record.kind == .sheet, record.state == .planned || record.state == .read, let present = record.columns else { throw AppError.notFound }
        let typed = context.request.form.all("column")
        let parts = present.parts.indices.map { $0 < typed.count ? PersonColumns.Part(rawValue: typed[$0]) : nil }
        let columns = PersonColumns(parts: parts)
        let single = parts.compactMap { $0 }.filter { !PersonColumns.repeatable.contains($0) }
        let w = context.w
        let problem: String? =
            if let twice = single.first(where: { part in single.count { $0 == part } > 1 }) {
                w("“\(twice.word(w))” is chosen for more than one column.")
            } else if !columns.hasName { w("Choose the column with the names.") } else { nil }
        if let problem {
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
        guard Int(typed.text("revision").prefix(10)) == record.revision else {
            throw AppError.conflict(w("Somebody changed this import meanwhile. Open it again."))
        }
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
        for pair in typed.pairs where pair.name.hasPrefix("row-") {
            if let number = Int(pair.name.dropFirst(4).prefix(10)), let act = PersonApplying.Choices.Act(rawValue: pair.value) {
                choices.acts[number] = act
            }
        }
        guard record.rows > PeopleImport.mostInline else {
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
        guard record.rows > PeopleImport.mostInline else {
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
