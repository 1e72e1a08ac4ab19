import Kernel
import Ledger
import Storage
import Web

/// The keys with which offices sign, in the table `office_key`: made with the office, or when it signs for the first time where it is older than
/// its key, and encrypted under the server's secret.
struct OfficeKeys {
    let connection: Connection
    let now: Instant

    private static let purpose = "office-key"
    private var keys: KeptKeys { KeptKeys(connection: connection, purpose: Self.purpose) }

    /// The keys of all offices. One that nothing opens any more is given up: the office makes another and begins its records anew.
    static let encrypted = EncryptedValues(
        "Keys of offices", purpose: purpose, of: "office_key", "kept", by: "office_id",
        letGo: { office, connection in
            // What it had taken over was signed with that key too.
            try connection.run("UPDATE shared_party SET party = NULL, former_key = NULL, is_revoked = 0 WHERE office_id = \(office)")
        })

    /// Former keys, with which records are signed that have not got the entry about the new one yet.
    static let encryptedFormer = EncryptedValues(
        "Former keys of offices", purpose: purpose,
        all: { connection in
            try connection.rows(
                "SELECT record_id, office_id, former_key FROM shared_party WHERE former_key IS NOT NULL ORDER BY record_id, office_id"
            ) { row in
                let (record, office): (String, String) = (try row["record_id"], try row["office_id"])
                return EncryptedValues.Value(key: "\(record) \(office)", owner: office, text: try row["former_key"])
            }
        },
        replace: { place, text, connection in
            try connection.run("UPDATE shared_party SET former_key = \(text) WHERE record_id || ' ' || office_id = \(place)")
        },
        giveUp: { place, connection in
            try connection.run("UPDATE shared_party SET former_key = NULL, is_revoked = 0 WHERE record_id || ' ' || office_id = \(place)")
        })

    /// An office has its key from its first moment on. Where the server's secret is not open, it gets one when it first signs.
    static let reaction = Reaction(to: "office") { fact, occasion, connection in
        guard fact.act == "created", let office = OfficeID(fact.subjectID), connection.secret != nil else { return }
        _ = try OfficeKeys(connection: connection, now: occasion.at).key(of: office)
    }

    /// The key of an office; a new one where it has none yet.
    func key(of office: OfficeID) throws -> OfficeKey {
        if let kept: String = try connection.value("SELECT kept FROM office_key WHERE office_id = \(office)") {
            return try keys.open(kept, owner: office.text)
        }
        let key = OfficeKey()
        let kept = try keys.seal(key, owner: office.text)
        try connection.run(
            "INSERT INTO office_key (office_id, party, kept, created_at) VALUES (\(office), \(key.party.hex), \(kept), \(now))")
        return key
    }

    /// Puts another key in the place of an office's.
    /// - Returns: the former one as it was kept, and the new one.
    func replace(_ office: OfficeID) throws -> (former: String, key: OfficeKey) {
        guard let former: String = try connection.value("SELECT kept FROM office_key WHERE office_id = \(office)") else { throw AppError.notFound }
        let key = OfficeKey()
        let kept = try keys.seal(key, owner: office.text)
        try connection.run(
            "UPDATE office_key SET party = \(key.party.hex), kept = \(kept), created_at = \(now) WHERE office_id = \(office)")
        return (former, key)
    }

    /// The key of an office and since when it has it; nil where it has none yet.
    func present(_ office: OfficeID) throws -> (key: OfficeKey, since: Instant)? {
        let found = try connection.first("SELECT kept, created_at FROM office_key WHERE office_id = \(office)") { row in
            (kept: try row["kept"] as String, since: try row["created_at"] as Instant)
        }
        return try found.map { (try keys.open($0.kept, owner: office.text), $0.since) }
    }

    /// In how many records an office has a part.
    func records(_ office: OfficeID) throws -> Int {
        try connection.value("SELECT COUNT(*) FROM shared_party WHERE office_id = \(office) AND state IN ('member', 'left')") ?? 0
    }

    /// Who an office is in a record, with the key that the record knows: the party that began with it, or another one that the office took over or
    /// whose key it has changed.
    func signer(of office: OfficeID, in record: PartnershipID) throws -> Signer {
        let key = try key(of: office)
        let place = try connection.first("SELECT party, former_key FROM shared_party WHERE record_id = \(record) AND office_id = \(office)") { row in
            (party: (try row["party"] as String?).flatMap { PartyID(hex: $0) }, former: try row["former_key"] as String?)
        }
        let present = try place?.former.map { try keys.open($0, owner: office.text) } ?? key
        return Signer(key: present, party: place?.party ?? key.party)
    }
}

/// Who signs in a record: a key, and the party it signs for. Most parties began with the very key they sign with; one that an office took over
/// from another's server did not.
struct Signer {
    let key: OfficeKey
    let party: PartyID

    init(key: OfficeKey, party: PartyID) { (self.key, self.party) = (key, party) }
    init(beginningWith key: OfficeKey) { self.init(key: key, party: key.party) }
}

extension Ledger {
    /// Signs an act for a party and folds it, after every check that others will make of it too.
    @discardableResult
    mutating func write(_ act: Act, with signer: Signer, at time: Instant) throws -> Entry {
        try write(act, with: signer.key, as: signer.party, at: time)
    }
}
