import Foundation
import Testing

@testable import Ledger

/// Generated histories. `PROXENIA_HISTORIES` raises their number, `PROXENIA_SEED` moves to others; a failure names its seed.
@Suite struct HistoryTests {
    static let count = ProcessInfo.processInfo.environment["PROXENIA_HISTORIES"].flatMap { Int($0) } ?? 10_000
    static let first = ProcessInfo.processInfo.environment["PROXENIA_SEED"].flatMap { UInt64($0) } ?? 1

    /// Ten parts, so that they run side by side.
    static func seeds(_ part: Int, of total: Int) -> [UInt64] { stride(from: part, to: total, by: 10).map { first + UInt64($0) } }

    @Test("any order, loss, repetition and delay give the same state, and nothing is agreed twice", arguments: 0..<10)
    func converges(part: Int) throws {
        var tally = Tally()
        for seed in Self.seeds(part, of: Self.count) {
            var choice = Seeded(seed &+ 0xC0FFEE)
            let restores = choice.chance(25)
            var world = try World(seed: seed, restores: restores)
            let watch = Watch()
            if !restores { world.changed = watch.look }
            try world.run(steps: 24 + choice.below(30))
            if choice.chance(70) { try world.endgame() }
            if let broken = watch.broken { Issue.record("seed \(seed): \(broken)") }
            try check(seed, &world, restores: restores, &tally)
        }
        // A generator that never comes to the interesting places proves nothing.
        if Self.count >= 10_000 {
            #expect(tally.agreed * 4 > Self.count / 10, "versions agreed: \(tally.agreed)")
            #expect(tally.againstTheRule * 4 > Self.count / 10, "assents against the rule: \(tally.againstTheRule)")
            #expect(tally.withdrawn * 8 > Self.count / 10, "withdrawals: \(tally.withdrawn)")
            #expect(tally.forks * 50 > Self.count / 10, "forks: \(tally.forks)")
            #expect(tally.redacted * 80 > Self.count / 10, "personal values erased: \(tally.redacted)")
            #expect(tally.revoked * 1_000 > Self.count / 10, "entries under a revoked key: \(tally.revoked)")
        }
        if ProcessInfo.processInfo.environment["PROXENIA_MEASURE"] == "1" { print("part \(part): \(tally)") }
    }

