-- Day and source of a reference's picture, references kept for audit after a refresh, changes of the templates' key.
-- References enrolled before have neither day nor source; their audited bytes do not change.

ALTER TABLE reference_enrolment ADD COLUMN captured_on INTEGER NULL;
ALTER TABLE reference_enrolment ADD COLUMN source INTEGER NULL
  CHECK (source BETWEEN 1 AND 4) CHECK ((source IS NULL) = (captured_on IS NULL));

-- basis: 1 supervised, 2 very strong match
CREATE TABLE reference_refresh (
  audit_sequence INTEGER PRIMARY KEY,
  superseded_id TEXT NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  reference_id TEXT NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  decision_id TEXT NOT NULL REFERENCES decision (id),
  basis INTEGER NOT NULL CHECK (basis BETWEEN 1 AND 2),
  supervisor TEXT NULL,
  keep_until INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((basis = 1) = (supervisor IS NOT NULL))
);

CREATE INDEX reference_refresh_due ON reference_refresh (keep_until);

CREATE TABLE reference_erasure (
  audit_sequence INTEGER PRIMARY KEY,
  reference_id TEXT NOT NULL UNIQUE REFERENCES reference_refresh (superseded_id),
  recorded_at INTEGER NOT NULL
);

-- change: 1 introduced, 2 rotation completed, 3 dropped
CREATE TABLE template_key_event (
  audit_sequence INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 3),
  templates INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER reference_refresh_refuses_update BEFORE UPDATE ON reference_refresh BEGIN SELECT RAISE(ABORT, 'reference_refresh: append only'); END;
CREATE TRIGGER reference_refresh_refuses_delete BEFORE DELETE ON reference_refresh BEGIN SELECT RAISE(ABORT, 'reference_refresh: append only'); END;
CREATE TRIGGER reference_erasure_refuses_update BEFORE UPDATE ON reference_erasure BEGIN SELECT RAISE(ABORT, 'reference_erasure: append only'); END;
CREATE TRIGGER reference_erasure_refuses_delete BEFORE DELETE ON reference_erasure BEGIN SELECT RAISE(ABORT, 'reference_erasure: append only'); END;
CREATE TRIGGER template_key_event_refuses_update BEFORE UPDATE ON template_key_event BEGIN SELECT RAISE(ABORT, 'template_key_event: append only'); END;
CREATE TRIGGER template_key_event_refuses_delete BEFORE DELETE ON template_key_event BEGIN SELECT RAISE(ABORT, 'template_key_event: append only'); END;
