-- Identity sealed, decisions, cases, periods, consents, audit.
-- Dates are integers yyyymmdd, instants microseconds since 1970-01-01T00:00Z, digests 32 bytes, UUIDs lower-case text.
-- Every audited table is keyed by the audit entry that records its row.

CREATE TABLE key_fingerprint (
  purpose BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  fingerprint BYTEA NOT NULL,
  PRIMARY KEY (purpose, key_id)
);

CREATE TABLE audit_entry (
  sequence BIGINT PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  subject_commitment BYTEA NOT NULL,
  payload_digest BYTEA NOT NULL,
  seal BYTEA NOT NULL
);

CREATE TABLE audit_checkpoint (
  size BIGINT PRIMARY KEY,
  root_hash BYTEA NOT NULL,
  frontier BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL,
  seal BYTEA NOT NULL
);

CREATE TABLE register_import (
  audit_sequence BIGINT PRIMARY KEY,
  digest BYTEA NOT NULL UNIQUE,
  source TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- certified_by: method of the last certification here; null before the first
CREATE TABLE beneficiary (
  id TEXT COLLATE "C" PRIMARY KEY,
  document_sealed BYTEA NOT NULL,
  document_index BYTEA NOT NULL,
  name_sealed BYTEA NOT NULL,
  born_on BIGINT NOT NULL,
  division_code TEXT COLLATE "C" NOT NULL,
  due_on BIGINT NOT NULL,
  last_certified_on BIGINT NULL,
  certified_by BIGINT NULL CHECK (certified_by BETWEEN 1 AND 3)
);

CREATE INDEX beneficiary_document ON beneficiary (document_index);

CREATE TABLE comparison_run (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  as_of BIGINT NOT NULL,
  policy_version TEXT COLLATE "C" NOT NULL,
  policy_digest BYTEA NOT NULL,
  cycle_months BIGINT NOT NULL,
  decisions_digest BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE TABLE decision (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  method BIGINT NOT NULL CHECK (method BETWEEN 1 AND 3),
  outcome BIGINT NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  rule_code TEXT COLLATE "C" NOT NULL,
  policy_version TEXT COLLATE "C" NOT NULL,
  policy_digest BYTEA NOT NULL,
  evidence_source TEXT COLLATE "C" NULL,
  evidence_on BIGINT NULL,
  evidence_places TEXT COLLATE "C" NULL,
  decided_at BIGINT NOT NULL,
  decider BIGINT NOT NULL CHECK (decider BETWEEN 1 AND 2),
  run_id TEXT COLLATE "C" NULL REFERENCES comparison_run (id),
  session_id TEXT COLLATE "C" NULL,
  session_attempt BIGINT NULL,
  model_digests TEXT COLLATE "C" NULL,
  CHECK ((run_id IS NULL) <> (session_id IS NULL)),
  CHECK ((session_id IS NULL) = (session_attempt IS NULL)),
  CHECK ((evidence_source IS NULL) = (evidence_on IS NULL) AND (evidence_source IS NULL) = (evidence_places IS NULL)),
  UNIQUE (beneficiary_id, run_id)
);

CREATE UNIQUE INDEX decision_session ON decision (session_id, session_attempt) WHERE session_id IS NOT NULL;

CREATE TABLE certification_period (
  opened_by BIGINT PRIMARY KEY REFERENCES decision (audit_sequence),
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  CHECK (valid_from < valid_until)
);

CREATE INDEX certification_period_beneficiary ON certification_period (beneficiary_id, valid_until);

-- state repeats what the events say, so that queues need no fold
CREATE TABLE review_case (
  id TEXT COLLATE "C" PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  finding_kind TEXT COLLATE "C" NOT NULL,
  colour BIGINT NOT NULL CHECK (colour BETWEEN 1 AND 3),
  record_place TEXT COLLATE "C" NOT NULL,
  opened_by TEXT COLLATE "C" NOT NULL REFERENCES decision (id),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  UNIQUE (beneficiary_id, finding_kind, record_place)
);

CREATE INDEX review_case_queue ON review_case (state, colour, finding_kind);

-- kind: 1 opened, 2 assigned, 3 closed
CREATE TABLE review_case_event (
  audit_sequence BIGINT PRIMARY KEY,
  case_id TEXT COLLATE "C" NOT NULL REFERENCES review_case (id),
  ordinal BIGINT NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  caseworker TEXT COLLATE "C" NULL,
  conclusion BIGINT NULL,
  recorded_at BIGINT NOT NULL,
  UNIQUE (case_id, ordinal)
);

CREATE TABLE face_consent (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  text_version TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE TABLE reference_enrolment (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  consent_id TEXT COLLATE "C" NOT NULL REFERENCES face_consent (id),
  model_digest BYTEA NOT NULL,
  quality_percent BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX reference_enrolment_beneficiary ON reference_enrolment (beneficiary_id);

CREATE TABLE reference_withdrawal (
  audit_sequence BIGINT PRIMARY KEY,
  reference_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  reason BIGINT NOT NULL CHECK (reason BETWEEN 1 AND 2),
  recorded_at BIGINT NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: append only', TG_TABLE_NAME;
END $$;

-- for every table that is never changed: UPDATE, DELETE and TRUNCATE are refused, whoever asks
CREATE FUNCTION keep_append_only(protected TEXT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', protected);
END $$;

-- once a statement, over all its rows: together they follow the last entry without a gap
CREATE FUNCTION refuse_hole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first_added BIGINT;
  last_added BIGINT;
  count_added BIGINT;
BEGIN
  SELECT MIN(sequence), MAX(sequence), COUNT(*) INTO first_added, last_added, count_added FROM added;
  IF count_added > 0 AND (
    first_added < 0
    OR last_added - first_added + 1 <> count_added
    OR last_added <> (SELECT MAX(sequence) FROM audit_entry)
    OR (first_added > 0 AND NOT EXISTS (SELECT 1 FROM audit_entry WHERE sequence = first_added - 1))
  ) THEN
    RAISE EXCEPTION 'audit_entry: the sequence has no holes';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER no_holes AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_hole();

SELECT keep_append_only('audit_entry');
SELECT keep_append_only('audit_checkpoint');
SELECT keep_append_only('register_import');
SELECT keep_append_only('comparison_run');
SELECT keep_append_only('decision');
SELECT keep_append_only('certification_period');
SELECT keep_append_only('review_case_event');
SELECT keep_append_only('face_consent');
SELECT keep_append_only('reference_enrolment');
SELECT keep_append_only('reference_withdrawal');
