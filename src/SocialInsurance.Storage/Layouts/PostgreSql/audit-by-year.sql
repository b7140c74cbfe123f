-- The audit log in a partition a year, for stores whose log has outgrown one table. Run by the owner of the schema, with the
-- search_path on it, in one transaction; the service may run. No row is copied, no migration expects or forbids it.
--
--   SET search_path = sicert;
--   \i audit-by-year.sql                       -- once: makes the functions below
--   SELECT partition_audit_log('2026', '2027'); -- once: what is there becomes the partition of 2026, what follows goes into 2027's
--   SELECT close_audit_year('2028');            -- at each turn of a year: the open partition ends here, 2028's begins
--   ALTER TABLE audit_entry_2026 SET TABLESPACE archive; -- a closed year never changes: cheap disks, vacuumed once, saved once
--
-- Cut by sequence, not by instant: the sequence is the key, and later entries have later numbers. Rights given on audit_entry before
-- must be given again after the first call.

CREATE FUNCTION guard_audit_partition(part TEXT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM keep_append_only(part);
  -- by the whole log only, which knows what follows what
  EXECUTE format('CREATE TRIGGER by_the_log_only BEFORE INSERT ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
END $$;

CREATE FUNCTION partition_audit_log(closed TEXT, open_part TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  first_open BIGINT;
BEGIN
  LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE;
  SELECT COALESCE(MAX(sequence) + 1, 0) INTO first_open FROM audit_entry;
  DROP TRIGGER append_only ON audit_entry;
  DROP TRIGGER no_holes ON audit_entry;
  EXECUTE format('ALTER TABLE audit_entry RENAME TO %I', 'audit_entry_' || closed);
  EXECUTE format('ALTER INDEX audit_entry_pkey RENAME TO %I', 'audit_entry_' || closed || '_pkey');
  EXECUTE format('ALTER TABLE %I ADD CHECK (sequence < %s)', 'audit_entry_' || closed, first_open);
  EXECUTE format('CREATE TABLE audit_entry (LIKE %I) PARTITION BY RANGE (sequence)', 'audit_entry_' || closed);
  ALTER TABLE audit_entry ADD PRIMARY KEY (sequence);
  EXECUTE format('ALTER TABLE audit_entry ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)', 'audit_entry_' || closed, first_open);
  EXECUTE format('CREATE TABLE %I PARTITION OF audit_entry FOR VALUES FROM (%s) TO (MAXVALUE)', 'audit_entry_' || open_part, first_open);
  PERFORM keep_append_only('audit_entry');
  CREATE TRIGGER no_holes AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_hole();
  PERFORM guard_audit_partition('audit_entry_' || closed);
  PERFORM guard_audit_partition('audit_entry_' || open_part);
  RETURN first_open;
END $$;

CREATE FUNCTION close_audit_year(open_part TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  ending TEXT;
  first_closing BIGINT;
  first_open BIGINT;
BEGIN
  LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE;
  SELECT c.relname INTO STRICT ending FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_entry'::regclass AND pg_get_expr(c.relpartbound, c.oid) LIKE '%TO (MAXVALUE)';
  EXECUTE format('SELECT MIN(sequence), MAX(sequence) + 1 FROM %I', ending) INTO first_closing, first_open;
  IF first_open IS NULL THEN
    RAISE EXCEPTION '%: holds no entry yet', ending;
  END IF;
  EXECUTE format('ALTER TABLE %I ADD CHECK (sequence >= %s AND sequence < %s)', ending, first_closing, first_open);
  EXECUTE format('ALTER TABLE audit_entry DETACH PARTITION %I', ending);
  EXECUTE format('ALTER TABLE audit_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', ending, first_closing, first_open);
  EXECUTE format('CREATE TABLE %I PARTITION OF audit_entry FOR VALUES FROM (%s) TO (MAXVALUE)', 'audit_entry_' || open_part, first_open);
  PERFORM guard_audit_partition('audit_entry_' || open_part);
  RETURN first_open;
END $$;
