internal import GRDBSQLite

/// Keeps what SQLite knows about the sizes of its tables from growing old, as PostgreSQL's autovacuum does there.
///
/// Without it SQLite guesses that an index finds ten rows, also where it finds 100,000, and reads a table row by row through the index of the
/// office instead of from its beginning to its end: pages of large registers took two to ten times as long.
/// See <https://www.sqlite.org/lang_analyze.html>.
struct PlannerStatistics {
    /// Below so many changes nothing is counted: small tables are fast whatever the plan.
    static let least: Int64 = 20_000
    /// A database of so many pages (20 MB) that was never counted is counted after the first write.
    private static let large: Int64 = 5_000

    /// How many changes the connection had made when it counted last.
    private var counted: Int64 = 0
    /// After how many changes more it is worth counting; nil: not looked at yet.
    private var patience: Int64?

    /// Counts when as much has been written as is half of what there was: a register that grows is counted a few times, whatever its size.
    ///
    /// Call it behind a committed transaction of the one connection that writes.
    /// - Throws: `StorageError`, with nothing changed; it is tried again after as many changes more.
    mutating func afterCommit(_ session: SQLiteSession) throws {
        let changes = sqlite3_total_changes64(session.handle)
        guard let patience else {
            patience = try Self.firstPatience(session)
            return try patience == 0 ? count(session, changes) : ()
        }
        if changes - counted >= patience { try count(session, changes) }
    }

    private mutating func count(_ session: SQLiteSession, _ changes: Int64) throws {
        counted = changes
        do {
            // Other connections read the figures with the schema; that a table came and went makes them read it anew.
            try session.script(
                """
                BEGIN IMMEDIATE; ANALYZE; CREATE TABLE planner_statistics_changed (never INTEGER); DROP TABLE planner_statistics_changed; COMMIT
                """)
            patience = max(Self.least, try Self.rows(session) / 2)
        } catch {
            patience = max(Self.least, patience ?? 0)
            if session.isInTransaction { try session.command("ROLLBACK") }
            throw error
        }
    }

    private static func firstPatience(_ session: SQLiteSession) throws -> Int64 {
        let isCounted = try session.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'") > 0
        if isCounted { return max(least, try rows(session) / 2) }
        return try session.number("PRAGMA page_count") >= large ? 0 : least
    }

    /// How many rows the tables had together when they were counted.
    private static func rows(_ session: SQLiteSession) throws -> Int64 {
        try session.number(
            "SELECT COALESCE(SUM(n), 0) FROM (SELECT MAX(CAST(stat AS INTEGER)) AS n FROM sqlite_stat1 GROUP BY tbl)")
    }
}
