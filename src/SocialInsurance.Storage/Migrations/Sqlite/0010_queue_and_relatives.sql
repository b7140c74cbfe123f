-- The queue at 100,000 open cases: what a region holds is read from an index alone. The index of script 0009 had no state, so that every line of
-- a region was looked up; it goes.
DROP INDEX review_case_open_people;
CREATE INDEX review_case_by_division ON review_case
  (division_code, state, finding_kind, colour, assigned_to, due_at, proposed_by, escalated, opened_at, beneficiary_id) WHERE state <> 3;

-- what happened to declarations of relatives (staff_relative holds how they stand; those made before this version are not in the log)
-- change: 1 declared, 2 withdrawn
CREATE TABLE staff_relative_event (
  audit_sequence INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 2),
  changed_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER staff_relative_event_refuses_update BEFORE UPDATE ON staff_relative_event BEGIN SELECT RAISE(ABORT, 'staff_relative_event: append only'); END;
CREATE TRIGGER staff_relative_event_refuses_delete BEFORE DELETE ON staff_relative_event BEGIN SELECT RAISE(ABORT, 'staff_relative_event: append only'); END;
