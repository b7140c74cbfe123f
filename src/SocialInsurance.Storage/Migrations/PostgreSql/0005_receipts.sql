-- Receipts: one for each decision, with the proof that the decision's entry is in the log that the signature names; revocations.
-- log_proof: sibling hashes of 32 bytes, leaf to root. entry_*: the decision's audit entry as the proof begins with it.

CREATE TABLE receipt (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  decision_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES decision (id),
  holder BYTEA NOT NULL,
  method BIGINT NOT NULL CHECK (method BETWEEN 1 AND 3),
  certified_on BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  authority TEXT COLLATE "C" NOT NULL,
  decision_sequence BIGINT NOT NULL,
  log_size BIGINT NOT NULL,
  log_root BYTEA NOT NULL,
  suite BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  signature BYTEA NOT NULL,
  entry_recorded_at BIGINT NOT NULL,
  entry_subject BYTEA NOT NULL,
  entry_payload BYTEA NOT NULL,
  log_proof BYTEA NOT NULL,
  CHECK (certified_on < valid_until),
  CHECK (decision_sequence < log_size)
);

CREATE INDEX receipt_valid_until ON receipt (valid_until);

-- reason: 1 decision undone, 2 certification corrected, 3 issued in error
CREATE TABLE receipt_revocation (
  audit_sequence BIGINT PRIMARY KEY,
  receipt_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES receipt (id),
  reason BIGINT NOT NULL CHECK (reason BETWEEN 1 AND 3),
  revoked_by TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

SELECT keep_append_only('receipt');
SELECT keep_append_only('receipt_revocation');
