-- The life of a case and of a benefit: cases with their queue, changes of payment, facts for receivers, second looks, what staff read.

-- A projection of the events below, except: division_code (of the person, kept in step when the register moves somebody), due_at (computed
-- from rules), drawn_at (second look). source: 1 decision, 2 person, 3 relative, 4 staff, 5 watch; state: 1 opened, 2 assigned, 3 closed,
-- 4 waiting, 5 proposed. Finding, place, opening decision, source and about_case are audited with the opening event.
ALTER TABLE review_case
  ALTER COLUMN opened_by DROP NOT NULL,
  DROP CONSTRAINT review_case_state_check,
  ADD COLUMN source BIGINT NOT NULL DEFAULT 1 CHECK (source BETWEEN 1 AND 5),
  ADD COLUMN about_case TEXT COLLATE "C" NULL,
  ADD COLUMN division_code TEXT COLLATE "C" NULL,
  ADD COLUMN version BIGINT NULL,
  ADD COLUMN assigned_to TEXT COLLATE "C" NULL,
  ADD COLUMN opened_at BIGINT NULL,
  ADD COLUMN updated_at BIGINT NULL,
  ADD COLUMN due_at BIGINT NULL,
  ADD COLUMN waits_until BIGINT NULL,
  ADD COLUMN escalated BIGINT NOT NULL DEFAULT 0 CHECK (escalated BETWEEN 0 AND 1),
  ADD COLUMN lead_case TEXT COLLATE "C" NULL,
  ADD COLUMN proposed_measure BIGINT NULL CHECK (proposed_measure BETWEEN 1 AND 3),
  ADD COLUMN proposed_by TEXT COLLATE "C" NULL,
  ADD COLUMN conclusion BIGINT NULL,
  ADD COLUMN closed_at BIGINT NULL,
  ADD COLUMN closed_by TEXT COLLATE "C" NULL,
  ADD COLUMN drawn_at BIGINT NULL;

UPDATE review_case c SET
  division_code = (SELECT b.division_code FROM beneficiary b WHERE b.id = c.beneficiary_id),
  version = (SELECT MAX(e.ordinal) FROM review_case_event e WHERE e.case_id = c.id),
  assigned_to = (SELECT e.caseworker FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 2 ORDER BY e.ordinal DESC LIMIT 1),
  opened_at = (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id ORDER BY e.ordinal LIMIT 1),
  updated_at = (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id ORDER BY e.ordinal DESC LIMIT 1),
  conclusion = (SELECT e.conclusion FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3),
  closed_at = (SELECT e.recorded_at FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3),
  closed_by = (SELECT e.caseworker FROM review_case_event e WHERE e.case_id = c.id AND e.kind = 3);

ALTER TABLE review_case
  ALTER COLUMN division_code SET NOT NULL,
  ALTER COLUMN version SET NOT NULL,
  ALTER COLUMN opened_at SET NOT NULL,
  ALTER COLUMN updated_at SET NOT NULL,
  ADD CHECK (state BETWEEN 1 AND 5),
  ADD CHECK (source <> 1 OR opened_by IS NOT NULL),
  ADD CHECK ((state = 3) = (conclusion IS NOT NULL) AND (state = 3) = (closed_at IS NOT NULL) AND (state = 3) = (closed_by IS NOT NULL)),
  ADD CHECK ((state = 4) = (waits_until IS NOT NULL)),
  ADD CHECK ((state = 5) = (proposed_measure IS NOT NULL) AND (state = 5) = (proposed_by IS NOT NULL));

DROP INDEX review_case_queue;

-- kind: 1 opened, 2 assigned, 3 closed, 4 evidence added, 5 person contacted, 6 investigated, 7 noted, 8 paused, 9 continued, 10 escalated,
-- 11 joined, 12 measure proposed, 13 withdrawn, 14 approved, 15 returned, 16 reopened. caseworker: of 2 who got the case, of 3 who closed it;
-- actor: of 1 who entered it for somebody, of 2 who gave it, of 4.. who did it. detail_sealed: particulars of 4.., JSON
ALTER TABLE review_case_event
  DROP CONSTRAINT review_case_event_kind_check,
  ADD COLUMN actor TEXT COLLATE "C" NULL,
  ADD COLUMN detail_sealed BYTEA NULL,
  ADD CHECK (kind BETWEEN 1 AND 16),
  ADD CHECK ((kind > 3) = (detail_sealed IS NOT NULL));

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

CREATE FUNCTION move_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE review_case SET division_code = NEW.division_code WHERE beneficiary_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER beneficiary_moves_cases AFTER UPDATE OF division_code ON beneficiary
  FOR EACH ROW WHEN (OLD.division_code <> NEW.division_code) EXECUTE FUNCTION move_cases();

