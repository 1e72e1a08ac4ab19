import Directory
import Gazetteer
import Kernel
import Ledger
import Storage

/// Reads what a record agrees on into the registers of all offices of this server that share it. The record is the truth: a register that
/// says otherwise is brought into line, and its journal says so.
struct Projection {
    let connection: Connection
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer

    func apply(_ ledger: Ledger) throws {
        try SharedParties(connection: connection).setWaiting(Self.waiting(ledger), ledger.partnership)
        if let today = now.day { try TermProjection(connection: connection).apply(ledger, on: today) }
        try HostedParties(connection: connection).project(ledger)
        let agreement = ledger.agreement
        guard let terms = agreement.objects[SharedTerms.object] else { return }
        let rows = try connection.rows(
            """
            SELECT p.id, p.office_id, COALESCE(s.party, k.party) AS party
            FROM partnership p JOIN shared_party s ON s.record_id = p.record_id AND s.office_id = p.office_id
            LEFT JOIN office_key k ON k.office_id = p.office_id
            WHERE p.record_id = \(ledger.partnership) AND s.state = 'member' ORDER BY p.id
            """
        ) { row in
            (
                id: try row["id"] as PartnershipID, office: try row["office_id"] as OfficeID,
                party: (try row["party"] as String?).flatMap { PartyID(hex: $0) }
            )
        }
        let isLeaving = if case .withdraw? = ledger.entries.last?.act { true } else { false }
        let organisations = try organisations(agreement, ledger.partnership)
        let standing = RecordedStanding(ledger)
        for (id, office, party) in rows {
            let author = actor.office == office ? actor : Actor(answering: try name(of: actor.office) ?? actor.name)
            let store = PartnershipStore(connection, office: office, by: author, at: now, gazetteer: gazetteer)
            let old = try store.record(id)
            var new = old
            SharedTerms(old).apply(terms, to: &new)
            // A leaving ends it in a register until whoever left is party again.
            if standing != nil || !agreement.isEnded(for: party) { RecordedStanding.apply(standing, to: &new, at: now) }
            let others = organisations.filter { $0 != old.home }
            if organisations.contains(old.home), !others.isEmpty { new.partners = others }
            guard new != old else { continue }
            try store.take(id, old, new, isLeaving: isLeaving)
        }
        try HealthStore(connection: connection).refresh(sharing: ledger, at: now)
    }

    /// The partnership has ended in the registers of those who still belong to the record.
    func end(_ record: PartnershipID, reason: String) throws {
        let rows = try connection.rows(
            """
            SELECT p.id, p.office_id FROM partnership p JOIN shared_party s ON s.record_id = p.record_id AND s.office_id = p.office_id
            WHERE p.record_id = \(record) AND s.state = 'member' ORDER BY p.id
            """
        ) { row in (id: try row["id"] as PartnershipID, office: try row["office_id"] as OfficeID) }
        for (id, office) in rows {
            let author = Actor(answering: try name(of: actor.office) ?? actor.name)
            try PartnershipStore(connection, office: office, by: author, at: now, gazetteer: gazetteer)
                .setLeft(id, since: now.day, reason: reason)
        }
    }

    /// For each party the number of open proposals that ask it and that it has not answered.
    static func waiting(_ ledger: Ledger) -> [PartyID: Int] {
        var counts: [PartyID: Int] = [:]
        for proposal in ledger.proposals where ledger.isOpen(proposal) {
            guard let assents = ledger.assents(to: proposal) else { continue }
            for party in assents.asked.subtracting(assents.given) { counts[party, default: 0] += 1 }
        }
        return counts
    }

    /// The organisations of the parties, those with a key first, as they stand in the directory here.
    func organisations(_ agreement: Agreement, _ record: PartnershipID) throws -> [OrganisationID] {
        var keyed = Dictionary(
            try connection.rows(
                """
                SELECT COALESCE(s.party, k.party) AS party, o.organisation_id
                FROM office_key k JOIN office o ON o.id = k.office_id JOIN shared_party s ON s.office_id = o.id
                WHERE s.record_id = \(record) AND o.organisation_id IS NOT NULL
                """
            ) { (try $0["party"] as String, try $0["organisation_id"] as OrganisationID) }
        ) { first, _ in first }
        for hosted in try HostedParties(connection: connection).all(record) where keyed[hosted.party.hex] == nil {
            keyed[hosted.party.hex] = Self.organisation(hosted.absent)
        }
        let signing = agreement.parties.sorted().filter {
            agreement.objects[SharedParty.object($0.hex)]?["role"] != "keeper"
        }.compactMap { keyed[$0.hex] }
        let all = signing + agreement.absent.sorted().compactMap(Self.organisation)
        let known = Set(try connection.rows("SELECT id FROM organisation WHERE id IN \(list: all)") { try $0["id"] as OrganisationID })
        return all.filter(known.contains)
    }

    /// The entry of the directory that the name of a party without a key means.
    private static func organisation(_ absent: String) -> OrganisationID? {
        absent.hasPrefix("organisation/") ? OrganisationID(String(absent.dropFirst("organisation/".count))) : nil
    }

    private func name(of office: OfficeID?) throws -> String? {
        guard let office else { return nil }
        return try connection.value("SELECT name FROM office WHERE id = \(office)")
    }
}

extension Agreement {
    /// Whether the partnership has ended for a party because it left, or because all others did.
    fileprivate func isEnded(for party: PartyID?) -> Bool {
        guard !left.isEmpty else { return false }
        return party.map { left[$0] != nil } == true || parties.count + absent.count < 2
    }
}
