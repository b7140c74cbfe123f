-- Notices with their outbox, accounts of staff, meetings of caseworkers with people.
-- What was recorded is append-only and audited; the outbox's state and an account's present form are not.

-- kind: 1 certified silently, 2 by face, 3 referred, 4 appointment, 5 reminder, 6 in person; channel: 1 SMS, 2 WeChat, 3 letter, 4 village officer
CREATE TABLE notice (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 6),
  channel BIGINT NOT NULL CHECK (channel BETWEEN 1 AND 4),
  template_version TEXT COLLATE "C" NOT NULL,
  message_key TEXT COLLATE "C" NOT NULL UNIQUE,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX notice_beneficiary ON notice (beneficiary_id);

-- state: 1 queued, 2 sent, 3 given up; text and address are erased once sent
CREATE TABLE notice_outbox (
  notice_id TEXT COLLATE "C" PRIMARY KEY REFERENCES notice (id),
  address_sealed BYTEA NULL,
  text_sealed BYTEA NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  tries BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  leased_until BIGINT NULL,
  ended_at BIGINT NULL,
  CHECK ((state = 1) = (ended_at IS NULL)),
  CHECK (state = 2 OR text_sealed IS NOT NULL)
);

CREATE INDEX notice_outbox_due ON notice_outbox (state, due_at);

CREATE TABLE staff_account (
  id TEXT COLLATE "C" PRIMARY KEY,
  password_hash TEXT COLLATE "C" NOT NULL,
  roles BIGINT NOT NULL,
  must_change BIGINT NOT NULL CHECK (must_change BETWEEN 0 AND 1),
  failed_count BIGINT NOT NULL,
  locked_until BIGINT NULL,
  closed BIGINT NOT NULL CHECK (closed BETWEEN 0 AND 1)
);

-- change: 1 created, 2 password changed, 3 password reset, 4 locked, 5 closed
CREATE TABLE staff_account_event (
  audit_sequence BIGINT PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES staff_account (id),
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 5),
  roles BIGINT NOT NULL,
  changed_by TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- kind: 1 window, 2 home visit, 3 video
CREATE TABLE assisted_meeting (
  audit_sequence BIGINT PRIMARY KEY,
  meeting_id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  caseworker TEXT COLLATE "C" NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  place TEXT COLLATE "C" NOT NULL,
  met_on BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

SELECT keep_append_only('notice');
SELECT keep_append_only('staff_account_event');
SELECT keep_append_only('assisted_meeting');
