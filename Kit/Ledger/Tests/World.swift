import Kernel

@testable import Ledger

/// Some offices that write and exchange entries at random, each with its own copy of the record.
///
/// They are honest in one thing only: without `restores`, none writes two entries after the same one. Otherwise they try
/// to break the rules: they sign assents they may not give, lie low with their clocks, propose on anything, cite anything.
struct World {
    struct Office {
        let key: OfficeKey
        let party: PartyID
        var signing: PublicKey
        var ledger: Ledger
        /// An old backup, to be restored one day.
        var backup: Ledger?
    }

    static let keys: [OfficeKey] = (0..<6).compactMap { OfficeKey(seed: [UInt8](repeating: UInt8(40 + $0), count: 32)) }
    /// What they say of persons: few, so that several seal the same and erase each other's.
    static let personal: [PersonalValue] = (0..<4).compactMap {
        PersonalValue(.string("Person \($0)"), salt: [UInt8](repeating: UInt8($0), count: 32))
    }
    static let now = Instant(milliseconds: 1_760_000_000_000)

    var random: Seeded
    var offices: [Office] = []
    let restores: Bool
    let isSigned: Bool
    /// Called after every step with the copy that changed, before and after.
    var changed: (Ledger, Ledger) -> Void = { _, _ in }

    init(seed: UInt64, restores: Bool = false, isSigned: Bool = false) throws {
        (random, self.restores, self.isSigned) = (Seeded(seed), restores, isSigned)
        let count = 2 + random.below(3)
        let keys = Self.keys.shuffled(using: &random).prefix(count)
        guard let founder = keys.first else { return }
        let founding = Set(keys.prefix(random.chance(60) ? count : 1 + random.below(count)).map(\.party)).union([founder.party])
        let partnership = PartnershipID(stored: "01890a5d-ac96-774b-bcce-b302099a8057")
        let creation = Creation(
            key: founder.publicKey, name: "P0", kind: "sister", parties: founding, absent: random.chance(20) ? ["somebody"] : [])
        let root = try Entry(
            partnership: partnership, author: founder.party, sequence: 1, previous: nil, clock: 1, time: Self.now, act: .create(creation),
            sign: isSigned ? founder.sign : Self.unsigned)
        var first = Ledger(partnership: partnership, root: root.hash)
        first.add(root, isTrusted: !isSigned)
        for (number, key) in keys.enumerated() {
            offices.append(
                Office(
                    key: key, party: key.party, signing: key.publicKey,
                    ledger: number == 0 ? first : Ledger(partnership: partnership, root: first.root)))
        }
    }

    private static func unsigned(_ bytes: [UInt8]) -> [UInt8] {
        let hash = EntryHash(hashing: bytes).bytes
        return hash + hash
    }

