-- Frames kept for reviews, sealed with the key of the templates (key_id names it), under pseudonymous ids. Nothing here names a person or a case.

-- sealed: measures and the list of frames, JSON
CREATE TABLE review_face (
  set_id TEXT COLLATE "C" PRIMARY KEY,
  sealed BYTEA NOT NULL,
  key_id BIGINT NOT NULL
);

CREATE TABLE review_frame (
  set_id TEXT COLLATE "C" NOT NULL REFERENCES review_face (set_id),
  number BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  key_id BIGINT NOT NULL,
  PRIMARY KEY (set_id, number)
);

CREATE INDEX review_face_key ON review_face (key_id);
CREATE INDEX review_frame_key ON review_frame (key_id);
