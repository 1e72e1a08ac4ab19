import Storage

/// What lists find and sort partnerships by besides their own fields. Append only.
///
/// `health` and `health_points` are reckoned (`HealthStore`), `term_ends` is read from the record (`TermProjection`); they stand in the
/// partnership's line so that a register of tens of thousands sorts and narrows by them through an index, and counts in it alone. `unknown`
/// and no points is what a partnership begins with.
enum HealthMigrations {
    static let all = [health]

    private static let health = Migration(
        id: "2026-11-21-40-partnership-health",
        sql: """
            ALTER TABLE partnership ADD COLUMN health TEXT NOT NULL DEFAULT 'unknown'
                CHECK (health IN ('sound', 'attention', 'asleep', 'unknown', 'resting'));
            ALTER TABLE partnership ADD COLUMN health_points INTEGER CHECK (health_points BETWEEN 0 AND 100);
            ALTER TABLE partnership ADD COLUMN term_ends TEXT;
            UPDATE partnership SET health = 'resting' WHERE status IN ('suspended', 'ended');
            UPDATE partnership SET term_ends = (SELECT t.ends FROM partnership_term t WHERE t.record_id = partnership.record_id)
                WHERE record_id IN (SELECT record_id FROM partnership_term);
            CREATE INDEX partnership_health ON partnership (office_id, COALESCE(health_points, -1), id);
            CREATE INDEX partnership_health_state ON partnership (office_id, archived_at, health, updated_at, id);
            CREATE INDEX partnership_term_ends ON partnership (office_id, COALESCE(term_ends, ''), id);
            CREATE INDEX partnership_term_state ON partnership (office_id, archived_at, term_ends, id);
            """)
}
