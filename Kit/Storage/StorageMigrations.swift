/// The tables of the storage itself. `Migrator` adds them.
public enum StorageMigrations {
    public static let all = [journal, journalGuard, outbox, job, outboxLabels, journalByKind]

    static let journal = Migration(
        id: "2026-11-01-storage-journal",
        sql: """
            CREATE TABLE journal (
                id TEXT NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                office_id TEXT,
                actor_id TEXT,
                actor_name TEXT NOT NULL,
                subject_kind TEXT NOT NULL,
                subject_id TEXT NOT NULL,
                act TEXT NOT NULL,
                before TEXT,
                after TEXT,
                batch_id TEXT,
                request_id TEXT
            ) STRICT;
            CREATE INDEX journal_subject ON journal (subject_kind, subject_id, id);
            CREATE INDEX journal_office ON journal (office_id, id);
            CREATE INDEX journal_actor ON journal (actor_id, id) WHERE actor_id IS NOT NULL;
            CREATE INDEX journal_batch ON journal (batch_id, id) WHERE batch_id IS NOT NULL;
            """)

    static let journalGuard = Migration(
        id: "2026-11-01-storage-journal-guard",
        sql: """
            CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
            CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
            """,
        postgres: """
            CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the journal only grows'; END $$;
            CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_only_grows();
            CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
            """)

    static let outbox = Migration(
        id: "2026-11-01-storage-outbox",
        sql: """
            CREATE TABLE outbox (
                id TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                payload TEXT NOT NULL,
                idempotency_key TEXT NOT NULL UNIQUE,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'failed')),
                attempts INTEGER NOT NULL DEFAULT 0,
                last_error TEXT,
                created_at INTEGER NOT NULL,
                due_at INTEGER NOT NULL,
                finished_at INTEGER
            ) STRICT;
            CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state IN ('waiting', 'sending');
            CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';
            """)

    static let job = Migration(
        id: "2026-11-01-storage-job",
        sql: """
            CREATE TABLE job (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT,
                kind TEXT NOT NULL,
                title TEXT NOT NULL,
                payload TEXT NOT NULL,
                dedupe_key TEXT,
                state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
                done_count INTEGER NOT NULL DEFAULT 0,
                total_count INTEGER,
                message TEXT,
                result TEXT,
                created_by TEXT,
                created_at INTEGER NOT NULL,
                started_at INTEGER,
                finished_at INTEGER,
                lease_until INTEGER,
                worker TEXT,
                attempts INTEGER NOT NULL DEFAULT 0,
                cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1))
            ) STRICT;
            CREATE INDEX job_active ON job (state, created_at, id) WHERE state IN ('queued', 'running');
            CREATE INDEX job_office ON job (office_id, id);
            CREATE UNIQUE INDEX job_dedupe ON job (dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('queued', 'running');
            """)

    static let outboxLabels = Migration(
        id: "2026-11-21-01-storage-outbox-labels",
        sql: """
            ALTER TABLE outbox ADD COLUMN office_id TEXT;
            ALTER TABLE outbox ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
            ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
            ALTER TABLE outbox ADD COLUMN is_secret INTEGER NOT NULL DEFAULT 0 CHECK (is_secret IN (0, 1));
            CREATE INDEX outbox_office ON outbox (office_id, id);
            CREATE INDEX outbox_finished ON outbox (finished_at) WHERE state = 'done';
            """)

    /// The audit page narrows an office's facts to one kind of thing. Identities grow with time, so the index only grows at its ends.
    static let journalByKind = Migration(
        id: "2026-11-21-05-storage-journal-by-kind", sql: "CREATE INDEX journal_office_kind ON journal (office_id, subject_kind, id);")
}
