import Kernel
import Testing

@testable import Ledger

/// Each fault by its name.
struct FaultTests {
    private func faults(_ ledger: Ledger) -> [String] { ledger.findings().map(\.fault.code) }

    @Test("signed by a stranger, by a former key, by nobody")
    func signatures() throws {
        var desk = try Desk()
        let stranger = try desk.made(.say(.plain("I am Haifa"), about: ""), desk.chongqing, as: desk.haifa.party)
        #expect(desk.ledger.add(stranger) == .refused(.badSignature))
        try desk.write(.rotate(to: Desk.key(22).publicKey), desk.haifa)
        let former = try desk.made(.say(.plain("old key"), about: ""), desk.haifa)
        #expect(desk.ledger.add(former) == .refused(.wrongKey))
        let begun = try desk.made(
            .join(Joining(key: desk.haifa.publicKey, name: "x", invitation: desk.ledger.root)), desk.haifa, as: desk.chongqing.party)
        #expect(desk.ledger.add(begun) == .refused(.wrongKey))
        try desk.write(.say(.plain("new key"), about: ""), Desk.key(22), as: desk.haifa.party)
        #expect(desk.ledger.messages.count == 1)
        #expect(faults(desk.ledger) == ["bad-signature", "wrong-key", "wrong-key"])
    }

    @Test("a gap, and what had waited when it closes")
    func gap() throws {
        var desk = try Desk()
        var other = desk
        let one = try desk.write(.say(.plain("one"), about: ""), desk.haifa)
        let two = try desk.write(.say(.plain("two"), about: ""), desk.haifa)
        let proposal = try desk.propose(desk.haifa, "three")
        try desk.assent(desk.düsseldorf, proposal)
        #expect(other.ledger.add(two) == .waiting)
        #expect(other.ledger.add(two) == .known)
        let answer = try #require(desk.ledger.end(of: desk.düsseldorf.party))
        #expect(other.ledger.add(answer) == .waiting)
        #expect(faults(other.ledger) == ["gap", "missing"])
        #expect(other.ledger.wanted == [one.hash, proposal])
        other.ledger.merge(desk.ledger)
        #expect(other.ledger.digest == desk.ledger.digest)
        #expect(faults(other.ledger).isEmpty)
    }

    @Test("an entry written again under the same number, and one that follows another than ours")
    func forkAndBrokenHash() throws {
        var desk = try Desk()
        let backup = desk
        let lost = try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.haifa)
        let afterLost = try desk.write(.say(.plain("after"), about: ""), desk.haifa)
        var restored = backup
        let again = try restored.force(.set(object: "visit/1", field: "when", .plain("June")), desk.haifa, clock: 10)
        #expect(restored.ledger.add(afterLost) == .waiting)
        #expect(faults(restored.ledger) == ["broken-hash"])
        restored.ledger.add(lost)
        #expect(restored.ledger.findings().map(\.fault) == [.fork(desk.haifa.party, ends: [afterLost.hash, again.hash].sorted())])
        #expect(restored.ledger.object("visit/1")["when"]?.content == .plain("June"))
        #expect(restored.ledger.writings(in: "visit/1").map(\.hash) == [again.hash, lost.hash])

