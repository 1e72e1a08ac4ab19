import Storage

/// Append only: what is released is never edited.
enum FilesMigrations {
    static let all = [files, held]

    /// What holds a content besides the files: a record shared with others, which names it by its hash. It stays when the file is removed.
    private static let held = Migration(
        id: "2026-11-21-21-held-files",
        sql: """
            CREATE TABLE file_held (
                content_id TEXT NOT NULL REFERENCES file_content (id),
                holder TEXT NOT NULL,
                kind TEXT NOT NULL,
                PRIMARY KEY (content_id, holder)
            ) STRICT;
            """)

    /// `file_content` is the bytes of an office's files, each content once; `file_piece` holds them in pieces of at most 256 kB, with the pictures
    /// made of them, so that no engine and no program holds a whole file in memory. A content is `arriving` until all of it is there.
    ///
    /// `file` repeats of its present version what the list sorts and narrows by. `file_word` holds every word of a text, folded, and of scripts that
    /// write without spaces every pair of neighbours: the same search on both engines, for words of two characters as well.
    private static let files = Migration(
        id: "2026-11-21-10-files",
        sql: """
            CREATE TABLE file_content (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
                size INTEGER NOT NULL CHECK (size > 0),
                width INTEGER,
                height INTEGER,
                state TEXT NOT NULL CHECK (state IN ('arriving', 'waiting', 'read')),
                has_pictures INTEGER NOT NULL CHECK (has_pictures IN (0, 1)),
                has_text INTEGER NOT NULL CHECK (has_text IN (0, 1)),
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX file_content_once ON file_content (office_id, sha256) WHERE state <> 'arriving';

            CREATE TABLE file_piece (
                content_id TEXT NOT NULL REFERENCES file_content (id) ON DELETE CASCADE,
                form TEXT NOT NULL CHECK (form IN ('original', 'preview', 'thumbnail')),
                position INTEGER NOT NULL CHECK (position >= 0),
                office_id TEXT NOT NULL,
                bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
                PRIMARY KEY (content_id, form, position)
            ) STRICT;

            CREATE TABLE file_text (
                content_id TEXT NOT NULL PRIMARY KEY REFERENCES file_content (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL,
                text TEXT NOT NULL
            ) STRICT;

            CREATE TABLE file_word (
                content_id TEXT NOT NULL REFERENCES file_content (id) ON DELETE CASCADE,
                word TEXT NOT NULL,
                office_id TEXT NOT NULL,
                PRIMARY KEY (content_id, word)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE file (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                subject_kind TEXT NOT NULL,
                subject_id TEXT NOT NULL,
                title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
                sort_key TEXT NOT NULL,
                search TEXT NOT NULL,
                note TEXT NOT NULL,
                number INTEGER NOT NULL CHECK (number >= 1),
                content_id TEXT NOT NULL REFERENCES file_content (id),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                kind TEXT NOT NULL,
                size INTEGER NOT NULL CHECK (size > 0),
                revision INTEGER NOT NULL CHECK (revision >= 1),
                added_at INTEGER NOT NULL,
                added_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                removed_at INTEGER,
                removed_by TEXT
            ) STRICT;
            CREATE INDEX file_subject ON file (subject_kind, subject_id, office_id, sort_key, id);
            CREATE INDEX file_newest ON file (office_id, updated_at, id);
            CREATE INDEX file_title ON file (office_id, sort_key, id);
            CREATE INDEX file_content_used ON file (content_id);
            CREATE INDEX file_removed ON file (office_id, removed_at) WHERE removed_at IS NOT NULL;

            CREATE TABLE file_version (
                file_id TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
                number INTEGER NOT NULL CHECK (number >= 1),
                office_id TEXT NOT NULL,
                content_id TEXT NOT NULL REFERENCES file_content (id),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                kind TEXT NOT NULL,
                added_at INTEGER NOT NULL,
                added_by TEXT NOT NULL,
                PRIMARY KEY (file_id, number)
            ) STRICT;
            CREATE INDEX file_version_content ON file_version (content_id);
            """)
}
