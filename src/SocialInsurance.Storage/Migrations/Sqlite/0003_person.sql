-- The person's side: telephone numbers, device keys, relatives who act, appointments, consents taken back.
-- Each table is keyed by the audit entry that records its row; sealed columns are covered by the digest of their sealed form.

-- source: 1 import, 2 caseworker
CREATE TABLE contact_change (
  audit_sequence INTEGER PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  phone_sealed BLOB NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 2),
  caseworker TEXT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX contact_change_beneficiary ON contact_change (beneficiary_id);

-- change: 1 registered, 2 revoked
CREATE TABLE device_change (
  audit_sequence INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 2),
  public_key BLOB NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((change = 1) = (public_key IS NOT NULL)),
  UNIQUE (device_id, change)
);

CREATE INDEX device_change_beneficiary ON device_change (beneficiary_id);

-- identity_sealed: number, name and telephone of the helper as declared, a line each
CREATE TABLE relative_link (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  helper_id TEXT NOT NULL,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  kinship INTEGER NOT NULL CHECK (kinship BETWEEN 1 AND 7),
  identity_sealed BLOB NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX relative_link_helper ON relative_link (helper_id);
CREATE INDEX relative_link_beneficiary ON relative_link (beneficiary_id);

-- ended_by: 1 helper, 2 person
CREATE TABLE relative_unlinking (
  audit_sequence INTEGER PRIMARY KEY,
  link_id TEXT NOT NULL UNIQUE REFERENCES relative_link (id),
  ended_by INTEGER NOT NULL CHECK (ended_by BETWEEN 1 AND 2),
  recorded_at INTEGER NOT NULL
);

-- act: 1 selected
CREATE TABLE relative_act (
  audit_sequence INTEGER PRIMARY KEY,
  link_id TEXT NOT NULL REFERENCES relative_link (id),
  act INTEGER NOT NULL CHECK (act = 1),
  recorded_at INTEGER NOT NULL
);

CREATE INDEX relative_act_link ON relative_act (link_id);

-- kind: 1 window, 2 home visit, 3 video; origin: 1 person, 2 helper, 3 referral; change: 1 requested, 2 kept, 3 cancelled
CREATE TABLE appointment_event (
  audit_sequence INTEGER PRIMARY KEY,
  appointment_id TEXT NOT NULL,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  preferred_on INTEGER NULL,
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 3),
  helper_id TEXT NULL,
  requested_at INTEGER NOT NULL,
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 3),
  caseworker TEXT NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((origin = 2) = (helper_id IS NOT NULL)),
  CHECK ((change = 1) = (caseworker IS NULL)),
  UNIQUE (appointment_id, change)
);

CREATE INDEX appointment_event_beneficiary ON appointment_event (beneficiary_id);

-- the relative who acted for the person; null when the person agreed in person
ALTER TABLE face_consent ADD COLUMN helper_id TEXT NULL;

CREATE INDEX face_consent_beneficiary ON face_consent (beneficiary_id);

CREATE TABLE face_consent_withdrawal (
  audit_sequence INTEGER PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  helper_id TEXT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX face_consent_withdrawal_beneficiary ON face_consent_withdrawal (beneficiary_id);

CREATE TRIGGER contact_change_refuses_update BEFORE UPDATE ON contact_change BEGIN SELECT RAISE(ABORT, 'contact_change: append only'); END;
CREATE TRIGGER contact_change_refuses_delete BEFORE DELETE ON contact_change BEGIN SELECT RAISE(ABORT, 'contact_change: append only'); END;
CREATE TRIGGER device_change_refuses_update BEFORE UPDATE ON device_change BEGIN SELECT RAISE(ABORT, 'device_change: append only'); END;
CREATE TRIGGER device_change_refuses_delete BEFORE DELETE ON device_change BEGIN SELECT RAISE(ABORT, 'device_change: append only'); END;
CREATE TRIGGER relative_link_refuses_update BEFORE UPDATE ON relative_link BEGIN SELECT RAISE(ABORT, 'relative_link: append only'); END;
CREATE TRIGGER relative_link_refuses_delete BEFORE DELETE ON relative_link BEGIN SELECT RAISE(ABORT, 'relative_link: append only'); END;
CREATE TRIGGER relative_unlinking_refuses_update BEFORE UPDATE ON relative_unlinking BEGIN SELECT RAISE(ABORT, 'relative_unlinking: append only'); END;
CREATE TRIGGER relative_unlinking_refuses_delete BEFORE DELETE ON relative_unlinking BEGIN SELECT RAISE(ABORT, 'relative_unlinking: append only'); END;
CREATE TRIGGER relative_act_refuses_update BEFORE UPDATE ON relative_act BEGIN SELECT RAISE(ABORT, 'relative_act: append only'); END;
CREATE TRIGGER relative_act_refuses_delete BEFORE DELETE ON relative_act BEGIN SELECT RAISE(ABORT, 'relative_act: append only'); END;
CREATE TRIGGER appointment_event_refuses_update BEFORE UPDATE ON appointment_event BEGIN SELECT RAISE(ABORT, 'appointment_event: append only'); END;
CREATE TRIGGER appointment_event_refuses_delete BEFORE DELETE ON appointment_event BEGIN SELECT RAISE(ABORT, 'appointment_event: append only'); END;
CREATE TRIGGER face_consent_withdrawal_refuses_update BEFORE UPDATE ON face_consent_withdrawal BEGIN SELECT RAISE(ABORT, 'face_consent_withdrawal: append only'); END;
CREATE TRIGGER face_consent_withdrawal_refuses_delete BEFORE DELETE ON face_consent_withdrawal BEGIN SELECT RAISE(ABORT, 'face_consent_withdrawal: append only'); END;
