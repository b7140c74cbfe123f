-- The queue at 100,000 open cases: what a region holds is read from an index alone. The index of script 0009 had no state, so that every line of
-- a region was looked up; it goes.
DROP INDEX review_case_open_people;
CREATE INDEX review_case_by_division ON review_case
  (division_code, state, finding_kind, colour, assigned_to, due_at, proposed_by, escalated, opened_at, beneficiary_id) WHERE state <> 3;
