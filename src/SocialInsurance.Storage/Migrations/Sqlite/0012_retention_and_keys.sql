-- Erasures with their explanation, retention runs, copies taken by people, changes of keys. What is erased leaves its audit entry behind;
-- the entry of the erasure that names it is what explains the hole.

-- ground: 1 term over, 2 requested; records: "sequence:kind" of each erased record, in order, separated by blanks
CREATE TABLE record_erasure (
  audit_sequence INTEGER PRIMARY KEY,
  beneficiary_id TEXT NULL REFERENCES beneficiary (id),
  ground INTEGER NOT NULL CHECK (ground BETWEEN 1 AND 2),
  records TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((ground = 2) = (beneficiary_id IS NOT NULL))
);

CREATE INDEX record_erasure_beneficiary ON record_erasure (beneficiary_id) WHERE beneficiary_id IS NOT NULL;

-- an index over "records" above: a record may be deleted only when it stands here
CREATE TABLE erased_record (
  sequence INTEGER PRIMARY KEY,
  erased_by INTEGER NOT NULL REFERENCES record_erasure (audit_sequence),
  CHECK (erased_by > sequence)
);

-- counts: "kind:count" in order, separated by blanks
CREATE TABLE retention_run (
  audit_sequence INTEGER PRIMARY KEY,
  table_version TEXT NOT NULL,
  counts TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TABLE person_data_taken (
  audit_sequence INTEGER PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  recorded_at INTEGER NOT NULL
);

CREATE INDEX person_data_taken_beneficiary ON person_data_taken (beneficiary_id);

-- changed_key: 1 field, 5 receipt signing, 6 key encryption; change: 1 introduced, 2 completed
CREATE TABLE key_change (
  audit_sequence INTEGER PRIMARY KEY,
  changed_key INTEGER NOT NULL CHECK (changed_key IN (1, 5, 6)),
  key_name TEXT NOT NULL,
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 2),
  brought INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX feed_event_time ON feed_event (recorded_at);
CREATE INDEX feed_event_rejected_time ON feed_event_rejected (recorded_at);
CREATE INDEX contact_change_time ON contact_change (recorded_at);
CREATE INDEX feedback_beneficiary ON feedback (beneficiary_id);

DROP TRIGGER contact_change_refuses_delete;
DROP TRIGGER device_change_refuses_delete;
DROP TRIGGER feedback_refuses_delete;
DROP TRIGGER feedback_resolution_refuses_delete;
DROP TRIGGER feed_event_refuses_delete;
DROP TRIGGER feed_event_rejected_refuses_delete;

CREATE TRIGGER contact_change_refuses_delete BEFORE DELETE ON contact_change WHEN NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence)
BEGIN SELECT RAISE(ABORT, 'contact_change: append only'); END;
CREATE TRIGGER device_change_refuses_delete BEFORE DELETE ON device_change WHEN NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence)
BEGIN SELECT RAISE(ABORT, 'device_change: append only'); END;
CREATE TRIGGER feedback_refuses_delete BEFORE DELETE ON feedback WHEN NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence)
BEGIN SELECT RAISE(ABORT, 'feedback: append only'); END;
CREATE TRIGGER feedback_resolution_refuses_delete BEFORE DELETE ON feedback_resolution WHEN NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence)
BEGIN SELECT RAISE(ABORT, 'feedback_resolution: append only'); END;
CREATE TRIGGER feed_event_refuses_delete BEFORE DELETE ON feed_event WHEN NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence)
BEGIN SELECT RAISE(ABORT, 'feed_event: append only'); END;

CREATE TRIGGER record_erasure_refuses_update BEFORE UPDATE ON record_erasure BEGIN SELECT RAISE(ABORT, 'record_erasure: append only'); END;
CREATE TRIGGER record_erasure_refuses_delete BEFORE DELETE ON record_erasure BEGIN SELECT RAISE(ABORT, 'record_erasure: append only'); END;
CREATE TRIGGER erased_record_refuses_update BEFORE UPDATE ON erased_record BEGIN SELECT RAISE(ABORT, 'erased_record: append only'); END;
CREATE TRIGGER erased_record_refuses_delete BEFORE DELETE ON erased_record BEGIN SELECT RAISE(ABORT, 'erased_record: append only'); END;
CREATE TRIGGER retention_run_refuses_update BEFORE UPDATE ON retention_run BEGIN SELECT RAISE(ABORT, 'retention_run: append only'); END;
CREATE TRIGGER retention_run_refuses_delete BEFORE DELETE ON retention_run BEGIN SELECT RAISE(ABORT, 'retention_run: append only'); END;
CREATE TRIGGER person_data_taken_refuses_update BEFORE UPDATE ON person_data_taken BEGIN SELECT RAISE(ABORT, 'person_data_taken: append only'); END;
CREATE TRIGGER person_data_taken_refuses_delete BEFORE DELETE ON person_data_taken BEGIN SELECT RAISE(ABORT, 'person_data_taken: append only'); END;
CREATE TRIGGER key_change_refuses_update BEFORE UPDATE ON key_change BEGIN SELECT RAISE(ABORT, 'key_change: append only'); END;
CREATE TRIGGER key_change_refuses_delete BEFORE DELETE ON key_change BEGIN SELECT RAISE(ABORT, 'key_change: append only'); END;
