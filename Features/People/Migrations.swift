import Storage

/// The tables of people. Append only: what is released is never edited.
///
/// SQLite looks up whole indexes only when it checks what refers to a row that goes: `merged_into` and `person_id` have no partial ones.
///
/// Personal values stand in `person_version`, and as far as lists need them in `person`, `person_role`, `person_language`, `person_key` and
/// `person_talk`: the tables that erasing empties (docs/decisions/erasure.md). The journal holds none.
enum PeopleMigrations {
    static let all = [people, imports, duplicates, names, undone, report, addresses, questions, grounds, files, unconfirmed]

    private static let people = Migration(
        id: "2026-11-21-people",
        sql: """
            CREATE TABLE person (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                sort_key TEXT NOT NULL,
                search TEXT NOT NULL,
                place_id INTEGER REFERENCES place (id),
                review_until TEXT NOT NULL,
                confirmed_on TEXT NOT NULL,
                confirmed_by TEXT NOT NULL,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL,
                archived_at INTEGER,
                merged_into TEXT REFERENCES person (id),
                erased_at INTEGER,
                erased_by TEXT,
                CHECK ((erased_at IS NULL) = (erased_by IS NULL)),
                CHECK (erased_at IS NULL OR (sort_key = '' AND search = '' AND review_until = '' AND place_id IS NULL))
            ) STRICT;
            CREATE INDEX person_office ON person (office_id, sort_key, id);
            CREATE INDEX person_review ON person (office_id, review_until) WHERE erased_at IS NULL;
            CREATE INDEX person_place ON person (place_id) WHERE place_id IS NOT NULL;
            CREATE INDEX person_changed ON person (updated_at, id);
            CREATE INDEX person_merged ON person (merged_into);

            CREATE TABLE person_version (
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                entry TEXT NOT NULL,
                PRIMARY KEY (person_id, revision)
            ) STRICT;

            CREATE TABLE person_role (
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                organisation_id TEXT NOT NULL REFERENCES organisation (id),
                kind TEXT NOT NULL,
                post TEXT NOT NULL,
                post_key TEXT NOT NULL,
                starts TEXT,
                ends TEXT,
                PRIMARY KEY (person_id, position)
            ) STRICT;
            CREATE INDEX person_role_organisation ON person_role (organisation_id, post_key);

            CREATE TABLE person_language (
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                language TEXT NOT NULL,
                PRIMARY KEY (person_id, language)
            ) STRICT;
            CREATE INDEX person_language_language ON person_language (language, person_id);

            CREATE TABLE person_key (
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                office_id TEXT NOT NULL REFERENCES office (id),
                kind TEXT NOT NULL CHECK (kind IN ('email', 'name')),
                value TEXT NOT NULL,
                PRIMARY KEY (person_id, kind, value)
            ) STRICT;
            CREATE INDEX person_key_value ON person_key (office_id, kind, value, person_id);

            CREATE TABLE person_talk (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                day TEXT NOT NULL,
                medium TEXT NOT NULL,
                who TEXT NOT NULL,
                line TEXT NOT NULL,
                entered_at INTEGER NOT NULL,
                entered_by TEXT
            ) STRICT;
            CREATE INDEX person_talk_person ON person_talk (person_id, day);
            """)

    /// Imports wait here for somebody's word. What they say of people goes with the import, whether it is made or discarded.
    private static let imports = Migration(
        id: "2026-11-21-people-import",
        sql: """
            CREATE TABLE person_import (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                kind TEXT NOT NULL CHECK (kind IN ('cards', 'sheet')),
                state TEXT NOT NULL CHECK (state IN ('read', 'planned', 'applied', 'undone')),
                headings TEXT,
                columns TEXT,
                row_count INTEGER NOT NULL CHECK (row_count >= 0),
                entered INTEGER NOT NULL DEFAULT 0,
                merged INTEGER NOT NULL DEFAULT 0,
                left_out INTEGER NOT NULL DEFAULT 0,
                revision INTEGER NOT NULL DEFAULT 1,
                job_id TEXT,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL
            ) STRICT;
            CREATE INDEX person_import_office ON person_import (office_id, created_at, id);

            CREATE TABLE person_import_row (
                import_id TEXT NOT NULL REFERENCES person_import (id) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                line INTEGER NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('unread', 'new', 'same', 'refused')),
                cells TEXT,
                draft TEXT,
                fault TEXT,
                remark TEXT,
                person_id TEXT REFERENCES person (id) ON DELETE SET NULL,
                PRIMARY KEY (import_id, number)
            ) STRICT;
            CREATE INDEX person_import_row_outcome ON person_import_row (import_id, outcome, number);
            CREATE INDEX person_import_row_person ON person_import_row (person_id);
            """)

