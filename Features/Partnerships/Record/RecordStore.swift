import Foundation
import Kernel
import Ledger
import Storage

/// The shared records as they are stored: all SQL about `shared_record` and `shared_entry`, inside one transaction.
struct RecordStore {
    let connection: Connection

    /// A record to be begun by the office that alone keeps it so far.
    struct Beginning: Sendable {
        let id: PartnershipID
        let state: SharedState
        /// Where it came from: a file's name and line. Stands as the note of the first proposal.
        let source: String
    }

    /// Begins records: the founding entry of each, and the first version of what is agreed, which its only party agrees on with itself.
    func begin(_ all: [Beginning], office: OfficeID, name: String, key: OfficeKey, at now: Instant) throws {
        guard !all.isEmpty else { return }
        // Writing, signing and reading back two entries takes most of the time of an import: on all processors.
        let begun = try all.mapInParallel(width: 16) { beginning in
            var ledger = try Ledger.found(
                beginning.id, name: name, kind: "partnership", with: key, absent: beginning.state.absent, at: now)
            let changes = beginning.state.changes(from: [:])
            try ledger.write(ledger.proposal(by: key.party, set: changes.set, note: beginning.source), with: key, at: now)
            let reading = RecordReading(ledger)
            let record: SQL = """
                (\(beginning.id), \(office), \(ledger.root.hex), \(ledger.entries.count), \(reading.digest), \(reading.text), \(now))
                """
            return (record: record, entries: ledger.entries.enumerated().map { Self.row(beginning.id, $0.offset + 1, $0.element) })
        }
        try connection.run(
            """
            INSERT INTO shared_record (id, office_id, root, entries, digest, state, updated_at)
            VALUES \(begun.map(\.record).joined(separator: ", "))
            """)
        try insert(begun.flatMap(\.entries))
        try connection.run(
            """
            INSERT INTO shared_party (record_id, office_id, state, since)
            VALUES \(all.map { "(\($0.id), \(office), 'member', \(now))" as SQL }.joined(separator: ", "))
            """)
    }

    private static func row(_ id: PartnershipID, _ place: Int, _ entry: Entry) -> SQL {
        "(\(id), \(place), \(entry.hash.hex), \(String(decoding: entry.canonical, as: UTF8.self)))"
    }

    private func insert(_ rows: [SQL]) throws {
        // SQLite takes 32,766 values in a statement; an entry has 4.
        for start in stride(from: 0, to: rows.count, by: 5000) {
            try connection.run(
                """
                INSERT INTO shared_entry (record_id, place, hash, body) VALUES \(rows[start..<min(start + 5000, rows.count)].joined(separator: ", "))
                """)
        }
    }

    /// The record folded from its entries. What was stored had been verified before; the signatures are checked by `proxenia ledger verify`.
    /// - Throws: `AppError.notFound` where there is none.
    func ledger(_ id: PartnershipID) throws -> Ledger {
        guard let head = try head(id) else { throw AppError.notFound }
        if let known = RecordCache.shared.ledger(id, entries: head.entries, digest: head.digest) { return known }
        var ledger = Ledger(partnership: id, root: head.root)
        ledger.add(try entries(id), isTrusted: true)
        guard ledger.entries.count == head.entries, ledger.waiting.isEmpty else { throw RecordDamaged(record: id) }
        if !connection.writes { RecordCache.shared.keep(ledger, digest: head.digest) }
        return ledger
    }

