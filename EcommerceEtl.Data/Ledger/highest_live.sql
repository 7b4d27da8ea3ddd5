-- The most rows each entity had after any success of the last 7 days before $2, the last success always included.
SELECT e.entity, max(e.live)
FROM etl_run_entities e
JOIN etl_runs r USING (run_id)
WHERE r.store_id = $1
  AND r.outcome = 'succeeded'
  AND (r.started_at > $2 - interval '7 days'
    OR r.run_id = (SELECT max(run_id) FROM etl_runs WHERE store_id = $1 AND outcome = 'succeeded'))
GROUP BY e.entity
