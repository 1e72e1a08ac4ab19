import Kernel
import Ledger
import Storage

/// The dates of a record's term, in a table of their own: calendars and lists ask for many at once, and no page folds many records.
struct TermProjection {
    let connection: Connection

    func apply(_ ledger: Ledger) throws {
        let term = ledger.agreement.objects[TermKind.kind.prefix] ?? [:]
        let (ends, review) = (date(term["until"]), date(term["review"]))
        let record = ledger.partnership
        try connection.run(
            "UPDATE partnership SET term_ends = \(ends) WHERE record_id = \(record) AND term_ends IS DISTINCT FROM \(ends)")
        guard ends != nil || review != nil else {
            try connection.run("DELETE FROM partnership_term WHERE record_id = \(record)")
            return
        }
        try connection.run(
            """
            INSERT INTO partnership_term (record_id, ends, review) VALUES (\(record), \(ends), \(review))
            ON CONFLICT (record_id) DO UPDATE SET ends = excluded.ends, review = excluded.review
            """)
    }

    private func date(_ value: Value?) -> PartialDate? { value?.text.flatMap { PartialDate($0) } }
}
