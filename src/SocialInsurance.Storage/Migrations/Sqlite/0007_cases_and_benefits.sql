-- The life of a case and of a benefit: cases with their queue, changes of payment, facts for receivers, second looks, what staff read.
-- Cases, their events, notices with their outbox and events of accounts are rebuilt for wider checks; what was recorded is copied as it is.

-- A projection of the events below, except: division_code (of the person, kept in step when the register moves somebody), due_at (computed
-- from rules), drawn_at (second look). source: 1 decision, 2 person, 3 relative, 4 staff, 5 watch; state: 1 opened, 2 assigned, 3 closed,
-- 4 waiting, 5 proposed. Finding, place, opening decision, source and about_case are audited with the opening event.
CREATE TABLE review_case_v2 (
  id TEXT PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  finding_kind TEXT NOT NULL,
  colour INTEGER NOT NULL CHECK (colour BETWEEN 1 AND 3),
  record_place TEXT NOT NULL,
  opened_by TEXT NULL REFERENCES decision (id),
  source INTEGER NOT NULL DEFAULT 1 CHECK (source BETWEEN 1 AND 5),
  about_case TEXT NULL,
  division_code TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  version INTEGER NOT NULL,
  assigned_to TEXT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  due_at INTEGER NULL,
  waits_until INTEGER NULL,
  escalated INTEGER NOT NULL DEFAULT 0 CHECK (escalated BETWEEN 0 AND 1),
  lead_case TEXT NULL,
  proposed_measure INTEGER NULL CHECK (proposed_measure BETWEEN 1 AND 3),
  proposed_by TEXT NULL,
  conclusion INTEGER NULL,
  closed_at INTEGER NULL,
  closed_by TEXT NULL,
  drawn_at INTEGER NULL,
  CHECK (source <> 1 OR opened_by IS NOT NULL),
  CHECK ((state = 3) = (conclusion IS NOT NULL) AND (state = 3) = (closed_at IS NOT NULL) AND (state = 3) = (closed_by IS NOT NULL)),
  CHECK ((state = 4) = (waits_until IS NOT NULL)),
  CHECK ((state = 5) = (proposed_measure IS NOT NULL) AND (state = 5) = (proposed_by IS NOT NULL)),
  UNIQUE (beneficiary_id, finding_kind, record_place)
) WITHOUT ROWID;

INSERT INTO review_case_v2 (id, beneficiary_id, finding_kind, colour, record_place, opened_by, division_code, state, version, assigned_to,
  opened_at, updated_at, conclusion, closed_at, closed_by)
SELECT c.id, c.beneficiary_id, c.finding_kind, c.colour, c.record_place, c.opened_by, b.division_code, c.state,
  (SELECT MAX(e.ordinal) FROM review_case_event e WHERE e.case_id = c.id),
  (SELECT e.caseworker FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 2 ORDER BY e.ordinal DESC LIMIT 1),
  (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id ORDER BY e.ordinal LIMIT 1),
  (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id ORDER BY e.ordinal DESC LIMIT 1),
  (SELECT e.conclusion FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3),
  (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3),
  (SELECT e.caseworker FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3)
FROM review_case c JOIN beneficiary b ON b.id = c.beneficiary_id;

-- kind: 1 opened, 2 assigned, 3 closed, 4 evidence added, 5 person contacted, 6 investigated, 7 noted, 8 paused, 9 continued, 10 escalated,
-- 11 joined, 12 measure proposed, 13 withdrawn, 14 approved, 15 returned, 16 reopened. caseworker: of 2 who got the case, of 3 who closed it;
-- actor: of 1 who entered it for somebody, of 2 who gave it, of 4.. who did it. detail_sealed: particulars of 4.., JSON
CREATE TABLE review_case_event_v2 (
  audit_sequence INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES review_case_v2 (id),
  ordinal INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 16),
  caseworker TEXT NULL,
  conclusion INTEGER NULL,
  actor TEXT NULL,
  detail_sealed BLOB NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((kind > 3) = (detail_sealed IS NOT NULL)),
  UNIQUE (case_id, ordinal)
);

INSERT INTO review_case_event_v2 (audit_sequence, case_id, ordinal, kind, caseworker, conclusion, recorded_at)
SELECT audit_sequence, case_id, ordinal, kind, caseworker, conclusion, recorded_at FROM review_case_event;

DROP TABLE review_case_event;
DROP TABLE review_case;
ALTER TABLE review_case_v2 RENAME TO review_case;
ALTER TABLE review_case_event_v2 RENAME TO review_case_event;

