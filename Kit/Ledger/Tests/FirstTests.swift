import Kernel
import Testing

@testable import Ledger

struct FirstTests {
    @Test func twoPartiesAgree() throws {
        let home = OfficeKey(), guest = OfficeKey()
        let now = Instant(milliseconds: 1_760_000_000_000)
        var ledger = try Ledger.found(.new(), name: "A", kind: "sister", with: home, parties: [guest.party], at: now)
        let join = try ledger.write(
            .join(Joining(key: guest.publicKey, name: "B", invitation: ledger.root)), with: guest, at: now)
        let proposal = try ledger.write(
            ledger.proposal(by: home.party, set: ["agreed/objective": ["text": "friends"]]), with: home, at: now)
        #expect(ledger.agreement.objects.isEmpty)
        try ledger.write(ledger.assent(to: proposal.hash, by: guest.party), with: guest, at: now)
        #expect(ledger.agreement.objects == ["agreed/objective": ["text": "friends"]])
        #expect(ledger.findings(now: now) == [])
        #expect(join.sequence == 1)
    }
}
