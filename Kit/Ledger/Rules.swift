/// Whether an entry has an effect. Every rule looks only at what the entry builds on, so what was allowed stays allowed
/// whatever arrives later.
extension Ledger {
    /// Why this entry has no effect; nil if it has.
    func judge(_ entry: Entry, _ strand: Strand) -> Fault? {
        guard strand.mayWrite else { return .notInvited }
        switch entry.act {
        case .create, .join, .rotate, .revoke, .say, .erase: break
        case .unknown: return .unknownAct
        case .set(let object, _, _), .remove(let object):
            if strand.isOut { return .afterWithdrawal }
            if object.hasPrefix(Limits.agreedPrefix) { return .notForOneAlone }
        case .invite, .suspend, .resume, .attach, .withdraw:
            if strand.isOut { return .afterWithdrawal }
        case .adopt(let ends):
            let areOwn = ends.allSatisfy { self[$0].map { $0.author == entry.author && $0.sequence < entry.sequence } == true }
            if !areOwn || ends.count > Limits.adopted { return .badAdoption }
        case .propose(let proposal): return judge(proposal, entry, strand)
        case .assent(let proposal, let released): return judgeAssent(proposal, Set(released), entry.author, strand)
        case .decline(let proposal, _): return judgeDecline(proposal, entry.author, strand)
        }
        return entry.act.isOrdinary && isUnderRevokedKey(entry, strand) ? .withRevokedKey : nil
    }

    private func judge(_ proposal: Proposal, _ entry: Entry, _ strand: Strand) -> Fault? {
        guard let motion = motion(proposal, entry) else { return .noProposal }
        guard agreeing.parties(of: proposal.base)?.contains(entry.author) == true else { return .notAsked }
        if motion.left.contains(entry.author) { return .afterWithdrawal }
        if let fault = standingFault(entry.author, on: proposal.base, strand) { return fault }
        guard (Set(proposal.set.keys).union(proposal.remove)).allSatisfy({ $0.hasPrefix(Limits.agreedPrefix) }) else { return .notAmongAgreed }
        if let answered = proposal.answers, let fault = judgeDecline(answered, entry.author, strand) { return fault }
        return assentFault(motion, proposal.released, entry.author, strand)
    }

    private func judgeAssent(_ hash: EntryHash, _ released: Set<EntryHash>, _ author: PartyID, _ strand: Strand) -> Fault? {
        guard let motion = agreeing.motions[hash] else { return .noProposal }
        if strand.assented.contains(hash) { return .alreadyAssented }
        if strand.declined.contains(hash) { return .alreadyDeclined }
        if let fault = askedFault(author, motion, strand) { return fault }
        return assentFault(motion, released, author, strand)
    }

    private func judgeDecline(_ hash: EntryHash, _ author: PartyID, _ strand: Strand) -> Fault? {
        guard let motion = agreeing.motions[hash] else { return .noProposal }
        if strand.assented.contains(hash) { return .alreadyAssented }
        if strand.declined.contains(hash) { return .alreadyDeclined }
        return askedFault(author, motion, strand)
    }

    /// Whether the author is among those whose assent a proposal needs, and still in a position to give it.
    private func askedFault(_ author: PartyID, _ motion: Motion, _ strand: Strand) -> Fault? {
        guard motion.asked.contains(author) else { return .notAsked }
        let isOfBase = agreeing.parties(of: motion.base)?.contains(author) == true && !motion.left.contains(author)
        // A party that is to be added, or to come back, needs no standing on what it is not part of.
        return isOfBase ? standingFault(author, on: motion.base, strand) : nil
    }

    /// A party may act on a version when it has assented to it (to the first it need not) and has not left it since.
    private func standingFault(_ author: PartyID, on base: EntryHash, _ strand: Strand) -> Fault? {
        if base != root, !strand.assented.contains(base) { return .noStanding }
        return strand.withdrawals.contains { leaves($0, base) } ? .afterWithdrawal : nil
    }

    /// Whether a withdrawal leaves this version: the first one always, a later one if its author had assented to it before.
    func leaves(_ withdrawal: EntryHash, _ version: EntryHash) -> Bool {
        guard case .withdrew(let assented) = effects[withdrawal] else { return false }
        return version == root || assented.contains(version)
    }

    /// The rule by which nothing is agreed twice.
    private func assentFault(_ motion: Motion, _ released: Set<EntryHash>, _ author: PartyID, _ strand: Strand) -> Fault? {
        if let revocations = motion.revocations[author], !revocations.isSubset(of: strand.revocations) { return .withRevokedKey }
        for name in (strand.assentsOn[motion.base] ?? []).sorted() {
            guard let other = agreeing.motions[name] else { continue }
            let isSenior = motion.stamp < other.stamp && !other.left.contains(motion.author)
            if isSenior || released.contains(where: { releases($0, from: other) }) { continue }
            return .againstTheRule(name)
        }
        return nil
    }

    /// Whether this entry makes sure that the proposal is never complete: it declines it, answers it, or is the withdrawal
    /// of a party that had not assented to it.
    func releases(_ hash: EntryHash, from motion: Motion) -> Bool {
        switch effects[hash] {
        case .declined(let proposal): return proposal == motion.hash
        case .assented(_, _, let declining, _): return declining == motion.hash
        case .withdrew(let assented):
            guard let author = self[hash]?.author, agreeing.parties(of: motion.base)?.contains(author) == true else { return false }
            return !motion.left.contains(author) && leaves(hash, motion.base) && !assented.contains(motion.hash)
        case .revoked, nil: return false
        }
    }

    /// What the author wrote beside its own revocation, with the key that was revoked.
    private func isUnderRevokedKey(_ entry: Entry, _ strand: Strand) -> Bool {
        guard forked.contains(entry.author), let revocations = revocations[entry.author] else { return false }
        return revocations.contains { revocation in
            !strand.revocations.contains(revocation) && pasts[revocation]?.contains(entry.hash) != true
        }
    }
}
