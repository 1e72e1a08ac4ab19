import Kernel
import Ledger
import Storage

/// How somebody invited becomes party of what is agreed. The proposal that says so is written with the invited one's answer and not before: who
/// proposes is bound by it, and an office that waits for an answer would change nothing of its own record until it comes. By inviting, the office has
/// said that it wants this party; its server signs that when the answer is there.
extension Sharing {
    /// The invited party's answer is yes: it is proposed, and assents. It holds once all others have assented too.
    /// - Throws: `Refusal.inviterBound` where the inviter waits for the answer to another proposal.
    func becomeParty(_ own: Signer, as hosted: HostedParties.Hosted?, _ ledger: inout Ledger) throws {
        guard !ledger.agreement.parties.contains(own.party) else { throw Refusal.notOpen }
        let proposal = try ledger.asking(own.party) ?? propose(own.party, as: hosted, in: &ledger)
        try ledger.write(ledger.assent(to: proposal, by: own.party), with: own, at: now)
    }

    /// The invited party's answer is no, which stands in the record.
    func declineBecomingParty(_ own: Signer, as hosted: HostedParties.Hosted?, reason: String, _ ledger: inout Ledger) throws {
        guard !ledger.agreement.parties.contains(own.party) else { throw Refusal.notOpen }
        let proposal = try ledger.asking(own.party) ?? propose(own.party, as: hosted, in: &ledger)
        try ledger.write(.decline(proposal: proposal, reason: reason), with: own, at: now)
    }

    /// Who has joined while this office was bound by another proposal of its own is proposed now.
    func proposeJoined(by own: Signer, _ ledger: inout Ledger) throws {
        guard ledger.agreement.parties.contains(own.party), !ledger.isBound(own.party) else { return }
        let waiting = ledger.participants.filter { $0.hasJoined && !$0.isHosted && !$0.isAgreed }
        for one in waiting where !ledger.isBound(own.party) && ledger.invitation(of: one.party)?.author == own.party {
            let wasAsked = ledger.proposals.contains { ledger.introduces(one.party, $0) && ledger.standing(of: $0) != .overtaken }
            let wasParty = ledger.versions.contains { ledger.agreement(at: $0).parties.contains(one.party) }
            // One that has only said what it wants otherwise has not answered yet.
            let hasAnswered = try parties.office(of: one.party, in: ledger.partnership).map {
                try parties.state(ledger.partnership, of: $0) == .member
            }
            guard !wasAsked, !wasParty, hasAnswered == true else { continue }
            _ = try propose(one.party, as: nil, in: &ledger)
        }
    }

    /// Proposes an invited party in the name of the office that invited it.
    private func propose(_ party: PartyID, as hosted: HostedParties.Hosted?, in ledger: inout Ledger) throws -> EntryHash {
        let agreement = ledger.agreement
        guard let inviter = ledger.invitation(of: party)?.author, let office = try parties.office(of: inviter, in: ledger.partnership) else {
            throw Refusal.notAParty
        }
        guard !ledger.isBound(inviter) else { throw Refusal.inviterBound }
        var (values, former): ([String: Value], Set<String>) = ([:], [])
        if let hosted {
            (values, former) = (agreement.objects[SharedParty.object(hosted.absent)] ?? [:], [hosted.absent])
        } else {
            guard let joined = try parties.office(of: party, in: ledger.partnership), let organisation = try organisation(of: joined),
                let shown = try self.party(organisation)
            else { throw Refusal.notAParty }
            // The entry of the directory under which it stood so far: its own organisation, or the city of the same place.
            (values, former) = (shown.values, try formerNames(of: joined, organisation, in: agreement))
        }
        values["role"] = "party"
        let set = [SharedParty.object(party.hex): values].merging(Self.renaming(former, party.hex, agreement)) { first, _ in first }
        let signer = try OfficeKeys(connection: connection, now: now).signer(of: office, in: ledger.partnership)
        return try ledger.write(
            ledger.proposal(
                by: inviter, set: set, remove: Set(former.map(SharedParty.object)).intersection(agreement.objects.keys),
                parties: agreement.parties.union([party]), absent: agreement.absent.subtracting(former)), with: signer, at: now
        ).hash
    }
}

extension Ledger {
    /// Whether this party has signed a proposal that is still open: on the same version it may sign no other one.
    func isBound(_ party: PartyID) -> Bool { proposals.contains { isOpen($0) && assents(to: $0)?.given.contains(party) == true } }

    /// Whether this one is no party of what is agreed, and never was. One that has left has read all of it.
    func hasNeverHad(_ party: PartyID) -> Bool {
        !agreement.parties.contains(party) && !versions.contains { agreement(at: $0).parties.contains(party) }
    }

    /// Whether a party has given its assent to a proposal that is agreed, or may be yet.
    func stands(withAssentOf party: PartyID, _ proposal: EntryHash) -> Bool {
        assents(to: proposal)?.given.contains(party) == true && (isOpen(proposal) || standing(of: proposal) == .agreed)
    }

    /// The open proposal by which this party would become one, if it has not answered it.
    func asking(_ party: PartyID) -> EntryHash? {
        proposals.first { isOpen($0) && introduces(party, $0) && assents(to: $0)?.given.contains(party) == false }
    }

    /// Whether a proposal is to make this one a party.
    func introduces(_ party: PartyID, _ proposal: EntryHash) -> Bool {
        guard case .propose(let content)? = self[proposal]?.act else { return false }
        return content.parties?.contains(party) == true && !agreement(at: content.base).parties.contains(party)
    }

    /// Whether a proposal is to make a party again of one that has left.
    func takesUpAgain(_ party: PartyID, _ proposal: EntryHash) -> Bool {
        guard agreement.left[party] != nil, case .propose(let content)? = self[proposal]?.act else { return false }
        return content.parties?.contains(party) == true
    }

    /// What an invited party said last since it was invited: what it wants otherwise.
    func asked(by party: PartyID) -> Entry? {
        guard let invitation = invitation(of: party) else { return nil }
        return messages.last { $0.author == party && $0.clock > invitation.clock }
    }

    /// Whether what is agreed was changed after this entry.
    func isChanged(since entry: Entry) -> Bool { versions.last.flatMap { self[$0] }.map { $0.clock > entry.clock } == true }

    /// The last invitation of a party.
    func invitation(of party: PartyID) -> Entry? {
        entries.last { if case .invite(let found) = $0.act { found.party == party } else { false } }
    }
}
