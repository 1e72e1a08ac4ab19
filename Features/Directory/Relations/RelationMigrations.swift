import Storage

/// The table of known relations. Append only: what is released is never edited.
enum RelationMigrations {
    /// A pair of cities stands once for each source, the smaller number first. `kind` and `since` are as the source has them.
    ///
    /// `place_name.sort_key` is the name folded: lists of places sort by the reader's own names, and Århus does not stand behind Zwolle.
    static let knownRelations = Migration(
        id: "2026-11-21-31-directory-known-relations",
        sql: """
            CREATE TABLE known_relation (
                lower_id INTEGER NOT NULL REFERENCES place (id),
                upper_id INTEGER NOT NULL REFERENCES place (id),
                source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 200),
                kind TEXT,
                since TEXT,
                imported_at INTEGER NOT NULL,
                import_id TEXT NOT NULL,
                PRIMARY KEY (lower_id, upper_id, source),
                CHECK (lower_id < upper_id)
            ) STRICT;
            CREATE INDEX known_relation_upper ON known_relation (upper_id, lower_id);
            CREATE INDEX known_relation_source ON known_relation (source, lower_id);
            CREATE INDEX known_relation_import ON known_relation (import_id);

            ALTER TABLE place_name ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
            UPDATE place_name SET sort_key = lower(name);
            """)
}
