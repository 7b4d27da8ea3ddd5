-- One row a slot, whoever gives up first.
INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, finished_at, worker_version, error, notes)
SELECT store_id, $2, $3, 'skipped', $4, $5, $6, 'Another run held the store''s lock for the whole wait.', '{}'
FROM stores
WHERE name = $1
ON CONFLICT DO NOTHING
