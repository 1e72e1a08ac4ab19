import Kernel
import Ledger
import Storage

/// Which offices of this server share a record or are invited to: all SQL about `shared_party`.
struct SharedParties {
    let connection: Connection

    enum State: String, Sendable { case member, invited, declined, left }

    struct Office: Sendable {
        let id: OfficeID
        let name: String
        let organisation: OrganisationID?
        let state: State
        /// Which party it is in the record; nil before it has a key.
        let party: PartyID?
    }

    /// The offices of a record, by name.
    func all(_ record: PartnershipID) throws -> [Office] {
        try connection.rows(
            """
            SELECT o.id, o.name, o.organisation_id, s.state, COALESCE(s.party, k.party) AS party
            FROM shared_party s JOIN office o ON o.id = s.office_id LEFT JOIN office_key k ON k.office_id = o.id
            WHERE s.record_id = \(record) ORDER BY o.name, o.id
            """
        ) { row in
            guard let state = State(rawValue: try row["state"]) else { throw AppError.notFound }
            return Office(
                id: try row["id"], name: try row["name"], organisation: try row["organisation_id"], state: state,
                party: (try row["party"] as String?).flatMap { PartyID(hex: $0) })
        }
    }

    /// Records an office is invited to share, the oldest first, with the name of whoever began them.
    func invitations(of office: OfficeID) throws -> [(record: PartnershipID, from: String, since: Instant)] {
        try connection.rows(
            """
            SELECT s.record_id, s.since, o.name FROM shared_party s JOIN shared_record r ON r.id = s.record_id JOIN office o ON o.id = r.office_id
            WHERE s.office_id = \(office) AND s.state = 'invited' ORDER BY s.since, s.record_id LIMIT 100
            """
        ) { (try $0["record_id"], try $0["name"], try $0["since"]) }
    }

    /// Partnerships of an office in which a proposal waits for its answer, and how many do. Begins with the few that wait, not with the register.
    func waiting(for office: OfficeID) throws -> [(partnership: PartnershipID, name: String, count: Int)] {
        try connection.rows(
            """
            SELECT p.id, o.name, s.waiting FROM shared_party s CROSS JOIN partnership p JOIN organisation o ON o.id = p.partner_id
            WHERE s.office_id = \(office) AND s.state = 'member' AND s.waiting > 0 AND p.record_id = s.record_id AND p.office_id = s.office_id
            AND p.archived_at IS NULL ORDER BY p.partner_key, p.id LIMIT 50
            """
        ) { (try $0["id"], try $0["name"], try $0["waiting"]) }
    }

    /// Notes how many proposals wait for whom.
    func setWaiting(_ counts: [PartyID: Int], _ record: PartnershipID) throws {
        let offices = try connection.rows(
            """
            SELECT s.office_id, COALESCE(s.party, k.party) AS party FROM shared_party s JOIN office_key k ON k.office_id = s.office_id
            WHERE s.record_id = \(record)
            """
        ) { (office: try $0["office_id"] as OfficeID, party: PartyID(hex: try $0["party"])) }
        for (office, party) in offices {
            let count = party.flatMap { counts[$0] } ?? 0
            try connection.run(
                "UPDATE shared_party SET waiting = \(count) WHERE record_id = \(record) AND office_id = \(office) AND waiting <> \(count)")
        }
    }

    /// Which party an office is in a record; nil before it has a key. Everything that asks "is this mine?" asks here.
    func party(of office: OfficeID, in record: PartnershipID) throws -> PartyID? {
        try connection.first(
            """
            SELECT COALESCE(s.party, k.party) AS party FROM office_key k
            LEFT JOIN shared_party s ON s.office_id = k.office_id AND s.record_id = \(record) WHERE k.office_id = \(office)
            """
        ) { PartyID(hex: try $0["party"]) } ?? nil
    }

    /// The same, and how the office stands in the record; nil for a record whose parties nobody noted. One statement.
    func standing(of office: OfficeID, in record: PartnershipID) throws -> (party: PartyID?, state: State?) {
        try connection.first(
            """
            SELECT COALESCE(s.party, k.party) AS party, s.state FROM office o LEFT JOIN office_key k ON k.office_id = o.id
            LEFT JOIN shared_party s ON s.office_id = o.id AND s.record_id = \(record) WHERE o.id = \(office)
            """
        ) { row in
            ((try row["party"] as String?).flatMap { PartyID(hex: $0) }, (try row["state"] as String?).flatMap { State(rawValue: $0) })
        } ?? (nil, nil)
    }

    /// The office of this server that is a party of a record; nil for one elsewhere.
    func office(of party: PartyID, in record: PartnershipID) throws -> OfficeID? {
        try connection.first(
            """
            SELECT s.office_id FROM shared_party s JOIN office_key k ON k.office_id = s.office_id
            WHERE s.record_id = \(record) AND COALESCE(s.party, k.party) = \(party.hex)
            """
        ) { try $0["office_id"] as OfficeID }
    }

    /// A condition: parties besides this office sign what is agreed in a record, from another office of this server or by guests.
    static func othersSign(in record: SQL, besides office: SQL) -> SQL {
        """
        (EXISTS (SELECT 1 FROM shared_party s WHERE s.record_id = \(record) AND s.office_id <> \(office) AND s.state = 'member')
        OR EXISTS (SELECT 1 FROM hosted_party h WHERE h.record_id = \(record) AND h.is_party = 1))
        """
    }

    func state(_ record: PartnershipID, of office: OfficeID) throws -> State? {
        try connection.first("SELECT state FROM shared_party WHERE record_id = \(record) AND office_id = \(office)") {
            State(rawValue: try $0["state"])
        } ?? nil
    }

    func set(_ state: State, _ record: PartnershipID, _ office: OfficeID, at now: Instant) throws {
        try connection.run(
            """
            INSERT INTO shared_party (record_id, office_id, state, since) VALUES (\(record), \(office), \(state.rawValue), \(now))
            ON CONFLICT (record_id, office_id) DO UPDATE SET state = excluded.state, since = excluded.since
            """)
    }

    /// From here on the office is this party in the record, which began with another key than its own.
    func set(_ party: PartyID, _ record: PartnershipID, _ office: OfficeID) throws {
        try connection.run("UPDATE shared_party SET party = \(party.hex) WHERE record_id = \(record) AND office_id = \(office)")
    }

    /// Offices of this server whose own organisation is a partner of this partnership: whom one can invite.
    func candidates(_ partnership: PartnershipID, _ record: PartnershipID) throws -> [(office: OfficeID, name: String, organisation: OrganisationID)]
    {
        try connection.rows(
            """
            SELECT o.id, o.name, o.organisation_id FROM partnership_party y JOIN organisation g ON g.id = y.organisation_id
            JOIN office o ON o.organisation_id = g.id OR (g.kind = 'local_government' AND o.place_id = g.place_id)
            WHERE y.partnership_id = \(partnership) AND NOT EXISTS (
                SELECT 1 FROM shared_party s WHERE s.record_id = \(record) AND s.office_id = o.id AND s.state IN ('member', 'invited'))
            ORDER BY o.name, o.id LIMIT 20
            """
        ) { (try $0["id"], try $0["name"], try $0["organisation_id"]) }
    }
}
