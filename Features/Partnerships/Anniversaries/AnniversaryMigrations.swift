import Storage

/// What is kept for anniversaries. Append only.
///
/// The index finds them by the year in which they fall: every fifth year since the beginning, then by month and day. `anniversary_task` holds
/// what is done of a preparation; what is not done has no line. `partnership_term` is read from the records and can be read anew at any time.
enum AnniversaryMigrations {
    static let all = [anniversaries]

    private static let anniversaries = Migration(
        id: "2026-11-21-20-anniversaries",
        sql: """
            CREATE INDEX partnership_fifth_year ON partnership (office_id, (CAST(substr(since, 1, 4) AS BIGINT) % 5), (substr(since, 5)), id)
                WHERE archived_at IS NULL AND since IS NOT NULL AND status <> 'ended';

            CREATE TABLE anniversary_task (
                partnership_id TEXT NOT NULL REFERENCES partnership (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                years INTEGER NOT NULL CHECK (years > 0),
                step TEXT NOT NULL,
                done_on TEXT NOT NULL,
                done_by TEXT NOT NULL,
                PRIMARY KEY (partnership_id, years, step)
            ) STRICT;

            CREATE TABLE partnership_term (
                record_id TEXT NOT NULL PRIMARY KEY REFERENCES shared_record (id) ON DELETE CASCADE,
                ends TEXT,
                review TEXT
            ) STRICT;

            CREATE TABLE calendar_feed (
                user_id TEXT NOT NULL REFERENCES user_account (id),
                office_id TEXT NOT NULL REFERENCES office (id),
                token_hash TEXT NOT NULL UNIQUE,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, office_id)
            ) STRICT;
            """)
}
