import Gazetteer
import Kernel
import Storage
import Web

/// Brings what was entered by an older version up to this one, in steps that can be broken off and begun again: records of partnerships that
/// were entered before there were records, the renewal of terms, themes in the letters by which they are found.
public enum RecordUpkeep {
    static let kind = "record-upkeep"
    /// So many are done in one transaction.
    static let batch = 200

    static let handler = JobHandler(
        kind: kind, restartable: true,
        run: { context -> String? in
            try await run(context.database, at: context.clock.now()) { try context.progress.update(done: $0) }
            return nil
        })

    /// Puts the work among the jobs, where there is any: for the start of a server.
    public static func begin(_ database: Database, at now: Instant) async throws {
        try await database.write { connection in
            guard try isNeeded(connection) else { return }
            try connection.jobs.enqueue(kind: kind, title: kind, payload: "{}", office: nil, by: .system, at: now, dedupe: kind)
        }
    }

    /// Does all of it.
    static func run(_ database: Database, at now: Instant, told: (Int) throws -> Void = { _ in }) async throws {
        var done = 0
        while true {
            let count = try await database.write { try step($0, at: now) }
            guard count > 0 else { return }
            done += count
            try told(done)
        }
    }

    /// Begins the records that are missing, of all partnerships or of one.
    /// - Returns: how many were begun.
    public static func beginRecords(_ only: PartnershipID? = nil, at now: Instant, _ connection: Connection) throws -> Int {
        var begun = 0
        while true {
            let count = try beginSome(only, at: now, connection)
            begun += count
            if count == 0 { return begun }
        }
    }

    public static func lacksRecords(_ connection: Connection) throws -> Bool {
        try connection.exists("SELECT 1 FROM partnership p WHERE \(withoutRecord)")
    }

    // MARK: Steps

    /// One whose identity a record bears already is left alone: nobody knows what became of it. So is one without parties, which only somebody
    /// who wrote into the database can have left: the others go on.
    private static let withoutRecord: SQL = """
        p.record_id IS NULL AND NOT EXISTS (SELECT 1 FROM shared_record r WHERE r.id = p.id)
        AND EXISTS (SELECT 1 FROM partnership_party y WHERE y.partnership_id = p.id)
        """

    private static func isNeeded(_ connection: Connection) throws -> Bool {
        try lacksRecords(connection) || connection.exists("SELECT 1 FROM partnership_term WHERE renewal = 'unread'")
            || connection.exists("SELECT 1 FROM partnership WHERE theme_key IS NULL")
    }

    /// - Returns: how many were done; none when all are.
    private static func step(_ connection: Connection, at now: Instant) throws -> Int {
        let begun = try beginSome(nil, at: now, connection)
        guard begun == 0 else { return begun }
        let terms = try now.day.map { try TermProjection(connection: connection).readUnread(limit: batch, on: $0) } ?? 0
        return try terms > 0 ? terms : foldThemes(connection)
    }

    private static func beginSome(_ only: PartnershipID?, at now: Instant, _ connection: Connection) throws -> Int {
        let one: SQL = only.map { " AND p.id = \($0)" } ?? .empty
        let missing = try connection.rows(
            "SELECT p.id, p.office_id FROM partnership p WHERE \(withoutRecord)\(one) ORDER BY p.office_id, p.id LIMIT \(batch)"
        ) { row in (id: try row["id"] as PartnershipID, office: try row["office_id"] as OfficeID) }
        for (office, some) in Dictionary(grouping: missing, by: \.office).sorted(by: { $0.key < $1.key }) {
            let ids = some.map(\.id)
            let records = try PartnershipStore.records(ids, of: office, connection)
            try Recording(connection: connection, office: office, now: now).begin(ids.compactMap { id in records[id].map { (id, $0) } })
            try connection.run("UPDATE partnership SET record_id = id WHERE id IN \(list: ids)")
            try HealthStore(connection: connection).refresh(ids, at: now)
        }
        return missing.count
    }

    private static func foldThemes(_ connection: Connection) throws -> Int {
        let all = try connection.rows("SELECT id, theme FROM partnership WHERE theme_key IS NULL ORDER BY id LIMIT \(batch)") { row in
            (id: try row["id"] as PartnershipID, theme: try row["theme"] as String)
        }
        for (id, theme) in all { try connection.run("UPDATE partnership SET theme_key = \(FoldedName(theme).text) WHERE id = \(id)") }
        return all.count
    }
}
