-- Who works on which unit of a comparison run. Names of units and digests only: nothing here is about a person.
-- All times are this server's: the clocks of leader and workers are not asked.

CREATE TABLE work_run (
  run_id TEXT COLLATE "C" PRIMARY KEY,
  -- the leader was heard of
  seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE work_unit (
  run_id TEXT COLLATE "C" NOT NULL REFERENCES work_run (run_id) ON DELETE CASCADE,
  name TEXT COLLATE "C" NOT NULL,
  -- order of the offers
  ordinal BIGINT NOT NULL,
  -- number of the latest lease; 0 = never taken
  fence BIGINT NOT NULL DEFAULT 0,
  worker TEXT,
  expires_at TIMESTAMPTZ,
  bytes_done BIGINT NOT NULL DEFAULT 0,
  -- SHA-256 of what the unit made; NULL = not finished
  digest TEXT,
  PRIMARY KEY (run_id, name)
);

CREATE INDEX work_unit_open ON work_unit (run_id, ordinal) WHERE digest IS NULL;
