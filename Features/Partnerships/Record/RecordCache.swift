import Kernel
import Ledger
import Synchronization

/// Records that were folded lately. A record of ten thousand entries takes a quarter of a second to fold; its pages are asked for again and again,
/// and each act reads it before it writes.
///
/// There is one for the whole process, because what it holds is true wherever it is asked. Entries are only ever added, so a record's identity,
/// the number of its entries and the digest of its state (docs/ledger.md, section 10), all of them in the database, name one history. A write by
/// anybody, on any server, changes them and is seen. Only what is committed may be kept: two transactions that are rolled back could name two.
final class RecordCache: Sendable {
    static let shared = RecordCache()

    /// So many entries are held at most, over all records.
    private static let most = 50_000

    private struct Held {
        let digest: String
        let ledger: Ledger
        var used: Int
    }
    private let held = Mutex<(all: [PartnershipID: Held], clock: Int)>(([:], 0))

    /// The record in this state; nil where it was not folded lately.
    func ledger(_ id: PartnershipID, entries: Int, digest: String) -> Ledger? {
        held.withLock { held in
            guard let found = held.all[id], found.digest == digest, found.ledger.entries.count == entries else { return nil }
            held.clock += 1
            held.all[id]?.used = held.clock
            return found.ledger
        }
    }

    /// Remembers a record that is committed.
    func keep(_ ledger: Ledger, digest: String) {
        held.withLock { held in
            held.clock += 1
            held.all[ledger.partnership] = Held(digest: digest, ledger: ledger, used: held.clock)
            while held.all.count > 1, held.all.values.reduce(0, { $0 + $1.ledger.entries.count }) > Self.most,
                let oldest = held.all.min(by: { $0.value.used < $1.value.used })?.key
            {
                held.all[oldest] = nil
            }
        }
    }
}
