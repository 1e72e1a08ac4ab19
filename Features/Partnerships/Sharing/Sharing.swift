import Gazetteer
import Kernel
import Ledger
import Storage

/// What an office does in a record that it shares: every act is an entry, signed with its key, stored, and read into the registers of all
/// offices of this server that share it, in one transaction.
struct Sharing {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer

    private var records: RecordStore { RecordStore(connection: connection) }
    var parties: SharedParties { SharedParties(connection: connection) }

    /// Why an act was not written, in the words of the page that asked.
    enum Refusal: Error, Equatable {
        /// What was answered is no longer open: it was agreed, declined or overtaken meanwhile.
        case notOpen
        /// The office had assented to another proposal on the same version; that one must be declined first.
        case boundElsewhere
        /// The office has left, or never belonged to it.
        case notAParty
        case other(String)
    }

    // MARK: Acts

    /// Invites another office of this server: it may read and write from its answer on, and becomes party with all parties' assent.
    func invite(_ other: (office: OfficeID, name: String, organisation: OrganisationID), to partnership: PartnershipID, _ record: PartnershipID)
        throws
    {
        let key = try keys.key(of: other.office)
        guard let party = try party(other.organisation) else { throw AppError.notFound }
        try write(record) { ledger, own in
            try ledger.write(.invite(Invitation(party: key.party, name: other.name)), with: own, at: now)
            let agreement = ledger.agreement
            // The entry of the directory under which it stood so far: its own organisation, or the city of the same place.
            let former = try formerNames(of: other, in: agreement)
            var values = party.values
            values["role"] = "party"
            var set = [SharedParty.object(key.party.hex): values]
            set.merge(Self.renaming(former, key.party.hex, agreement)) { first, _ in first }
            try ledger.write(
                ledger.proposal(
                    by: own.party, set: set, remove: Set(former.map(SharedParty.object)).intersection(agreement.objects.keys),
                    parties: agreement.parties.union([key.party]), absent: agreement.absent.subtracting(former)), with: own, at: now)
        }
        try parties.set(.invited, record, other.office, at: now)
        try note("invited", partnership, ["office": other.office.text])
    }

    /// Joins a record this office is invited to, and assents to being a party of it.
    /// - Parameter existing: the partnership of the own register that is the same one; nil enters it anew.
    func join(_ record: PartnershipID, existing: PartnershipID?) throws -> PartnershipID {
        guard try parties.state(record, of: office) == .invited else { throw AppError.notFound }
        let name = try officeName()
        // One that left and comes back has its entry still.
        let former = try connection.first("SELECT id FROM partnership WHERE record_id = \(record) AND office_id = \(office) ORDER BY id LIMIT 1") {
            try $0["id"] as PartnershipID
        }
        let id = try former ?? existing ?? enter(record)
        if former == nil, let existing { try tie(existing, to: record) }
        try parties.set(.member, record, office, at: now)
        try write(record) { ledger, own in
            guard let invitation = ledger.entries.last(where: { if case .invite(let found) = $0.act { found.party == own.party } else { false } })
            else { throw Refusal.notAParty }
            let hasJoined = ledger.participants.contains { $0.party == own.party && $0.hasJoined }
            if !hasJoined { try ledger.write(.join(Joining(key: own.key.publicKey, name: name, invitation: invitation.hash)), with: own, at: now) }
            guard let proposal = open(ledger).first(where: { ledger.assents(to: $0)?.asked.contains(own.party) == true }) else { return }
            try ledger.write(ledger.assent(to: proposal, by: own.party), with: own, at: now)
        }
        try note("joined", id, ["record": record.text])
        for teller in try YearStore.telling(in: record, connection) { try YearAnnouncing.enqueue(teller, by: .system, at: now, connection) }
        return id
    }

    /// Says no to an invitation. The record stays with those who have it.
    func declineInvitation(_ record: PartnershipID) throws {
        guard try parties.state(record, of: office) == .invited else { throw AppError.notFound }
        try parties.set(.declined, record, office, at: now)
    }

    /// Assents to an open proposal for this office. It is final.
    func assent(to proposal: EntryHash, in record: PartnershipID, _ partnership: PartnershipID) throws {
        try write(record) { ledger, own in
            guard ledger.isOpen(proposal) else { throw Refusal.notOpen }
            try ledger.write(ledger.assent(to: proposal, by: own.party), with: own, at: now)
        }
        try note("assented", partnership, ["proposal": proposal.hex])
    }

    /// Declines an open proposal for this office. It is final.
    func decline(_ proposal: EntryHash, reason: String, in record: PartnershipID, _ partnership: PartnershipID) throws {
        try write(record) { ledger, own in
            guard ledger.isOpen(proposal) else { throw Refusal.notOpen }
            try ledger.write(.decline(proposal: proposal, reason: reason), with: own, at: now)
        }
        try note("declined", partnership, ["proposal": proposal.hex, "reason": reason])
    }

    /// Says something to the other parties. What was said stays.
    /// - Parameter about: the object it is about; empty for none.
    func say(_ text: String, about: String, in record: PartnershipID) throws {
        try write(record) { ledger, own in try ledger.write(.say(.plain(.string(text)), about: about), with: own, at: now) }
    }

    // MARK: Parts

