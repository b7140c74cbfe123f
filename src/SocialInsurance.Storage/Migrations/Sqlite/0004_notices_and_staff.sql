-- Notices with their outbox, accounts of staff, meetings of caseworkers with people.
-- What was recorded is append-only and audited; the outbox's state and an account's present form are not.

-- kind: 1 certified silently, 2 by face, 3 referred, 4 appointment, 5 reminder, 6 in person; channel: 1 SMS, 2 WeChat, 3 letter, 4 village officer
CREATE TABLE notice (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 4),
  template_version TEXT NOT NULL,
  message_key TEXT NOT NULL UNIQUE,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX notice_beneficiary ON notice (beneficiary_id);

-- state: 1 queued, 2 sent, 3 given up; text and address are erased once sent
CREATE TABLE notice_outbox (
  notice_id TEXT PRIMARY KEY REFERENCES notice (id),
  address_sealed BLOB NULL,
  text_sealed BLOB NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  leased_until INTEGER NULL,
  ended_at INTEGER NULL,
  CHECK ((state = 1) = (ended_at IS NULL)),
  CHECK (state = 2 OR text_sealed IS NOT NULL)
);

CREATE INDEX notice_outbox_due ON notice_outbox (state, due_at);

CREATE TABLE staff_account (
  id TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  roles INTEGER NOT NULL,
  must_change INTEGER NOT NULL CHECK (must_change BETWEEN 0 AND 1),
  failed_count INTEGER NOT NULL,
  locked_until INTEGER NULL,
  closed INTEGER NOT NULL CHECK (closed BETWEEN 0 AND 1)
);

-- change: 1 created, 2 password changed, 3 password reset, 4 locked, 5 closed
CREATE TABLE staff_account_event (
  audit_sequence INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 5),
  roles INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

-- kind: 1 window, 2 home visit, 3 video
CREATE TABLE assisted_meeting (
  audit_sequence INTEGER PRIMARY KEY,
  meeting_id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  caseworker TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  place TEXT NOT NULL,
  met_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER notice_refuses_update BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'notice: append only'); END;
CREATE TRIGGER notice_refuses_delete BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'notice: append only'); END;
CREATE TRIGGER staff_account_event_refuses_update BEFORE UPDATE ON staff_account_event BEGIN SELECT RAISE(ABORT, 'staff_account_event: append only'); END;
CREATE TRIGGER staff_account_event_refuses_delete BEFORE DELETE ON staff_account_event BEGIN SELECT RAISE(ABORT, 'staff_account_event: append only'); END;
CREATE TRIGGER assisted_meeting_refuses_update BEFORE UPDATE ON assisted_meeting BEGIN SELECT RAISE(ABORT, 'assisted_meeting: append only'); END;
CREATE TRIGGER assisted_meeting_refuses_delete BEFORE DELETE ON assisted_meeting BEGIN SELECT RAISE(ABORT, 'assisted_meeting: append only'); END;
