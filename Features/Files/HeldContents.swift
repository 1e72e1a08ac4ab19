import Kernel
import Storage
import Web

/// What others hold of an office's files by their hash: all SQL about `file_held`.
struct HeldContents {
    let connection: Connection

    /// The present versions of the files that hang on something, by title.
    func attached(to subject: FileSubject, _ office: OfficeID) throws -> [Document] {
        try connection.rows(
            """
            SELECT d.title, d.name, d.kind, d.size, c.sha256 FROM file d JOIN file_content c ON c.id = d.content_id
            WHERE d.office_id = \(office) AND d.subject_kind = \(subject.kind) AND d.subject_id = \(subject.id) AND d.removed_at IS NULL
            AND c.state <> 'arriving' ORDER BY d.sort_key, d.id LIMIT 500
            """
        ) { row in
            let kind: FileKind = try row["kind"]
            return Document(title: try row["title"], name: try row["name"], mediaType: kind.mediaType, size: try row["size"], hash: try row["sha256"])
        }
    }

    /// Keeps the bytes as long as the holder wants them, whatever becomes of the file.
    /// - Throws: `AppError.notFound` for a hash that no file of this office has.
    func hold(_ hash: String, for holder: String, _ office: OfficeID) throws {
        let found = try connection.first(
            """
            SELECT c.id, v.kind FROM file_content c JOIN file_version v ON v.content_id = c.id
            WHERE c.office_id = \(office) AND c.sha256 = \(hash) AND c.state <> 'arriving' ORDER BY v.added_at LIMIT 1
            """
        ) { (content: try $0["id"] as ContentID, kind: try $0["kind"] as FileKind) }
        guard let found else { throw AppError.notFound }
        try connection.run(
            """
            INSERT INTO file_held (content_id, holder, kind) VALUES (\(found.content), \(holder), \(found.kind))
            ON CONFLICT (content_id, holder) DO NOTHING
            """)
    }

    /// All that a holder has.
    func hashes(of holder: String) throws -> Set<String> {
        Set(
            try connection.rows("SELECT c.sha256 FROM file_held h JOIN file_content c ON c.id = h.content_id WHERE h.holder = \(holder)") {
                try $0["sha256"] as String
            })
    }

    /// The bytes that a holder has under a hash, whichever office they are of.
    func content(_ hash: String, of holder: String) throws -> (id: ContentID, kind: FileKind, size: Int)? {
        try connection.first(
            """
            SELECT c.id, h.kind, c.size FROM file_held h JOIN file_content c ON c.id = h.content_id
            WHERE h.holder = \(holder) AND c.sha256 = \(hash) ORDER BY c.id LIMIT 1
            """
        ) { (try $0["id"], try $0["kind"], try $0["size"]) }
    }
}
