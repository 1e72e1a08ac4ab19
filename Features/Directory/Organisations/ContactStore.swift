import Foundation
import Kernel
import Storage

/// Contact blocks: all SQL about `contact_block` and `contact_line`. Whoever may see an organisation may see its block,
/// so the organisation is found first.
public struct ContactStore {
    private let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    private enum LinePart: String { case decision, step, language, channel, sector, seeks, offers }

    /// The contact block of an organisation; nil where nobody has written one.
    public func block(of id: OrganisationID) throws -> KeptContact? {
        let lines = try connection.rows("SELECT part, title, text, duration FROM contact_line WHERE organisation_id = \(id) ORDER BY part, position")
        { row in
            (
                part: try row["part"] as LinePart, title: try row["title"] as String, text: try row["text"] as String?,
                duration: try row["duration"] as String?
            )
        }
        func part(_ part: LinePart) -> [(part: LinePart, title: String, text: String?, duration: String?)] { lines.filter { $0.part == part } }
        return try connection.first(
            """
            SELECT unit, person, postal_address, email, telephone, answers_within, preferred_channel, confirmed_on, confirmed_by, revision, updated_at, updated_by
            FROM contact_block WHERE organisation_id = \(id)
            """
        ) { row in
            let preferred: String? = try row["preferred_channel"]
            let block = ContactBlock(
                unit: try row["unit"], person: try row["person"], postalAddress: try row["postal_address"], email: try row["email"],
                telephone: try row["telephone"],
                answersWithin: try row["answers_within"],
                decisions: part(.decision).map { .init(matter: $0.title, who: $0.text ?? "") },
                procedure: part(.step).map { .init(title: $0.title, text: $0.text, duration: $0.duration) },
                languages: part(.language).compactMap { Language($0.title) },
                channels: part(.channel).compactMap { line in Channel.Kind(rawValue: line.title).map { Channel($0, detail: line.text) } },
                preferredChannel: preferred.flatMap { Channel.Kind(rawValue: $0) },
                sectors: part(.sector).map { Sector($0.title) },
                seeks: part(.seeks).map { .init(title: $0.title, text: $0.text) },
                offers: part(.offers).map { .init(title: $0.title, text: $0.text) })
            return KeptContact(
                block: block, confirmedOn: try row["confirmed_on"], confirmedBy: try row["confirmed_by"], revision: try row["revision"],
                updatedAt: try row["updated_at"], updatedBy: try row["updated_by"])
        }
    }

    /// The first of these organisations that has a block, with it.
    public func firstBlock(of ids: [OrganisationID]) throws -> (organisation: OrganisationID, block: KeptContact)? {
        guard !ids.isEmpty else { return nil }
        let written = Set(
            try connection.rows("SELECT organisation_id FROM contact_block WHERE organisation_id IN \(list: ids)") {
                try $0["organisation_id"] as OrganisationID
            })
        guard let first = ids.first(where: written.contains) else { return nil }
        return try block(of: first).map { (first, $0) }
    }

    /// Writes a block, new or over the one that was read (nil: there was none).
    /// - Throws: `AppError.conflict` when somebody was faster.
    public func save(
        _ block: ContactBlock, over kept: KeptContact?, of organisation: Organisation, by actor: Actor, at now: Instant, request: String? = nil
    ) throws {
        guard block != kept?.block else { return }
        let written: Int
        if let kept {
            written = try connection.run(
                """
                UPDATE contact_block SET unit = \(block.unit), person = \(block.person), postal_address = \(block.postalAddress), email = \(block.email),
                telephone = \(block.telephone), answers_within = \(block.answersWithin), preferred_channel = \(block.preferredChannel?.rawValue),
                revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
                WHERE organisation_id = \(organisation.id) AND revision = \(kept.revision)
                """)
            try connection.run("DELETE FROM contact_line WHERE organisation_id = \(organisation.id)")
        } else {
            written = try connection.run(
                """
                INSERT INTO contact_block (organisation_id, unit, person, postal_address, email, telephone, answers_within, preferred_channel, revision, updated_at, updated_by)
                VALUES (\(organisation.id), \(block.unit), \(block.person), \(block.postalAddress), \(block.email), \(block.telephone), \(block.answersWithin),
                \(block.preferredChannel?.rawValue), 1, \(now), \(actor.name)) ON CONFLICT (organisation_id) DO NOTHING
                """)
        }
        guard written == 1 else { throw AppError.conflict("Somebody changed this contact block a moment ago. Open it again.") }
        let lines = Self.lines(block, organisation.id)
        if !lines.isEmpty {
            try connection.run(
                "INSERT INTO contact_line (organisation_id, part, position, title, text, duration) VALUES \(lines.joined(separator: ", "))")
        }
        try connection.journal.record(
            try Fact("contact changed", OrganisationStore.subject, organisation.id.text, office: organisation.office, from: kept?.block, to: block),
            by: actor, at: now, request: request)
    }