    /// Which entries became one, so that it can be undone, and which were looked at and are two people. Identities only.
    private static let duplicates = Migration(
        id: "2026-11-21-people-merge",
        sql: """
            CREATE TABLE person_merge (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                kept_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                gone_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                revision_before INTEGER NOT NULL,
                revision_after INTEGER NOT NULL,
                merged_at INTEGER NOT NULL,
                merged_by TEXT NOT NULL,
                undone_at INTEGER,
                CHECK (kept_id <> gone_id)
            ) STRICT;
            CREATE INDEX person_merge_kept ON person_merge (kept_id);
            CREATE INDEX person_merge_gone ON person_merge (gone_id);

            CREATE TABLE person_distinct (
                one_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                other_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                said_at INTEGER NOT NULL,
                said_by TEXT NOT NULL,
                PRIMARY KEY (one_id, other_id),
                CHECK (one_id < other_id)
            ) STRICT;
            CREATE INDEX person_distinct_other ON person_distinct (other_id);
            """)

    /// What a person is called, for lists of others that show records of many kinds: those speak SQL and cannot read an entry.
    private static let names = Migration(
        id: "2026-11-21-people-names",
        sql: """
            ALTER TABLE person ADD COLUMN name TEXT NOT NULL DEFAULT '' CHECK (erased_at IS NULL OR name = '');
            UPDATE person SET name = (
                SELECT trim(COALESCE(json_extract(v.entry, '$.name.title'), '') || ' ' || trim(CASE json_extract(v.entry, '$.name.order')
                    WHEN 'family_first' THEN COALESCE(json_extract(v.entry, '$.name.family'), '') || ' ' || COALESCE(json_extract(v.entry, '$.name.given'), '')
                    ELSE COALESCE(json_extract(v.entry, '$.name.given'), '') || ' ' || COALESCE(json_extract(v.entry, '$.name.family'), '') END))
                FROM person_version v WHERE v.person_id = person.id AND v.revision = person.revision)
            WHERE erased_at IS NULL;
            UPDATE person SET name = sort_key WHERE erased_at IS NULL AND name = '';
            """,
        postgres: """
            ALTER TABLE person ADD COLUMN name TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (erased_at IS NULL OR name = '');
            UPDATE person SET name = (
                SELECT trim(COALESCE(v.entry::jsonb #>> '{name,title}', '') || ' ' || trim(CASE v.entry::jsonb #>> '{name,order}'
                    WHEN 'family_first' THEN COALESCE(v.entry::jsonb #>> '{name,family}', '') || ' ' || COALESCE(v.entry::jsonb #>> '{name,given}', '')
                    ELSE COALESCE(v.entry::jsonb #>> '{name,given}', '') || ' ' || COALESCE(v.entry::jsonb #>> '{name,family}', '') END))
                FROM person_version v WHERE v.person_id = person.id AND v.revision = person.revision)
            WHERE erased_at IS NULL;
            UPDATE person SET name = sort_key WHERE erased_at IS NULL AND name = '';
            """)

    /// What undoing an import did, for its page.
    private static let undone = Migration(
        id: "2026-11-21-people-undone",
        sql: """
            ALTER TABLE person_import ADD COLUMN removed INTEGER;
            ALTER TABLE person_import ADD COLUMN restored INTEGER;
            ALTER TABLE person_import ADD COLUMN kept_changed INTEGER;
            ALTER TABLE person_import ADD COLUMN kept_held INTEGER;
            """)

    /// Who may be entered twice, as the last look found them. Nothing about a person is in it but that there are two entries.
    private static let report = Migration(
        id: "2026-11-21-people-twice",
        sql: """
            CREATE TABLE person_pair (
                office_id TEXT NOT NULL REFERENCES office (id),
                one_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                other_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                reason TEXT NOT NULL CHECK (reason IN ('address', 'name', 'slip')),
                PRIMARY KEY (one_id, other_id),
                CHECK (one_id < other_id)
            ) STRICT;
            CREATE INDEX person_pair_office ON person_pair (office_id, position);
            CREATE INDEX person_pair_other ON person_pair (other_id);

            CREATE TABLE person_look (
                office_id TEXT NOT NULL PRIMARY KEY REFERENCES office (id),
                looked_at INTEGER NOT NULL,
                people INTEGER NOT NULL,
                has_more INTEGER NOT NULL CHECK (has_more IN (0, 1))
            ) STRICT;
            """)

