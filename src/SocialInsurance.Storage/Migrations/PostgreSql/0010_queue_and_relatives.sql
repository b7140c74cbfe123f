-- The queue at 100,000 open cases: what a region holds is read from an index alone. The index of script 0009 had no state, so that every line of
-- a region was looked up; it goes.
DROP INDEX review_case_open_people;
CREATE INDEX review_case_by_division ON review_case
  (division_code, state, finding_kind, colour, assigned_to, due_at, proposed_by, escalated, opened_at, beneficiary_id, id) WHERE state <> 3;

-- a window is read from an index alone only where the server knows its pages to be settled: sooner than after a fifth of the table changed
ALTER TABLE review_case SET
  (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- what happened to declarations of relatives (staff_relative holds how they stand; those made before this version are not in the log)
-- change: 1 declared, 2 withdrawn
CREATE TABLE staff_relative_event (
  audit_sequence BIGINT PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES staff_account (id),
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 2),
  changed_by TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

SELECT keep_append_only('staff_relative_event');