    /// Notes that everything in the block still holds today.
    public func confirm(_ organisation: Organisation, on day: PartialDate, by actor: Actor, at now: Instant, request: String? = nil) throws {
        let changed = try connection.run(
            "UPDATE contact_block SET confirmed_on = \(day), confirmed_by = \(actor.name) WHERE organisation_id = \(organisation.id)")
        guard changed == 1 else { throw AppError.notFound }
        try connection.journal.record(
            Fact("contact confirmed", OrganisationStore.subject, organisation.id.text, office: organisation.office), by: actor, at: now,
            request: request)
    }

    // MARK: When two entries become one

    /// Gives the contact block of an entry to one that has none, with the day on which it was confirmed.
    /// - Returns: whether there was one to give.
    func take(from gone: Organisation, to kept: Organisation, by actor: Actor, at now: Instant, request: String?) throws -> Bool {
        guard let theirs = try block(of: gone.id), try block(of: kept.id) == nil else { return false }
        try save(theirs.block, over: nil, of: kept, by: actor, at: now, request: request)
        try connection.run(
            "UPDATE contact_block SET confirmed_on = \(theirs.confirmedOn), confirmed_by = \(theirs.confirmedBy) WHERE organisation_id = \(kept.id)")
        return true
    }

    /// Whether a block that was taken over is still what it was then.
    func isAsTaken(from gone: Organisation, by kept: Organisation, at then: Instant) throws -> Bool {
        guard let ours = try block(of: kept.id), let theirs = try block(of: gone.id) else { return false }
        return ours.revision == 1 && ours.updatedAt == then && ours.confirmedOn == theirs.confirmedOn
    }

    /// Takes a block away again from the entry that had taken it over.
    func giveBack(_ kept: Organisation, by actor: Actor, at now: Instant, request: String?) throws {
        guard let ours = try block(of: kept.id) else { return }
        try connection.run("DELETE FROM contact_block WHERE organisation_id = \(kept.id)")
        try connection.journal.record(
            try Fact("contact changed", OrganisationStore.subject, kept.id.text, office: kept.office, from: ours.block, to: nil), by: actor, at: now,
            request: request)
    }

    private static func lines(_ block: ContactBlock, _ id: OrganisationID) -> [SQL] {
        func rows(_ part: LinePart, _ lines: [(title: String, text: String?, duration: String?)]) -> [SQL] {
            lines.enumerated().map { "(\(id), \(part.rawValue), \($0.offset), \($0.element.title), \($0.element.text), \($0.element.duration))" }
        }
        return rows(.decision, block.decisions.map { ($0.matter, $0.who, nil) })
            + rows(.step, block.procedure.map { ($0.title, $0.text, $0.duration) })
            + rows(.language, block.languages.map { ($0.tag, nil, nil) })
            + rows(.channel, block.channels.map { ($0.kind.rawValue, $0.detail, nil) })
            + rows(.sector, block.sectors.map { ($0.stored, nil, nil) })
            + rows(.seeks, block.seeks.map { ($0.title, $0.text, nil) })
            + rows(.offers, block.offers.map { ($0.title, $0.text, nil) })
    }
}
