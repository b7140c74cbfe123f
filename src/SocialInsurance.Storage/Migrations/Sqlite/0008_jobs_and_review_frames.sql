-- The book of jobs (who leads, which slots were run) and the frames kept for reviews (their link to a case; the frames lie with the templates).
-- The book is not audited: what a job changes is. What was kept and erased is audited and append-only.

-- one row; fence grows with every change of leadership
CREATE TABLE job_lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL,
  fence INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
);

-- state: 1 running, 2 done, 3 failed and tried again, 4 given up; fence 0: begun by hand; counts: a JSON object of numbers
CREATE TABLE job_run (
  job TEXT NOT NULL,
  slot INTEGER NOT NULL,
  by_hand INTEGER NOT NULL CHECK (by_hand BETWEEN 0 AND 1),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  fence INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NULL,
  next_try_at INTEGER NULL,
  counts TEXT NOT NULL,
  fault TEXT NULL,
  PRIMARY KEY (job, slot, by_hand)
);

CREATE INDEX job_run_started ON job_run (job, started_at);

-- who is due when: reminders, the watch, the load over the year
CREATE INDEX beneficiary_due ON beneficiary (due_on, id);

-- frames kept for the review of a case: the link; one set a case
CREATE TABLE review_frames_kept (
  audit_sequence INTEGER PRIMARY KEY,
  set_id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  case_id TEXT NOT NULL UNIQUE REFERENCES review_case (id),
  session_id TEXT NOT NULL,
  frames INTEGER NOT NULL CHECK (frames > 0),
  content_digest BLOB NOT NULL,
  erase_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX review_frames_kept_beneficiary ON review_frames_kept (beneficiary_id);
CREATE INDEX review_frames_kept_erase ON review_frames_kept (erase_on);

-- reason: 1 case closed, 2 time over, 3 consent withdrawn
CREATE TABLE review_frames_erased (
  audit_sequence INTEGER PRIMARY KEY,
  set_id TEXT NOT NULL UNIQUE REFERENCES review_frames_kept (set_id),
  reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 3),
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER review_frames_kept_refuses_update BEFORE UPDATE ON review_frames_kept BEGIN SELECT RAISE(ABORT, 'review_frames_kept: append only'); END;
CREATE TRIGGER review_frames_kept_refuses_delete BEFORE DELETE ON review_frames_kept BEGIN SELECT RAISE(ABORT, 'review_frames_kept: append only'); END;
CREATE TRIGGER review_frames_erased_refuses_update BEFORE UPDATE ON review_frames_erased BEGIN SELECT RAISE(ABORT, 'review_frames_erased: append only'); END;
CREATE TRIGGER review_frames_erased_refuses_delete BEFORE DELETE ON review_frames_erased BEGIN SELECT RAISE(ABORT, 'review_frames_erased: append only'); END;
