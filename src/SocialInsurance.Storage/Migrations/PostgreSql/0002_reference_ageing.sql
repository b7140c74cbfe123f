-- Day and source of a reference's picture, references kept for audit after a refresh, changes of the templates' key.
-- References enrolled before have neither day nor source; their audited bytes do not change.

ALTER TABLE reference_enrolment ADD COLUMN captured_on BIGINT NULL;
ALTER TABLE reference_enrolment ADD COLUMN source BIGINT NULL
  CHECK (source BETWEEN 1 AND 4) CHECK ((source IS NULL) = (captured_on IS NULL));

-- basis: 1 supervised, 2 very strong match
CREATE TABLE reference_refresh (
  audit_sequence BIGINT PRIMARY KEY,
  superseded_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  reference_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES reference_enrolment (id),
  decision_id TEXT COLLATE "C" NOT NULL REFERENCES decision (id),
  basis BIGINT NOT NULL CHECK (basis BETWEEN 1 AND 2),
  supervisor TEXT COLLATE "C" NULL,
  keep_until BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  CHECK ((basis = 1) = (supervisor IS NOT NULL))
);

CREATE INDEX reference_refresh_due ON reference_refresh (keep_until);

CREATE TABLE reference_erasure (
  audit_sequence BIGINT PRIMARY KEY,
  reference_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES reference_refresh (superseded_id),
  recorded_at BIGINT NOT NULL
);

-- change: 1 introduced, 2 rotation completed, 3 dropped
CREATE TABLE template_key_event (
  audit_sequence BIGINT PRIMARY KEY,
  key_id BIGINT NOT NULL,
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 3),
  templates BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

SELECT keep_append_only('reference_refresh');
SELECT keep_append_only('reference_erasure');
SELECT keep_append_only('template_key_event');
