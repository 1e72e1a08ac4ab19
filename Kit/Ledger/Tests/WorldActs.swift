@testable import Ledger

extension World {
    /// Any act at all, now and then one with a member changed, left out or added.
    mutating func anyAct(_ ledger: Ledger, _ party: PartyID) -> Act {
        // What a revocation does beside a fork is rare, so it is helped along.
        let act = restores && random.chance(4) ? .revoke(to: anyKey()) : usualAct(ledger, party)
        return random.chance(4) ? strange(act, ledger) : act
    }

    private mutating func strange(_ act: Act, _ ledger: Ledger) -> Act {
        guard let members = act.value.object?.all, let chosen = random.pick(members) else { return act }
        let hash = Value.string((random.pick(ledger.entries)?.hash ?? ledger.root).hex)
        let values: [Value] = [
            .null, 0, -1, .int(Value.largestInteger), "", "x", "agreed/", true, .array([]), .array([hash]), .array([hash, hash]), .members([]), hash,
            .members([("agreed/1", .members([("t", .null)]))]), .members([("agreed/1", 7)]), .array([7]),
        ]
        var changed = members.map { ($0.name, $0.value) }.filter { $0.0 != chosen.name }
        if random.chance(70), let value = random.pick(values) { changed.append((chosen.name, value)) }
        if random.chance(20), let value = random.pick(values) { changed.append((random.chance(50) ? "more" : "answers", value)) }
        return Act(Value.Members(changed).map { .object($0) } ?? act.value)
    }

    /// What is agreed and fought over comes most often.
    private mutating func usualAct(_ ledger: Ledger, _ party: PartyID) -> Act {
        switch random.below(100) {
        case 0..<12: return .set(object: object(), field: ["a", "b"][random.below(2)], content())
        case 12..<15: return .remove(object: object())
        case 15..<18: return .say(content(), about: "")
        case 18..<20: return .set(object: "agreed/x", field: "a", .plain(1))
        case 20..<22: return .suspend(reason: "politics")
        case 22..<24: return .resume(reason: "politics")
        case 24..<26:
            return .attach(Attachment(document: DocumentHash(hashing: [UInt8(random.below(9))]), name: "d", mediaType: "text/plain", size: 3))
        case 26..<29: return .invite(Invitation(party: anyParty(), name: "invited", isHosted: random.chance(20)))
        case 29..<31: return .unknown(.members([("kind", "vote"), ("weight", .int(Int64(random.below(5))))]))
        case 31..<33: return .rotate(to: anyKey())
        case 33..<34: return .revoke(to: anyKey())
        case 34..<36: return .withdraw(reason: "enough")
        case 36..<38: return .erase(random.some(World.personal).map(\.commitment).sorted())
        case 38..<39: return .adopt(random.some(ledger.entries, percent: 10).map(\.hash).sorted())
        case 39..<62: return proposal(ledger, party)
        case 62..<70:
            return random.pick(ledger.proposals).map { .decline(proposal: $0, reason: "no") } ?? proposal(ledger, party)
        default: return assent(ledger, party)
        }
    }

    private mutating func object() -> String { ["visit/1", "visit/2", "contact"][random.below(3)] }

    private mutating func content() -> Content {
        switch random.below(6) {
        case 0: random.pick(World.personal).map { .sealed($0.commitment) } ?? .plain(.null)
        case 1: .plain(.null)
        default: .plain(.int(Int64(random.below(50))))
        }
    }

    private mutating func anyParty() -> PartyID { random.pick(offices)?.party ?? PartyID(hashing: [UInt8]()) }
    private mutating func anyKey() -> PublicKey { random.pick(World.keys)?.publicKey ?? PublicKey(hashing: [UInt8]()) }

    private mutating func proposal(_ ledger: Ledger, _ party: PartyID) -> Act {
        let set = ["agreed/\(random.below(3))": ["t": random.chance(10) ? Value.null : .int(Int64(random.below(100)))]]
        var parties: Set<PartyID>?
        if random.chance(35) { parties = Set(random.some(offices, percent: 70).map(\.party)).union([party]) }
        let answers = random.chance(25) ? random.pick(ledger.proposals) : nil
        let honest = ledger.proposal(by: party, set: set, parties: parties, answers: answers)
        guard case .propose(var proposal) = honest, random.chance(50) else { return honest }
        // On anything, knowing anything, released by anything.
        proposal.base = random.pick(ledger.proposals + [ledger.root]) ?? ledger.root
        proposal.knows = Set(random.some(ledger.effects.keys.sorted(), percent: 40))
        proposal.released =
            random.chance(50) ? Set(obstacles(ledger, on: proposal.base)) : Set(random.some(ledger.effects.keys.sorted(), percent: 30))
        if random.chance(5) { proposal.set["plain"] = ["x": 1] }
        return .propose(proposal)
    }

    private mutating func assent(_ ledger: Ledger, _ party: PartyID) -> Act {
        // The youngest first: they fight over the same version.
        guard let proposal = random.chance(60) ? ledger.proposals.suffix(3).randomElement(using: &random) : random.pick(ledger.proposals) else {
            return .say(.plain("nothing to assent to"), about: "")
        }
        if random.chance(50) { return ledger.assent(to: proposal, by: party) }
        let base = ledger.agreeing.motions[proposal]?.base ?? ledger.root
        return .assent(proposal: proposal, released: random.chance(50) ? obstacles(ledger, on: base) : [])
    }
}
