import Storage

/// Append only: what is released is never edited.
enum TagsMigrations {
    /// `word` is the name folded: no office has two standing tags of one word. `batch` names the act with many records at once, or the merging
    /// of two people, that put a tag on: what came with it goes with it.
    static let tags = Migration(
        id: "2026-11-21-22-tags",
        sql: """
            CREATE TABLE tag (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
                word TEXT NOT NULL CHECK (length(word) >= 1),
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                removed_at INTEGER,
                removed_by TEXT,
                CHECK ((removed_at IS NULL) = (removed_by IS NULL))
            ) STRICT;
            CREATE UNIQUE INDEX tag_word ON tag (office_id, word) WHERE removed_at IS NULL;

            CREATE TABLE tagging (
                record_kind TEXT NOT NULL,
                record_id TEXT NOT NULL,
                tag_id TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                put_at INTEGER NOT NULL,
                put_by TEXT NOT NULL,
                batch TEXT,
                PRIMARY KEY (record_kind, record_id, tag_id)
            ) STRICT;
            CREATE INDEX tagging_tag ON tagging (tag_id, record_kind, record_id);
            """)
}
