import Storage

/// The tables of the import. Append only: what is released is never edited.
enum OrganisationImportMigrations {
    /// Everything of an unfinished import lies here, so that it can be left and come back to: the rows as they stand in the file, the different
    /// cities with what was found for each, and what is to become of the rows. Of rows that were taken the cells are forgotten.
    static let imports = Migration(
        id: "2026-11-21-70-directory-import",
        sql: """
            CREATE TABLE organisation_import (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                name TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('reading', 'read', 'matched', 'planned', 'applied', 'undone')),
                guess TEXT NOT NULL,
                repeated INTEGER NOT NULL,
                broken_quote INTEGER,
                columns TEXT NOT NULL,
                row_count INTEGER NOT NULL CHECK (row_count >= 0),
                result TEXT NOT NULL,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                job_id TEXT,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL
            ) STRICT;
            CREATE INDEX organisation_import_office ON organisation_import (office_id, created_at, id);

            CREATE TABLE organisation_import_city (
                import_id TEXT NOT NULL REFERENCES organisation_import (id) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                written TEXT NOT NULL,
                country TEXT NOT NULL,
                region TEXT NOT NULL,
                first_line INTEGER NOT NULL,
                row_count INTEGER NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict IN ('matched', 'review', 'none')),
                reason TEXT NOT NULL,
                candidates TEXT NOT NULL,
                place_id INTEGER,
                is_case INTEGER NOT NULL CHECK (is_case IN (0, 1)),
                answer TEXT CHECK (answer IN ('place', 'out', 'bare')),
                asked TEXT NOT NULL,
                answered_by TEXT,
                PRIMARY KEY (import_id, number)
            ) STRICT;
            CREATE INDEX organisation_import_city_case ON organisation_import_city (import_id, is_case, number);

            CREATE TABLE organisation_import_row (
                import_id TEXT NOT NULL REFERENCES organisation_import (id) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                line INTEGER NOT NULL,
                cells TEXT,
                city INTEGER,
                outcome TEXT NOT NULL CHECK (outcome IN ('unread', 'new', 'same', 'double', 'open', 'out', 'refused')),
                fault TEXT,
                match_id TEXT,
                ground TEXT CHECK (ground IN ('identity', 'number', 'name', 'alike')),
                adds TEXT NOT NULL,
                same_line INTEGER,
                publishes INTEGER NOT NULL CHECK (publishes IN (0, 1)),
                made_id TEXT,
                act TEXT CHECK (act IN ('created', 'filled')),
                made_revision INTEGER,
                PRIMARY KEY (import_id, number)
            ) STRICT;
            CREATE INDEX organisation_import_row_outcome ON organisation_import_row (import_id, outcome, number);
            CREATE INDEX organisation_import_row_made ON organisation_import_row (import_id, number) WHERE made_id IS NOT NULL;
            """)
}
