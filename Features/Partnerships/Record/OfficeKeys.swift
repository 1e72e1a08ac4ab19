import Kernel
import Ledger
import Storage
import Web

/// The keys with which offices sign, in the table `office_key`: made with the office, or when it signs for the first time, and
/// encrypted under the server's secret.
struct OfficeKeys {
    let connection: Connection
    let now: Instant

    private static let purpose = "office-key"
    private var keys: KeptKeys { KeptKeys(connection: connection, purpose: Self.purpose) }

    /// The keys of all offices. One that nothing opens any more is given up: the office makes another and begins its records anew.
    static let encrypted = EncryptedValues(
        "Keys of offices", purpose: purpose,
        all: { connection in
            try connection.rows("SELECT office_id, kept FROM office_key ORDER BY office_id") { row in
                let office: String = try row["office_id"]
                return EncryptedValues.Value(key: office, owner: office, text: try row["kept"])
            }
        },
        replace: { office, text, connection in try connection.run("UPDATE office_key SET kept = \(text) WHERE office_id = \(office)") },
        giveUp: { office, connection in
            try connection.run("DELETE FROM office_key WHERE office_id = \(office)")
            // What it had taken over was signed with that key too.
            try connection.run("UPDATE shared_party SET party = NULL WHERE office_id = \(office)")
        })

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

    /// Who an office is in a record, with its key: the party that began with this key, or another one that it took over.
    func signer(of office: OfficeID, in record: PartnershipID) throws -> Signer {
        let key = try key(of: office)
        return Signer(key: key, party: try SharedParties(connection: connection).party(of: office, in: record) ?? key.party)
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
