import Storage

/// The tables of this feature. Append only.
enum Migrations {
    static let all = [partnerships, publishedOrder, firstParties]

    /// `partner_id`, `partner_key`, `place_id` and `country` belong to the first party that is not the office itself, `names` holds the folded names of
    /// all partners. They are kept here so that a register of tens of thousands sorts, narrows and searches without reading the directory;
    /// `PartnershipStore` writes them with the parties.
    /// `fields` holds the fields of work between commas, `,culture,youth,`, so that a list shows and finds them without a second question.
    static let partnerships = Migration(
        id: "2026-11-20-05-partnerships",
        sql: """
            CREATE TABLE partnership (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                kind TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('contact', 'exploring', 'active', 'dormant', 'suspended', 'ended', 'revived')),
                since TEXT,
                partner_id TEXT NOT NULL REFERENCES organisation (id),
                partner_key TEXT NOT NULL,
                names TEXT NOT NULL,
                place_id INTEGER REFERENCES place (id),
                country TEXT,
                fields TEXT NOT NULL,
                theme TEXT NOT NULL,
                basis TEXT NOT NULL,
                basis_text TEXT NOT NULL,
                basis_link TEXT NOT NULL,
                lead_name TEXT NOT NULL,
                involvement TEXT CHECK (involvement IN ('municipality', 'civil-society', 'blended')),
                summary TEXT NOT NULL,
                note TEXT NOT NULL,
                is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
                source TEXT,
                import_id TEXT,
                revision INTEGER NOT NULL CHECK (revision > 0),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                archived_at INTEGER
            ) STRICT;
            CREATE INDEX partnership_partner ON partnership (office_id, partner_key, id);
            CREATE INDEX partnership_country ON partnership (office_id, COALESCE(country, ''), id);
            CREATE INDEX partnership_since ON partnership (office_id, COALESCE(since, ''), id);
            CREATE INDEX partnership_kind ON partnership (office_id, kind, id);
            CREATE INDEX partnership_changed ON partnership (office_id, updated_at, id);
            CREATE INDEX partnership_standing ON partnership (office_id, archived_at, status, country, since, id);
            CREATE INDEX partnership_place ON partnership (place_id) WHERE place_id IS NOT NULL;
            CREATE INDEX partnership_public ON partnership (is_public, archived_at, updated_at);
            CREATE INDEX partnership_import ON partnership (import_id) WHERE import_id IS NOT NULL;

            CREATE TABLE partnership_party (
                partnership_id TEXT NOT NULL REFERENCES partnership (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                organisation_id TEXT NOT NULL REFERENCES organisation (id),
                PRIMARY KEY (partnership_id, position),
                UNIQUE (partnership_id, organisation_id)
            ) STRICT;
            CREATE INDEX partnership_party_organisation ON partnership_party (organisation_id);
            """)

    /// Few of many partnerships are published: public pages go through those alone, the latest change first.
    static let publishedOrder = Migration(
        id: "2026-11-21-01-published-partnerships",
        sql: """
            DROP INDEX partnership_public;
            CREATE INDEX partnership_published ON partnership (office_id, updated_at, id) WHERE is_public = 1 AND archived_at IS NULL;
            CREATE INDEX partnership_published_all ON partnership (updated_at, id) WHERE is_public = 1 AND archived_at IS NULL;
            """)

    /// Whether a partnership refers to an organisation is asked for every one that is taken out of the directory.
    static let firstParties = Migration(
        id: "2026-11-21-71-partnership-first-parties", sql: "CREATE INDEX partnership_first_party ON partnership (partner_id);")
}
