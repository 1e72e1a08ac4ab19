import Testing

@testable import Ledger

/// The rule of the agreed versions, told in stories.
struct AgreementTests {
    @Test("a counter-proposal declines what it answers, and what all have signed nobody changes alone")
    func counterProposal() throws {
        var desk = try Desk()
        let first = try desk.propose(desk.düsseldorf, "10 % less traffic")
        let counter = try desk.propose(desk.haifa, "12 % less traffic", answers: first)
        #expect(desk.ledger.standing(of: first) == .declined)
        #expect(desk.ledger.standing(of: counter) == .open(awaiting: [desk.düsseldorf.party]))
        #expect(desk.objective == nil)
        try desk.assent(desk.düsseldorf, counter)
        #expect(desk.objective == "12 % less traffic")
        #expect(desk.ledger.standing(of: counter) == .agreed)
        #expect(desk.ledger.agreement.isSignedByAll)

        let alone = try desk.force(.set(object: "agreed/objective", field: "text", .plain("nothing")), desk.haifa)
        #expect(desk.ledger.void[alone.hash] == .notForOneAlone)
        let other = try desk.propose(desk.haifa, "nothing")
        #expect(desk.objective == "12 % less traffic")
        try desk.write(.decline(proposal: other, reason: "no"), desk.düsseldorf)
        #expect(throws: NotWritten.withoutEffect(.alreadyDeclined)) { try desk.assent(desk.düsseldorf, other) }
        #expect(throws: NotWritten.withoutEffect(.alreadyAssented)) { try desk.write(.decline(proposal: other, reason: "?"), desk.haifa) }
    }

    @Test("of two proposals at once only the senior can be finished")
    func seniority() throws {
        var desk = try Desk()
        var elsewhere = desk
        let one = try desk.propose(desk.düsseldorf, "one")
        let two = try elsewhere.propose(desk.haifa, "two")
        desk.ledger.merge(elsewhere.ledger)
        // The same clock: the smaller party decides.
        let isFirst = desk.düsseldorf.party < desk.haifa.party
        let (senior, junior) = isFirst ? (one, two) : (two, one)
        let (author, other) = isFirst ? (desk.düsseldorf, desk.haifa) : (desk.haifa, desk.düsseldorf)
        #expect(throws: NotWritten.withoutEffect(.againstTheRule(senior))) { try desk.assent(author, junior) }
        let forced = try desk.force(.assent(proposal: junior, released: []), author)
        #expect(desk.ledger.void[forced.hash] == .againstTheRule(senior))
        try desk.assent(other, senior)
        #expect(desk.ledger.versions == [desk.ledger.root, senior])
        #expect(desk.ledger.standing(of: junior) == .overtaken)
        // An assent to what builds on an outdated version is refused before it is signed, and without effect if it is signed all the same.
        #expect(throws: NotWritten.self) { try desk.assent(author, junior) }
    }

    @Test("a decline sets those free who had assented")
    func release() throws {
        var desk = try Desk(three: true)
        let first = try desk.propose(desk.düsseldorf, "first")
        try desk.assent(desk.haifa, first)
        var elsewhere = desk
        let second = try elsewhere.propose(desk.chongqing, "second", answers: first)
        // Without naming what sets it free, or naming something else, the assent has no effect.
        desk.ledger.merge(elsewhere.ledger)
        let early = try desk.force(.assent(proposal: second, released: [desk.ledger.root]), desk.haifa)
        #expect(desk.ledger.void[early.hash] == .againstTheRule(first))
        try desk.assent(desk.haifa, second)
        try desk.assent(desk.düsseldorf, second)
        #expect(desk.objective == "second")
        #expect(desk.ledger.standing(of: first) == .overtaken)
    }

    @Test("who comes in is asked, who is to go is asked, who leaves is not")
    func parties() throws {
        var desk = try Desk()
        let invitation = try desk.write(.invite(Invitation(party: desk.chongqing.party, name: "Chongqing")), desk.düsseldorf)
        try desk.join(desk.chongqing, "重庆", invitation.hash)
        let all: Set = [desk.düsseldorf.party, desk.haifa.party, desk.chongqing.party]
        let three = try desk.propose(desk.düsseldorf, "three", parties: all)
        #expect(throws: NotWritten.withoutEffect(.notAsked)) { try desk.propose(desk.chongqing, "me first") }
        try desk.assent(desk.haifa, three)
        #expect(desk.ledger.standing(of: three) == .open(awaiting: [desk.chongqing.party]))
        try desk.assent(desk.chongqing, three)
        #expect(desk.ledger.agreement.parties == all)

        let without = try desk.propose(desk.düsseldorf, "without Haifa", parties: all.subtracting([desk.haifa.party]))
        try desk.assent(desk.chongqing, without)
        #expect(desk.ledger.standing(of: without) == .open(awaiting: [desk.haifa.party]))
        try desk.write(.withdraw(reason: "elections"), desk.haifa)
        #expect(desk.ledger.standing(of: without) == .declined)
        #expect(desk.ledger.agreement.parties == all.subtracting([desk.haifa.party]))
        #expect(desk.objective == "three")
        #expect(throws: NotWritten.withoutEffect(.afterWithdrawal)) { try desk.assent(desk.haifa, without) }
        #expect(throws: NotWritten.withoutEffect(.afterWithdrawal)) { try desk.propose(desk.haifa, "still here") }
        #expect(throws: NotWritten.withoutEffect(.afterWithdrawal)) {
            try desk.write(.set(object: "x", field: "y", .plain(1)), desk.haifa)
        }

