-- Sealed templates under pseudonymous ids. Nothing here names a person; the link lies in the other database.

CREATE TABLE key_fingerprint (
  purpose INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  PRIMARY KEY (purpose, key_id)
);

CREATE TABLE template (
  reference_id TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) WITHOUT ROWID;
