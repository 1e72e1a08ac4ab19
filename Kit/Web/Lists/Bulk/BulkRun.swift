import Foundation
import Kernel
import Storage

/// An action on many rows that was confirmed: what it was, how far it is, and what became of it.
struct BulkRun: Sendable {
    enum Tag {}
    enum State: String, Sendable { case working, done, stopped, undoing, undone }

    let id: ID<Tag>
    let office: OfficeID
    let user: UserID?
    let by: String
    let list: String
    let action: String
    let value: String
    let choice: BulkChoice
    let seenAt: Instant
    let state: State
    /// Rows up to this identity are done.
    let cursor: String
    let tally: BulkTally
    let undone: Int
    let kept: Int
    let createdAt: Instant
    let undoneAt: Instant?

    /// So long it can be undone; then what was changed is forgotten.
    static let daysKept: Int64 = 30

    /// Whoever did it may undo it, and the director.
    func isOwn(_ actor: Actor) -> Bool { office == actor.office && ((user != nil && user == actor.user) || actor.role == .director) }
    var canUndo: Bool { (state == .done || state == .stopped) && tally.changed > 0 }
}

typealias BulkRunID = ID<BulkRun.Tag>

/// All SQL about `bulk_run` and `bulk_row`.
struct BulkStore {
    let connection: Connection

    static let subject = "bulk"

    static let migration = Migration(
        id: "2026-11-21-23-bulk",
        sql: """
            CREATE TABLE bulk_run (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                user_id TEXT,
                by_name TEXT NOT NULL,
                list TEXT NOT NULL,
                action TEXT NOT NULL,
                value TEXT NOT NULL,
                choice TEXT NOT NULL,
                seen_at INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('working', 'done', 'stopped', 'undoing', 'undone')),
                cursor TEXT NOT NULL,
                tally TEXT NOT NULL,
                undone INTEGER NOT NULL,
                kept INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                undone_at INTEGER
            ) STRICT;
            CREATE INDEX bulk_run_office ON bulk_run (office_id, created_at);

            CREATE TABLE bulk_row (
                run_id TEXT NOT NULL REFERENCES bulk_run (id) ON DELETE CASCADE,
                record_id TEXT NOT NULL,
                mark INTEGER NOT NULL,
                fate TEXT NOT NULL CHECK (fate IN ('changed', 'undone', 'kept')),
                PRIMARY KEY (run_id, record_id)
            ) STRICT;
            """)

    /// - Throws: `AppError.notFound` for what is not theirs.
    func find(_ id: BulkRunID, for actor: Actor) throws -> BulkRun {
        guard let run = try find(id), run.isOwn(actor) else { throw AppError.notFound }
        return run
    }

    func find(_ id: BulkRunID) throws -> BulkRun? {
        try connection.first(
            """
            SELECT id, office_id, user_id, by_name, list, action, value, choice, seen_at, state, cursor, tally, undone, kept, created_at, undone_at
            FROM bulk_run WHERE id = \(id)
            """
        ) { row in
            let state: String = try row["state"]
            return BulkRun(
                id: try row["id"], office: try row["office_id"], user: try row["user_id"], by: try row["by_name"], list: try row["list"],
                action: try row["action"], value: try row["value"], choice: try Self.value(try row["choice"]), seenAt: try row["seen_at"],
                state: BulkRun.State(rawValue: state) ?? .stopped, cursor: try row["cursor"], tally: try Self.value(try row["tally"]),
                undone: try row["undone"], kept: try row["kept"], createdAt: try row["created_at"], undoneAt: try row["undone_at"])
        }
    }

    /// Begins one, if it was not begun already. What is older than can be undone is forgotten meanwhile.
    /// - Returns: whether it was begun now.
    func begin(_ id: BulkRunID, _ plan: BulkPlan) throws -> Bool {
        let ask = plan.ask
        try connection.run(
            "DELETE FROM bulk_run WHERE office_id = \(ask.office) AND created_at < \(ask.now.adding(days: -BulkRun.daysKept)) AND state <> 'working'")
        return try connection.run(
            """
            INSERT INTO bulk_run (id, office_id, user_id, by_name, list, action, value, choice, seen_at, state, cursor, tally, undone, kept, created_at)
            VALUES (\(id), \(ask.office), \(ask.actor.user), \(ask.actor.name), \(plan.list.path), \(plan.action.name), \(ask.value),
            \(try Self.text(plan.choice)), \(plan.seen), 'working', '', \(try Self.text(BulkTally())), 0, 0, \(ask.now))
            ON CONFLICT (id) DO NOTHING
            """) == 1
    }

    /// Notes what a step has done.
    func advance(_ run: BulkRun, to cursor: String, _ tally: BulkTally, changed: [BulkChanged]) throws {
        if !changed.isEmpty {
            let rows = changed.map { "(\(run.id), \($0.id), \($0.mark), 'changed')" as SQL }
            try connection.run("INSERT INTO bulk_row (run_id, record_id, mark, fate) VALUES \(rows.joined(separator: ", "))")
        }
        try connection.run("UPDATE bulk_run SET cursor = \(cursor), tally = \(try Self.text(tally)) WHERE id = \(run.id)")
    }

    /// Those that a run has changed and that were not looked at for undoing yet.
    func changed(_ run: BulkRunID, limit: Int) throws -> [BulkChanged] {
        try connection.rows(
            "SELECT record_id, mark FROM bulk_row WHERE run_id = \(run) AND fate = 'changed' ORDER BY record_id LIMIT \(limit)"
        ) { BulkChanged(try $0["record_id"], mark: try $0["mark"]) }
    }

    func settle(_ run: BulkRun, undone: [String], kept: [String]) throws {
        try connection.run("UPDATE bulk_row SET fate = 'undone' WHERE run_id = \(run.id) AND record_id IN \(list: undone)")
        try connection.run("UPDATE bulk_row SET fate = 'kept' WHERE run_id = \(run.id) AND record_id IN \(list: kept)")
        try connection.run("UPDATE bulk_run SET undone = undone + \(undone.count), kept = kept + \(kept.count) WHERE id = \(run.id)")
    }

    /// - Returns: whether it was in the state it is to leave; the second of two clicks finds that it is not.
    func enter(_ state: BulkRun.State, from states: [BulkRun.State], _ run: BulkRunID, at now: Instant? = nil) throws -> Bool {
        let end: SQL = now.map { ", undone_at = \($0)" } ?? .empty
        return try connection.run("UPDATE bulk_run SET state = \(state)\(end) WHERE id = \(run) AND state IN \(list: states)") == 1
    }

    /// The names of rows with this fate, as far as the reader sees them.
    func names(_ run: BulkRun, fate: String, _ record: RecordKind, _ actor: Actor, _ w: Language, limit: Int) throws -> [(id: String, name: String)] {
        let naming = record.naming("d.record_id", actor, w)
        return try connection.rows(
            """
            SELECT d.record_id, \(naming) AS name FROM bulk_row d WHERE d.run_id = \(run.id) AND d.fate = \(fate) AND \(naming) IS NOT NULL
            ORDER BY d.record_id LIMIT \(limit)
            """
        ) { (id: try $0["record_id"], name: try $0["name"]) }
    }

    private static func text(_ value: some Encodable) throws -> String { String(decoding: try JSONEncoder().encode(value), as: UTF8.self) }
    private static func value<Value: Decodable>(_ text: String) throws -> Value { try JSONDecoder().decode(Value.self, from: Data(text.utf8)) }
}