        #expect(throws: NotWritten.forked(ends: [afterLost.hash, again.hash].sorted())) {
            try restored.write(.say(.plain("?"), about: ""), desk.haifa)
        }
        try restored.write(.adopt([afterLost.hash, again.hash].sorted()), desk.haifa)
        #expect(faults(restored.ledger).isEmpty)
        try restored.write(.say(.plain("healed"), about: ""), desk.haifa)
        desk.ledger.merge(restored.ledger)
        #expect(desk.ledger.digest == restored.ledger.digest)
    }

    @Test("somebody who signs two histories changes nothing, and is named")
    func equivocation() throws {
        var desk = try Desk()
        let start = desk
        let one = try desk.propose(desk.haifa, "one")
        try desk.assent(desk.düsseldorf, one)
        var elsewhere = start
        let two = try elsewhere.made(
            elsewhere.ledger.proposal(by: desk.haifa.party, set: ["agreed/objective": ["text": "two"]]), desk.haifa, clock: 3)
        desk.ledger.add(two)
        #expect(desk.objective == "one")
        #expect(throws: NotWritten.self) { try desk.assent(desk.düsseldorf, two.hash) }
        #expect(faults(desk.ledger) == ["fork"])
        // Both have to sign the second one too before there are two; then all servers take the senior one.
        try desk.force(.assent(proposal: two.hash, released: []), desk.düsseldorf)
        let isSenior = try #require(desk.ledger[one]).stamp > two.stamp
        #expect(isSenior == desk.ledger.versions.contains(two.hash))
        #expect(desk.ledger.versions.count == 2)
        #expect(isSenior == faults(desk.ledger).contains("agreed-twice"))
    }

    @Test("clocks that run backwards or far ahead, and times to come")
    func clocks() throws {
        var desk = try Desk()
        let now = desk.ledger.clock
        #expect(desk.ledger.add(try desk.made(.say(.plain("x"), about: ""), desk.haifa, clock: now)) == .refused(.clockBehind))
        let far = now + Limits.clockLeap
        #expect(desk.ledger.add(try desk.made(.say(.plain("x"), about: ""), desk.haifa, clock: far + 1)) == .refused(.clockAhead))
        #expect(desk.ledger.add(try desk.made(.say(.plain("x"), about: ""), desk.haifa, clock: far)) == .added)
        let later = Instant(milliseconds: Desk.now.milliseconds + 2 * Limits.timeAhead)
        let early = try desk.force(.say(.plain("from the future"), about: ""), desk.haifa, time: later)
        #expect(desk.ledger.findings(now: Desk.now).filter { $0.fault == .timeAhead } == [Finding(entry: early.hash, fault: .timeAhead)])
        #expect(!desk.ledger.findings(now: later).contains { $0.fault == .timeAhead })
        #expect(desk.ledger.messages.count == 2)
    }

    @Test("an entry of 50 MB, one of a byte too many, and the largest")
    func sizes() throws {
        var desk = try Desk()
        #expect(desk.ledger.add(reading: [UInt8](repeating: 0x20, count: 50_000_000)) == .refused(.tooLarge(bytes: 50_000_000)))
        let empty = try desk.made(.say(.plain(""), about: ""), desk.haifa).canonical.count
        let room = Limits.entryBytes - empty
        let largest = try desk.made(.say(.plain(.string(String(repeating: "a", count: room))), about: ""), desk.haifa)
        #expect(desk.ledger.add(reading: largest.canonical) == .added)
        let next = try desk.made(.say(.plain(.string(String(repeating: "a", count: room + 9))), about: ""), desk.haifa)
        if case .refused(.tooLarge) = desk.ledger.add(reading: next.canonical) {} else { Issue.record("too large, and yet taken") }
        #expect(throws: NotWritten.self) { try desk.write(.say(.plain(.string(String(repeating: "a", count: 300_000))), about: ""), desk.haifa) }
    }

    @Test("acts of a newer version keep their place and do nothing")
    func unknownActs() throws {
        var desk = try Desk()
        let vote = Value.members([("kind", "vote"), ("yes", 7), ("no", 2)])
        let wider = Value.members([("kind", "remove"), ("object", "visit/1"), ("softly", true)])
        for act in [vote, wider] {
            #expect(Act(act) == .unknown(act))
            let entry = try desk.force(.unknown(act), desk.haifa)
            #expect(desk.ledger.void[entry.hash] == .unknownAct)
            #expect(try Entry(reading: entry.canonical) == entry)
        }
        try desk.write(.say(.plain("after"), about: ""), desk.haifa)
        #expect(desk.ledger.messages.count == 1)
    }

    @Test("who was not invited writes without effect")
    func uninvited() throws {
        var desk = try Desk()
        let joining = Act.join(Joining(key: desk.chongqing.publicKey, name: "x", invitation: desk.ledger.root))
        #expect(throws: NotWritten.withoutEffect(.notInvited)) { try desk.write(joining, desk.chongqing) }
        try desk.force(joining, desk.chongqing)
        let said = try desk.force(.say(.plain("let me in"), about: ""), desk.chongqing)
        #expect(desk.ledger.void[said.hash] == .notInvited)
        #expect(desk.ledger.messages.isEmpty)
        let second = try Ledger.found(Desk.partnership, name: "?", kind: "sister", with: desk.chongqing, at: Desk.now)
        #expect(desk.ledger.add(second.entries[0]) == .refused(.secondBeginning))
        let foreign = try Ledger.found(.new(), name: "?", kind: "sister", with: desk.chongqing, at: Desk.now)
        #expect(desk.ledger.add(foreign.entries[0]) == .refused(.wrongPartnership))
    }

    @Test("a stolen key: the recovery key ends it, and what the thief writes beside has no effect")
    func revocation() throws {
        var desk = try Desk(recovery: true)
        let before = try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.düsseldorf)
        let thief = try desk.made(.set(object: "visit/1", field: "when", .plain("never")), desk.düsseldorf)
        let own = Desk.key(11)
        let byThief = try desk.made(.revoke(to: Desk.key(66).publicKey), desk.düsseldorf)
        #expect(desk.ledger.add(byThief) == .refused(.wrongKey))
        var other = desk
        desk.ledger.add(thief)
        #expect(desk.ledger.object("visit/1")["when"]?.content == .plain("never"))
        let revocation = try desk.made(.revoke(to: own.publicKey), desk.recovery, as: desk.düsseldorf.party, after: before)
        #expect(desk.ledger.add(revocation) == .added)
        #expect(desk.ledger.object("visit/1")["when"]?.content == .plain("May"))
        #expect(desk.ledger.void[thief.hash] == .withRevokedKey)
        other.ledger.add(revocation)
        other.ledger.add(thief)
        #expect(other.ledger.digest == desk.ledger.digest)
        try desk.write(.say(.plain("again ourselves"), about: ""), own, as: desk.düsseldorf.party)

        // Haifa's proposal knows of the revocation: the thief cannot assent to it, the office can.
        let proposal = try desk.propose(desk.haifa, "safe again")
        let stolen = try desk.force(.assent(proposal: proposal, released: []), desk.düsseldorf, after: thief)
        #expect(desk.ledger.void[stolen.hash] == .withRevokedKey)
        try desk.write(desk.ledger.assent(to: proposal, by: desk.düsseldorf.party), own, as: desk.düsseldorf.party)
        #expect(desk.objective == "safe again")
    }

    @Test("suspended by one, resumed by the same")
    func suspension() throws {
        var desk = try Desk()
        try desk.write(.suspend(reason: "war"), desk.haifa)
        try desk.write(.resume(reason: "not ours to say"), desk.düsseldorf)
        #expect(desk.ledger.suspensions == [desk.haifa.party: "war"])
        try desk.write(.resume(reason: "peace"), desk.haifa)
        #expect(desk.ledger.suspensions.isEmpty)
    }

    @Test("the later writer wins, a removal takes what was before, and history keeps all")
    func ordinaryFields() throws {
        var desk = try Desk()
        var elsewhere = desk
        let first = try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.düsseldorf)
        let second = try elsewhere.write(.set(object: "visit/1", field: "when", .plain("June")), desk.haifa)
        desk.ledger.merge(elsewhere.ledger)
        elsewhere.ledger.merge(desk.ledger)
        let winner = first.stamp < second.stamp ? second : first
        #expect(desk.ledger.object("visit/1")["when"]?.stamp == winner.stamp)
        #expect(elsewhere.ledger.digest == desk.ledger.digest)
        try desk.write(.remove(object: "visit/1"), desk.düsseldorf)
        #expect(desk.ledger.objectNames.isEmpty)
        try desk.write(.set(object: "visit/1", field: "who", .plain("mayor")), desk.haifa)
        #expect(desk.ledger.object("visit/1").keys.sorted() == ["who"])
        try desk.write(.set(object: "visit/1", field: "who", .plain(.null)), desk.haifa)
        #expect(desk.ledger.objectNames.isEmpty)
        #expect(desk.ledger.writings(in: "visit/1").count == 5)
    }
}
