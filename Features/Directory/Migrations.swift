import Storage

/// The tables of the directory. Append only: what is released is never edited.
///
/// They come in two steps, because an office has a place and an organisation has an office.
enum DirectoryMigrations {
    static let all = [
        place, directory, contactQuestions, duplicates, contactLetters, RelationMigrations.knownRelations, letterDays,
        OrganisationImportMigrations.imports,
    ]

    /// The places this server deals with, copied from the gazetteer on first use: lists sort and search them without it,
    /// and what an office once wrote down does not change with the next gazetteer.
    private static let place = Migration(
        id: "2026-11-20-02-place",
        sql: """
            CREATE TABLE place (
                id INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                country TEXT NOT NULL CHECK (length(country) = 2),
                region_name TEXT,
                latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
                longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
                population INTEGER NOT NULL CHECK (population >= 0),
                time_zone TEXT NOT NULL,
                local_name TEXT,
                local_language TEXT,
                search TEXT NOT NULL
            ) STRICT;
            CREATE INDEX place_country ON place (country, id);

            CREATE TABLE place_name (
                place_id INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
                language TEXT NOT NULL,
                name TEXT NOT NULL,
                PRIMARY KEY (place_id, language)
            ) STRICT;
            """)

    private static let directory = Migration(
        id: "2026-11-20-04-directory",
        sql: """
            CREATE TABLE organisation (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                kind TEXT NOT NULL,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                sort_key TEXT NOT NULL,
                search TEXT NOT NULL,
                place_id INTEGER REFERENCES place (id),
                website TEXT,
                note TEXT,
                is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
                revision INTEGER NOT NULL CHECK (revision >= 1),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                archived_at INTEGER
            ) STRICT;
            CREATE INDEX organisation_name_order ON organisation (sort_key, id);
            CREATE INDEX organisation_office ON organisation (office_id, sort_key, id);
            CREATE INDEX organisation_place ON organisation (place_id, kind) WHERE place_id IS NOT NULL;
            CREATE INDEX organisation_changed ON organisation (updated_at, id);

            CREATE TABLE organisation_name (
                organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                language TEXT NOT NULL,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                PRIMARY KEY (organisation_id, position)
            ) STRICT;

            CREATE TABLE organisation_identifier (
                organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                scheme TEXT NOT NULL CHECK (scheme IN ('geonames', 'wikidata', 'unlocode', 'own')),
                value TEXT NOT NULL,
                PRIMARY KEY (organisation_id, position)
            ) STRICT;
            CREATE INDEX organisation_identifier_value ON organisation_identifier (scheme, value);

            CREATE TABLE organisation_figure (
                organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                year INTEGER NOT NULL CHECK (year BETWEEN 1800 AND 2200),
                population INTEGER CHECK (population >= 0),
                partner_cities INTEGER CHECK (partner_cities >= 0),
                staff REAL CHECK (staff >= 0),
                budget_minor INTEGER CHECK (budget_minor >= 0),
                budget_currency TEXT,
                note TEXT,
                PRIMARY KEY (organisation_id, year),
                CHECK ((budget_minor IS NULL) = (budget_currency IS NULL))
            ) STRICT;

            CREATE TABLE contact_block (
                organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id) ON DELETE CASCADE,
                unit TEXT NOT NULL CHECK (length(unit) >= 1),
                person TEXT,
                postal_address TEXT,
                email TEXT,
                telephone TEXT,
                answers_within TEXT,
                preferred_channel TEXT,
                confirmed_on TEXT,
                confirmed_by TEXT,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL
            ) STRICT;

            CREATE TABLE contact_line (
                organisation_id TEXT NOT NULL REFERENCES contact_block (organisation_id) ON DELETE CASCADE,
                part TEXT NOT NULL CHECK (part IN ('decision', 'step', 'language', 'channel', 'sector', 'seeks', 'offers')),
                position INTEGER NOT NULL,
                title TEXT NOT NULL CHECK (length(title) >= 1),
                text TEXT,
                duration TEXT,
                PRIMARY KEY (organisation_id, part, position)
            ) STRICT;
            CREATE INDEX contact_line_title ON contact_line (part, title);
            """)

    /// Questions to contact points. A remark is what somebody wrote back; it is forgotten when the office has seen to it.
    private static let contactQuestions = Migration(
        id: "2026-11-21-08-directory-contact-questions",
        sql: """
            ALTER TABLE office ADD COLUMN asks_contacts INTEGER NOT NULL DEFAULT 0 CHECK (asks_contacts IN (0, 1));
            CREATE TABLE contact_question (
                organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES contact_block (organisation_id) ON DELETE CASCADE,
                token_hash TEXT NOT NULL UNIQUE,
                asked_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                answered_at INTEGER,
                remark TEXT
            ) STRICT;
            CREATE INDEX contact_question_remark ON contact_question (organisation_id) WHERE remark IS NOT NULL;
            """)

