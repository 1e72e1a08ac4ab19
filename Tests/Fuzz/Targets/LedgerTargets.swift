import Foundation
import Kernel

@testable import Ledger

extension FuzzTarget {
    /// JSON from other servers, and an entry in any spelling.
    static let json = FuzzTarget("json", expects: { $0 is UnreadableValue || $0 is Fault }) { bytes in
        if let entry = try entry(bytes) {
            let again = try Entry(reading: entry.canonical)
            hold(again.hash == entry.hash && again.canonical == entry.canonical, "an entry came back otherwise")
        }
        let value = try Value(reading: bytes)
        let canonical = value.canonical
        let again = try Value(reading: canonical)
        hold(again == value && again.canonical == canonical, "\(value.canonicalText) came back as \(again.canonicalText)")
        let act = Act(value)
        hold(act.value == value, "an act is written otherwise than it was read: \(value.canonicalText)")
        // Foundation reads it too, unless it is nested or long beyond its own bounds.
        hold((try? JSONSerialization.jsonObject(with: Data(canonical), options: [.fragmentsAllowed])) != nil, "no JSON: \(value.canonicalText)")
    }

    private static func entry(_ bytes: [UInt8]) throws -> Entry? { do { return try Entry(reading: bytes) } catch { return nil } }

    /// Histories. A line is the act of one party as JSON behind its number (0 to 2), `!` before it forks its chain; `@3` inside stands for the
    /// hash of the fourth entry, `#1` for the second party. Signatures are left out: no mutation would find one.
    static let ledger = FuzzTarget("ledger", expects: { $0 is UnreadableValue || $0 is Fault }) { bytes in
        guard let beginning = try founded() else { return }
        var ledger = beginning
        for line in bytes.split(separator: 10).prefix(24) { try add(line, to: &ledger) }
        // The state depends on the set of entries alone.
        var other = Ledger(partnership: ledger.partnership, root: ledger.root)
        for entry in (ledger.entries + ledger.waiting).reversed() { other.add(entry, isTrusted: true) }
        hold(other.summary == ledger.summary, "another order, another state: \(ledger.summary.canonicalText) and \(other.summary.canonicalText)")
        hold(other.entries.count == ledger.entries.count, "\(ledger.entries.count) entries, in another order \(other.entries.count)")
        _ = (ledger.findings(now: Instant(milliseconds: 0)), ledger.toErase, ledger.messages, ledger.participants)
    }

    private static let keys = (1...3).map { OfficeKey(seed: [UInt8](repeating: $0, count: 32)) ?? OfficeKey() }

    private static func founded() throws -> Ledger? {
        let now = Instant(milliseconds: 1_760_000_000_000)
        var ledger = try Beginning.ledger.get()
        if ledger.entries.count == 1 {
            for (key, name) in zip(keys.dropFirst(), ["Haifa", "重庆"]) {
                _ = try ledger.write(.join(Joining(key: key.publicKey, name: name, invitation: ledger.root)), with: key, at: now)
            }
        }
        return ledger
    }

    private enum Beginning {
        static let ledger = Result {
            try Ledger.found(
                PartnershipID(stored: "01890a5d-ac96-774b-bcce-b302099a8057"), name: "Düsseldorf", kind: "smart-city", with: keys[0], recovery: nil,
                parties: Set(keys.dropFirst().map(\.party)), at: Instant(milliseconds: 1_760_000_000_000))
        }
    }

    private static func add(_ line: ArraySlice<UInt8>, to ledger: inout Ledger) throws {
        let forks = line.first == UInt8(ascii: "!")
        let line = forks ? line.dropFirst() : line
        guard let first = line.first, case let number = Int(first) &- 48, keys.indices.contains(number) else { return }
        let party = keys[number].party
        let end = ledger.end(of: party)
        let before = forks ? end.flatMap { $0.previous }.flatMap { ledger[$0] } : end
        guard let act = try? Act(Value(reading: Array(filled(line.dropFirst(), ledger).utf8))) else { return }
        let entry = Entry(
            partnership: ledger.partnership, author: party, sequence: (before?.sequence ?? 0) + 1, previous: before?.hash, clock: ledger.clock + 1,
            time: Instant(milliseconds: 1_760_000_000_000), act: act, sign: { _ in [UInt8](repeating: 0, count: 64) })
        ledger.add(entry, isTrusted: true)
    }

    private static func filled(_ line: ArraySlice<UInt8>, _ ledger: Ledger) -> String {
        var out = text(line)
        for (number, entry) in ledger.entries.enumerated().prefix(36) {
            out = out.replacing("@" + String(number, radix: 36), with: entry.hash.hex)
        }
        for (number, key) in keys.enumerated() { out = out.replacing("#\(number)", with: key.party.hex) }
        return out
    }
}
