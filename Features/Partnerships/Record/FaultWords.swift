import Kernel
import Ledger
import Markup

/// What is wrong with a record, in sentences that name the party and the entry. (docs/ledger.md, section 9, names the same faults by their codes.)
struct FaultWords {
    let reading: SharedReading
    let w: Words

    private var ledger: Ledger { reading.ledger }

    init(_ ledger: Ledger, _ w: Words) { self.init(SharedReading(ledger, own: nil), w) }
    init(_ reading: SharedReading, _ w: Words) { (self.reading, self.w) = (reading, w) }

    /// English where nobody reads in a language of their own: on the command line.
    static let plain = Words(Catalogue(files: []), .english)

    /// All of it that somebody should know of. An entry without effect belongs to a record in order, and its own line says why.
    /// - Parameter now: the reader's time, for entries from the future; nil leaves them out.
    func sentences(now: Instant?) -> [String] {
        ledger.findings(now: now).filter { finding in finding.entry.map { ledger.void[$0] == nil || finding.fault == .timeAhead } ?? true }
            .filter { !isSettled($0.fault) }.map(sentence)
    }

    /// A second history that was signed with a key revoked since has no effect: nobody has anything left to say.
    private func isSettled(_ fault: Fault) -> Bool {
        guard case .fork(_, let ends) = fault else { return false }
        return ends.count { ledger.void[$0] != .withRevokedKey } <= 1
    }

    func sentence(_ finding: Finding) -> String {
        switch finding.fault {
        case .fork(let party, let ends):
            return w(
                "\(reading.partyName(party.hex)) has signed two histories: \(w.list(ends.map(entry))) end two branches of its chain. Both count and are shown; \(reading.partyName(party.hex)) heals it with an entry that adopts both."
            )
        case .agreedTwice(let proposals):
            return w("Everybody has assented to two proposals on the same version: \(w.list(proposals.map(entry))). The senior one holds.")
        case .timeAhead:
            return w("\(finding.entry.map(entry) ?? "") bears a time that has not come yet: a clock there is wrong.")
        case let fault:
            let named = finding.entry.map(entry) ?? ""
            return ledger.waiting.contains { $0.hash == finding.entry }
                ? w("\(named) waits: \(reason(fault)).") : w("\(named) is refused: \(reason(fault)).")
        }
    }

    /// `entry 7 of Haifa (20 November 2026, 1a2b3c4d…)`; one that is not here by its name alone.
    func entry(_ hash: EntryHash) -> String {
        guard let entry = ledger[hash] ?? ledger.waiting.first(where: { $0.hash == hash }) else {
            return w("entry \(String(hash.hex.prefix(12)))…")
        }
        return self.entry(entry)
    }

    func entry(_ entry: Entry) -> String {
        let name = "\(String(entry.hash.hex.prefix(12)))…"
        return w("entry \(String(entry.sequence)) of \(reading.partyName(entry.author.hex)) (\(w.date(entry.time)), \(name))")
    }

    /// Why one entry does not belong to the record as it stands.
    func reason(_ fault: Fault) -> String {
        switch fault {
        case .malformed: w("it cannot be read")
        case .tooLarge: w("it is too long")
        case .wrongPartnership: w("it belongs to another record")
        case .secondBeginning: w("it begins the record a second time")
        case .badSignature: w("its signature does not verify")
        case .wrongKey: w("it is signed with a key that is not its party's")
        case .brokenChain: w("it does not follow the entry that it names")
        case .clockBehind, .clockAhead: w("its clock does not fit what it builds on")
        case .gap: w("entries of its party before it are missing")
        case .brokenHash: w("the entry before it is not the one it names")
        case .missing(let hash): w("it builds on the entry \(String(hash.hex.prefix(12)))…, which is missing")
        default: fault.code
        }
    }
}
