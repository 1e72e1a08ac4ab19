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
        giveUp: { office, connection in try connection.run("DELETE FROM office_key WHERE office_id = \(office)") })

    /// The key of an office; a new one where it has none yet.
    func key(of office: OfficeID) throws -> OfficeKey {
        if let kept: String = try connection.value("SELECT kept FROM office_key WHERE office_id = \(office)") {
            let seed: [UInt8]
            do { seed = try guardian().decrypt(kept, purpose: Self.purpose, owner: office.text) } catch {
                throw AppError.invalid("The office's key does not open under this server's secret. Restore the secret that belongs to the database.")
            }
            guard let key = OfficeKey(seed: seed) else { throw AppError.invalid("The office's key is damaged. Restore the last good backup.") }
            return key
        }
        let key = OfficeKey()
        let kept = try guardian().encrypt(key.seed, purpose: Self.purpose, owner: office.text)
        try connection.run(
            "INSERT INTO office_key (office_id, party, kept, created_at) VALUES (\(office), \(key.party.hex), \(kept), \(now))")
        return key
    }

    private func guardian() throws -> Guardian {
        guard let secret = connection.secret else { throw AppError.invalid("The server's secret is not open.") }
        return Guardian(secret: secret)
    }
}
