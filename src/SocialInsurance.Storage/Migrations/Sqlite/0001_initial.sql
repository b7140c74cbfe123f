-- Identity sealed, decisions, cases, periods, consents, audit.
-- Dates are integers yyyymmdd, instants microseconds since 1970-01-01T00:00Z, digests 32 bytes, UUIDs lower-case text.
-- Every audited table is keyed by the audit entry that records its row.

CREATE TABLE key_fingerprint (
  purpose INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  PRIMARY KEY (purpose, key_id)
);

CREATE TABLE audit_entry (
  sequence INTEGER PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  subject_commitment BLOB NOT NULL,
  payload_digest BLOB NOT NULL,
  seal BLOB NOT NULL
);

CREATE TABLE audit_checkpoint (
  size INTEGER PRIMARY KEY,
  root_hash BLOB NOT NULL,
  frontier BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  seal BLOB NOT NULL
);

CREATE TABLE register_import (
  audit_sequence INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  source TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

-- certified_by: method of the last certification here; null before the first
CREATE TABLE beneficiary (
  id TEXT PRIMARY KEY,
  document_sealed BLOB NOT NULL,
  document_index BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  born_on INTEGER NOT NULL,
  division_code TEXT NOT NULL,
  due_on INTEGER NOT NULL,
  last_certified_on INTEGER NULL,
  certified_by INTEGER NULL CHECK (certified_by BETWEEN 1 AND 3)
) WITHOUT ROWID;

CREATE INDEX beneficiary_document ON beneficiary (document_index);

CREATE TABLE comparison_run (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  as_of INTEGER NOT NULL,
  policy_version TEXT NOT NULL,
  policy_digest BLOB NOT NULL,
  cycle_months INTEGER NOT NULL,
  decisions_digest BLOB NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TABLE decision (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  method INTEGER NOT NULL CHECK (method BETWEEN 1 AND 3),
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  rule_code TEXT NOT NULL,
  policy_version TEXT NOT NULL,
  policy_digest BLOB NOT NULL,
  evidence_source TEXT NULL,
  evidence_on INTEGER NULL,
  evidence_places TEXT NULL,
  decided_at INTEGER NOT NULL,
  decider INTEGER NOT NULL CHECK (decider BETWEEN 1 AND 2),
  run_id TEXT NULL REFERENCES comparison_run (id),
  session_id TEXT NULL,
  session_attempt INTEGER NULL,
  model_digests TEXT NULL,
  CHECK ((run_id IS NULL) <> (session_id IS NULL)),
  CHECK ((session_id IS NULL) = (session_attempt IS NULL)),
  CHECK ((evidence_source IS NULL) = (evidence_on IS NULL) AND (evidence_source IS NULL) = (evidence_places IS NULL)),
  UNIQUE (beneficiary_id, run_id)
);

CREATE UNIQUE INDEX decision_session ON decision (session_id, session_attempt) WHERE session_id IS NOT NULL;

CREATE TABLE certification_period (
  opened_by INTEGER PRIMARY KEY REFERENCES decision (audit_sequence),
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  CHECK (valid_from < valid_until)
);

CREATE INDEX certification_period_beneficiary ON certification_period (beneficiary_id, valid_until);

-- state repeats what the events say, so that queues need no fold
CREATE TABLE review_case (
  id TEXT PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  finding_kind TEXT NOT NULL,
  colour INTEGER NOT NULL CHECK (colour BETWEEN 1 AND 3),
  record_place TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES decision (id),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  UNIQUE (beneficiary_id, finding_kind, record_place)
) WITHOUT ROWID;

CREATE INDEX review_case_queue ON review_case (state, colour, finding_kind);

-- kind: 1 opened, 2 assigned, 3 closed
CREATE TABLE review_case_event (
  audit_sequence INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES review_case (id),
  ordinal INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  caseworker TEXT NULL,
  conclusion INTEGER NULL,
  recorded_at INTEGER NOT NULL,
  UNIQUE (case_id, ordinal)
);

CREATE TABLE face_consent (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  text_version TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TABLE reference_enrolment (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  consent_id TEXT NOT NULL REFERENCES face_consent (id),
  model_digest BLOB NOT NULL,
  quality_percent INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX reference_enrolment_beneficiary ON reference_enrolment (beneficiary_id);

CREATE TABLE reference_withdrawal (
  audit_sequence INTEGER PRIMARY KEY,
  reference_id TEXT NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 2),
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER audit_entry_has_no_holes BEFORE INSERT ON audit_entry
WHEN NEW.sequence <> COALESCE((SELECT MAX(sequence) + 1 FROM audit_entry), 0)
BEGIN SELECT RAISE(ABORT, 'audit_entry: the sequence has no holes'); END;

CREATE TRIGGER audit_entry_refuses_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: append only'); END;
CREATE TRIGGER audit_entry_refuses_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: append only'); END;
CREATE TRIGGER audit_checkpoint_refuses_update BEFORE UPDATE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append only'); END;
CREATE TRIGGER audit_checkpoint_refuses_delete BEFORE DELETE ON audit_checkpoint BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append only'); END;
CREATE TRIGGER register_import_refuses_update BEFORE UPDATE ON register_import BEGIN SELECT RAISE(ABORT, 'register_import: append only'); END;
CREATE TRIGGER register_import_refuses_delete BEFORE DELETE ON register_import BEGIN SELECT RAISE(ABORT, 'register_import: append only'); END;
CREATE TRIGGER comparison_run_refuses_update BEFORE UPDATE ON comparison_run BEGIN SELECT RAISE(ABORT, 'comparison_run: append only'); END;
CREATE TRIGGER comparison_run_refuses_delete BEFORE DELETE ON comparison_run BEGIN SELECT RAISE(ABORT, 'comparison_run: append only'); END;
CREATE TRIGGER decision_refuses_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision: append only'); END;
CREATE TRIGGER decision_refuses_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision: append only'); END;
CREATE TRIGGER certification_period_refuses_update BEFORE UPDATE ON certification_period BEGIN SELECT RAISE(ABORT, 'certification_period: append only'); END;
CREATE TRIGGER certification_period_refuses_delete BEFORE DELETE ON certification_period BEGIN SELECT RAISE(ABORT, 'certification_period: append only'); END;
CREATE TRIGGER review_case_event_refuses_update BEFORE UPDATE ON review_case_event BEGIN SELECT RAISE(ABORT, 'review_case_event: append only'); END;
CREATE TRIGGER review_case_event_refuses_delete BEFORE DELETE ON review_case_event BEGIN SELECT RAISE(ABORT, 'review_case_event: append only'); END;
CREATE TRIGGER face_consent_refuses_update BEFORE UPDATE ON face_consent BEGIN SELECT RAISE(ABORT, 'face_consent: append only'); END;
CREATE TRIGGER face_consent_refuses_delete BEFORE DELETE ON face_consent BEGIN SELECT RAISE(ABORT, 'face_consent: append only'); END;
CREATE TRIGGER reference_enrolment_refuses_update BEFORE UPDATE ON reference_enrolment BEGIN SELECT RAISE(ABORT, 'reference_enrolment: append only'); END;
CREATE TRIGGER reference_enrolment_refuses_delete BEFORE DELETE ON reference_enrolment BEGIN SELECT RAISE(ABORT, 'reference_enrolment: append only'); END;
CREATE TRIGGER reference_withdrawal_refuses_update BEFORE UPDATE ON reference_withdrawal BEGIN SELECT RAISE(ABORT, 'reference_withdrawal: append only'); END;
CREATE TRIGGER reference_withdrawal_refuses_delete BEFORE DELETE ON reference_withdrawal BEGIN SELECT RAISE(ABORT, 'reference_withdrawal: append only'); END;
