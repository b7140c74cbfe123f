-- Frames kept for reviews, sealed with the key of the templates (key_id names it), under pseudonymous ids. Nothing here names a person or a case.

-- sealed: measures and the list of frames, JSON
CREATE TABLE review_face (
  set_id TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  key_id INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE review_frame (
  set_id TEXT NOT NULL REFERENCES review_face (set_id),
  number INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  key_id INTEGER NOT NULL,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

CREATE INDEX review_face_key ON review_face (key_id);
CREATE INDEX review_frame_key ON review_frame (key_id);
