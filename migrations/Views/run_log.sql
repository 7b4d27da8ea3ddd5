-- The ledger for reading: one row for each run and entity; a run that got to no entity has one row with NULLs.
-- notes and drift are plain text, since charts know neither jsonb nor arrays.
CREATE VIEW run_log AS
SELECT
  r.run_id,
  s.name AS store,
  r.trigger,
  r.slot,
  r.outcome,
  r.started_at,
  r.finished_at,
  r.extract_ms,
  r.load_ms,
  r.window_from,
  r.window_to,
  r.worker_version,
  r.error_code,
  r.error,
  r.notes::text AS notes,
  e.entity,
  e.extracted,
  e.duplicates,
  e.inserted,
  e.updated,
  e.unchanged,
  e.removed,
  e.rejected,
  e.unpriced,
  e.live,
  e.bytes,
  array_to_string(e.drift, ', ') AS drift
FROM etl_runs r
LEFT JOIN stores s ON s.store_id = r.store_id
LEFT JOIN etl_run_entities e ON e.run_id = r.run_id;
COMMENT ON VIEW run_log IS
  'The ledger for reading: one row for each run and entity. A run that got to no entity has one row, with NULLs from entity on.';
COMMENT ON COLUMN run_log.run_id IS 'Number of the run (etl_runs.run_id).';
COMMENT ON COLUMN run_log.store IS 'Name of the store (stores.name).';
COMMENT ON COLUMN run_log.trigger IS 'What asked for the run: schedule, startup, manual, replay or backfill.';
COMMENT ON COLUMN run_log.slot IS 'UTC: the due time that the run stands for; NULL for runs by hand.';
COMMENT ON COLUMN run_log.outcome IS 'running, succeeded, failed, cancelled, skipped or abandoned (etl_runs.outcome).';
COMMENT ON COLUMN run_log.started_at IS 'UTC: when the run began.';
COMMENT ON COLUMN run_log.finished_at IS 'UTC: when the run ended; NULL while it runs.';
COMMENT ON COLUMN run_log.extract_ms IS 'Milliseconds spent asking the shop; NULL where it did not get that far.';
COMMENT ON COLUMN run_log.load_ms IS 'Milliseconds spent loading; NULL where it did not get that far.';
COMMENT ON COLUMN run_log.window_from IS 'UTC: start of a backfill''s window, included; NULL for other runs.';
COMMENT ON COLUMN run_log.window_to IS 'UTC: end of a backfill''s window, excluded; NULL for other runs.';
COMMENT ON COLUMN run_log.worker_version IS 'Version of the worker that ran it.';
COMMENT ON COLUMN run_log.error_code IS
  'Why the run changed nothing, as one of the codes of docs/runbook.md; NULL where nothing went wrong.';
COMMENT ON COLUMN run_log.error IS 'Why the run changed nothing, as a sentence without secrets; NULL where nothing went wrong.';
COMMENT ON COLUMN run_log.notes IS 'What else is to be known of the run (etl_runs.notes) as text; NULL where there is nothing.';
COMMENT ON COLUMN run_log.entity IS 'products, customers or carts; NULL where the run got to none.';
COMMENT ON COLUMN run_log.extracted IS 'Number of elements in the snapshot; NULL where entity is.';
COMMENT ON COLUMN run_log.duplicates IS 'Number of elements that were skipped since another one had their id; NULL where entity is.';
COMMENT ON COLUMN run_log.inserted IS 'Number of rows that are new; NULL where entity is.';
COMMENT ON COLUMN run_log.updated IS 'Number of rows that changed; NULL where entity is.';
COMMENT ON COLUMN run_log.unchanged IS 'Number of rows that stayed as they were; NULL where entity is.';
COMMENT ON COLUMN run_log.removed IS 'Number of rows that the shop no longer has; NULL where entity is.';
COMMENT ON COLUMN run_log.rejected IS 'Number of elements that were not accepted; NULL where entity is.';
COMMENT ON COLUMN run_log.unpriced IS 'Number of lines without a price after the run; NULL where entity is.';
COMMENT ON COLUMN run_log.live IS 'Number of rows after the run, of products those that are not removed; NULL where entity is.';
COMMENT ON COLUMN run_log.bytes IS 'Bytes received from the shop, after decompression; NULL where entity is.';
COMMENT ON COLUMN run_log.drift IS
  'What is new of the fields, parted by commas: known ones that vanished (-path) or could not be used (!path), and the number of unknown '
  'ones with a hash of their names (+2 unknown (1b29a0fe)); NULL where entity is.';
