import Storage

/// What is kept about terms, and of what began before it was kept. Append only.
enum TermMigrations {
    static let all = [renewal, themes]

    /// `term_reminder` says which reminder was sent for which day of which partnership: each goes out once.
    private static let renewal = Migration(
        id: "2026-11-21-60-term-renewal",
        sql: """
            ALTER TABLE partnership_term ADD COLUMN renewal TEXT NOT NULL DEFAULT 'unread'
                CHECK (renewal IN ('unread', '', 'by-agreement', 'tacit', 'none'));
            ALTER TABLE partnership_term ADD COLUMN agreed_until TEXT;
            ALTER TABLE partnership_term ADD COLUMN period INTEGER CHECK (period > 0);
            ALTER TABLE partnership_term ADD COLUMN renewed_on TEXT;
            CREATE INDEX partnership_term_by_end ON partnership_term (ends) WHERE ends IS NOT NULL;
            CREATE INDEX partnership_term_by_review ON partnership_term (review) WHERE review IS NOT NULL;

            CREATE TABLE term_reminder (
                partnership_id TEXT NOT NULL REFERENCES partnership (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                occasion TEXT NOT NULL CHECK (occasion IN ('nine-months', 'three-months', 'review')),
                day TEXT NOT NULL,
                sent_at INTEGER NOT NULL,
                PRIMARY KEY (partnership_id, occasion, day)
            ) STRICT;
            """)

    /// The theme in folded letters, as names are found; NULL until it has been folded (`RecordUpkeep`).
    private static let themes = Migration(
        id: "2026-11-21-61-partnership-themes",
        sql: """
            ALTER TABLE partnership ADD COLUMN theme_key TEXT;
            UPDATE partnership SET theme_key = '' WHERE theme = '';
            CREATE INDEX partnership_unfolded_theme ON partnership (id) WHERE theme_key IS NULL;
            CREATE INDEX partnership_without_record ON partnership (id) WHERE record_id IS NULL;
            """)
}
