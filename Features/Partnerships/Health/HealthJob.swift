import Kernel
import Storage

/// Reckons the health of all partnerships anew, once a day: nothing need happen for one to fall asleep.
enum HealthJob {
    static let kind = "partnership-health"
    /// So many are reckoned in one transaction.
    static let batch = 200

    static let handler = JobHandler(
        kind: kind, restartable: true,
        run: { context -> String? in
            try await run(context.database, at: context.clock.now()) { try context.progress.update(done: $0) }
            return nil
        })

    static func run(_ database: Database, at now: Instant, told: (Int) throws -> Void = { _ in }) async throws {
        var (after, done) = ("", 0)
        if let today = now.day { try await database.write { try TermProjection(connection: $0).refresh(on: today) } }
        while true {
            let start = after
            let ids = try await database.write { connection in
                let store = HealthStore(connection: connection)
                let ids = try store.next(after: start, limit: batch)
                try store.refresh(ids, at: now)
                return ids
            }
            guard let last = ids.last else { return }
            after = last.text
            done += ids.count
            try told(done)
        }
    }

    /// A contact with a person there, or their word that the particulars hold, counts at once.
    static let reaction = Reaction(to: "person") { fact, occasion, connection in
        guard ["talk added", "talk removed", "confirmed"].contains(fact.act), let person = PersonID(fact.subjectID) else { return }
        try HealthStore(connection: connection).refresh(with: person, at: occasion.at)
    }
}
