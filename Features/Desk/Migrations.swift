import Storage

/// Append only: what is released is never edited. All of it goes with the person's account.
enum DeskMigrations {
    static let all = [desk, succession]

    private static let desk = Migration(
        id: "2026-11-21-11-desk",
        sql: """
            CREATE TABLE favourite (
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                record_kind TEXT NOT NULL,
                record_id TEXT NOT NULL,
                marked_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, office_id, record_kind, record_id)
            ) STRICT;

            CREATE TABLE recent_item (
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                record_kind TEXT NOT NULL,
                record_id TEXT NOT NULL,
                opened_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, office_id, record_kind, record_id)
            ) STRICT;

            CREATE TABLE saved_view (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 2000),
                is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
                saved_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX saved_view_office ON saved_view (office_id, name, id);
            """)

    /// Stars that went to another record when it took the place of the first: what undoing that puts back.
    private static let succession = Migration(
        id: "2026-11-21-15-desk-succession",
        sql: """
            CREATE TABLE favourite_moved (
                merge_id TEXT NOT NULL,
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                record_kind TEXT NOT NULL,
                record_id TEXT NOT NULL,
                marked_at INTEGER NOT NULL,
                had_both INTEGER NOT NULL CHECK (had_both IN (0, 1)),
                PRIMARY KEY (merge_id, user_id, office_id)
            ) STRICT;
            CREATE INDEX favourite_moved_user ON favourite_moved (user_id);
            """)
}
