/// What each party may write alone: fields where the last writer wins, messages, documents, suspensions.
struct Ordinary: Sendable {
    var objects: [String: Thing] = [:]
    var suspensions: [PartyID: Suspension] = [:]
    var messages: [Stamp] = []
    var attachments: [Stamp] = []
    var names: [PartyID: Named] = [:]
    /// Commitments that each party asked to erase; it counts for those it made itself.
    var erased: [PartyID: Set<Commitment>] = [:]

    struct Thing: Sendable {
        /// The last removal: what was written before it is gone.
        var removed: Stamp?
        var fields: [String: Written] = [:]

        mutating func write(_ field: String, _ content: Content, _ stamp: Stamp) {
            if let present = fields[field], present.stamp >= stamp { return }
            fields[field] = Written(content: content, stamp: stamp)
        }

        mutating func remove(_ stamp: Stamp) { removed = removed.map { max($0, stamp) } ?? stamp }

        /// The fields that hold something now.
        var present: [String: Written] {
            fields.filter { _, written in
                if let removed, written.stamp < removed { return false }
                if case .plain(.null) = written.content { return false }
                return true
            }
        }
    }

    struct Suspension: Sendable {
        var isSuspended: Bool
        var reason: String
        var stamp: Stamp
    }

    struct Named: Sendable {
        var name: String
        var hasJoined: Bool
        var isHosted: Bool
        var stamp: Stamp
    }

    mutating func suspend(_ isSuspended: Bool, _ reason: String, _ stamp: Stamp) {
        if let present = suspensions[stamp.author], present.stamp >= stamp { return }
        suspensions[stamp.author] = Suspension(isSuspended: isSuspended, reason: reason, stamp: stamp)
    }

    /// A party's own word on its name goes before an invitation's, then the earlier before the later.
    mutating func name(_ party: PartyID, _ named: Named) {
        var best = named
        if let present = names[party] {
            let stays = present.hasJoined != named.hasJoined ? present.hasJoined : present.stamp < named.stamp
            best = stays ? present : named
            best.isHosted = present.isHosted || named.isHosted
        }
        names[party] = best
    }
}

extension Ledger {
    /// Folds an entry that the rules let pass.
    mutating func take(_ entry: Entry, into strand: inout Strand) {
        let stamp = entry.stamp
        switch entry.act {
        case .set(let object, let field, let content): ordinary.objects[object, default: Ordinary.Thing()].write(field, content, stamp)
        case .remove(let object): ordinary.objects[object, default: Ordinary.Thing()].remove(stamp)
        case .say: ordinary.messages.append(stamp)
        case .attach: ordinary.attachments.append(stamp)
        case .suspend(let reason): ordinary.suspend(true, reason, stamp)
        case .resume(let reason): ordinary.suspend(false, reason, stamp)
        case .erase(let commitments): ordinary.erased[entry.author, default: []].formUnion(commitments)
        case .create(let creation):
            agreeing.found(creation)
            ordinary.name(entry.author, Ordinary.Named(name: creation.name, hasJoined: true, isHosted: false, stamp: stamp))
        case .invite(let invitation):
            ordinary.name(
                invitation.party, Ordinary.Named(name: invitation.name, hasJoined: false, isHosted: invitation.isHosted, stamp: stamp))
        case .join(let joining):
            ordinary.name(entry.author, Ordinary.Named(name: joining.name, hasJoined: true, isHosted: false, stamp: stamp))
        case .propose, .assent, .decline, .withdraw, .revoke: takeEffect(entry, into: &strand)
        case .adopt(let ends):
            for end in ends { if let other = self.strand(at: end) { strand.adopt(other) } }
        case .rotate, .unknown: break
        }
    }

    private mutating func takeEffect(_ entry: Entry, into strand: inout Strand) {
        let effect: Effect
        switch entry.act {
        case .propose(let proposal):
            guard let motion = motion(proposal, entry) else { return }
            effect = .assented(to: entry.hash, on: proposal.base, declining: proposal.answers, returning: [])
            agreeing.propose(motion)
            if let answered = proposal.answers { agreeing.decline(answered, by: entry.hash) }
        case .assent(let hash, _):
            guard let motion = agreeing.motions[hash] else { return }
            let isComingIn = agreeing.parties(of: motion.base)?.contains(entry.author) != true || motion.left.contains(entry.author)
            effect = .assented(to: hash, on: motion.base, declining: nil, returning: isComingIn ? strand.withdrawals : [])
            agreeing.assent(to: hash, entry.author)
        case .decline(let hash, _):
            effect = .declined(hash)
            agreeing.decline(hash, by: entry.hash)
        case .withdraw: effect = .withdrew(after: strand.assented)
        case .revoke:
            effect = .revoked
            revocations[entry.author, default: []].insert(entry.hash)
        default: return
        }
        effects[entry.hash] = effect
        strand.add(effect, of: entry.hash)
    }

    /// A revocation beside entries that it does not build on takes the effect of the ordinary ones away, also of those
    /// folded before it came. That is rare, so everything is folded anew.
    mutating func refoldIfNeeded() {
        let both = forked.filter { revocations[$0] != nil }
        guard both.contains(where: { party in revocations[party]?.contains { pasts[$0] == nil } == true }) else { return }
        var anew = Ledger(partnership: partnership, root: root)
        (anew.parked, anew.parkedNames, anew.refused) = (parked, parkedNames, refused)
        (anew.forked, anew.revocations, anew.pasts) = (forked, revocations, pasts)
        for party in both {
            for revocation in revocations[party] ?? [] { anew.pasts[revocation] = past(of: revocation) }
        }
        anew.refill(entries)
        self = anew
    }
}
