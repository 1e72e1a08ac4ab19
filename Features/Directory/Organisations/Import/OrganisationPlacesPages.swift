import Kernel
import Markup
import Storage
import Web

/// Which place is meant by each city of a file that was not found beyond doubt.
struct OrganisationPlacesPages: Sendable {
    let jobs: OrganisationImportJobs

    static func path(_ id: ImportID) -> String { "\(DirectoryPaths.organisationImport(id))/cities" }

    var routes: [Route] {
        [
            .get("\(DirectoryPaths.organisationImports)/{id}/cities", may: DirectoryFeature.edit) { try page($0, $1) },
            .postFlow("\(DirectoryPaths.organisationImports)/{id}/cities", may: DirectoryFeature.edit, decide),
        ]
    }

    private func page(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try OrganisationImportPages.find(context, connection)
        guard record.state == .matched || record.state == .planned, try connection.jobs.active(record.job) == nil else {
            return .redirect(DirectoryPaths.organisationImport(record.id))
        }
        return try page(record, nil, .empty, context, connection)
    }

    private func page(
        _ record: OrganisationImport, _ typed: Parameters?, _ notice: HTML, _ context: Context, _ connection: Connection, status: Int = 200
    ) throws -> Reply {
        let rows = OrganisationImportRows(connection, record.id)
        let counts = try rows.caseCounts()
        let from = min(max(0, Int((typed ?? context.request.query).text("from").prefix(7)) ?? 0), max(0, counts.all - 1))
        let cases = try rows.cities.cases(from: from, limit: NameCaseView.casesPerPage)
        let places = try PlaceLine.lines(
            cases.flatMap { $0.candidates.map(\.place) + [$0.place].compactMap(\.self) }, jobs.planning.gazetteer, context.w)
        let model = OrganisationPlacesPage(
            record: record, all: counts.all, open: counts.open, cases: cases, from: from, places: places, typed: typed, notice: notice)
        return OrganisationImportPages.reply(context, status: status, OrganisationPlacesViews.page(model, context))
    }

    /// Keeps what was decided so far; a part of the cases is as good as all. The plan is worked out anew.
    @Sendable private func decide(_ context: Context) async throws -> Reply {
        let w = context.w
        let form = context.request.form
        // Text that is to be looked up is looked up before the transaction, which holds up the writers.
        let found = try NameDecision.lookUp(form, jobs.planning.gazetteer, w)
        return try await context.house.database.write { connection in
            let record = try OrganisationImportPages.free(context, connection)
            guard record.state == .matched || record.state == .planned else { return .redirect(DirectoryPaths.organisationImport(record.id)) }
            let rows = OrganisationImportRows(connection, record.id)
            let numbers = NameDecision.numbers(form)
            let names = try rows.cities.names(numbers)
            let decisions = numbers.compactMap { number in names[number].map { NameDecision($0, form, found[number] ?? [], takesBare: true) } }
            let changed = decisions.filter { decision in names[decision.number].map { NameDecision($0) != decision } ?? false }
            if Int(form.text("revision").prefix(10)) != record.revision {
                let other = changed.filter { names[$0.number]?.answer != nil }
                if !other.isEmpty { return try conflict(other, names, record, context, connection) }
            }
            if !changed.isEmpty {
                try rows.cities.decide(changed, by: context.actor)
                if record.rows <= ImportReview.mostInline {
                    try jobs.planning.plan(record, by: context.actor, at: context.now, connection)
                } else {
                    try OrganisationImportPages.store(context, connection).setState(record.id, .matched, by: context.actor, at: context.now)
                }
            }
            return try after(record.id, asked: changed.contains { !$0.asked.isEmpty }, context, connection)
        }
    }

    /// Where the reader goes from here: on to the plan, or back to what is open.
    private func after(_ id: ImportID, asked: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let form = context.request.form
        let record = try OrganisationImportPages.store(context, connection).find(id)
        let counts = try OrganisationImportRows(connection, id).caseCounts()
        let here = Self.path(id) + NameDecision.place(form)
        if asked { return Reply.redirect(here).saying(w("Some places are to be chosen from what was found for the words you typed.")) }
        guard form.text("go") == "plan" else {
            return Reply.redirect(here).saying(w("Saved. \(w.number(counts.all - counts.open)) of \(w.number(counts.all)) are decided."))
        }
        guard record.state == .matched else { return .redirect(DirectoryPaths.organisationImport(id)) }
        let job = try OrganisationImportJobs.enqueue(
            .replan, record, w("Working out what “\(record.name)” would do"), by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    private func conflict(
        _ mine: [NameDecision], _ names: [Int: ImportName], _ record: OrganisationImport, _ context: Context, _ connection: Connection
    ) throws -> Reply {
        let w = context.w
        let fields = try NameDecision.differences(mine, names, jobs.planning.gazetteer, w)
        let who = mine.lazy.compactMap { names[$0.number]?.answeredBy }.first ?? record.createdBy
        return try page(
            record, context.request.form, ConflictView.notice(by: who, at: context.now, fields: fields, w), context, connection, status: 409)
    }
}
