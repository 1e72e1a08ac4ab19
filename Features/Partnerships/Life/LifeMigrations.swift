import Storage

/// Since when a partnership stands as it does, and why. Append only.
///
/// `status_before` is how it stood before a record's suspension or closing report made it stand otherwise; with it the register knows what to
/// come back to, and that the present status is the record's word and not its own.
enum LifeMigrations {
    static let all = [
        Migration(
            id: "2026-11-21-20-partnership-life",
            sql: """
                ALTER TABLE partnership ADD COLUMN status_since TEXT;
                ALTER TABLE partnership ADD COLUMN status_reason TEXT NOT NULL DEFAULT '';
                ALTER TABLE partnership ADD COLUMN status_before TEXT
                    CHECK (status_before IN ('contact', 'exploring', 'active', 'dormant', 'suspended', 'ended', 'revived'));
                """)
    ]
}
