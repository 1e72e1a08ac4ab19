import Foundation
import Kernel
import Ledger
import Storage
import Synchronization

/// Looks through all shared records from the entries up: what `proxenia ledger verify` and `proxenia check` say of them.
public struct RecordCheck {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// What a look through found.
    public struct Report: Sendable {
        public var records = 0
        public var entries = 0
        /// How many of them guests wrote, with a key that a partner's server kept.
        public var byGuests = 0
        /// What is wrong, a line each, by record.
        public var faults: [String] = []
    }

    /// How many records are read at a time.
    private static let batch = 500

    /// Every record, or that of one partnership: the entries are read, chained and folded anew, each signature is checked, and what pages read is compared with it,
    /// also what the registers of this server say of it.
    /// - Parameters:
    ///   - now: the reader's time, to find entries of times to come; nil leaves them alone.
    ///   - threads: how many work on it.
    public func run(
        _ only: PartnershipID? = nil, now: Instant? = nil, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
        progress: (Int) -> Void = { _ in }
    ) throws -> Report {
        var report = Report()
        try eachBatch(only) { stored in
            let faults = Mutex<[(Int, [String])]>([])
            let byGuests = Mutex(0)
            let expected = Mutex<[PartnershipID: RegisterCheck.Expected]>([:])
            DispatchQueue.concurrentPerform(iterations: min(threads, stored.count)) { worker in
                for place in stride(from: worker, to: stored.count, by: min(threads, stored.count)) {
                    let (found, guests, agreed) = stored[place].inspected(now: now)
                    if guests > 0 { byGuests.withLock { $0 += guests } }
                    if let agreed { expected.withLock { $0[stored[place].id] = agreed } }
                    if !found.isEmpty { faults.withLock { $0.append((place, found)) } }
                }
            }
            let found = faults.withLock { $0 }.sorted { $0.0 < $1.0 }
            report.faults += found.flatMap { place, lines in lines.map { "partnership \(stored[place].id): \($0)" } }
            report.faults += try RegisterCheck(connection: connection).differences(expected.withLock { $0 }).map(\.sentence)
            report.byGuests += byGuests.withLock { $0 }
            report.records += stored.count
            report.entries += stored.reduce(0) { $0 + $1.bodies.count }
            progress(report.records)
        }
        if only == nil { report.faults += try strays() }
        return report
    }

    /// - Throws: `AppError.invalid` where entries of a record are missing or changed, saying which.
    public func mustBeWhole(_ record: PartnershipID) throws {
        try eachBatch(record) { stored in for one in stored { try mustBeWhole(one, one.folded().1) } }
    }

    private func mustBeWhole(_ one: StoredRecord, _ damage: [String]) throws {
        guard !damage.isEmpty else { return }
        throw AppError.invalid("The record of partnership \(one.id) is damaged: \(damage.joined(separator: "; ")). Restore the last good backup.")
    }

    /// Folds every record, or one, from its entries again and writes what pages read, and what the registers say of what is agreed.
    /// - Returns: how many records there are, and how many were not as they should have been.
    /// - Parameter now: the day by which terms have gone on by themselves.
    public func rebuild(_ only: PartnershipID? = nil, at now: Instant = .now()) throws -> (records: Int, mended: Int) {
        var (records, mended) = (0, 0)
        let registers = RegisterCheck(connection: connection)
        try eachBatch(only) { stored in
            var expected: [PartnershipID: RegisterCheck.Expected] = [:]
            var anew: Set<PartnershipID> = []
            for one in stored {
                records += 1
                let (ledger, damage) = one.folded()
                try mustBeWhole(one, damage)
                if let today = now.day { try TermProjection(connection: connection).apply(ledger, on: today) }
                try HostedParties(connection: connection).project(ledger)
                let reading = RecordReading(ledger)
                if (one.count, one.digest, one.state) != (ledger.entries.count, reading.digest, reading.text) {
                    try connection.run(
                        """
                        UPDATE shared_record SET entries = \(ledger.entries.count), digest = \(reading.digest), state = \(reading.text) WHERE id = \(one.id)
                        """)
                    anew.insert(one.id)
                }
                expected[one.id] = RegisterCheck.Expected(ledger)
            }
            let differences = try registers.differences(expected)
            try registers.mend(differences, at: now)
            mended += anew.union(differences.map(\.record)).count
        }
        return (records, mended)
    }

