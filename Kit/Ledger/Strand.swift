/// What a party has done along its chain up to some entry, as far as it decides what it may do next.
///
/// Apart from the keys, which follow the previous entries alone, everything in it is a union over the entries it builds on,
/// so that the two sides of a healed fork can be put together.
struct Strand: Sendable {
    var key: PublicKey
    var formerKeys: Set<PublicKey> = []
    var recovery: PublicKey?
    /// Invited, or a founder.
    var mayWrite: Bool
    /// Proposals assented to, by the version they build on.
    var assentsOn: [EntryHash: Set<EntryHash>] = [:]
    var assented: Set<EntryHash> = []
    var declined: Set<EntryHash> = []
    var withdrawals: Set<EntryHash> = []
    /// Withdrawals made good by a later assent to be a party again.
    var returned: Set<EntryHash> = []
    var revocations: Set<EntryHash> = []

    init(key: PublicKey, recovery: PublicKey?, mayWrite: Bool) {
        (self.key, self.recovery, self.mayWrite) = (key, recovery, mayWrite)
    }

    /// Has left and not come back.
    var isOut: Bool { !withdrawals.isSubset(of: returned) }

    mutating func add(_ effect: Effect, of entry: EntryHash) {
        switch effect {
        case .assented(let proposal, let base, let declining, let returning):
            assentsOn[base, default: []].insert(proposal)
            assented.insert(proposal)
            if let declining { declined.insert(declining) }
            returned.formUnion(returning)
        case .declined(let proposal): declined.insert(proposal)
        case .withdrew: withdrawals.insert(entry)
        case .revoked: revocations.insert(entry)
        }
    }

    mutating func change(key new: PublicKey) {
        formerKeys.insert(key)
        key = new
    }

    /// Takes over what the other side of a healed fork did. Keys stay those of this side.
    mutating func adopt(_ other: Strand) {
        formerKeys.formUnion(other.formerKeys)
        assentsOn.merge(other.assentsOn) { $0.union($1) }
        assented.formUnion(other.assented)
        declined.formUnion(other.declined)
        withdrawals.formUnion(other.withdrawals)
        returned.formUnion(other.returned)
        revocations.formUnion(other.revocations)
    }
}

/// What one entry did to the standing of its author.
enum Effect: Sendable {
    /// Assented, by saying so or by proposing; `declining` is the proposal that it answers, `returning` the withdrawals it makes good.
    case assented(to: EntryHash, on: EntryHash, declining: EntryHash?, returning: Set<EntryHash>)
    case declined(EntryHash)
    /// Left; `after` holds the proposals it had assented to before.
    case withdrew(after: Set<EntryHash>)
    case revoked
}

/// One end of a chain.
struct Branch: Sendable {
    var end: EntryHash
    var strand: Strand
}

extension Ledger {
    /// The author's own entries that this one builds on, and itself: back along the chain and, at every healed fork, along all its sides.
    func past(of hash: EntryHash) -> Set<EntryHash> {
        var seen: Set<EntryHash> = []
        var ahead = [hash]
        while let next = ahead.popLast() {
            guard seen.insert(next).inserted, let entry = self[next] else { continue }
            if let previous = entry.previous { ahead.append(previous) }
            if case .adopt(let ends) = entry.act, void[next] == nil { ahead += ends }
        }
        return seen
    }

    /// The strand at an entry inside a chain, needed where a second entry follows it.
    func strand(at hash: EntryHash) -> Strand? {
        var way: [Entry] = []
        var step: EntryHash? = hash
        while let name = step, let entry = self[name] {
            way.append(entry)
            step = entry.previous
        }
        guard let first = way.last, var strand = beginning(first) else { return nil }
        for entry in way.reversed() {
            switch entry.act {
            case .rotate(let key), .revoke(let key): strand.change(key: key)
            default: break
            }
        }
        for name in past(of: hash) {
            if let effect = effects[name] { strand.add(effect, of: name) }
            // Keys of an adopted side are former keys too: whoever signs with one signs with the wrong key, not with none.
            switch self[name]?.act {
            case .rotate(let key), .revoke(let key): if key != strand.key { strand.formerKeys.insert(key) }
            default: break
            }
        }
        return strand
    }

    /// The strand with which a chain begins; nil for an entry that cannot begin one.
    func beginning(_ entry: Entry) -> Strand? {
        switch entry.act {
        case .create(let creation): Strand(key: creation.key, recovery: creation.recovery, mayWrite: true)
        case .join(let joining): Strand(key: joining.key, recovery: joining.recovery, mayWrite: isInvited(entry.author, by: joining.invitation))
        default: nil
        }
    }

    private func isInvited(_ party: PartyID, by hash: EntryHash) -> Bool {
        guard void[hash] == nil else { return false }
        return switch self[hash]?.act {
        case .create(let creation): creation.parties.contains(party)
        case .invite(let invitation): invitation.party == party
        default: false
        }
    }
}
