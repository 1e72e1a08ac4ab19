import Storage

/// The tables of accounts. Append only.
enum AccountsMigrations {
    static let all = [accounts, links, secondFactor, tokens, singleSignOn, standIns, writingTokens]

    static let accounts = Migration(
        id: "2026-11-20-03-accounts",
        sql: """
            CREATE TABLE office (
                id TEXT NOT NULL PRIMARY KEY,
                slug TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL CHECK (name <> ''),
                place_id INTEGER NOT NULL REFERENCES place (id),
                organisation_id TEXT,
                language TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE user_account (
                id TEXT NOT NULL PRIMARY KEY,
                email TEXT NOT NULL UNIQUE CHECK (email <> ''),
                name TEXT NOT NULL CHECK (name <> ''),
                sort_key TEXT NOT NULL,
                search TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                is_password_initial INTEGER NOT NULL DEFAULT 0 CHECK (is_password_initial IN (0, 1)),
                language TEXT,
                is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
                last_office_id TEXT REFERENCES office (id),
                created_at INTEGER NOT NULL,
                last_sign_in_at INTEGER
            ) STRICT;

            CREATE TABLE membership (
                user_id TEXT NOT NULL REFERENCES user_account (id),
                office_id TEXT NOT NULL REFERENCES office (id),
                role TEXT NOT NULL CHECK (role IN ('admin', 'director', 'officer', 'colleague', 'counterpart', 'community', 'council')),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, office_id)
            ) STRICT;
            CREATE INDEX membership_office ON membership (office_id, role);

            CREATE TABLE session (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES user_account (id),
                office_id TEXT REFERENCES office (id),
                created_at INTEGER NOT NULL,
                last_seen_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                address TEXT NOT NULL,
                agent TEXT NOT NULL
            ) STRICT;
            CREATE INDEX session_of_user ON session (user_id);
            CREATE INDEX session_expires ON session (expires_at);

            CREATE TABLE sign_in_attempt (
                kind TEXT NOT NULL CHECK (kind IN ('account', 'address')),
                subject TEXT NOT NULL,
                failures INTEGER NOT NULL CHECK (failures >= 0),
                last_at INTEGER NOT NULL,
                blocked_until INTEGER NOT NULL,
                PRIMARY KEY (kind, subject)
            ) STRICT;
            CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at);
            """)

    static let links = Migration(
        id: "2026-11-21-02-accounts-links",
        sql: """
            CREATE TABLE invitation (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                office_id TEXT NOT NULL REFERENCES office (id),
                email TEXT NOT NULL CHECK (email <> ''),
                name TEXT NOT NULL CHECK (name <> ''),
                role TEXT NOT NULL CHECK (role IN ('admin', 'director', 'officer', 'colleague', 'counterpart', 'community', 'council')),
                language TEXT,
                invited_by TEXT REFERENCES user_account (id),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                UNIQUE (office_id, email)
            ) STRICT;

            CREATE TABLE password_reset (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES user_account (id),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX password_reset_user ON password_reset (user_id);
            """)

    static let secondFactor = Migration(
        id: "2026-11-21-03-accounts-second-factor",
        sql: """
            ALTER TABLE office ADD COLUMN requires_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (requires_second_factor IN (0, 1));

            CREATE TABLE second_factor (
                user_id TEXT NOT NULL PRIMARY KEY REFERENCES user_account (id),
                secret TEXT NOT NULL,
                is_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (is_confirmed IN (0, 1)),
                last_step INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE recovery_code (
                user_id TEXT NOT NULL REFERENCES user_account (id),
                code_hash TEXT NOT NULL,
                PRIMARY KEY (user_id, code_hash)
            ) STRICT;

            CREATE TABLE sign_in_step (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES user_account (id),
                password_hash TEXT NOT NULL,
                back TEXT NOT NULL,
                failures INTEGER NOT NULL DEFAULT 0,
                expires_at INTEGER NOT NULL
            ) STRICT;
            """)

    static let tokens = Migration(
        id: "2026-11-21-04-accounts-tokens",
        sql: """
            CREATE TABLE access_token (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                user_id TEXT NOT NULL REFERENCES user_account (id),
                office_id TEXT NOT NULL REFERENCES office (id),
                name TEXT NOT NULL CHECK (name <> ''),
                start TEXT NOT NULL,
                resources TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                last_used_at INTEGER
            ) STRICT;
            CREATE INDEX access_token_user ON access_token (user_id);
            """)

    static let singleSignOn = Migration(
        id: "2026-11-21-06-accounts-single-sign-on",
        sql: """
            ALTER TABLE session ADD COLUMN is_by_provider INTEGER NOT NULL DEFAULT 0 CHECK (is_by_provider IN (0, 1));
            CREATE TABLE user_identity (
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                user_id TEXT NOT NULL REFERENCES user_account (id),
                is_managed INTEGER NOT NULL CHECK (is_managed IN (0, 1)),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (issuer, subject)
            ) STRICT;
            CREATE INDEX user_identity_user ON user_identity (user_id);
            """)

    static let standIns = Migration(
        id: "2026-11-21-12-accounts-stand-in",
        sql: """
            CREATE TABLE stand_in (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                absent_id TEXT NOT NULL REFERENCES user_account (id),
                deputy_id TEXT NOT NULL REFERENCES user_account (id),
                from_day TEXT NOT NULL,
                until_day TEXT NOT NULL CHECK (until_day >= from_day),
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                CHECK (absent_id <> deputy_id)
            ) STRICT;
            CREATE INDEX stand_in_deputy ON stand_in (deputy_id, office_id, until_day);
            CREATE INDEX stand_in_absent ON stand_in (absent_id, office_id, until_day);

            ALTER TABLE session ADD COLUMN stand_in_id TEXT;
            """)

    /// What a token made out before may do stays what it was: it reads.
    static let writingTokens = Migration(
        id: "2026-11-21-20-accounts-writing-tokens",
        sql: """
            ALTER TABLE access_token ADD COLUMN writes TEXT NOT NULL DEFAULT '';

            CREATE TABLE access_token_answer (
                token_id TEXT NOT NULL REFERENCES access_token (id) ON DELETE CASCADE,
                key_hash TEXT NOT NULL,
                request_hash TEXT NOT NULL,
                status INTEGER NOT NULL,
                entered TEXT NOT NULL,
                location TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (token_id, key_hash)
            ) STRICT;
            CREATE INDEX access_token_answer_created ON access_token_answer (created_at);
            """)
}