    /// Several records, folded; one that is damaged is left out, since `RecordCheck` is there to say so. Two statements.
    func ledgers(_ ids: [PartnershipID]) throws -> [PartnershipID: Ledger] {
        guard !ids.isEmpty else { return [:] }
        let heads = try connection.rows("SELECT id, root, entries FROM shared_record WHERE id IN \(list: ids)") { row in
            (id: try row["id"] as PartnershipID, root: EntryHash(hex: try row["root"]), count: try row["entries"] as Int)
        }
        let bodies = Dictionary(
            grouping: try connection.rows("SELECT record_id, body FROM shared_entry WHERE record_id IN \(list: ids) ORDER BY record_id, place") {
                row in
                (record: try row["record_id"] as PartnershipID, body: try row["body"] as String)
            }, by: \.record)
        var all: [PartnershipID: Ledger] = [:]
        for head in heads {
            guard let root = head.root else { continue }
            var ledger = Ledger(partnership: head.id, root: root)
            do { ledger.add(try (bodies[head.id] ?? []).map { try Entry(reading: $0.body) }, isTrusted: true) } catch is Fault { continue }
            if ledger.entries.count == head.count, ledger.waiting.isEmpty { all[head.id] = ledger }
        }
        return all
    }

    /// Which record a partnership of the register points to; nil where it has none yet.
    func record(of id: PartnershipID) throws -> PartnershipID? {
        try connection.first("SELECT record_id FROM partnership WHERE id = \(id)") { try $0["record_id"] as PartnershipID? } ?? nil
    }

    func head(_ id: PartnershipID) throws -> (root: EntryHash, entries: Int, digest: String, state: String)? {
        try connection.first("SELECT root, entries, digest, state FROM shared_record WHERE id = \(id)") { row in
            guard let root = EntryHash(hex: try row["root"]) else { throw RecordDamaged(record: id) }
            return (root, try row["entries"], try row["digest"], try row["state"])
        }
    }

    /// The entries in the order in which they arrived.
    func entries(_ id: PartnershipID) throws -> [Entry] {
        try connection.rows("SELECT body FROM shared_entry WHERE record_id = \(id) ORDER BY place") { row in
            do { return try Entry(reading: try row["body"] as String) } catch is Fault { throw RecordDamaged(record: id) }
        }
    }

    /// Stores what was written into a record since it was read.
    /// - Parameter count: how many entries it had then.
    /// - Throws: `AppError.conflict` when somebody else wrote into it meanwhile.
    func append(_ ledger: Ledger, after count: Int, at now: Instant) throws {
        let reading = RecordReading(ledger)
        let id = ledger.partnership
        let changed = try connection.run(
            """
            UPDATE shared_record SET entries = \(ledger.entries.count), digest = \(reading.digest), state = \(reading.text), updated_at = \(now)
            WHERE id = \(id) AND entries = \(count)
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody wrote into this record a moment ago. Open it again.") }
        try insert(ledger.entries[count...].enumerated().map { Self.row(id, count + $0.offset + 1, $0.element) })
        connection.afterCommit { RecordCache.shared.keep(ledger, digest: reading.digest) }
    }

    /// Removes records that nobody but their office ever had: those of an import that is undone.
    func remove(_ ids: [PartnershipID]) throws {
        try connection.run("DELETE FROM partner_news WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM record_guest WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM hosted_party WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM party_draft WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM personal_value WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM shared_party WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM shared_entry WHERE record_id IN \(list: ids)")
        try connection.run("DELETE FROM shared_record WHERE id IN \(list: ids)")
    }
}

/// Entries of a record are missing or changed. The server cannot have done it: somebody wrote into the database, or the disk is failing.
struct RecordDamaged: Error, CustomStringConvertible {
    let record: PartnershipID
    var description: String { "The record of partnership \(record) is damaged: `proxenia ledger verify` says how. Restore the last good backup." }
}

/// What is read from a record and stored beside it.
struct RecordReading {
    /// SHA-256 of the summary (docs/ledger.md, section 10): what two servers compare.
    let digest: String
    /// The summary without what grows with every entry, as JSON.
    let text: String

    init(_ ledger: Ledger) {
        let summary = ledger.summary
        digest = Bytes32<Ledger>(hashing: summary.canonical).hex
        let kept = ["agreed", "proposals", "suspended", "participants", "forks"].compactMap { name in summary[name].map { (name, $0) } }
        text = (Value.Members(kept).map { Value.object($0) } ?? .null).canonicalText
    }
}
