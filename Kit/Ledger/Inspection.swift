import Foundation
import Kernel
import Synchronization

/// Something wrong, and with what.
public struct Finding: Sendable, Hashable {
    /// The entry, or of a refused one the SHA-256 of the bytes that came; nil for a chain or the record.
    public let entry: EntryHash?
    public let fault: Fault

    public init(entry: EntryHash?, fault: Fault) { (self.entry, self.fault) = (entry, fault) }
}

extension Ledger {
    /// All that is wrong with the record as it is here: refused, waiting and void entries, forks, times to come.
    ///
    /// - Parameter now: the reader's time, for entries from the future; nil leaves them out.
    public func findings(now: Instant? = nil) -> [Finding] {
        var all = refused.map { Finding(entry: $0.hash, fault: $0.fault) }
        all += void.map { Finding(entry: $0.key, fault: $0.value) }
        all += waitingFindings()
        for (party, ends) in branches where ends.count > 1 {
            all.append(Finding(entry: nil, fault: .fork(party, ends: ends.map(\.end).sorted())))
        }
        for proposals in agreeing.complete.values where proposals.count > 1 {
            all.append(Finding(entry: nil, fault: .agreedTwice(proposals.sorted())))
        }
        if let now {
            let latest = now.milliseconds &+ Limits.timeAhead
            all += entries.filter { $0.time.milliseconds > latest }.map { Finding(entry: $0.hash, fault: .timeAhead) }
        }
        return all.sorted { ($0.fault.code, $0.entry?.hex ?? "") < ($1.fault.code, $1.entry?.hex ?? "") }
    }

    private func waitingFindings() -> [Finding] {
        guard !parked.isEmpty else { return [] }
        struct Place: Hashable {
            let author: PartyID
            let sequence: Int64
        }
        let present = Set((entries + waiting).map { Place(author: $0.author, sequence: $0.sequence) })
        return parked.flatMap { missing, waiters in
            waiters.map { waiter in
                let entry = waiter.entry
                let fault: Fault
                if missing != entry.previous {
                    fault = .missing(missing)
                } else if !parkedNames.contains(missing), present.contains(Place(author: entry.author, sequence: entry.sequence - 1)) {
                    fault = .brokenHash
                } else {
                    fault = .gap
                }
                return Finding(entry: entry.hash, fault: fault)
            }
        }
    }

    /// Folds entries and checks every signature, on several threads.
    ///
    /// Which key an entry must be signed with follows from the chain alone, so the chain is put together first and all
    /// signatures are checked after. Only if one is wrong is everything done again, one by one, to say which and why.
    public static func verified(
        partnership: PartnershipID, root: EntryHash, entries: [Entry], threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) -> Ledger {
        var ledger = Ledger(partnership: partnership, root: root)
        ledger.add(entries, isTrusted: true)
        if ledger.waiting.isEmpty, ledger.hasTrueSignatures(threads: threads) { return ledger }
        ledger = Ledger(partnership: partnership, root: root)
        ledger.add(entries)
        return ledger
    }

    /// Whether an entry of this record carries the signature that its author's chain asks of it. False for one that is not part of it.
    public func isSigned(_ hash: EntryHash) -> Bool { index[hash].map { entries[$0].isSigned(by: signers[$0]) } ?? false }

    /// Whether every entry carries the signature it must carry.
    public func hasTrueSignatures(threads: Int = ProcessInfo.processInfo.activeProcessorCount) -> Bool {
        let isFalse = Mutex(false)
        let size = 64
        let parts = (entries.count + size - 1) / size
        let workers = max(1, min(threads, parts))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            for part in stride(from: worker, to: parts, by: workers) {
                if isFalse.withLock({ $0 }) { return }
                for place in part * size..<min(entries.count, (part + 1) * size) where !entries[place].isSigned(by: signers[place]) {
                    isFalse.withLock { $0 = true }
                    return
                }
            }
        }
        return !isFalse.withLock { $0 }
    }
}
