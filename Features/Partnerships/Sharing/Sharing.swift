import Gazetteer
import Kernel
import Ledger
import Storage

/// What an office, or a guest of its, does in a record: every act is an entry, signed with the key of the party, stored, and read into the
/// registers of all offices of this server that share it, in one transaction.
struct Sharing {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer
    /// Who writes for a party that is on no server; nil when the office itself writes. The office is then the one that asked them.
    var guest: Guest?

    private var records: RecordStore { RecordStore(connection: connection) }
    var parties: SharedParties { SharedParties(connection: connection) }

    /// Why an act was not written, in the words of the page that asked.
    enum Refusal: Error, Equatable {
        /// What was answered is no longer open: it was agreed, declined or overtaken meanwhile.
        case notOpen
        /// The office had assented to another proposal on the same version; that one must be declined first.
        case boundElsewhere
        /// Whoever invited waits for the answer to another proposal.
        case inviterBound
        /// The office has left, or never belonged to it.
        case notAParty
        /// Who is party is proposed by itself, not with other words beside it.
        case aboutParties
        /// The act is longer than an entry may be (docs/ledger.md).
        case tooLarge
        /// The record holds two histories of the one who writes; an administrator says which (`OwnForks`).
        case forked
        case other(String)
    }

    // MARK: Acts

    /// Invites another office of this server: it may read and write from its answer on, and becomes party with all parties' assent.
    func invite(_ other: (office: OfficeID, name: String, organisation: OrganisationID), to partnership: PartnershipID, _ record: PartnershipID)
        throws
    {
        guard try party(other.organisation) != nil else { throw AppError.notFound }
        // One whose guests have written so far takes over their party instead of becoming another one.
        if try hosted(for: other.office, other.organisation, in: record, records.ledger(record).agreement) == nil {
            // One that has left is the party it was, whatever its key is by now.
            let party = try keys.signer(of: other.office, in: record).party
            try write(record) { ledger, own in
                try ledger.write(.invite(Invitation(party: party, name: other.name)), with: own, at: now)
            }
        }
        try parties.set(.invited, record, other.office, at: now)
        try note("invited", partnership, ["office": other.office.text])
    }

    /// Joins a record this office is invited to, and assents to being a party of it.
    /// - Parameter existing: the partnership of the own register that is the same one; nil enters it anew.
    func join(_ record: PartnershipID, existing: PartnershipID?) throws -> PartnershipID {
        guard try parties.state(record, of: office) == .invited else { throw AppError.notFound }
        let name = try officeName()
        let former = try formerParty(record)
        // One that left and comes back has its entry still.
        let kept = try connection.first("SELECT id FROM partnership WHERE record_id = \(record) AND office_id = \(office) ORDER BY id LIMIT 1") {
            try $0["id"] as PartnershipID
        }
        let id = try kept ?? existing ?? enter(record, as: former)
        if kept == nil, let existing { try tie(existing, to: record) }
        try parties.set(.member, record, office, at: now)
        if let former { try parties.set(former.party, record, office) }
        try write(record) { ledger, own in
            if let former {
                try takeOver(former.party, in: record, &ledger, as: own)
                if ledger.agreement.parties.contains(own.party) { return }
            } else {
                guard let invitation = ledger.invitation(of: own.party) else { throw Refusal.notAParty }
                if !ledger.participants.contains(where: { $0.party == own.party && $0.hasJoined }) {
                    try ledger.write(.join(Joining(key: own.key.publicKey, name: name, invitation: invitation.hash)), with: own, at: now)
                }
            }
            // Where the inviter waits for the answer to another proposal, it proposes this party with its next entry.
            do { try becomeParty(own, as: former, &ledger) } catch Refusal.inviterBound { return }
        }
        try note(former == nil ? "joined" : "taken-over", id, ["record": record.text])
        for teller in try YearStore.telling(in: record, connection) { try YearAnnouncing.enqueue(teller, by: .system, at: now, connection) }
        return id
    }

    /// The party that this office takes over when it joins: the one for which guests have written here.
    func formerParty(_ record: PartnershipID) throws -> HostedParties.Hosted? {
        guard let organisation = try organisation(of: office) else { return nil }
        return try hosted(for: office, organisation, in: record, records.ledger(record).agreement)
    }