    /// One letter and one reminder a year: `round_at` is when the first of them went, `letters` how many did. What was asked before this was written
    /// down counts as reminded. `contact_letter` is whom the link of a letter speaks for that stops further ones, and `contact_refusal` the
    /// addresses, in small letters, that want none; both outlast the question.
    private static let contactLetters = Migration(
        id: "2026-11-21-50-directory-contact-letters",
        sql: """
            ALTER TABLE contact_question ADD COLUMN round_at INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE contact_question ADD COLUMN letters INTEGER NOT NULL DEFAULT 2 CHECK (letters IN (1, 2));
            UPDATE contact_question SET round_at = asked_at;

            CREATE TABLE contact_letter (
                token_hash TEXT NOT NULL PRIMARY KEY,
                organisation_id TEXT NOT NULL REFERENCES contact_block (organisation_id) ON DELETE CASCADE,
                address TEXT NOT NULL CHECK (length(address) >= 1)
            ) STRICT;
            CREATE INDEX contact_letter_organisation ON contact_letter (organisation_id);

            CREATE TABLE contact_refusal (
                address TEXT NOT NULL PRIMARY KEY CHECK (address = lower(address)),
                refused_at INTEGER NOT NULL
            ) STRICT;
            """)

    /// `organisation_pair` is the last report of entries that may be the same, `organisation_look` when it was made. A merge says which revisions it
    /// found and left, so that undoing it never takes back what somebody wrote since. An entry that was merged leads to the one that was kept.
    private static let duplicates = Migration(
        id: "2026-11-21-14-directory-duplicates",
        sql: """
            ALTER TABLE organisation ADD COLUMN merged_into TEXT REFERENCES organisation (id);
            CREATE INDEX organisation_merged ON organisation (merged_into);

            CREATE TABLE organisation_look (
                office_id TEXT NOT NULL PRIMARY KEY REFERENCES office (id),
                looked_at INTEGER NOT NULL,
                records INTEGER NOT NULL CHECK (records >= 0),
                pairs INTEGER NOT NULL CHECK (pairs >= 0),
                has_more INTEGER NOT NULL CHECK (has_more IN (0, 1))
            ) STRICT;

            CREATE TABLE organisation_pair (
                office_id TEXT NOT NULL REFERENCES office (id),
                one_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                other_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                position INTEGER NOT NULL CHECK (position >= 0),
                reason TEXT NOT NULL CHECK (reason IN ('identifier', 'name', 'website', 'order', 'slip')),
                detail TEXT NOT NULL,
                PRIMARY KEY (one_id, other_id),
                CHECK (one_id < other_id)
            ) STRICT;
            CREATE INDEX organisation_pair_other ON organisation_pair (other_id);
            CREATE INDEX organisation_pair_office ON organisation_pair (office_id, position);

            CREATE TABLE organisation_distinct (
                one_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                other_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                said_at INTEGER NOT NULL,
                said_by TEXT NOT NULL,
                PRIMARY KEY (one_id, other_id),
                CHECK (one_id < other_id)
            ) STRICT;
            CREATE INDEX organisation_distinct_other ON organisation_distinct (other_id);

            CREATE TABLE organisation_merge (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                kept_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                gone_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
                kept_before INTEGER NOT NULL,
                kept_after INTEGER NOT NULL,
                gone_after INTEGER NOT NULL,
                took_contact INTEGER NOT NULL CHECK (took_contact IN (0, 1)),
                was_own INTEGER NOT NULL CHECK (was_own IN (0, 1)),
                merged_at INTEGER NOT NULL,
                merged_by TEXT NOT NULL,
                undone_at INTEGER,
                CHECK (kept_id <> gone_id)
            ) STRICT;
            CREATE INDEX organisation_merge_kept ON organisation_merge (kept_id);
            CREATE INDEX organisation_merge_gone ON organisation_merge (gone_id);
            """)

    /// When each letter went, so that no address is asked about two entries in one year. Of earlier ones the day of the last is taken for all.
    /// The indexes find the letters to an address, and the blocks of those who want none.
    private static let letterDays = Migration(
        id: "2026-11-22-10-directory-letter-days",
        sql: """
            ALTER TABLE contact_letter ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;
            UPDATE contact_letter SET sent_at = COALESCE(
                (SELECT q.asked_at FROM contact_question q WHERE q.organisation_id = contact_letter.organisation_id), 0);
            CREATE INDEX contact_letter_address ON contact_letter (lower(address), sent_at);
            CREATE INDEX contact_block_email ON contact_block (lower(email));
            """)
}
