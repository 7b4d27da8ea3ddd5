-- How each store stands, from the ledger alone: the same for every worker that asks. A backfill says nothing of that: it reads a window of the past.
SELECT
  s.name,
  succeeded.finished_at,
  ended.finished_at,
  ended.outcome,
  (SELECT unpriced FROM etl_run_entities e WHERE e.run_id = succeeded.run_id AND e.entity = 'carts'),
  (SELECT max(placed_at) FROM carts c WHERE c.store_id = s.store_id AND c.day = (SELECT max(day) FROM carts d WHERE d.store_id = s.store_id)),
  (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id AND q.status = 'open' AND q.entity = 'products'),
  (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id AND q.status = 'open' AND q.entity = 'customers'),
  (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id AND q.status = 'open' AND q.entity = 'carts'),
  (SELECT max(slot) FROM etl_runs r WHERE r.store_id = s.store_id),
  s.retired_at IS NOT NULL
FROM stores s
LEFT JOIN LATERAL (
  SELECT run_id, finished_at FROM etl_runs r
  WHERE r.store_id = s.store_id AND r.outcome = 'succeeded' AND r.window_from IS NULL
  ORDER BY run_id DESC LIMIT 1) succeeded ON true
LEFT JOIN LATERAL (
  SELECT outcome, finished_at FROM etl_runs r
  -- A worker that gave up waiting writes its skipped row, with a higher number, while the run it waited for goes on: the last to end counts.
  WHERE r.store_id = s.store_id AND r.outcome <> 'running' AND r.window_from IS NULL AND r.run_id >= coalesce(succeeded.run_id, 0)
  ORDER BY finished_at DESC, run_id DESC LIMIT 1) ended ON true
ORDER BY s.name
