import Kernel
import Markup
import Storage

/// Looks through all entries of an office for those that may be the same.
enum DuplicateJob {
    static let kind = "directory.duplicates"

    private struct Payload: Codable { let office: OfficeID }

    /// One at a time for an office.
    static func enqueue(_ office: OfficeID, _ w: Words, by actor: Actor, at now: Instant, _ connection: Connection) throws -> JobID {
        try connection.jobs.enqueue(
            kind: kind, title: w("Looking for duplicates"), payload: Payload(office: office), office: office, by: actor, at: now,
            dedupe: "\(kind):\(office)")
    }

    static let handler = JobHandler(
        kind: kind, restartable: true,
        run: { job -> String? in
            let office = try job.job.payload(as: Payload.self).office
            let now = job.clock.now()
            let (candidates, distinct) = try await job.database.read { connection in
                let store = DuplicateStore(connection)
                return (try store.candidates(of: office) { try job.progress.update(done: $0, total: $1) }, try store.distinct(in: office))
            }
            // Without a transaction: nobody waits for the thinking.
            var search = LikenessSearch(candidates, distinct: distinct)
            let found = search.run()
            try job.progress.update(done: candidates.count)
            try await job.database.write { try DuplicateStore($0).save(found, records: candidates.count, office: office, at: now) }
            return nil
        })

    /// Where a finished one leads; nil for other jobs.
    static func arrival(_ job: Job) -> String? { job.kind == kind ? DirectoryPaths.duplicates : nil }
}
