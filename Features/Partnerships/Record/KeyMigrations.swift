import Storage

/// What a change of an office's key needs. Append only.
///
/// `former_key` is the key with which the office still signs in this record: the entry that gives the new one is not written yet. With
/// `is_revoked` that entry revokes the former key, which somebody else may have.
enum KeyMigrations {
    static let all = [
        Migration(
            id: "2026-11-21-50-changed-keys",
            sql: """
                ALTER TABLE shared_party ADD COLUMN former_key TEXT;
                ALTER TABLE shared_party ADD COLUMN is_revoked INTEGER NOT NULL DEFAULT 0 CHECK (is_revoked IN (0, 1));
                """)
    ]
}
