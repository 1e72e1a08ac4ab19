import Accounts
import Kernel
import Ledger
import Storage
import Web

/// Somebody who speaks for a party that is on no server: reads, comments, proposes and assents by the link of a letter. What they do is signed
/// with the key that this server keeps for their party.
struct Guest: Sendable {
    let id: ID<Guest>
    /// The office that asked them.
    let office: OfficeID
    let record: PartnershipID
    let party: PartyID
    let name: String
    let email: String
    let language: Language?
    let madeAt: Instant
    let expiresAt: Instant
    /// When the link was last opened; nil for never.
    let usedAt: Instant?

    func isExpired(at now: Instant) -> Bool { expiresAt <= now }

    init(row: Row) throws {
        (id, office, record) = (try row["id"], try row["office_id"], try row["record_id"])
        guard let party = PartyID(hex: try row["party"]) else { throw AppError.notFound }
        (self.party, name, email, language) = (party, try row["name"], try row["email"], try row["language"])
        (madeAt, expiresAt, usedAt) = (try row["made_at"], try row["expires_at"], try row["used_at"])
    }
}

/// The guests of records: all SQL about `record_guest`. The key in the letter is known to the letter alone: here is its hash. Who is no guest any
/// more leaves nothing behind but that there was one.
struct GuestStore {
    let connection: Connection

    /// Days a link is good for.
    static let days: Int64 = 60

    private static let columns: SQL = "id, office_id, record_id, party, name, email, language, made_at, expires_at, used_at"

    func invite(_ form: GuestForm.Value, _ office: OfficeID, _ record: PartnershipID, as party: PartyID, at now: Instant) throws -> (Guest, String) {
        // Whose link has been over for as long as it was good is no guest any more.
        try end("office_id = \(office) AND expires_at < \(now.adding(days: -Self.days))", at: now)
        let (id, token) = (ID<Guest>.new(), Guardian.randomText(bytes: 32))
        try connection.run(
            """
            INSERT INTO record_guest (id, office_id, record_id, party, name, email, language, token_hash, made_at, expires_at)
            VALUES (\(id), \(office), \(record), \(party.hex), \(form.name), \(form.email), \(form.language), \(SessionStore.key(of: token)), \(now), \(now.adding(days: Self.days)))
            """)
        guard let guest = try find(id, record, of: office) else { throw AppError.notFound }
        return (guest, token)
    }

    /// A new link; the one before opens nothing any more.
    func renew(_ guest: Guest, at now: Instant) throws -> String {
        let token = Guardian.randomText(bytes: 32)
        let changed = try connection.run(
            """
            UPDATE record_guest SET token_hash = \(SessionStore.key(of: token)), expires_at = \(now.adding(days: Self.days))
            WHERE id = \(guest.id) AND ended_at IS NULL
            """)
        guard changed == 1 else { throw AppError.notFound }
        return token
    }

    /// Ends a link for good; name and address are forgotten.
    func end(_ guest: Guest, at now: Instant) throws { try end("id = \(guest.id)", at: now) }

    /// Ends all links of a party.
    func endAll(_ record: PartnershipID, _ party: PartyID, at now: Instant) throws {
        try end("record_id = \(record) AND party = \(party.hex)", at: now)
    }

    private func end(_ which: SQL, at now: Instant) throws {
        try connection.run("UPDATE record_guest SET ended_at = \(now), name = '', email = '', language = NULL WHERE \(which) AND ended_at IS NULL")
    }

    /// The guest whom a link lets in, if it still does.
    func find(token: String, at now: Instant) throws -> Guest? {
        try connection.first(
            """
            SELECT \(Self.columns) FROM record_guest
            WHERE token_hash = \(SessionStore.key(of: String(token.prefix(100)))) AND ended_at IS NULL AND expires_at > \(now)
            """, Guest.init(row:))
    }

    /// Whether a link let somebody in once.
    func wasGood(token: String) throws -> Bool {
        try connection.exists("SELECT 1 FROM record_guest WHERE token_hash = \(SessionStore.key(of: String(token.prefix(100))))")
    }

    func find(_ id: ID<Guest>, _ record: PartnershipID, of office: OfficeID) throws -> Guest? {
        try connection.first(
            "SELECT \(Self.columns) FROM record_guest WHERE id = \(id) AND record_id = \(record) AND office_id = \(office) AND ended_at IS NULL",
            Guest.init(row:))
    }

    /// The guests an office has asked into a record, the first one first.
    func standing(_ record: PartnershipID, of office: OfficeID) throws -> [Guest] {
        try connection.rows(
            """
            SELECT \(Self.columns) FROM record_guest WHERE record_id = \(record) AND office_id = \(office) AND ended_at IS NULL ORDER BY id LIMIT 200
            """, Guest.init(row:))
    }

    /// Notes that the link was opened.
    func touch(_ guest: Guest, at now: Instant) throws {
        try connection.run("UPDATE record_guest SET used_at = \(now) WHERE id = \(guest.id)")
    }
}
