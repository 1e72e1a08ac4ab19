import Directory
import Kernel
import Markup
import Storage

/// Looks through all people of an office for those who may be entered twice.
enum DuplicateJob {
    static let work = DuplicateWork("people.duplicates", Message("Looking for people entered twice"), page: PeoplePaths.duplicates)

    static let handler = work.handler { office, job in
        let now = job.clock.now()
        let (candidates, distinct) = try await job.database.read { connection in
            (try PersonPairs(connection: connection).candidates(of: office), try PersonPairs(connection: connection).distinct(in: office))
        }
        try job.progress.update(done: 0, total: candidates.count)
        // Without a transaction: nobody waits for the thinking.
        let found = PersonSearch(candidates, distinct: distinct).run()
        try job.progress.update(done: candidates.count)
        try await job.database.write {
            try PersonPairs(connection: $0).save(try standing(found, $0), people: candidates.count, office: office, at: now)
        }
    }

    /// Without those whose rows are gone since they were read.
    private static func standing(_ found: [PersonSearch.Found], _ connection: Connection) throws -> [PersonSearch.Found] {
        let ids = Set(found.flatMap { [$0.pair.one, $0.pair.other] }).sorted()
        var here: Set<PersonID> = []
        for start in stride(from: 0, to: ids.count, by: 4000) {
            here.formUnion(
                try connection.rows("SELECT id FROM person WHERE id IN \(list: ids[start..<min(start + 4000, ids.count)])") {
                    try $0["id"] as PersonID
                })
        }
        return found.filter { here.contains($0.pair.one) && here.contains($0.pair.other) }
    }
}

extension PeopleFeature {
    /// Compares all people of an office at once, as the job does: for the demonstration.
    public static func lookForDuplicates(of office: OfficeID, at now: Instant, _ connection: Connection) throws {
        let pairs = PersonPairs(connection: connection)
        let candidates = try pairs.candidates(of: office)
        try pairs.save(
            PersonSearch(candidates, distinct: try pairs.distinct(in: office)).run(), people: candidates.count, office: office, at: now)
    }
}
