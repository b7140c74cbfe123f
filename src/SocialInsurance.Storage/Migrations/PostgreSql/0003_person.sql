-- The person's side: telephone numbers, device keys, relatives who act, appointments, consents taken back.
-- Each table is keyed by the audit entry that records its row; sealed columns are covered by the digest of their sealed form.

-- source: 1 import, 2 caseworker
CREATE TABLE contact_change (
  audit_sequence BIGINT PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  phone_sealed BYTEA NOT NULL,
  source BIGINT NOT NULL CHECK (source BETWEEN 1 AND 2),
  caseworker TEXT COLLATE "C" NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX contact_change_beneficiary ON contact_change (beneficiary_id);

-- change: 1 registered, 2 revoked
CREATE TABLE device_change (
  audit_sequence BIGINT PRIMARY KEY,
  device_id TEXT COLLATE "C" NOT NULL,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 2),
  public_key BYTEA NULL,
  recorded_at BIGINT NOT NULL,
  CHECK ((change = 1) = (public_key IS NOT NULL)),
  UNIQUE (device_id, change)
);

CREATE INDEX device_change_beneficiary ON device_change (beneficiary_id);

-- identity_sealed: number, name and telephone of the helper as declared, a line each
CREATE TABLE relative_link (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  helper_id TEXT COLLATE "C" NOT NULL,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  kinship BIGINT NOT NULL CHECK (kinship BETWEEN 1 AND 7),
  identity_sealed BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX relative_link_helper ON relative_link (helper_id);
CREATE INDEX relative_link_beneficiary ON relative_link (beneficiary_id);

-- ended_by: 1 helper, 2 person
CREATE TABLE relative_unlinking (
  audit_sequence BIGINT PRIMARY KEY,
  link_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES relative_link (id),
  ended_by BIGINT NOT NULL CHECK (ended_by BETWEEN 1 AND 2),
  recorded_at BIGINT NOT NULL
);

-- act: 1 selected
CREATE TABLE relative_act (
  audit_sequence BIGINT PRIMARY KEY,
  link_id TEXT COLLATE "C" NOT NULL REFERENCES relative_link (id),
  act BIGINT NOT NULL CHECK (act = 1),
  recorded_at BIGINT NOT NULL
);

CREATE INDEX relative_act_link ON relative_act (link_id);

-- kind: 1 window, 2 home visit, 3 video; origin: 1 person, 2 helper, 3 referral; change: 1 requested, 2 kept, 3 cancelled
CREATE TABLE appointment_event (
  audit_sequence BIGINT PRIMARY KEY,
  appointment_id TEXT COLLATE "C" NOT NULL,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  preferred_on BIGINT NULL,
  origin BIGINT NOT NULL CHECK (origin BETWEEN 1 AND 3),
  helper_id TEXT COLLATE "C" NULL,
  requested_at BIGINT NOT NULL,
  change BIGINT NOT NULL CHECK (change BETWEEN 1 AND 3),
  caseworker TEXT COLLATE "C" NULL,
  recorded_at BIGINT NOT NULL,
  CHECK ((origin = 2) = (helper_id IS NOT NULL)),
  CHECK ((change = 1) = (caseworker IS NULL)),
  UNIQUE (appointment_id, change)
);

CREATE INDEX appointment_event_beneficiary ON appointment_event (beneficiary_id);

-- the relative who acted for the person; null when the person agreed in person
ALTER TABLE face_consent ADD COLUMN helper_id TEXT COLLATE "C" NULL;

CREATE INDEX face_consent_beneficiary ON face_consent (beneficiary_id);

CREATE TABLE face_consent_withdrawal (
  audit_sequence BIGINT PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  helper_id TEXT COLLATE "C" NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX face_consent_withdrawal_beneficiary ON face_consent_withdrawal (beneficiary_id);

SELECT keep_append_only('contact_change');
SELECT keep_append_only('device_change');
SELECT keep_append_only('relative_link');
SELECT keep_append_only('relative_unlinking');
SELECT keep_append_only('relative_act');
SELECT keep_append_only('appointment_event');
SELECT keep_append_only('face_consent_withdrawal');
