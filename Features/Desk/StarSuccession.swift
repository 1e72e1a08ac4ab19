import Kernel
import Storage
import Web

/// When one record takes the place of another, its stars go to the other, and back when that is undone.
///
/// A star is its owner's alone, so the journal does not tell: a table of its own remembers which ones moved.
struct StarSuccession {
    let connection: Connection

    static func reaction(to record: RecordKind) -> Reaction {
        Reaction(to: record.name) { fact, connection in
            guard let succession = Succession(fact) else { return }
            let stars = StarSuccession(connection: connection)
            if succession.isUndone { try stars.back(succession) } else { try stars.forth(succession) }
        }
    }

    private func forth(_ succession: Succession) throws {
        let kind = succession.kind
        try connection.run(
            """
            INSERT INTO favourite_moved (merge_id, user_id, office_id, record_kind, record_id, marked_at, had_both)
            SELECT \(succession.merge), f.user_id, f.office_id, f.record_kind, f.record_id, f.marked_at,
            CASE WHEN EXISTS (SELECT 1 FROM favourite k WHERE k.user_id = f.user_id AND k.office_id = f.office_id AND k.record_kind = f.record_kind
            AND k.record_id = \(succession.kept)) THEN 1 ELSE 0 END
            FROM favourite f WHERE f.record_kind = \(kind) AND f.record_id = \(succession.gone)
            """)
        try connection.run(
            """
            INSERT INTO favourite (user_id, office_id, record_kind, record_id, marked_at)
            SELECT m.user_id, m.office_id, m.record_kind, CAST(\(succession.kept) AS TEXT), m.marked_at FROM favourite_moved m
            WHERE m.merge_id = \(succession.merge) AND m.had_both = 0 ON CONFLICT (user_id, office_id, record_kind, record_id) DO NOTHING
            """)
        try connection.run("DELETE FROM favourite WHERE record_kind = \(kind) AND record_id = \(succession.gone)")
        // What was opened last is no more than a way back to a page; its address leads on.
        try connection.run("DELETE FROM recent_item WHERE record_kind = \(kind) AND record_id = \(succession.gone)")
    }

    private func back(_ succession: Succession) throws {
        // Who took the star away since wants it on neither.
        let stays: SQL = """
            EXISTS (SELECT 1 FROM favourite k WHERE k.user_id = m.user_id AND k.office_id = m.office_id AND k.record_kind = m.record_kind
            AND k.record_id = \(succession.kept))
            """
        try connection.run(
            """
            INSERT INTO favourite (user_id, office_id, record_kind, record_id, marked_at)
            SELECT m.user_id, m.office_id, m.record_kind, m.record_id, m.marked_at FROM favourite_moved m
            WHERE m.merge_id = \(succession.merge) AND \(stays) ON CONFLICT (user_id, office_id, record_kind, record_id) DO NOTHING
            """)
        try connection.run(
            """
            DELETE FROM favourite WHERE record_kind = \(succession.kind) AND record_id = \(succession.kept) AND EXISTS (
            SELECT 1 FROM favourite_moved m WHERE m.merge_id = \(succession.merge) AND m.had_both = 0 AND m.user_id = favourite.user_id
            AND m.office_id = favourite.office_id)
            """)
        try connection.run("DELETE FROM favourite_moved WHERE merge_id = \(succession.merge)")
    }
}
