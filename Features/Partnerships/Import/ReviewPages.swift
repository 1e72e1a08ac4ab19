import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// The third step: which place is meant by each name that was not found beyond doubt.
extension ImportPages {
    static let matchedPerPage = 50

    @Sendable func review(_ context: Context, _ connection: Connection) throws -> Reply {
        try orMade(context) {
            let record = try store(context, connection).open(try id(context))
            if let waiting = try waiting(record, context, connection) { return waiting }
            guard record.state == .matched else { return .redirect(ImportPaths.show(record.id)) }
            return try reviewPage(record, context, connection)
        }
    }

    func reviewPage(
        _ record: ImportRecord, _ context: Context, _ connection: Connection, typed: Parameters? = nil, notice: HTML = .empty, status: Int = 200
    ) throws -> Reply {
        let rows = ImportRowStore(connection, record.id)
        let tally = try rows.tally()
        let query = context.request.query
        let from = min(max(0, Int((typed ?? query).text("from").prefix(7)) ?? 0), max(0, tally.cases - 1))
        let after = Int(query.text("matched").prefix(9)) ?? -1
        let cases = try rows.names.cases(from: from, limit: NameCaseView.casesPerPage)
        let matched = try rows.names.matched(after: after, limit: Self.matchedPerPage)
        let places = try PlaceLine.lines(
            cases.flatMap { $0.candidates.map(\.place) + [$0.place].compactMap(\.self) } + matched.compactMap(\.place), gazetteer, context.w)
        let model = ReviewPage(
            record: record, tally: tally, cases: cases, from: from, matched: matched, isMatchedOpen: !query.text("matched").isEmpty, places: places,
            typed: typed)
        return page(record, context, status: status, ReviewViews.page(model, notice: notice, context))
    }

    /// Keeps what was decided so far; a part of the cases is as good as all.
    @Sendable func decide(_ context: Context) async throws -> Reply {
        try await orMade(context) {
            let w = context.w
            let form = context.request.form
            // Text that is to be looked up is looked up before the transaction, which holds up the writers.
            let found = try NameDecision.lookUp(form, gazetteer, w)
            return try await context.house.database.write { connection in
                let record = try open(context, connection)
                let rows = ImportRowStore(connection, record.id)
                let numbers = NameDecision.numbers(form)
                let names = try rows.names.names(numbers)
                let decisions = numbers.compactMap { number in names[number].map { NameDecision($0, form, found[number] ?? []) } }
                let stored = names.mapValues { NameDecision($0) }
                if Self.revision(context) != record.revision {
                    let differing = decisions.filter { mine in
                        stored[mine.number].map { $0.answer != nil && mine.answer != nil && (mine.answer, mine.place) != ($0.answer, $0.place) }
                            ?? false
                    }
                    if !differing.isEmpty {
                        let notice = try conflict(differing, names, record, w)
                        return try reviewPage(record, context, connection, typed: form, notice: notice, status: 409)
                    }
                }
                let changed = decisions.filter { $0 != stored[$0.number] }
                if !changed.isEmpty {
                    try rows.decide(changed, by: context.actor)
                    let store = try store(context, connection)
                    try store.touch(record.id, by: context.actor, at: context.now)
                    if record.isSmall {
                        try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).plan()
                    } else {
                        try store.setPlanned(record.id, false)
                    }
                }
                return try after(
                    form, try store(context, connection).find(record.id), asked: changed.contains { !$0.asked.isEmpty }, context, connection)
            }
        }
    }

    /// Where the reader goes from here: on to the plan, or back to what is open.
    private func after(_ form: Parameters, _ record: ImportRecord, asked: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let tally = try ImportRowStore(connection, record.id).tally()
        let here = ImportPaths.review(record.id) + NameDecision.place(form)
        if asked { return Reply.redirect(here).saying(w("Some places are to be chosen from what was found for the words you typed.")) }
        guard form.text("go") == "plan" else {
            return Reply.redirect(here).saying(w("Saved. \(w.number(tally.decided)) of \(w.number(tally.cases)) are decided."))
        }
        if record.isPlanned { return .redirect(ImportPaths.plan(record.id)) }
        let job = try ImportJobs.enqueue(
            .plan, record, title: w("Working out what “\(record.name)” would do"), by: context.actor, at: context.now, connection)
        return .redirect(JobPages.path(job))
    }

    private func conflict(_ mine: [NameDecision], _ names: [Int: ImportName], _ record: ImportRecord, _ w: Words) throws -> HTML {
        let fields = try NameDecision.differences(mine, names, gazetteer, w)
        return ConflictView.notice(by: record.updatedBy, at: record.updatedAt, fields: fields, w)
    }

    // MARK: A match that is wrong

    /// Puts a name that was matched up for review.
    @Sendable func doubt(_ context: Context, _ connection: Connection) throws -> Reply {
        try orMade(context) {
            let record = try open(context, connection)
            let rows = ImportRowStore(connection, record.id)
            guard let number = Int(context.request.form.text("name").prefix(9)), let name = try rows.names.names([number])[number] else {
                throw AppError.notFound
            }
            guard !name.isCase else { return .redirect(ImportPaths.review(record.id)) }
            let verdict = try jobs.reconciler.reconcile(
                Written(
                    name: name.written, country: name.country.isEmpty ? nil : name.country, region: name.region.isEmpty ? nil : name.region))
            var candidates = verdict.candidates.map { CandidateNote(place: $0.place.id, reason: $0.reason) }
            if let place = name.place, !candidates.contains(where: { $0.place == place }) {
                candidates.insert(CandidateNote(place: place, reason: name.reason), at: 0)
            }
            try rows.decide(
                [NameDecision(number: number, place: nil, isCase: true, answer: nil, asked: "", candidates: candidates)], by: context.actor)
            let store = try store(context, connection)
            try store.touch(record.id, by: context.actor, at: context.now)
            if record.isSmall {
                try Applying(connection, record, by: context.actor, at: context.now, gazetteer: gazetteer).plan()
            } else {
                try store.setPlanned(record.id, false)
            }
            return Reply.redirect(ImportPaths.review(record.id)).saying(context.w("“\(name.written)” is up for review now."))
        }
    }
}
