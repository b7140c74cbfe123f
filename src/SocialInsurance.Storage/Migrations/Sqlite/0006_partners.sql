-- Partners, what they asked, and the events that they pushed. Numbers and names of events are sealed.

-- grants: SOURCE:KIND:PRESENCE, separated by blanks
CREATE TABLE partner (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  key_digest BLOB NOT NULL,
  scopes INTEGER NOT NULL,
  daily_quota INTEGER NOT NULL,
  grants TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TABLE partner_revocation (
  audit_sequence INTEGER PRIMARY KEY,
  partner_id TEXT NOT NULL UNIQUE REFERENCES partner (id),
  recorded_at INTEGER NOT NULL
);

-- a projection: what a partner used on a local day
CREATE TABLE partner_usage (
  partner_id TEXT NOT NULL REFERENCES partner (id),
  day INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (partner_id, day)
);

-- answer: 1 certified, 2 not confirmed, 3 session opened, 4 session refused; one row for each person of a question
CREATE TABLE partner_query (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  partner_id TEXT NOT NULL REFERENCES partner (id),
  beneficiary_id TEXT NULL REFERENCES beneficiary (id),
  purpose TEXT NOT NULL,
  consent_reference TEXT NOT NULL,
  answer INTEGER NOT NULL CHECK (answer BETWEEN 1 AND 4),
  recorded_at INTEGER NOT NULL,
  UNIQUE (id, beneficiary_id)
);

CREATE INDEX partner_query_beneficiary ON partner_query (beneficiary_id, audit_sequence);

-- kind: 1 death, 2 activity
CREATE TABLE feed_event (
  audit_sequence INTEGER PRIMARY KEY,
  partner_id TEXT NOT NULL REFERENCES partner (id),
  event_id TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
  source TEXT NOT NULL,
  document_sealed BLOB NOT NULL,
  name_sealed BLOB NULL,
  occurred_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  UNIQUE (partner_id, event_id)
);

-- the whole message as it came, sealed; event_id is empty when it was none
CREATE TABLE feed_event_rejected (
  id TEXT PRIMARY KEY,
  partner_id TEXT NOT NULL REFERENCES partner (id),
  event_id TEXT NOT NULL,
  problem INTEGER NOT NULL,
  message_sealed BLOB NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE TRIGGER partner_refuses_update BEFORE UPDATE ON partner BEGIN SELECT RAISE(ABORT, 'partner: append only'); END;
CREATE TRIGGER partner_refuses_delete BEFORE DELETE ON partner BEGIN SELECT RAISE(ABORT, 'partner: append only'); END;
CREATE TRIGGER partner_revocation_refuses_update BEFORE UPDATE ON partner_revocation BEGIN SELECT RAISE(ABORT, 'partner_revocation: append only'); END;
CREATE TRIGGER partner_revocation_refuses_delete BEFORE DELETE ON partner_revocation BEGIN SELECT RAISE(ABORT, 'partner_revocation: append only'); END;
CREATE TRIGGER partner_query_refuses_update BEFORE UPDATE ON partner_query BEGIN SELECT RAISE(ABORT, 'partner_query: append only'); END;
CREATE TRIGGER partner_query_refuses_delete BEFORE DELETE ON partner_query BEGIN SELECT RAISE(ABORT, 'partner_query: append only'); END;
CREATE TRIGGER feed_event_refuses_update BEFORE UPDATE ON feed_event BEGIN SELECT RAISE(ABORT, 'feed_event: append only'); END;
CREATE TRIGGER feed_event_refuses_delete BEFORE DELETE ON feed_event BEGIN SELECT RAISE(ABORT, 'feed_event: append only'); END;
CREATE TRIGGER feed_event_rejected_refuses_update BEFORE UPDATE ON feed_event_rejected BEGIN SELECT RAISE(ABORT, 'feed_event_rejected: append only'); END;
CREATE TRIGGER feed_event_rejected_refuses_delete BEFORE DELETE ON feed_event_rejected BEGIN SELECT RAISE(ABORT, 'feed_event_rejected: append only'); END;
