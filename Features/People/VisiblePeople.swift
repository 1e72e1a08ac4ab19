import Directory
import Foundation
import Kernel
import Storage

/// The people one reader may see: the finder is the guard. What is hidden from them is absent here.
public struct VisiblePeople {
    let connection: Connection
    let actor: Actor
    let language: Language

    /// The rule of visibility, on the table `p`: whoever works in the office that keeps the entry, and nobody else.
    static func condition(for actor: Actor) -> SQL {
        if actor == .system { return "1 = 1" }
        guard let office = actor.office, PeopleFeature.read.allows(actor) else { return "1 = 0" }
        return "p.office_id = \(office)"
    }

    /// Whether this reader sees private notes.
    var seesNotes: Bool { actor == .system || PeopleFeature.edit.allows(actor) }

    /// - Throws: `AppError.notFound` for what does not exist, for what this reader may not see, and for those erased.
    public func find(_ id: PersonID) throws -> Person {
        guard let person = try people([id])[id] else { throw AppError.notFound }
        return person
    }

    /// Several at once; who is hidden is absent.
    public func people(_ ids: [PersonID]) throws -> [PersonID: Person] {
        guard !ids.isEmpty else { return [:] }
        struct Line {
            let id: PersonID, office: OfficeID, entry: PersonEntry, revision: Int, created, updated: Instant, by: String, archived: Instant?,
                merged: PersonID?, confirmed: PartialDate?, confirmer: String?
        }
        let lines = try connection.rows(
            """
            SELECT p.id, p.office_id, v.entry, p.revision, p.created_at, p.updated_at, p.updated_by, p.archived_at, p.merged_into, p.confirmed_on, p.confirmed_by
            FROM person p JOIN person_version v ON v.person_id = p.id AND v.revision = p.revision
            WHERE p.id IN \(list: Set(ids).sorted()) AND p.erased_at IS NULL AND \(Self.condition(for: actor))
            """
        ) { row in
            let entry: PersonEntry = try PersonJSON.value(try row["entry"])
            return Line(
                id: try row["id"], office: try row["office_id"], entry: seesNotes ? entry : entry.withoutNotes(), revision: try row["revision"],
                created: try row["created_at"], updated: try row["updated_at"], by: try row["updated_by"], archived: try row["archived_at"],
                merged: try row["merged_into"], confirmed: try row["confirmed_on"], confirmer: try row["confirmed_by"])
        }
        let organisations = try OrganisationStore(connection).visible(to: actor, language: language).summaries(
            lines.flatMap { $0.entry.roles.map(\.organisation) })
        let places = try PlaceStore(connection).named(lines.compactMap(\.entry.place), language: language)
        let all = lines.map { line in
            Person(
                id: line.id, office: line.office, entry: line.entry, seesNotes: seesNotes, place: line.entry.place.flatMap { places[$0] },
                organisations: Dictionary(
                    line.entry.roles.compactMap { role in organisations[role.organisation].map { (role.organisation, $0) } },
                    uniquingKeysWith: { first, _ in first }),
                revision: line.revision,
                createdAt: line.created, updatedAt: line.updated, updatedBy: line.by, archivedAt: line.archived,
                confirmedOn: line.confirmed, confirmedBy: line.confirmer, mergedInto: line.merged)
        }
        return Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
    }

    /// What remains of somebody who was erased: for those who may edit.
    func tombstone(_ id: PersonID) throws -> Tombstone? {
        guard seesNotes else { return nil }
        return try connection.first(
            "SELECT p.id, p.erased_at, p.erased_by FROM person p WHERE p.id = \(id) AND p.erased_at IS NOT NULL AND \(Self.condition(for: actor))"
        ) { Tombstone(id: try $0["id"], erasedAt: try $0["erased_at"], erasedBy: try $0["erased_by"]) }
    }

    /// Those whose name in any script, post or address holds what was typed.
    public func search(_ typed: String, today: String, limit: Int) throws -> [PersonSummary] {
        try listed(Self.holds(typed), today: today, limit: limit)
    }

    /// The condition that a name, a post or an address of the person `p` holds what was typed. Words are looked for in all people, from the first
    /// to the last, and whose they are is asked of those found: an index would lead to each of an office's by itself, five times as slow with 100,000.
    static func holds(_ typed: String) -> SQL { "p.id IN (SELECT s.id FROM person s WHERE \(SearchText.holds("s.search", typed)))" }

