import Kernel
import Ledger
import Storage

/// The personal values beside the records: all SQL about `personal_value`. What is erased leaves its commitment here, so that a partner who
/// sends it once more does not bring it back.
struct PersonalValueStore {
    let connection: Connection

    func values(of record: PartnershipID) throws -> PersonalValues {
        var all = PersonalValues()
        let rows = try connection.rows("SELECT commitment, salt, value FROM personal_value WHERE record_id = \(record)") { row in
            (commitment: try row["commitment"] as String, salt: try row["salt"] as String?, value: try row["value"] as String?)
        }
        for row in rows {
            guard let commitment = Commitment(hex: row.commitment) else { throw RecordDamaged(record: record) }
            guard let salt = row.salt, let text = row.value else { all.erase([commitment]); continue }
            let value: Value
            do { value = try Value(reading: text) } catch { throw RecordDamaged(record: record) }
            guard let personal = PersonalValue(value, saltText: salt), personal.commitment == commitment else {
                throw RecordDamaged(record: record)
            }
            all.add(personal)
        }
        return all
    }

    func add(_ value: PersonalValue, to record: PartnershipID, at now: Instant) throws {
        try connection.run(
            """
            INSERT INTO personal_value (record_id, commitment, salt, value, written_at)
            VALUES (\(record), \(value.commitment.hex), \(value.saltText), \(value.value.canonicalText), \(now))
            ON CONFLICT (record_id, commitment) DO NOTHING
            """)
    }

    /// Removes values for good; that they were there remains.
    func erase(_ commitments: some Sequence<Commitment>, in record: PartnershipID) throws {
        let names = commitments.map(\.hex).sorted()
        guard !names.isEmpty else { return }
        try connection.run("UPDATE personal_value SET salt = NULL, value = NULL WHERE record_id = \(record) AND commitment IN \(list: names)")
    }
}
