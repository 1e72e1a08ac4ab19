import Kernel
import Ledger
import Storage
import Web

/// Another key for an office: made at once, and then written into every record in which the office has a part, each in a transaction of its own.
/// Until its entry is there a record is signed with the key it knows.
public struct KeyChange {
    static let kind = "change-key"
    static let subject = "office-key"

    /// Why the key is changed.
    public enum Cause: String, Codable, Sendable {
        /// From time to time, or because people left who could have copied it: what the former key signed holds.
        case regular
        /// Somebody else may have it: what they sign with it beside the office's own entries has no effect.
        case stolen
    }

    /// What a run through the records did.
    public struct Outcome: Sendable, Equatable {
        /// In how many records the office signs with its new key now.
        public var changed = 0
        /// In which it still signs with the former one: they are damaged, or hold two histories of the office.
        public var left: [PartnershipID] = []
    }

    private struct Payload: Codable { let office: OfficeID }

    static let handler = JobHandler(
        kind: kind, restartable: true,
        run: { context -> String? in
            let office = try context.job.payload(as: Payload.self).office
            _ = try await run(office, context.database, at: context.clock.now()) { try context.progress.update(done: $0, total: $1) }
            return nil
        })

    /// Makes the new key. What is written from now on into records that know it is signed with it.
    public static func begin(_ office: OfficeID, _ cause: Cause, by actor: Actor, at now: Instant, _ connection: Connection) throws {
        let keys = OfficeKeys(connection: connection, now: now)
        let former = try keys.key(of: office)
        let new = try keys.replace(office)
        // A record that has not even got the key before this one goes from the one it knows to the newest.
        try connection.run(
            """
            UPDATE shared_party SET party = COALESCE(party, \(former.party.hex)), former_key = COALESCE(former_key, \(new.former)),
            is_revoked = CASE WHEN \(cause == .stolen) = 1 THEN 1 ELSE is_revoked END WHERE office_id = \(office)
            """)
        try connection.journal.record(
            try Fact(
                cause == .stolen ? "revoked" : "changed", subject, office.text, office: office, from: ["key": former.publicKey.hex],
                to: ["key": new.key.publicKey.hex]), by: actor, at: now)
    }

    static func enqueue(_ office: OfficeID, title: String, by actor: Actor, at now: Instant, _ connection: Connection) throws -> JobID {
        try connection.jobs.enqueue(
            kind: kind, title: title, payload: Payload(office: office), office: office, by: actor, at: now, dedupe: "\(kind) \(office)")
    }

    /// How many records wait for the entry.
    static func waiting(_ office: OfficeID, _ connection: Connection) throws -> Int {
        try connection.value("SELECT COUNT(*) FROM shared_party WHERE office_id = \(office) AND former_key IS NOT NULL") ?? 0
    }

    /// Writes the entry into all records that wait for it.
    public static func run(
        _ office: OfficeID, _ database: Database, at now: Instant, told: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) async throws -> Outcome {
        let total = try await database.read { try waiting(office, $0) }
        var (outcome, after) = (Outcome(), "")
        while true {
            let last = after
            let step = try await database.write { connection -> (record: PartnershipID, isDone: Bool)? in
                let next: PartnershipID? = try connection.value(
                    """
                    SELECT record_id FROM shared_party WHERE office_id = \(office) AND former_key IS NOT NULL AND record_id > \(last)
                    ORDER BY record_id LIMIT 1
                    """)
                return try next.map { ($0, try KeyChange(connection: connection, office: office, now: now).change(in: $0)) }
            }
            guard let step else { return outcome }
            after = step.record.text
            if step.isDone { outcome.changed += 1 } else { outcome.left.append(step.record) }
            try told(outcome.changed + outcome.left.count, total)
        }
    }

    // MARK: One record

    private let connection: Connection
    private let office: OfficeID
    private let now: Instant

    private var keys: OfficeKeys { OfficeKeys(connection: connection, now: now) }
    private var parties: SharedParties { SharedParties(connection: connection) }

    /// - Returns: false where the record cannot take the entry at present; it is asked for again with the next change.
    private func change(in record: PartnershipID) throws -> Bool {
        let former = try keys.signer(of: office, in: record)
        let present = try keys.key(of: office)
        let records = RecordStore(connection: connection)
        var ledger: Ledger
        do { ledger = try records.ledger(record) } catch is RecordDamaged { return false }
        let count = ledger.entries.count
        guard ledger.participants.contains(where: { $0.party == former.party && $0.hasJoined }) else {
            // Who was only invited begins with the key of the day on which it joins.
            do { try invite(present.party, insteadOf: former.party, record, &ledger) } catch is NotWritten { return false }
            try store(ledger, after: count)
            try connection.run(
                "UPDATE shared_party SET party = NULL, former_key = NULL, is_revoked = 0 WHERE record_id = \(record) AND office_id = \(office)")
            return true
        }
        let isRevoked: Int = try connection.value("SELECT is_revoked FROM shared_party WHERE record_id = \(record) AND office_id = \(office)") ?? 0
        let act: Act = isRevoked == 1 ? .revoke(to: present.publicKey) : .rotate(to: present.publicKey)
        do { try ledger.write(act, with: former, at: now) } catch is NotWritten { return false }
        try store(ledger, after: count)
        try connection.run(
            "UPDATE shared_party SET former_key = NULL, is_revoked = 0 WHERE record_id = \(record) AND office_id = \(office)")
        return true
    }

    private func store(_ ledger: Ledger, after count: Int) throws {
        if ledger.entries.count > count { try RecordStore(connection: connection).append(ledger, after: count, at: now) }
    }

    /// An open invitation names the party by its key, so the one who invited says it again. Its server is this one.
    private func invite(_ party: PartyID, insteadOf former: PartyID, _ record: PartnershipID, _ ledger: inout Ledger) throws {
        guard try parties.state(record, of: office) == .invited, let invitation = ledger.invitation(of: former),
            case .invite(let content) = invitation.act, let inviter = try parties.office(of: invitation.author, in: record)
        else { return }
        try ledger.write(.invite(Invitation(party: party, name: content.name)), with: try keys.signer(of: inviter, in: record), at: now)
    }
}
