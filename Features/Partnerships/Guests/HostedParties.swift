import Kernel
import Ledger
import Storage
import Web

/// The parties that are on no server of their own, with the keys this server keeps for them: all SQL about `hosted_party`. The key lies encrypted
/// under the server's secret like those of offices, until the party's own office takes over.
struct HostedParties {
    let connection: Connection

    struct Hosted: Sendable {
        let party: PartyID
        /// What the record called it while it had no key: `organisation/UUID`.
        let absent: String
    }

    private static let purpose = "hosted-party"

    static let encrypted = EncryptedValues(
        "Keys of parties without a server", purpose: purpose,
        all: { connection in
            try connection.rows("SELECT party, kept FROM hosted_party ORDER BY party") { row in
                let party: String = try row["party"]
                return EncryptedValues.Value(key: party, owner: party, text: try row["kept"])
            }
        },
        replace: { party, text, connection in try connection.run("UPDATE hosted_party SET kept = \(text) WHERE party = \(party)") },
        giveUp: { party, connection in
            // Nobody can sign for the party any more, so nobody is its guest.
            try connection.run("DELETE FROM record_guest WHERE party = \(party)")
            try connection.run("DELETE FROM hosted_party WHERE party = \(party)")
        })

    func all(_ record: PartnershipID) throws -> [Hosted] {
        try connection.rows("SELECT party, absent FROM hosted_party WHERE record_id = \(record) ORDER BY party") { row in
            guard let party = PartyID(hex: try row["party"]) else { throw RecordDamaged(record: record) }
            return Hosted(party: party, absent: try row["absent"])
        }
    }

    /// Makes a key for an absent party.
    func make(_ absent: String, _ record: PartnershipID, at now: Instant) throws -> Signer {
        let key = OfficeKey()
        let kept = try guardian().encrypt(key.seed, purpose: Self.purpose, owner: key.party.hex)
        try connection.run(
            """
            INSERT INTO hosted_party (record_id, party, absent, kept, is_party, made_at)
            VALUES (\(record), \(key.party.hex), \(absent), \(kept), 0, \(now))
            """)
        return Signer(beginningWith: key)
    }

    /// The key of a party that is kept here.
    /// - Throws: `AppError.notFound` where it is not.
    func signer(_ party: PartyID, in record: PartnershipID) throws -> Signer {
        let found: String? = try connection.value("SELECT kept FROM hosted_party WHERE record_id = \(record) AND party = \(party.hex)")
        guard let found else { throw AppError.notFound }
        let seed: [UInt8]
        do { seed = try guardian().decrypt(found, purpose: Self.purpose, owner: party.hex) } catch {
            throw AppError.invalid("The party's key does not open under this server's secret. Restore the secret that belongs to the database.")
        }
        guard let key = OfficeKey(seed: seed) else { throw AppError.invalid("The party's key is damaged. Restore the last good backup.") }
        return Signer(key: key, party: party)
    }

    /// Forgets a key for good: the party signs with another one from now on.
    func remove(_ party: PartyID, _ record: PartnershipID) throws {
        try connection.run("DELETE FROM hosted_party WHERE record_id = \(record) AND party = \(party.hex)")
    }

    /// Reads from the record which of them are parties by now.
    func project(_ ledger: Ledger) throws {
        for hosted in try all(ledger.partnership) {
            let isParty = ledger.agreement.parties.contains(hosted.party)
            try connection.run(
                """
                UPDATE hosted_party SET is_party = \(isParty ? 1 : 0)
                WHERE record_id = \(ledger.partnership) AND party = \(hosted.party.hex) AND is_party <> \(isParty ? 1 : 0)
                """)
        }
    }

    private func guardian() throws -> Guardian {
        guard let secret = connection.secret else { throw AppError.invalid("The server's secret is not open.") }
        return Guardian(secret: secret)
    }
}