    /// - Parameter named: a record, or a partnership of a register that keeps one.
    private func eachBatch(_ named: PartnershipID?, _ body: ([StoredRecord]) throws -> Void) throws {
        let only = try named.map { try RecordStore(connection: connection).record(of: $0) ?? $0 }
        var after = ""
        while true {
            let condition: SQL = only.map { "id = \($0)" } ?? "id > \(after)"
            let heads = try connection.rows(
                "SELECT id, root, entries, digest, state FROM shared_record WHERE \(condition) ORDER BY id LIMIT \(Self.batch)",
                StoredRecord.init(row:))
            guard let last = heads.last else { break }
            let bodies = try connection.rows(
                "SELECT record_id, hash, body FROM shared_entry WHERE record_id IN \(list: heads.map(\.id)) ORDER BY record_id, place"
            ) { row in (record: try row["record_id"] as PartnershipID, hash: try row["hash"] as String, body: try row["body"] as String) }
            let byRecord = Dictionary(grouping: bodies, by: \.record)
            try body(heads.map { head in head.with((byRecord[head.id] ?? []).map { ($0.hash, $0.body) }) })
            if only != nil || heads.count < Self.batch { break }
            after = last.id.text
        }
    }

    /// What hangs on no record.
    private func strays() throws -> [String] {
        try connection.rows(
            "SELECT id FROM shared_record r WHERE r.continued_by IS NULL AND NOT EXISTS (SELECT 1 FROM partnership p WHERE p.record_id = r.id) ORDER BY id LIMIT 5"
        ) { "partnership \(try $0["id"] as String): nobody keeps this record" }
    }
}

/// A record as it lies in the tables.
private struct StoredRecord: Sendable {
    let id: PartnershipID
    let root: String
    let count: Int
    let digest: String
    let state: String
    var bodies: [(hash: String, body: String)] = []

    init(row: Row) throws {
        (id, root, count) = (try row["id"], try row["root"], try row["entries"])
        (digest, state) = (try row["digest"], try row["state"])
    }

    func with(_ bodies: [(hash: String, body: String)]) -> StoredRecord {
        var copy = self
        copy.bodies = bodies
        return copy
    }

    /// The record folded with every signature checked, and what makes it none that can be read: with any of it nothing is written anew.
    func folded() -> (Ledger, [String]) {
        var (faults, entries): ([String], [Entry]) = ([], [])
        for (place, stored) in bodies.enumerated() {
            do {
                let entry = try Entry(reading: stored.body)
                if entry.hash.hex != stored.hash { faults.append("entry \(place + 1) is not the one that its name says") }
                entries.append(entry)
            } catch { faults.append("entry \(place + 1) cannot be read: \(error.code)") }
        }
        let beginning = EntryHash(hex: root) ?? EntryHash(hashing: [UInt8]())
        let ledger = Ledger.verified(partnership: id, root: beginning, entries: entries, threads: 1)
        // What has no effect, and what an older version cannot read, belongs to a record in order. What is refused or waits does not.
        if !ledger.refused.isEmpty || !ledger.waiting.isEmpty {
            let words = FaultWords(ledger, FaultWords.plain)
            faults += ledger.refused.map { refused in
                let named = entries.first { $0.hash == refused.hash }.map(words.entry) ?? words.entry(refused.hash)
                return "\(named) is refused: \(words.reason(refused.fault)) (\(refused.fault.code))"
            }.sorted()
            faults += ledger.waiting.map { "\(words.entry($0)) waits for one that is missing" }.sorted()
        }
        if ledger.entries.count < count { faults.append("\(count - ledger.entries.count) of \(count) entries are missing") }
        return (ledger, faults)
    }

    /// What is wrong, how many entries guests wrote, and what the registers should say; nil for what cannot be read.
    func inspected(now: Instant?) -> (faults: [String], byGuests: Int, agreed: RegisterCheck.Expected?) {
        var (ledger, faults) = folded()
        let isWhole = faults.isEmpty
        if isWhole {
            let reading = RecordReading(ledger)
            if ledger.entries.count != count || reading.digest != digest || reading.text != state {
                faults.append("what pages read is not what the entries say; `proxenia ledger rebuild` mends it")
            }
            // What can be read can still say two things at once: forks, two agreements on one version, times to come.
            if !ledger.findings(now: now).isEmpty { faults += FaultWords(ledger, FaultWords.plain).sentences(now: now) }
        }
        return (faults, GuestEntries(ledger).count, isWhole ? RegisterCheck.Expected(ledger) : nil)
    }
}
