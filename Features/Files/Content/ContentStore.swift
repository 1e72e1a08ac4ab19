import Crypto
import Foundation
import Kernel
import Storage

/// The bytes of files: all SQL about `file_content` and `file_piece`. Memory stays at a few pieces, whatever the size of the file.
struct ContentStore {
    let connection: Connection
    let office: OfficeID

    static let pieceSize = 256 * 1024
    /// What of a file goes into one transaction: short enough that nobody waits for it.
    private static let piecesAtOnce = 8

    // MARK: Putting in

    /// Keeps the bytes of a file, in several short transactions. The content counts only once a file refers to it (`settle`); what was begun
    /// and never settled is cleared away after a day.
    /// - Returns: the content with these bytes, which may have been there already.
    static func keep(_ upload: CheckedUpload, office: OfficeID, at now: Instant, _ database: Database) async throws -> ContentID {
        if let known = try await database.read({ try ContentStore(connection: $0, office: office).settled(upload.hash) }) { return known }
        var random = SystemRandomNumberGenerator()
        let id = ContentID.new(at: now, random: &random)
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO file_content (id, office_id, sha256, size, width, height, state, has_pictures, has_text, created_at)
                VALUES (\(id), \(office), \(upload.hash), \(upload.size), \(upload.picture?.width), \(upload.picture?.height), 'arriving', 0, 0, \(now))
                """)
        }
        try await put(FileHandle(forReadingFrom: upload.url), as: .original, of: id, office: office, database)
        return id
    }

    /// Writes a file's bytes as pieces, and closes it.
    static func put(_ handle: FileHandle, as form: ContentForm, of id: ContentID, office: OfficeID, _ database: Database) async throws {
        defer { close(handle) }
        var position = 0
        while true {
            var pieces: [[UInt8]] = []
            while pieces.count < piecesAtOnce, let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty { pieces.append(Array(piece)) }
            guard !pieces.isEmpty else { return }
            let (some, first) = (pieces, position)
            try await database.write { connection in
                for (offset, bytes) in some.enumerated() {
                    try connection.run(
                        """
                        INSERT INTO file_piece (content_id, form, position, office_id, bytes) VALUES (\(id), \(form), \(first + offset), \(office), \(bytes))
                        ON CONFLICT (content_id, form, position) DO UPDATE SET bytes = excluded.bytes
                        """)
                }
            }
            position += pieces.count
        }
    }

    /// The content with these bytes that files refer to.
    private func settled(_ hash: String) throws -> ContentID? {
        try connection.value("SELECT id FROM file_content WHERE office_id = \(office) AND sha256 = \(hash) AND state <> 'arriving'")
    }

    /// Makes an arrived content count, in the transaction of the file that refers to it. Where the same bytes came from elsewhere meanwhile, those count.
    /// - Returns: the content to refer to, and whether it is new.
    func settle(_ id: ContentID, _ upload: CheckedUpload) throws -> (id: ContentID, isNew: Bool) {
        if let known = try settled(upload.hash) {
            if known != id { try connection.run("DELETE FROM file_content WHERE id = \(id) AND office_id = \(office) AND state = 'arriving'") }
            return (known, false)
        }
        guard try connection.run("UPDATE file_content SET state = 'waiting' WHERE id = \(id) AND office_id = \(office)") == 1 else {
            throw StorageError.busy
        }
        return (id, true)
    }

    // MARK: Taking out

    /// The pieces from a position on, one at a time, each in a transaction of its own.
    static func send(_ form: ContentForm, of id: ContentID, _ database: Database, to sink: ([UInt8]) async throws -> Void) async throws {
        var position = 0
        while true {
            let wanted = position
            let piece: [UInt8]? = try await database.read { connection in
                try connection.value(
                    "SELECT bytes FROM file_piece WHERE content_id = \(id) AND form = \(form) AND position = \(wanted)")
            }
            guard let piece else { return }
            try await sink(piece)
            position += 1
        }
    }

    /// How many bytes there are in a form; 0 where it was never made.
    func size(_ form: ContentForm, of id: ContentID) throws -> Int {
        try connection.value("SELECT COALESCE(CAST(SUM(length(bytes)) AS BIGINT), 0) FROM file_piece WHERE content_id = \(id) AND form = \(form)")
            ?? 0
    }

    // MARK: What was found in it

    func noteRead(_ id: ContentID, hasPictures: Bool, hasText: Bool) throws {
        try connection.run(
            """
            UPDATE file_content SET state = 'read', has_pictures = CASE WHEN \(hasPictures) = 1 THEN 1 ELSE has_pictures END,
            has_text = CASE WHEN \(hasText) = 1 THEN 1 ELSE has_text END WHERE id = \(id) AND office_id = \(office) AND state <> 'arriving'
            """)
    }

    /// Puts down the words of a text, a part at a time; `isFirst` takes away what was there.
    func keepText(_ text: String, words: [String], of id: ContentID) throws {
        try connection.run("DELETE FROM file_word WHERE content_id = \(id)")
        try connection.run(
            """
            INSERT INTO file_text (content_id, office_id, text) VALUES (\(id), \(office), \(text))
            ON CONFLICT (content_id) DO UPDATE SET text = excluded.text
            """)
        for start in stride(from: 0, to: words.count, by: 500) {
            let rows = words[start..<min(start + 500, words.count)].map { "(\(id), \($0), \(office))" as SQL }
            try connection.run("INSERT INTO file_word (content_id, word, office_id) VALUES \(rows.joined(separator: ", "))")
        }
    }

    // MARK: Clearing away

    /// Contents no file refers to and nothing holds any more, and what never arrived as a whole.
    func clear(before old: Instant) throws {
        try connection.run(
            """
            DELETE FROM file_content WHERE office_id = \(office) AND created_at < \(old)
            AND NOT EXISTS (SELECT 1 FROM file_version v WHERE v.content_id = file_content.id)
            AND NOT EXISTS (SELECT 1 FROM file_held h WHERE h.content_id = file_content.id)
            """)
    }

    static let rules = [
        DataRule("Every file is there with all its bytes") { connection in
            try connection.rows(
                """
                SELECT c.id FROM file_content c LEFT JOIN file_piece p ON p.content_id = c.id AND p.form = 'original'
                WHERE c.state <> 'arriving' GROUP BY c.id, c.size HAVING COALESCE(CAST(SUM(length(p.bytes)) AS BIGINT), 0) <> c.size LIMIT 5
                """
            ) { try $0["id"] as String }
        },
        DataRule("Every file was written into the journal") { connection in
            try connection.rows(
                "SELECT d.id FROM file d WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'file' AND j.subject_id = d.id) LIMIT 5"
            ) { try $0["id"] as String }
        },
    ]

    /// What was only read has nothing to lose when it is closed.
    private static func close(_ handle: FileHandle) {
        do { try handle.close() } catch { return }
    }
}
