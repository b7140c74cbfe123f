-- Which key a template is turned by and sealed with; 0 for those stored plain (and sealed) before templates were turned.

ALTER TABLE template ADD COLUMN key_id BIGINT NOT NULL DEFAULT 0;

CREATE INDEX template_key ON template (key_id);