    /// Answers an invitation with what should be agreed otherwise, as a message that those who share the record read. It signs nothing of what is
    /// agreed and makes nobody a party: a proposal is for parties alone, and whoever becomes one is bound by the words it disagrees with. The
    /// invitation stays open.
    /// - Throws: `AppError.notFound` without an invitation, and for a party whose guests have written so far: it takes over first.
    func ask(_ text: String, in record: PartnershipID) throws {
        guard try parties.state(record, of: office) == .invited, try formerParty(record) == nil else { throw AppError.notFound }
        let name = try officeName()
        try write(record, as: try keys.signer(of: office, in: record)) { ledger, own in
            guard let invitation = ledger.invitation(of: own.party) else { throw Refusal.notAParty }
            // Pressed twice, it is said once.
            if case .say(.plain(.string(text)), _)? = ledger.asked(by: own.party)?.act { return }
            if !ledger.participants.contains(where: { $0.party == own.party && $0.hasJoined }) {
                try ledger.write(.join(Joining(key: own.key.publicKey, name: name, invitation: invitation.hash)), with: own, at: now)
            }
            try ledger.write(.say(.plain(.string(text)), about: ""), with: own, at: now)
        }
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
    private func enter(_ record: PartnershipID, as hosted: HostedParties.Hosted?) throws -> PartnershipID {
        let agreement = try records.ledger(record).agreement
        guard let home = try organisation(of: office), let terms = agreement.objects[SharedTerms.object] else { throw AppError.notFound }
        let projection = Projection(connection: connection, actor: actor, now: now, gazetteer: gazetteer)
        var former = try formerNames(of: office, home, in: agreement)
        if let hosted { former.insert(hosted.absent) }
        let partners = try projection.organisations(agreement, record).filter { $0 != home && !former.contains("organisation/\($0)") }
        guard !partners.isEmpty else { throw PartnershipError.noOtherParty }
        let draft = PartnershipDraft(partners: partners.map { .organisation($0) })
        var shared = PartnershipRecord(draft, home: home, partners: partners)
        SharedTerms(shared).apply(terms, to: &shared)
        return try PartnershipStore(connection, office: office, by: actor, at: now, gazetteer: gazetteer).enterShared(shared, record: record)
    }

    private var keys: OfficeKeys { OfficeKeys(connection: connection, now: now) }

    /// Writes entries, stores them, and reads what they changed into every register.
    func write(_ record: PartnershipID, _ body: (inout Ledger, Signer) throws -> Void) throws {
        try write(record, as: try signer(in: record), body)
    }

    private func write(_ record: PartnershipID, as own: Signer, _ body: (inout Ledger, Signer) throws -> Void) throws {
        var ledger = try records.ledger(record)
        let count = ledger.entries.count
        do {
            try body(&ledger, own)
            if guest == nil, ledger.entries.count > count { try proposeJoined(by: own, &ledger) }
        } catch let error as NotWritten { throw Self.refusal(error) }
        guard ledger.entries.count > count else { return }
        try records.append(ledger, after: count, at: now)
        try PersonalValueStore(connection: connection).erase(ledger.toErase, in: record)
        try Projection(connection: connection, actor: actor, now: now, gazetteer: gazetteer).apply(ledger)
        try PartnerNews(connection: connection).tell(ledger, after: count, at: now)
    }

    /// Who signs: the office for itself, or the guest for the party that asked for them, in its record alone.
    private func signer(in record: PartnershipID) throws -> Signer {
        if let guest {
            guard guest.record == record else { throw AppError.notFound }
            return try HostedParties(connection: connection).signer(guest.party, in: record)
        }
        let state = try parties.state(record, of: office)
        if state == .left { throw Refusal.notAParty }
        guard state == .member else { throw AppError.notFound }
        return try keys.signer(of: office, in: record)
    }

    /// The party for which is written; nil before it has a key.
    func own(in record: PartnershipID) throws -> PartyID? {
        if let guest { return guest.record == record ? guest.party : nil }
        return try parties.party(of: office, in: record)
    }

    private static func refusal(_ error: NotWritten) -> Refusal {
        switch error {
        case .withoutEffect(.againstTheRule): .boundElsewhere
        case .withoutEffect(.noProposal), .withoutEffect(.alreadyAssented), .withoutEffect(.alreadyDeclined), .outdated: .notOpen
        case .withoutEffect(.notAsked), .withoutEffect(.noStanding), .withoutEffect(.afterWithdrawal), .withoutEffect(.notInvited), .notYourKey:
            .notAParty
        case .unwritable(.tooLarge): .tooLarge
        case .withoutEffect(let fault), .unwritable(let fault): .other(fault.code)
        case .forked: .forked
        }
    }

    func formerNames(of other: OfficeID, _ organisation: OrganisationID, in agreement: Agreement) throws -> Set<String> {
        let place = try place(of: other)
        return agreement.absent.filter { name in
            Self.isSame(name, agreement.objects[SharedParty.object(name)] ?? [:], organisation, place)
        }
    }

    func place(of office: OfficeID) throws -> Int? {
        try connection.first("SELECT place_id FROM office WHERE id = \(office)") { try $0["place_id"] as Int }
    }

    /// Whether a party that had no key is this organisation, or the city of this place.
    static func isSame(_ absent: String, _ values: [String: Value], _ organisation: OrganisationID, _ place: Int?) -> Bool {
        if absent == "organisation/\(organisation)" { return true }
        return values["kind"] == "local_government" && place != nil && values["place"]?.integer == place.map(Int64.init)
    }

    /// Fields of what is agreed that name a party by what it was called before it had a key.
    static func renaming(_ former: Set<String>, _ party: String, _ agreement: Agreement) -> [String: [String: Value]] {
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

    func organisation(of office: OfficeID) throws -> OrganisationID? {
        try connection.first("SELECT organisation_id FROM office WHERE id = \(office)") { try $0["organisation_id"] as OrganisationID? } ?? nil
    }

    func party(_ organisation: OrganisationID) throws -> SharedParty? {
        try Recording(connection: connection, office: office, now: now).sharedParties([organisation])[organisation]
    }

    private func officeName() throws -> String {
        guard let name: String = try connection.value("SELECT name FROM office WHERE id = \(office)") else { throw AppError.notFound }
        return name
    }

    /// An own entry of the register goes over to the shared record; the record it had alone says so.
    /// - Throws: `AppError.notFound` for one whose record others share: what they have signed stays theirs and ours.
    private func tie(_ partnership: PartnershipID, to record: PartnershipID) throws {
        let old = try records.record(of: partnership)
        if let old, try connection.exists("SELECT 1 WHERE \(SharedParties.othersSign(in: "\(old)", besides: "\(office)"))") {
            throw AppError.notFound
        }
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