-- windows of the queue: the three sorts hold every filtered column, so that a far offset reads the index alone.
-- 9223372036854775807: no deadline, after all deadlines
CREATE INDEX review_case_by_risk ON review_case
  (escalated DESC, colour DESC, COALESCE(due_at, 9223372036854775807), id, division_code, state, finding_kind, assigned_to, proposed_by, due_at) WHERE state <> 3;
CREATE INDEX review_case_by_due ON review_case
  (COALESCE(due_at, 9223372036854775807), id, division_code, state, colour, finding_kind, assigned_to, proposed_by, due_at, escalated) WHERE state <> 3;
CREATE INDEX review_case_by_opening ON review_case
  (opened_at, id, division_code, state, colour, finding_kind, assigned_to, proposed_by, due_at) WHERE state <> 3;
CREATE INDEX review_case_by_kind ON review_case
  (finding_kind, division_code, state, colour, assigned_to, proposed_by, due_at, opened_at, escalated) WHERE state <> 3;
CREATE INDEX review_case_by_caseworker ON review_case (assigned_to, state) WHERE state <> 3 AND assigned_to IS NOT NULL;
CREATE INDEX review_case_closed ON review_case (opened_at, id, division_code, colour, finding_kind, assigned_to) WHERE state = 3;
CREATE INDEX review_case_waiting ON review_case (waits_until, id) WHERE state = 4;
CREATE INDEX review_case_drawn ON review_case (drawn_at, id) WHERE drawn_at IS NOT NULL;

CREATE TRIGGER beneficiary_moves_cases AFTER UPDATE OF division_code ON beneficiary WHEN OLD.division_code <> NEW.division_code
BEGIN UPDATE review_case SET division_code = NEW.division_code WHERE beneficiary_id = NEW.id; END;

-- kind: 7 doubt, 8 suspended, 9 terminated, 10 resumed, 11 corrected besides those of version 4
CREATE TABLE notice_v2 (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 11),
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 4),
  template_version TEXT NOT NULL,
  message_key TEXT NOT NULL UNIQUE,
  recorded_at INTEGER NOT NULL
);

CREATE TABLE notice_outbox_v2 (
  notice_id TEXT PRIMARY KEY REFERENCES notice_v2 (id),
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

INSERT INTO notice_v2 SELECT audit_sequence, id, beneficiary_id, kind, channel, template_version, message_key, recorded_at FROM notice;
INSERT INTO notice_outbox_v2 SELECT notice_id, address_sealed, text_sealed, state, tries, due_at, leased_until, ended_at FROM notice_outbox;
DROP TABLE notice_outbox;
DROP TABLE notice;
ALTER TABLE notice_v2 RENAME TO notice;
ALTER TABLE notice_outbox_v2 RENAME TO notice_outbox;
CREATE INDEX notice_beneficiary ON notice (beneficiary_id);
CREATE INDEX notice_outbox_due ON notice_outbox (state, due_at);

-- region, team and home of an account; empty: as before there were regions
ALTER TABLE staff_account ADD COLUMN division TEXT NOT NULL DEFAULT '';
ALTER TABLE staff_account ADD COLUMN team TEXT NOT NULL DEFAULT '';
ALTER TABLE staff_account ADD COLUMN resides_in TEXT NOT NULL DEFAULT '';

-- scope: "division|team|residesIn"; null before there were regions
CREATE TABLE staff_account_event_v2 (
  audit_sequence INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  change INTEGER NOT NULL CHECK (change BETWEEN 1 AND 9),
  roles INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  scope TEXT NULL,
  recorded_at INTEGER NOT NULL
);

INSERT INTO staff_account_event_v2 (audit_sequence, account_id, change, roles, changed_by, recorded_at)
SELECT audit_sequence, account_id, change, roles, changed_by, recorded_at FROM staff_account_event;
DROP TABLE staff_account_event;
ALTER TABLE staff_account_event_v2 RENAME TO staff_account_event;

-- people whom an account may not handle: relatives of its owner, as declared; as it stands, not audited
CREATE TABLE staff_relative (
  account_id TEXT NOT NULL REFERENCES staff_account (id),
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  declared_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, beneficiary_id)
) WITHOUT ROWID;

