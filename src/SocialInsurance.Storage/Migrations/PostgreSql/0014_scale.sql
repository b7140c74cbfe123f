-- What a province of millions needs besides: it only adds, older programs go on.

-- Roots of complete tiles of 256 leaves of the log. A cache: whoever reads it holds it to the checkpoint, what is missing comes from the entries.
CREATE TABLE audit_tile (
  number BIGINT PRIMARY KEY,
  root BYTEA NOT NULL
);

-- cases with contacts (5), so that offers of home visits are not sought among the events of all years
CREATE INDEX review_case_event_contact ON review_case_event (case_id, audit_sequence) WHERE kind = 5;

-- people by the method of their last certification, counted without reading sealed identities
CREATE INDEX beneficiary_certified ON beneficiary (certified_by) WHERE certified_by IS NOT NULL;

-- what a run decided, counted without reading its decisions
CREATE INDEX decision_run ON decision (run_id, outcome) WHERE run_id IS NOT NULL;
