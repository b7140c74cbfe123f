-- Receipts: one for each decision, with the proof that the decision's entry is in the log that the signature names; revocations.
-- log_proof: sibling hashes of 32 bytes, leaf to root. entry_*: the decision's audit entry as the proof begins with it.

CREATE TABLE receipt (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  decision_id TEXT NOT NULL UNIQUE REFERENCES decision (id),
  holder BLOB NOT NULL,
  method INTEGER NOT NULL CHECK (method BETWEEN 1 AND 3),
  certified_on INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  authority TEXT NOT NULL,
  decision_sequence INTEGER NOT NULL,
  log_size INTEGER NOT NULL,
  log_root BLOB NOT NULL,
  suite INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  signature BLOB NOT NULL,
  entry_recorded_at INTEGER NOT NULL,
  entry_subject BLOB NOT NULL,
  entry_payload BLOB NOT NULL,
  log_proof BLOB NOT NULL,
  CHECK (certified_on < valid_until),
  CHECK (decision_sequence < log_size)
);

CREATE INDEX receipt_valid_until ON receipt (valid_until);

-- reason: 1 decision undone, 2 certification corrected, 3 issued in error
CREATE TABLE receipt_revocation (
  audit_sequence INTEGER PRIMARY KEY,
  receipt_id TEXT NOT NULL UNIQUE REFERENCES receipt (id),
  reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 3),
  revoked_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER receipt_refuses_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt: append only'); END;
CREATE TRIGGER receipt_refuses_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt: append only'); END;
CREATE TRIGGER receipt_revocation_refuses_update BEFORE UPDATE ON receipt_revocation BEGIN SELECT RAISE(ABORT, 'receipt_revocation: append only'); END;
CREATE TRIGGER receipt_revocation_refuses_delete BEFORE DELETE ON receipt_revocation BEGIN SELECT RAISE(ABORT, 'receipt_revocation: append only'); END;
