import Kernel
import Markup
import Storage

/// Looks through all entries of an office for those that may be the same.
enum DuplicateJob {
    static let work = DuplicateWork("directory.duplicates", Message("Looking for duplicates"), page: DirectoryPaths.duplicates)

    static let handler = work.handler { office, job in
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
    }
}
