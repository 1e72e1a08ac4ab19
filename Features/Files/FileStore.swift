import Gazetteer
import Kernel
import Storage
import Web

/// Files and their versions: all SQL about `file` and `file_version`. Reading goes through `find` and `of`, which ask whether the reader may see the record.
struct FileStore {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let language: Language
    let records: [RecordKind]

    /// For so many days what was removed can be taken back.
    static let daysKept = 30
    static let subject = "file"

    init(_ context: Context, _ connection: Connection, _ records: [RecordKind]) throws {
        (self.connection, office, actor, language, self.records) = (connection, try context.office(), context.actor, context.language, records)
    }

    // MARK: Reading

    /// - Throws: `AppError.notFound` for what does not exist, belongs to another office, or hangs on a record this reader may not see.
    func find(_ id: FileID) throws -> StoredFile {
        guard let found = try files("d.id = \(id)", order: "d.id", limit: 1).first else { throw AppError.notFound }
        return found
    }

    /// Those of a record, by title; what was removed is not among them.
    func of(_ subject: FileSubject, limit: Int) throws -> [StoredFile] {
        try files(
            "d.subject_kind = \(subject.kind) AND d.subject_id = \(subject.id) AND d.removed_at IS NULL", order: "d.sort_key, d.id", limit: limit)
    }

    /// Those whose title, name, note or text holds the words; where the words stand in the text is for `texts`.
    func search(_ typed: String, limit: Int) throws -> [StoredFile] {
        try files("d.removed_at IS NULL AND \(Self.holds(typed))", order: "d.updated_at DESC, d.id DESC", limit: limit)
    }

    private func files(_ condition: SQL, order: SQL, limit: Int) throws -> [StoredFile] {
        let naming = records.naming(kind: "d.subject_kind", id: "d.subject_id", actor, language)
        return try connection.rows(
            """
            SELECT d.id, d.office_id, d.subject_kind, d.subject_id, \(naming) AS subject_name, d.title, d.note, \(Self.versionColumns), d.revision,
            d.updated_at, d.updated_by, d.removed_at, d.removed_by
            FROM file d JOIN file_version v ON v.file_id = d.id AND v.number = d.number JOIN file_content c ON c.id = v.content_id
            WHERE d.office_id = \(office) AND (\(condition)) AND \(naming) IS NOT NULL ORDER BY \(order) LIMIT \(limit)
            """
        ) { row in
            StoredFile(
                id: try row["id"], office: try row["office_id"], subject: FileSubject(kind: try row["subject_kind"], id: try row["subject_id"]),
                subjectName: try row["subject_name"], title: try row["title"], note: try row["note"], version: try FileVersion(row: row),
                revision: try row["revision"], updatedAt: try row["updated_at"], updatedBy: try row["updated_by"],
                removedAt: try row["removed_at"], removedBy: try row["removed_by"])
        }
    }

    private static let versionColumns: SQL = """
        v.number, v.content_id, v.name, v.kind, c.size, c.sha256, c.width, c.height, c.has_pictures, c.has_text, c.state,
        v.added_at AS version_at, v.added_by AS version_by
        """

    /// Every version, the newest first.
    func versions(of file: StoredFile) throws -> [FileVersion] {
        try connection.rows(
            """
            SELECT \(Self.versionColumns) FROM file_version v JOIN file_content c ON c.id = v.content_id
            WHERE v.file_id = \(file.id) ORDER BY v.number DESC LIMIT 200
            """, FileVersion.init(row:))
    }

    /// - Throws: `AppError.notFound` when there is no such version.
    func version(_ number: Int, of file: StoredFile) throws -> FileVersion {
        let found = try connection.first(
            """
            SELECT \(Self.versionColumns) FROM file_version v JOIN file_content c ON c.id = v.content_id
            WHERE v.file_id = \(file.id) AND v.number = \(number)
            """, FileVersion.init(row:))
        guard let found else { throw AppError.notFound }
        return found
    }

