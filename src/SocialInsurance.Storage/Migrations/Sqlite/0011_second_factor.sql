-- Second factor of staff, their recovery codes, what happened to both; further keys and certificates of partners.

-- raised when the owner signs out everywhere: sessions of an earlier round are over
ALTER TABLE staff_account ADD COLUMN session_round INTEGER NOT NULL DEFAULT 0;

-- as it stands; a pending secret counts once a code of it was shown; last_step: the newest 30 s step whose code was used
CREATE TABLE staff_factor (
  account_id TEXT PRIMARY KEY REFERENCES staff_account (id),
  secret_sealed BLOB NULL,
  pending_sealed BLOB NULL,
  confirmed_at INTEGER NULL,
  last_step INTEGER NOT NULL,
  failed_count INTEGER NOT NULL,
  locked_until INTEGER NULL,
  reset_asked_by TEXT NULL,
  reset_asked_at INTEGER NULL,
  CHECK ((secret_sealed IS NULL) = (confirmed_at IS NULL)),
  CHECK ((reset_asked_by IS NULL) = (reset_asked_at IS NULL))
);

CREATE TABLE staff_recovery_code (
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  digest BLOB NOT NULL,
  used_at INTEGER NULL,
  PRIMARY KEY (account_id, digest)
);

-- change: 1 set up, 2 recovery code used, 3 recovery codes renewed, 4 locked, 5 reset asked, 6 reset, 7 signed out everywhere
CREATE TABLE staff_security_event (
  audit_sequence INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 7),
  changed_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX staff_security_event_account ON staff_security_event (account_id, audit_sequence);

-- the newest key of a partner counts, the one before it until former_until
CREATE TABLE partner_key (
  audit_sequence INTEGER PRIMARY KEY,
  partner_id TEXT NOT NULL REFERENCES partner (id),
  key_digest BLOB NOT NULL,
  former_until INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX partner_key_partner ON partner_key (partner_id, audit_sequence);

-- SHA-256 of the client certificate that a partner must show from then on; null: none is asked for
CREATE TABLE partner_certificate (
  audit_sequence INTEGER PRIMARY KEY,
  partner_id TEXT NOT NULL REFERENCES partner (id),
  thumbprint BLOB NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX partner_certificate_partner ON partner_certificate (partner_id, audit_sequence);

CREATE TRIGGER staff_security_event_refuses_update BEFORE UPDATE ON staff_security_event BEGIN SELECT RAISE(ABORT, 'staff_security_event: append only'); END;
CREATE TRIGGER staff_security_event_refuses_delete BEFORE DELETE ON staff_security_event BEGIN SELECT RAISE(ABORT, 'staff_security_event: append only'); END;
CREATE TRIGGER partner_key_refuses_update BEFORE UPDATE ON partner_key BEGIN SELECT RAISE(ABORT, 'partner_key: append only'); END;
CREATE TRIGGER partner_key_refuses_delete BEFORE DELETE ON partner_key BEGIN SELECT RAISE(ABORT, 'partner_key: append only'); END;
CREATE TRIGGER partner_certificate_refuses_update BEFORE UPDATE ON partner_certificate BEGIN SELECT RAISE(ABORT, 'partner_certificate: append only'); END;
CREATE TRIGGER partner_certificate_refuses_delete BEFORE DELETE ON partner_certificate BEGIN SELECT RAISE(ABORT, 'partner_certificate: append only'); END;
