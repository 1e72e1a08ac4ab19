import Directory
import Kernel
import Storage

extension VisiblePeople {
    /// Entries that may be the same person: the same e-mail address, or the same name, whatever the order or script, at one of the same
    /// organisations or in the same country.
    func alike(_ entry: PersonEntry, besides id: PersonID? = nil, today: String) throws -> [PersonSummary] {
        let others: SQL = id.map { "AND p.id <> \($0)" } ?? .empty
        let keys = try keys(entry)
        return try connection.rows(
            """
            SELECT \(Self.summaryColumns) FROM person p \(Self.summaryJoins(today, language))
            WHERE p.id IN (SELECT k.person_id FROM person_key k WHERE \(keys)) \(others)
            AND p.erased_at IS NULL AND p.merged_into IS NULL AND \(Self.condition(for: actor)) ORDER BY p.sort_key, p.id LIMIT 5
            """, Self.summary(today))
    }

    private func keys(_ entry: PersonEntry) throws -> SQL {
        let emails = PersonKeys.emails(entry).sorted()
        let names = PersonKeys.names(entry.name).sorted()
        let organisations = Set(entry.roles.map(\.organisation)).sorted()
        let office: SQL = actor.office.map { "k.office_id = \($0) AND" } ?? .empty
        let country = try self.country(of: entry)
        // Of somebody of whom nothing but the name is known, the name must do.
        let near: SQL =
            organisations.isEmpty && country == nil
            ? "1 = 1"
            : """
            EXISTS (SELECT 1 FROM person_role r WHERE r.person_id = k.person_id AND r.organisation_id IN \(list: organisations))
            OR EXISTS (SELECT 1 FROM person q LEFT JOIN person_role r ON r.person_id = q.id LEFT JOIN organisation o ON o.id = r.organisation_id
            JOIN place l ON l.id = COALESCE(q.place_id, o.place_id) WHERE q.id = k.person_id AND l.country = \(country))
            """
        return """
            \(office) ((k.kind = 'email' AND k.value IN \(list: emails)) OR (k.kind = 'name' AND k.value IN \(list: names) AND (\(near))))
            """
    }

    /// Where somebody works who is not entered yet; nil where nothing says so.
    private func country(of entry: PersonEntry) throws -> Country? {
        if let place = entry.place, let kept = try PlaceStore(connection).named([place], language: language)[place] { return kept.country }
        let organisations = try OrganisationStore(connection).visible(to: actor, language: language).summaries(entry.roles.map(\.organisation))
        return entry.roles.lazy.compactMap { organisations[$0.organisation]?.place?.country }.first
    }
}