    private func check(_ seed: UInt64, _ world: inout World, restores: Bool, _ tally: inout Tally) throws {
        let all = world.all
        var whole = world.offices[0].ledger
        for office in world.offices.dropFirst() { whole.add(office.ledger.entries + office.ledger.waiting, isTrusted: true) }
        let digest = whole.digest
        var other = Ledger(partnership: whole.partnership, root: whole.root)
        other.add(all.shuffled(using: &world.random), isTrusted: true)
        other.add(world.random.some(all), isTrusted: true)
        if other.digest != digest {
            let differing = (whole.summary.object?.all ?? []).filter { other.summary[$0.name] != $0.value }
            let parts = differing.map { "\($0.name): \($0.value.canonicalText) or \(other.summary[$0.name]?.canonicalText ?? "")" }
            Issue.record("seed \(seed): another order, another state\n\(parts.joined(separator: "\n"))")
        }
        // A restored backup loses what nobody else had yet.
        if !restores { #expect(whole.waiting.isEmpty, "seed \(seed): everything had arrived") }
        #expect(whole.agreement(at: whole.agreement.version) == whole.agreement)
        for version in whole.versions.dropFirst() {
            #expect(isSigned(version, in: whole), "seed \(seed): \(version) is agreed without everybody's signature")
        }
        if !restores {
            #expect(whole.agreeing.complete.values.allSatisfy { $0.count == 1 }, "seed \(seed): agreed twice")
            for office in world.offices {
                #expect(whole.versions.starts(with: office.ledger.versions), "seed \(seed): what was agreed once is agreed no longer")
            }
        }
        redaction(seed, whole, &tally)
        tally.count(whole)
    }

    /// What its own author asked to erase is gone for everybody, in whatever order values and wishes come; all else stays, and so does every chain.
    private func redaction(_ seed: UInt64, _ whole: Ledger, _ tally: inout Tally) {
        var sealed: [(author: PartyID, commitment: Commitment)] = []
        var asked: Set<String> = []
        for entry in whole.entries {
            switch entry.act {
            // Without effect or not: the value was sent to everybody.
            case .set(_, _, .sealed(let commitment)), .say(.sealed(let commitment), _): sealed.append((entry.author, commitment))
            case .erase(let all) where whole.void[entry.hash] == nil:
                for commitment in all { asked.insert("\(entry.author.hex) \(commitment.hex)") }
            default: break
            }
        }
        let gone = Set(sealed.filter { asked.contains("\($0.author.hex) \($0.commitment.hex)") }.map(\.commitment))
        #expect(whole.toErase == gone, "seed \(seed): erased is what its author asked for, and nothing else")
        var (early, late) = (PersonalValues(), PersonalValues())
        for value in World.personal { early.add(value) }
        early.erase(whole.toErase)
        late.erase(whole.toErase)
        for value in World.personal { late.add(value) }
        #expect(early == late, "seed \(seed): a value that comes late is not taken back")
        // Some commit to what is no value at all: nobody ever had that.
        for (_, commitment) in sealed where World.personal.contains(where: { $0.commitment == commitment }) {
            #expect((early.reveal(.sealed(commitment)) == nil) == gone.contains(commitment), "seed \(seed)")
        }
        tally.redacted += gone.count
    }

    /// Looked up in the entries themselves, without the fold: all parties of the base that had not left, and all of the
    /// new version, have proposed or assented.
    private func isSigned(_ version: EntryHash, in ledger: Ledger) -> Bool {
        guard case .propose(let proposal) = ledger[version]?.act, let (asked, _) = ledger.assents(to: version) else { return false }
        let signers = ledger.entries.compactMap { entry -> PartyID? in
            if entry.hash == version { return entry.author }
            if case .assent(version, _) = entry.act { return entry.author }
            return nil
        }
        let base: Set<PartyID>? =
            switch ledger[proposal.base]?.act {
            case .create(let creation): creation.parties
            case .propose(let before): before.parties ?? ledger.agreeing.parties(of: proposal.base)
            default: nil
            }
        let withdrawn = proposal.knows.compactMap { known in
            if case .withdraw = ledger[known]?.act { ledger[known]?.author } else { nil }
        }
        let needed = (base ?? []).subtracting(withdrawn).union(proposal.parties ?? [])
        return needed.isSubset(of: signers) && asked.isSuperset(of: needed)
    }

    struct Tally {
        var histories = 0, entries = 0, agreed = 0, againstTheRule = 0, withdrawn = 0, forks = 0, revoked = 0, departed = 0, twice = 0, redacted = 0

        mutating func count(_ ledger: Ledger) {
            histories += 1
            entries += ledger.entries.count
            agreed += ledger.versions.count - 1
            againstTheRule += ledger.void.values.count { if case .againstTheRule = $0 { true } else { false } }
            withdrawn += ledger.effects.values.count { if case .withdrew = $0 { true } else { false } }
            forks += ledger.forked.count
            revoked += ledger.void.values.count { $0 == .withRevokedKey }
            departed += ledger.agreeing.motions.values.count { !$0.left.isEmpty && $0.isComplete }
            twice += ledger.agreeing.complete.values.count { $0.count > 1 }
        }
    }

    /// What is agreed on any copy at any time may only grow.
    final class Watch {
        var broken: String?
        func look(before: Ledger, after: Ledger) {
            guard before.versions.count > 1 || after.versions.count > 1 else { return }
            if !after.versions.starts(with: before.versions) { broken = "an agreed version was taken back" }
            let old = before.agreement, new = after.agreement
            if old.version == new.version, old.objects != new.objects { broken = "an agreed version changed" }
        }
    }
}
