-- Partners, what they asked, and the events that they pushed. Numbers and names of events are sealed.

-- grants: SOURCE:KIND:PRESENCE, separated by blanks
CREATE TABLE partner (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  name TEXT COLLATE "C" NOT NULL,
  key_digest BYTEA NOT NULL,
  scopes BIGINT NOT NULL,
  daily_quota BIGINT NOT NULL,
  grants TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE TABLE partner_revocation (
  audit_sequence BIGINT PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES partner (id),
  recorded_at BIGINT NOT NULL
);

-- a projection: what a partner used on a local day
CREATE TABLE partner_usage (
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  day BIGINT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (partner_id, day)
);

-- answer: 1 certified, 2 not confirmed, 3 session opened, 4 session refused; one row for each person of a question
CREATE TABLE partner_query (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  beneficiary_id TEXT COLLATE "C" NULL REFERENCES beneficiary (id),
  purpose TEXT COLLATE "C" NOT NULL,
  consent_reference TEXT COLLATE "C" NOT NULL,
  answer BIGINT NOT NULL CHECK (answer BETWEEN 1 AND 4),
  recorded_at BIGINT NOT NULL,
  UNIQUE (id, beneficiary_id)
);

CREATE INDEX partner_query_beneficiary ON partner_query (beneficiary_id, audit_sequence);

-- kind: 1 death, 2 activity
CREATE TABLE feed_event (
  audit_sequence BIGINT PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  event_id TEXT COLLATE "C" NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
  source TEXT COLLATE "C" NOT NULL,
  document_sealed BYTEA NOT NULL,
  name_sealed BYTEA NULL,
  occurred_on BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  UNIQUE (partner_id, event_id)
);

-- the whole message as it came, sealed; event_id is empty when it was none
CREATE TABLE feed_event_rejected (
  id TEXT COLLATE "C" PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  event_id TEXT COLLATE "C" NOT NULL,
  problem BIGINT NOT NULL,
  message_sealed BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL
);

SELECT keep_append_only('partner');
SELECT keep_append_only('partner_revocation');
SELECT keep_append_only('partner_query');
SELECT keep_append_only('feed_event');
SELECT keep_append_only('feed_event_rejected');
