-- Sealed templates under pseudonymous ids. Nothing here names a person; the link lies in the other schema.

CREATE TABLE key_fingerprint (
  purpose BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  fingerprint BYTEA NOT NULL,
  PRIMARY KEY (purpose, key_id)
);

CREATE TABLE template (
  reference_id TEXT COLLATE "C" PRIMARY KEY,
  sealed BYTEA NOT NULL
);