-- kind: 1 case file, 2 identity, 3 frames, 4 search, 5 log; subject: beneficiary id or "-"
CREATE TABLE staff_read (
  audit_sequence INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  subject TEXT NOT NULL,
  reason_sealed BLOB NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX staff_read_subject ON staff_read (subject, audit_sequence);
CREATE INDEX staff_read_account ON staff_read (account_id, audit_sequence);

-- measure: 1 suspend, 2 terminate, 3 resume; a stop has two people, a resumption one
CREATE TABLE benefit_change (
  audit_sequence INTEGER PRIMARY KEY,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  ordinal INTEGER NOT NULL,
  measure INTEGER NOT NULL CHECK (measure BETWEEN 1 AND 3),
  ground INTEGER NOT NULL CHECK (ground BETWEEN 1 AND 7),
  legal_basis TEXT NOT NULL,
  effective_month INTEGER NOT NULL,
  case_id TEXT NOT NULL REFERENCES review_case (id),
  proposed_by TEXT NOT NULL,
  approved_by TEXT NULL,
  monthly_amount_fen INTEGER NULL,
  unpaid_from INTEGER NULL,
  unpaid_until INTEGER NULL,
  unpaid_fen INTEGER NULL,
  rules_version TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  CHECK ((measure = 3) = (approved_by IS NULL)),
  CHECK (approved_by <> proposed_by),
  CHECK ((unpaid_from IS NULL) = (unpaid_until IS NULL) AND (unpaid_fen IS NULL OR unpaid_from IS NOT NULL)),
  UNIQUE (beneficiary_id, ordinal)
);

-- kind: 1 suspension, 2 termination, 3 resumption, 4 correction, 5 source reversal; body_sealed: JSON, audited by its digest
CREATE TABLE fact_message (
  audit_sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  beneficiary_id TEXT NOT NULL REFERENCES beneficiary (id),
  case_id TEXT NOT NULL REFERENCES review_case (id),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  receiver TEXT NOT NULL,
  message_key TEXT NOT NULL UNIQUE,
  body_sealed BLOB NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX fact_message_beneficiary ON fact_message (beneficiary_id);
CREATE INDEX fact_message_case ON fact_message (case_id);

-- state: 1 queued, 2 sent, 3 given up
CREATE TABLE fact_message_outbox (
  message_id TEXT PRIMARY KEY REFERENCES fact_message (id),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  leased_until INTEGER NULL,
  ended_at INTEGER NULL,
  CHECK ((state = 1) = (ended_at IS NULL))
);

CREATE INDEX fact_message_outbox_due ON fact_message_outbox (state, due_at);

-- conclusion, first_conclusion: 1 loss, 2 no loss, 3 undetermined
CREATE TABLE blind_review (
  audit_sequence INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE REFERENCES review_case (id),
  reviewer TEXT NOT NULL,
  conclusion INTEGER NOT NULL CHECK (conclusion BETWEEN 1 AND 3),
  first_conclusion INTEGER NOT NULL CHECK (first_conclusion BETWEEN 1 AND 3),
  first_by TEXT NOT NULL,
  team TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

CREATE INDEX blind_review_time ON blind_review (recorded_at);

CREATE TRIGGER review_case_event_refuses_update BEFORE UPDATE ON review_case_event BEGIN SELECT RAISE(ABORT, 'review_case_event: append only'); END;
CREATE TRIGGER review_case_event_refuses_delete BEFORE DELETE ON review_case_event BEGIN SELECT RAISE(ABORT, 'review_case_event: append only'); END;
CREATE TRIGGER notice_refuses_update BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'notice: append only'); END;
CREATE TRIGGER notice_refuses_delete BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'notice: append only'); END;
CREATE TRIGGER staff_account_event_refuses_update BEFORE UPDATE ON staff_account_event BEGIN SELECT RAISE(ABORT, 'staff_account_event: append only'); END;
CREATE TRIGGER staff_account_event_refuses_delete BEFORE DELETE ON staff_account_event BEGIN SELECT RAISE(ABORT, 'staff_account_event: append only'); END;
CREATE TRIGGER staff_read_refuses_update BEFORE UPDATE ON staff_read BEGIN SELECT RAISE(ABORT, 'staff_read: append only'); END;
CREATE TRIGGER staff_read_refuses_delete BEFORE DELETE ON staff_read BEGIN SELECT RAISE(ABORT, 'staff_read: append only'); END;
CREATE TRIGGER benefit_change_refuses_update BEFORE UPDATE ON benefit_change BEGIN SELECT RAISE(ABORT, 'benefit_change: append only'); END;
CREATE TRIGGER benefit_change_refuses_delete BEFORE DELETE ON benefit_change BEGIN SELECT RAISE(ABORT, 'benefit_change: append only'); END;
CREATE TRIGGER fact_message_refuses_update BEFORE UPDATE ON fact_message BEGIN SELECT RAISE(ABORT, 'fact_message: append only'); END;
CREATE TRIGGER fact_message_refuses_delete BEFORE DELETE ON fact_message BEGIN SELECT RAISE(ABORT, 'fact_message: append only'); END;
CREATE TRIGGER blind_review_refuses_update BEFORE UPDATE ON blind_review BEGIN SELECT RAISE(ABORT, 'blind_review: append only'); END;
CREATE TRIGGER blind_review_refuses_delete BEFORE DELETE ON blind_review BEGIN SELECT RAISE(ABORT, 'blind_review: append only'); END;
