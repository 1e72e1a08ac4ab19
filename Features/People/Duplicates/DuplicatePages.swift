import Kernel
import Markup
import Storage
import Web

/// The report of duplicates, the page on which two entries are compared, and the acts.
enum DuplicatePages {
    static let routes: [Route] = [
        .get(PeoplePaths.duplicates, may: PeopleFeature.edit, report),
        .post(PeoplePaths.duplicates, may: PeopleFeature.edit, look),
        .get("\(PeoplePaths.people)/{id}/merging/{other}", may: PeopleFeature.edit) { context, connection in
            let (kept, gone) = try both(context, connection)
            return try compare(kept, gone, Parameters(), context, connection)
        },
        .post("\(PeoplePaths.people)/{id}/merging/{other}", may: PeopleFeature.edit, merge),
        .post("\(PeoplePaths.people)/{id}/distinction/{other}", may: PeopleFeature.edit, distinguish),
        .post("\(PeoplePaths.people)/merges/{merge}/undoing", may: PeopleFeature.edit, undo),
    ]

    private static let mostShown = 100

    @Sendable private static func report(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let pairs = PersonPairs(connection: connection), office = try context.office()
        let look = try pairs.look(of: office)
        let found = look == nil ? [] : try pairs.lines(of: office, limit: mostShown + 1)
        let shown = Array(found.prefix(mostShown))
        let people = try PersonPages.visible(context, connection).people(shown.flatMap { [$0.one, $0.other] })
        let lines = shown.compactMap { line in people[line.one].flatMap { one in people[line.other].map { (one, $0, line.likeness) } } }
        return context.page(
            w("Duplicates"), path: PeoplePaths.people, DuplicateViews.report(lines, look: look, hasMore: found.count > mostShown, context))
    }

    @Sendable private static func look(_ context: Context, _ connection: Connection) throws -> Reply {
        let job = try DuplicateJob.work.enqueue(context.office(), context.w, by: context.actor, at: context.now, connection)
        // A colleague was quicker; theirs is not ours to watch.
        guard try connection.jobs.find(job)?.createdBy == context.actor.user else {
            return .redirect(PeoplePaths.duplicates).saying(context.w("Somebody has just begun to look. Come back in a minute."))
        }
        return .redirect(JobPages.path(job))
    }

    private static func both(_ context: Context, _ connection: Connection) throws -> (kept: Person, gone: Person) {
        let ids: (PersonID, PersonID) = (try context.id("id"), try context.id("other"))
        guard ids.0 != ids.1 else { throw AppError.notFound }
        let people = try PersonPages.visible(context, connection).people([ids.0, ids.1])
        guard let kept = people[ids.0], let gone = people[ids.1], kept.mergedInto == nil, gone.mergedInto == nil else { throw AppError.notFound }
        return (kept, gone)
    }

    private static func compare(
        _ kept: Person, _ gone: Person, _ typed: Parameters, _ context: Context, _ connection: Connection, status: Int = 200, above: HTML = .empty
    ) throws -> Reply {
        let names = try PersonFields.Names.of([kept.entry, gone.entry], context.actor, context.w, connection)
        return context.page(
            context.w("One person, two entries"), status: status, path: PeoplePaths.people,
            DuplicateViews.compare(kept, gone, names, typed, above: above, context))
    }

    @Sendable private static func merge(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (kept, gone) = try both(context, connection)
        let typed = context.request.form
        guard Int(typed.text("revision-kept").prefix(10)) == kept.revision, Int(typed.text("revision-gone").prefix(10)) == gone.revision else {
            let notice = Part.notice(
                w("One of the two was changed while you compared them"),
                "<p>\(w("Below they stand as they are now, with what you chose. Look once more."))</p>")
            return try compare(kept, gone, typed, context, connection, status: 409, above: notice)
        }
        var entry = Uniting.united(kept.entry, gone.entry)
        for field in PersonFields.allCases where typed.text("choice-\(field.rawValue)") == "second" && !field.isList {
            field.take(from: gone.entry, into: &entry)
            if field == .native { PersonFields.nativeLanguage.take(from: gone.entry, into: &entry) }
        }
        try Merging(connection: connection).merge(kept, gone, into: entry, by: context.actor, at: context.now, request: context.request.id)
        return .redirect(PeoplePaths.person(kept.id)).saying(w("The two are one now. You can undo it on this page."))
    }

    @Sendable private static func distinguish(_ context: Context, _ connection: Connection) throws -> Reply {
        let (one, other) = try both(context, connection)
        try Merging(connection: connection).setDistinct(one, other, by: context.actor, at: context.now)
        return .redirect(PeoplePaths.duplicates).saying(context.w("Noted: these are two people."))
    }

    @Sendable private static func undo(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let id: Merging.MergeID = try context.id("merge")
        let (kept, done) = try Merging(connection: connection).undo(
            id, visible: PersonPages.visible(context, connection), by: context.actor, at: context.now, request: context.request.id)
        let word =
            switch done {
            case .restored: w("They are two entries again, as before.")
            case .separated: w("They are two entries again. This one stays as it is now, because somebody changed it since.")
            case .undoneBefore: w("This is undone already: they are two entries again.")
            }
        return .redirect(PeoplePaths.person(kept)).saying(word)
    }
}
