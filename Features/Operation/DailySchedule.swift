import Kernel
import Storage

/// Puts the daily work of the features among the jobs, once a day whatever the number of servers.
public struct DailySchedule: Sendable {
    let database: Database
    /// Kinds of jobs.
    let kinds: [String]
    let clock: Clock

    public init(_ database: Database, kinds: [String], clock: Clock = .system) { (self.database, self.kinds, self.clock) = (database, kinds, clock) }

    /// The hour (UTC) from which on a day's work is due: after the backup.
    static let hour = 2

    /// - Returns: the kinds that were due.
    @discardableResult
    func look() async throws -> [String] {
        let now = clock.now()
        let (day, hour) = (String(now.rfc3339.prefix(10)), Int(now.rfc3339.dropFirst(11).prefix(2)) ?? 0)
        guard hour >= Self.hour else { return [] }
        let done = try await database.read { connection in
            Set(try connection.rows("SELECT kind FROM daily_work WHERE day >= \(day)") { try $0["kind"] as String })
        }
        var due: [String] = []
        for kind in kinds where !done.contains(kind) {
            let isOurs = try await database.write { connection in
                let taken = try connection.run(
                    """
                    INSERT INTO daily_work (kind, day) VALUES (\(kind), \(day))
                    ON CONFLICT (kind) DO UPDATE SET day = excluded.day WHERE daily_work.day < excluded.day
                    """)
                guard taken == 1 else { return false }
                try connection.jobs.enqueue(kind: kind, title: kind, payload: "{}", office: nil, by: .system, at: now, dedupe: "daily/\(kind)")
                return true
            }
            if isOurs { due.append(kind) }
        }
        return due
    }

    /// Looks every few minutes until the task is cancelled.
    public func run(every pause: Duration = .seconds(300), onFailure: @escaping @Sendable (any Error) -> Void) async {
        await Rounds.run(every: pause, onFailure: onFailure) { _ = try await look() }
    }
}

/// Looking again and again until the task is cancelled; what goes wrong once is told, and the next look comes all the same.
enum Rounds {
    static func run(every pause: Duration, onFailure: @Sendable (any Error) -> Void, _ look: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do { try await look() } catch is CancellationError { return } catch { onFailure(error) }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}
