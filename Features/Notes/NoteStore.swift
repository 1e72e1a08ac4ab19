import Kernel
import Storage
import Web

/// Notes: all SQL about `note` and `note_version`. Reading asks whether the reader may see the record.
struct NoteStore {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let language: Language
    let records: [RecordKind]

    static let subject = "note"
    /// For so many days what was removed can be taken back.
    static let daysKept: Int64 = 30

    init(_ context: Context, _ connection: Connection, _ records: [RecordKind]) throws {
        (self.connection, office, actor, language, self.records) = (connection, try context.office(), context.actor, context.language, records)
    }

    // MARK: Reading

    /// - Throws: `AppError.notFound` for what does not exist, belongs to another office, or is about a record this reader may not see.
    func find(_ id: NoteID) throws -> Note {
        guard let found = try notes("d.id = \(id)", limit: 1).first else { throw AppError.notFound }
        return found
    }

    /// Those about a record, the newest first, with those of entries merged into it.
    func about(_ subject: NoteSubject, limit: Int) throws -> [Note] {
        guard let record = records.first(where: { $0.name == subject.kind }) else { return [] }
        return try notes(
            "d.subject_kind = \(subject.kind) AND d.subject_id IN (\(record.whole("\(subject.id)"))) AND d.removed_at IS NULL", limit: limit)
    }

    func search(_ typed: String, limit: Int) throws -> [Note] {
        try notes("d.removed_at IS NULL AND \(Self.holds(typed))", limit: limit)
    }

    private func notes(_ condition: SQL, limit: Int) throws -> [Note] {
        try connection.rows(
            """
            SELECT \(Self.columns(naming)) FROM note d WHERE d.office_id = \(office) AND (\(condition)) AND \(naming) IS NOT NULL
            ORDER BY d.written_at DESC, d.id DESC LIMIT \(limit)
            """, Self.note)
    }

    private var naming: SQL { records.naming(kind: "d.subject_kind", id: "d.subject_id", actor, language) }

    /// What `note` reads, of the table `d`.
    static func columns(_ naming: SQL) -> SQL {
        """
        d.id, d.subject_kind, d.subject_id, \(naming) AS subject_name, d.text, d.revision, d.written_at, d.author_id, d.author, d.updated_at, d.updated_by,
        d.removed_at, d.removed_by
        """
    }

    @Sendable static func note(_ row: Row) throws -> Note {
        Note(
            id: try row["id"], subject: NoteSubject(kind: try row["subject_kind"], id: try row["subject_id"]), subjectName: try row["subject_name"],
            text: try row["text"], revision: try row["revision"], writtenAt: try row["written_at"], authorID: try row["author_id"],
            author: try row["author"], updatedAt: try row["updated_at"], updatedBy: try row["updated_by"], removedAt: try row["removed_at"],
            removedBy: try row["removed_by"])
    }

    /// The condition, on the table `d`, that a note holds every word that was typed. Folded words are letters and digits: no sign of `LIKE`.
    static func holds(_ typed: String) -> SQL {
        let words = NoteWords.asked(typed)
        return words.isEmpty ? "1 = 0" : words.map { "d.search LIKE \("%\($0)%")" as SQL }.joined(separator: " AND ")
    }

    /// What it said before, the newest first.
    func earlier(_ note: Note) throws -> [EarlierWording] {
        try connection.rows(
            "SELECT text, by_name, replaced_at FROM note_version WHERE note_id = \(note.id) ORDER BY revision DESC LIMIT 100"
        ) { EarlierWording(text: try $0["text"], by: try $0["by_name"], replacedAt: try $0["replaced_at"]) }
    }

    // MARK: Writing

    /// What the journal keeps: about which record, never what was said.
    private struct Noted: Encodable {
        let record: String
        let version: Int
    }

    private func record(_ act: String, _ id: NoteID, _ subject: NoteSubject, _ version: Int, at now: Instant, _ request: String) throws {
        try connection.journal.record(
            try Fact(act, Self.subject, id.text, office: office, from: nil, to: Noted(record: subject.text, version: version)), by: actor, at: now,
            request: request)
    }

    /// Writes a note. The same text twice in a minute is a form sent twice, and is kept once.
    @discardableResult
    func add(_ text: String, about subject: NoteSubject, at now: Instant, request: String) throws -> NoteID {
        let twin: NoteID? = try connection.value(
            """
            SELECT id FROM note WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id) AND office_id = \(office) AND text = \(text)
            AND author_id = \(actor.user) AND removed_at IS NULL AND written_at > \(now.adding(seconds: -60)) LIMIT 1
            """)
        if let twin { return twin }
        var random = SystemRandomNumberGenerator()
        let id = NoteID.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO note (id, office_id, subject_kind, subject_id, text, search, revision, written_at, author_id, author, updated_at, updated_by)
            VALUES (\(id), \(office), \(subject.kind), \(subject.id), \(text), \(NoteWords.folded(text)), 1, \(now), \(actor.user), \(actor.name), \(now),
            \(actor.name))
            """)
        try record("written", id, subject, 1, at: now, request)
        return id
    }

    /// - Throws: `AppError.conflict` when somebody was faster.
    func change(_ note: Note, to text: String, at now: Instant, request: String) throws {
        guard text != note.text else { return }
        let changed = try connection.run(
            """
            UPDATE note SET text = \(text), search = \(NoteWords.folded(text)), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(note.id) AND revision = \(note.revision)
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed this note a moment ago. Open it again.") }
        try connection.run(
            """
            INSERT INTO note_version (note_id, revision, text, by_name, replaced_at)
            VALUES (\(note.id), \(note.revision), \(note.text), \(note.updatedBy), \(now))
            """)
        try record("changed", note.id, note.subject, note.revision + 1, at: now, request)
    }

    /// Takes a note away, or back. What was removed long ago goes for ever.
    func setRemoved(_ isRemoved: Bool, _ note: Note, at now: Instant, request: String) throws {
        guard note.isRemoved != isRemoved else { return }
        try connection.run(
            """
            UPDATE note SET removed_at = \(isRemoved ? now : nil), removed_by = \(isRemoved ? actor.name : nil) WHERE id = \(note.id)
            """)
        try record(isRemoved ? "removed" : "restored", note.id, note.subject, note.revision, at: now, request)
        if isRemoved { try connection.run("DELETE FROM note WHERE office_id = \(office) AND removed_at < \(now.adding(days: -Self.daysKept))") }
    }

    // MARK: Personal data

    /// Every note about somebody who is erased, with all its wordings.
    static func erase(_ kind: String, _ id: String, _ connection: Connection) throws {
        try connection.run("DELETE FROM note WHERE subject_kind = \(kind) AND subject_id = \(id)")
    }

    static func held(_ kind: String, _ ids: [String], _ connection: Connection) throws -> [JSONValue] {
        try connection.rows(
            """
            SELECT n.text, n.author, n.written_at, v.text AS earlier FROM note n LEFT JOIN note_version v ON v.note_id = n.id
            WHERE n.subject_kind = \(kind) AND n.subject_id IN \(list: ids) ORDER BY n.written_at, n.id, v.revision
            """
        ) { row in
            let at: Instant = try row["written_at"]
            let earlier: String? = try row["earlier"]
            return [
                "text": .string(try row["text"]), "by": .string(try row["author"]), "at": .string(at.rfc3339),
                "earlier": earlier.map { .string($0) } ?? .null,
            ]
        }
    }
}