    /// The partnership of an invitation, as this office's register has it from now on.
    private func enter(_ record: PartnershipID) throws -> PartnershipID {
        let agreement = try records.ledger(record).agreement
        let found = try connection.first("SELECT organisation_id FROM office WHERE id = \(office)") { try $0["organisation_id"] as OrganisationID? }
        guard let home = found ?? nil, let terms = agreement.objects[SharedTerms.object] else { throw AppError.notFound }
        let projection = Projection(connection: connection, actor: actor, now: now, gazetteer: gazetteer)
        let former = try formerNames(of: (office, "", home), in: agreement)
        let partners = try projection.organisations(agreement, record).filter { $0 != home && !former.contains("organisation/\($0)") }
        guard !partners.isEmpty else { throw PartnershipError.noOtherParty }
        let draft = PartnershipDraft(partners: partners.map { .organisation($0) })
        var shared = PartnershipRecord(draft, home: home, partners: partners)
        SharedTerms(shared).apply(terms, to: &shared)
        return try PartnershipStore(connection, office: office, by: actor, at: now, gazetteer: gazetteer).enterShared(shared, record: record)
    }

    private var keys: OfficeKeys { OfficeKeys(connection: connection, now: now) }

    /// Proposals that wait for somebody's assent, the senior first.
    private func open(_ ledger: Ledger) -> [EntryHash] { ledger.proposals.filter { ledger.isOpen($0) } }

    /// Writes entries, stores them, and reads what they changed into every register.
    func write(_ record: PartnershipID, _ body: (inout Ledger, Signer) throws -> Void) throws {
        let state = try parties.state(record, of: office)
        if state == .left { throw Refusal.notAParty }
        guard state == .member else { throw AppError.notFound }
        let own = try keys.signer(of: office, in: record)
        var ledger = try records.ledger(record)
        let count = ledger.entries.count
        do { try body(&ledger, own) } catch let error as NotWritten { throw Self.refusal(error) }
        guard ledger.entries.count > count else { return }
        try records.append(ledger, after: count, at: now)
        try PersonalValueStore(connection: connection).erase(ledger.toErase, in: record)
        try Projection(connection: connection, actor: actor, now: now, gazetteer: gazetteer).apply(ledger)
    }

    private static func refusal(_ error: NotWritten) -> Refusal {
        switch error {
        case .withoutEffect(.againstTheRule): .boundElsewhere
        case .withoutEffect(.noProposal), .withoutEffect(.alreadyAssented), .withoutEffect(.alreadyDeclined), .outdated: .notOpen
        case .withoutEffect(.notAsked), .withoutEffect(.noStanding), .withoutEffect(.afterWithdrawal), .withoutEffect(.notInvited), .notYourKey:
            .notAParty
        case .withoutEffect(let fault), .unwritable(let fault): .other(fault.code)
        case .forked: .other("fork")
        }
    }

    private func formerNames(of other: (office: OfficeID, name: String, organisation: OrganisationID), in agreement: Agreement) throws -> Set<String>
    {
        let place = try connection.first("SELECT place_id FROM office WHERE id = \(other.office)") { try $0["place_id"] as Int }
        return agreement.absent.filter { name in
            if name == "organisation/\(other.organisation)" { return true }
            guard let values = agreement.objects[SharedParty.object(name)] else { return false }
            return values["kind"] == "local_government" && place != nil && values["place"]?.integer == place.map(Int64.init)
        }
    }

    /// Fields of what is agreed that name a party by what it was called before it had a key.
    private static func renaming(_ former: Set<String>, _ party: String, _ agreement: Agreement) -> [String: [String: Value]] {
        var set: [String: [String: Value]] = [:]
        for (name, fields) in agreement.objects where !former.isEmpty {
            guard let kind = SharedKinds.kind(of: name) else { continue }
            for field in kind.fields {
                switch field.sort {
                case .party:
                    if let text = fields[field.name]?.text, former.contains(text) { set[name, default: [:]][field.name] = .string(party) }
                case .ofEachParty:
                    if let renamed = PartyChoices.renamed(fields[field.name], former, party) { set[name, default: [:]][field.name] = renamed }
                default: continue
                }
            }
        }
        return set
    }

    func party(_ organisation: OrganisationID) throws -> SharedParty? {
        try Recording(connection: connection, office: office, now: now).sharedParties([organisation])[organisation]
    }

    private func officeName() throws -> String {
        guard let name: String = try connection.value("SELECT name FROM office WHERE id = \(office)") else { throw AppError.notFound }
        return name
    }

    /// An own entry of the register goes over to the shared record; the record it had alone says so.
    private func tie(_ partnership: PartnershipID, to record: PartnershipID) throws {
        let old = try records.record(of: partnership)
        let changed = try connection.run(
            "UPDATE partnership SET record_id = \(record) WHERE id = \(partnership) AND office_id = \(office) AND archived_at IS NULL")
        guard changed == 1 else { throw AppError.notFound }
        if let old { try connection.run("UPDATE shared_record SET continued_by = \(record) WHERE id = \(old)") }
    }

    func note(_ act: String, _ partnership: PartnershipID, _ what: [String: String]) throws {
        try connection.journal.record(
            try Fact(act, PartnershipStore.subject, partnership.text, office: office, from: nil, to: what), by: actor, at: now)
    }
}
