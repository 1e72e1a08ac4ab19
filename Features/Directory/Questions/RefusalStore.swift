import Kernel
import Storage
import Web

/// Addresses that do not want to be asked by letter: all SQL about them. They are kept for the whole server, since it is the server that writes;
/// also when the entry is gone, so that entering it anew does not begin the letters again.
struct RefusalStore {
    let connection: Connection
    let kinds: [AskedKind]

    init(_ connection: Connection, _ kinds: [AskedKind]) { (self.connection, self.kinds) = (connection, kinds) }

    /// A letter that was written.
    struct Letter: Sendable {
        let subject: String
        let id: String
        let name: String
        let officeID: OfficeID
        let office: String
        /// Under which name an answer stands in the journal.
        let voice: String
        /// To which it went, whatever address the entry has by now.
        let address: String
    }

    /// The letter whose link somebody followed.
    func letter(_ token: String) throws -> Letter? {
        for kind in kinds { if let found = try letter(kind, "l.token_hash = \(Guardian.hash(token))") { return found } }
        return nil
    }

    /// The newest letter about an entry.
    func newest(_ kind: AskedKind, _ id: String) throws -> Letter? { try letter(kind, "l.\(kind.tables.key) = \(id)") }

    private func letter(_ kind: AskedKind, _ condition: SQL) throws -> Letter? {
        let entries = kind.tables.entries
        return try connection.first(
            """
            SELECT l.address, \(entries.id) AS id, \(entries.name) AS name, \(entries.office) AS office_id, f.name AS office_name, \(entries.voice) AS voice
            FROM \(entries.from) JOIN office f ON f.id = \(entries.office) JOIN \(kind.tables.letters) l ON l.\(kind.tables.key) = \(entries.id)
            WHERE \(condition) ORDER BY l.sent_at DESC, l.token_hash LIMIT 1
            """
        ) { row in
            Letter(
                subject: kind.subject, id: try row["id"], name: try row["name"], officeID: try row["office_id"], office: try row["office_name"],
                voice: try row["voice"], address: try row["address"])
        }
    }

    /// When an address said that it does not want to be asked; nil for one that may be asked.
    func refusedAt(_ address: String) throws -> Instant? {
        try connection.value("SELECT refused_at FROM contact_refusal WHERE address = lower(\(address))")
    }

    /// When the first of several addresses said so.
    func refusedAt(_ addresses: [String]) throws -> Instant? {
        let folded = addresses.map { $0.lowercased() }
        return try connection.value("SELECT refused_at FROM contact_refusal WHERE address IN \(list: folded) ORDER BY refused_at LIMIT 1")
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
            Fact(isRefused ? "contact letters refused" : "contact letters allowed", letter.subject, letter.id, office: letter.officeID),
            by: Actor(answering: letter.voice), at: now, request: request)
    }
}
