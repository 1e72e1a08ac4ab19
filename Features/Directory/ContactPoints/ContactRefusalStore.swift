import Kernel
import Storage
import Web

/// Addresses that do not want to be asked by letter: all SQL about them. They are kept for the whole server, since it is the server that writes;
/// also when the entry is gone, so that entering it anew does not begin the letters again.
struct ContactRefusalStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// The letter whose link somebody followed.
    struct Letter: Sendable {
        let organisationID: OrganisationID
        let organisation: String
        let officeID: OfficeID
        let office: String
        let unit: String
        /// To which it went, whatever address the entry has by now.
        let address: String
    }

    func letter(_ token: String) throws -> Letter? {
        try connection.first(
            """
            SELECT l.address, o.id, o.name, o.office_id, f.name AS office_name, c.unit FROM contact_letter l
            JOIN organisation o ON o.id = l.organisation_id JOIN office f ON f.id = o.office_id JOIN contact_block c ON c.organisation_id = o.id
            WHERE l.token_hash = \(Guardian.hash(token))
            """
        ) { row in
            Letter(
                organisationID: try row["id"], organisation: try row["name"], officeID: try row["office_id"], office: try row["office_name"],
                unit: try row["unit"], address: try row["address"])
        }
    }

    /// When an address said that it does not want to be asked; nil for one that may be asked.
    func refusedAt(_ address: String) throws -> Instant? {
        try connection.value("SELECT refused_at FROM contact_refusal WHERE address = lower(\(address))")
    }

    /// Takes a no, or takes it back. The journal says that it was said and about which entry, and not by which address.
    func set(_ isRefused: Bool, _ letter: Letter, at now: Instant, request: String?) throws {
        let changed =
            isRefused
            ? try connection.run(
                "INSERT INTO contact_refusal (address, refused_at) VALUES (lower(\(letter.address)), \(now)) ON CONFLICT (address) DO NOTHING")
            : try connection.run("DELETE FROM contact_refusal WHERE address = lower(\(letter.address))")
        guard changed > 0 else { return }
        try connection.journal.record(
            Fact(
                isRefused ? "contact letters refused" : "contact letters allowed", OrganisationStore.subject, letter.organisationID.text,
                office: letter.officeID),
            by: Actor(answering: letter.unit), at: now, request: request)
    }

    /// How many contact points of an office have an address that does not want to be asked.
    func count(in office: OfficeID) throws -> Int {
        try connection.value(
            """
            SELECT COUNT(*) FROM contact_block c JOIN organisation o ON o.id = c.organisation_id JOIN contact_refusal x ON x.address = lower(c.email)
            WHERE o.office_id = \(office) AND o.archived_at IS NULL
            """) ?? 0
    }
}
