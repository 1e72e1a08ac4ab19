import Kernel
import Ledger
import Storage
import Synchronization

/// Records that were folded lately. A record of ten thousand entries takes a quarter of a second to fold; its pages are asked for again
/// and again. What is held counts only while the stored digest is still its own, so a write by anybody, on any server, is seen.
final class RecordCache: Sendable {
    /// So many entries are held at most, over all records.
    private static let most = 50_000

    private struct Held {
        let digest: String
        let ledger: Ledger
        var used: Int
    }
    private let held = Mutex<(all: [PartnershipID: Held], clock: Int)>(([:], 0))

    /// The record, folded.
    /// - Throws: `AppError.notFound` where there is none.
    func ledger(_ id: PartnershipID, _ connection: Connection) throws -> Ledger {
        let store = RecordStore(connection: connection)
        guard let head = try store.head(id) else { throw AppError.notFound }
        let known = held.withLock { held -> Ledger? in
            guard let found = held.all[id], found.digest == head.digest else { return nil }
            held.clock += 1
            held.all[id]?.used = held.clock
            return found.ledger
        }
        if let known { return known }
        let ledger = try store.ledger(id)
        held.withLock { held in
            held.clock += 1
            held.all[id] = Held(digest: head.digest, ledger: ledger, used: held.clock)
            while held.all.count > 1, held.all.values.reduce(0, { $0 + $1.ledger.entries.count }) > Self.most,
                let oldest = held.all.min(by: { $0.value.used < $1.value.used })?.key
            {
                held.all[oldest] = nil
            }
        }
        return ledger
    }
}
