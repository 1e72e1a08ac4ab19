import Directory
import Kernel
import Ledger
import Storage

/// Keeps the shared records in step with an office's register: all of it inside the transaction that changes the register.
struct Recording {
    let connection: Connection
    let office: OfficeID
    let now: Instant

    private var records: RecordStore { RecordStore(connection: connection) }

    /// Begins the record of each of these, with what the register says of it.
    func begin(_ all: [(id: PartnershipID, record: PartnershipRecord)]) throws {
        guard !all.isEmpty else { return }
        let keeper = try keeper()
        let parties = try sharedParties(Set(all.flatMap { [$0.record.home] + $0.record.partners }))
        try records.begin(
            all.map { id, record in
                RecordStore.Beginning(id: id, state: keeper.state(record, parties), source: record.source ?? "")
            }, office: office, name: keeper.name, key: keeper.signer.key, at: now)
    }

    /// Whether parties besides this office sign what is agreed: then it changes nothing of it alone. One that has left keeps its own register.
    func isShared(_ id: PartnershipID) throws -> Bool {
        guard let record = try records.record(of: id) else { return false }
        return try connection.exists(
            """
            SELECT 1 WHERE \(SharedParties.othersSign(in: "\(record)", besides: "\(office)"))
            AND NOT EXISTS (SELECT 1 FROM shared_party o WHERE o.record_id = \(record) AND o.office_id = \(office) AND o.state <> 'member')
            """)
    }

    /// Writes into the record what the register now says differently: a proposal, which is agreed at once while the office is alone in it.
    func follow(_ id: PartnershipID, _ new: PartnershipRecord) throws {
        guard let record = try records.record(of: id) else {
            // Entered before there were records.
            try begin([(id, new)])
            try connection.run("UPDATE partnership SET record_id = \(id) WHERE id = \(id)")
            return
        }
        let keeper = try keeper(in: record)
        var ledger = try records.ledger(record)
        // An office that has left the others' record says what it wants in its own register, and nothing there.
        let standing = try SharedParties(connection: connection).state(record, of: office)
        guard standing == .member || standing == nil else { return }
        guard ledger.agreement.parties.contains(keeper.signer.party) else { return try beginAnew(id, new, after: ledger) }
        let count = ledger.entries.count
        let agreement = ledger.agreement
        // With others, who is party is an act of its own, and the terms go by way of the draft.
        guard agreement.parties == [keeper.signer.party] else { return }
        let state = keeper.state(new, try sharedParties(Set([new.home] + new.partners)))
        let changes = state.changes(from: agreement.objects)
        guard !changes.set.isEmpty || !changes.remove.isEmpty else { return }
        let absent = state.absent == agreement.absent ? nil : state.absent
        do {
            try ledger.write(
                ledger.proposal(by: keeper.signer.party, set: changes.set, remove: changes.remove, absent: absent), with: keeper.signer, at: now)
        } catch NotWritten.forked {
            throw AppError.conflict(
                "The record of this partnership holds two histories of your office. An administrator makes them one again, under “Key of the office”."
            )
        } catch NotWritten.withoutEffect(.againstTheRule) {
            throw AppError.conflict("Somebody was asked to become party of this record and has not answered: until then nothing of it changes.")
        }
        try records.append(ledger, after: count, at: now)
    }

    /// The office has another key than the one it began the record with: the server's secret was lost. Nobody can write under the old one any
    /// more, so another record takes over, and says which it continues.
    private func beginAnew(_ id: PartnershipID, _ new: PartnershipRecord, after old: Ledger) throws {
        var random = SystemRandomNumberGenerator()
        let next = PartnershipID.new(at: now, random: &random)
        let keeper = try keeper()
        let state = keeper.state(new, try sharedParties(Set([new.home] + new.partners)))
        try records.begin(
            [RecordStore.Beginning(id: next, state: state, source: "continues \(old.partnership), digest \(old.digest.hex)")], office: office,
            name: keeper.name, key: keeper.signer.key, at: now)
        try connection.run("UPDATE partnership SET record_id = \(next) WHERE record_id = \(old.partnership) AND office_id = \(office)")
        try connection.run("UPDATE shared_record SET continued_by = \(next) WHERE id = \(old.partnership)")
    }

    /// Whoever keeps the records of this office.
    private struct Keeper {
        let signer: Signer
        let name: String
        let organisation: OrganisationID?

        func state(_ record: PartnershipRecord, _ parties: [OrganisationID: SharedParty]) -> SharedState {
            SharedState(
                record, parties: ([record.home] + record.partners).compactMap { parties[$0] }, keeper: signer.party, own: organisation,
                keeperName: name)
        }
    }

    /// - Parameter record: nil for one that is about to begin.
    private func keeper(in record: PartnershipID? = nil) throws -> Keeper {
        let found = try connection.first("SELECT name, organisation_id FROM office WHERE id = \(office)") { row in
            (name: try row["name"] as String, organisation: try row["organisation_id"] as OrganisationID?)
        }
        guard let found else { throw AppError.notFound }
        let keys = OfficeKeys(connection: connection, now: now)
        let signer = try record.map { try keys.signer(of: office, in: $0) } ?? Signer(beginningWith: try keys.key(of: office))
        return Keeper(signer: signer, name: found.name, organisation: found.organisation)
    }

    func sharedParties(_ ids: Set<OrganisationID>) throws -> [OrganisationID: SharedParty] {
        let rows = try connection.rows(
            """
            SELECT o.id, o.name, o.kind, o.place_id, l.country FROM organisation o LEFT JOIN place l ON l.id = o.place_id WHERE o.id IN \(list: ids.sorted())
            """
        ) { row in
            SharedParty(
                organisation: try row["id"], name: try row["name"], kind: try row["kind"], place: try row["place_id"], country: try row["country"])
        }
        return Dictionary(rows.map { ($0.organisation, $0) }) { first, _ in first }
    }
}
