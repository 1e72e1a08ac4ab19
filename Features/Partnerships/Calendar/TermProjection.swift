import Kernel
import Ledger
import Storage

/// The dates of a record's term, in a table of their own: calendars, lists and reminders ask for many at once, and no page folds many records.
///
/// `ends` and `renewed_on` are what the agreed term has become by the day on which they were written; `refresh` moves those on that went on by
/// themselves. `renewal` is `unread` in what was written before it was kept (`RecordUpkeep`).
struct TermProjection {
    let connection: Connection

    func apply(_ ledger: Ledger, on today: PartialDate) throws {
        let record = ledger.partnership
        let term = Term(ledger.agreement.objects[TermKind.kind.prefix])
        let present = term?.present(on: today)
        try setEnd(present?.ends, of: record)
        guard let term, term.until != nil || term.review != nil else {
            try connection.run("DELETE FROM partnership_term WHERE record_id = \(record)")
            return
        }
        try connection.run(
            """
            INSERT INTO partnership_term (record_id, ends, review, renewal, agreed_until, period, renewed_on)
            VALUES (\(record), \(present?.ends), \(term.review), \(term.renewal?.rawValue ?? ""), \(term.until), \(term.period), \(present?.renewedOn))
            ON CONFLICT (record_id) DO UPDATE SET ends = excluded.ends, review = excluded.review, renewal = excluded.renewal,
            agreed_until = excluded.agreed_until, period = excluded.period, renewed_on = excluded.renewed_on
            """)
    }

    /// Moves the ends of terms on that have gone on by themselves.
    func refresh(on today: PartialDate) throws {
        let passed = try connection.rows(
            "SELECT record_id, agreed_until, period FROM partnership_term WHERE renewal = 'tacit' AND ends < \(today) ORDER BY record_id"
        ) { row in
            let term = Term(from: nil, until: try row["agreed_until"], review: nil, renewal: .tacit, agreed: try row["period"])
            return (record: try row["record_id"] as PartnershipID, present: term.present(on: today))
        }
        for (record, present) in passed {
            try setEnd(present.ends, of: record)
            try connection.run(
                "UPDATE partnership_term SET ends = \(present.ends), renewed_on = \(present.renewedOn) WHERE record_id = \(record)")
        }
    }

    /// Reads the terms of records anew that were stored before their renewal was kept.
    /// - Returns: how many were read; none when all are.
    func readUnread(limit: Int, on today: PartialDate) throws -> Int {
        let unread = try connection.rows("SELECT record_id FROM partnership_term WHERE renewal = 'unread' ORDER BY record_id LIMIT \(limit)") {
            try $0["record_id"] as PartnershipID
        }
        let ledgers = try RecordStore(connection: connection).ledgers(unread)
        for record in unread {
            if let ledger = ledgers[record] {
                try apply(ledger, on: today)
            } else {
                // Damaged: `RecordCheck` names it. Its dates stay.
                try connection.run("UPDATE partnership_term SET renewal = '' WHERE record_id = \(record)")
            }
        }
        return unread.count
    }

    private func setEnd(_ ends: PartialDate?, of record: PartnershipID) throws {
        try connection.run(
            "UPDATE partnership SET term_ends = \(ends) WHERE record_id = \(record) AND term_ends IS DISTINCT FROM \(ends)")
    }
}
