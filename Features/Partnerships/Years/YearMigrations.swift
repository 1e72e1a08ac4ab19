import Storage

/// What an office says about its years. Append only.
enum YearMigrations {
    static let all = [years]

    private static let years = Migration(
        id: "2026-11-21-41-office-years",
        sql: """
            CREATE TABLE office_year (
                office_id TEXT NOT NULL REFERENCES office (id),
                year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
                theme TEXT NOT NULL,
                body TEXT NOT NULL,
                revision INTEGER NOT NULL CHECK (revision > 0),
                updated_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (office_id, year)
            ) STRICT;

            CREATE TABLE office_focus (
                office_id TEXT NOT NULL,
                year INTEGER NOT NULL,
                partnership_id TEXT NOT NULL REFERENCES partnership (id) ON DELETE CASCADE,
                PRIMARY KEY (office_id, year, partnership_id),
                FOREIGN KEY (office_id, year) REFERENCES office_year (office_id, year)
            ) STRICT;
            CREATE INDEX office_focus_partnership ON office_focus (partnership_id);
            """)
}
