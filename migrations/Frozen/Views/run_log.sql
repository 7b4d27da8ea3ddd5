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
LEFT JOIN etl_run_entities e ON e.run_id = r.run_id