        let two = try desk.propose(desk.chongqing, "we two")
        try desk.assent(desk.düsseldorf, two)
        #expect(desk.objective == "we two")
        let back = try desk.propose(desk.chongqing, "three again", parties: all)
        try desk.assent(desk.düsseldorf, back)
        try desk.assent(desk.haifa, back)
        #expect(desk.ledger.agreement.parties == all)
        try desk.write(.set(object: "x", field: "y", .plain(1)), desk.haifa)
    }

    @Test("what somebody proposed before leaving is declined by whoever assents to what was made after")
    func proposedBeforeLeaving() throws {
        var desk = try Desk(three: true)
        var haifa = desk
        let senior = try desk.propose(desk.düsseldorf, "before leaving")
        try desk.write(.withdraw(reason: "enough"), desk.düsseldorf)
        haifa.ledger.merge(desk.ledger)
        let junior = try haifa.propose(desk.haifa, "those who stay")
        let forced = try haifa.force(.assent(proposal: senior, released: []), desk.haifa)
        #expect(haifa.ledger.void[forced.hash] == .againstTheRule(junior))
        try haifa.assent(desk.chongqing, junior)
        let late = try haifa.force(.assent(proposal: senior, released: []), desk.chongqing)
        #expect(haifa.ledger.void[late.hash] == .againstTheRule(junior))
        #expect(haifa.ledger.versions == [haifa.ledger.root, junior])
        #expect(haifa.ledger.agreement.parties == [desk.haifa.party, desk.chongqing.party])
    }

    @Test("what a party had assented to before it left may still be finished, and then it has left that too")
    func finishedAfterLeaving() throws {
        var desk = try Desk()
        let proposal = try desk.propose(desk.düsseldorf, "for three years")
        try desk.write(.withdraw(reason: "enough"), desk.düsseldorf)
        try desk.assent(desk.haifa, proposal)
        #expect(desk.objective == "for three years")
        #expect(desk.ledger.agreement.parties == [desk.haifa.party])
        #expect(desk.ledger.agreement.left.keys.contains(desk.düsseldorf.party))
    }

    @Test("home keeps the record alone until the partner has a key")
    func absentParty() throws {
        let home = Desk.key(1), haifa = Desk.key(2)
        var ledger = try Ledger.found(Desk.partnership, name: "Düsseldorf", kind: "sister", with: home, absent: ["haifa"], at: Desk.now)
        let alone = try ledger.write(ledger.proposal(by: home.party, set: ["agreed/term": ["until": "2029"]]), with: home, at: Desk.now)
        #expect(ledger.standing(of: alone.hash) == .agreed)
        #expect(!ledger.agreement.isSignedByAll)
        let invitation = try ledger.write(.invite(Invitation(party: haifa.party, name: "Haifa", isHosted: true)), with: home, at: Desk.now)
        try ledger.write(.join(Joining(key: haifa.publicKey, name: "Haifa", invitation: invitation.hash)), with: haifa, at: Desk.now)
        let both = try ledger.write(
            ledger.proposal(by: home.party, parties: [home.party, haifa.party], absent: []), with: home, at: Desk.now)
        #expect(ledger.standing(of: both.hash) == .open(awaiting: [haifa.party]))
        try ledger.write(ledger.assent(to: both.hash, by: haifa.party), with: haifa, at: Desk.now)
        #expect(ledger.agreement.isSignedByAll)
        #expect(ledger.agreement.objects == ["agreed/term": ["until": "2029"]])
        // Its own server takes over with a key of its own.
        let own = Desk.key(22)
        try ledger.write(.rotate(to: own.publicKey), with: haifa, at: Desk.now)
        #expect(throws: NotWritten.notYourKey) { try ledger.write(.say(.plain("old"), about: ""), with: haifa, at: Desk.now) }
        try ledger.write(.say(.plain("שלום"), about: ""), with: own, as: haifa.party, at: Desk.now)
        #expect(ledger.participants.first { $0.party == haifa.party }?.isHosted == true)
        #expect(ledger.findings(now: Desk.now) == [])
    }

    @Test("objects and fields of what is agreed are written, cleared and taken out")
    func changes() throws {
        var desk = try Desk()
        func agree(_ act: Act) throws {
            let proposal = try desk.write(act, desk.düsseldorf)
            try desk.assent(desk.haifa, proposal.hash)
        }
        try agree(desk.ledger.proposal(by: desk.düsseldorf.party, set: ["agreed/a": ["x": 1, "y": 2], "agreed/b": ["x": 1]]))
        try agree(desk.ledger.proposal(by: desk.düsseldorf.party, set: ["agreed/a": ["x": .null, "z": 3]], remove: ["agreed/b"]))
        #expect(desk.ledger.agreement.objects == ["agreed/a": ["y": 2, "z": 3]])
        #expect(desk.ledger.agreement(at: desk.ledger.versions[1]).objects == ["agreed/a": ["x": 1, "y": 2], "agreed/b": ["x": 1]])
        try agree(desk.ledger.proposal(by: desk.düsseldorf.party, set: ["agreed/a": ["w": 4]], remove: ["agreed/a"]))
        #expect(desk.ledger.agreement.objects == ["agreed/a": ["w": 4]])
        #expect(throws: NotWritten.withoutEffect(.notAmongAgreed)) {
            try desk.write(desk.ledger.proposal(by: desk.haifa.party, set: ["visit/1": ["x": 1]]), desk.haifa)
        }
    }
}
