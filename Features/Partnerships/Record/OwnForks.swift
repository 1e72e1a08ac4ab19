import Kernel
import Ledger
import Storage

/// Records that hold two histories of a party whose key lies here: an old backup was restored and written to, or somebody else has the key.
/// (docs/ledger.md, section 3.) Nothing more is written for that party until an administrator has said which.
struct OwnForks {
    let connection: Connection
    let office: OfficeID
    let now: Instant

    struct Fork: Sendable, Equatable {
        let record: PartnershipID
        let partnership: PartnershipID
        /// What the office's register calls it.
        let name: String
    }

    /// The forked records of this office, by name. What is stored of a record names its forks, so none is folded.
    func all() throws -> [Fork] {
        let rows = try connection.rows(
            """
            SELECT r.id, r.state, p.id AS partnership, g.name FROM shared_party s JOIN shared_record r ON r.id = s.record_id
            JOIN partnership p ON p.record_id = r.id AND p.office_id = s.office_id JOIN organisation g ON g.id = p.partner_id
            WHERE s.office_id = \(office) AND r.state LIKE \("%\"forks\":{\"%") ORDER BY g.name, r.id
            """
        ) { row in
            (
                fork: Fork(record: try row["id"], partnership: try row["partnership"], name: try row["name"]),
                state: try row["state"] as String
            )
        }
        return try rows.filter { row in
            let ours = Set(try parties(row.fork.record).map(\.party.hex))
            do { return try Value(reading: row.state)["forks"]?.object?.all.contains { ours.contains($0.name) } == true } catch is UnreadableValue {
                return false
            }
        }.map(\.fork)
    }

    /// Says in the record that both histories are the party's own: all of it stays and counts.
    /// - Throws: `AppError.notFound` where there is nothing to heal, `AppError.invalid` where the record does not take it.
    func heal(_ record: PartnershipID) throws {
        guard try SharedParties(connection: connection).state(record, of: office) != nil else { throw AppError.notFound }
        let records = RecordStore(connection: connection)
        var ledger = try records.ledger(record)
        let count = ledger.entries.count
        do {
            for signer in try parties(record) {
                // An entry adopts sixteen ends at most, and of more the newest with it next time.
                for _ in 0..<Self.mostTimes {
                    guard let ends = ledger.ends(of: signer.party), ends.count > 1 else { break }
                    try ledger.write(.adopt(Array(ends.suffix(Self.mostEnds)).sorted()), with: signer, at: now)
                }
            }
        } catch let error as NotWritten {
            throw AppError.invalid("The two histories cannot be joined here (\(error)). Change the key, or ask the party that has the longer one.")
        }
        guard ledger.entries.count > count else { throw AppError.notFound }
        try records.append(ledger, after: count, at: now)
    }

    private static let mostEnds = 16
    private static let mostTimes = 100

    /// Who signs here: the office, and the parties for which their guests write on this server.
    private func parties(_ record: PartnershipID) throws -> [Signer] {
        let hosting = HostedParties(connection: connection)
        return [try OfficeKeys(connection: connection, now: now).signer(of: office, in: record)]
            + (try hosting.all(record).map { try hosting.signer($0.party, in: record) })
    }
}

extension Ledger {
    /// The ends of a forked chain, the shortest first; nil where it has one.
    fileprivate func ends(of party: PartyID) -> [EntryHash]? {
        for finding in findings() {
            if case .fork(party, let ends) = finding.fault { return ends.sorted { (self[$0]?.sequence ?? 0, $0) < (self[$1]?.sequence ?? 0, $1) } }
        }
        return nil
    }
}
