SELECT r.run_id, s.name, r.trigger, r.outcome, r.slot, r.started_at, r.finished_at, r.error_code, r.error
FROM etl_runs r
JOIN stores s USING (store_id)
ORDER BY r.run_id DESC
LIMIT $1
