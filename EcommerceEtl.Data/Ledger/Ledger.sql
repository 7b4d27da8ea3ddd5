-- name: abandon_dead_runs
UPDATE etl_runs
SET outcome = 'abandoned', finished_at = $2, error = 'The worker ended during this run; nothing of it was written.'
WHERE store_id = $1
  AND outcome = 'running'

-- name: change_rules
UPDATE etl_runs
SET rules_hash = $2
WHERE run_id = $1

-- name: changes_with_time
-- What the last success rejected and time alone changes: a cart from the future, and a row that is to be renewed.
SELECT EXISTS (
  SELECT
  FROM quarantine
  WHERE store_id = $1
    AND (status = 'open' OR (status = 'discarded' AND last_seen_at > $2))
    AND (reason = 'future_date' OR last_seen_at <= $3))

-- name: find_store
SELECT store_id, name, kind, address, currency, time_zone, view_origin, cart_origin, purchase_origin, open_carts, retired_at
FROM stores
WHERE name = $1

-- name: finish_run
UPDATE etl_runs
SET
  outcome = $2,
  finished_at = $3,
  extract_ms = $4,
  load_ms = $5,
  snapshot_hash = $6,
  error_code = $7,
  error = $8,
  notes = $9::jsonb
WHERE run_id = $1
  AND outcome = 'running'

-- name: has_succeeded
SELECT EXISTS (SELECT FROM etl_runs WHERE store_id = $1 AND slot = $2 AND outcome = 'succeeded')

-- name: highest_live
-- The most rows each entity had after any success of the last 7 days before $2, the last success always included. What was there before an
-- operator accepted a shrunk snapshot no longer counts: otherwise the runs after that one would be refused for a week. Nor do customers who
-- have been erased since: the shop has not lost them.
SELECT e.entity, max(greatest(e.live - CASE WHEN e.entity = 'customers' THEN (
  SELECT count(*) FROM erased_customers x WHERE x.store_id = $1 AND x.erased_at >= r.started_at) ELSE 0 END, 0))
