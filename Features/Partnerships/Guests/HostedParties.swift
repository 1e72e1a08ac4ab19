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
    private var keys: KeptKeys { KeptKeys(connection: connection, purpose: Self.purpose) }

    static let encrypted = EncryptedValues(
        "Keys of parties without a server", purpose: purpose, of: "hosted_party", "kept", by: "party",
        // Nobody can sign for the party any more, so nobody is its guest.
        letGo: { party, connection in try connection.run("DELETE FROM record_guest WHERE party = \(party)") })

    func all(_ record: PartnershipID) throws -> [Hosted] {
        try connection.rows("SELECT party, absent FROM hosted_party WHERE record_id = \(record) ORDER BY party") { row in
            guard let party = PartyID(hex: try row["party"]) else { throw RecordDamaged(record: record) }
            return Hosted(party: party, absent: try row["absent"])
        }
    }

    /// Makes a key for an absent party.
    func make(_ absent: String, _ record: PartnershipID, at now: Instant) throws -> Signer {
        let key = OfficeKey()
        let kept = try keys.seal(key, owner: key.party.hex)
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
        return Signer(key: try keys.open(found, owner: party.hex), party: party)
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
}