    /// Everything that anybody has written.
    var all: [Entry] {
        var seen: Set<EntryHash> = []
        return offices.flatMap { $0.ledger.entries + $0.ledger.waiting }.filter { seen.insert($0.hash).inserted }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            if random.chance(40) {
                exchange()
            } else {
                let who = random.below(offices.count)
                if restores, random.chance(15) { offices[who].backup = offices[who].ledger }
                if restores, random.chance(10), let backup = offices[who].backup { offices[who].ledger = backup }
                try act(who)
            }
        }
    }

    /// Everybody sees everything, then everybody assents to whatever it can, as often as it can.
    mutating func endgame() throws {
        let all = all
        for who in offices.indices { offices[who].ledger.add(all, isTrusted: !isSigned) }
        for who in offices.indices.shuffled(using: &random) {
            for proposal in offices[who].ledger.proposals.shuffled(using: &random) {
                let released = offices[who].ledger.agreeing.motions[proposal].map(\.base).map { obstacles(offices[who].ledger, on: $0) } ?? []
                try force(.assent(proposal: proposal, released: released), who)
            }
        }
    }

    /// Every entry that could set somebody free from a proposal on this version.
    func obstacles(_ ledger: Ledger, on base: EntryHash) -> [EntryHash] {
        let all = ledger.agreeing.motions.values.filter { $0.base == base }.map { ledger.obstacles(to: $0) }
        return all.reduce(into: Set<EntryHash>()) { $0.formUnion($1) }.sorted()
    }

    private mutating func exchange() {
        let from = random.below(offices.count), to = random.below(offices.count)
        guard from != to else { return }
        var parcel = offices[from].ledger.entries
        if random.chance(40) { parcel = random.some(parcel, percent: 60) }
        if random.chance(50) { parcel.shuffle(using: &random) }
        if random.chance(20) { parcel += random.some(parcel, percent: 30) }
        let before = offices[to].ledger
        offices[to].ledger.add(parcel, isTrusted: !isSigned)
        changed(before, offices[to].ledger)
    }

    private mutating func act(_ who: Int) throws {
        let before = offices[who].ledger
        if before.end(of: offices[who].party) == nil {
            // Most are slow to begin in the same way as they are to answer: they fetch the record first.
            if !before.contains(before.root), let founder = offices.first { offices[who].ledger.add(founder.ledger.entries, isTrusted: !isSigned) }
            return try join(who)
        }
        let ends = before.branches[offices[who].party]?.map(\.end) ?? []
        if ends.count > 1, random.chance(60) {
            try write(.adopt(ends.sorted()), who)
        } else {
            let act = anyAct(before, offices[who].party)
            if random.chance(40) { try force(act, who) } else { try write(act, who) }
        }
        changed(before, offices[who].ledger)
    }

    private mutating func join(_ who: Int) throws {
        let office = offices[who]
        guard let root = office.ledger[office.ledger.root] else { return }
        var invitations = office.ledger.entries.filter { if case .invite(let given) = $0.act { given.party == office.party } else { false } }
        if case .create(let creation) = root.act, creation.parties.contains(office.party) || random.chance(5) { invitations.append(root) }
        guard let invitation = random.pick(invitations)?.hash else { return }
        let joining = Act.join(Joining(key: office.key.publicKey, name: "P\(who)", invitation: invitation))
        if random.chance(80) { try write(joining, who) } else { try force(joining, who) }
    }

    /// Writes as the product would, which refuses what would have no effect.
    private mutating func write(_ act: Act, _ who: Int) throws {
        let office = offices[who]
        do {
            let entry = try offices[who].ledger.write(act, as: office.party, key: office.signing, at: Self.now, sign: signature(office))
            turnKey(entry, who)
        } catch is NotWritten {}
    }

    /// Signs whatever it is, with the smallest clock that passes.
    private mutating func force(_ act: Act, _ who: Int) throws {
        let office = offices[who]
        let branch = random.pick(office.ledger.branches[office.party] ?? [])
        if act.begins != (branch == nil) || act.cited.contains(where: { !office.ledger.contains($0) }) { return }
        let before = branch.flatMap { office.ledger[$0.end] }
        let least = (act.cited.compactMap { office.ledger[$0]?.clock } + [before?.clock ?? 0]).max() ?? 0
        let entry = try Entry(
            partnership: office.ledger.partnership, author: office.party, sequence: (before?.sequence ?? 0) + 1, previous: before?.hash,
            clock: random.chance(50) ? least + 1 : max(least, office.ledger.clock) + 1, time: Self.now, act: act, sign: signature(office))
        if isSigned, branch?.strand.key != office.signing { return }
        let old = offices[who].ledger
        offices[who].ledger.add(entry, isTrusted: !isSigned)
        turnKey(entry, who)
        changed(old, offices[who].ledger)
    }

    private mutating func turnKey(_ entry: Entry, _ who: Int) {
        switch entry.act {
        case .rotate(let key), .revoke(let key): offices[who].signing = key
        default: break
        }
    }

    /// A true signature where they are checked; else something of the right length that costs nothing.
    private func signature(_ office: Office) -> ([UInt8]) throws -> [UInt8] {
        guard isSigned else { return Self.unsigned }
        let key = Self.keys.first { $0.publicKey == office.signing } ?? office.key
        return { try key.sign($0) }
    }
}
