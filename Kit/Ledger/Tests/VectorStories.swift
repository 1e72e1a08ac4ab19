@testable import Ledger

extension Vector {
    static let stories: [Vector] = [
        story("agreement", "A proposal, a counter-proposal, both assent; what one changes alone has no effect.") { desk in
            let first = try desk.propose(desk.düsseldorf, "10 %")
            let counter = try desk.propose(desk.haifa, "12 %", answers: first)
            try desk.assent(desk.düsseldorf, counter)
            try desk.force(.set(object: "agreed/objective", field: "text", .plain("0 %")), desk.haifa)
            try desk.force(.assent(proposal: first, released: []), desk.haifa)
            try desk.propose(desk.haifa, "15 %")
            return []
        },
        story("ordinary", "Fields, removal, messages, documents, suspension, personal values, an unknown act.") { desk in
            var elsewhere = desk
            try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.düsseldorf)
            try elsewhere.write(.set(object: "visit/1", field: "when", .plain("June")), desk.haifa)
            try elsewhere.write(.set(object: "visit/2", field: "who", .plain("mayor")), desk.haifa)
            desk.ledger.merge(elsewhere.ledger)
            try desk.write(.remove(object: "visit/2"), desk.düsseldorf)
            try desk.write(.say(.plain("Grüße, שלום, 你好, 👋"), about: "visit/1"), desk.düsseldorf)
            let document = Attachment(document: DocumentHash(hashing: Array("paper".utf8)), name: "paper.pdf", mediaType: "application/pdf", size: 5)
            try desk.write(.attach(document), desk.haifa)
            try desk.write(.suspend(reason: "politics"), desk.haifa)
            try desk.write(.set(object: "contact/1", field: "name", .sealed(Commitment(hashing: [1]))), desk.haifa)
            try desk.write(.set(object: "contact/1", field: "gone", .plain(.null)), desk.haifa)
            try desk.write(.erase([Commitment(hashing: [1]), Commitment(hashing: [2])]), desk.haifa)
            try desk.force(.unknown(.members([("kind", "vote"), ("yes", 7), ("no", 2)])), desk.haifa)
            return []
        },
        story("withdrawal", "One proposes and leaves; those who stay agree; nothing is agreed twice; it comes back.", three: true) { desk in
            let senior = try desk.propose(desk.düsseldorf, "before leaving")
            try desk.write(.withdraw(reason: "enough"), desk.düsseldorf)
            let junior = try desk.propose(desk.haifa, "those who stay")
            try desk.force(.assent(proposal: senior, released: []), desk.haifa)
            try desk.assent(desk.chongqing, junior)
            try desk.force(.assent(proposal: senior, released: []), desk.chongqing)
            try desk.force(.set(object: "visit/1", field: "when", .plain("May")), desk.düsseldorf)
            let back = try desk.propose(
                desk.haifa, "together again", parties: [desk.düsseldorf.party, desk.haifa.party, desk.chongqing.party])
            try desk.assent(desk.chongqing, back)
            try desk.assent(desk.düsseldorf, back)
            try desk.write(.set(object: "visit/1", field: "when", .plain("June")), desk.düsseldorf)
            return []
        },
        story("fork", "A restored backup writes a number again; both sides count; the author adopts them.") { desk in
            let backup = desk
            try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.haifa)
            try desk.propose(desk.haifa, "lost")
            var restored = backup
            try restored.force(.set(object: "visit/1", field: "when", .plain("June")), desk.haifa, clock: 9)
            desk.ledger.merge(restored.ledger)
            let ends = (desk.ledger.branches[desk.haifa.party] ?? []).map(\.end).sorted()
            try desk.write(.adopt(ends), desk.haifa)
            try desk.write(.say(.plain("healed"), about: ""), desk.haifa)
            try desk.force(.adopt([desk.ledger.root]), desk.haifa)
            return []
        },
        story("revocation", "A stolen key, ended by the recovery key.", recovery: true) { desk in
            let before = try desk.write(.set(object: "visit/1", field: "when", .plain("May")), desk.düsseldorf)
            let thief = try desk.force(.set(object: "visit/1", field: "when", .plain("never")), desk.düsseldorf)
            let attempt = try desk.made(.revoke(to: Desk.key(66).publicKey), desk.düsseldorf)
            try desk.force(.revoke(to: Desk.key(11).publicKey), desk.recovery, as: desk.düsseldorf.party, after: before)
            try desk.write(.say(.plain("again ourselves"), about: ""), Desk.key(11), as: desk.düsseldorf.party)
            let proposal = try desk.propose(desk.haifa, "safe again")
            try desk.force(.assent(proposal: proposal, released: []), desk.düsseldorf, after: thief)
            try desk.write(desk.ledger.assent(to: proposal, by: desk.düsseldorf.party), Desk.key(11), as: desk.düsseldorf.party)
            return [attempt]
        },
        story("parties", "An absent party, an invitation, a third city, a rotated key, an uninvited one.") { desk in
            let one = try desk.propose(desk.düsseldorf, "with somebody absent", absent: ["chongqing"])
            try desk.assent(desk.haifa, one)
            let uninvited = Desk.key(7)
            try desk.force(.join(Joining(key: uninvited.publicKey, name: "?", invitation: desk.ledger.root)), uninvited)
            try desk.force(.propose(Proposal(base: desk.ledger.root)), uninvited)
            let invitation = try desk.write(.invite(Invitation(party: desk.chongqing.party, name: "Chongqing", isHosted: true)), desk.haifa)
            try desk.join(desk.chongqing, "重庆", invitation.hash)
            let all: Set = [desk.düsseldorf.party, desk.haifa.party, desk.chongqing.party]
            let three = try desk.propose(desk.haifa, "three", parties: all, absent: [])
            try desk.assent(desk.düsseldorf, three)
            try desk.assent(desk.chongqing, three)
            try desk.write(.rotate(to: Desk.key(33).publicKey), desk.chongqing)
            try desk.write(.say(.plain("own server"), about: ""), Desk.key(33), as: desk.chongqing.party)
            return [try desk.made(.say(.plain("old key"), about: ""), desk.chongqing)]
        },
        Vector(name: "damaged", about: "A flipped bit, a missing entry, a forged one, clocks, a second beginning, and texts that are no entries.") {
            var desk = try Desk()
            let one = try desk.write(.say(.plain("one"), about: ""), desk.haifa)
            try desk.write(.say(.plain("two"), about: ""), desk.haifa)
            let proposal = try desk.propose(desk.düsseldorf, "x")
            try desk.assent(desk.haifa, proposal)
            let whole = desk.ledger
            var texts = whole.entries.filter { $0.hash != one.hash }.map(\.canonical)
            var flipped = try desk.made(.say(.plain("bit"), about: ""), desk.düsseldorf).canonical
            flipped[30] ^= 1
            texts.append(flipped)
            texts.append(try desk.made(.withdraw(reason: "forged"), desk.chongqing, as: desk.düsseldorf.party).canonical)
            texts.append(try desk.made(.say(.plain("late"), about: ""), desk.düsseldorf, clock: 1).canonical)
            texts.append(try desk.made(.say(.plain("early"), about: ""), desk.düsseldorf, clock: 5_000_000).canonical)
            let second = try Ledger.found(Desk.partnership, name: "?", kind: "sister", with: desk.chongqing, at: Desk.now)
            texts.append(second.entries[0].canonical)
            texts += ["{}", "not JSON", "[1.5]"].map { Array($0.utf8) }
            return record(whole, texts)
        },
    ]
}
