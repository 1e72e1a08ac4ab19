import Storage

/// The tables of the import. Append only.
///
/// Everything of an unfinished import lies here, so that it can be left and come back to: the file, what it was read as, the names
/// as written with what was found for each, the rows, and what is to become of them.
enum ImportMigrations {
    static let all = [
        Migration(
            id: "2026-11-20-06-import",
            sql: """
                CREATE TABLE import (
                    id TEXT NOT NULL PRIMARY KEY,
                    office_id TEXT NOT NULL REFERENCES office (id),
                    name TEXT NOT NULL,
                    size INTEGER NOT NULL,
                    checksum TEXT NOT NULL,
                    guess TEXT NOT NULL,
                    mapping TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('columns', 'matched', 'applied', 'undone')),
                    is_planned INTEGER NOT NULL CHECK (is_planned IN (0, 1)),
                    row_count INTEGER NOT NULL,
                    repeated_count INTEGER NOT NULL,
                    broken_quote INTEGER,
                    job_id TEXT,
                    outcome TEXT,
                    revision INTEGER NOT NULL CHECK (revision > 0),
                    created_at INTEGER NOT NULL,
                    created_by TEXT NOT NULL,
                    updated_at INTEGER NOT NULL,
                    updated_by TEXT NOT NULL,
                    applied_at INTEGER
                ) STRICT;
                CREATE INDEX import_office ON import (office_id, created_at, id);

                CREATE TABLE import_file (
                    import_id TEXT NOT NULL PRIMARY KEY REFERENCES import (id) ON DELETE CASCADE,
                    content BLOB NOT NULL
                ) STRICT;

                CREATE TABLE import_name (
                    import_id TEXT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
                    number INTEGER NOT NULL,
                    part TEXT NOT NULL CHECK (part IN ('partner', 'home')),
                    written TEXT NOT NULL,
                    country TEXT NOT NULL,
                    region TEXT NOT NULL,
                    first_row INTEGER NOT NULL,
                    row_count INTEGER NOT NULL,
                    verdict TEXT NOT NULL CHECK (verdict IN ('matched', 'review', 'none')),
                    reason TEXT NOT NULL,
                    candidates TEXT NOT NULL,
                    place_id INTEGER,
                    is_case INTEGER NOT NULL CHECK (is_case IN (0, 1)),
                    answer TEXT CHECK (answer IN ('place', 'out')),
                    asked TEXT NOT NULL,
                    answered_by TEXT,
                    PRIMARY KEY (import_id, number)
                ) STRICT;
                CREATE INDEX import_name_case ON import_name (import_id, is_case, number);

                CREATE TABLE import_row (
                    import_id TEXT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
                    number INTEGER NOT NULL,
                    partner INTEGER NOT NULL,
                    home INTEGER,
                    since TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    status TEXT NOT NULL,
                    field TEXT NOT NULL,
                    lead_name TEXT NOT NULL,
                    note TEXT NOT NULL,
                    corrected TEXT,
                    choice TEXT CHECK (choice IN ('change', 'out')),
                    act TEXT NOT NULL,
                    existing_id TEXT,
                    existing_since TEXT,
                    existing_kind TEXT,
                    existing_status TEXT,
                    same_as INTEGER,
                    is_unclear INTEGER NOT NULL CHECK (is_unclear IN (0, 1)),
                    PRIMARY KEY (import_id, number)
                ) STRICT;
                CREATE INDEX import_row_partner ON import_row (import_id, partner);
                CREATE INDEX import_row_home ON import_row (import_id, home) WHERE home IS NOT NULL;
                CREATE INDEX import_row_act ON import_row (import_id, act, number);
                """)
    ]
}
