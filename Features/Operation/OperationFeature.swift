import Foundation
import Kernel
import Storage
import Web

/// Running a server: how it stands, what is set, backups made by night and by hand, figures for a monitor.
public enum OperationFeature {
    /// The technical administrator. Of several offices on a server only the first one's: what stands here concerns all of them.
    static let run = Permission.roles("operation.run", [.admin])

    /// - Parameters:
    ///   - backups: where they lie; nil when the operator makes their own.
    ///   - migrations: the schema, known when all features are.
    ///   - version: of the product.
    public static func door(backups: BackupPlace?, migrations: @escaping @Sendable () -> [Migration], version: String) -> Feature {
        let pages = OperationPages(backups: backups, version: version)
        return Feature(
            "operation", routes: pages.routes + [MetricsPage.route] + OutboxPages().routes, migrations: [dailyWork],
            navigation: [
                NavigationItem(.office, "Outbox", OutboxList.path, may: OutboxPages.may),
                NavigationItem(.office, "Server", OperationPages.path, may: run) { context in
                    context.actor.office == context.house.instance.firstOffice
                },
            ],
            jobs: [
                JobHandler(
                    kind: BackupJob.kind, restartable: true,
                    returning: { context -> String in
                        guard let backups else { throw AppError.invalid("Backups are switched off (PROXENIA_BACKUPS=off).") }
                        return try await BackupJob.run(context, backups, try Migrator(migrations(), version: version), version: version)
                    })
            ],
            readings: [
                FactReading("letter", "Letter", what: { fact, w in fact.act == "discarded" ? w("Letter discarded") : w("Letter sent again") })
            ])
    }

    /// When each kind of daily work was last put among the jobs.
    public static let dailyWork = Migration(
        id: "2026-11-21-07-operation-daily-work",
        sql: "CREATE TABLE daily_work (kind TEXT NOT NULL PRIMARY KEY, day TEXT NOT NULL) STRICT;")

    /// Where a job of this feature leads when it is done; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { job.kind == BackupJob.kind ? OperationPages.path : nil }
}

/// The backup as a job in the background.
enum BackupJob {
    static let kind = "backup"

    static func run(_ context: JobContext, _ place: BackupPlace, _ migrator: Migrator, version: String) async throws -> String {
        let database = context.database, progress = context.progress, now = context.clock.now()
        // On a thread of its own: copying blocks, and the threads of the tasks are few.
        let made = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<KeptBackup, any Error>) in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try place.make(database, migrator, version: version, at: now) { try progress.update(done: 0, message: $0) }
                    })
            }
        }
        return made.name
    }
}

/// Sees to it that a backup is made every night.
public struct BackupSchedule: Sendable {
    let database: Database
    let place: BackupPlace
    let clock: Clock

    public init(_ database: Database, _ place: BackupPlace, clock: Clock = .system) {
        (self.database, self.place, self.clock) = (database, place, clock)
    }

    /// Puts tonight's backup among the jobs when it is due. Several servers that share a folder make one.
    /// - Returns: whether it was due.
    @discardableResult
    func look() async throws -> Bool {
        let now = clock.now()
        guard try place.isDue(at: now) else { return false }
        try await database.write { connection in
            try connection.jobs.enqueue(
                kind: BackupJob.kind, title: "Backup", payload: "{}", office: nil, by: .system, at: now, dedupe: BackupJob.kind)
        }
        return true
    }

    /// Looks every few minutes until the task is cancelled.
    /// - Parameter onFailure: told of what went wrong; the next look comes all the same.
    public func run(every pause: Duration = .seconds(300), onFailure: @escaping @Sendable (any Error) -> Void) async {
        await Rounds.run(every: pause, onFailure: onFailure) { _ = try await look() }
    }
}
