import Foundation
import Testing

@testable import Ledger

/// Generated histories with true signatures, damaged in one place: the damage is never taken for the truth, and is named.
@Suite struct DamageTests {
    static let count = (ProcessInfo.processInfo.environment["PROXENIA_HISTORIES"].flatMap { Int($0) } ?? 10_000) / 10

    @Test("a flipped bit, a dropped, an exchanged and a forged entry are detected and named", arguments: 0..<4)
    func damage(part: Int) throws {
        var found: [String: Int] = [:]
        for number in stride(from: part, to: Self.count, by: 4) {
            let seed = HistoryTests.first &+ 50_000 &+ UInt64(number)
            var world = try World(seed: seed, isSigned: true)
            try world.run(steps: 22)
            let whole = Ledger.verified(
                partnership: world.offices[0].ledger.partnership, root: world.offices[0].ledger.root, entries: world.all, threads: 1)
            guard whole.entries.count > 3, let chosen = world.random.pick(whole.entries.dropFirst()) else { continue }
            #expect(whole.refused.isEmpty && whole.waiting.isEmpty, "seed \(seed)")
            try flip(chosen, whole, &world.random, seed, &found)
            drop(chosen, whole, seed, &found)
            try exchange(whole, &world.random, seed, &found)
            try forge(chosen, whole, seed, &found)
        }
        for fault in ["bad-signature", "gap"] { #expect(found[fault] != nil, "no history came to \(fault)") }
    }

    /// The record of whoever has these entries, and then hears of damaged ones. Signatures were looked at when the history was whole.
    private func read(_ sound: [Entry], _ damaged: [[UInt8]] = [], like whole: Ledger) -> Ledger {
        var ledger = Ledger(partnership: whole.partnership, root: whole.root)
        ledger.add(sound, isTrusted: true)
        for text in damaged { ledger.add(reading: text) }
        return ledger
    }

    private func flip(_ chosen: Entry, _ whole: Ledger, _ random: inout Seeded, _ seed: UInt64, _ found: inout [String: Int]) throws {
        var bytes = chosen.canonical
        let place = random.below(bytes.count)
        bytes[place] ^= 1 << UInt8(random.below(8))
        let ledger = read(whole.entries.filter { $0.hash != chosen.hash }, [bytes], like: whole)
        let name = (try? Entry(reading: bytes))?.hash ?? EntryHash(hashing: bytes)
        let finding = ledger.findings().first { $0.entry == name }
        #expect(finding != nil, "seed \(seed): a bit flipped at \(place) of \(chosen.hash) is not named")
        #expect(ledger.entries.allSatisfy { whole.contains($0.hash) }, "seed \(seed): a damaged entry was taken")
        #expect(!ledger.contains(chosen.hash))
        found[finding?.fault.code ?? "", default: 0] += 1
    }

    private func drop(_ chosen: Entry, _ whole: Ledger, _ seed: UInt64, _ found: inout [String: Int]) {
        let needed = whole.entries.filter { $0.previous == chosen.hash || $0.act.cited.contains(chosen.hash) }
        guard !needed.isEmpty else { return }
        let ledger = read(whole.entries.filter { $0.hash != chosen.hash }, like: whole)
        #expect(ledger.wanted == [chosen.hash], "seed \(seed): the missing entry is not asked for")
        for entry in needed {
            let fault = ledger.findings().first { $0.entry == entry.hash }?.fault
            let isNamed = fault == .missing(chosen.hash) || fault == .gap || fault == .brokenHash
            #expect(isNamed, "seed \(seed): \(entry.hash) follows on nothing, and nobody says so")
            found[fault?.code ?? "", default: 0] += 1
        }
    }

    /// The acts of two entries of one author change places, the signatures stay.
    private func exchange(_ whole: Ledger, _ random: inout Seeded, _ seed: UInt64, _ found: inout [String: Int]) throws {
        let chains = Dictionary(grouping: whole.entries.filter { !$0.act.begins }, by: \.author).values.filter { $0.count > 1 }
        guard let chain = chains.max(by: { $0.count < $1.count }), let one = chain.first, let other = chain.last, one.act != other.act else { return }
        let changed = [(one, other), (other, one)].map { entry, source in
            Entry(
                partnership: entry.partnership, author: entry.author, sequence: entry.sequence, previous: entry.previous, clock: entry.clock,
                time: entry.time, act: source.act, sign: { _ in entry.signature })
        }
        let rest = whole.entries.filter { $0.hash != one.hash && $0.hash != other.hash }
        let ledger = read(rest, changed.map(\.canonical), like: whole)
        #expect(ledger.entries.allSatisfy { whole.contains($0.hash) }, "seed \(seed): an exchanged entry was taken")
        for entry in changed { #expect(ledger.findings().contains { $0.entry == entry.hash }, "seed \(seed)") }
    }

    /// A well-made next entry of somebody's chain, signed by somebody else.
    private func forge(_ chosen: Entry, _ whole: Ledger, _ seed: UInt64, _ found: inout [String: Int]) throws {
        guard let end = whole.end(of: chosen.author), let stranger = OfficeKey(seed: [UInt8](repeating: 200, count: 32)) else { return }
        let forged = try Entry(
            partnership: whole.partnership, author: chosen.author, sequence: end.sequence + 1, previous: end.hash, clock: whole.clock + 1,
            time: World.now, act: .withdraw(reason: "forged"), sign: stranger.sign)
        var ledger = whole
        #expect(ledger.add(reading: forged.canonical) == .refused(.badSignature), "seed \(seed)")
        #expect(ledger.digest == whole.digest)
        found["bad-signature", default: 0] += 1
        // The same on several threads, where all signatures are looked at together.
        guard seed.isMultiple(of: 16) else { return }
        let together = Ledger.verified(partnership: whole.partnership, root: whole.root, entries: whole.entries + [forged], threads: 2)
        #expect(together.refused == [Refusal(hash: forged.hash, fault: .badSignature)], "seed \(seed)")
    }
}
