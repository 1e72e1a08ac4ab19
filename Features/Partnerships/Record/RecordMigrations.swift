import Storage

/// The tables of the shared records: the entries, which are the truth, and what is read from them. Append only.
///
/// A record bears the identity of the partnership for which it was begun; every office that shares it points to it. `place` counts the
/// entries in the order in which they arrived here. `continued_by` is the record that took over when an office had lost its key. `state` holds what the entries fold to, so that no page folds.
enum RecordMigrations {
    static let all = [records, parties, things, ownParties, waiting]

    private static let records = Migration(
        id: "2026-11-21-13-shared-records",
        sql: """
            CREATE TABLE office_key (
                office_id TEXT NOT NULL PRIMARY KEY REFERENCES office (id),
                party TEXT NOT NULL UNIQUE,
                kept TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE shared_record (
                id TEXT NOT NULL PRIMARY KEY,
                office_id TEXT NOT NULL REFERENCES office (id),
                root TEXT NOT NULL,
                entries INTEGER NOT NULL CHECK (entries > 0),
                digest TEXT NOT NULL,
                state TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                continued_by TEXT REFERENCES shared_record (id)
            ) STRICT;
            CREATE INDEX shared_record_office ON shared_record (office_id, id);

            CREATE TABLE shared_entry (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                place INTEGER NOT NULL CHECK (place > 0),
                hash TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (record_id, place),
                UNIQUE (record_id, hash)
            ) STRICT;

            ALTER TABLE partnership ADD COLUMN record_id TEXT REFERENCES shared_record (id);
            CREATE INDEX partnership_record ON partnership (record_id);
            """)

    /// `waiting` counts the open proposals that ask this office and that it has not answered.
    /// Which offices of this server a record's parties with a key are: those who share it, and those who are invited to.
    private static let parties = Migration(
        id: "2026-11-21-14-shared-parties",
        sql: """
            CREATE TABLE shared_party (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                office_id TEXT NOT NULL REFERENCES office (id),
                state TEXT NOT NULL CHECK (state IN ('member', 'invited', 'declined', 'left')),
                waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
                since INTEGER NOT NULL,
                PRIMARY KEY (record_id, office_id)
            ) STRICT;
            CREATE INDEX shared_party_office ON shared_party (office_id, state);
            INSERT INTO shared_party (record_id, office_id, state, since) SELECT id, office_id, 'member', updated_at FROM shared_record;
            """)

    /// What an office means to propose and has not sent, and the values about persons beside the records: the chain holds their commitments
    /// alone. A value that was erased keeps its line without salt and value.
    private static let things = Migration(
        id: "2026-11-21-15-shared-things",
        sql: """
            CREATE TABLE shared_draft (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                office_id TEXT NOT NULL REFERENCES office (id),
                changes TEXT NOT NULL,
                answers TEXT,
                updated_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (record_id, office_id)
            ) STRICT;

            CREATE TABLE personal_value (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                commitment TEXT NOT NULL,
                salt TEXT,
                value TEXT,
                written_at INTEGER NOT NULL,
                PRIMARY KEY (record_id, commitment),
                CHECK ((salt IS NULL) = (value IS NULL))
            ) STRICT;
            """)

    /// Which party an office is belongs to the record: `party` is set where it is another one than its own key began. And a draft is a party's, so
    /// that whoever speaks for the party next finds it.
    private static let ownParties = Migration(
        id: "2026-11-21-16-own-parties",
        sql: """
            ALTER TABLE shared_party ADD COLUMN party TEXT;

            CREATE TABLE party_draft (
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                party TEXT NOT NULL,
                changes TEXT NOT NULL,
                answers TEXT,
                updated_by TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (record_id, party)
            ) STRICT;
            INSERT INTO party_draft (record_id, party, changes, answers, updated_by, updated_at)
            SELECT d.record_id, k.party, d.changes, d.answers, d.updated_by, d.updated_at FROM shared_draft d JOIN office_key k ON k.office_id = d.office_id;
            DROP TABLE shared_draft;
            """)

    /// The home page of an office with 40,000 partnerships took a third of a second to find that nothing waits.
    private static let waiting = Migration(
        id: "2026-11-21-60-waiting-proposals",
        sql: """
            CREATE INDEX shared_party_waiting ON shared_party (office_id, state, record_id) WHERE waiting > 0;
            DROP INDEX partnership_record;
            CREATE INDEX partnership_record ON partnership (record_id, office_id);
            """)
}
