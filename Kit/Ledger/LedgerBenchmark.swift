import Foundation
import Kernel

/// Measures the fold over a long record and the checking of signatures, beside the library's own speed in the same run.
public enum LedgerBenchmark {
    /// What was measured.
    public struct Figures: Sendable, CustomStringConvertible {
        public let entries: Int
        /// Entries folded in a second, signatures left out, on one thread.
        public let foldedPerSecond: Double
        /// The same with the reading of each entry from its text and the computing of its hash.
        public let readAndFoldedPerSecond: Double
        public let signatures: Int
        /// Signatures that the library alone verifies in a second, on one thread.
        public let rawPerSecond: Double
        /// Entries read into a record with their signatures checked, in a second, on one thread.
        public let addedPerSecond: Double
        /// The same by `Ledger.verified` on all threads.
        public let verifiedPerSecond: Double
        public let threads: Int

        public var description: String {
            func round(_ value: Double) -> String { Int(value).formatted(.number.locale(Locale(identifier: "en_GB"))) }
            return """
                ledger: \(round(Double(entries))) entries folded at \(round(foldedPerSecond)) a second, read and folded at \(round(readAndFoldedPerSecond))
                signatures: library \(round(rawPerSecond)) a second, entries added and verified \(round(addedPerSecond)) \
                (\(String(format: "%.2f", addedPerSecond / max(rawPerSecond, 1))) of it), on \(threads) threads \(round(verifiedPerSecond)) \
                (\(String(format: "%.2f", verifiedPerSecond / max(rawPerSecond, 1))))
                """
        }
    }

    /// - Parameters:
    ///   - entries: how long the record is that is folded
    ///   - signatures: how long the one whose signatures are checked
    public static func run(entries: Int = 1_000_000, signatures: Int = 10_000) throws -> Figures {
        let long = try record(entries, isSigned: false)
        var folded = Ledger(partnership: long.partnership, root: long.root)
        let folding = seconds { folded.add(long.entries, isTrusted: true) }
        let sample = long.entries.prefix(100_000).map(\.canonical)
        var read = Ledger(partnership: long.partnership, root: long.root)
        let reading = try seconds { for text in sample { read.add(try Entry(reading: text), isTrusted: true) } }

        let short = try record(signatures, isSigned: true)
        guard let last = short.entries.last, let key = keys.first(where: { $0.party == last.author }) else { throw Fault.gap }
        let bytes = last.signedBytes
        let raw = seconds { for _ in 0..<signatures where !OfficeKey.isValid(signature: last.signature, for: bytes, by: key.publicKey) { return } }
        var added = Ledger(partnership: short.partnership, root: short.root)
        let adding = seconds { added.add(short.entries) }
        let threads = ProcessInfo.processInfo.activeProcessorCount
        var verified = added
        let verifying = seconds {
            verified = Ledger.verified(partnership: short.partnership, root: short.root, entries: short.entries, threads: threads)
        }
        // A wrong figure is worse than none.
        guard folded.entries.count == entries, read.entries.count == sample.count, added.digest == verified.digest,
            verified.entries.count == signatures
        else { throw Fault.malformed("the benchmark lost entries") }
        return Figures(
            entries: entries, foldedPerSecond: Double(entries) / folding, readAndFoldedPerSecond: Double(sample.count) / reading,
            signatures: signatures, rawPerSecond: Double(signatures) / raw, addedPerSecond: Double(signatures) / adding,
            verifiedPerSecond: Double(signatures) / verifying, threads: threads)
    }

    private static let keys = (1...3).compactMap { OfficeKey(seed: [UInt8](repeating: UInt8($0), count: 32)) }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return max((ContinuousClock.now - start) / .seconds(1), 1e-9)
    }

    /// Three parties that write by turns: fields of ten thousand objects mostly, some messages, and an agreement now and then.
    private static func record(_ count: Int, isSigned: Bool) throws -> Ledger {
        guard let first = keys.first else { throw Fault.notInvited }
        let now = Instant(milliseconds: 1_760_000_000_000)
        var ledger = try Ledger.found(
            PartnershipID(stored: "01890a5d-ac96-774b-bcce-b302099a8057"), name: "1", kind: "sister", with: first, parties: Set(keys.map(\.party)),
            at: now)
        for key in keys.dropFirst() {
            try ledger.write(.join(Joining(key: key.publicKey, name: "x", invitation: ledger.root)), with: key, at: now)
        }
        var ends: [PartyID: (sequence: Int64, hash: EntryHash)] = [:]
        for key in keys { ends[key.party] = ledger.end(of: key.party).map { ($0.sequence, $0.hash) } }
        var proposal: EntryHash?
        for number in ledger.entries.count..<count {
            let key = keys[number % keys.count]
            guard let end = ends[key.party] else { continue }
            let act: Act
            switch number % 1_000 {
            case 0: act = ledger.proposal(by: key.party, set: ["agreed/plan": ["text": .int(Int64(number))]])
            case 1, 2: act = proposal.map { ledger.assent(to: $0, by: key.party) } ?? .say(.plain("nothing"), about: "")
            case 3..<53: act = .say(.plain(.string("A message of the usual length, number \(number).")), about: "")
            default: act = .set(object: "activity/\(number % 9_973)", field: ["state", "due", "who"][number % 3], .plain(.int(Int64(number))))
            }
            let entry = try Entry(
                partnership: ledger.partnership, author: key.party, sequence: end.sequence + 1, previous: end.hash, clock: ledger.clock + 1,
                time: now, act: act, sign: isSigned ? key.sign : { _ in [UInt8](repeating: 0, count: 64) })
            ledger.add(entry, isTrusted: true)
            ends[key.party] = (entry.sequence, entry.hash)
            if number % 1_000 == 0 { proposal = entry.hash }
        }
        return ledger
    }
}
