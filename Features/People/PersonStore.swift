import Directory
import Foundation
import Kernel
import Storage

/// People: all SQL that writes `person` and its parts. Reading goes through `visible(to:language:)`, so that no query forgets who asks.
public struct PersonStore {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// How facts about people are found in the journal.
    public static let subject = "person"

    /// What this reader may see.
    public func visible(to actor: Actor, language: Language) -> VisiblePeople {
        VisiblePeople(connection: connection, actor: actor, language: language)
    }

    /// What the journal says of a change: which version it made and which fields differ. Never a value, for the journal cannot be erased.
    struct Note: Codable, Equatable {
        var version: Int
        var fields: [String]?
        /// The other person of a merge.
        var other: PersonID?
    }

    @discardableResult
    public func add(_ entry: PersonEntry, office: OfficeID, by actor: Actor, at now: Instant, batch: String? = nil, request: String? = nil) throws
        -> PersonID
    {
        try add([entry], office: office, by: actor, at: now, batch: batch, request: request)[0]
    }

    /// Enters several at once, in a few statements. The identities come in the order of the entries. Their places must be kept already.
    /// - Parameter confirmed: when each was last confirmed, where a file brings them; nil for people whom somebody writes down just now.
    public func add(
        _ entries: [PersonEntry], confirmed: [PartialDate?]? = nil, office: OfficeID, by actor: Actor, at now: Instant, batch: String? = nil,
        request: String? = nil
    ) throws -> [PersonID] {
        var random = SystemRandomNumberGenerator()
        let all = entries.map { (id: PersonID.new(at: now, random: &random), entry: $0) }
        let days = confirmed?.map { $0?.description } ?? entries.map { _ in now.today }
        let confirmer = confirmed == nil ? actor.name : nil
        // SQLite takes 32,766 values in a statement.
        for start in stride(from: 0, to: all.count, by: 500) {
            let some = Array(all[start..<min(start + 500, all.count)])
            let rows: [SQL] = zip(some, days[start...]).map { line, day in
                let (id, entry) = line
                return
                    """
                    (\(id), \(office), \(entry.name.full), \(SearchText.sortKey(entry.name.filed)), \(PersonKeys.search(entry)), \(entry.place), \(entry.email), \(entry.basis), \(entry.reviewUntil), \(day), \(confirmer), 1, \(now), \(now), \(actor.name))
                    """
            }
            try connection.run(
                """
                INSERT INTO person (id, office_id, name, sort_key, search, place_id, email, basis, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at, updated_by)
                VALUES \(rows.joined(separator: ", "))
                """)
            try insertVersions(some.map { ($0.id, 1, $0.entry) })
            try insertParts(some, office: office)
        }
        try connection.journal.record(
            all.map { try Fact("created", Self.subject, $0.id.text, office: office, from: nil, to: Note(version: 1), batch: batch) }, by: actor,
            at: now, request: request)
        return all.map(\.id)
    }

