-- What people said of a certification, minutes in which the service was up, and what supervisors' and public figures are counted over.

-- rating: 1 bad .. 5 good; complaint: somebody is to see to it
CREATE TABLE feedback (
  audit_sequence BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  beneficiary_id TEXT COLLATE "C" NOT NULL REFERENCES beneficiary (id),
  decision_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES decision (id),
  rating BIGINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
  complaint BIGINT NOT NULL CHECK (complaint BETWEEN 0 AND 1),
  recorded_at BIGINT NOT NULL
);

CREATE INDEX feedback_time ON feedback (recorded_at);

CREATE TABLE feedback_resolution (
  audit_sequence BIGINT PRIMARY KEY,
  feedback_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES feedback (id),
  resolved_by TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- minutes since 1970-01-01T00:00Z, marked by every instance; not audited
CREATE TABLE uptime_minute (
  minute BIGINT PRIMARY KEY
);

-- decisions that say something about a person, 2 is "not due"
CREATE INDEX decision_outcome ON decision (outcome, decided_at, method, decider, beneficiary_id) WHERE outcome <> 2;
CREATE INDEX beneficiary_due_division ON beneficiary (due_on, division_code);
CREATE INDEX review_case_open_people ON review_case (division_code, beneficiary_id, finding_kind, colour, assigned_to, due_at) WHERE state <> 3;
CREATE INDEX review_case_closing ON review_case (closed_at, division_code) WHERE state = 3;
CREATE INDEX review_case_opening ON review_case (opened_at, finding_kind, division_code);
CREATE INDEX benefit_change_time ON benefit_change (recorded_at, measure, beneficiary_id);
CREATE INDEX feed_event_newest ON feed_event (source, occurred_on);

SELECT keep_append_only('feedback');
SELECT keep_append_only('feedback_resolution');