    /// Everybody who works at a place: there themselves, or for an organisation that sits there.
    public func at(_ place: PlaceID, today: String, limit: Int = 50) throws -> [PersonSummary] {
        try listed(
            """
            (p.place_id = \(place) OR p.id IN (SELECT r.person_id FROM person_role r JOIN organisation o ON o.id = r.organisation_id
            WHERE o.place_id = \(place) AND \(Self.isHeld(on: today))))
            """, today: today, limit: limit)
    }

    /// How many entries are past the day on which they were to be looked at again.
    func overdue(_ today: String) throws -> Int {
        try connection.value(
            """
            SELECT COUNT(*) FROM person p WHERE p.review_until < \(today) AND p.erased_at IS NULL AND p.merged_into IS NULL AND \(Self.condition(for: actor))
            """) ?? 0
    }

    private func listed(_ condition: SQL, today: String, limit: Int) throws -> [PersonSummary] {
        // Found in the table alone: what a line needs beside it is looked up for the few that are shown.
        try connection.rows(
            """
            SELECT \(Self.summaryColumns) FROM person p \(Self.summaryJoins(today, language)) WHERE p.id IN (SELECT id FROM (
            SELECT p.id FROM person p WHERE (\(condition)) AND p.archived_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL
            AND \(Self.condition(for: actor)) ORDER BY p.sort_key, p.id LIMIT \(limit)) found)
            ORDER BY p.sort_key, p.id
            """, Self.summary(today))
    }

    // MARK: SQL

    /// A role of the table `r` that is held on a day. Of an end of which only the year is known, the whole year counts.
    static func isHeld(on day: String) -> SQL {
        "(r.starts IS NULL OR r.starts <= \(day)) AND (r.ends IS NULL OR r.ends || '-99' >= \(day))"
    }

    /// What a line about the person `p` needs: the version (only those erased have none, and no list shows them), the first role held now (`m`),
    /// its organisation (`o`), and the place the person works in (`l`, called `n` in the reader's language).
    static func summaryJoins(_ today: String, _ language: Language) -> SQL {
        """
        LEFT JOIN person_version v ON v.person_id = p.id AND v.revision = p.revision
        LEFT JOIN person_role m ON m.person_id = p.id
        AND m.position = (SELECT MIN(r.position) FROM person_role r WHERE r.person_id = p.id AND \(isHeld(on: today)))
        LEFT JOIN organisation o ON o.id = m.organisation_id
        LEFT JOIN place l ON l.id = COALESCE(p.place_id, o.place_id)
        LEFT JOIN place_name n ON n.place_id = l.id AND n.language = \(language.base)
        """
    }

    /// The day of the last contact with the person `p`, under whichever of the entries that were merged into theirs it was noted. Few have any,
    /// so they are looked for only where there is one.
    static let lastContact: SQL = """
        (CASE WHEN EXISTS (SELECT 1 FROM person g WHERE g.merged_into = p.id) THEN
            (WITH RECURSIVE whole(id) AS (SELECT p.id UNION SELECT g.id FROM person g JOIN whole e ON g.merged_into = e.id)
            SELECT MAX(t.day) FROM person_talk t WHERE t.person_id IN (SELECT id FROM whole))
        ELSE (SELECT MAX(t.day) FROM person_talk t WHERE t.person_id = p.id) END)
        """

    static let summaryColumns: SQL = """
        p.id, v.entry, m.post, o.id AS organisation_id, o.name AS organisation, COALESCE(n.name, l.name) AS city, l.country,
        \(lastContact) AS last_contact, p.review_until, p.confirmed_on, p.updated_at
        """

    static func summary(_ today: String) -> @Sendable (Row) throws -> PersonSummary {
        { row in
            let entry: PersonEntry = try PersonJSON.value(try row["entry"])
            let review: PartialDate = try row["review_until"]
            let organisation: OrganisationID? = try row["organisation_id"]
            let called: String? = try row["organisation"]
            return PersonSummary(
                id: try row["id"], entry: entry.withoutNotes(), organisation: organisation.flatMap { id in called.map { .init(id: id, name: $0) } },
                post: try row["post"], city: try row["city"], country: try row["country"], lastContact: try row["last_contact"],
                isOverdue: review.description < today, confirmedOn: try row["confirmed_on"], updatedAt: try row["updated_at"])
        }
    }
}