FROM (
  SELECT run_id, started_at
  FROM etl_runs
  WHERE store_id = $1
    AND outcome = 'succeeded'
    AND (started_at > $2 - interval '7 days'
      OR run_id = (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded'))
  -- Apart: looked for by the number below, these runs would be found by going through all of the ledger.
  OFFSET 0
) r
JOIN etl_run_entities e USING (run_id)
WHERE r.run_id >= coalesce(
    (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded' AND notes ? 'accepted_shrink'), 0)
GROUP BY e.entity

-- name: insert_run
INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, rules_hash, worker_version, window_from, window_to, notes)
VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, '{}')
RETURNING run_id

-- name: insert_run_entity
INSERT INTO etl_run_entities (
  run_id, entity, extracted, duplicates, inserted, updated, unchanged, removed, rejected, skipped, unpriced, live, bytes, drift)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: insert_skipped
-- One row a slot, whoever gives up first.
INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, finished_at, worker_version, error, notes)
SELECT store_id, $2, $3, 'skipped', $4, $5, $6, 'Another run held the store''s lock for the whole wait.', '{}'
FROM stores
WHERE name = $1
ON CONFLICT DO NOTHING

-- name: insert_store
-- With the next free number: lock_store_ids is held.
INSERT INTO stores (store_id, name, kind, address, currency, time_zone, view_origin, cart_origin, purchase_origin, open_carts)
SELECT coalesce(max(store_id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9
FROM stores

-- name: last_runs
SELECT r.run_id, s.name, r.trigger, r.outcome, r.slot, r.started_at, r.finished_at, r.error_code, r.error
FROM etl_runs r
JOIN stores s USING (store_id)
ORDER BY r.run_id DESC
LIMIT $1

-- name: last_success
SELECT run_id, snapshot_hash, rules_hash, worker_version, notes, window_from
FROM etl_runs
WHERE store_id = $1
  AND outcome = 'succeeded'
ORDER BY run_id DESC
LIMIT 1

-- name: complete_since
SELECT complete_since
FROM source_state
WHERE store_id = $1 AND entity = 'carts' AND complete_since IS NOT NULL

-- name: loaded_hashes
SELECT entity, entity_hash
FROM source_state
WHERE store_id = $1

-- name: longest_gap
-- The longest time between a cart of a store from $2 on and the one before it, which may lie before $2.
SELECT max(c.gap)
FROM stores s
CROSS JOIN LATERAL (
  SELECT placed_at, placed_at - lag(placed_at) OVER (ORDER BY placed_at) AS gap
  FROM carts
  WHERE store_id = s.store_id
    AND day >= coalesce(
      (SELECT max(day) FROM carts WHERE store_id = s.store_id AND day < ($2::timestamptz - interval '2 days')::date), '-infinity')
) c
WHERE s.name = $1
  AND c.placed_at >= $2

-- name: lock_store_ids
-- Held to the end of the transaction: two new stores must not get the same number.
SELECT pg_advisory_xact_lock(hashtextextended('ecommerce-etl store ids', 0))::text

-- name: noted_drift
SELECT DISTINCT e.entity, name
FROM etl_run_entities e
JOIN etl_runs r USING (run_id)
CROSS JOIN unnest(e.drift) AS name
WHERE r.store_id = $1

-- name: retire_store
UPDATE stores
SET retired_at = $2
WHERE name = $1

-- name: run_entities
SELECT entity, extracted, duplicates, inserted, updated, unchanged, removed, rejected, skipped, unpriced, live, bytes, drift
FROM etl_run_entities
WHERE run_id = $1

-- name: run_gaps
SELECT entity, gap, missing, total, share, says
FROM run_gaps($1)

-- name: run_outcome
SELECT outcome
FROM etl_runs
WHERE run_id = $1

-- name: standing_rejections
-- The rows of what the last success rejected. A discarded row stays when its record is good again or gone; it is then no longer renewed.
SELECT entity, reason, count(*)
FROM quarantine
WHERE store_id = $1
  AND (status = 'open' OR (status = 'discarded' AND last_seen_at > $2))
GROUP BY entity, reason

-- name: store_freshness
-- How each store stands, from the ledger alone: the same for every worker that asks. A backfill says nothing of that: it reads a window of
-- the past.
SELECT
  s.name,
  succeeded.finished_at,
  ended.finished_at,
  ended.outcome,
  (SELECT unpriced FROM etl_run_entities e WHERE e.run_id = succeeded.run_id AND e.entity = 'carts'),
  (SELECT max(placed_at) FROM carts c WHERE c.store_id = s.store_id
    AND c.day = (SELECT max(day) FROM carts d WHERE d.store_id = s.store_id)),
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
  -- A worker that gave up waiting writes its skipped row, with a higher number, while the run it waited for goes on: the last to end
  -- counts.
  WHERE r.store_id = s.store_id AND r.outcome <> 'running' AND r.window_from IS NULL AND r.run_id >= coalesce(succeeded.run_id, 0)
  ORDER BY finished_at DESC, run_id DESC LIMIT 1) ended ON true
ORDER BY s.name

-- name: store_elements
-- What each store's last success over everything found: how much the shop has, how much of it is landed, and what became of that. A row
-- that is the last good version of a rejected element is not counted beside the rejection.
SELECT
  s.name,
  e.entity,
  t.source_count,
  e.extracted - e.duplicates,
  e.live - least(greatest(e.live - a.accepted, 0), e.rejected) + e.rejected + e.skipped,
  t.complete_since
FROM stores s
CROSS JOIN LATERAL (
  SELECT run_id FROM etl_runs r
  WHERE r.store_id = s.store_id AND r.outcome = 'succeeded' AND r.window_from IS NULL
  ORDER BY run_id DESC LIMIT 1) succeeded
JOIN etl_run_entities e ON e.run_id = succeeded.run_id
CROSS JOIN LATERAL (SELECT e.inserted + e.updated + e.unchanged AS accepted) a
LEFT JOIN source_state t ON t.store_id = s.store_id AND t.entity = e.entity
ORDER BY s.name, e.entity

-- name: store_orders
-- What of a store's orders is in no figure: by how much they differ from what the shop states, and how many are in another currency.
SELECT
  s.name,
  coalesce((SELECT sum(abs(difference)) FROM orders o WHERE o.store_id = s.store_id), 0),
  coalesce((SELECT notes -> 'skipped_by_currency' FROM etl_runs r
    WHERE r.store_id = s.store_id AND r.outcome = 'succeeded' AND r.window_from IS NULL
    ORDER BY run_id DESC LIMIT 1), '{}')::text
FROM stores s

-- name: store_gaps
SELECT g.entity, g.gap, g.missing, g.total, g.share, g.says
FROM stores s
CROSS JOIN LATERAL store_gaps(s.store_id) g
WHERE s.name = $1

-- name: store_holdings
-- What is held of each store.
SELECT
  s.name, s.kind, s.address, s.currency, s.retired_at,
  (SELECT max(r.finished_at) FROM etl_runs r WHERE r.store_id = s.store_id AND r.outcome = 'succeeded'),
  (SELECT count(*) FROM products p WHERE p.store_id = s.store_id),
  (SELECT count(*) FROM customers c WHERE c.store_id = s.store_id),
  (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id),
  (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id),
  (SELECT count(*) FROM erased_customers x WHERE x.store_id = s.store_id),
  (SELECT count(*) FROM etl_runs r WHERE r.store_id = s.store_id)
FROM stores s
ORDER BY s.name

-- name: stores_in_use
SELECT name
FROM stores
WHERE retired_at IS NULL
ORDER BY name

-- name: update_store
-- Written only if something changed.
UPDATE stores
SET kind = $2, address = $3, currency = $4, time_zone = $5, view_origin = $6, cart_origin = $7, purchase_origin = $8,
  open_carts = $9
WHERE name = $1
  AND (kind, address, currency, time_zone, view_origin, cart_origin, purchase_origin, open_carts)
    IS DISTINCT FROM ($2, $3, $4, $5, $6, $7, $8, $9)

-- name: upsert_source_state
-- Written only if something but the run changed.
INSERT INTO source_state AS s (store_id, entity, etag, last_modified, entity_hash, run_id, cursor, complete_since, source_count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (store_id, entity) DO UPDATE SET
  etag = excluded.etag,
  last_modified = excluded.last_modified,
  entity_hash = excluded.entity_hash,
  run_id = excluded.run_id,
  cursor = excluded.cursor,
  complete_since = excluded.complete_since,
  source_count = excluded.source_count
WHERE (s.etag, s.last_modified, s.entity_hash, s.cursor, s.complete_since, s.source_count)
  IS DISTINCT FROM (
    excluded.etag, excluded.last_modified, excluded.entity_hash, excluded.cursor, excluded.complete_since, excluded.source_count)
