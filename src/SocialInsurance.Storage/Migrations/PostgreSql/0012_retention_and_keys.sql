-- Erasures with their explanation, retention runs, copies taken by people, changes of keys. What is erased leaves its audit entry behind;
-- the entry of the erasure that names it is what explains the hole.

-- ground: 1 term over, 2 requested; records: "sequence:kind" of each erased record, in order, separated by blanks
CREATE TABLE record_erasure (
  audit_sequence BIGINT PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NULL REFERENCES beneficiary (id),
  ground BIGINT NOT NULL CHECK (ground BETWEEN 1 AND 2),
  records TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL,
  CHECK ((ground = 2) = (beneficiary_id IS NOT NULL))
);

CREATE INDEX record_erasure_beneficiary ON record_erasure (beneficiary_id) WHERE beneficiary_id IS NOT NULL;

-- an index over "records" above: a record may be deleted only when it stands here
CREATE TABLE erased_record (
  sequence BIGINT PRIMARY KEY,
  erased_by BIGINT NOT NULL REFERENCES record_erasure (audit_sequence),
  CHECK (erased_by > sequence)
);

-- counts: "kind:count" in order, separated by blanks
CREATE TABLE retention_run (
  audit_sequence BIGINT PRIMARY KEY,
  table_version TEXT COLLATE "C" NOT NULL,
  counts TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE TABLE person_data_taken (
  audit_sequence BIGINT PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  recorded_at BIGINT NOT NULL
);

CREATE INDEX person_data_taken_beneficiary ON person_data_taken (beneficiary_id);

-- changed_key: 1 field, 5 receipt signing, 6 key encryption; change: 1 introduced, 2 completed
CREATE TABLE key_change (
  audit_sequence BIGINT PRIMARY KEY,
  changed_key BIGINT NOT NULL CHECK (changed_key IN (1, 5, 6)),
  key_name TEXT COLLATE "C" NOT NULL,
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 2),
  brought BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX feed_event_time ON feed_event (recorded_at);
CREATE INDEX feed_event_rejected_time ON feed_event_rejected (recorded_at);
CREATE INDEX contact_change_time ON contact_change (recorded_at);
CREATE INDEX feedback_beneficiary ON feedback (beneficiary_id);

-- a row goes only when an erasure names its entry; a change is refused as before
CREATE FUNCTION refuse_unexplained_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM erased_record WHERE sequence = OLD.audit_sequence) THEN
    RAISE EXCEPTION '%: append only', TG_TABLE_NAME;
  END IF;
  RETURN OLD;
END $$;

CREATE FUNCTION keep_until_erased(protected TEXT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TRIGGER append_only ON %I', protected);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', protected);
  EXECUTE format('CREATE TRIGGER erasure_explained BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_unexplained_erasure()', protected);
END $$;

SELECT keep_until_erased('contact_change');
SELECT keep_until_erased('device_change');
SELECT keep_until_erased('feedback');
SELECT keep_until_erased('feedback_resolution');
SELECT keep_until_erased('feed_event');

DROP TRIGGER append_only ON feed_event_rejected;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON feed_event_rejected FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

SELECT keep_append_only('record_erasure');
SELECT keep_append_only('erased_record');
SELECT keep_append_only('retention_run');
SELECT keep_append_only('person_data_taken');
SELECT keep_append_only('key_change');