    /// Where one writes to a person and on what basis, for whoever has to choose among all of them. Both are taken from the entries.
    private static let addresses = Migration(
        id: "2026-11-22-20-people-addresses",
        sql: """
            ALTER TABLE person ADD COLUMN email TEXT CHECK (erased_at IS NULL OR email IS NULL);
            ALTER TABLE person ADD COLUMN basis TEXT NOT NULL DEFAULT '';
            UPDATE person SET
                email = (SELECT json_extract(c.value, '$.value') FROM person_version v, json_each(v.entry, '$.channels') c
                    WHERE v.person_id = person.id AND v.revision = person.revision AND json_extract(c.value, '$.kind') = 'email'
                    ORDER BY c.key LIMIT 1),
                basis = COALESCE((SELECT json_extract(v.entry, '$.basis') FROM person_version v
                    WHERE v.person_id = person.id AND v.revision = person.revision), '')
            WHERE erased_at IS NULL;
            """,
        postgres: """
            ALTER TABLE person ADD COLUMN email TEXT COLLATE "C" CHECK (erased_at IS NULL OR email IS NULL);
            ALTER TABLE person ADD COLUMN basis TEXT COLLATE "C" NOT NULL DEFAULT '';
            UPDATE person SET
                email = (SELECT c.value ->> 'value' FROM person_version v, jsonb_array_elements(v.entry::jsonb -> 'channels') WITH ORDINALITY AS c (value, place)
                    WHERE v.person_id = person.id AND v.revision = person.revision AND c.value ->> 'kind' = 'email' ORDER BY c.place LIMIT 1),
                basis = COALESCE((SELECT v.entry::jsonb ->> 'basis' FROM person_version v
                    WHERE v.person_id = person.id AND v.revision = person.revision), '')
            WHERE erased_at IS NULL;
            """)

    /// Questions to people, in the form in which the directory asks (`AskedTables`). What was answered goes with the person.
    private static let questions = Migration(
        id: "2026-11-22-21-people-questions",
        sql: """
            ALTER TABLE office ADD COLUMN asks_people INTEGER NOT NULL DEFAULT 0 CHECK (asks_people IN (0, 1));
            CREATE TABLE person_question (
                person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
                token_hash TEXT NOT NULL UNIQUE,
                asked_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                answered_at INTEGER,
                remark TEXT,
                removal_at INTEGER,
                round_at INTEGER NOT NULL,
                letters INTEGER NOT NULL CHECK (letters IN (1, 2))
            ) STRICT;
            CREATE INDEX person_question_remark ON person_question (person_id) WHERE remark IS NOT NULL;
            CREATE INDEX person_question_removal ON person_question (person_id) WHERE removal_at IS NOT NULL;

            CREATE TABLE person_letter (
                token_hash TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                address TEXT NOT NULL CHECK (length(address) >= 1),
                sent_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX person_letter_person ON person_letter (person_id);
            CREATE INDEX person_letter_address ON person_letter (lower(address), sent_at);
            CREATE INDEX person_freshness ON person (office_id, confirmed_on, id, archived_at) WHERE merged_into IS NULL AND erased_at IS NULL;
            CREATE INDEX person_key_address ON person_key (value, person_id) WHERE kind = 'email';
            """)

    /// By what a row of an import is taken for somebody who is here. Of imports that wait since before, nobody knows it: their rows are left out unless somebody decides.
    private static let grounds = Migration(
        id: "2026-11-22-22-people-grounds",
        sql: """
            ALTER TABLE person_import_row ADD COLUMN ground TEXT;
            """,
        postgres: """
            ALTER TABLE person_import_row ADD COLUMN ground TEXT COLLATE "C";
            """)

    /// What the file of an import was called; empty for those from before.
    private static let files = Migration(
        id: "2026-11-22-23-people-import-name",
        sql: """
            ALTER TABLE person_import ADD COLUMN name TEXT NOT NULL DEFAULT '';
            """,
        postgres: """
            ALTER TABLE person_import ADD COLUMN name TEXT COLLATE "C" NOT NULL DEFAULT '';
            """)

    /// Nobody may have confirmed an entry yet: whom a file has brought. Of those from before nobody had either, unless it was said since.
    private static let unconfirmed = Migration(
        id: "2026-11-22-24-people-unconfirmed",
        sql: """
            DROP INDEX person_freshness;
            ALTER TABLE person ADD COLUMN confirmed_day TEXT;
            ALTER TABLE person ADD COLUMN confirmed_name TEXT;
            UPDATE person SET confirmed_day = confirmed_on, confirmed_name = confirmed_by;
            ALTER TABLE person DROP COLUMN confirmed_on;
            ALTER TABLE person DROP COLUMN confirmed_by;
            ALTER TABLE person RENAME COLUMN confirmed_day TO confirmed_on;
            ALTER TABLE person RENAME COLUMN confirmed_name TO confirmed_by;
            CREATE INDEX person_freshness ON person (office_id, confirmed_on, id, archived_at) WHERE merged_into IS NULL AND erased_at IS NULL;
            \(forgetting)
            """,
        postgres: """
            ALTER TABLE person ALTER COLUMN confirmed_on DROP NOT NULL;
            ALTER TABLE person ALTER COLUMN confirmed_by DROP NOT NULL;
            \(forgetting)
            """)

    private static let forgetting = """
        UPDATE person SET confirmed_on = NULL, confirmed_by = NULL
        WHERE id IN (SELECT j.subject_id FROM person_import i JOIN journal j ON j.batch_id = i.id WHERE j.subject_kind = 'person' AND j.act = 'created')
        AND id NOT IN (SELECT j.subject_id FROM journal j WHERE j.subject_kind = 'person' AND j.act = 'confirmed');
        """
}
