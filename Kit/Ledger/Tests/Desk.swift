import Kernel

@testable import Ledger

/// Three invented offices around one record, for tests that tell a story.
struct Desk {
    static let now = Instant(milliseconds: 1_760_000_000_000)
    static let partnership = PartnershipID(stored: "01890a5d-ac96-774b-bcce-b302099a8057")

    static func key(_ number: UInt8) -> OfficeKey { OfficeKey(seed: [UInt8](repeating: number, count: 32)) ?? OfficeKey() }

    let düsseldorf = Desk.key(1), haifa = Desk.key(2), chongqing = Desk.key(3), recovery = Desk.key(9)
    var ledger: Ledger

    /// A record of Düsseldorf and Haifa (and of Chongqing, if three), everybody having joined.
    init(three: Bool = false, recovery: Bool = false) throws {
        let others = three ? [haifa.party, chongqing.party] : [haifa.party]
        ledger = try Ledger.found(
            Self.partnership, name: "Düsseldorf", kind: "smart-city", with: düsseldorf, recovery: recovery ? self.recovery.publicKey : nil,
            parties: Set(others), at: Self.now)
        try join(haifa, "Haifa", ledger.root)
        if three { try join(chongqing, "重庆", ledger.root) }
    }

    @discardableResult
    mutating func join(_ key: OfficeKey, _ name: String, _ invitation: EntryHash) throws -> Entry {
        try write(.join(Joining(key: key.publicKey, name: name, invitation: invitation)), key)
    }

    @discardableResult
    mutating func write(_ act: Act, _ key: OfficeKey, as party: PartyID? = nil) throws -> Entry {
        try ledger.write(act, with: key, as: party, at: Self.now)
    }

    @discardableResult
    mutating func propose(
        _ key: OfficeKey, _ text: String, parties: Set<PartyID>? = nil, absent: Set<String>? = nil, answers: EntryHash? = nil
    ) throws -> EntryHash {
        let act = ledger.proposal(
            by: key.party, set: ["agreed/objective": ["text": .string(text)]], parties: parties, absent: absent, answers: answers)
        return try write(act, key).hash
    }

    mutating func assent(_ key: OfficeKey, _ proposal: EntryHash) throws { try write(ledger.assent(to: proposal, by: key.party), key) }

    /// Signs whatever it is at the end of this party's chain, as a program would that does not ask the rules.
    @discardableResult
    mutating func force(
        _ act: Act, _ key: OfficeKey, as party: PartyID? = nil, after: Entry? = nil, clock: Int64? = nil, time: Instant = Desk.now
    ) throws -> Entry {
        let entry = try made(act, key, as: party, after: after, clock: clock, time: time)
        ledger.add(entry)
        return entry
    }

    /// The same without adding it.
    func made(
        _ act: Act, _ key: OfficeKey, as party: PartyID? = nil, after: Entry? = nil, clock: Int64? = nil, time: Instant = Desk.now
    ) throws -> Entry {
        let author = party ?? key.party
        let before = after ?? ledger.end(of: author)
        return try Entry(
            partnership: Self.partnership, author: author, sequence: (before?.sequence ?? 0) + 1, previous: before?.hash,
            clock: clock ?? ledger.clock + 1, time: time, act: act, sign: key.sign)
    }

    var objective: Value? { ledger.agreement.objects["agreed/objective"]?["text"] }
}
