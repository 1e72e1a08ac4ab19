import Storage

/// Append only: what is released is never edited.
enum NotesMigrations {
    /// `search` is the text folded word by word. Earlier wordings lie in `note_version`, so that the journal need hold none.
    static let notes = Migration(
        id: "2026-11-21-21-notes",
        sql: """
            CREATE TABLE note (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                subject_kind TEXT NOT NULL,
                subject_id TEXT NOT NULL,
                text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
                search TEXT NOT NULL,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                written_at INTEGER NOT NULL,
                author_id TEXT REFERENCES user_account (id) ON DELETE SET NULL,
                author TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                removed_at INTEGER,
                removed_by TEXT,
                CHECK ((removed_at IS NULL) = (removed_by IS NULL))
            ) STRICT;
            CREATE INDEX note_subject ON note (subject_kind, subject_id, written_at);
            CREATE INDEX note_office ON note (office_id, written_at, id);
            CREATE INDEX note_author ON note (author_id);

            CREATE TABLE note_version (
                note_id TEXT NOT NULL REFERENCES note (id) ON DELETE CASCADE,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                text TEXT NOT NULL,
                by_name TEXT NOT NULL,
                replaced_at INTEGER NOT NULL,
                PRIMARY KEY (note_id, revision)
            ) STRICT;
            """)
}
