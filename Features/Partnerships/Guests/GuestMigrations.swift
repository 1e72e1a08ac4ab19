import Storage

/// The tables of guests. `is_party` is read from the record; `ended_at` stands where name and address are forgotten. Append only.
enum GuestMigrations {
    static let all = [guests]

    private static let guests = Migration(
        id: "2026-11-21-35-guests",
        sql: """
            CREATE TABLE hosted_party (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                party TEXT NOT NULL UNIQUE,
                absent TEXT NOT NULL,
                kept TEXT NOT NULL,
                is_party INTEGER NOT NULL CHECK (is_party IN (0, 1)),
                made_at INTEGER NOT NULL,
                PRIMARY KEY (record_id, party),
                UNIQUE (record_id, absent)
            ) STRICT;

            CREATE TABLE record_guest (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                party TEXT NOT NULL,
                name TEXT NOT NULL,
                email TEXT NOT NULL,
                language TEXT,
                token_hash TEXT NOT NULL UNIQUE,
                made_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                used_at INTEGER,
                ended_at INTEGER,
                CHECK (ended_at IS NULL OR (name = '' AND email = ''))
            ) STRICT;
            CREATE INDEX record_guest_record ON record_guest (record_id, office_id);
            CREATE INDEX record_guest_party ON record_guest (party);
            """)
}