    /// Writes a new version over the one that was read.
    /// - Throws: `AppError.conflict` when somebody was faster; forms compare revisions before and show both versions.
    /// - Returns: the revision that stands now.
    @discardableResult
    public func change(
        _ person: Person, to entry: PersonEntry, act: String = "changed", other: PersonID? = nil, by actor: Actor, at now: Instant,
        batch: String? = nil, request: String? = nil
    ) throws -> Int {
        // Who does not see the notes cannot write them away.
        guard person.seesNotes else { throw AppError.notFound }
        guard entry != person.entry else { return person.revision }
        let next = person.revision + 1
        let changed = try connection.run(
            """
            UPDATE person SET name = \(entry.name.full), sort_key = \(SearchText.sortKey(entry.name.filed)), search = \(PersonKeys.search(entry)), place_id = \(entry.place),
            email = \(entry.email), basis = \(entry.basis), review_until = \(entry.reviewUntil), revision = \(next), updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(person.id) AND revision = \(person.revision) AND erased_at IS NULL
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed this person’s entry a moment ago. Open it again.") }
        try insertVersions([(person.id, next, entry)])
        try removeParts([person.id])
        try insertParts([(person.id, entry)], office: person.office)
        let note = Note(version: next, fields: PersonFields.differing(person.entry, entry).map(\.rawValue), other: other)
        try connection.journal.record(
            try Fact(act, Self.subject, person.id.text, office: person.office, from: Note(version: person.revision), to: note, batch: batch),
            by: actor,
            at: now, request: request)
        return next
    }

    /// Puts a person out of the lists, or back. Doing it twice does it once.
    public func setArchived(_ isArchived: Bool, _ person: Person, by actor: Actor, at now: Instant, request: String? = nil) throws {
        guard person.isArchived != isArchived else { return }
        try connection.run(
            "UPDATE person SET archived_at = \(isArchived ? now : nil), updated_at = \(now), updated_by = \(actor.name) WHERE id = \(person.id)")
        try connection.journal.record(
            Fact(isArchived ? "archived" : "restored", Self.subject, person.id.text, office: person.office), by: actor, at: now, request: request)
    }

    /// Notes that somebody looked at the entry and all of it still holds.
    func confirm(_ person: Person, by actor: Actor, at now: Instant, request: String?) throws {
        try connection.run("UPDATE person SET confirmed_on = \(now.today), confirmed_by = \(actor.name) WHERE id = \(person.id)")
        try PersonQuestions(connection).seenTo(person.id)
        try connection.journal.record(
            Fact("confirmed", Self.subject, person.id.text, office: person.office), by: actor, at: now, request: request)
    }

    // MARK: Parts

    func insertVersions(_ some: [(id: PersonID, revision: Int, entry: PersonEntry)]) throws {
        let rows: [SQL] = try some.map { "(\($0.id), \($0.revision), \(try PersonJSON.text($0.entry)))" }
        try connection.run("INSERT INTO person_version (person_id, revision, entry) VALUES \(rows.joined(separator: ", "))")
    }

    /// The tables by which people are found; they are made anew from the entry.
    func insertParts(_ some: [(id: PersonID, entry: PersonEntry)], office: OfficeID) throws {
        let roles: [SQL] = some.flatMap { id, entry in
            entry.roles.enumerated().map { position, role in
                """
                (\(id), \(position), \(role.organisation), \(role.kind.rawValue), \(role.post), \(SearchText.sortKey(role.post)), \(role.from), \(role.until))
                """ as SQL
            }
        }
        try insert("INSERT INTO person_role (person_id, position, organisation_id, kind, post, post_key, starts, ends) VALUES ", roles)
        let languages: [SQL] = some.flatMap { id, entry in Set(entry.languages.map(\.base)).sorted().map { "(\(id), \($0))" as SQL } }
        try insert("INSERT INTO person_language (person_id, language) VALUES ", languages)
        let keys: [SQL] = some.flatMap { id, entry in
            PersonKeys.emails(entry).sorted().map { "(\(id), \(office), 'email', \($0))" as SQL }
                + PersonKeys.names(entry.name).sorted().map { "(\(id), \(office), 'name', \($0))" as SQL }
        }
        try insert("INSERT INTO person_key (person_id, office_id, kind, value) VALUES ", keys)
    }

    private func insert(_ head: SQL, _ rows: [SQL]) throws {
        for start in stride(from: 0, to: rows.count, by: 3000) {
            try connection.run("\(head)\(rows[start..<min(start + 3000, rows.count)].joined(separator: ", "))")
        }
    }

    func removeParts(_ ids: [PersonID]) throws {
        try connection.run("DELETE FROM person_role WHERE person_id IN \(list: ids)")
        try connection.run("DELETE FROM person_language WHERE person_id IN \(list: ids)")
        try connection.run("DELETE FROM person_key WHERE person_id IN \(list: ids)")
    }
}

/// Entries as they are stored: JSON with sorted keys, so that equal values are equal texts.
enum PersonJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