-- kind: 7 doubt, 8 suspended, 9 terminated, 10 resumed, 11 corrected besides those of version 4
ALTER TABLE notice DROP CONSTRAINT notice_kind_check, ADD CHECK (kind BETWEEN 1 AND 11);

-- region, team and home of an account; empty: as before there were regions
ALTER TABLE staff_account
  ADD COLUMN division TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN team TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN resides_in TEXT COLLATE "C" NOT NULL DEFAULT '';

-- scope: "division|team|residesIn"; null before there were regions
ALTER TABLE staff_account_event
  DROP CONSTRAINT staff_account_event_change_check,
  ADD COLUMN scope TEXT COLLATE "C" NULL,
  ADD CHECK (change BETWEEN 1 AND 9);

-- people whom an account may not handle: relatives of its owner, as declared; as it stands, not audited
CREATE TABLE staff_relative (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES staff_account (id),
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  declared_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, beneficiary_id)
);

-- kind: 1 case file, 2 identity, 3 frames, 4 search, 5 log; subject: beneficiary id or "-"
CREATE TABLE staff_read (
  audit_sequence BIGINT PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 5),
  subject TEXT COLLATE "C" NOT NULL,
  reason_sealed BYTEA NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX staff_read_subject ON staff_read (subject, audit_sequence);
CREATE INDEX staff_read_account ON staff_read (account_id, audit_sequence);

-- measure: 1 suspend, 2 terminate, 3 resume; a stop has two people, a resumption one
CREATE TABLE benefit_change (
  audit_sequence BIGINT PRIMARY KEY,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  ordinal BIGINT NOT NULL,
  measure BIGINT NOT NULL CHECK (measure BETWEEN 1 AND 3),
  ground BIGINT NOT NULL CHECK (ground BETWEEN 1 AND 7),
  legal_basis TEXT COLLATE "C" NOT NULL,
  effective_month BIGINT NOT NULL,
  case_id TEXT COLLATE "C" NOT NULL REFERENCES review_case (id),
  proposed_by TEXT COLLATE "C" NOT NULL,
  approved_by TEXT COLLATE "C" NULL,
  monthly_amount_fen BIGINT NULL,
  unpaid_from BIGINT NULL,
  unpaid_until BIGINT NULL,
  unpaid_fen BIGINT NULL,
  rules_version TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL,
  CHECK ((measure = 3) = (approved_by IS NULL)),
  CHECK (approved_by <> proposed_by),
  CHECK ((unpaid_from IS NULL) = (unpaid_until IS NULL) AND (unpaid_fen IS NULL OR unpaid_from IS NOT NULL)),
  UNIQUE (beneficiary_id, ordinal)
);

-- kind: 1 suspension, 2 termination, 3 resumption, 4 correction, 5 source reversal; body_sealed: JSON, audited by its digest
CREATE TABLE fact_message (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  case_id TEXT COLLATE "C" NOT NULL REFERENCES review_case (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 5),
  receiver TEXT COLLATE "C" NOT NULL,
  message_key TEXT COLLATE "C" NOT NULL UNIQUE,
  body_sealed BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX fact_message_beneficiary ON fact_message (beneficiary_id);
CREATE INDEX fact_message_case ON fact_message (case_id);

-- state: 1 queued, 2 sent, 3 given up
CREATE TABLE fact_message_outbox (
  message_id TEXT COLLATE "C" PRIMARY KEY REFERENCES fact_message (id),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  tries BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  leased_until BIGINT NULL,
  ended_at BIGINT NULL,
  CHECK ((state = 1) = (ended_at IS NULL))
);

CREATE INDEX fact_message_outbox_due ON fact_message_outbox (state, due_at);

-- conclusion, first_conclusion: 1 loss, 2 no loss, 3 undetermined
CREATE TABLE blind_review (
  audit_sequence BIGINT PRIMARY KEY,
  case_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES review_case (id),
  reviewer TEXT COLLATE "C" NOT NULL,
  conclusion BIGINT NOT NULL CHECK (conclusion BETWEEN 1 AND 3),
  first_conclusion BIGINT NOT NULL CHECK (first_conclusion BETWEEN 1 AND 3),
  first_by TEXT COLLATE "C" NOT NULL,
  team TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

CREATE INDEX blind_review_time ON blind_review (recorded_at);

SELECT keep_append_only('staff_read');
SELECT keep_append_only('benefit_change');
SELECT keep_append_only('fact_message');
SELECT keep_append_only('blind_review');