    /// How the stored texts of some contents begin.
    func texts(_ contents: [ContentID], most: Int) throws -> [ContentID: String] {
        guard !contents.isEmpty else { return [:] }
        let rows = try connection.rows(
            "SELECT content_id, substr(text, 1, CAST(\(most) AS INTEGER)) AS text FROM file_text WHERE content_id IN \(list: contents)"
        ) {
            row in
            (try row["content_id"] as ContentID, try row["text"] as String)
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// The condition, on the table `d`, that a file's title, names, note or text holds what was typed.
    static func holds(_ typed: String) -> SQL {
        let terms = FileWords.asked(typed)
        guard !terms.isEmpty else { return "1 = 0" }
        let folded = "%" + FileWords.folded(typed) + "%"
        let all = terms.map { term in
            "EXISTS (SELECT 1 FROM file_word w WHERE w.content_id = d.content_id AND w.word >= \(term) AND w.word < \(term + "\u{10FFFF}"))" as SQL
        }
        return "(d.search LIKE \(folded) OR (\(all.joined(separator: " AND "))))"
    }

    // MARK: Writing

    /// What the journal keeps: about the file, never what is in it.
    private struct Noted: Encodable {
        var title: String
        var note: String
        var record: String
        var name: String
        var kind: FileKind
        var size: Int
        var sha256: String
        var version: Int
    }

    private func record(_ act: String, _ id: FileID, from before: Noted?, to after: Noted?, at now: Instant, _ request: String) throws {
        try connection.journal.record(
            try Fact(act, Self.subject, id.text, office: office, from: before, to: after), by: actor, at: now, request: request)
    }

    private func noted(_ file: StoredFile) -> Noted {
        Noted(
            title: file.title, note: file.note, record: "\(file.subject.kind) \(file.subject.id)", name: file.version.name, kind: file.version.kind,
            size: file.version.size, sha256: file.version.hash, version: file.version.number)
    }

    /// Attaches a kept content to a record.
    /// - Returns: the file; an older one when the record has this content under this name already (a form sent twice).
    func add(
        _ upload: CheckedUpload, content: ContentID, to subject: FileSubject, title: String, note: String, at now: Instant, request: String
    ) throws -> (id: FileID, isNew: Bool) {
        let content = try settled(content, upload, at: now)
        let present: FileID? = try connection.first(
            """
            SELECT d.id FROM file d WHERE d.office_id = \(office) AND d.subject_kind = \(subject.kind) AND d.subject_id = \(subject.id)
            AND d.content_id = \(content) AND d.name = \(upload.name.text) AND d.removed_at IS NULL ORDER BY d.id LIMIT 1
            """
        ) { try $0["id"] }
        if let present { return (present, false) }
        var random = SystemRandomNumberGenerator()
        let id = FileID.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO file (id, office_id, subject_kind, subject_id, title, sort_key, search, note, number, content_id, name, kind, size, revision,
            added_at, added_by, updated_at, updated_by)
            VALUES (\(id), \(office), \(subject.kind), \(subject.id), \(title), \(Self.sortKey(title)), \(Self.search(title, note, upload.name.text)), \(note), 1,
            \(content), \(upload.name.text), \(upload.kind), \(upload.size), 1, \(now), \(actor.name), \(now), \(actor.name))
            """)
        try addVersion(1, of: id, upload, content, at: now)
        try record(
            "created", id, from: nil,
            to: Noted(
                title: title, note: note, record: "\(subject.kind) \(subject.id)", name: upload.name.text, kind: upload.kind, size: upload.size,
                sha256: upload.hash, version: 1), at: now, request)
        return (id, true)
    }

    /// Puts a new version in front of the others, which stay.
    func replace(_ file: StoredFile, by upload: CheckedUpload, content: ContentID, at now: Instant, request: String) throws {
        let content = try settled(content, upload, at: now)
        // A form sent twice adds no second version.
        if content == file.version.content, upload.name.text == file.version.name { return }
        let number = file.version.number + 1
        let changed = try connection.run(
            """
            UPDATE file SET number = \(number), content_id = \(content), name = \(upload.name.text), kind = \(upload.kind), size = \(upload.size),
            search = \(Self.search(file.title, file.note, upload.name.text)), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(file.id) AND office_id = \(office) AND revision = \(file.revision)
            """)
        guard changed == 1 else { throw StorageError.busy }
        try addVersion(number, of: file.id, upload, content, at: now)
        var after = noted(file)
        (after.name, after.kind, after.size, after.sha256, after.version) = (upload.name.text, upload.kind, upload.size, upload.hash, number)
        try record("replaced", file.id, from: noted(file), to: after, at: now, request)
    }

    private func settled(_ content: ContentID, _ upload: CheckedUpload, at now: Instant) throws -> ContentID {
        let (id, isNew) = try ContentStore(connection: connection, office: office).settle(content, upload)
        if isNew {
            try FileJobs.read(id, upload.kind, office: office, connection, at: now)
            try FileJobs.tidy(office: office, connection, at: now)
        }
        return id
    }

    private func addVersion(_ number: Int, of id: FileID, _ upload: CheckedUpload, _ content: ContentID, at now: Instant) throws {
        try connection.run(
            """
            INSERT INTO file_version (file_id, number, office_id, content_id, name, kind, added_at, added_by)
            VALUES (\(id), \(number), \(office), \(content), \(upload.name.text), \(upload.kind), \(now), \(actor.name))
            """)
    }

    func describe(_ file: StoredFile, title: String, note: String, at now: Instant, request: String) throws {
        guard title != file.title || note != file.note else { return }
        try connection.run(
            """
            UPDATE file SET title = \(title), sort_key = \(Self.sortKey(title)), search = \(Self.search(title, note, file.version.name)), note = \(note),
            revision = revision + 1, updated_at = \(now), updated_by = \(actor.name) WHERE id = \(file.id) AND office_id = \(office)
            """)
        var after = noted(file)
        (after.title, after.note) = (title, note)
        try record("changed", file.id, from: noted(file), to: after, at: now, request)
    }

    /// Puts it away for thirty days, or takes it back.
    func setRemoved(_ isRemoved: Bool, _ file: StoredFile, at now: Instant, request: String) throws {
        guard isRemoved != file.isRemoved else { return }
        let (when, who): (Instant?, String?) = isRemoved ? (now, actor.name) : (nil, nil)
        try connection.run(
            """
            UPDATE file SET removed_at = \(when), removed_by = \(who), revision = revision + 1, updated_at = \(now), updated_by = \(actor.name)
            WHERE id = \(file.id) AND office_id = \(office)
            """)
        try record(isRemoved ? "removed" : "restored", file.id, from: noted(file), to: noted(file), at: now, request)
        if isRemoved { try FileJobs.tidy(office: office, connection, at: now) }
    }

    // MARK: Keys

    static func sortKey(_ title: String) -> String {
        let key = FoldedName(title).text
        return key.isEmpty ? title : key
    }

    private static func search(_ title: String, _ note: String, _ name: String) -> String { FileWords.folded("\(title) \(name) \(note)") }
}
