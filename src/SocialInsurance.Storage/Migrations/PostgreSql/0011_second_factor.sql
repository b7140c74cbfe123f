-- Second factor of staff, their recovery codes, what happened to both; further keys and certificates of partners.

-- raised when the owner signs out everywhere: sessions of an earlier round are over
ALTER TABLE staff_account ADD COLUMN session_round BIGINT NOT NULL DEFAULT 0;

-- as it stands; a pending secret counts once a code of it was shown; last_step: the newest 30 s step whose code was used
CREATE TABLE staff_factor (
  account_id TEXT COLLATE "C" PRIMARY KEY REFERENCES staff_account (id),
  secret_sealed BYTEA NULL,
  pending_sealed BYTEA NULL,
  confirmed_at BIGINT NULL,
  last_step BIGINT NOT NULL,
  failed_count BIGINT NOT NULL,
  locked_until BIGINT NULL,
  reset_asked_by TEXT COLLATE "C" NULL,
  reset_asked_at BIGINT NULL,
  CHECK ((secret_sealed IS NULL) = (confirmed_at IS NULL)),
  CHECK ((reset_asked_by IS NULL) = (reset_asked_at IS NULL))
);

CREATE TABLE staff_recovery_code (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES staff_account (id),
  digest BYTEA NOT NULL,
  used_at BIGINT NULL,
  PRIMARY KEY (account_id, digest)
);

-- change: 1 set up, 2 recovery code used, 3 recovery codes renewed, 4 locked, 5 reset asked, 6 reset, 7 signed out everywhere
CREATE TABLE staff_security_event (
  audit_sequence BIGINT PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES staff_account (id),
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 7),
  changed_by TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX staff_security_event_account ON staff_security_event (account_id, audit_sequence);

-- the newest key of a partner counts, the one before it until former_until
CREATE TABLE partner_key (
  audit_sequence BIGINT PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  key_digest BYTEA NOT NULL,
  former_until BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX partner_key_partner ON partner_key (partner_id, audit_sequence);

-- SHA-256 of the client certificate that a partner must show from then on; null: none is asked for
CREATE TABLE partner_certificate (
  audit_sequence BIGINT PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
  thumbprint BYTEA NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX partner_certificate_partner ON partner_certificate (partner_id, audit_sequence);

SELECT keep_append_only('staff_security_event');
SELECT keep_append_only('partner_key');
SELECT keep_append_only('partner_certificate');
